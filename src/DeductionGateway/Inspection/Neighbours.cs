using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Billing;
using DeductionGateway.Core.Intake;
using DeductionGateway.Intake;

namespace DeductionGateway.Inspection;

/// <summary>The files beside the inspected one that say how it is to be read. Their own faults are not this file's.</summary>
internal static class Neighbours
{
    public static byte[]? Bytes(string path, string name)
    {
        var beside = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path)) ?? ".", name);
        return File.Exists(beside) ? File.ReadAllBytes(beside) : null;
    }

    public static IReadOnlyList<Employer>? Employers(string path) =>
        Bytes(path, "employers.csv") is { } bytes ? FolderTables.ReadEmployers("employers.csv", bytes, new FaultList()) : null;

    public static IReadOnlyList<DeductionCode> Codes(string path) => FolderTables.ReadCodes("codes.csv", Bytes(path, "codes.csv"), new FaultList());

    public static PayrollProfile? Profile(string path, string file)
    {
        if (Bytes(path, "profiles.json") is not { } json) return null;
        return ProfilesJson.Read(json, "profiles.json", new FaultList()).Values.FirstOrDefault(profile => FilePattern.Fits(profile.File, file) && !FolderNames.IsKnown(file));
    }

    /// <summary>The period billed: that of the first line of expected.csv.</summary>
    public static PayPeriod? Period(string path)
    {
        if (Bytes(path, "expected.csv") is not { } bytes) return null;
        var faults = new FaultList();
        var records = new CsvRecords("expected.csv", bytes, CsvRecords.DelimiterOf(bytes), faults);
        if (!records.Read()) return null;
        var column = new HeaderRow("expected.csv", records, faults).Optional("period");
        return column >= 0 && records.Read() ? PeriodTexts.Parse(HeaderRow.Field(records, column).Span, PeriodStyle.Dashed) : null;
    }
}
