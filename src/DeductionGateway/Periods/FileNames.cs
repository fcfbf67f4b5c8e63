using System.Text;
using DeductionGateway.Core.Intake;
using DeductionGateway.Intake;

namespace DeductionGateway.Periods;

/// <summary>What a file of a period folder is.</summary>
internal enum FileKind { Employers, Members, Billing, Profiles, Cooperative, Codes, Rules, Bank, Payroll, Collectors }

/// <summary>The names that a file of a period folder may have (CONTRACT §1). Whatever else comes in by the wire is refused: a name becomes a file's on disk.</summary>
internal static class FileNames
{
    public const string Profiles = "profiles.json", Employers = "employers.csv", Members = "members.csv", Billing = "expected.csv", Codes = "codes.csv", Cooperative = "cooperative.json";

    /// <summary>In UTF-8; file systems take 255.</summary>
    private const int LongestName = 200;

    private static readonly string[] PayrollEndings = [".csv", ".xlsx", ".txt"];

    /// <summary>Null where no file has such a name that somebody may send. What is paid out (payouts.csv) two people approve; nobody sends it.</summary>
    public static FileKind? KindOf(string name)
    {
        if (!IsPlain(name)) return null;
        return name switch
        {
            Employers => FileKind.Employers,
            Members => FileKind.Members,
            Billing => FileKind.Billing,
            Profiles => FileKind.Profiles,
            Cooperative => FileKind.Cooperative,
            Codes => FileKind.Codes,
            "bank_rules.json" => FileKind.Rules,
            CollectorDebits.FileName => FileKind.Collectors,
            _ when FolderNames.IsBank(name) => FileKind.Bank,
            _ when StreamedReturn.EmployerOf(name) is not null => FileKind.Payroll,
            _ when name.StartsWith("payroll", StringComparison.Ordinal) && PayrollEndings.Contains(Path.GetExtension(name).ToLowerInvariant()) => FileKind.Payroll,
            _ => null,
        };
    }

    /// <summary>It holds national ids or account numbers in clear.</summary>
    public static bool ShowsPeople(string name) => KindOf(name) is FileKind.Members or FileKind.Billing or FileKind.Payroll or FileKind.Bank or FileKind.Collectors;

    public static string NameOf(FileKind kind) => kind.ToString().ToLowerInvariant();

    /// <summary>A profile's file is opened by its name: one that leads out of the folder would be anybody's.</summary>
    public static void CheckProfiles(IEnumerable<PayrollProfile> profiles, FaultList faults)
    {
        foreach (var profile in profiles.Where(static profile => !string.IsNullOrEmpty(profile.File) && (KindOf(profile.File) != FileKind.Payroll || IsOfAnother(profile))))
        {
            faults.Add(Profiles, 0, 0, "PROFILE_FILE", $"{profile.Employer}.file is '{profile.File}'; by the wire a payroll file's name begins with payroll, ends in .csv, .xlsx or .txt and has no path.");
        }
    }

    /// <summary>A streamed return is its sender's.</summary>
    private static bool IsOfAnother(PayrollProfile profile) => StreamedReturn.EmployerOf(profile.File) is { } employer && employer != profile.Employer;

    private static bool IsPlain(string name) =>
        name.Length > 0 && Encoding.UTF8.GetByteCount(name) <= LongestName && char.IsAsciiLetter(name[0]) && !name.Contains("..", StringComparison.Ordinal)
        && name.All(static c => char.IsLetterOrDigit(c) || c is ' ' or '.' or '_' or '-' or '(' or ')' or '+');
}
