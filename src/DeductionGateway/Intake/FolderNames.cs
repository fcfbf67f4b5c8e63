using DeductionGateway.Core.Intake;

namespace DeductionGateway.Intake;

/// <summary>Which files of a period folder are what, by their names (CONTRACT §1).</summary>
internal static class FolderNames
{
    private const int MostListed = 12;

    /// <summary>Of the bank's files; what they are, their content says.</summary>
    public static readonly string[] BankEndings = [".mt940", ".sta", ".940", ".txt", ".csv", ".xml", ".xlsx"];

    private static readonly string[] Known = ["cooperative.json", "employers.csv", "members.csv", "expected.csv", "profiles.json", "bank_rules.json", "codes.csv", CollectorDebits.FileName, PayoutsFile.FileName];
    private static readonly string[] AnswerEndings = [".xlsx", ".xls", ".csv", ".txt"];

    public static bool IsBank(string name) => name.StartsWith("bank", StringComparison.Ordinal) && BankEndings.Contains(Path.GetExtension(name).ToLowerInvariant());

    /// <summary>The cooperative's own tables, what goes with samples, notes for people, and what spreadsheets and systems leave behind while a file is open.</summary>
    public static bool IsKnown(string name) =>
        Known.Contains(name) || name == "why.txt" || name.StartsWith("readme", StringComparison.OrdinalIgnoreCase) || name.StartsWith("truth", StringComparison.Ordinal) || name.StartsWith("manifest", StringComparison.Ordinal) || name.StartsWith("~$", StringComparison.Ordinal) || name.StartsWith('.');

    /// <summary>A table under a name that is nobody's: perhaps an employer's answer.</summary>
    public static bool MayBeAnswer(string name) => AnswerEndings.Contains(Path.GetExtension(name).ToLowerInvariant()) && !IsKnown(name);

    public static string List(IReadOnlyList<string> names) =>
        string.Join(", ", names.Take(MostListed).Select(static name => $"'{name}'")) + (names.Count > MostListed ? $" and {names.Count - MostListed} more" : "");
}
