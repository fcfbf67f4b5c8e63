using DeductionGateway.Answers.Sheets;
using DeductionGateway.Core.Intake;
using DeductionGateway.Reconciliation;

namespace DeductionGateway.Answers.People;

/// <summary>
/// The answers as people read them (CONTRACT §5): hasil.xlsx, surat/&lt;employer&gt;.xlsx, anggota.csv. Made from the result files once these are
/// complete and the period is stored, on a clock of its own; so they can be made again, and a fault in them costs nobody a posting.
/// </summary>
internal static class PeopleFiles
{
    public const string MembersColumns = "member_no,name,employer,sentence";

    public static void Write(OutFolder folder, PeriodInput input, RunTotals totals)
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        totals.Progress?.Say(RunTotals.PeopleFilesPhase);
        var picture = PeriodPicture.Of(folder, input, totals);
        using (var stream = folder.CreateForPeople("hasil.xlsx")) ResultWorkbook.Write(stream, picture, () => folder.OpenAgain("mismatches.csv"));
        WriteLetters(folder, picture);
        WriteMembers(folder, picture);
        totals.PeopleFilesTook(watch.Elapsed, totals.Rows);
    }

    private static void WriteLetters(OutFolder folder, PeriodPicture picture)
    {
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var employer in picture.Employers)
        {
            var name = SheetNames.File(employer.Employer.Code, taken);
            if (LetterMatter.Of(picture, employer) is not { } matter) continue;
            using var stream = folder.CreateLetter(name + ".xlsx");
            Letter.Write(stream, picture, matter);
        }
    }

    /// <summary>Every member of the folder, in its order. A file for people: texts that look like formulas are made harmless.</summary>
    private static void WriteMembers(OutFolder folder, PeriodPicture picture)
    {
        using var csv = new Utf8CsvWriter(folder.CreateForPeople("anggota.csv"));
        csv.Header(MembersColumns);
        foreach (var member in picture.Input.Members)
        {
            csv.Field(SafeText.Of(member.MemberNo.ToString()));
            csv.Field(SafeText.Of(member.Name.ToString()));
            csv.Field(SafeText.Of(member.Employer));
            csv.Field(MemberSentences.Of(picture, member));
            csv.EndRow();
        }
    }
}
