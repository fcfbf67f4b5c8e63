using DeductionGateway.Core.Billing;
using DeductionGateway.Core.Settlement;

namespace DeductionGateway.Core.Matching;

/// <summary>
/// One amount for an employee, no code (shape total): it speaks for all his billing lines and is split over them by the waterfall
/// (CONTRACT §3 Total). Rows of another period and proposals stay one row each, for the employee as a whole.
/// </summary>
internal sealed class TotalMatching(UnitFacts facts, EmployerRoll roll, BillingShelf shelf, List<LineOutcome> outcomes)
    : KeyedRows(facts, roll, shelf, outcomes)
{
    private long[] _filled = new long[16];

    public override bool IsOpen(int place, DeductionCode? code) => Shelf.IsOpen(Shelf.Of(place));

    protected override Range? LayGroup(int place, List<int> group, LineClass kind)
    {
        var range = Shelf.Of(place);
        var billed = 0L;
        foreach (var bill in Shelf.Lines(range)) billed += bill.Amount;
        TakeOutRepeats(place, group, billed, kind);
        var open = Shelf.IsOpen(range);
        if (kind != LineClass.Matched || billed == 0)
        {
            foreach (var index in group) AddWhole(place, index, kind, billed, open);
            return open ? range : null;
        }
        SplitOverBills(place, group, range, billed);
        return range;
    }

    private void AddWhole(int place, int index, LineClass kind, long billed, bool open)
    {
        var shown = kind == LineClass.Matched ? LineClass.Unbilled : kind;
        var outcome = IdentifiedOutcome(place, index, shown, kind);
        outcome.Expected = shown != LineClass.Unbilled && open ? billed : 0;
        outcome.Amount = shown == LineClass.Unbilled ? AmountFinding.Unbilled : !open ? AmountFinding.None
            : outcome.Reported == billed ? AmountFinding.Equal : outcome.Reported < billed ? AmountFinding.Short : AmountFinding.Over;
        outcome.SpeaksForAll = open && billed > 0;
        outcome.Derived = true;
        outcome.Taxonomy = CodeMatching.Joined(shown switch { LineClass.Unbilled => "B05", LineClass.WrongPeriod => "C04", _ => "" }, outcome.Taxonomy);
        Outcomes.Add(outcome);
    }

    private void SplitOverBills(int place, List<int> group, Range range, long billed)
    {
        group.Sort((a, b) =>
        {
            var order = Rows[b].Amount.CompareTo(Rows[a].Amount);
            return order != 0 ? order : a.CompareTo(b);
        });
        var reported = group.Sum(index => Rows[index].Amount);
        var bills = Shelf.Lines(range);
        var byAge = bills.ToArray();
        Array.Sort(byAge, BillingLine.OldestFirst);
        if (_filled.Length < byAge.Length) _filled = new long[byAge.Length * 2];
        var filled = _filled.AsSpan(0, byAge.Length);
        Waterfall.SplitTotal(Math.Min(reported, billed), byAge, filled);
        HandOut(place, group, byAge, filled, reported > billed);
        if (reported > billed) AddExcess(place, group[^1], reported - billed);
    }

    /// <summary>Hands what each billing line got to the rows, largest row first.</summary>
    private void HandOut(int place, List<int> group, BillingLine[] bills, ReadOnlySpan<long> filled, bool excess)
    {
        var at = 0;
        var rest = Rows[group[0]].Amount;
        for (var i = 0; i < bills.Length; i++)
        {
            var left = filled[i];
            do
            {
                while (rest == 0 && left > 0) rest = Rows[group[++at]].Amount;
                var part = Math.Min(left, rest);
                AddPart(place, group[at], bills[i], part, filled[i], group.Count);
                left -= part;
                rest -= part;
            }
            while (left > 0);
        }
        // A row for which nothing was left still has its row; the last one's is the excess, where there is any.
        for (at++; at < group.Count - (excess ? 1 : 0); at++) AddPart(place, group[at], bills[^1], 0, filled[bills.Length - 1], group.Count);
    }

    private void AddPart(int place, int index, BillingLine bill, long part, long filled, int rows)
    {
        var outcome = IdentifiedOutcome(place, index, LineClass.Matched, LineClass.Matched);
        outcome.Code = bill.Code;
        outcome.Billing = bill;
        outcome.Expected = bill.Amount;
        outcome.Reported = part;
        outcome.Amount = filled == bill.Amount ? AmountFinding.Equal : AmountFinding.Short;
        outcome.Class = CodeMatching.ClassOf(outcome.Amount);
        outcome.Derived = true;
        outcome.Taxonomy = CodeMatching.Joined(CodeMatching.TaxonomyOf(outcome), outcome.Taxonomy);
        outcome.Rule = rows > 1 && outcome.Class == LineClass.Matched ? "split_lines" : "total_waterfall@1";
        Outcomes.Add(outcome);
    }

    private void AddExcess(int place, int index, long excess)
    {
        var outcome = IdentifiedOutcome(place, index, LineClass.Over, LineClass.Matched);
        outcome.Reported = excess;
        outcome.Amount = AmountFinding.Over;
        outcome.Derived = true;
        outcome.Taxonomy = CodeMatching.Joined("B04", outcome.Taxonomy);
        outcome.Rule = "total_excess@1";
        Outcomes.Add(outcome);
    }
}
