using System.Diagnostics.Metrics;
using DeductionGateway.Core.Basics;
using DeductionGateway.Data;

namespace DeductionGateway.Schedule;

/// <summary>How the schedule stands, as metrics of each cooperative and job. Of no employer, as everywhere. Moments are given as they are, and a collector subtracts.</summary>
internal sealed class ScheduleWatch : IDisposable
{
    private readonly Meter _meter = new("DeductionGateway.ScheduleWatch");
    private readonly CooperativesSeen<List<JobStanding>> _jobs;

    /// <param name="database">Whose rows are looked at.</param>
    /// <param name="time">The schedule's clock.</param>
    public ScheduleWatch(Database database, TimeProvider time)
    {
        _jobs = new CooperativesSeen<List<JobStanding>>(database, tx => new JobRunStore(tx).Standing(JakartaTime.DayOf(time.GetUtcNow())));
        _meter.CreateObservableGauge("gateway.job.last_done", () => Each(static row => row.LastDone), "s", "When a job last ended well, in seconds since 1970; 0 where it never did.");
        _meter.CreateObservableGauge("gateway.job.overdue", () => Each(static row => row.Overdue), "{row}", "Rows of an earlier business date that have no end.");
    }

    public Task Watch(CancellationToken stop) => _jobs.Watch(stop);

    public void Dispose() => _meter.Dispose();

    private IEnumerable<Measurement<long>> Each(Func<JobStanding, long> value) =>
        _jobs.All.SelectMany(one => one.Seen.Select(row => new Measurement<long>(value(row), new("cooperative", one.Cooperative), new("job", row.Job))));
}
