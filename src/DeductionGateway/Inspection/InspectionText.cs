using System.Globalization;

namespace DeductionGateway.Inspection;

/// <summary>The result for a person at a terminal.</summary>
internal static class InspectionText
{
    private const int FirstEntries = 10;

    public static void Write(TextWriter output, FileInspection one)
    {
        output.WriteLine($"{one.File}: {one.Format}{(one.Dialect.Length > 0 ? $" ({one.Dialect})" : "")}");
        foreach (var statement in one.Statements) WriteStatement(output, statement);
        if (one.Table is { } table)
        {
            output.WriteLine($"  header in line  {table.HeaderLine}: {string.Join(" | ", table.Header)}");
            output.WriteLine($"  columns         {table.Header.Count}");
            output.WriteLine($"  rows            {table.Rows.ToString("N0", CultureInfo.InvariantCulture)}");
            if (table.Shape is not null) output.WriteLine($"  shape           {table.Shape}");
            if (table.Sum is { } sum) output.WriteLine($"  sum             {Money(sum)}");
        }
        if (one.Faults.Count == 0)
        {
            output.WriteLine(one.Format == "mt940" ? "No faults: every statement adds up and the balances follow each other." : "No faults.");
            return;
        }
        output.WriteLine($"Faults: {one.Faults.Count}");
        foreach (var fault in one.Faults) output.WriteLine(fault);
    }

    private static void WriteStatement(TextWriter output, InspectedStatement statement)
    {
        var credits = statement.Entries.Where(static entry => entry.Amount > 0).Sum(static entry => entry.Amount);
        var debits = statement.Entries.Where(static entry => entry.Amount < 0).Sum(static entry => entry.Amount);
        output.WriteLine();
        output.WriteLine($"  account   {statement.Account} {statement.Currency}{(statement.Number.Length > 0 ? $"   statement {statement.Number}" : "")}");
        if (statement.Opening is { } opening) output.WriteLine($"  opening   {opening.Date:yyyy-MM-dd} {Money(opening.Amount),24}");
        output.WriteLine($"  credits              {Money(credits),24}");
        output.WriteLine($"  debits               {Money(debits),24}");
        if (statement.Closing is { } closing)
        {
            output.WriteLine($"  closing   {closing.Date:yyyy-MM-dd} {Money(closing.Amount),24}");
            output.WriteLine($"  balance   {(statement.Opening?.Amount + credits + debits == closing.Amount ? "opening + entries = closing" : "DOES NOT ADD UP")}");
        }
        output.WriteLine($"  entries   {statement.Entries.Count}");
        foreach (var entry in statement.Entries.Take(FirstEntries)) output.WriteLine($"    {entry.ValueDate:yyyy-MM-dd} {Money(entry.Amount),20}  {entry.BankRef,-16}  {entry.Narrative}");
        if (statement.Entries.Count > FirstEntries) output.WriteLine($"    … and {statement.Entries.Count - FirstEntries} more");
        output.WriteLine();
    }

    private static string Money(long rupiah) => rupiah.ToString("N2", CultureInfo.InvariantCulture);
}
