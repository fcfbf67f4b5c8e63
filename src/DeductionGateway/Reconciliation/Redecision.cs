using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Billing;
using DeductionGateway.Core.Members;
using DeductionGateway.Core.Settlement;
using DeductionGateway.Data;

namespace DeductionGateway.Reconciliation;

/// <summary>
/// Decides units anew because of what people decided, without a folder: by the bytes that are kept, the bank entries as they are read and the decisions that
/// hold; a later run of the folder comes to the same. Blocks its thread for as long as it works; one at a time in a cooperative.
/// </summary>
internal sealed class Redecision
{
    private readonly Tx _tx;
    private readonly long _cooperative;
    private readonly ReconcileStore _store;
    private readonly Resolutions _resolutions;
    private readonly KnownUnits _units;
    private readonly MemberRegister _register;
    private readonly UnitPosting _posting;
    private readonly DateOnly _asOf;
    private readonly HashSet<(long DecisionNo, string Subject)> _inForce = [];
    private readonly HashSet<int> _periods = [];
    private int _nextBatch;

    /// <param name="tx">Holds the cooperative (<see cref="Hold"/>).</param>
    /// <param name="cooperative">Whose units.</param>
    /// <param name="asOf">The date of reversals.</param>
    /// <param name="asIf">For a preview: cases of a decision as if it were approved.</param>
    /// <param name="without">For a preview: a decision as if it were taken back.</param>
    public Redecision(Tx tx, long cooperative, DateOnly asOf, IReadOnlyList<Resolution>? asIf = null, long? without = null)
    {
        (_tx, _cooperative, _asOf) = (tx, cooperative, asOf);
        _store = new ReconcileStore(tx);
        _resolutions = _store.Resolutions(asIf ?? [], without);
        _register = new MemberRegister([], _store.Members());
        _units = new KnownUnits(_store, _register, _resolutions, folder: null);
        _posting = new UnitPosting(_store, new RunRows(cooperative, _register, tx.Seal), _resolutions, asOf);
    }

    /// <summary>The first batch of entries that was written; after <see cref="Run"/>.</summary>
    public int FirstBatch { get; private set; }

    /// <summary>The periods in whose books entries may have been written, yyyymm; after <see cref="Run"/>.</summary>
    public IReadOnlySet<int> Periods => _periods;

    /// <summary>Waits until no run and no other approval of the cooperative is under way; to the end of the transaction none begins.</summary>
    public static Task Hold(Tx tx, long cooperative) => tx.ExecuteAsync(ReconcileStore.HoldCooperative, new { Cooperative = cooperative });

    /// <summary>Decides anew what a decision is about, and what else of the employers' money follows, and posts the differences.</summary>
    /// <param name="decision">The decision that has it done.</param>
    /// <param name="about">The cases that it is about, or of the decision that it takes back.</param>
    /// <returns>The decisions that hold for these cases, each with what it is remembered by.</returns>
    public IReadOnlySet<(long DecisionNo, string Subject)> Run(long decision, IReadOnlyList<Resolution> about)
    {
        _store.PlanForSets();
        _units.Load();
        _units.LoadTies();
        FirstBatch = _nextBatch = _store.LastBatch() + 1;
        var confirmed = _store.Confirmations();
        _units.Confirm((proposal, memberNo) => confirmed.Contains((proposal, memberNo.ToString())));
        foreach (var one in about.Where(static one => !one.IsOfBank)) _units.Touched.Add(new UnitName(PayPeriod.FromNumber(one.Period)!.Value, one.Employer));
        var employers = _units.Touched.Select(static unit => unit.Employer).ToHashSet(StringComparer.Ordinal);
        employers.UnionWith(Read([.. about.Where(static one => one.Kind == ResolutionKind.GiveToPeriod).Select(static one => one.Subject)]));
        _units.Touched.RemoveWhere(unit => !_units.Units.ContainsKey(unit));
        foreach (var employer in employers.Order(StringComparer.Ordinal)) Decide(employer);
        Move(PayPeriod.FromNumber(about.Min(static one => one.Period))!.Value);
        _tx.Arrive();
        _store.AddCaseBatch(_cooperative, decision, _nextBatch - 1);
        _store.PlanAsUsual();
        return _inForce;
    }

    /// <summary>Readings of entries that were given to somebody; returns the employers whose money is another now.</summary>
    private HashSet<string> Read(List<string> identities)
    {
        if (identities.Count == 0) return [];
        var readings = new PeoplesReadings(_store, _resolutions, _cooperative, _asOf);
        readings.Apply(identities, _units.Ties, BooksOf);
        Close();
        _units.Touched.UnionWith(readings.Touched);
        _inForce.UnionWith(readings.InForce);
        return readings.Employers;
    }

    private void Decide(string code)
    {
        if (_units.Units.Values.Where(unit => unit.Employer == code).MaxBy(static unit => unit.Period) is not { } last) return;
        var employer = _units.EmployersThen.Of(last);
        var units = UnitsOf(code);
        _units.Credit(OfEmployer(_store.OpenCredits(units), code));
        _units.Collect(OfEmployer(new CollectorStore(_tx).InForce(units), code));
        var tied = _units.Tie(employer, null);
        _posting.CompleteOthers(_cooperative, _units, employer, tied, Post);
        _posting.Send(_tx);
    }

    private void Post(StoredUnit unit, UnitDecision? decision)
    {
        if (decision is null) return;
        // Into the books of the folder that led to its last revision: what that folder answers says it too.
        var origin = PayPeriod.FromNumber(unit.OriginPeriod)!.Value;
        _posting.Post(decision, unit, BooksOf(origin), origin, 0, _units.Touched.Contains(unit.Name), out _);
        Close();
        _inForce.UnionWith(decision.InForce);
    }

    private void Move(PayPeriod period)
    {
        var moves = new BankMoves(_store, _resolutions, _register, _cooperative, _asOf);
        moves.Post(_tx, BooksOf(period), period);
        Close();
        _inForce.UnionWith(moves.InForce);
        new Recourses(_tx, _resolutions, _cooperative).Look(moves.InForce);
    }

    private Books? _books;
    private PayPeriod _booksOf;

    /// <summary>One batch after the other, each in the books of its period.</summary>
    private Books BooksOf(PayPeriod period)
    {
        if (_books is not null && _booksOf == period) return _books;
        Close();
        _store.EnsurePeriod(period);
        _periods.Add(period.Number);
        _booksOf = period;
        return _books = new Books(_cooperative, period, _nextBatch);
    }

    private void Close()
    {
        if (_books is null) return;
        if (_books.Place > 0) _books.CloseBatch();
        _nextBatch = _books.Batch;
        _books.Send(_tx);
        _books = null;
    }

    /// <summary>The employer's units to which money may matter.</summary>
    private HashSet<UnitName> UnitsOf(string employer) =>
        _units.Units.Values.Where(static unit => unit.IsOpen).Select(static unit => unit.Name).Concat(_units.Touched).Concat(_units.Ties.Units).Where(unit => unit.Employer == employer).ToHashSet();

    /// <summary>The employer's, as they are read now.</summary>
    private List<SortedEntry> OfEmployer(List<StoredBankEntry> stored, string employer) =>
        [.. stored.Where(one => one.Employer == employer).Select(one => one.Read(EmployerOf, MemberOf)).OfType<SortedEntry>()];

    private static Employer? EmployerOf(string? code) => code is null ? null : new Employer(code, code, BankMode.Lump, null, null);

    private Member? MemberOf(string? memberNo, int? home) =>
        memberNo is not null && home is { } period ? _units.FolderOf(PayPeriod.FromNumber(period)!.Value)?.Find(Utf8Text.From(memberNo)) : null;
}
