using DeductionGateway.Hosting;

namespace DeductionGateway.Commands;

/// <summary>
/// <c>demo</c>: a cooperative of about a thousand members, made anew, reconciled from its files on an embedded database, with its table and
/// proofs printed. Run again it finds everything posted and changes nothing.
/// </summary>
internal static class DemoCommand
{
    public const string HelpText = """
        demo                             a sample cooperative, reconciled from its files, with its table and proofs

          --data <dir>          where files, results and database go (default: a demo folder of its own)
          --exit                ends after the table (it does so anyhow, until the gateway can stay up)
        """;

    public static int Run(string[] args, TextWriter output, TextWriter error, CancellationToken stop)
    {
        var line = new CommandLine(args, ["--data"], ["--exit"]);
        if (line.Words.Count > 0) throw new UsageException($"'{line.Words[0]}' is one word too many; demo takes options only.");
        var data = Path.GetFullPath(line.Option("--data") ?? EmbeddedPostgres.StandardFolder + "-demo");
        using var gateway = GatewayDatabase.Open(new DatabaseOptions(null, data));
        var files = Path.Combine(data, "period");
        var results = Path.Combine(data, "results");
        SampleRun.Generate(files, SampleRun.Standard);
        output.WriteLine($"A month of a cooperative: its billing, its employers' payroll files, its bank statements\n  {files}");
        var exit = SampleRun.Reconcile(files, results, gateway.Database, output, error, stop);
        if (exit != ExitCode.Done) return exit;
        var holds = VerifyLedgerCommand.Write(gateway, output, stop);
        output.WriteLine($"\nLook at {Path.Combine(results, "lines.csv")}, or ask why a row is what it is:\n  reconcile {files} --out {results} --data {data} --explain payroll_E001.csv:1");
        return holds ? ExitCode.Done : ExitCode.InvariantBroke;
    }
}
