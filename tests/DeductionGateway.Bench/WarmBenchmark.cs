using DeductionGateway.Hosting;

namespace DeductionGateway.Bench;

/// <summary>Folders of 10,000 lines one after the other in one process and one database. Target: one second at most once warm.</summary>
internal static class WarmBenchmark
{
    private const int Lines = 10_000;
    private const int Cooperatives = 10;

    /// <summary>The first folders warm the process and are not counted in the median.</summary>
    private const int WarmUp = 3;

    public static void Run()
    {
        using var room = new Room();
        var folders = Enumerable.Range(1, Cooperatives).Select(seed => Gateway.Generate(room[$"folder{seed}"], Lines, seed)).ToList();
        var table = new ResultTable("folder", "seconds", "lines/s");
        var seconds = new List<double>();
        FloorResult floor;
        using (var gateway = GatewayDatabase.Open(new DatabaseOptions(null, room["data"])))
        {
            foreach (var folder in folders)
            {
                seconds.Add(InProcess.Reconcile(folder, room["out"], gateway.Database));
                table.Add($"{seconds.Count}{(seconds.Count <= WarmUp ? ", warming up" : "")}", $"{seconds[^1]:0.000}", $"{Lines / seconds[^1]:N0}");
            }
            floor = Floor.Middle(gateway.Database, 3);
        }
        var later = seconds.Skip(WarmUp).Order().ToList();
        var median = later[later.Count / 2];
        table.Add("median of the later", $"{median:0.000}", $"{Lines / median:N0}");
        table.Add("floor of one folder", $"{floor.Seconds / Cooperatives:0.000}", $"{Lines * Cooperatives / floor.Seconds:N0}");
        var report = new Report("warm", $"folders of {Lines:N0} lines of different cooperatives in one warm process, every kind of file and mismatch");
        report.Add(table);
        report.Add("All files written, the people's files too where they are part of the run; the floor is that of all folders together, divided.");
        report.Write();
    }
}
