using System.Diagnostics.Metrics;
using Grpc.Core;

namespace DeductionGateway.Wire;

/// <summary>Measures calls by method and status, whichever wire they came by: how many, how long, how many are under way. Names of methods are the contract's, so that their number is bounded.</summary>
internal static class CallMeter
{
    private static readonly Meter Meter = new("DeductionGateway.Calls");
    private static readonly Histogram<double> Durations = Meter.CreateHistogram(
        "gateway.call.duration", "s", "Calls by method and status; streams from their beginning to their end.",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60] });
    private static readonly UpDownCounter<long> Open = Meter.CreateUpDownCounter<long>("gateway.calls.open", "{call}", "Calls under way.");

    public static Measure Begin(string method, TimeProvider time)
    {
        Open.Add(1, new KeyValuePair<string, object?>("rpc.method", method));
        return new Measure(method, time);
    }

    /// <summary>One call; measured when it is disposed of.</summary>
    public sealed class Measure(string method, TimeProvider time) : IDisposable
    {
        private readonly long _began = time.GetTimestamp();

        /// <summary>How it ended.</summary>
        public StatusCode Code { get; set; } = StatusCode.Unknown;

        public void Dispose()
        {
            Open.Add(-1, new KeyValuePair<string, object?>("rpc.method", method));
            Durations.Record(time.GetElapsedTime(_began).TotalSeconds, new("rpc.method", method), new("rpc.grpc.status", Code.ToString()));
        }
    }
}
