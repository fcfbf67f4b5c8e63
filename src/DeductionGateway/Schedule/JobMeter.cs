using System.Diagnostics.Metrics;

namespace DeductionGateway.Schedule;

/// <summary>Measures rounds of jobs by how they ended. Of no employer: whoever watches the machine is not to read who owes.</summary>
internal static class JobMeter
{
    private static readonly Meter Meter = new("DeductionGateway.Schedule");
    private static readonly Histogram<double> Durations = Meter.CreateHistogram(
        "gateway.job.duration", "s", "Rounds of scheduled jobs by job and how they ended.", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 0.5, 1, 5, 30, 60, 300] });

    public static void Ended(string job, JobRunState state, TimeSpan duration) => Durations.Record(duration.TotalSeconds, new("job", job), new("state", state.ToString()));
}
