using DeductionGateway.Answers;
using DeductionGateway.Answers.Sheets;
using DeductionGateway.Core.Basics;

namespace DeductionGateway.Deductions;

/// <summary>A deduction list as a file for the employer's payroll: CSV for programs, every text as it is; a workbook for people, where no text is a formula.</summary>
internal static class DeductionFiles
{
    public const string Columns = "employee_no,name,code,amount,obligation,change,amount_before,national_id,account_no";

    /// <param name="numbers">National id and account number of a row as the caller may see them.</param>
    public static void WriteCsv(Stream stream, IEnumerable<DeductionChange> rows, Func<DeductionRow, (string NationalId, string AccountNo)> numbers)
    {
        using var csv = new Utf8CsvWriter(stream);
        csv.Header(Columns);
        foreach (var (row, kind, before) in rows)
        {
            csv.Field(row.EmployeeNo);
            csv.Field(row.Name);
            csv.Field(row.Code);
            csv.Field(row.Amount);
            csv.Field(row.Obligation);
            csv.Field(kind);
            if (kind is "changed" or "removed") csv.Field(before);
            else csv.EmptyField();
            var (nationalId, accountNo) = numbers(row);
            csv.Field(nationalId);
            csv.Field(accountNo);
            csv.EndRow();
        }
    }

    public static void WriteXlsx(Stream stream, PayPeriod period, string employer, IReadOnlyCollection<DeductionChange> rows, DeductionList list)
    {
        var layout = new SheetLayout("Daftar potongan", [18, 34, 9, 16, 18, 12, 16], FrozenRows: 3, RepeatFrom: 3, RepeatTo: 3);
        using var book = new Workbook(stream, $"Daftar potongan {employer} {period}", [layout]);
        using var sheet = book.Begin(layout);
        sheet.NextRow();
        sheet.Text($"Daftar potongan {employer}, {period}", CellStyle.Title);
        sheet.NextRow();
        sheet.NextRow();
        foreach (var (name, isNumber) in (ReadOnlySpan<(string, bool)>)[("No. pegawai", false), ("Nama", false), ("Kode", false), ("Potongan", true), ("Pinjaman", false), ("Perubahan", false), ("Sebelumnya", true)])
        {
            sheet.Text(name, isNumber ? CellStyle.HeaderRight : CellStyle.Header);
        }
        foreach (var (row, kind, before) in rows)
        {
            sheet.NextRow();
            sheet.Text(row.EmployeeNo, CellStyle.Id);
            sheet.Text(row.Name);
            sheet.Text(row.Code);
            sheet.Number(row.Amount);
            sheet.Text(row.Obligation, CellStyle.Id);
            sheet.Text(kind switch { "added" => "baru", "changed" => "berubah", "removed" => "berhenti", _ => "" });
            sheet.Number(before, CellStyle.QuietNumber);
        }
        sheet.NextRow();
        sheet.Text($"Kontrol: {list.Rows.Count} baris", CellStyle.TotalText);
        sheet.Text($"hash {list.HashTotal}", CellStyle.TotalText);
        sheet.Empty(CellStyle.TotalText);
        sheet.Number(list.Total, CellStyle.TotalNumber);
        sheet.Empty(CellStyle.TotalText, 3);
    }
}
