using DeductionGateway.Banks;
using DeductionGateway.Data;
using DeductionGateway.Periods;
using DeductionGateway.Runs;
using DeductionGateway.Schedule;
using DeductionGateway.Sealing;
using DeductionGateway.Tests.Access;
using DeductionGateway.Tests.Harness;
using Microsoft.Extensions.Logging.Abstractions;

namespace DeductionGateway.Tests.Schedule;

/// <summary>A row of the schedule as it stands, and how its last round ended. Amounts in whole rupiah.</summary>
internal sealed record JobRow(string Job, DateOnly BusinessDate, string Employer, int RoundNo, short State, int Period, long ItemCount, long Reported, long Received, string Reason)
{
    public JobRunState Is => (JobRunState)State;
}

/// <summary>The schedule of one gateway without its ticker: a test ticks it, by a clock that it moves. It has a cooperative, whose drafts the test fills.</summary>
internal sealed class ScheduledNode : IDisposable
{
    private readonly TestDatabase _database;
    private readonly CancellationTokenSource _stopping = new();
    private readonly BankCalls _calls;

    public ScheduledNode(TestDatabase database, string cooperative, IReadOnlyList<ScheduledJob>? jobs = null)
    {
        _database = database;
        Code = cooperative;
        _calls = new BankCalls(database.Database, MasterKey.ReadOrMake(database.MasterKeyFile), Clock, NullLoggerFactory.Instance);
        database.AsSuperuser<int>("insert into cooperative (code, name) values (@cooperative, @cooperative) on conflict do nothing;", new { cooperative });
        Cooperative = database.AsSuperuser<long>("select cooperative_id from cooperative where code = @cooperative;", new { cooperative })[0];
        Runner = new JobRunner(database.Database, jobs ?? JobSchedule.Jobs(new RunJobs(database.Database, TimeProvider.System, _stopping.Token), new BankJobs(_calls)), new BankingDays(database.Database, NullLogger.Instance), Clock, NullLogger.Instance, _stopping.Token);
    }

    public string Code { get; }
    public long Cooperative { get; }

    /// <summary>Shows noon of 10 March 2026 in Jakarta.</summary>
    public MovableClock Clock { get; } = new(new DateTimeOffset(2026, 3, 10, 5, 0, 0, TimeSpan.Zero));

    public JobRunner Runner { get; }

    /// <summary>Rows of this cooperative.</summary>
    public List<JobRow> Rows(string job) => RowsOf(_database, job, Code);

    public static List<JobRow> RowsOf(TestDatabase database, string job, string cooperative) => database.AsSuperuser<JobRow>("""
        select j.job, j.business_date, j.employer, e.round_no, e.state, e.period, e.item_count, e.reported, e.received, e.reason
        from job_run j
        join cooperative c on c.cooperative_id = j.cooperative_id and c.code = @cooperative
        cross join lateral (
          select * from job_run_event e where e.cooperative_id = j.cooperative_id and e.job = j.job and e.business_date = j.business_date and e.employer = j.employer order by e.event_no desc limit 1) e
        where j.job = @job
        order by 1, 2, 3;
        """, new { job, cooperative });

    /// <summary>Puts a file into the draft of February 2026 as the gateway itself would.</summary>
    public Task Put(string name, byte[] bytes) => Put(_database, Cooperative, name, bytes);

    public static Task Put(TestDatabase database, long cooperative, string name, byte[] bytes) => database.Database.Write(cooperative, async tx =>
    {
        await Drafts.Replace(tx, cooperative, new(2026, 2), name, bytes, "test", TimeProvider.System.GetUtcNow());
        return true;
    }, TestContext.Current.CancellationToken);

    /// <summary>Puts those files of a folder that a draft may have.</summary>
    public async Task Put(string folder, Func<string, bool> isWanted)
    {
        foreach (var path in Directory.EnumerateFiles(folder))
        {
            var name = Path.GetFileName(path);
            if (FileNames.KindOf(name) is not null && isWanted(name)) await Put(name, await File.ReadAllBytesAsync(path));
        }
    }

    /// <summary>Notes days on which a job is due that no node does.</summary>
    public static Task Note(TestDatabase database, long cooperative, string job, params DateOnly[] days) => database.Database.Write(cooperative, async tx =>
    {
        await new JobRunStore(tx).OpenDays(cooperative, job, [.. days.Select(static day => new DueDay(day, 1, false))], DateTimeOffset.UnixEpoch);
        return true;
    }, TestContext.Current.CancellationToken);

    public void Dispose()
    {
        _stopping.Cancel();
        _stopping.Dispose();
        _calls.Dispose();
    }
}
