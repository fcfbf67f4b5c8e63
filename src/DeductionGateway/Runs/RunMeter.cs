using System.Diagnostics.Metrics;
using DeductionGateway.Answers;
using DeductionGateway.Core.Settlement;
using DeductionGateway.Reconciliation;

namespace DeductionGateway.Runs;

/// <summary>Measures runs that the wire starts: how long, how they ended, and their rows by class. Rows matched of all rows is the match rate.</summary>
internal static class RunMeter
{
    private static readonly Meter Meter = new("DeductionGateway.Runs");
    private static readonly Histogram<double> Durations = Meter.CreateHistogram(
        "gateway.run.duration", "s", "Runs by how they ended.", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.5, 1, 2.5, 5, 10, 30, 60, 300] });
    private static readonly Counter<long> Rows = Meter.CreateCounter<long>("gateway.run.rows", "{row}", "Rows that runs decided, by class; a period run twice counts twice.");
    private static readonly Counter<long> Held = Meter.CreateCounter<long>("gateway.run.unmatched", "{rupiah}", "Rupiah reported on rows that were not simply matched, by class.");

    public static void Done(RunTotals totals)
    {
        foreach (var kind in Enum.GetValues<LineClass>())
        {
            var (rows, reported, _) = totals.Classes.GetValueOrDefault(kind);
            if (rows == 0) continue;
            var word = new KeyValuePair<string, object?>("class", LineNames.Of(kind));
            Rows.Add(rows, word);
            if (kind != LineClass.Matched) Held.Add(reported, word);
        }
    }

    public static void Ended(RunJobState end, TimeSpan duration) => Durations.Record(duration.TotalSeconds, new KeyValuePair<string, object?>("state", end.ToString()));
}
