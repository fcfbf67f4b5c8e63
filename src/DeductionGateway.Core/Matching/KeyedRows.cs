using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Billing;
using DeductionGateway.Core.Intake;
using DeductionGateway.Core.Settlement;

namespace DeductionGateway.Core.Matching;

/// <summary>
/// Lays identified rows, group by group, on what is billed under their key. The key is employee and code, or the employee alone
/// where one amount speaks for everything (shape total).
/// </summary>
internal abstract class KeyedRows(UnitFacts facts, EmployerRoll roll, BillingShelf shelf, List<LineOutcome> outcomes)
{
    private const int RowBits = 31;
    private const int CodeBits = 12;

    private readonly List<string> _codes = [];
    private readonly Dictionary<int, string> _warnings = [];
    private readonly Dictionary<int, Evidence?> _evidence = [];

    protected UnitFacts Facts { get; } = facts;
    protected EmployerRoll Roll { get; } = roll;
    protected BillingShelf Shelf { get; } = shelf;
    protected List<LineOutcome> Outcomes { get; } = outcomes;
    protected IReadOnlyList<PayrollRow> Rows { get; } = facts.Return?.Rows ?? [];

    /// <summary>Place, code and row number in one sortable number: groups stand together, rows in file order.</summary>
    public long SortKey(Identity identity, in PayrollRow row, int index)
    {
        if (identity.Taxonomy.Length > 0) _warnings[index] = identity.Taxonomy;
        return ((long)identity.Place << (RowBits + CodeBits)) | ((long)CodeNumber(row.Code) << RowBits) | (uint)index;
    }

    public void Lay(List<long> sortKeys, LineClass kind)
    {
        sortKeys.Sort();
        List<int> group = [];
        for (var from = 0; from < sortKeys.Count;)
        {
            var to = from;
            group.Clear();
            while (to < sortKeys.Count && sortKeys[to] >> RowBits == sortKeys[from] >> RowBits) group.Add((int)(sortKeys[to++] & int.MaxValue));
            LayPeriods((int)(sortKeys[from] >> (RowBits + CodeBits)), group, kind);
            from = to;
        }
    }

    /// <summary>Proposed rows: those for one member and code are laid like lines of one key; all count the same billing lines as open.</summary>
    /// <param name="proposed">Evidence null: not found by likeness, but by people who said whom the row means.</param>
    public void LayProposals(List<(long SortKey, Evidence? Evidence)> proposed)
    {
        foreach (var (key, evidence) in proposed) _evidence[(int)(key & int.MaxValue)] = evidence;
        Lay(proposed.ConvertAll(static pair => pair.SortKey), LineClass.Fuzzy);
    }

    /// <summary>No row with the right key speaks for what is billed under that member and code.</summary>
    public abstract bool IsOpen(int place, DeductionCode? code);

    /// <param name="place">The member's place in the roll.</param>
    /// <param name="group">Row numbers of one key and period, in file order.</param>
    /// <param name="kind">Matched for right keys of the period, else WrongPeriod or Fuzzy.</param>
    /// <returns>The billing lines that the rows speak for; null where they speak for none.</returns>
    protected abstract Range? LayGroup(int place, List<int> group, LineClass kind);

    /// <summary>A row of the answer with what the payroll row itself says; the caller adds what was found.</summary>
    public LineOutcome OutcomeOf(in PayrollRow row, LineClass kind) => new()
    {
        Employer = Facts.Employer.Code,
        PayrollFile = Facts.Return!.File,
        Record = row.Record,
        ReportedKey = row.Key,
        ReportedName = row.Name,
        Code = row.Code,
        Class = kind,
        Reported = row.Amount,
        Period = row.Period == Facts.Period ? PeriodFinding.Same : PeriodFinding.Other,
    };

    /// <summary>The same for an identified row: member, identity, the proposal and whether a person confirmed it.</summary>
    protected LineOutcome IdentifiedOutcome(int place, int index, LineClass kind, LineClass origin)
    {
        var row = Rows[index];
        var outcome = OutcomeOf(row, kind);
        var member = Roll.Members[place];
        if (_warnings.Count > 0) outcome.Taxonomy = _warnings.GetValueOrDefault(index, "");
        if (origin == LineClass.Fuzzy)
        {
            outcome.Identity = IdentityFinding.Fuzzy;
            outcome.Candidates = [member];
            outcome.Proposal = Proposals.Name(row, member);
            outcome.Content = Proposals.Content(row);
            var evidence = _evidence[index];
            outcome.Confirmed = evidence is null || Facts.IsConfirmed(outcome.Proposal, member.MemberNo);
            var rule = evidence is { } likeness ? $"proposal({likeness.Score})@1" : "assigned";
            outcome.Rule = outcome.Confirmed ? rule + "+confirmed" : rule;
            if (outcome.Confirmed) outcome.Member = member;
        }
        else
        {
            outcome.Identity = IdentityFinding.Key;
            outcome.Member = member;
            outcome.Rule = "key@1";
        }
        return outcome;
    }

    /// <summary>Adds the repeats among the group's rows as duplicates and takes them out, unless the sum says that they are split lines.</summary>
    protected void TakeOutRepeats(int place, List<int> group, long billed, LineClass origin)
    {
        if (group.Count < 2 || (billed > 0 && group.Sum(index => Rows[index].Amount) == billed)) return;
        var seen = new HashSet<(Utf8Text, Utf8Text, Utf8Text, string?, Utf8Text, long, PayPeriod)>();
        List<int> repeats = [];
        foreach (var index in group)
        {
            if (!seen.Add(ContentOf(Rows[index]))) repeats.Add(index);
        }
        if (repeats.Count == 0) return;
        group.RemoveAll(repeats.ToHashSet().Contains);
        foreach (var index in repeats)
        {
            var outcome = IdentifiedOutcome(place, index, LineClass.Duplicate, origin);
            outcome.Amount = AmountFinding.None;
            outcome.Taxonomy = "D03";
            outcome.Rule = outcome.Confirmed ? "repeat@1+confirmed" : "repeat@1";
            Outcomes.Add(outcome);
        }
    }

    /// <summary>What makes two rows identical: equal after reading; other columns and quoting do not count (CONTRACT §3 duplicate).</summary>
    internal static (Utf8Text, Utf8Text, Utf8Text, string?, Utf8Text, long, PayPeriod) ContentOf(in PayrollRow row) =>
        (row.Key, row.Name, row.NationalId, row.Code?.Code, row.Obligation, row.Amount, row.Period);

    /// <summary>What speaks is remembered after all periods of the group: only a row of the right period silences one of another.</summary>
    private void LayPeriods(int place, List<int> group, LineClass kind)
    {
        if (IsOfOnePeriod(group))
        {
            if (LayGroup(place, group, kind) is { } spoken) Shelf.Speak(spoken);
            return;
        }
        Range last = default;
        foreach (var rows in group.GroupBy(index => Rows[index].Period).OrderBy(static part => part.Key))
        {
            if (LayGroup(place, [.. rows], kind) is { } range) last = range;
        }
        Shelf.Speak(last);
    }

    private bool IsOfOnePeriod(List<int> group)
    {
        for (var i = 1; i < group.Count; i++)
        {
            if (Rows[group[i]].Period != Rows[group[0]].Period) return false;
        }
        return true;
    }

    private int CodeNumber(DeductionCode? code)
    {
        if (code is null) return 0;
        var at = _codes.IndexOf(code.Code);
        if (at >= 0) return at;
        _codes.Add(code.Code);
        Check.That(_codes.Count < 1 << CodeBits, "fewer than 4096 deduction codes are reported by one employer");
        return _codes.Count - 1;
    }
}
