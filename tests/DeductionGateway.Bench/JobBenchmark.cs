using DeductionGateway.Hosting;

namespace DeductionGateway.Bench;

/// <summary>
/// The whole job: the published gateway reconciles a folder into an empty database, then the very rows it stored go through the floor on
/// the same server. Targets: at a million lines five times the floor at most, 600 MB, and 0.8 of the lines/s at 100,000.
/// </summary>
internal static class JobBenchmark
{
    /// <summary>The floor is short and the machine is shared: the middle of three.</summary>
    private const int Floors = 3;

    public static void Run(IReadOnlyList<int> sizes, bool plain)
    {
        var jobs = sizes.Select(lines => (Lines: lines, Result: Measure(lines, plain))).ToList();
        var table = new ResultTable("lines", "seconds", "lines/s", "floor rows", "floor s", "x floor", "peak MiB");
        foreach (var (lines, (run, floor)) in jobs)
        {
            table.Add($"{lines:N0}", $"{run.Seconds:0.000}", $"{lines / run.Seconds:N0}", $"{floor.Rows:N0}", $"{floor.Seconds:0.000}", $"{run.Seconds / floor.Seconds:0.00}", $"{run.PeakMemoryBytes >> 20:N0}");
        }
        var report = new Report("job", $"whole job, one folder{(plain ? ", plain files" : ", every kind of file and mismatch")}");
        report.Add(table);
        report.Add(Phases(jobs));
        report.Add("Published build in a process of its own, fresh data folder, row-level security on. Seconds are those of summary.json: from the first byte read to the commit and the CSV and JSON files.");
        report.Write();
    }

    private static (RunFigures Run, FloorResult Floor) Measure(int lines, bool plain)
    {
        using var room = new Room();
        var folder = Gateway.Generate(room["folder"], lines, 1, plain ? ["--plain"] : []);
        var run = Gateway.Reconcile(folder, room["out"], room["data"]);
        Console.Error.WriteLine($"{lines:N0} lines: {run.Seconds:0.000} s");
        using var gateway = GatewayDatabase.Open(new DatabaseOptions(null, room["data"]));
        return (run, Floor.Middle(gateway.Database, Floors));
    }

    private static ResultTable Phases(List<(int Lines, (RunFigures Run, FloorResult Floor) Result)> jobs)
    {
        var names = jobs.SelectMany(static job => job.Result.Run.Phases).Select(static phase => phase.Name).Distinct().ToList();
        var table = new ResultTable(["phase, seconds", .. jobs.Select(static job => $"{job.Lines:N0}")]);
        foreach (var name in names) table.Add([name, .. jobs.Select(job => $"{job.Result.Run.Phases.Where(phase => phase.Name == name).Sum(static phase => phase.Seconds):0.000}")]);
        return table;
    }
}
