using System.Diagnostics;
using DeductionGateway.Hosting;

namespace DeductionGateway.Bench;

/// <summary>Many small cooperatives in one database: 100 of 20 employers with 50 lines each, one transaction per cooperative.</summary>
internal static class TenantsBenchmark
{
    private const int Cooperatives = 100;
    private const int Employers = 20;
    private const int LinesPerEmployer = 50;

    public static void Run()
    {
        using var room = new Room();
        var folders = Enumerable.Range(1, Cooperatives)
            .Select(seed => Gateway.Generate(room[$"folder{seed}"], Employers * LinesPerEmployer, seed, "--employers", $"{Employers}")).ToList();
        using var gateway = GatewayDatabase.Open(new DatabaseOptions(null, room["data"]));
        var watch = Stopwatch.StartNew();
        var each = folders.ConvertAll(folder => InProcess.Reconcile(folder, room["out"], gateway.Database));
        var whole = watch.Elapsed.TotalSeconds;
        var floor = Floor.Middle(gateway.Database, 3);
        var lines = Cooperatives * Employers * LinesPerEmployer;
        var table = new ResultTable("what", "seconds", "lines/s", "x floor");
        table.Add("all cooperatives", $"{whole:0.000}", $"{lines / whole:N0}", $"{whole / floor.Seconds:0.00}");
        table.Add("median cooperative", $"{each.Order().ElementAt(Cooperatives / 2):0.000}", $"{lines / Cooperatives / each.Order().ElementAt(Cooperatives / 2):N0}", "");
        table.Add("slowest", $"{each.Max():0.000}", "", "");
        table.Add("last", $"{each[^1]:0.000}", "", "");
        table.Add($"floor, {floor.Rows:N0} rows", $"{floor.Seconds:0.000}", $"{lines / floor.Seconds:N0}", "1.00");
        var report = new Report("tenants", $"{Cooperatives} cooperatives x {Employers} employers x {LinesPerEmployer} lines, one database, one process");
        report.Add(table);
        report.Add("Each cooperative is a transaction with its own commit and its own result files; the floor sends all rows of a table at once.");
        report.Write();
    }
}
