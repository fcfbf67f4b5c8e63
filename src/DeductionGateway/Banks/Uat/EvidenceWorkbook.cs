using System.Globalization;
using System.Text;
using DeductionGateway.Answers.Sheets;
using DeductionGateway.Core.Snap;

namespace DeductionGateway.Banks.Uat;

/// <summary>Evidence for a bank's integration team, as a workbook: a summary with a row for each case, and a sheet with the text of each request and its answer.</summary>
internal sealed class EvidenceWorkbook
{
    /// <summary>Points of the highest row that a spreadsheet has; what is longer is there and not in sight.</summary>
    private const int HighestRow = 409;

    private const int TitleHeight = 22, IdWidth = 13, TextWidth = 72;

    private readonly Evidence _evidence;
    private readonly UatLanguage _language;
    private readonly SheetLayout _summary;
    private readonly SheetLayout _details;
    private Sheet _sheet = null!;

    private EvidenceWorkbook(Evidence evidence, UatLanguage language)
    {
        (_evidence, _language) = (evidence, language);
        _summary = new SheetLayout(Said("Ringkasan", "Summary"), [IdWidth, 34, 50, 20, 16, 16, 9, 46], IsLandscape: true, HasGrid: false);
        _details = new SheetLayout(Said("Bukti", "Evidence"), [IdWidth, 24, TextWidth, TextWidth, 9], IsLandscape: true, FrozenRows: 1, RepeatFrom: 1, RepeatTo: 1);
    }

    public static void Write(Stream stream, Evidence evidence, UatLanguage language) => new EvidenceWorkbook(evidence, language).Write(stream);

    private void Write(Stream stream)
    {
        using var book = new Workbook(stream, Title, [_summary, _details]);
        using (_sheet = book.Begin(_summary))
        {
            Head();
            Cases();
        }
        using (_sheet = book.Begin(_details)) Exchanges();
    }

    private string Title => Said("Bukti uji fungsional SNAP", "SNAP functional test: evidence");

    private void Head()
    {
        _sheet.NextRow(TitleHeight);
        _sheet.Text(Title, CellStyle.Title);
        Fact(Said("Koperasi", "Cooperative"), _evidence.Cooperative);
        Fact("Bank", _evidence.Bank);
        Fact(Said("Alamat", "Address"), _evidence.Address);
        if (_evidence.Form.Length > 0) Fact(Said("Formulir", "Form"), _evidence.Form);
        Fact(Said("Mulai", "Began"), Moment(_evidence.Began));
        Fact(Said("Selesai", "Ended"), Moment(_evidence.Ended));
        Fact(Said("Hasil", "Result"), string.Join(", ", new[] { UatVerdict.Passed, UatVerdict.Failed, UatVerdict.NotRun, UatVerdict.Seen }.Where(verdict => _evidence.Count(verdict) > 0).Select(verdict => $"{_evidence.Count(verdict)} {UatWords.Of(verdict, _language)}")));
        Fact(Said("Catatan", "Note"), Said("token, tanda tangan, nomor rekening dan nama disamarkan, baris JSON ditata; selain itu seperti dikirim dan diterima", "tokens, signatures, account numbers and names are masked, and JSON is indented; all else is as it was sent and received"));
        _sheet.NextRow();
    }

    private void Fact(string name, string text)
    {
        _sheet.NextRow();
        _sheet.Text(name, CellStyle.Bold);
        _sheet.Text(text, CellStyle.Plain);
    }

    private void Cases()
    {
        _sheet.NextRow();
        foreach (var head in (string[])[Said("Kasus", "Case"), Said("Layanan", "Service"), Said("Yang diuji", "What is tested"), Said("Kode diharapkan", "Expected code"), Said("Kode diterima", "Code received"), Said("Hasil", "Result"), "ms", Said("Keterangan", "Remark")]) _sheet.Text(head, CellStyle.Header);
        foreach (var one in _evidence.Cases)
        {
            var reason = UatWords.Of(one.Reason, _language);
            _sheet.NextRow(Sheet.HeightFor(reason, _summary.Widths[^1]));
            _sheet.Text(one.Id, CellStyle.Id);
            _sheet.Text($"{(int)one.Service:00} {one.Service.Path()}");
            _sheet.Text(UatWords.Of(one.Title, _language), CellStyle.TextWrap);
            _sheet.Text(string.Join(" / ", one.Expected), CellStyle.Id);
            _sheet.Text(one.Got, CellStyle.Id);
            _sheet.Text(UatWords.Of(one.Verdict, _language), one.Verdict switch { UatVerdict.Passed => CellStyle.Good, UatVerdict.Failed => CellStyle.Check, _ => CellStyle.Text });
            if (one.Exchanges.Count > 0) _sheet.Number(one.Milliseconds);
            else _sheet.Empty(CellStyle.Text);
            _sheet.Text(reason, CellStyle.TextWrap);
        }
    }

    private void Exchanges()
    {
        _sheet.NextRow();
        foreach (var head in (string[])[Said("Kasus", "Case"), Said("Waktu", "Time"), Said("Permintaan", "Request"), Said("Jawaban", "Answer"), "ms"]) _sheet.Text(head, CellStyle.Header);
        foreach (var one in _evidence.Cases)
        {
            foreach (var exchange in one.Exchanges)
            {
                var (request, answer) = (Text($"{exchange.Method} {exchange.Url}", exchange.RequestHeaders, exchange.RequestBody), Text(Status(exchange), exchange.AnswerHeaders, exchange.AnswerBody));
                _sheet.NextRow(Math.Min(HighestRow, Math.Max(Sheet.HeightFor(request, TextWidth), Sheet.HeightFor(answer, TextWidth))));
                _sheet.Text(one.Id, CellStyle.Id);
                _sheet.Text(Moment(exchange.At));
                _sheet.Text(request, CellStyle.TextWrap);
                _sheet.Text(answer, CellStyle.TextWrap);
                _sheet.Number(exchange.Milliseconds);
            }
        }
    }

    private string Status(EvidenceExchange exchange) => exchange.Status == 0 ? Said("tidak ada jawaban", "no answer") : $"HTTP {exchange.Status}";

    /// <summary>First line, headers, an empty line and the body, as on the wire.</summary>
    private static string Text(string first, IReadOnlyList<KeyValuePair<string, string>> headers, string body)
    {
        var text = new StringBuilder(first);
        foreach (var (name, value) in headers) text.Append('\n').Append(name).Append(": ").Append(value);
        if (body.Length > 0) text.Append("\n\n").Append(body);
        return text.ToString();
    }

    private static string Moment(DateTimeOffset at) => at.ToOffset(Core.Basics.JakartaTime.Offset).ToString("yyyy-MM-dd HH:mm:ss 'WIB'", CultureInfo.InvariantCulture);

    private string Said(string indonesian, string english) => _language == UatLanguage.Indonesian ? indonesian : english;
}
