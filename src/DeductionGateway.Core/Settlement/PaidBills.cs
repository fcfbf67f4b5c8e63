using DeductionGateway.Core.Billing;
using DeductionGateway.Core.Matching;
using DeductionGateway.Core.Members;

namespace DeductionGateway.Core.Settlement;

/// <summary>The billing lines of some members of a settled unit, with the rows that speak for each and the money that each has got. Whole rupiah.</summary>
internal sealed class PaidBills
{
    /// <summary>What names a member and no code.</summary>
    public const string AnyCode = "";

    private readonly Dictionary<(int Member, string Code), List<BillingLine>> _bills = [];
    private readonly Dictionary<int, List<LineOutcome>> _rowsOfBill = [];
    private readonly Dictionary<int, List<LineOutcome>> _wholeRows = [];
    private readonly Dictionary<int, long> _got = [];

    public PaidBills(MatchedUnit unit, IEnumerable<Member> of)
    {
        var members = of.Select(static member => member.Ordinal).ToHashSet();
        foreach (var bill in unit.Facts.Billing)
        {
            if (!members.Contains(bill.Member.Ordinal)) continue;
            foreach (var code in (ReadOnlySpan<string>)[bill.Code.Code, AnyCode])
            {
                var key = (bill.Member.Ordinal, code);
                if (!_bills.TryGetValue(key, out var bills)) _bills[key] = bills = [];
                bills.Add(bill);
            }
        }
        foreach (var bills in _bills.Values) bills.Sort(BillingLine.OldestFirst);
        foreach (var row in unit.Rows) Remember(row, members);
    }

    /// <summary>A member's lines of a code, or of any, oldest first.</summary>
    public IReadOnlyList<BillingLine> Of(Member member, string code) => _bills.GetValueOrDefault((member.Ordinal, code)) ?? [];

    public long Got(BillingLine bill) => _got.GetValueOrDefault(bill.Ordinal);

    public void Add(BillingLine bill, long part) => _got[bill.Ordinal] = Got(bill) + part;

    /// <summary>Rows that speak for the line alone.</summary>
    public IReadOnlyList<LineOutcome> RowsOf(BillingLine bill) => _rowsOfBill.GetValueOrDefault(bill.Ordinal) ?? [];

    /// <summary>Of several rows of a billing line the one latest in the file; null where none speaks for it.</summary>
    public LineOutcome? LastRow(BillingLine bill)
    {
        var rows = _rowsOfBill.GetValueOrDefault(bill.Ordinal) ?? _wholeRows.GetValueOrDefault(bill.Member.Ordinal);
        return rows?.MaxBy(static row => row.Record);
    }

    private void Remember(LineOutcome row, HashSet<int> members)
    {
        if (row.Class == LineClass.Duplicate) return;
        if ((row.Billing ?? row.CandidateBilling) is { } bill)
        {
            if (!members.Contains(bill.Member.Ordinal)) return;
            if (!_rowsOfBill.TryGetValue(bill.Ordinal, out var rows)) _rowsOfBill[bill.Ordinal] = rows = [];
            rows.Add(row);
            foreach (var applied in row.Applied) Add(bill, applied.Total);
        }
        else if (row.SpeaksForAll && (row.Member ?? row.Candidates[0]) is { } member && members.Contains(member.Ordinal))
        {
            if (!_wholeRows.TryGetValue(member.Ordinal, out var rows)) _wholeRows[member.Ordinal] = rows = [];
            rows.Add(row);
            foreach (var applied in row.Applied) Add(applied.Billing!, applied.Total);
        }
    }
}
