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
    bool IsUndone, long CaseCount, long Amount);

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

    public Task AddVerdict(long cooperative, long decision, bool isApproved, string checker, DateTimeOffset at) =>
        tx.ExecuteAsync(Sql.AddVerdict, new { Cooperative = cooperative, Decision = decision, IsApproved = isApproved, Checker = checker, At = at });

    public Task<DecisionRow?> Find(long decision) => tx.FindAsync<DecisionRow>(Sql.Find, new { Decision = decision });

    public Task<List<DecidedCaseRow>> Cases(long decision, int rows) => tx.QueryAsync<DecidedCaseRow>(Sql.Cases, new { Decision = decision, Rows = rows });

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
            insert into case_verdict (cooperative_id, decision_no, is_approved, checker, at)
            values (@Cooperative, @Decision, @IsApproved, @Checker, @At);
            """;

        public const string Find = """
            select
              d.decision_no, d.kind, d.undoes, d.to_employer, d.to_period, d.wait_until, d.business_date, d.reason, d.proposer, d.at, v.is_approved, v.checker, v.at as decided_at,
              exists (
                select 1
                from case_decision u
                join case_verdict w on w.cooperative_id = u.cooperative_id and w.decision_no = u.decision_no and w.is_approved
                where u.cooperative_id = d.cooperative_id and u.undoes = d.decision_no) as is_undone,
              (select count(*) from case_decision_item i where i.cooperative_id = d.cooperative_id and i.decision_no = coalesce(d.undoes, d.decision_no)) as case_count,
              decision_amount(d.cooperative_id, d.decision_no)::bigint as amount
            from case_decision d
            left join case_verdict v on v.cooperative_id = d.cooperative_id and v.decision_no = d.decision_no
            where d.decision_no = @Decision;
            """;

        public const string Cases = "select case_id, coalesce(member_no, '') as member_no, amount from case_decision_item where decision_no = @Decision order by case_id limit @Rows;";

        public const string Items = """
            select case_id, period, employer, cause, subject, amount, account, member_no
            from case_decision_item
            where decision_no = @Decision
            order by case_id;
            """;
    }
}
