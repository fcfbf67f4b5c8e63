using System.Globalization;
using DeductionGateway.Core.Ledger;
using DeductionGateway.Core.Matching;
using DeductionGateway.Core.Settlement;
using DeductionGateway.Reconciliation;

namespace DeductionGateway.Answers;

/// <summary>
/// <c>--explain</c>: why a row is what it is, from billing over payroll file and bank to the ledger. Asked by payroll file and record
/// (<c>payroll_E001.csv:17</c>), by its row where it has no such record, or by expected_id. Amounts in whole rupiah.
/// </summary>
internal sealed class Explanation(string asked)
{
    private readonly List<string> _lines = [];

    public bool IsEmpty => _lines.Count == 0;
    public IReadOnlyList<string> Lines => _lines;

    /// <summary>Explains the rows of the unit that were asked for.</summary>
    public void Look(UnitDecision unit, EmployerTies ties, Func<long, string> memberNo)
    {
        var record = RecordAsked(unit, out var note);
        foreach (var row in unit.Matched.Rows)
        {
            if ((row.Record > 0 && row.Record == record) || (row.Billing ?? row.CandidateBilling)?.ExpectedId.Equals(asked) == true) Explain(row, unit, ties, memberNo);
        }
        if (note.Length > 0) Add($"\n{note}");
    }

    /// <summary>The record that is asked for by file and number; 0 where it is none of this unit's. A number that no record has is the row that people see.</summary>
    private int RecordAsked(UnitDecision unit, out string note)
    {
        note = "";
        if (unit.PayrollFile is not { } file || unit.Matched.Facts.Return?.Lines is not { } lines) return 0;
        if (!asked.StartsWith(file + ":", StringComparison.Ordinal) || !int.TryParse(asked.AsSpan(file.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return 0;
        var onRow = Enumerable.Range(1, lines.Count).FirstOrDefault(record => lines[record] == number);
        if (number >= 1 && number <= lines.Count)
        {
            if (onRow != number && onRow > 0) note = $"{number} was taken for the record. Row {number} of {file}, as hasil.xlsx and the letters count, is record {onRow}: --explain {file}:{onRow}";
            return number;
        }
        note = onRow > 0 ? $"Row {number} of {file} is record {onRow}." : $"{file} has {lines.Count} records{(lines.Count > 0 ? $", in rows {lines[1]} to {lines[lines.Count]}" : "")}; row {number} is none of them.";
        return onRow;
    }

    private void Explain(LineOutcome row, UnitDecision unit, EmployerTies ties, Func<long, string> memberNo)
    {
        Add("");
        Add(row.Record > 0 ? $"{row.PayrollFile}, record {row.Record}{(unit.Matched.Facts.Return?.Lines?[row.Record] is > 0 and var line ? $" (row {line} of the file)" : "")}" : $"{unit.Name}, no payroll line");
        Say("class", $"{LineNames.Of(row.Class)}{(row.Taxonomy.Length > 0 ? $" ({row.Taxonomy})" : "")}");
        Say("because", Reasons.For(row));
        Billed(row);
        if (row.Record > 0) Say("reported", $"{row.Reported} for key '{row.ReportedKey}' under the name '{row.ReportedName}'{(row.Period == PeriodFinding.Other ? ", for another period" : "")}");
        Say("identity", $"{LineNames.Of(row.Identity)}, by rule {row.Rule}{Evidence(row, unit.Matched.Roll)}");
        Say("amount", LineNames.Of(row.Amount));
        Money(row, unit, ties);
        foreach (var applied in row.Applied)
        {
            Say("applied", $"{applied.Billing?.ExpectedId}: penalty {applied.Penalty}, interest {applied.Interest}, principal {applied.Principal}, savings {applied.Savings}, shop {applied.Shop}, pass-through {applied.Passthrough}");
        }
        if (row.HeldIn is { } account) Say("held", $"{row.Suspense} in {account} {ChartOfAccounts.Names[account]}");
        Entries(row, unit, memberNo);
    }

    private void Billed(LineOutcome row)
    {
        if ((row.Billing ?? row.CandidateBilling) is not { } bill) Say("billed", row.Expected > 0 ? $"{row.Expected}, all lines of the employee" : "nothing that this row speaks for");
        else Say(row.Billing is null ? "proposed for" : "billed", $"{bill.ExpectedId}: {bill.Member.MemberNo} {bill.Member.Name}, {bill.Code.Code} {bill.Amount} (penalty {bill.PenaltyDue}, interest {bill.InterestDue}, principal {bill.PrincipalDue})");
    }

    private static string Evidence(LineOutcome row, EmployerRoll roll)
    {
        var shown = row.Candidates.Select(member => $"{member.MemberNo} '{member.Name}' key {roll.KeyOf(member)}{Distance(row, member)}").ToList();
        if (shown.Count > 0) return "; candidates: " + string.Join(" | ", shown);
        return row.Member is null ? "" : $"; member {row.Member.MemberNo} '{row.Member.Name}'{Distance(row, row.Member)}";
    }

    private static string Distance(LineOutcome row, Core.Members.Member member) =>
        row.Record == 0 || row.ReportedName.IsEmpty ? "" : ", " + NameLikeness.InWords(NameLikeness.Distance(row.ReportedName, member.Name));

    private void Money(LineOutcome row, UnitDecision unit, EmployerTies ties)
    {
        var credits = ties.Portions.Where(portion => portion.Period == unit.Name.Period).Select(static portion => $"{portion.Entry.BankRef} of {portion.Entry.ValueDate:yyyy-MM-dd}: {portion.Amount} (tied by {portion.Kind.ToString().ToLowerInvariant()})").ToList();
        Say("money", $"{LineNames.Of(row.Money)}; the file reported {unit.Matched.Reported}, its credits are {(credits.Count == 0 ? "none" : string.Join(", ", credits.Take(5)) + (credits.Count > 5 ? $" and {credits.Count - 5} more" : ""))}");
        Say("received", row.Received.ToString(CultureInfo.InvariantCulture));
    }

    private void Entries(LineOutcome row, UnitDecision unit, Func<long, string> memberNo)
    {
        var name = (row.Billing ?? row.CandidateBilling)?.ExpectedId.ToString();
        foreach (var entry in unit.Entries.Where(entry => name is not null && (entry.Reference == $"{unit.Name}/{name}" || entry.Reference.StartsWith($"{unit.Name}/{name}#", StringComparison.Ordinal))))
        {
            Say("entry", $"{entry.Date:yyyy-MM-dd} {entry.Reference}");
            foreach (var posting in entry.Postings)
            {
                var account = new Account(posting.Account);
                Add($"               {(posting.Debit > 0 ? "Dr" : "  Cr")} {account} {ChartOfAccounts.Names[account]}{(posting.MemberId == 0 ? "" : " " + memberNo(posting.MemberId))} {posting.Debit + posting.Credit}");
            }
        }
    }

    private void Say(string what, string text) => Add($"  {what,-12} {text}");
    private void Add(string line) => _lines.Add(line);
}
