using System.Diagnostics;

namespace DeductionGateway.Bench;

/// <summary>
/// Calls at a fixed rate: each is begun at its time whether or not those before it are answered, and its time counts from then. A client that waits
/// would hide what a slow moment costs.
/// </summary>
/// <param name="Took">Milliseconds, in order.</param>
/// <param name="Errors">By what was answered.</param>
internal sealed record FixedRate(double[] Took, IReadOnlyDictionary<string, int> Errors, double Seconds)
{
    public const string Words = "Each call is begun at its time, whether or not those before are answered, and counts from then";

    /// <param name="call">Of its number; null where it went well, else what was answered.</param>
    public static async Task<FixedRate> Run(int perSecond, int seconds, Func<int, Task<string?>> call)
    {
        var (took, errors) = (new double[seconds * perSecond], new Dictionary<string, int>());
        var watch = Stopwatch.StartNew();
        var under = new Task[took.Length];
        for (var no = 0; no < took.Length; no++)
        {
            var at = TimeSpan.FromSeconds((double)no / perSecond);
            if (at > watch.Elapsed) await Task.Delay(at - watch.Elapsed);
            under[no] = One(no, at);
        }
        await Task.WhenAll(under);
        return new FixedRate([.. took.Order()], errors, watch.Elapsed.TotalSeconds);

        async Task One(int no, TimeSpan at)
        {
            if (await call(no) is { } error)
            {
                lock (errors) errors[error] = errors.GetValueOrDefault(error) + 1;
            }
            took[no] = (watch.Elapsed - at).TotalMilliseconds;
        }
    }

    /// <summary>What a table shows of it: calls, rate, 50 %, 99 %, 99.9 %, the slowest, errors.</summary>
    public string[] Cells => [$"{Took.Length:N0}", $"{Took.Length / Seconds:0}", $"{Took[Took.Length / 2]:0.0}", $"{Took[Took.Length * 99 / 100]:0.0}", $"{Took[(int)(Took.Length * 0.999)]:0.0}", $"{Took[^1]:0}", $"{Errors.Values.Sum()}"];

    public static string[] Columns => ["calls", "calls/s", "p50 ms", "p99 ms", "p99.9 ms", "slowest ms", "errors"];

    public string? ErrorsInWords => Errors.Count == 0 ? null : $"Errors: {string.Join(", ", Errors.Select(static one => $"{one.Value} {one.Key}"))}.";
}
