using System.Globalization;
using DeductionGateway.Core.Intake;
using DeductionGateway.Core.Ledger;
using DeductionGateway.Reconciliation;

namespace DeductionGateway.Answers;

/// <summary>What a person reads in the terminal after a run: classes, where the money is, and the time. At most 100 columns.</summary>
internal static class RunSummary
{
    private static readonly NumberFormatInfo Indonesian = new() { NumberGroupSeparator = ".", NumberDecimalSeparator = "," };

    public static void Write(TextWriter output, PeriodInput input, RunTotals totals, ReconcileOptions options)
    {
        output.WriteLine();
        output.WriteLine($"{input.Cooperative.Name} · {input.Period} · {input.Employers.Count} employers · {Number(input.Billing.Count)} billing lines{(options.DryRun ? " · dry run, nothing stored" : "")}");
        WriteFigures(output, RunFigures.Of(totals));
        if (totals.HadEarlierRevision) output.WriteLine($"\n  Entries compared with those in force: {totals.Changes.Added} added, {totals.Changes.Reversed} reversed, {totals.Changes.Kept} unchanged.");
        WriteCorrections(output, totals);
        if (totals.Late.Count > 0) output.WriteLine($"  Completed by late money: {string.Join(", ", totals.Late)} (late.csv).");
        WriteOwing(output, totals);
        WriteLikely(output, totals);
        output.WriteLine();
        foreach (var (name, seconds, lines) in totals.Phases.Where(static phase => phase.Name != RunTotals.PeopleFilesPhase))
        {
            output.WriteLine($"  {name,-24}{seconds.ToString("0.000", CultureInfo.InvariantCulture),9} s{(lines > 0 && seconds > 0 ? $"{Number((long)(lines / seconds)),14}/s" : "")}");
        }
        output.WriteLine($"  {"total",-24}{totals.Seconds.ToString("0.000", CultureInfo.InvariantCulture),9} s");
        if (totals.PeopleSeconds > 0) output.WriteLine($"  {RunTotals.PeopleFilesPhase,-24}{totals.PeopleSeconds.ToString("0.000", CultureInfo.InvariantCulture),9} s   afterwards: hasil.xlsx, surat, anggota.csv");
        if (options.KeepsResults) output.WriteLine($"\n  Results: {options.Out}");
    }

    /// <summary>The table: rows by class, and where what was received is.</summary>
    public static void WriteFigures(TextWriter output, RunFigures figures)
    {
        output.WriteLine();
        output.WriteLine($"  {"",-17}{"rows",12}{"reported",22}{"received",22}");
        foreach (var one in figures.Classes) output.WriteLine($"  {LineNames.Of(one.Class),-17}{Number(one.Rows),12}{Number(one.Reported),22}{Number(one.Received),22}");
        output.WriteLine($"  {"",-17}{Number(figures.All.Rows),12}{Number(figures.All.Reported),22}{Number(figures.All.Received),22}");
        output.WriteLine();
        output.WriteLine("  Where the received rupiah are");
        foreach (var (place, amount) in figures.Applied) Place(output, place, amount);
        foreach (var (account, amount) in figures.Held) Place(output, InAccount(account), amount);
        var found = figures.Applied.Sum(static one => one.Amount) + figures.Held.Sum(static one => one.Amount);
        Place(output, found == figures.All.Received ? "= received, every rupiah in one place" : "DOES NOT ADD UP", found);
        if (figures.HeldOnNoRow.Count == 0) return;
        output.WriteLine("\n  Received besides, for no row (bank_entries.csv)");
        foreach (var (account, amount) in figures.HeldOnNoRow) Place(output, InAccount(account), amount);
    }

    private static void WriteCorrections(TextWriter output, RunTotals totals)
    {
        foreach (var correction in totals.Corrections)
        {
            int Count(string kind) => correction.Changes.Count(change => change.Kind == kind);
            output.WriteLine($"\n  {correction.File} replaces an earlier file of {correction.Unit}: {Count("added")} rows added, {Count("changed")} changed, {Count("removed")} removed (corrections.csv).");
            foreach (var change in correction.Changes.Take(5)) output.WriteLine($"    {change.Kind,-8} {change.Key} {change.Code,-4} {Number(change.AmountBefore),16} -> {Number(change.AmountNow)}");
            if (correction.Changes.Count > 5) output.WriteLine($"    and {correction.Changes.Count - 5} more");
        }
    }

    private static void WriteOwing(TextWriter output, RunTotals totals)
    {
        var owing = totals.Units.Where(static unit => unit.IsOpen).OrderByDescending(static unit => unit.Reported - unit.Received).ToList();
        if (owing.Count == 0) return;
        output.WriteLine("\n  Employers that deducted and have not remitted, or not all");
        foreach (var unit in owing.Take(8)) output.WriteLine($"    {unit.Name.Employer,-12}{Number(unit.Reported - unit.Received),22} of {Number(unit.Reported)}");
        if (owing.Count > 8) output.WriteLine($"    and {owing.Count - 8} more (employer_claims.csv)");
    }

    /// <summary>What a person may tie: the amount alone ties nothing.</summary>
    private static void WriteLikely(TextWriter output, RunTotals totals)
    {
        var likely = totals.Likely.SelectMany(static credit => credit).OrderBy(static one => one.Entry.ValueDate).ThenBy(static one => one.Entry.Identity, StringComparer.Ordinal).ToList();
        if (likely.Count == 0) return;
        output.WriteLine("\n  Credits that nothing ties and that may pay an open file (how to tie them: mismatches.csv, advice)");
        foreach (var one in likely.Take(8)) output.WriteLine($"    {one.Entry.ValueDate:yyyy-MM-dd} {Number(one.Entry.Amount),20} = {one.File.Name.Employer} {one.File.Name.Period}{(one.Fee > 0 ? $" less the listed fee {Number(one.Fee)}" : "")}");
        if (likely.Count > 8) output.WriteLine($"    and {likely.Count - 8} more");
    }

    private static string InAccount(Account account) => $"held in {account} {ChartOfAccounts.Names[account]}";

    private static void Place(TextWriter output, string name, long amount) => output.WriteLine($"    {name,-48}{Number(amount),22}");

    /// <summary>As Indonesians write it: 1.250.000.</summary>
    public static string Number(long number) => number.ToString("#,0", Indonesian);
}
