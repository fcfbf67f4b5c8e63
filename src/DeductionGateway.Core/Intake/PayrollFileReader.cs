using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Billing;

namespace DeductionGateway.Core.Intake;

/// <summary>
/// Reads an employer's answer by its profile (CONTRACT §1): a row per code, a column per code, one total, or exceptions only; one table or
/// several. The file is accepted whole or refused with every fault.
/// </summary>
public static class PayrollFileReader
{
    /// <summary>Records above a table among which its title is looked for.</summary>
    private const int TitleRecords = 60;

    /// <summary>The accepted answer of a file that is one table, or null where the file has any fault.</summary>
    public static PayrollReturn? Read(
        PayrollProfile profile, Employer employer, PayPeriod folderPeriod, IReadOnlyList<DeductionCode> codes, string file, RecordSource records, FaultList faults) =>
        Read(profile, employer, folderPeriod, codes, file, _ => records, faults);

    /// <summary>The accepted answer, or null where the file has any fault.</summary>
    /// <param name="open">The file's records from their beginning, for one table of it; null with a fault where it cannot be opened.</param>
    /// <param name="reading">Takes the rows; null = the answer has them.</param>
    public static PayrollReturn? Read(
        PayrollProfile profile, Employer employer, PayPeriod folderPeriod, IReadOnlyList<DeductionCode> codes, string file,
        Func<PayrollProfile, RecordSource?> open, FaultList faults, PayrollReading? reading = null)
    {
        var before = faults.CountOf(file);
        var rows = new List<PayrollRow>();
        var lines = new RecordLines();
        var warnings = new List<string>();
        var leftOut = new List<int>();
        var tables = new List<ReadTable>();
        var records = 0;
        var sum = 0L;
        var hasNationalIds = false;
        foreach (var table in profile.Tables.Count == 0 ? [profile] : profile.Tables)
        {
            if (TitlePeriod(table, folderPeriod, file, open, faults) is not { } period || open(table) is not { } source) continue;
            var place = table.Layout.Place;
            var reader = new PayrollTableReader(table, period, file, place == TablePlace.Whole ? source : new PlacedRecords(source, place), rows, lines, faults, reading);
            reader.Read(codes, records);
            tables.Add(new ReadTable(table, reader.HeaderLine, new RecordRange(records + 1, reader.DataRecords)));
            warnings.AddRange(reader.Warnings());
            leftOut.AddRange(reader.LeftOut);
            (records, sum, hasNationalIds) = (reader.DataRecords, sum + reader.Sum, hasNationalIds || reader.HasNationalIds);
        }
        if (profile.LeftOut is { } wanted) CheckLeftOut(profile, wanted, leftOut, file, faults, warnings);
        if (faults.CountOf(file) == before) CheckControls(employer, records - leftOut.Count, sum, file, faults);
        return faults.CountOf(file) > before ? null : new PayrollReturn(employer.Code, folderPeriod, file, profile, hasNationalIds, rows) { Lines = lines, Tables = tables, LeftOut = leftOut, Warnings = warnings };
    }

    /// <summary>The period of rows that do not say it themselves: the title's where the profile says so, else the folder's.</summary>
    private static PayPeriod? TitlePeriod(PayrollProfile table, PayPeriod folderPeriod, string file, Func<PayrollProfile, RecordSource?> open, FaultList faults)
    {
        if (table.Layout.PeriodTitle is not { } word) return folderPeriod;
        if (open(table) is not { } records) return null;
        for (var seen = 0; seen < TitleRecords && records.Read(); seen++)
        {
            var text = TextOf(records);
            if (text.Contains(word, StringComparison.OrdinalIgnoreCase) && MonthNames.Find(text) is { } period) return period;
        }
        faults.Add(file, 0, 0, "PERIOD_TITLE", $"No row above the table names the period{(word.Length > 0 ? $" beside '{word}'" : "")}, as the profile says; is it the right file?");
        return null;
    }

    /// <summary>A record as one line of text.</summary>
    internal static string TextOf(RecordSource records)
    {
        var texts = new List<string>();
        foreach (var field in records.Fields)
        {
            if (!field.Trim().IsEmpty) texts.Add(field.ToString());
        }
        return HeaderNames.Plain(string.Join(' ', texts));
    }

    private static void CheckLeftOut(PayrollProfile profile, LeftOutRecords wanted, List<int> leftOut, string file, FaultList faults, List<string> warnings)
    {
        if (profile.Tables.Prepend(profile).Any(static table => table.Shape == PayrollShape.Exceptions))
        {
            faults.Add(file, 0, 0, "LEFT_OUT_EXCEPTIONS", "The file lists exceptions only: who is left out of it counts as deducted as billed. No record of it can be left out; correct the line, or ask for the file anew.");
        }
        var missing = wanted.Records.Except(leftOut).Order().ToList();
        if (missing.Count > 0) faults.Add(file, 0, 0, "LEFT_OUT_OTHER", $"The profile leaves out record {missing[0]}, and the file has no such record; take left_out out of the profile, or ask for its release anew.");
        if (leftOut.Count > 0) warnings.Add($"{file}: {leftOut.Count} record{(leftOut.Count == 1 ? " is" : "s are")} left out by the profile, as two people decided: {string.Join(", ", leftOut.Take(20))}{(leftOut.Count > 20 ? ", …" : "")}. Nothing of {(leftOut.Count == 1 ? "it" : "them")} was read.");
    }

    /// <summary>B06: what the employer says of its own file. Only asked where the rows themselves are readable.</summary>
    private static void CheckControls(Employer employer, int records, long sum, string file, FaultList faults)
    {
        if (employer.ControlRows is { } rows && rows != records) faults.Add(file, 0, 0, "CONTROL_ROWS", $"The employer announced {rows} rows, the file has {records}; ask for the complete file.");
        if (employer.ControlTotal is { } total && total != sum) faults.Add(file, 0, 0, "CONTROL_TOTAL", $"The employer announced a total of {total}, the rows add up to {sum}; ask for the complete file.");
    }
}
