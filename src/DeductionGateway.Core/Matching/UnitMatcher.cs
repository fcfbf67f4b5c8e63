using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Billing;
using DeductionGateway.Core.Intake;
using DeductionGateway.Core.Members;
using DeductionGateway.Core.Settlement;

namespace DeductionGateway.Core.Matching;

/// <summary>
/// Identifies the rows of one employer's answer and lays them on its billing lines (CONTRACT §3). Ordered passes:
/// right keys of the period, right keys of another period, proposals for what is left, repeats of the unknown, and at last the
/// billing lines that nobody named. The result does not depend on the order of rows: ties go by content, then by record number.
/// </summary>
public sealed class UnitMatcher
{
    private readonly UnitFacts _facts;
    private readonly PayrollShape _shape;
    private readonly IReadOnlyList<PayrollRow> _rows;
    private readonly EmployerRoll _roll;
    private readonly BillingShelf _shelf;
    private readonly List<LineOutcome> _outcomes;
    private readonly KeyedRows _keyed;
    private long _duplicates;

    private UnitMatcher(UnitFacts facts)
    {
        _facts = facts;
        _shape = facts.Return?.Profile.Shape ?? PayrollShape.Lines;
        _rows = facts.Return?.Rows ?? [];
        _roll = new EmployerRoll(facts.Members, facts.Return?.Profile.Key ?? PayrollKey.EmployeeNo);
        _shelf = new BillingShelf(facts.Members, facts.Billing);
        _outcomes = new List<LineOutcome>(Math.Max(_rows.Count, _shelf.Count) + 16);
        _keyed = _shape == PayrollShape.Total || (_shape == PayrollShape.Exceptions && facts.Return!.Profile.CodeHeader.Length == 0)
            ? new TotalMatching(facts, _roll, _shelf, _outcomes)
            : new CodeMatching(facts, _roll, _shelf, _outcomes);
    }

    public static MatchedUnit Match(UnitFacts facts)
    {
        var matcher = new UnitMatcher(facts);
        if (facts.Return is not null) matcher.MatchRows();
        matcher.ListUnnamedBilling();
        var reported = 0L;
        foreach (var outcome in matcher._outcomes)
        {
            reported += outcome.Reported;
            if (outcome.Class == LineClass.Duplicate) matcher._duplicates += outcome.Reported;
        }
        return new MatchedUnit(facts, matcher._roll, matcher._outcomes, reported, matcher._duplicates);
    }

    private void MatchRows()
    {
        var identification = new Identification(_roll, _facts);
        var same = new List<long>(_rows.Count);
        List<long> other = [];
        List<(int Row, Identity Identity)> unidentified = [];
        for (var i = 0; i < _rows.Count; i++)
        {
            var row = _rows[i];
            var identity = identification.Of(row);
            if (identity.Place < 0) unidentified.Add((i, identity));
            else if (row.Period == _facts.Period) same.Add(_keyed.SortKey(identity, row, i));
            else other.Add(_keyed.SortKey(identity, row, i));
        }
        _keyed.Lay(same, LineClass.Matched);
        _keyed.Lay(other, LineClass.WrongPeriod);
        Propose(unidentified);
    }

    /// <summary>Proposals one-to-one over the whole employer: rows of a candidate are laid together; what has no single most credible candidate is unknown.</summary>
    private void Propose(List<(int Row, Identity Identity)> unidentified)
    {
        if (unidentified.Count == 0) return;
        var candidates = new Candidates(_roll, OpenMembers());
        var places = new Dictionary<Member, int>(ReferenceEqualityComparer.Instance);
        for (var place = 0; place < _roll.Members.Count; place++) places[_roll.Members[place]] = place;
        List<(long SortKey, Evidence? Evidence)> proposed = [];
        List<(int Row, Identity Identity, IReadOnlyList<Member> Shown)> unknown = [];
        foreach (var (index, identity) in unidentified)
        {
            var row = _rows[index];
            if (AssignedTo(row) is { } assigned)
            {
                proposed.Add((_keyed.SortKey(new Identity(places[assigned], IdentityFinding.Fuzzy, "A01", null), row, index), null));
                continue;
            }
            var best = identity.Finding == IdentityFinding.None
                ? candidates.MostCredible(row, member => _keyed.IsOpen(places[member], row.Code))
                : [];
            if (best.Count == 1) proposed.Add((_keyed.SortKey(new Identity(places[best[0].Member], IdentityFinding.Fuzzy, "A01", null), row, index), best[0].Evidence));
            else if (best.Count > 1) unknown.Add((index, new Identity(-1, IdentityFinding.Ambiguous, "A01", null), [.. best.Select(static pair => pair.Member)]));
            else unknown.Add((index, identity, identity.Suspects ?? []));
        }
        _keyed.LayProposals(proposed);
        ListUnknown(unknown);
    }

    /// <summary>The member of this employer whom people said the row means.</summary>
    private Member? AssignedTo(in PayrollRow row)
    {
        if (_facts.AssignedTo is null) return null;
        var number = _facts.AssignedTo(Proposals.Content(row));
        return number.IsEmpty ? null : _roll.Members.FirstOrDefault(member => member.MemberNo == number);
    }

    private HashSet<Member> OpenMembers()
    {
        var open = new HashSet<Member>(ReferenceEqualityComparer.Instance);
        for (var i = 0; i < _shelf.Count; i++)
        {
            if (!_shelf.IsSpoken(i)) open.Add(_shelf[i].Member);
        }
        return open;
    }

    private void ListUnknown(List<(int Row, Identity Identity, IReadOnlyList<Member> Shown)> unknown)
    {
        var seen = new HashSet<(Utf8Text, Utf8Text, Utf8Text, string?, Utf8Text, long, PayPeriod)>();
        foreach (var (index, identity, shown) in unknown)
        {
            var row = _rows[index];
            var repeat = !seen.Add(KeyedRows.ContentOf(row));
            var outcome = _keyed.OutcomeOf(row, repeat ? LineClass.Duplicate : LineClass.Unknown);
            outcome.Identity = identity.Finding;
            outcome.Amount = AmountFinding.None;
            outcome.Taxonomy = repeat ? "D03" : identity.Taxonomy;
            if (!repeat) outcome.Content = Proposals.Content(row);
            outcome.Candidates = shown.Count > 0 || row.Name.IsEmpty || unknown.Count > 1_000 ? shown : _roll.Namesakes(row.Name, null);
            outcome.Rule = repeat ? "repeat_of_unknown@1" : identity.Finding switch
            {
                IdentityFinding.Conflict => "identity_conflict@1",
                IdentityFinding.Ambiguous => "equal_candidates@1",
                _ => "nobody@1",
            };
            _outcomes.Add(outcome);
        }
    }

    /// <summary>Billing lines that no row named: as billed where the shape says so, otherwise missing.</summary>
    private void ListUnnamedBilling()
    {
        var asBilled = _facts.Return is not null && _shape is PayrollShape.Exceptions or PayrollShape.None;
        for (var i = 0; i < _shelf.Count; i++)
        {
            if (_shelf.IsSpoken(i)) continue;
            var bill = _shelf[i];
            _outcomes.Add(new LineOutcome
            {
                Employer = _facts.Employer.Code,
                ReportedKey = _roll.KeyOf(bill.Member),
                Class = asBilled ? LineClass.Matched : LineClass.Missing,
                Billing = bill,
                Member = bill.Member,
                Code = bill.Code,
                Expected = bill.Amount,
                Reported = asBilled ? bill.Amount : 0,
                Identity = asBilled ? IdentityFinding.Key : IdentityFinding.None,
                Amount = asBilled ? AmountFinding.Equal : AmountFinding.None,
                Derived = asBilled,
                Taxonomy = asBilled ? "" : "B03",
                Rule = asBilled ? "as_billed" : "no_answer@1",
            });
        }
    }
}
