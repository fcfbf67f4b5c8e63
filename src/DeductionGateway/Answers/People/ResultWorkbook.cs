using DeductionGateway.Answers.Sheets;

namespace DeductionGateway.Answers.People;

/// <summary>hasil.xlsx: Ringkasan, a sheet per employer, Antrian and Anggota, for the cooperative's own staff.</summary>
internal static class ResultWorkbook
{
    public static void Write(Stream stream, PeriodPicture picture, Func<Stream> mismatches)
    {
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var summary = SummarySheet.Layout(SheetNames.Sheet("Ringkasan", taken));
        var queue = QueueSheet.Layout(SheetNames.Sheet("Antrian", taken));
        var members = MemberSheet.Layout(SheetNames.Sheet("Anggota", taken));
        var employers = picture.Employers.Select(employer => (Employer: employer, Layout: EmployerSheet.Layout(SheetNames.Sheet(employer.Employer.Code, taken)))).ToList();
        using var book = new Workbook(stream, $"Hasil pencocokan potongan gaji {Wording.Month(picture.Input.Period)}", [summary, .. employers.Select(static one => one.Layout), queue, members]);
        using (var sheet = book.Begin(summary)) SummarySheet.Write(sheet, picture, [.. employers.Select(static one => (one.Employer, one.Layout.Name))], queue.Name);
        foreach (var (employer, layout) in employers)
        {
            using var sheet = book.Begin(layout);
            EmployerSheet.Write(sheet, picture, employer, summary.Name);
        }
        using (var sheet = book.Begin(queue)) QueueSheet.Write(sheet, picture, mismatches());
        using (var sheet = book.Begin(members)) MemberSheet.Write(sheet, picture);
    }
}
