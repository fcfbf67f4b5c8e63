using DeductionGateway.Core.Basics;
using DeductionGateway.Data;
using DeductionGateway.Wire;

namespace DeductionGateway.Schedule;

/// <summary>A row that was claimed. Period: 0 = of no pay period. Facts: SHA-256 of what the round rests on; null where nothing is compared. Attempts: how often the round was begun before.</summary>
internal sealed record ClaimedRun(DateOnly BusinessDate, string Employer, int RoundNo, int Period, byte[]? Facts, int Attempts);

/// <summary>The newest round of an employer's period.</summary>
internal sealed record LatestRound(string Employer, int Period, DateOnly BusinessDate, short State, byte[]? Facts);

/// <summary>What is due because of new facts. Facts: SHA-256 of them; null where no later round is compared with them.</summary>
internal sealed record DueFacts(PayPeriod Period, string Employer, byte[]? Facts);

/// <summary>A row as it stands. Amounts in whole rupiah; attempts: how often its last round was begun.</summary>
internal sealed record JobRunRow(
    long RunNo, string Job, DateOnly BusinessDate, string Employer, short State, int RoundNo, int Attempts, int Period, DateTime At, long DurationMs, long ItemCount, long Reported, long Received, string Reason);

/// <summary>How a job stands. LastDone: seconds since 1970, 0 = never; Overdue: rows of earlier business dates without an end.</summary>
internal sealed record JobStanding(string Job, long LastDone, long Overdue);

/// <summary>Rows of the schedule and their history: only added to; row-level security bounds every statement to one cooperative.</summary>
internal sealed class JobRunStore(Tx tx)
{
    /// <summary>Rows that wait longer are nobody's any more: no job makes up for so many days.</summary>
    private const int MostDaysOpen = 92;

    /// <summary>The last business date and round of a job that was noted; null where none was.</summary>
    public async Task<DueDay?> LastDue(string job) => await tx.FindAsync<DueRow>(Sql.LastDue, new { Job = job }) is { } last ? new DueDay(last.BusinessDate, last.RoundNo, false) : null;

    /// <summary>Notes what is due by the day; what another gateway noted meanwhile stays as it is.</summary>
    public Task OpenDays(long cooperative, string job, IReadOnlyCollection<DueDay> days, DateTimeOffset at) => tx.ExecuteAsync(Sql.OpenDays, new
    {
        Cooperative = cooperative, Job = job, At = at, Days = days.Select(static one => WireDay.Of(one.Day)).ToArray(), Rounds = days.Select(static one => one.Round).ToArray(),
        States = days.Select(static one => (short)(one.IsMissed ? JobRunState.Missed : JobRunState.Due)).ToArray(),
        Reasons = days.Select(static one => one.IsMissed ? "No gateway ran, and it lies too far back to be made up for." : "").ToArray(),
    });

    public Task<List<LatestRound>> LatestOfPeriods(string job, IEnumerable<PayPeriod> periods) =>
        tx.QueryAsync<LatestRound>(Sql.LatestOfPeriods, new { Job = job, Periods = periods.Select(static period => period.Number).ToArray() });

    /// <summary>Notes a further round of the date's row; false where one of its rounds is under way or waits: it is for later.</summary>
    public Task<bool> OpenFacts(long cooperative, string job, DateOnly day, DueFacts due, DateTimeOffset at) => tx.FindAsync<bool>(Sql.OpenFacts, new
    {
        Cooperative = cooperative, Job = job, Day = day, due.Employer, Period = due.Period.Number, due.Facts, At = at,
    });

    /// <summary>Claims what waits, the oldest first: ours as long as the transaction lives.</summary>
    public async Task<List<ClaimedRun>> Claim(string job, DateOnly today, int most)
    {
        var keys = await tx.QueryAsync<KeyRow>(Sql.Claim, new { Job = job, Since = today.AddDays(-MostDaysOpen), Most = most });
        // A statement of its own: it sees what was committed when the rows became ours.
        return keys.Count == 0 ? [] : await tx.QueryAsync<ClaimedRun>(Sql.Claimed, new { Job = job, Days = keys.Select(static key => WireDay.Of(key.BusinessDate)).ToArray(), Employers = keys.Select(static key => key.Employer).ToArray() });
    }

    /// <param name="job">Empty is all.</param>
    /// <param name="state">0 is all.</param>
    public Task<List<JobRunRow>> List(string job, short state, DateOnly? from, DateOnly? to, long before, int rows) =>
        tx.QueryAsync<JobRunRow>(Sql.List, new { Job = job, State = state, From = from, To = to, Before = before, Rows = rows });

    public Task<List<JobStanding>> Standing(DateOnly today) => tx.QueryAsync<JobStanding>(Sql.Standing, new { Today = today, Since = today.AddDays(-MostDaysOpen) });

    public Task Add(long cooperative, string job, ClaimedRun run, JobOutcome outcome, TimeSpan duration, DateTimeOffset at) => tx.ExecuteAsync(Sql.Add, Event(cooperative, job, run, outcome, duration, at));

    /// <summary>The same within a transaction that has a thread of its own.</summary>
    public void AddNow(long cooperative, string job, ClaimedRun run, JobOutcome outcome, TimeSpan duration, DateTimeOffset at) => tx.Execute(Sql.Add, Event(cooperative, job, run, outcome, duration, at));

    private static object Event(long cooperative, string job, ClaimedRun run, JobOutcome outcome, TimeSpan duration, DateTimeOffset at) => new
    {
        Cooperative = cooperative, Job = job, Day = run.BusinessDate, run.Employer, run.RoundNo, State = (short)outcome.State, At = at, run.Period, run.Facts, outcome.Items, outcome.Reported, outcome.Received,
        DurationMs = duration.Ticks / TimeSpan.TicksPerMillisecond, outcome.Reason,
    };

    private sealed record DueRow(DateOnly BusinessDate, int RoundNo);

    private sealed record KeyRow(DateOnly BusinessDate, string Employer);

    private static class Sql
    {
        // By the primary key, backwards.
        public const string LastDue = """
            select business_date, round_no
            from job_run_event
            where job = @Job and state in (1, 6)
            order by business_date desc, employer desc, event_no desc
            limit 1;
            """;

        // One row, some after days without a gateway. Two gateways that note the same collide on the event's number.
        public const string OpenDays = """
            with due as (
              select d.day::date as day, d.round, d.state, d.reason from unnest(@Days, @Rounds, @States, @Reasons) as d (day, round, state, reason)
            ), rows as (
              insert into job_run (cooperative_id, job, business_date, employer)
              select @Cooperative, @Job, day, '' from due
              on conflict do nothing
            )
            insert into job_run_event (cooperative_id, job, business_date, employer, event_no, round_no, state, at, period, facts, item_count, reported, received, duration_ms, reason)
            select @Cooperative, @Job, d.day, '',
              (select coalesce(max(e.event_no), 0) + 1 from job_run_event e where e.cooperative_id = @Cooperative and e.job = @Job and e.business_date = d.day and e.employer = ''),
              d.round, d.state, @At, 0, null, 0, 0, 0, 0, d.reason
            from due d
            where not exists (
              select 1 from job_run_event e
              where e.cooperative_id = @Cooperative and e.job = @Job and e.business_date = d.day and e.employer = '' and e.round_no >= d.round)
            on conflict do nothing;
            """;

        // By the index on periods: some rounds of each employer in each of a year's periods, asked for where a draft changed.
        public const string LatestOfPeriods = """
            select distinct on (period, employer) employer, period, business_date, state, facts
            from job_run_event
            where job = @Job and period = any(@Periods)
            order by period, employer, business_date desc, event_no desc;
            """;

        public const string OpenFacts = """
            with latest as (
              select event_no, round_no, state
              from job_run_event
              where cooperative_id = @Cooperative and job = @Job and business_date = @Day and employer = @Employer
              order by event_no desc
              limit 1
            ), rows as (
              insert into job_run (cooperative_id, job, business_date, employer)
              values (@Cooperative, @Job, @Day, @Employer)
              on conflict do nothing
            ), opened as (
              insert into job_run_event (cooperative_id, job, business_date, employer, event_no, round_no, state, at, period, facts, item_count, reported, received, duration_ms, reason)
              select @Cooperative, @Job, @Day, @Employer, coalesce((select event_no from latest), 0) + 1, coalesce((select round_no from latest), 0) + 1, 1, @At, @Period, @Facts, 0, 0, 0, 0, ''
              where coalesce((select state from latest), 3) >= 3
              on conflict do nothing
              returning 1
            )
            select exists (select 1 from opened);
            """;

        public const string Claim = "select business_date, employer from claim_job_runs(@Job, @Since, @Most);";

        public const string Claimed = """
            select k.day::date as business_date, k.employer, e.round_no, e.period, e.facts,
              (select count(*)::int from job_run_event b
               where b.job = @Job and b.business_date = k.day::date and b.employer = k.employer and b.round_no = e.round_no and b.state = 2) as attempts
            from unnest(@Days, @Employers) as k (day, employer)
            cross join lateral (
              select round_no, period, facts
              from job_run_event
              where job = @Job and business_date = k.day::date and employer = k.employer
              order by event_no desc
              limit 1) e
            order by 1, 2;
            """;

        private const string Latest = """
            cross join lateral (
              select event_no, round_no, state, at, period, item_count, reported, received, duration_ms, reason
              from job_run_event e
              where e.cooperative_id = j.cooperative_id and e.job = j.job and e.business_date = j.business_date and e.employer = j.employer
              order by event_no desc
              limit 1) e
            """;

        // By the index on their numbers, backwards, until the page is full.
        public const string List = $"""
            select j.run_no, j.job, j.business_date, j.employer, e.state, e.round_no,
              (select count(*)::int from job_run_event b
               where b.cooperative_id = j.cooperative_id and b.job = j.job and b.business_date = j.business_date and b.employer = j.employer and b.round_no = e.round_no and b.state = 2) as attempts,
              e.period, e.at, e.duration_ms, e.item_count, e.reported, e.received, e.reason
            from job_run j
            {Latest}
            where j.run_no < @Before and (@Job = '' or j.job = @Job) and (@State = 0 or e.state = @State)
              and (@From::date is null or j.business_date >= @From) and (@To::date is null or j.business_date <= @To)
            order by j.run_no desc
            limit @Rows;
            """;

        // Three months of rows.
        public const string Standing = $"""
            select j.job, coalesce(extract(epoch from max(e.at) filter (where e.state = 3))::bigint, 0) as last_done, count(*) filter (where e.state <= 2 and j.business_date < @Today) as overdue
            from job_run j
            {Latest}
            where j.business_date >= @Since
            group by j.job
            order by j.job;
            """;

        public const string Add = """
            insert into job_run_event (cooperative_id, job, business_date, employer, event_no, round_no, state, at, period, facts, item_count, reported, received, duration_ms, reason)
            select @Cooperative, @Job, @Day, @Employer,
              (select max(event_no) + 1 from job_run_event where cooperative_id = @Cooperative and job = @Job and business_date = @Day and employer = @Employer),
              @RoundNo, @State, @At, @Period, @Facts, @Items, @Reported, @Received, @DurationMs, @Reason;
            """;
    }
}
