using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Ledger;
using DeductionGateway.Core.Settlement;

namespace DeductionGateway.Reconciliation;

/// <summary>What people decide about a case. The numbers are stored.</summary>
internal enum ResolutionKind : short
{
    /// <summary>The row means the member proposed.</summary>
    Accept = 1,

    /// <summary>The row means a member of the employer whom nothing proposed.</summary>
    Assign = 2,

    /// <summary>What is held is a member's deposit (2-1030).</summary>
    Deposit = 3,

    /// <summary>What is held is nobody's yet (2-1040).</summary>
    Suspense = 4,

    /// <summary>What is held is paid back (2-1050).</summary>
    Refund = 5,

    /// <summary>What is held goes back to the employer (2-1050).</summary>
    ReturnToEmployer = 6,

    /// <summary>The difference is too small to be pursued (5-1090).</summary>
    WriteOff = 7,

    /// <summary>Nothing is done before a day.</summary>
    Wait = 8,

    /// <summary>A credit is this employer's, for this period.</summary>
    GiveToPeriod = 9,

    /// <summary>An approved decision is taken back.</summary>
    Undo = 10,

    /// <summary>What is held in the member's deposit stays there, as he wants it (2-1030).</summary>
    Keep = 11,

    /// <summary>A debit was taken for what members left open: each owes the cooperative his part (1-1140).</summary>
    Subrogate = 12,
}

/// <summary>
/// One case of an approved decision that nobody took back. Subject: what the case is remembered by, which no order of a file's rows changes: the reference of
/// the entry whose money is held, a proposal, the content of a row, the identity of a bank entry. Amount in whole rupiah, in the account that held it then.
/// </summary>
internal sealed record Resolution(
    long DecisionNo, short KindNumber, string CaseId, int Period, string Employer, string Subject, long Amount, int? Account, string? MemberNo, string? ToEmployer, int? ToPeriod, DateOnly BusinessDate)
{
    public ResolutionKind Kind => (ResolutionKind)KindNumber;

    public bool IsOfBank => CaseId.StartsWith("bank/", StringComparison.Ordinal);

    /// <summary>Of the bank entry that is decided about.</summary>
    public string Identity => Kind == ResolutionKind.Subrogate ? Recourses.Named(Subject).Identity : Subject;

    /// <summary>It is about money that is held, whether it goes or stays.</summary>
    public bool IsOfHeld => To is not null || Kind == ResolutionKind.Keep;

    /// <summary>Where the money goes; null where the decision moves none.</summary>
    public Account? To => Kind switch
    {
        ResolutionKind.Deposit => ChartOfAccounts.MemberDeposit,
        ResolutionKind.Suspense => ChartOfAccounts.Unidentified,
        ResolutionKind.Refund or ResolutionKind.ReturnToEmployer => ChartOfAccounts.RefundPayable,
        ResolutionKind.WriteOff => ChartOfAccounts.RoundingDifference,
        ResolutionKind.Subrogate => ChartOfAccounts.SubrogationReceivable,
        _ => null,
    };

    /// <summary>The entry by which members owe what the bank took from the cooperative for them: a posting for each, together the debit.</summary>
    /// <param name="parts">Ids of the members and whole rupiah.</param>
    /// <param name="moneyDate">Value date of the debit.</param>
    public WantedEntry Subrogation(IReadOnlyList<(long MemberId, long Amount)> parts, DateOnly moneyDate)
    {
        Check.That(parts.Sum(static part => part.Amount) == Amount, $"the parts of decision {DecisionNo} are the debit");
        return new WantedEntry(DateFrom(moneyDate), EntrySource.Resolution, "case/" + CaseId,
        [
            .. parts.Select(static part => new StoredPosting(ChartOfAccounts.SubrogationReceivable.Number, part.MemberId, "", part.Amount, 0)),
            new StoredPosting(ChartOfAccounts.UnexplainedDebit.Number, 0, "", 0, Amount),
        ]);
    }

    /// <summary>
    /// The entry that moves what is held. What is owed to somebody is debited, what somebody owes credited; not before the money was there.
    /// </summary>
    /// <param name="from">The account that holds it.</param>
    /// <param name="fromMember">Id of the member where it is a deposit, else 0.</param>
    /// <param name="toMember">Id of the member whose deposit it becomes, else 0.</param>
    /// <param name="moneyDate">Value date of the money.</param>
    public WantedEntry Entry(Account from, long fromMember, long toMember, DateOnly moneyDate)
    {
        Check.That(To is not null, $"decision {DecisionNo} moves money");
        var isAsset = from == ChartOfAccounts.EmployerReceivable || from == ChartOfAccounts.UnexplainedDebit;
        // What is paid back out of a member's deposit stays his until the bank has paid it.
        if (Kind == ResolutionKind.Refund) toMember = fromMember;
        var (held, goal) = (new StoredPosting(from.Number, fromMember, "", Amount, 0), new StoredPosting(To.Value.Number, toMember, "", 0, Amount));
        List<StoredPosting> postings = isAsset
            ? [goal with { Debit = Amount, Credit = 0 }, held with { Debit = 0, Credit = Amount }]
            : [held, goal];
        return new WantedEntry(DateFrom(moneyDate), EntrySource.Resolution, "case/" + CaseId, postings);
    }

    private DateOnly DateFrom(DateOnly moneyDate) => BusinessDate < moneyDate ? moneyDate : BusinessDate;
}

/// <summary>The decisions that hold, as facts beside files and bank entries.</summary>
internal sealed class Resolutions
{
    private readonly Dictionary<(string Proposal, string MemberNo), long> _confirmed = [];
    private readonly Dictionary<string, (Utf8Text MemberNo, long DecisionNo)> _assigned = new(StringComparer.Ordinal);
    private readonly ILookup<(int, string), Resolution> _moves;
    private readonly ILookup<string, Resolution> _readings;

    /// <param name="all">By number: of two about one thing the later one of whom a row means holds, the first that moves its money.</param>
    public Resolutions(IReadOnlyList<Resolution> all)
    {
        foreach (var one in all)
        {
            if (one.Kind == ResolutionKind.Accept) _confirmed[(one.Subject, one.MemberNo!)] = one.DecisionNo;
            if (one.Kind == ResolutionKind.Assign) _assigned[one.Subject] = (Utf8Text.From(one.MemberNo!), one.DecisionNo);
        }
        _moves = all.Where(static one => one.IsOfHeld && !one.IsOfBank).ToLookup(static one => (one.Period, one.Employer));
        _readings = all.Where(static one => one.Kind == ResolutionKind.GiveToPeriod).ToLookup(static one => one.Subject, StringComparer.Ordinal);
        OfBank = [.. all.Where(static one => one.To is not null && one.IsOfBank)];
    }

    /// <summary>Moves of what bank entries hold.</summary>
    public IReadOnlyList<Resolution> OfBank { get; }

    /// <summary>Null where nobody was assigned anything, so that no row pays for the question.</summary>
    public Func<string, Utf8Text>? AssignedTo => _assigned.Count == 0 ? null : content => _assigned.GetValueOrDefault(content).MemberNo;

    public bool IsConfirmed(string proposal, Utf8Text memberNo) => _confirmed.Count > 0 && _confirmed.ContainsKey((proposal, memberNo.ToString()));

    public IEnumerable<Resolution> MovesOf(UnitName unit) => _moves[(unit.Period.Number, unit.Employer)];

    /// <summary>Whose the bank entry is by people's word, and for which period; null where they said nothing.</summary>
    public Resolution? ReadingOf(string identity) => _readings[identity].FirstOrDefault();

    /// <summary>The decision by which this row means its member, with what it is remembered by; null where none does.</summary>
    public (long DecisionNo, string Subject)? IdentityOf(LineOutcome row)
    {
        if (!row.Confirmed || row.Candidates.Count != 1) return null;
        var member = row.Candidates[0].MemberNo;
        if (_assigned.TryGetValue(row.Content, out var assigned) && assigned.MemberNo == member) return (assigned.DecisionNo, row.Content);
        return _confirmed.TryGetValue((row.Proposal, member.ToString()), out var accepted) ? (accepted, row.Proposal) : null;
    }
}
