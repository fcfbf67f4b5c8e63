using System.Globalization;

namespace DeductionGateway.Core.Settlement;

/// <summary>One sentence per row, from its facts: what was found and where the money is.</summary>
public static class Reasons
{
    public static string For(LineOutcome row) => row.Class switch
    {
        LineClass.Matched => row.Record == 0
            ? Text($"Not listed by the employer, so deducted as billed; {row.Received} received.")
            : Text($"{Who(row)}; {row.Reported} reported of {row.Expected} billed; {row.Received} received."),
        LineClass.Short => Text($"{Who(row)}; {row.Reported} reported of {row.Expected} billed, {row.Expected - row.Reported} less; {row.Received} received."),
        LineClass.Over => Text($"{Who(row)}; {row.Reported} reported, more than billed; {row.Suspense} waits in the member's deposit."),
        LineClass.Missing => row.Received > 0
            ? Text($"Billed {row.Expected}, no payroll line; {row.Received} came by another channel.")
            : Text($"Billed {row.Expected}, no payroll line speaks for it."),
        LineClass.Unbilled => Text($"{Who(row)}, but nothing is billed under this code; {row.Received} waits in the member's deposit."),
        LineClass.Unknown => row.Identity switch
        {
            IdentityFinding.Conflict => Text($"The number is one member's, name or national id another's; {row.Received} held, nobody is credited."),
            IdentityFinding.Ambiguous => Text($"Several members are equally credible; {row.Received} held, never guessed."),
            _ => Text($"Nobody billed is known by this number; {row.Received} held."),
        },
        LineClass.Fuzzy => row.Confirmed
            ? Text($"Proposed as {row.Candidates[0].MemberNo} and confirmed; {row.Received} received.")
            : Text($"Nobody has this number; {row.Candidates[0].MemberNo} is the one credible candidate; {row.Received} held until confirmed."),
        LineClass.Duplicate => Text($"The same line stands in the file before; {row.Received} of {row.Reported} received and held."),
        LineClass.DoubleDeducted => Text($"Deducted from wages and taken by another channel as well; {row.Suspense} waits in the member's deposit."),
        LineClass.Unremitted => Text($"The employer deducted {row.Reported} and has not remitted it; the member is not in arrears."),
        LineClass.PartRemitted => Text($"The employer deducted {row.Reported}, but its remittance does not add up; nothing is divided by guess."),
        _ => Text($"The line is of another period; {row.Received} waits in the member's deposit."),
    };

    private static string Who(LineOutcome row) => row.Taxonomy.Contains("A07", StringComparison.Ordinal) ? "Right number, name spelt otherwise" : "Identified by the number";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
