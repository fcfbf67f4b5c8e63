using System.Diagnostics;
using DeductionGateway.Answers;
using DeductionGateway.Core.Billing;
using DeductionGateway.Core.Intake;
using DeductionGateway.Core.Members;
using DeductionGateway.Core.Mismatches;
using DeductionGateway.Core.Ledger;
using DeductionGateway.Core.Settlement;
using DeductionGateway.Intake;

namespace DeductionGateway.Reconciliation;

/// <summary>
/// What of a unit the small files need. Gap owed: what a remittance was short of within the accepted limit, the employer's debt (1-1030). Fees: what the bank
/// may keep of a credit. Rows: of the answer; 0 of an earlier file that was not decided anew.
/// </summary>
internal readonly record struct UnitTotal(
    UnitName Name, long Reported, long Received, bool IsOpen, long GapOwed = 0, long Unexplained = 0, string GapSets = "", string PayrollFile = "", IReadOnlyList<long>? Fees = null, int Rows = 0)
{
    /// <summary>What the employer still owes of the file.</summary>
    public long Owed => IsOpen ? Reported - Received : GapOwed;
}

/// <summary>
/// An employer's credit, or a part of it, that is held for him, whichever folder showed it: with the file that it was paid for and does not
/// equal, or with none. Whole rupiah.
/// </summary>
internal readonly record struct HeldCredit(string Employer, Core.Intake.BankEntry Entry, long Amount, Core.Basics.PayPeriod? File);

/// <summary>What is claimed from a collector, as the queue has it, not aged: taken on that day, and so many rupiah of it for open bills.</summary>
internal sealed record ClaimCase(OpenCase Case, UnitName Unit, DateOnly TakenOn, long OfBills);

/// <summary>A payroll file that replaced an earlier one of the same unit.</summary>
internal sealed record Correction(UnitName Unit, string File, IReadOnlyList<RowChange> Changes);

/// <summary>What of a row the work queue needs; holds on to nothing of the payroll file.</summary>
internal readonly record struct OpenRow(
    LineClass Class, string Taxonomy, string Employer, Member? Member, DeductionCode? Code, BillingLine? Billing, string? PayrollFile, int Record,
    long Expected, long Reported, long Received, long Suspense, IReadOnlyList<Member> Candidates)
{
    /// <summary>Among the rows of its unit; 0 where nobody asks.</summary>
    public int Place { get; init; }

    /// <summary>Of what other channels brought, joined by a bar; empty where they brought nothing.</summary>
    public string BankRefs { get; init; } = "";

    /// <summary>By which channel more came than was open, as a taxonomy code; empty where none did.</summary>
    public string Beyond { get; init; } = "";

    /// <summary>What a collector took of it.</summary>
    public long Taken { get; init; }

    /// <summary>Where a collector took of it: what is open of the bill besides.</summary>
    public long LeftOpen { get; init; }

    public static OpenRow Of(LineOutcome row) => new(
        row.Class, row.Taxonomy, row.Employer, row.Member, row.Code, row.Billing, row.PayrollFile, row.Record, row.Expected, row.Reported, row.Received, row.Suspense, row.Candidates)
    {
        BankRefs = string.Join('|', row.OtherEntries), Beyond = row.Beyond, Taken = row.TakenElsewhere, LeftOpen = row.LeftOpen,
    };
}

/// <summary>Whom a payroll record names, as the employer wrote it: for rows that are nobody's yet, where the member list says nothing.</summary>
internal readonly record struct ReportedPerson(string Key, string Name);

/// <summary>Counts, amounts and times of a run, for the summary and the small result files. Whole rupiah.</summary>
internal sealed class RunTotals
{
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private double _phaseBegan;

    public Dictionary<LineClass, (long Rows, long Reported, long Received)> Classes { get; } = [];
    public SortedDictionary<Account, long> Held { get; } = [];
    public List<(string Name, double Seconds, long Lines)> Phases { get; } = [];
    /// <summary>What was finished last; empty at the beginning.</summary>
    public string LastPhase => Phases.Count > 0 ? Phases[^1].Name : "";

    public List<OpenRow> Open { get; } = [];
    public List<UnitTotal> Units { get; } = [];
    public List<HeldCredit> HeldCredits { get; } = [];
    public Dictionary<string, List<CreditPortion>> Portions { get; } = new(StringComparer.Ordinal);

    /// <summary>By credit: what of a member's own credit or an autodebit stands on no row, and where it is held.</summary>
    public Dictionary<string, (long Amount, Account Account)> Rests { get; } = new(StringComparer.Ordinal);

    /// <summary>Credits that may pay an open file, by identity; asked once all units are known.</summary>
    public ILookup<string, LikelyFile> Likely => field ??= LikelyFiles.Of(this);

    /// <summary>The physical lines of the records of each file that was read.</summary>
    public Dictionary<UnitName, RecordLines> FileLines { get; } = [];

    /// <summary>By employer and record: who is named on rows that are no member's yet, or whose name is spelt otherwise.</summary>
    public Dictionary<(string Employer, int Record), ReportedPerson> AsWritten { get; } = [];

    /// <summary>Seconds that the files for people took; not part of <see cref="Seconds"/>.</summary>
    public double PeopleSeconds { get; private set; }

    public long Fees { get; private set; }
    public long Gaps { get; private set; }
    public IReadOnlyList<SortedEntry> Bank { get; set; } = [];

    /// <summary>By debit: what members left open that it was found to be for.</summary>
    public IReadOnlyDictionary<string, Recourse> Recourses { get; set; } = new Dictionary<string, Recourse>();

    /// <summary>What is claimed from collectors: of this period's units, and of earlier ones where this folder shows it.</summary>
    public List<ClaimCase> Claims { get; } = [];

    /// <summary>What collectors took, as the folder shows it: the references.</summary>
    public IReadOnlySet<string> Collected { get; set; } = new HashSet<string>();

    /// <summary>Of these what is no unit's.</summary>
    public IReadOnlyList<Core.Intake.CollectorDebit> Unowned { get; set; } = [];

    /// <summary>Cases of bank entries whose money people moved, by their ids.</summary>
    public IReadOnlySet<string> MovedCases { get; set; } = new HashSet<string>();

    public List<UnitName> Late { get; } = [];

    public List<Correction> Corrections { get; } = [];
    public Progress? Progress { get; init; }

    /// <summary>Is told after each phase and each employer, on the run's thread; null where nobody watches.</summary>
    public Action<RunTotals>? Watched { get; init; }

    /// <summary>Employers of the folder that are decided.</summary>
    public int EmployersDone { get; private set; }

    /// <summary>What was asked by --explain; null where nothing was.</summary>
    public Explanation? Explanation { get; init; }

    public long Rows { get; private set; }
    public long Billed { get; private set; }
    public long Reported { get; private set; }
    public long Received { get; private set; }
    public long Penalty { get; private set; }
    public long Interest { get; private set; }
    public long Principal { get; private set; }
    public long Savings { get; private set; }
    public long Shop { get; private set; }
    public long Passthrough { get; private set; }
    public long Suspense { get; private set; }
    public BookChanges Changes { get; private set; }
    public bool HadEarlierRevision { get; private set; }
    public double Seconds => _watch.Elapsed.TotalSeconds;

    /// <summary>Rows kept for the work queue; more are counted, not listed, so that a folder of a million mismatches fits in memory.</summary>
    private const int OpenLimit = 200_000;

    public const string PeopleFilesPhase = "people's files";

    public void Phase(string name, long lines)
    {
        var now = Seconds;
        Phases.Add((name, now - _phaseBegan, lines));
        _phaseBegan = now;
        Progress?.Say(name);
        Watched?.Invoke(this);
    }

    /// <summary>One employer more of so many is decided.</summary>
    public void EmployerDone(int employers)
    {
        EmployersDone++;
        Progress?.Say($"{EmployersDone} of {employers} employers, {Rows} rows");
        Watched?.Invoke(this);
    }

    /// <summary>The run is over: from here on nothing counts to <see cref="Seconds"/>.</summary>
    public void StopClock() => _watch.Stop();

    /// <summary>What came after the run, on a clock of its own.</summary>
    public void PeopleFilesTook(TimeSpan time, long rows)
    {
        PeopleSeconds = time.TotalSeconds;
        Phases.Add((PeopleFilesPhase, PeopleSeconds, rows));
    }

    public void Add(UnitDecision unit)
    {
        KeepLines(unit);
        foreach (var bill in unit.Matched.Facts.Billing) Billed += bill.Amount;
        foreach (var row in unit.Matched.Rows)
        {
            Rows++;
            var (rows, reported, received) = Classes.GetValueOrDefault(row.Class);
            Classes[row.Class] = (rows + 1, reported + row.Reported, received + row.Received);
            AddMoney(row);
            var isMatched = row.Class == LineClass.Matched;
            if (row.Record > 0 && AsWritten.Count < OpenLimit && (row.Member is null && !isMatched || row.Taxonomy.Contains("A07", StringComparison.Ordinal)))
            {
                AsWritten[(row.Employer, row.Record)] = new ReportedPerson(row.ReportedKey.ToString(), row.ReportedName.ToString());
            }
            if (!isMatched && Open.Count < OpenLimit && unit.MoveOf(row) is null) Open.Add(OpenRow.Of(row));
        }
        Units.Add(TotalOf(unit));
        AddClaims(unit, unit.Claims);
        AddRests(unit);
        Fees += unit.Money.Lump.Fee + unit.Money.Members.Values.Sum(static own => own.Money.Fee);
        Gaps += unit.Gap;
    }

    /// <summary>Where every rupiah of an employer's credits lies.</summary>
    public void AddPortions(string employer, EmployerTies ties)
    {
        foreach (var portion in ties.Portions)
        {
            if (!Portions.TryGetValue(portion.Entry.Identity, out var own)) Portions[portion.Entry.Identity] = own = [];
            own.Add(portion);
            if (portion.IsHeld) HeldCredits.Add(new HeldCredit(employer, portion.Entry, portion.Amount, portion.Period));
        }
    }

    /// <summary>What of members' own credits and autodebits stands on none of the unit's rows.</summary>
    public void AddRests(UnitDecision unit)
    {
        foreach (var (identity, amount, account) in unit.Rests) Rests[identity] = (amount, account);
    }

    /// <summary>An earlier file, where its employer still owes something of it.</summary>
    public void AddEarlier(StoredUnit unit, UnitName name, Resolutions resolutions)
    {
        var gap = (MoneyFinding)unit.Finding == MoneyFinding.Gap ? unit.Reported - unit.Received : 0;
        if (resolutions.MovesOf(name).Any(move => move.Subject == UnitDecision.GapSubjectOf(name) && move.Amount == gap)) gap = 0;
        var fees = unit.IsOpen && unit.Profile.Length > 0 ? ProfilesJson.ReadOne(unit.Employer, unit.Profile).FeesRupiah : null;
        AddEarlier(new UnitTotal(name, unit.Reported, unit.Received, unit.IsOpen, gap, PayrollFile: unit.PayrollFile ?? "", Fees: fees));
    }

    /// <summary>An earlier file decided anew, where its employer owes something of it still, or again.</summary>
    public void AddEarlier(UnitDecision unit)
    {
        KeepLines(unit);
        AddClaims(unit, unit.Claims.Where(claim => Collected.Contains(claim.Debit.BankRef)));
        AddEarlier(TotalOf(unit));
    }

    private void AddClaims(UnitDecision unit, IEnumerable<CollectorClaim> claims) =>
        Claims.AddRange(claims.Take(OpenLimit - Claims.Count).Select(claim => new ClaimCase(WorkQueue.OfClaim(unit.Name, claim), unit.Name, claim.Debit.ValueDate, claim.OfBills)));

    private void AddEarlier(UnitTotal unit)
    {
        if (unit.Owed > 0 || unit.IsOpen) Units.Add(unit);
    }

    public static UnitTotal TotalOf(UnitDecision unit)
    {
        var lump = unit.Money.Lump;
        var unexplained = lump.Finding == MoneyFinding.Part ? unit.Matched.Reported - lump.Held : 0;
        var sets = unexplained <= 0 ? [] : GapSets.Find([.. unit.Matched.Rows.Where(static row => row.Record > 0).Select(static row => (row.Record, row.Reported))], unexplained);
        return new UnitTotal(unit.Name, unit.Matched.Reported, unit.Received, unit.IsOpen, unit.GapMove is null ? unit.Gap : 0, Math.Abs(unexplained), string.Join('|', sets), unit.PayrollFile ?? "", unit.Matched.Facts.Return?.Profile.FeesRupiah, unit.Matched.Rows.Count);
    }

    private void KeepLines(UnitDecision unit)
    {
        if (unit.Matched.Facts.Return?.Lines is { } lines) FileLines[unit.Name] = lines;
    }

    public void AddLate(UnitDecision unit) => Late.Add(unit.Name);

    public void AddChanges(BookChanges changes)
    {
        HadEarlierRevision = true;
        Changes = new BookChanges(Changes.Added + changes.Added, Changes.Kept + changes.Kept, Changes.Reversed + changes.Reversed);
    }

    private void AddMoney(LineOutcome row)
    {
        Reported += row.Reported;
        Received += row.Received;
        Suspense += row.Suspense;
        if (row.HeldIn is { } account) Held[account] = Held.GetValueOrDefault(account) + row.Suspense;
        foreach (var applied in row.Applied)
        {
            Penalty += applied.Penalty;
            Interest += applied.Interest;
            Principal += applied.Principal;
            Savings += applied.Savings;
            Shop += applied.Shop;
            Passthrough += applied.Passthrough;
        }
    }
}
