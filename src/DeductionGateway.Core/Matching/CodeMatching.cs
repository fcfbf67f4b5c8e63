using DeductionGateway.Core.Billing;
using DeductionGateway.Core.Settlement;

namespace DeductionGateway.Core.Matching;

/// <summary>Rows that name a code: the key is employee and code (shapes lines, columns, exceptions).</summary>
internal sealed class CodeMatching(UnitFacts facts, EmployerRoll roll, BillingShelf shelf, List<LineOutcome> outcomes)
    : KeyedRows(facts, roll, shelf, outcomes)
{
    private readonly LayOn _layOn = new();
    private long[] _amounts = new long[8];
    private int[] _named = new int[8];

    public override bool IsOpen(int place, DeductionCode? code) => Shelf.IsOpen(Shelf.Of(place, code!.Code));

    protected override Range? LayGroup(int place, List<int> group, LineClass kind)
    {
        var range = Shelf.Of(place, Rows[group[0]].Code!.Code);
        var bills = Shelf.Lines(range);
        var billed = 0L;
        foreach (var bill in bills) billed += bill.Amount;
        TakeOutRepeats(place, group, billed, kind);
        if (kind != LineClass.WrongPeriod && !bills.IsEmpty) TakeOutUnbilled(place, group, bills, kind);
        if (group.Count == 0) return null;
        if (kind is LineClass.WrongPeriod or LineClass.Fuzzy && (bills.IsEmpty || !Shelf.IsOpen(range)))
        {
            // A proposal always has an open line; whom people said a row means may have none left.
            foreach (var index in group) AddAlone(place, index, kind, kind == LineClass.Fuzzy && bills.IsEmpty ? AmountFinding.Unbilled : AmountFinding.None);
        }
        else if (bills.IsEmpty)
        {
            foreach (var index in group) AddAlone(place, index, LineClass.Unbilled, AmountFinding.Unbilled);
        }
        else
        {
            LayOnBills(place, group, range, kind);
            return range;
        }
        return null;
    }

    /// <summary>Rows that name a loan or account which is not billed under the code stand alone: what is billed there is none of their business.</summary>
    private void TakeOutUnbilled(int place, List<int> group, ReadOnlySpan<BillingLine> bills, LineClass kind)
    {
        for (var at = group.Count - 1; at >= 0; at--)
        {
            if (Rows[group[at]].Obligation.IsEmpty || NamedBill(group[at], bills) >= 0) continue;
            AddAlone(place, group[at], kind == LineClass.Matched ? LineClass.Unbilled : kind, AmountFinding.Unbilled);
            group.RemoveAt(at);
        }
    }

    /// <summary>The billing line of the obligation that the row names; -1 where it names none, or there is none.</summary>
    private int NamedBill(int index, ReadOnlySpan<BillingLine> bills)
    {
        var obligation = Rows[index].Obligation;
        for (var bill = 0; bill < bills.Length && !obligation.IsEmpty; bill++)
        {
            if (bills[bill].Obligation == obligation) return bill;
        }
        return -1;
    }

    private void AddAlone(int place, int index, LineClass kind, AmountFinding amount)
    {
        var outcome = IdentifiedOutcome(place, index, kind, kind);
        outcome.Amount = amount;
        outcome.Taxonomy = Joined(amount == AmountFinding.Unbilled ? "B05" : kind == LineClass.WrongPeriod ? "C04" : "", outcome.Taxonomy);
        Outcomes.Add(outcome);
    }

    private void LayOnBills(int place, List<int> group, Range range, LineClass kind)
    {
        if (_amounts.Length < group.Count) (_amounts, _named) = (new long[group.Count * 2], new int[group.Count * 2]);
        var bills = Shelf.Lines(range);
        for (var i = 0; i < group.Count; i++) (_amounts[i], _named[i]) = (Rows[group[i]].Amount, NamedBill(group[i], bills));
        _layOn.Lay(_amounts.AsSpan(0, group.Count), bills, _named.AsSpan(0, group.Count));
        var split = kind == LineClass.Matched && group.Count > bills.Length && IsWholeSum(bills);
        foreach (var part in _layOn.Parts)
        {
            var bill = bills[part.Bill];
            var filled = _layOn.Filled(part.Bill);
            var outcome = IdentifiedOutcome(place, group[part.Line], kind, kind);
            outcome.Reported = part.Amount;
            outcome.Expected = bill.Amount;
            outcome.Amount = filled == bill.Amount ? AmountFinding.Equal : filled < bill.Amount ? AmountFinding.Short : AmountFinding.Over;
            outcome.Derived = part.Amount != _amounts[part.Line];
            if (split) outcome.Rule = "split_lines";
            if (kind == LineClass.Fuzzy) outcome.CandidateBilling = bill;
            else outcome.Billing = bill;
            if (kind == LineClass.Matched) outcome.Class = ClassOf(outcome.Amount);
            outcome.Taxonomy = Joined(TaxonomyOf(outcome), outcome.Taxonomy);
            Outcomes.Add(outcome);
        }
    }

    private bool IsWholeSum(ReadOnlySpan<BillingLine> bills)
    {
        for (var i = 0; i < bills.Length; i++)
        {
            if (_layOn.Filled(i) != bills[i].Amount) return false;
        }
        return true;
    }

    internal static LineClass ClassOf(AmountFinding amount) => amount switch
    {
        AmountFinding.Short => LineClass.Short,
        AmountFinding.Over => LineClass.Over,
        _ => LineClass.Matched,
    };

    internal static string TaxonomyOf(LineOutcome outcome) => outcome.Class switch
    {
        LineClass.Short => outcome.Reported == 0 ? "B02" : "B01",
        LineClass.Over => "B04",
        LineClass.WrongPeriod => "C04",
        _ => "",
    };

    internal static string Joined(string first, string second) =>
        first.Length == 0 ? second : second.Length == 0 ? first : first + "|" + second;
}
