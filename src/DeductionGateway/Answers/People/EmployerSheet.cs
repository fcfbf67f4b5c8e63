using DeductionGateway.Answers.Sheets;
using DeductionGateway.Core.Settlement;

namespace DeductionGateway.Answers.People;

/// <summary>The rows of one employer as lines.csv has them and in its order, with the employer's own line numbers; sums follow the filter.</summary>
internal static class EmployerSheet
{
    private static readonly (string Head, int Width)[] Texts = [("Baris", 7), ("No. pegawai", 20), ("Nama", 25), ("Kode", 7)];
    private static readonly string[] Numbers = ["Ditagih", "Dipotong", "Diterima", "Pokok", "Jasa", "Simpanan", "Toko", "Lainnya", "Ditahan"];
    private static readonly (string Head, int Width)[] Findings = [("Hasil", 19), ("Keterangan", SentenceWidth), ("Uangnya", 24), ("Sebab", 34), ("No. anggota", 13), ("No. tagihan", 15)];
    private const int SentenceWidth = 62;

    /// <summary>Up to the sentence; what stands behind it is for the screen.</summary>
    private static int Printed => Texts.Length + Numbers.Length + 2;

    private const int HeaderRow = 5;

    public static SheetLayout Layout(string name) => new(
        name, [.. Texts.Select(static one => one.Width), .. Numbers.Select(static _ => 12), .. Findings.Select(static one => one.Width)],
        IsLandscape: true, FrozenRows: HeaderRow, FrozenColumns: 3, RepeatFrom: HeaderRow, RepeatTo: HeaderRow, PrintColumns: Printed);

    public static void Write(Sheet sheet, PeriodPicture picture, EmployerPicture employer, string summarySheet)
    {
        WriteHead(sheet, picture, employer, summarySheet);
        WriteSums(sheet, employer);
        sheet.NextRow();
        foreach (var (head, _) in Texts) sheet.Text(head, CellStyle.Header);
        foreach (var head in Numbers) sheet.Text(head, CellStyle.HeaderRight);
        foreach (var (head, _) in Findings) sheet.Text(head, CellStyle.Header);
        if (employer.Shown.Count > 0) sheet.Filter(employer.Shown.Count);
        var isLikelyPaid = employer.LikelyOf(picture.Input.Period.ToString()).Count > 0;
        foreach (var row in employer.Shown) WriteRow(sheet, picture, employer, isLikelyPaid, row);
    }

    private static void WriteHead(Sheet sheet, PeriodPicture picture, EmployerPicture employer, string summarySheet)
    {
        sheet.NextRow(22);
        sheet.Text($"{employer.Employer.Code} {employer.Employer.Name}", CellStyle.Title);
        var file = employer.PayrollFile.Length > 0 ? $"berkas {employer.PayrollFile}" : employer.HasAnswered ? "tanpa berkas: setorannya yang berbicara" : "daftar potongan belum diterima";
        sheet.NextRow();
        sheet.Text($"{Wording.Month(picture.Input.Period)}, {file}. {Wording.Number(employer.Rows)} baris. Keadaan: {SummarySheet.State(employer)}.", CellStyle.Plain);
        var note = picture.IsExceptionsOnly ? $"Hanya baris yang tidak langsung cocok{(employer.LeftOut > 0 ? $", {Wording.Number(employer.LeftOut)} di antaranya tidak termuat" : "")}; semua ada di lines.csv. " : "";
        sheet.NextRow();
        sheet.Link("Ke Ringkasan", summarySheet);
        sheet.Text($"{note}Baris = nomor baris pada berkas kantor; kosong = tidak ada pada berkas. Satu tagihan dapat tampil pada beberapa baris.", CellStyle.Plain);
    }

    private static void WriteSums(Sheet sheet, EmployerPicture employer)
    {
        var rows = employer.Shown;
        sheet.NextRow();
        sheet.Text("Jumlah", CellStyle.TotalText);
        sheet.Text("baris yang tampil", CellStyle.TotalText);
        sheet.Empty(CellStyle.TotalText, Texts.Length - 2);
        var column = Texts.Length;
        foreach (var number in Amounts)
        {
            var name = Sheet.ColumnName(column++);
            if (rows.Count == 0) sheet.Number(0, CellStyle.TotalNumber);
            else sheet.Formula($"SUBTOTAL(9,{name}{HeaderRow + 1}:{name}{HeaderRow + rows.Count})", rows.Sum(number));
        }
        sheet.Empty(CellStyle.TotalText, Findings.Length);
    }

    private static readonly Func<AnswerRow, long>[] Amounts =
    [
        static row => row.Expected, static row => row.Reported, static row => row.Received, static row => row.Principal, static row => row.Interest,
        static row => row.Savings, static row => row.Shop, static row => row.Other, static row => row.Suspense,
    ];

    private static void WriteRow(Sheet sheet, PeriodPicture picture, EmployerPicture employer, bool isLikelyPaid, AnswerRow row)
    {
        var (number, name) = picture.PersonOf(row);
        var sentence = RowSentences.Of(row, picture.ReportedOfBill(row), picture.WrittenName(row), isLikelyPaid);
        sheet.NextRow(Sheet.HeightFor(sentence, SentenceWidth));
        if (picture.LineOf(row.Employer, row.Record) is > 0 and var line) sheet.Number(line);
        else sheet.Empty(CellStyle.Text);
        sheet.Text(number, CellStyle.Id);
        sheet.Text(name);
        sheet.Text(row.Code, CellStyle.Id);
        for (var i = 0; i < Amounts.Length; i++) sheet.Number(Amounts[i](row), i < 3 ? CellStyle.Number : CellStyle.QuietNumber);
        sheet.Text(Wording.Classes[row.Class].Name, row.Class == LineClass.Matched ? CellStyle.Good : CellStyle.Check);
        sheet.Text(sentence, CellStyle.TextWrap);
        // Of what was never withheld nothing can have come.
        sheet.Text(row is { Received: 0, Money: MoneyFinding.Received or MoneyFinding.Fee or MoneyFinding.Gap } || row is { Class: LineClass.Missing, Received: 0 } ? "" : Wording.Money[row.Money]);
        sheet.Text(Wording.OfTaxonomy(row.Taxonomy, employer.HasAnswered));
        sheet.Text(row.MemberNo, CellStyle.Id);
        sheet.Text(row.ExpectedId, CellStyle.Id);
    }
}
