using DeductionGateway.Data;
using DeductionGateway.Members;

namespace DeductionGateway.Cases;

/// <summary>Which cases: period, class and state 0 and empty texts are all; class and state by their numbers on the wire, state 0 is open and proposed.</summary>
internal sealed record CaseFilter(int Period = 0, string Employer = "", string Cause = "", short LineClass = 0, string MemberNo = "", long MinAmount = 0, short State = 0);

/// <summary>Where a list goes on: the largest amount comes first, equal ones by name. Whole rupiah.</summary>
internal sealed record CaseKey(long Amount, string Name)
{
    public static readonly CaseKey First = new(long.MaxValue, "");
}

/// <summary>A case of today with how it stands. Amounts in whole rupiah.</summary>
internal sealed record CaseRow(
    string CaseId, int Period, string Employer, string Cause, short? LineClass, string Taxonomy, string MemberNo, string Code, long Amount, long Reported, long Held, int? HeldIn,
    string PayrollFile, int Record, string ExpectedId, string Identity, string Candidates, DateOnly Since, string Subject, string Proposal, string Content, int BatchNo,
    short State, long DecisionNo, bool HasLapsed);

internal sealed record CauseRow(string Cause, long CaseCount, long Amount, DateOnly Oldest);

/// <summary>Files whose money is missing. Rupiah reported and not received; the first day of the oldest period that has one.</summary>
internal sealed record OpenFilesRow(int Files, long Owed, DateOnly? Oldest);

/// <summary>A row as it was decided; findings: identity + 8 × amount + 64 × money + 1024 × period.</summary>
internal sealed record DecidedRow(
    short LineClass, short Findings, string Rule, string MemberNo, string Code, string ExpectedId, long Expected, long Reported, long Received, long Held, int? HeldIn);

internal sealed record EntryOfCase(string BankRef, DateOnly ValueDate, long Amount, string Counterparty, string Narrative);

/// <summary>A member; the last three as <see cref="KeptNumbers"/> has them.</summary>
internal sealed record CandidateRow(string MemberNo, string Name, string Employer, string EmployeeNo, string NationalId, string AccountNo, int KeyNo, byte[]? Personal);

/// <summary>Something done or said about a case. Kind as <see cref="Contract.V1.CaseEvent"/> has it.</summary>
internal sealed record EventRow(DateTime At, string Actor, string Kind, long DecisionNo, short Resolution, string Text);

/// <summary>Reads cases; row-level security bounds every statement to one cooperative.</summary>
internal sealed class CaseStore(Tx tx)
{
    public Task<List<CaseRow>> List(CaseFilter filter, DateOnly today, CaseKey after, int rows) => Page<CaseRow>(Sql.List, filter, today, after, rows);

    public Task<List<CauseRow>> Causes(CaseFilter filter, DateOnly today, CaseKey after, int rows) => Page<CauseRow>(Sql.Causes, filter, today, after, rows);

    /// <summary>What waits for people, by kind of cause: whoever the employer is.</summary>
    public Task<List<CauseRow>> Kinds(DateOnly today) => Page<CauseRow>(Sql.Kinds, new CaseFilter(), today, CaseKey.First, int.MaxValue);

    public Task<OpenFilesRow?> OpenFiles() => tx.FindAsync<OpenFilesRow>(Sql.OpenFiles);

    /// <summary>Cases of today by their ids; of one that is none any more nothing. A row that people assigned is found by the name that it had before, too.</summary>
    /// <param name="periods">Of the ids.</param>
    public Task<List<CaseRow>> Find(string[] caseIds, int[] periods, DateOnly today) => tx.QueryAsync<CaseRow>(Sql.Find, new { CaseIds = caseIds, Periods = periods, Today = today });

    public Task<List<DecidedRow>> Rows(CaseRow one) => tx.QueryAsync<DecidedRow>(Sql.Rows, new { one.Period, one.BatchNo, one.Record, one.ExpectedId });

    public Task<List<EntryOfCase>> Entries(CaseRow one) => tx.QueryAsync<EntryOfCase>(Sql.Entries, new
    {
        one.Identity, one.Employer, one.Period, one.MemberNo, ClaimedDebit = Answers.WorkQueue.ClaimedDebitOf(one.CaseId, one.Cause),
    });

    public Task<List<CandidateRow>> Members(string[] memberNos) => tx.QueryAsync<CandidateRow>(Sql.Members, new { MemberNos = memberNos });

    /// <summary>Of a case by any name that it had.</summary>
    /// <param name="periods">Of the ids.</param>
    public Task<List<EventRow>> History(string[] caseIds, int[] periods) => tx.QueryAsync<EventRow>(Sql.History, new { CaseIds = caseIds, Periods = periods });

    public async Task<bool> IsUnit(int period, string employer) => await tx.FindAsync<int>(Sql.CountUnits, new { Period = period, Employer = employer }) > 0;

    public Task<DateTime> AddComment(long cooperative, string caseId, string author, DateTimeOffset at, string text) =>
        tx.FindAsync<DateTime>(Sql.AddComment, new { Cooperative = cooperative, CaseId = caseId, Author = author, At = at, Text = text });

    private Task<List<T>> Page<T>(string sql, CaseFilter filter, DateOnly today, CaseKey after, int rows) => tx.QueryAsync<T>(sql, new
    {
        filter.Period, filter.Employer, filter.Cause, filter.LineClass, filter.MemberNo, filter.MinAmount, filter.State, Today = today, BeforeAmount = after.Amount, AfterName = after.Name, Rows = rows,
    });

    private static class Sql
    {
        // What was decided is little beside the cases: it is read whole and hashed. Cases: those of the latest revisions, by the primary key of open_case.
        private const string Standing = """
            with decided as (
              select
                i.cooperative_id, i.case_id,
                max(i.decision_no) filter (where v.decision_no is null) as pending,
                max(i.decision_no) filter (where f.decision_no is not null and d.kind = 8 and d.wait_until > @Today) as waiting,
                max(i.decision_no) filter (where f.decision_no is not null and d.kind <> 8) as approved
              from case_decided_item i
              join case_decision d on d.cooperative_id = i.cooperative_id and d.decision_no = i.decision_no
              left join case_verdict v on v.cooperative_id = i.cooperative_id and v.decision_no = i.decision_no
              left join decision_in_force f on f.cooperative_id = i.cooperative_id and f.decision_no = i.decision_no
              group by i.cooperative_id, i.case_id
            ), standing as (
              select
                c.case_id, c.period, c.employer, c.cause, c.class as line_class, c.taxonomy, c.member_no, c.code, c.amount, c.reported, c.held, c.held_in, c.payroll_file, c.record,
                c.expected_id, c.identity, c.candidates, c.since, c.subject, c.proposal, c.content, c.batch_no,
                (case when c.decision_no is not null then 4 when d.pending is not null then 2 when d.waiting is not null then 3 else 1 end)::smallint as state,
                coalesce(c.decision_no, d.pending, d.waiting, 0) as decision_no,
                c.decision_no is null and d.approved is not null as has_lapsed
              from open_case_now c
              left join decided d on d.cooperative_id = c.cooperative_id and d.case_id = c.case_id
            )
            """;

        private const string Asked = $"""
            {Standing}, asked as (
              select *
              from standing
              where (@Period = 0 or period = @Period) and (@Employer = '' or employer = @Employer) and (@Cause = '' or cause = @Cause)
                and (@LineClass = 0 or line_class = @LineClass - 1) and (@MemberNo = '' or member_no = @MemberNo) and amount >= @MinAmount
                and (state = @State or (@State = 0 and state in (1, 2)))
            )
            """;

        public const string List = $"""
            {Asked}
            select *
            from asked
            where amount < @BeforeAmount or (amount = @BeforeAmount and case_id > @AfterName)
            order by amount desc, case_id
            limit @Rows;
            """;

        private const string Sums = "count(*) as case_count, sum(amount)::bigint as amount, min(since) as oldest";

        private const string NextSums = """
            select cause, case_count, amount, oldest
            from sums
            where amount < @BeforeAmount or (amount = @BeforeAmount and cause > @AfterName)
            order by amount desc, cause
            limit @Rows;
            """;

        public const string Causes = $"""
            {Asked}, sums as (select cause, {Sums} from asked group by cause)
            {NextSums}
            """;

        // Causes of a file name its employer behind a slash.
        public const string Kinds = $"""
            {Asked}, sums as (select split_part(cause, '/', 1) as cause, {Sums} from asked group by 1)
            {NextSums}
            """;

        // Units: periods × employers × revisions.
        public const string OpenFiles = """
            select count(*)::int as files, coalesce(sum(reported - duplicates - received), 0)::bigint as owed, to_date(min(period)::text, 'YYYYMM') as oldest
            from (select distinct on (period, employer) * from unit order by period, employer, revision desc) newest
            where is_open;
            """;

        // Who is assigned a row (kind 2) makes a proposal of it, and so another case: its cases of before and after have one decision.
        public const string Find = $"""
            {Standing}
            select *
            from standing
            where (case_id = any(@CaseIds) and (period = any(@Periods) or case_id like 'bank/%'))
              or (state = 4 and period = any(@Periods) and exists (
                select 1
                from case_decision d
                join case_decision_item i on i.cooperative_id = d.cooperative_id and i.decision_no = d.decision_no
                where d.decision_no = standing.decision_no and d.kind = 2 and i.case_id = any(@CaseIds)))
            order by case_id;
            """;

        // One batch: a range of the primary key.
        public const string Rows = """
            select
              l.class as line_class, l.findings, l.rule, coalesce(m.member_no, '') as member_no, coalesce(l.code, '') as code,
              coalesce(b.expected_id, '') as expected_id, l.expected, l.reported, l.received, l.a_suspense as held, l.held_in
            from line l
            left join billing_line b on b.cooperative_id = l.cooperative_id and b.period = l.period and b.billing_no = coalesce(l.billing_no, l.candidate_billing_no)
            left join member m on m.cooperative_id = l.cooperative_id and m.member_id = l.member_id
            where l.period = @Period and l.batch_no = @BatchNo and ((@Record > 0 and l.record = @Record) or (@Record = 0 and @ExpectedId <> '' and b.expected_id = @ExpectedId))
            order by l.row_no;
            """;

        // What was paid for one member is no evidence of another's row, and what a collector took of none but its own.
        public const string Entries = """
            select bank_ref, value_date, amount, counterparty, narrative
            from (
              select e.bank_ref, e.value_date, e.amount, e.counterparty, e.narrative, e.identity
              from bank_entry_now e
              where e.identity = @Identity
                 or (@Identity = '' and @ClaimedDebit = '' and e.employer = @Employer and (e.member_no is null or @MemberNo = '' or e.member_no = @MemberNo) and (
                   coalesce(e.home_period, e.for_period) = @Period
                   or exists (select 1 from credit_tie t where t.cooperative_id = e.cooperative_id and t.identity = e.identity and t.period = @Period and t.amount > 0)))
              union all
              select d.reference, d.taken_on, d.amount, d.collector, d.remark, d.reference
              from collector_debit_now d
              where d.reference = @Identity or encode(substring(sha256(convert_to(d.reference, 'UTF8')) for 16), 'hex') = @ClaimedDebit) e
            order by value_date, identity
            limit 100;
            """;

        public const string Members = """
            select member_no, name, employer, employee_no, national_id, account_no, key_no, personal
            from member
            where member_no = any(@MemberNos)
            order by member_no;
            """;

        public const string History = """
            with name as (
              select unnest(@CaseIds) as case_id
              union
              select c.case_id
              from case_decision_item i
              join case_decision d on d.cooperative_id = i.cooperative_id and d.decision_no = i.decision_no and d.kind = 2
              join open_case c on c.cooperative_id = i.cooperative_id and c.period = i.period and c.employer = i.employer and c.decision_no = i.decision_no
              where i.case_id = any(@CaseIds)
              union
              select i.case_id
              from open_case c
              join case_decision d on d.cooperative_id = c.cooperative_id and d.decision_no = c.decision_no and d.kind = 2
              join case_decision_item i on i.cooperative_id = d.cooperative_id and i.decision_no = d.decision_no
              where c.period = any(@Periods) and c.case_id = any(@CaseIds)
            )
            select * from (
              select d.at, d.proposer as actor, 'proposed' as kind, d.decision_no, d.kind as resolution, d.reason as text
              from case_decision_item i
              join case_decision d on d.cooperative_id = i.cooperative_id and d.decision_no = i.decision_no
              where i.case_id in (select case_id from name)
              union all
              select
                v.at, v.checker, case when v.is_withdrawal then 'withdrawn' when not v.is_approved then 'rejected' when l.case_id is not null then 'left_open' else 'approved' end, d.decision_no, d.kind, v.reason
              from case_decision_item i
              join case_decision d on d.cooperative_id = i.cooperative_id and d.decision_no = i.decision_no
              join case_verdict v on v.cooperative_id = i.cooperative_id and v.decision_no = i.decision_no
              left join case_left_open l on l.cooperative_id = i.cooperative_id and l.decision_no = i.decision_no and l.case_id = i.case_id
              where i.case_id in (select case_id from name)
              union all
              select u.at, u.proposer, 'undo_proposed', u.decision_no, u.kind, u.reason
              from case_decided_item i
              join case_decision u on u.cooperative_id = i.cooperative_id and u.undoes = i.decision_no
              where i.case_id in (select case_id from name)
              union all
              select v.at, v.checker, case when v.is_withdrawal then 'undo_withdrawn' when v.is_approved then 'undone' else 'undo_rejected' end, u.decision_no, u.kind, v.reason
              from case_decided_item i
              join case_decision u on u.cooperative_id = i.cooperative_id and u.undoes = i.decision_no
              join case_verdict v on v.cooperative_id = u.cooperative_id and v.decision_no = u.decision_no
              where i.case_id in (select case_id from name)
              union all
              select c.at, c.author, 'comment', 0, 0::smallint, c.text
              from case_comment c
              where c.case_id in (select case_id from name)) e
            order by at, decision_no
            limit 1000;
            """;

        public const string CountUnits = "select count(*)::int from unit where period = @Period and employer = @Employer;";

        public const string AddComment = """
            insert into case_comment (cooperative_id, case_id, author, at, text)
            values (@Cooperative, @CaseId, @Author, @At, @Text)
            returning at;
            """;
    }
}
