using System.Globalization;
using System.Net;
using System.Text;
using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Intake;
using DeductionGateway.Periods;

namespace DeductionGateway.UploadLinks;

/// <summary>What a link's page says, in Indonesian or English. Plain HTML: no script, and a style sheet of its own.</summary>
internal sealed class LinkHtml(string token, bool isEnglish)
{
    /// <summary>Of faults and of differences; the rest is counted.</summary>
    private const int Listed = 200;

    private static readonly NumberFormatInfo Indonesian = new() { NumberGroupSeparator = ".", NumberDecimalSeparator = "," };

    public const string Style = """
        :root { color-scheme: light; }
        body { margin: 0; font: 1rem/1.5 system-ui, sans-serif; color: #1c2733; background: #f4f6f8; }
        main { max-width: 46rem; margin: 0 auto; padding: 1.5rem 1rem 3rem; }
        h1 { font-size: 1.4rem; line-height: 1.25; margin: 0 0 .75rem; }
        h2 { font-size: 1.1rem; margin: 1.5rem 0 .5rem; }
        .card { background: #fff; border: 1px solid #d5dce3; border-radius: .5rem; padding: 1rem; margin: 1rem 0; }
        .wide { overflow-x: auto; }
        table { border-collapse: collapse; width: 100%; }
        th, td { text-align: left; padding: .35rem .6rem .35rem 0; border-bottom: 1px solid #e4e9ee; vertical-align: top; }
        .number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
        input[type=file] { display: block; width: 100%; margin: .5rem 0 1rem; font: inherit; }
        button { font: inherit; font-weight: 600; padding: .7rem 1.2rem; border: 0; border-radius: .4rem; background: #0b5c8a; color: #fff; cursor: pointer; }
        button:focus-visible, a:focus-visible, input:focus-visible { outline: 3px solid #f2a900; outline-offset: 2px; }
        .bad { border-left: .4rem solid #b3261e; }
        .good { border-left: .4rem solid #1b7f3b; }
        .small { font-size: .875rem; color: #4a5866; overflow-wrap: anywhere; }
        """;

    public string NoFile => T("Berkas tidak terbaca; pilih berkasnya sekali lagi.", "The file could not be read; choose it once more.");
    public string NoProfile => T("Koperasi belum menyiapkan bentuk berkas untuk pemberi kerja ini; hubungi koperasi.", "The cooperative has not set up this employer's file yet; call the cooperative.");

    /// <summary>A moment as people of Western Indonesia read it.</summary>
    public static string Local(DateTime at) => at.ToUniversalTime().AddTicks(7 * TimeSpan.TicksPerHour).ToString("dd-MM-yyyy HH.mm", CultureInfo.InvariantCulture) + " WIB";

    public string Choose(string employer, string period, string until) => Page(T("Kirim hasil potongan gaji", "Send the payroll deductions"), $"""
        <p>{T("Pemberi kerja", "Employer")} <strong>{E(employer)}</strong>, {T("periode", "period")} <strong>{E(period)}</strong>.
        {T("Tautan ini dipakai satu kali dan berlaku sampai", "This link is used once and is good until")} {E(until)}.</p>
        {Form(T("Berkas Excel, CSV atau teks", "An Excel, CSV or text file"))}
        """);

    public string Preview(Guid upload, Look look, LinkPreview beside)
    {
        var read = look.Reading!;
        var html = new StringBuilder($"""
            <div class="card good"><p>{T("Berkas terbaca. Belum ada yang disimpan.", "The file was read. Nothing is stored yet.")}</p>
            <table><tr><th>{T("Baris", "Rows")}</th><td class="number">{N(read.Rows)}</td></tr>
            <tr><th>{T("Jumlah dipotong", "Total withheld")}</th><td class="number">Rp {N(read.Sum ?? 0)}</td></tr>
            """);
        if (beside.Billed is { } billed)
        {
            html.Append($"""
                <tr><th>{T("Jumlah ditagih", "Total billed")}</th><td class="number">Rp {N(billed)}</td></tr>
                <tr><th>{T("Selisih", "Difference")}</th><td class="number">Rp {N((read.Sum ?? 0) - billed)}</td></tr>
                """);
        }
        html.Append("</table></div>");
        foreach (var note in read.Notes) html.Append($"<p>{E(note)}</p>");
        html.Append(beside.Billed is null ? $"<p>{T("Tagihan periode ini belum ada, jadi selisihnya belum dapat dihitung.", "There is no billing of this period yet to compare with.")}</p>" : Differences(beside.Differences));
        html.Append($"""
            <form method="post" action="/u/{E(token)}/confirm{Language}"><input type="hidden" name="upload_id" value="{upload}"><input type="hidden" name="sha256" value="{Convert.ToHexStringLower(look.Sha256)}">
            <p><button>{T("Benar, kirim ke koperasi", "Right, send it to the cooperative")}</button></p></form>
            <h2>{T("Bukan ini?", "Not this one?")}</h2>{Form(T("Pilih berkas lain", "Choose another file"))}
            """);
        return Page(T("Periksa sebelum dikirim", "Look before it is sent"), html.ToString());
    }

    public string Faulty(IReadOnlyCollection<FileFault> faults)
    {
        var html = new StringBuilder($"""
            <div class="card bad"><p>{T($"Berkas belum dapat diterima: {faults.Count} kesalahan. Tidak ada yang disimpan.", $"The file cannot be taken: {faults.Count} faults. Nothing is stored.")}</p><div class="wide"><table>
            <tr><th class="number">{T("Baris", "Line")}</th><th class="number">{T("Kolom", "Column")}</th><th>{T("Apa yang salah", "What is wrong")}</th></tr>
            """);
        foreach (var fault in faults.Take(Listed)) html.Append($"""<tr><td class="number">{Place(fault.Line)}</td><td class="number">{Place(fault.Column)}</td><td>{E(Wire.Faults.Shown(fault.Text))} <span class="small">{E(fault.Code)}</span></td></tr>""");
        html.Append($"</table></div>{More(faults.Count)}</div>{Form(T("Perbaiki, lalu pilih lagi", "Correct it, then choose it again"))}");
        return Page(T("Ada yang perlu diperbaiki", "Something is to be corrected"), html.ToString());
    }

    public string Done(Received received, string at) => Page(T("Terima kasih, berkas sudah diterima", "Thank you, the file was received"), $"""
        <div class="card good"><table><tr><th>{T("Diterima", "Received")}</th><td>{E(at)}</td></tr><tr><th>{T("Baris", "Rows")}</th><td>{N(received.Reading.Rows)}</td></tr>
        <tr><th>{T("Jumlah dipotong", "Total withheld")}</th><td>Rp {N(received.Reading.Sum ?? 0)}</td></tr></table>
        <p class="small">SHA-256 {Convert.ToHexStringLower(received.File.Sha256)}</p></div>
        <p>{T("Tautan ini sudah terpakai. Kalau ada koreksi, mintalah tautan baru kepada koperasi.", "This link is used up. For a correction ask the cooperative for a new one.")}</p>
        """, isLast: true);

    public string Unknown() => Bad(T("Tautan ini tidak dikenal", "This link is not known"), T("Periksa apakah alamatnya tersalin utuh, atau mintalah tautan baru kepada koperasi.", "See whether the whole address was copied, or ask the cooperative for a new link."));

    /// <param name="state">2 used, 3 withdrawn, null: its time is over.</param>
    public string Over(short? state) => Bad(
        state switch { 2 => T("Tautan ini sudah terpakai", "This link was used already"), 3 => T("Tautan ini ditarik oleh koperasi", "The cooperative withdrew this link"), _ => T("Masa berlaku tautan ini sudah habis", "This link's time is over") },
        T("Mintalah tautan baru kepada koperasi.", "Ask the cooperative for a new one."));

    public string TooOften() => Bad(T("Terlalu sering", "Too often"), T("Tunggu satu menit, lalu coba lagi.", "Wait a minute, then try again."));

    public string Trouble() => Bad(T("Sedang terganggu", "Out of order at the moment"), T("Tidak ada yang disimpan. Coba lagi sebentar lagi.", "Nothing was stored. Try again in a moment."));

    public string Refused(string sentence) => Page(T("Belum dapat diterima", "Not taken yet"), $"""<div class="card bad"><p>{E(sentence)}</p></div>{Form(T("Pilih berkas", "Choose a file"))}""");

    private string Differences(IReadOnlyList<Difference> all)
    {
        if (all.Count == 0) return $"<p>{T("Sama dengan tagihan, orang demi orang.", "The same as the billing, person by person.")}</p>";
        var html = new StringBuilder($"""
            <h2>{T($"Berbeda dengan tagihan: {all.Count}", $"Otherwise than billed: {all.Count}")}</h2><div class="wide"><table>
            <tr><th>{T("Nomor", "Number")}</th><th>{T("Nama", "Name")}</th><th>{T("Kode", "Code")}</th><th class="number">{T("Ditagih", "Billed")}</th><th class="number">{T("Dipotong", "Withheld")}</th></tr>
            """);
        foreach (var one in all.Take(Listed)) html.Append($"""<tr><td>{E(PersonalNumbers.MaskedEmployeeNo(one.Key, ""))}</td><td>{E(one.Name)}</td><td>{E(one.Code)}</td><td class="number">{N(one.Billed)}</td><td class="number">{N(one.Reported)}</td></tr>""");
        return html.Append($"</table></div>{More(all.Count)}").ToString();
    }

    private string More(int count) => count <= Listed ? "" : $"<p>{T($"dan {count - Listed} lagi", $"and {count - Listed} more")}</p>";

    private string Form(string label) => $"""
        <form class="card" method="post" enctype="multipart/form-data" action="/u/{E(token)}/preview{Language}"><label>{label}<input type="file" name="file" required accept=".xlsx,.csv,.txt"></label>
        <button>{T("Baca berkas", "Read the file")}</button></form>
        """;

    private string Bad(string title, string sentence) => Page(title, $"""<div class="card bad"><p>{sentence}</p></div>""");

    /// <param name="isLast">The link is used up: the page in the other language would say nothing but that, and this one is the receipt.</param>
    private string Page(string title, string body, bool isLast = false) => $"""
        <!doctype html>
        <html lang="{(isEnglish ? "en" : "id")}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">
        <title>{title}</title><link rel="stylesheet" href="{LinkPages.StylePath}"></head>
        <body><main><h1>{title}</h1>{body}{(isLast ? "" : $"""<p class="small"><a href="/u/{E(token)}{(isEnglish ? "" : "?lang=en")}">{(isEnglish ? "Bahasa Indonesia" : "English")}</a></p>""")}</main></body></html>
        """;

    private string Language => isEnglish ? "?lang=en" : "";
    private string T(string indonesian, string english) => isEnglish ? english : indonesian;
    private static string E(string text) => WebUtility.HtmlEncode(text);
    private string N(long number) => number.ToString("N0", isEnglish ? NumberFormatInfo.InvariantInfo : Indonesian);
    private static string Place(int place) => place == 0 ? "" : place.ToString(CultureInfo.InvariantCulture);
}
