using System.Globalization;
using System.Text.Unicode;

namespace DeductionGateway.Core.Settlement;

/// <summary>One sentence per row, from its facts: what was found and where the money is. Written as UTF-8 without a string between.</summary>
public static class Reasons
{
    /// <summary>Bytes that a sentence may need.</summary>
    public const int MostBytes = 400;

    public static string For(LineOutcome row)
    {
        Span<byte> bytes = stackalloc byte[MostBytes];
        return System.Text.Encoding.UTF8.GetString(bytes[..Write(row, bytes)]);
    }

    /// <summary>Writes the sentence and returns its length in bytes. <paramref name="to"/> has room for <see cref="MostBytes"/>.</summary>
    public static int Write(LineOutcome row, Span<byte> to)
    {
        var invariant = CultureInfo.InvariantCulture;
        int written;
        var fits = row.Class switch
        {
            LineClass.Matched => row.Record == 0
                ? Utf8.TryWrite(to, invariant, $"Not listed by the employer, so deducted as billed; {row.Received} received.", out written)
                : Utf8.TryWrite(to, invariant, $"{Who(row)}; {row.Reported} reported of {row.Expected} billed; {row.Received} received.", out written),
            LineClass.Short when row.TakenElsewhere > 0 => Utf8.TryWrite(to, invariant, $"{Who(row)}; {row.Reported} reported of {row.Expected} billed; {Taken(row)}.", out written),
            LineClass.Short => Utf8.TryWrite(to, invariant, $"{Who(row)}; {row.Reported} reported of {row.Expected} billed, {row.Expected - row.Reported} less; {row.Received} received.", out written),
            LineClass.Over => Utf8.TryWrite(to, invariant, $"{Who(row)}; {row.Reported} reported, more than billed; {row.Suspense} waits in the member's deposit.", out written),
            LineClass.Missing when row.TakenElsewhere > 0 => Utf8.TryWrite(to, invariant, $"Billed {row.Expected}, no payroll line; {row.Received} received; {Taken(row)}.", out written),
            LineClass.Missing => row.Received > 0
                ? Utf8.TryWrite(to, invariant, $"Billed {row.Expected}, no payroll line; {row.Received} came by another channel.", out written)
                : Utf8.TryWrite(to, invariant, $"Billed {row.Expected}, no payroll line speaks for it.", out written),
            LineClass.Unbilled => Utf8.TryWrite(to, invariant, $"{Who(row)}, but nothing is billed under this code; {row.Received} waits in the member's deposit.", out written),
            LineClass.Unknown => row.Identity switch
            {
                IdentityFinding.Conflict => Utf8.TryWrite(to, invariant, $"The number is one member's, name or national id another's; {row.Received} held, nobody is credited.", out written),
                IdentityFinding.Ambiguous => Utf8.TryWrite(to, invariant, $"Several members are equally credible; {row.Received} held, never guessed.", out written),
                _ => Utf8.TryWrite(to, invariant, $"Nobody billed is known by this number; {row.Received} held.", out written),
            },
            LineClass.Fuzzy => row.Confirmed
                ? Utf8.TryWrite(to, invariant, $"Proposed as {row.Candidates[0].MemberNo} and confirmed; {row.Received} received.", out written)
                : Utf8.TryWrite(to, invariant, $"Nobody has this number; {row.Candidates[0].MemberNo} is the one credible candidate; {row.Received} held until confirmed.", out written),
            LineClass.Duplicate => Utf8.TryWrite(to, invariant, $"The same line stands in the file before; {row.Received} of {row.Reported} received and held.", out written),
            LineClass.DoubleDeducted => Utf8.TryWrite(to, invariant, $"Deducted from wages and taken by another channel as well; {row.Suspense} waits in the member's deposit.", out written),
            LineClass.Unremitted => Utf8.TryWrite(to, invariant, $"The employer deducted {row.Reported} and has not remitted it; the member is not in arrears.", out written),
            LineClass.PartRemitted => Utf8.TryWrite(to, invariant, $"The employer deducted {row.Reported}, but its remittance does not add up; nothing is divided by guess.", out written),
            _ => Utf8.TryWrite(to, invariant, $"The line is of another period; {row.Received} waits in the member's deposit.", out written),
        };
        return fits ? written : 0;
    }

    /// <summary>That the member is not in arrears is said where nothing else of the bill is open.</summary>
    private static string Taken(LineOutcome row) => row.LeftOpen == 0
        ? "a collector took the rest from the member's account: nothing is posted for it, the member is not in arrears with it"
        : $"a collector took {row.TakenElsewhere} of the rest from the member's account, for which nothing is posted; {row.LeftOpen} is open still";

    private static string Who(LineOutcome row) => row.Taxonomy.Contains("A07", StringComparison.Ordinal) ? "Right number, name spelt otherwise" : "Identified by the number";
}
