using System.Globalization;
using DeductionGateway.Core.BankFiles;

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
            output.WriteLine(table.HeaderLine == 0 ? $"  without header  {string.Join(" | ", table.Header)}" : $"  header in line  {table.HeaderLine}: {string.Join(" | ", table.Header)}");
            output.WriteLine($"  columns         {table.Header.Count}");
            output.WriteLine($"  rows            {table.Rows.ToString("N0", CultureInfo.InvariantCulture)}");
            if (table.Shape is not null) output.WriteLine($"  shape           {table.Shape}");
            if (table.Sum is { } sum) output.WriteLine($"  sum             {Money((Int128)sum * 1000)}");
        }
        foreach (var note in one.Notes) output.WriteLine($"Note: {(note.Line > 0 ? $"line {note.Line}: " : "")}{note.Code} {note.Text}");
        // Of what nobody says how to read, nobody can say that it is faultless.
        if (one.Faults.Count == 0 && one.Notes.Any(static note => note.Code is "NO_PROFILE" or "BANK_UNKNOWN" or "NO_TABLE" or "NOT_A_LIST")) return;
        if (one.Faults.Count == 0)
        {
            output.WriteLine(one.Statements.Any(static statement => statement.Closing is not null) ? "No faults: every statement adds up and the balances follow each other." : "No faults.");
            return;
        }
        output.WriteLine($"Faults: {one.Faults.Count}");
        foreach (var fault in one.Faults) output.WriteLine(fault);
    }

    private static void WriteStatement(TextWriter output, ReadStatement statement)
    {
        Int128 credits = 0, debits = 0;
        foreach (var entry in statement.Entries)
        {
            if (entry.Amount.IsNegative) debits += entry.Amount.Thousandths;
            else credits += entry.Amount.Thousandths;
        }
        output.WriteLine();
        output.WriteLine($"  account   {(statement.Account.Length > 0 ? statement.Account : "not named")} {statement.Currency}{(statement.Number.Length > 0 ? $"   statement {statement.Number}" : "")}");
        if (statement.Opening is { } opening) output.WriteLine($"  opening   {opening.Date:yyyy-MM-dd} {Money(opening.Amount.Thousandths),24}");
        output.WriteLine($"  credits              {Money(credits),24}");
        output.WriteLine($"  debits               {Money(debits),24}");
        if (statement.Closing is { } closing)
        {
            output.WriteLine($"  closing   {closing.Date:yyyy-MM-dd} {Money(closing.Amount.Thousandths),24}");
            output.WriteLine($"  balance   {(statement.Opening?.Amount.Thousandths + statement.Sum() == closing.Amount.Thousandths ? "opening + entries = closing" : "DOES NOT ADD UP")}");
        }
        output.WriteLine($"  entries   {statement.Entries.Count}");
        foreach (var entry in statement.Entries.Take(FirstEntries)) output.WriteLine($"    {entry.ValueDate:yyyy-MM-dd} {Money(entry.Amount.Thousandths),20}  {entry.BankReference,-16}  {entry.Text}");
        if (statement.Entries.Count > FirstEntries) output.WriteLine($"    … and {statement.Entries.Count - FirstEntries} more");
        output.WriteLine();
    }

    /// <summary>With groups of three before the point.</summary>
    private static string Money(Int128 thousandths)
    {
        var text = StatementAmount.Text(Int128.Abs(thousandths));
        var point = text.IndexOf('.', StringComparison.Ordinal);
        var grouped = long.TryParse(text.AsSpan(0, point), NumberStyles.None, CultureInfo.InvariantCulture, out var whole) ? whole.ToString("N0", CultureInfo.InvariantCulture) : text[..point];
        return (thousandths < 0 ? "-" : "") + grouped + text[point..];
    }
}
