using DeductionGateway.Data;
using DeductionGateway.Reconciliation;

namespace DeductionGateway.Cases;

/// <summary>What is proposed, without its cases.</summary>
internal sealed record NewDecision(ResolutionKind Kind, long? Undoes, string? ToEmployer, int? ToPeriod, DateOnly? WaitUntil, DateOnly BusinessDate, string Reason);

/// <summary>A case that is decided about: what it is remembered by, and what it was when it was proposed. Whole rupiah.</summary>
internal sealed record DecisionItem(string CaseId, int Period, string Employer, string Cause, string Subject, long Amount, int? Account, string? MemberNo);

/// <summary>A decision and how it stands. Amount in whole rupiah, over all its cases.</summary>
internal sealed record DecisionRow(
    long DecisionNo, short Kind, long? Undoes, string? ToEmployer, int? ToPeriod, DateOnly? WaitUntil, DateOnly BusinessDate, string Reason, string Proposer, DateTime At, bool? IsApproved, string? Checker, DateTime? DecidedAt,
    string VerdictReason, short StateNumber, long CaseCount, long LeftOpenCount, long Amount)
{
    public DecisionState State => (DecisionState)StateNumber;
}

/// <summary>How a decision stands; the numbers are those of the statements and of the wire.</summary>
internal enum DecisionState : short
{
    Proposed = 1,
    Approved = 2,
    Rejected = 3,
    Undone = 4,
    Withdrawn = 5,
}

/// <summary>Which decisions: state 0 and an empty proposer are all.</summary>
internal sealed record DecisionFilter(short State, string Proposer, bool IsMineToDecide);

/// <summary>What is said of a proposal, and ends it: a verdict of another person, or the withdrawal of who made it.</summary>
internal sealed record NewVerdict(bool IsApproved, bool IsWithdrawal, string Reason);

/// <summary>A case of a decision and whose it becomes. Whole rupiah.</summary>
internal sealed record DecidedCaseRow(string CaseId, string MemberNo, long Amount);

/// <summary>Writes decisions and verdicts. Who may, and that two people do it, the database itself holds.</summary>
internal sealed class DecisionStore(Tx tx)
{
    public Task<long> Add(long cooperative, string proposer, DateTimeOffset at, NewDecision decision) => tx.FindAsync<long>(Sql.Add, new
    {
        Cooperative = cooperative, Kind = (short)decision.Kind, decision.Undoes, decision.ToEmployer, decision.ToPeriod, decision.WaitUntil, decision.BusinessDate, decision.Reason, Proposer = proposer, At = at,
    });

    public Task AddItems(long cooperative, long decision, IReadOnlyList<DecisionItem> items) => tx.ExecuteAsync(Sql.AddItems, new
    {
        Cooperative = cooperative, Decision = decision, CaseIds = items.Select(static one => one.CaseId).ToArray(), Periods = items.Select(static one => one.Period).ToArray(),
        Employers = items.Select(static one => one.Employer).ToArray(), Causes = items.Select(static one => one.Cause).ToArray(), Subjects = items.Select(static one => one.Subject).ToArray(),
        Amounts = items.Select(static one => one.Amount).ToArray(), Accounts = items.Select(static one => one.Account ?? 0).ToArray(), MemberNos = items.Select(static one => one.MemberNo ?? "").ToArray(),
    });

    public Task AddVerdict(long cooperative, long decision, NewVerdict verdict, string checker, DateTimeOffset at) => tx.ExecuteAsync(
        Sql.AddVerdict, new { Cooperative = cooperative, Decision = decision, verdict.IsApproved, verdict.IsWithdrawal, verdict.Reason, Checker = checker, At = at });

    /// <summary>With an approval: cases that are not decided by it.</summary>
    public Task AddLeftOpen(long cooperative, long decision, string[] caseIds) => tx.ExecuteAsync(Sql.AddLeftOpen, new { Cooperative = cooperative, Decision = decision, CaseIds = caseIds });

    /// <summary>That no member was paid more than is owed to him now that a decision took something back.</summary>
    public async Task<Dictionary<string, long>> PaidBeyond(long cooperative) =>
        (await tx.QueryAsync<(string MemberNo, long Amount)>(Sql.PaidBeyond, new { Cooperative = cooperative })).ToDictionary(static one => one.MemberNo, static one => one.Amount, StringComparer.Ordinal);

    public Task<DecisionRow?> Find(long decision) => tx.FindAsync<DecisionRow>(Sql.Find, new { Decision = decision });

    /// <summary>The latest first.</summary>
    /// <param name="before">Number of the last one given.</param>
    public Task<List<DecisionRow>> List(DecisionFilter filter, string caller, long before, int rows) => tx.QueryAsync<DecisionRow>(
        Sql.List, new { filter.State, filter.Proposer, filter.IsMineToDecide, Caller = caller, Before = before, Rows = rows });

    public Task<List<DecidedCaseRow>> Cases(long decision, int rows) => tx.QueryAsync<DecidedCaseRow>(Sql.Cases, new { Decision = decision, Rows = rows });

    /// <summary>Cases that an approval left open.</summary>
    public Task<List<string>> LeftOpen(long decision, int rows) => tx.QueryAsync<string>(Sql.LeftOpen, new { Decision = decision, Rows = rows });

    /// <summary>What a decision is about; of an approved one what it was approved for.</summary>
    public Task<List<DecisionItem>> Items(long decision) => tx.QueryAsync<DecisionItem>(Sql.Items, new { Decision = decision });

    private static class Sql
    {
        public const string Add = """
            insert into case_decision (cooperative_id, kind, undoes, to_employer, to_period, wait_until, business_date, reason, proposer, at)
            values (@Cooperative, @Kind, @Undoes, @ToEmployer, @ToPeriod, @WaitUntil, @BusinessDate, @Reason, @Proposer, @At)
            returning decision_no;
            """;

        public const string AddItems = """
            insert into case_decision_item (cooperative_id, decision_no, case_id, period, employer, cause, subject, amount, account, member_no)
            select @Cooperative, @Decision, case_id, period, employer, cause, subject, amount, nullif(account, 0), nullif(member_no, '')
            from unnest(@CaseIds, @Periods, @Employers, @Causes, @Subjects, @Amounts, @Accounts, @MemberNos) as i (case_id, period, employer, cause, subject, amount, account, member_no);
            """;

        public const string AddVerdict = """
            insert into case_verdict (cooperative_id, decision_no, is_approved, is_withdrawal, reason, checker, at)
            values (@Cooperative, @Decision, @IsApproved, @IsWithdrawal, @Reason, @Checker, @At);
            """;

        public const string AddLeftOpen = """
            insert into case_left_open (cooperative_id, decision_no, case_id)
            select @Cooperative, @Decision, case_id
            from unnest(@CaseIds) as l (case_id);
            """;

        public const string PaidBeyond = "select member_no, amount from paid_beyond(@Cooperative);";

        private const string Decisions = """
            select
              d.cooperative_id, d.decision_no, d.kind, d.undoes, d.to_employer, d.to_period, d.wait_until, d.business_date, d.reason, d.proposer, d.at,
              v.is_approved, v.checker, v.at as decided_at, coalesce(v.reason, '') as verdict_reason,
              (case
                when v.decision_no is null then 1
                when v.is_withdrawal then 5
                when not v.is_approved then 3
                when exists (
                  select 1
                  from case_decision u
                  join case_verdict w on w.cooperative_id = u.cooperative_id and w.decision_no = u.decision_no and w.is_approved
                  where u.cooperative_id = d.cooperative_id and u.undoes = d.decision_no) then 4
                else 2 end)::smallint as state_number
            from case_decision d
            left join case_verdict v on v.cooperative_id = d.cooperative_id and v.decision_no = d.decision_no
            """;

        private const string Columns = """
            d.decision_no, d.kind, d.undoes, d.to_employer, d.to_period, d.wait_until, d.business_date, d.reason, d.proposer, d.at, d.is_approved, d.checker, d.decided_at, d.verdict_reason, d.state_number,
            (select count(*) from case_decided_item i where i.cooperative_id = d.cooperative_id and i.decision_no = coalesce(d.undoes, d.decision_no)) as case_count,
            (select count(*) from case_left_open l where l.cooperative_id = d.cooperative_id and l.decision_no = d.decision_no) as left_open_count,
            decision_amount(d.cooperative_id, d.decision_no)::bigint as amount
            """;

        public const string Find = $"""
            select {Columns}
            from ({Decisions} where d.decision_no = @Decision) d;
            """;

        // Some for each working day, by the primary key from the latest: sums and bands are made only of those that the page shows, or of proposals that wait.
        public const string List = $"""
            select {Columns}
            from ({Decisions} where d.decision_no < @Before) d
            where (@State = 0 or d.state_number = @State) and (@Proposer = '' or d.proposer = @Proposer)
              and (not @IsMineToDecide or (d.state_number = 1 and may_be_approved_by(@Caller, d.cooperative_id, d.decision_no)))
            order by d.decision_no desc
            limit @Rows;
            """;

        public const string Cases = "select case_id, coalesce(member_no, '') as member_no, amount from case_decided_item where decision_no = @Decision order by case_id limit @Rows;";

        public const string LeftOpen = "select case_id from case_left_open where decision_no = @Decision order by case_id limit @Rows;";

        public const string Items = """
            select case_id, period, employer, cause, subject, amount, account, member_no
            from case_decided_item
            where decision_no = @Decision
            order by case_id;
            """;
    }
}
