using System.Diagnostics.Metrics;
using DeductionGateway.Core.Snap;

namespace DeductionGateway.Banks.Calls;

/// <summary>Measures what is asked of banks: tries by service and outcome, and breakers by their new state. Banks are those that `banks put` made known, so that their number is bounded.</summary>
internal static class BankMeter
{
    private static readonly Meter Meter = new("DeductionGateway.Banks");
    private static readonly Histogram<double> Tries = Meter.CreateHistogram(
        "gateway.bank.call.duration", "s", "Tries of calls to banks, by service and outcome.", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 120] });
    private static readonly Counter<long> Breakers = Meter.CreateCounter<long>("gateway.bank.breaker.changes", "{change}", "Times that calls to a bank were stopped, tried and resumed.");

    public static void Tried(SnapService service, SnapOutcome outcome, TimeSpan duration) => Tries.Record(duration.TotalSeconds, new("service", service.ToString()), new("outcome", outcome.ToString()));

    public static void Changed(long cooperative, string bank, CallState state) => Breakers.Add(1, new("cooperative_id", cooperative), new("bank", bank), new("state", state.ToString()));
}
