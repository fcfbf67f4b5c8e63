using DeductionGateway.Answers.Sheets;
using DeductionGateway.Core.Intake;
using DeductionGateway.Reconciliation;

namespace DeductionGateway.Answers.People;

/// <summary>
/// The answers as people read them (CONTRACT §5): hasil.xlsx, surat/&lt;employer&gt;.xlsx, anggota.csv. Made from the result files once the period is
/// stored and these are published, on a clock of its own: so they can be made again, and a fault in them costs nobody a posting or an answer.
/// </summary>
internal static class PeopleFiles
{
    public const string MembersColumns = "member_no,name,employer,sentence";

    /// <exception cref="IOException">The disk is full or one of the files is held by somebody; what was begun is for the caller to remove.</exception>
    public static void Write(OutFolder folder, PeriodInput input, RunTotals totals)
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        totals.Progress?.Say(RunTotals.PeopleFilesPhase);
        folder.RemoveForPeople();
        var picture = PeriodPicture.Of(folder, input, totals);
        using (var stream = folder.CreateForPeople("hasil.xlsx")) ResultWorkbook.Write(stream, picture, () => folder.OpenPublished("mismatches.csv"));
        WriteLetters(folder, picture);
        WriteMembers(folder, picture);
        folder.PublishForPeople();
        totals.PeopleFilesTook(watch.Elapsed, totals.Rows);
        SmallFiles.WriteSummary(folder, totals);
        folder.Publish();
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
