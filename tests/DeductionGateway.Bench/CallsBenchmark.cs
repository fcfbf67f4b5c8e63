using System.Diagnostics;
using DeductionGateway.Contract.V1;
using DeductionGateway.Hosting;
using Grpc.Core;

namespace DeductionGateway.Bench;

/// <summary>
/// Small calls at a fixed rate: each is begun at its time whether or not those before it are answered, and its time counts from then. A client that waits
/// would hide what a slow moment costs.
/// </summary>
internal static class CallsBenchmark
{
    private const int CallsPerSecond = 500;

    /// <summary>Calls before the clock runs: the runtime compiles what is called often anew, once.</summary>
    private const int WarmUp = 4_000;

    public static async Task Run(int seconds)
    {
        using var room = new Room();
        var folder = Gateway.Generate(room["folder"], 2_000, 1);
        using (var gateway = GatewayDatabase.Open(new DatabaseOptions(null, room["data"]))) InProcess.Reconcile(folder, room["out"], gateway.Database);
        var secret = await Serving.Account(room["data"], "KOP-1");
        using var serving = Serving.Start(room["data"]);
        var who = await serving.SignIn(secret);
        var (runs, ledger, periods) = (new Contract.V1.Runs.RunsClient(serving.Channel), new Contract.V1.Ledger.LedgerClient(serving.Channel), new Contract.V1.Periods.PeriodsClient(serving.Channel));
        Func<Task>[] calls =
        [
            async () => await runs.GetRunAsync(new GetRunRequest { Period = "2026-02", RunNo = 1 }, who),
            async () => await ledger.ListEntriesAsync(new ListEntriesRequest { Period = "2026-02", Page = new PageRequest { Size = 20 } }, who),
            async () => await periods.ListFilesAsync(new ListFilesRequest { Period = "2026-02" }, who),
            async () => await runs.ListRunsAsync(new ListRunsRequest(), who),
        ];
        foreach (var call in Enumerable.Range(0, WarmUp).Select(no => calls[no % calls.Length])) await call();
        var (count, before) = (seconds * CallsPerSecond, Machine.Load);
        var (serveCpu, databaseCpu, ownCpu) = (serving.CpuSeconds(), serving.DatabaseCpuSeconds(), Environment.CpuUsage.TotalTime.TotalSeconds);
        var (took, errors) = (new double[count], new Dictionary<StatusCode, int>());
        var watch = Stopwatch.StartNew();
        var under = new Task[count];
        for (var no = 0; no < count; no++)
        {
            var at = TimeSpan.FromSeconds((double)no / CallsPerSecond);
            if (at > watch.Elapsed) await Task.Delay(at - watch.Elapsed);
            under[no] = One(no, at);
        }
        await Task.WhenAll(under);
        var whole = watch.Elapsed.TotalSeconds;
        (serveCpu, databaseCpu, ownCpu) = (serving.CpuSeconds() - serveCpu, serving.DatabaseCpuSeconds() - databaseCpu, Environment.CpuUsage.TotalTime.TotalSeconds - ownCpu);
        var order = took.Order().ToArray();
        var table = new ResultTable("calls", "calls/s", "p50 ms", "p99 ms", "p99.9 ms", "slowest ms", "errors", "CPU ms a call: serve", "database", "client", "peak MiB of serve", "load before", "load after");
        table.Add($"{count:N0}", $"{count / whole:0}", $"{order[count / 2]:0.0}", $"{order[count * 99 / 100]:0.0}", $"{order[(int)(count * 0.999)]:0.0}", $"{order[^1]:0}", $"{errors.Values.Sum()}", $"{serveCpu * 1000 / count:0.00}", $"{databaseCpu * 1000 / count:0.00}", $"{ownCpu * 1000 / count:0.00}", $"{serving.PeakMemoryMiB():0}", before, Machine.Load);
        var report = new Report("calls", $"{CallsPerSecond} calls a second for {seconds} s over gRPC: a run, 20 entries, files of a draft, runs, in turn");
        report.Add(table);
        report.Add("Each call is begun at its time, whether or not those before are answered, and counts from then; each looks its caller's account up. The client has the same cores.");
        if (errors.Count > 0) report.Add($"Errors: {string.Join(", ", errors.Select(static one => $"{one.Value} {one.Key}"))}.");
        report.Write();

        async Task One(int no, TimeSpan at)
        {
            try
            {
                await calls[no % calls.Length]();
            }
            catch (RpcException refused)
            {
                lock (errors) errors[refused.StatusCode] = errors.GetValueOrDefault(refused.StatusCode) + 1;
            }
            took[no] = (watch.Elapsed - at).TotalMilliseconds;
        }
    }
}
