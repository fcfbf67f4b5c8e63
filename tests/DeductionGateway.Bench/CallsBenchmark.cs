using DeductionGateway.Contract.V1;
using DeductionGateway.Hosting;
using Grpc.Core;

namespace DeductionGateway.Bench;

/// <summary>Small calls of every kind at a fixed rate.</summary>
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
        var before = Machine.Load;
        var (serveCpu, databaseCpu, ownCpu) = (serving.CpuSeconds(), serving.DatabaseCpuSeconds(), Environment.CpuUsage.TotalTime.TotalSeconds);
        var seen = await FixedRate.Run(CallsPerSecond, seconds, async no =>
        {
            try
            {
                await calls[no % calls.Length]();
                return null;
            }
            catch (RpcException refused)
            {
                return refused.StatusCode.ToString();
            }
        });
        (serveCpu, databaseCpu, ownCpu) = (serving.CpuSeconds() - serveCpu, serving.DatabaseCpuSeconds() - databaseCpu, Environment.CpuUsage.TotalTime.TotalSeconds - ownCpu);
        var count = seen.Took.Length;
        var table = new ResultTable([.. FixedRate.Columns, "CPU ms a call: serve", "database", "client", "peak MiB of serve", "load before", "load after"]);
        table.Add([.. seen.Cells, $"{serveCpu * 1000 / count:0.00}", $"{databaseCpu * 1000 / count:0.00}", $"{ownCpu * 1000 / count:0.00}", $"{serving.PeakMemoryMiB():0}", before, Machine.Load]);
        var report = new Report("calls", $"{CallsPerSecond} calls a second for {seconds} s over gRPC: a run, 20 entries, files of a draft, runs, in turn");
        report.Add(table);
        report.Add($"{FixedRate.Words}; each looks its caller's account up. The client has the same cores.");
        if (seen.ErrorsInWords is { } errors) report.Add(errors);
        report.Write();
    }
}
