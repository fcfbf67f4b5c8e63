using System.Globalization;
using DeductionGateway.Core.Basics;
using DeductionGateway.Demo;
using DeductionGateway.Hosting;
using DeductionGateway.Samples;

namespace DeductionGateway.Commands;

/// <summary>
/// <c>demo</c>: a cooperative of about a thousand members, made anew, reconciled from its files on an embedded database, with its table and proofs printed; run again it finds
/// everything posted and changes nothing. Then a month of a small cooperative by the wire, with a bank and an employer beside it; each demo makes a new one of these.
/// </summary>
internal static class DemoCommand
{
    public const string HelpText = """
        demo                             a sample cooperative reconciled from its files, and a month of another by the wire

          --data <dir>          where files, results and database go (default: a demo folder of its own)
          --exit                ends after its tables and proofs (it does so anyhow, until the gateway can stay up)
        """;

    private const int WireLines = 200;
    private const long WireSeed = 7;

    public static int Run(string[] args, TextWriter output, TextWriter error, CancellationToken stop)
    {
        var line = new CommandLine(args, ["--data"], ["--exit"]);
        if (line.Words.Count > 0) throw new UsageException($"'{line.Words[0]}' is one word too many; demo takes options only.");
        var data = Path.GetFullPath(line.Option("--data") ?? EmbeddedPostgres.StandardFolder + "-demo");
        using var gateway = GatewayDatabase.Open(new DatabaseOptions(null, data));
        var exit = ByFiles(gateway, data, output, error, stop);
        if (exit != ExitCode.Done) return exit;
        if (Simulators.Find(AppContext.BaseDirectory) is not { } simulators)
        {
            output.WriteLine("\nThe month by the wire is left out: the simulated bank and employer are not here, for they are built with this program in its repository only.");
            return ExitCode.Done;
        }
        return ByWire(gateway, simulators, Path.Combine(data, "wire"), output, error, stop);
    }

    private static int ByFiles(GatewayDatabase gateway, string data, TextWriter output, TextWriter error, CancellationToken stop)
    {
        var files = Path.Combine(data, "period");
        var results = Path.Combine(data, "results");
        SampleRun.Generate(files, SampleRun.Standard);
        output.WriteLine($"A month of a cooperative: its billing, its employers' payroll files, its bank statements\n  {files}");
        var exit = SampleRun.Reconcile(files, results, gateway.Database, output, error, stop);
        if (exit != ExitCode.Done) return exit;
        var holds = VerifyLedgerCommand.Write(gateway, output, stop, SampleRun.Standard.Cooperative);
        output.WriteLine($"\nLook at {Path.Combine(results, "lines.csv")}, or ask why a row is what it is:\n  reconcile {files} --out {results} --data {data} --explain payroll_E001.csv:1");
        return holds ? ExitCode.Done : ExitCode.InvariantBroke;
    }

    /// <summary>The month before this one comes as a folder, as a cooperative's first has to; this one by the wire, for what a bank tells is believed of days near now only.</summary>
    private static int ByWire(GatewayDatabase gateway, Simulators simulators, string folder, TextWriter output, TextWriter error, CancellationToken stop)
    {
        var month = JakartaTime.DayOf(TimeProvider.System.GetUtcNow());
        var before = month.AddMonths(-1);
        if (Directory.Exists(folder)) Directory.Delete(folder, true);
        var order = new SampleOrder(WireLines, WireSeed, Path.Combine(folder, "before"), before.Year, before.Month, 1, NewCooperative(gateway), Plain: true);
        output.WriteLine($"\nA month by the wire: {month:yyyy-MM} of {order.Cooperative}, after {order.Period} from a folder\n  {folder}");
        SampleRun.Generate(order.Out, order);
        var exit = SampleRun.Reconcile(order.Out, Path.Combine(folder, "results-before"), gateway.Database, TextWriter.Null, error, stop);
        if (exit != ExitCode.Done) return exit;
        order = order with { Out = Path.Combine(folder, "period"), Year = month.Year, Month = month.Month };
        SampleRun.Generate(order.Out, order);
        try
        {
            Tell(gateway, simulators, order, folder, output, stop).GetAwaiter().GetResult();
        }
        catch (Exception trouble) when (trouble is WireTroubleException or HttpRequestException)
        {
            error.WriteLine($"The month by the wire came to no end: {trouble.Message}");
            return ExitCode.DatabaseTrouble;
        }
        return VerifyLedgerCommand.Write(gateway, output, stop, order.Cooperative) ? ExitCode.Done : ExitCode.InvariantBroke;
    }

    private static async Task Tell(GatewayDatabase gateway, Simulators simulators, SampleOrder order, string folder, TextWriter output, CancellationToken stop)
    {
        await using var scene = await WireScene.Set(gateway, simulators, order.Cooperative, WireMonth.Employer, Path.Combine(folder, "keys"), stop);
        await new WireMonth(scene, simulators, order, new FetchedResults(Path.Combine(folder, "results")), output).Tell(stop);
    }

    /// <summary>The first that is not there yet: a month that was paid at a bank which is gone cannot be shown again.</summary>
    private static string NewCooperative(GatewayDatabase gateway)
    {
        var codes = gateway.Database.Transact(static tx => (false, tx.Query<string>("select code from cooperative;"))).ToHashSet(StringComparer.Ordinal);
        return Enumerable.Range(1, int.MaxValue).Select(static number => string.Create(CultureInfo.InvariantCulture, $"{WireScene.Cooperatives}{number}")).First(code => !codes.Contains(code));
    }
}
