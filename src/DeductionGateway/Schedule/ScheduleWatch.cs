using System.Data.Common;
using System.Diagnostics.Metrics;
using DeductionGateway.Core.Basics;
using DeductionGateway.Data;

namespace DeductionGateway.Schedule;

/// <summary>
/// How the schedule stands, as metrics of each cooperative and job: looked up every half minute, because a scrape does not wait for a database. Of no employer, as everywhere.
/// Moments are given as they are, and a collector subtracts.
/// </summary>
internal sealed class ScheduleWatch : IDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(30);

    private readonly Meter _meter = new("DeductionGateway.ScheduleWatch");
    private readonly Database _database;
    private readonly TimeProvider _time;
    private volatile IReadOnlyList<(string Cooperative, JobStanding Row)> _jobs = [];

    /// <param name="database">Whose rows are looked at.</param>
    /// <param name="time">The schedule's clock.</param>
    public ScheduleWatch(Database database, TimeProvider time)
    {
        (_database, _time) = (database, time);
        _meter.CreateObservableGauge("gateway.job.last_done", () => Each(static row => row.LastDone), "s", "When a job last ended well, in seconds since 1970; 0 where it never did.");
        _meter.CreateObservableGauge("gateway.job.overdue", () => Each(static row => row.Overdue), "{row}", "Rows of an earlier business date that have no end.");
    }

    /// <summary>Looks now and then until it is stopped; a database that does not answer leaves what was seen last.</summary>
    public async Task Watch(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(Every);
        try
        {
            do
            {
                try
                {
                    await Look(stop);
                }
                catch (DbException)
                {
                    // Readiness says that the database is away.
                }
            }
            while (await timer.WaitForNextTickAsync(stop));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
        }
    }

    public void Dispose() => _meter.Dispose();

    private async Task Look(CancellationToken stop)
    {
        var jobs = new List<(string, JobStanding)>();
        var today = JakartaTime.DayOf(_time.GetUtcNow());
        foreach (var (id, code) in await _database.AskOfNone(static tx => tx.QueryAsync<(long, string)>("select cooperative_id, code from cooperative order by code;"), stop))
        {
            jobs.AddRange((await _database.Ask(new WholeCooperative(id), tx => new JobRunStore(tx).Standing(today), stop)).Select(row => (code, row)));
        }
        _jobs = jobs;
    }

    private IEnumerable<Measurement<long>> Each(Func<JobStanding, long> value) =>
        _jobs.Select(one => new Measurement<long>(value(one.Row), new("cooperative", one.Cooperative), new("job", one.Row.Job)));
}
