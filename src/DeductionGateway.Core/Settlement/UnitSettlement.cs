using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Billing;
using DeductionGateway.Core.Ledger;
using DeductionGateway.Core.Matching;

namespace DeductionGateway.Core.Settlement;

/// <summary>
/// Lays the money received for a file on its rows (CONTRACT §4 "Applying" and "Not applied"): what is identified, of the period and
/// billed is applied; the rest is held for its owner. Rows are changed in place; each ends with Received = Σ Applied + Suspense.
/// </summary>
public sealed class UnitSettlement
{
    private readonly MatchedUnit _unit;
    private readonly TiedMoney _money;
    private readonly bool _byMember;
    private readonly Dictionary<int, long> _appliedBefore = [];
    private Dictionary<int, BillingLine[]>? _billsOfMember;

    private UnitSettlement(MatchedUnit unit, TiedMoney money)
    {
        _unit = unit;
        _money = money;
        _byMember = unit.Facts.Employer.BankMode == BankMode.Member;
    }

    /// <summary>Settles payroll money. Other channels' money comes after, by <see cref="OtherChannels"/>.</summary>
    public static void Settle(MatchedUnit unit, TiedMoney money)
    {
        var settlement = new UnitSettlement(unit, money);
        foreach (var row in unit.Rows)
        {
            if (row.Class != LineClass.Missing) settlement.SettleRow(row);
        }
    }

    /// <summary>
    /// What the money finding is for this row: a member's own credit decides of his rows, one for the whole file of all others. A key that
    /// reported nothing at all counts as received.
    /// </summary>
    private FileMoney MoneyOf(LineOutcome row)
    {
        if (!_byMember || row.ReportedKey.IsEmpty) return _money.Lump;
        var key = CreditTying.KeyName(row.ReportedKey.ToString());
        if (_money.Members.TryGetValue(key, out var own)) return own.Money;
        if (_money.Lump.Used + _money.Lump.Held > 0) return _money.Lump;
        return new FileMoney(_zeroKeys.Contains(key) ? MoneyFinding.Received : MoneyFinding.None, 0, 0, 0, 0, 0);
    }

    private HashSet<string> _zeroKeys => field ??= FindZeroKeys();

    private HashSet<string> FindZeroKeys()
    {
        var sums = new Dictionary<string, long>();
        foreach (var row in _unit.Rows)
        {
            if (row.Class == LineClass.Missing) continue;
            var key = CreditTying.KeyName(row.ReportedKey.ToString());
            sums[key] = sums.GetValueOrDefault(key) + row.Reported;
        }
        return [.. sums.Where(static pair => pair.Value == 0).Select(static pair => pair.Key)];
    }

    private void SettleRow(LineOutcome row)
    {
        var money = MoneyOf(row);
        row.Money = money.Finding;
        var received = money.IsReceived && !(money.Finding == MoneyFinding.Cut && row.Class == LineClass.Duplicate) ? row.Reported : 0;
        row.Received = received;
        switch (row.Class)
        {
            case LineClass.Matched or LineClass.Short or LineClass.Over:
                if (!money.IsReceived) NotReceived(row, money.Finding);
                else if (row.Billing is null) Hold(row, received, ChartOfAccounts.MemberDeposit);
                else Apply(row, row.Billing, received);
                break;
            case LineClass.Fuzzy:
                SettleProposal(row, received);
                break;
            case LineClass.Unknown:
                Hold(row, received, ChartOfAccounts.Unidentified);
                break;
            case LineClass.Duplicate:
                Hold(row, received, row.Member is null ? ChartOfAccounts.Unidentified : ChartOfAccounts.MemberDeposit);
                break;
            default:
                Hold(row, received, ChartOfAccounts.MemberDeposit);
                break;
        }
    }

    private static void NotReceived(LineOutcome row, MoneyFinding finding)
    {
        row.Class = finding == MoneyFinding.Part ? LineClass.PartRemitted : LineClass.Unremitted;
        row.Taxonomy = CodeMatching.Joined(finding == MoneyFinding.Part ? "B07" : "C02", row.Taxonomy);
    }

    private void SettleProposal(LineOutcome row, long received)
    {
        if (!row.Confirmed) Hold(row, received, ChartOfAccounts.Unidentified);
        else if (row.Period == PeriodFinding.Other) Hold(row, received, ChartOfAccounts.MemberDeposit);
        else if (row.CandidateBilling is not null) Apply(row, row.CandidateBilling, received);
        else if (row.SpeaksForAll) ApplyToAll(row, received);
        else Hold(row, received, ChartOfAccounts.MemberDeposit);
    }

    private void Apply(LineOutcome row, BillingLine bill, long received)
    {
        var before = _appliedBefore.GetValueOrDefault(bill.Ordinal);
        var part = Math.Min(received, bill.Amount - before);
        if (part > 0)
        {
            row.Applied = [Waterfall.Lay(bill, before, part)];
            // A billing line filled at once has further rows only where it is over; a million others need not be remembered.
            if (part < bill.Amount || row.Amount == AmountFinding.Over) _appliedBefore[bill.Ordinal] = before + part;
        }
        Hold(row, received - part, ChartOfAccounts.MemberDeposit);
    }

    private void ApplyToAll(LineOutcome row, long received)
    {
        _billsOfMember ??= _unit.Facts.Billing.GroupBy(static bill => bill.Member.Ordinal)
            .ToDictionary(static group => group.Key, static group => group.Order(Comparer<BillingLine>.Create(BillingLine.OldestFirst)).ToArray());
        var bills = _billsOfMember[row.Candidates[0].Ordinal];
        Span<long> filled = stackalloc long[bills.Length];
        var before = bills.Sum(bill => _appliedBefore.GetValueOrDefault(bill.Ordinal));
        var part = Math.Min(received, bills.Sum(static bill => bill.Amount) - before);
        Waterfall.SplitTotal(before + part, bills, filled);
        var applied = new List<Applied>();
        for (var i = 0; i < bills.Length; i++)
        {
            var already = _appliedBefore.GetValueOrDefault(bills[i].Ordinal);
            if (filled[i] <= already) continue;
            applied.Add(Waterfall.Lay(bills[i], already, filled[i] - already));
            _appliedBefore[bills[i].Ordinal] = filled[i];
        }
        row.Applied = applied;
        Hold(row, received - part, ChartOfAccounts.MemberDeposit);
    }

    private static void Hold(LineOutcome row, long amount, Account account)
    {
        row.Suspense = amount;
        row.HeldIn = amount == 0 ? null : account;
    }
}
