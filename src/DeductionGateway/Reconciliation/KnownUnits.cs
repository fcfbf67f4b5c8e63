using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Billing;
using DeductionGateway.Core.Intake;
using DeductionGateway.Core.Matching;
using DeductionGateway.Core.Settlement;

namespace DeductionGateway.Reconciliation;

/// <summary>What of an employer's money is tied, and which of his other units were looked at, some of them matched again.</summary>
internal sealed record TiedUnits(EmployerTies Ties, List<EmployerCredit> Credits, List<StoredUnit> Others, Dictionary<UnitName, MatchedUnit> Known);

/// <summary>
/// The units that were decided before. Whoever has a new fact about one has it tied and decided anew here, by all facts: the run of a folder for what its
/// money touches, the approval of a decision for the unit of its case.
/// </summary>
/// <param name="store">What is known.</param>
/// <param name="register">Ids of members.</param>
/// <param name="resolutions">What people decided.</param>
/// <param name="folder">Period of the folder at hand, whose own units are not among the others and later ones only where they are touched; null where there is none.</param>
internal sealed class KnownUnits(ReconcileStore store, MemberRegister register, Resolutions resolutions, PayPeriod? folder)
{
    private readonly Dictionary<UnitName, StoredUnit> _units = [];
    private readonly Dictionary<PayPeriod, EarlierFolder> _folders = [];
    private ILookup<string, EmployerCredit> _credits = Array.Empty<EmployerCredit>().ToLookup(static _ => "");
    private ILookup<string, SortedEntry> _autodebits = Array.Empty<SortedEntry>().ToLookup(static _ => "");
    private ILookup<string, SortedEntry> _collected = Array.Empty<SortedEntry>().ToLookup(static _ => "");
    private Func<string, Utf8Text, bool> _isConfirmed = resolutions.IsConfirmed;

    /// <summary>By name, each in its latest revision.</summary>
    public IReadOnlyDictionary<UnitName, StoredUnit> Units => _units;

    /// <summary>Units that new facts touch: decided anew though their money is what it was.</summary>
    public HashSet<UnitName> Touched { get; } = [];

    /// <summary>Ties of the past that no remark says.</summary>
    public KnownTies Ties { get; private set; } = new([], null);

    /// <summary>What of employers' credits waits for them.</summary>
    public HeldCredits Held { get; private set; } = new([]);

    public EarlierEmployers EmployersThen { get; } = new(store);

    public void Load()
    {
        foreach (var unit in store.LatestUnits()) _units[unit.Name] = unit;
    }

    public void LoadTies()
    {
        Ties = new KnownTies(store.Ties(), folder);
        Held = store.HeldCredits();
    }

    /// <summary>Proposals that count as confirmed besides those that two people accepted.</summary>
    public void Confirm(Func<string, Utf8Text, bool> isConfirmed) => _isConfirmed = (proposal, memberNo) => resolutions.IsConfirmed(proposal, memberNo) || isConfirmed(proposal, memberNo);

    public bool IsConfirmed(string proposal, Utf8Text memberNo) => _isConfirmed(proposal, memberNo);

    /// <summary>Credits and autodebits that count, of all employers in question.</summary>
    public void Credit(IReadOnlyList<SortedEntry> all)
    {
        _credits = all.Where(static one => one.Kind is BankEntryKind.Lump or BankEntryKind.Member)
            .ToLookup(static one => one.Employer!.Code, static one => new EmployerCredit(one.Entry, one.Period, one.MemberKey, one.ByName));
        _autodebits = all.Where(static one => one is { Kind: BankEntryKind.Autodebit, Member: not null }).ToLookup(static one => one.Employer?.Code ?? "");
    }

    /// <summary>Debits of collectors that are at home in units in question.</summary>
    public void Collect(IEnumerable<SortedEntry> all) => _collected = all.ToLookup(static one => one.Employer?.Code ?? "");

    /// <summary>A unit of an earlier folder; one of a later folder only where new facts touch it.</summary>
    public bool IsLookedAt(StoredUnit unit) =>
        folder is not { } period || unit.Period < period.Number || (unit.Period > period.Number && Touched.Contains(unit.Name));

    /// <summary>Null where nothing was billed for the period.</summary>
    public EarlierFolder? FolderOf(PayPeriod period)
    {
        if (_folders.TryGetValue(period, out var known)) return known;
        var employers = _units.Keys.Where(other => other.Period == period).Select(static other => other.Employer).ToHashSet();
        return employers.Count == 0 ? null : _folders[period] = new EarlierFolder(store, period, employers);
    }

    /// <summary>Ties all credits of an employer to his files, this folder's (null: no answer yet) and the others that are looked at.</summary>
    public TiedUnits Tie(Employer employer, TieFile? current)
    {
        var others = _units.Values.Where(unit => unit.Employer == employer.Code && IsLookedAt(unit)).ToList();
        var credits = _credits[employer.Code].ToList();
        var known = Known(others, credits);
        var files = new List<TieFile>();
        if (current is not null) files.Add(current);
        foreach (var unit in others)
        {
            // Without an answer there is no file: its credits wait for one and close no other.
            if (!known.TryGetValue(unit.Name, out var full))
            {
                if (unit.IsOpen || Ties.Units.Contains(unit.Name)) files.Add(TieFiles.Of(unit, EmployersThen.Of(unit)));
            }
            else if (full.Facts.Return is not null) files.Add(TieFiles.Of(full));
        }
        return new TiedUnits(CreditTying.Tie(files, credits, Ties.Of(employer.Code), current is null ? folder : null), credits, others, known);
    }

    /// <summary>A unit that is looked at, decided anew; null where nothing touches it and its money is what it was.</summary>
    public UnitDecision? Redecide(StoredUnit unit, Employer employer, TiedUnits tied)
    {
        if (!Touched.Contains(unit.Name) && IsSame(unit, tied.Ties.Files.GetValueOrDefault(unit.Name.Period))) return null;
        return Decide(unit.Name, tied.Known.GetValueOrDefault(unit.Name) ?? MatchAgain(unit), employer, tied, unit.PayrollFile, unit.PayrollSha256, unit.Profile);
    }

    public UnitDecision Decide(UnitName name, MatchedUnit matched, Employer employer, TiedUnits tied, string? payrollFile, byte[]? payrollSha256, string profile)
    {
        var decision = new UnitDecision
        {
            Name = name,
            Matched = matched,
            Money = tied.Ties.Files.GetValueOrDefault(name.Period) ?? TiedMoney.Nothing(name.Period),
            PayrollFile = payrollFile,
            PayrollSha256 = payrollSha256,
            Profile = profile,
        };
        decision.Settle(AutodebitsFor(name, _autodebits[employer.Code]), AutodebitsFor(name, _collected[employer.Code]), tied.Credits, register, resolutions);
        return decision;
    }

    /// <summary>
    /// Units that must be matched again before money is tied: those that new facts touch, and those paid member by member that have a
    /// credit for the whole file as well, since their stored sums do not say what each member was reported.
    /// </summary>
    private Dictionary<UnitName, MatchedUnit> Known(List<StoredUnit> others, List<EmployerCredit> credits)
    {
        var known = new Dictionary<UnitName, MatchedUnit>();
        foreach (var unit in others)
        {
            var isMixed = credits.Exists(credit => credit.Period == unit.Name.Period && credit.MemberKey.Length == 0) && EmployersThen.Of(unit).BankMode == BankMode.Member;
            if (isMixed || Touched.Contains(unit.Name)) known[unit.Name] = MatchAgain(unit);
        }
        return known;
    }

    private MatchedUnit MatchAgain(StoredUnit unit) => UnitMatcher.Match(FolderOf(unit.Name.Period)!.Facts(unit, IsConfirmed, resolutions.AssignedTo));

    /// <summary>The money of the whole file is what it was; members' own credits are no part of it.</summary>
    private static bool IsSame(StoredUnit unit, TiedMoney? money) =>
        money is null || ((short)money.Lump.Finding == unit.Finding && (money.Lump.Used == unit.Received || money.Lump.Used + money.Lump.Held == 0));

    /// <summary>Autodebits at home in this unit; one that names another period finds no line and becomes a deposit.</summary>
    private List<Autodebit> AutodebitsFor(UnitName unit, IEnumerable<SortedEntry> ofEmployer) =>
        [.. ofEmployer.Where(one => one.Home == unit.Period).Select(one => AutodebitFor(unit, one))];

    /// <summary>With the member as the unit knows him; one whom it does not know has no line in it.</summary>
    private Autodebit AutodebitFor(UnitName unit, SortedEntry one)
    {
        var member = unit.Period == folder ? one.Member : FolderOf(unit.Period)?.Find(unit.Employer, one.Member!.MemberNo);
        var speaks = member is not null && (one.Period is null || one.Period == unit.Period);
        return new Autodebit(one.Entry, member ?? one.Member!, speaks ? one.Code : null, IsOwnPayment: one.MemberKey.Length > 0);
    }
}
