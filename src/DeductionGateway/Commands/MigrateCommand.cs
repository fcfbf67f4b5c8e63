using DeductionGateway.Hosting;
using DeductionGateway.Schedule;

namespace DeductionGateway.Commands;

/// <summary><c>migrate</c>: opening a database brings its schema forward; this command says what that did.</summary>
internal static class MigrateCommand
{
    public const string HelpText = """
        migrate                          brings the schema of a database up to this program

          --database <conn>     a given PostgreSQL instead of the embedded one
          --data <dir>          where the embedded one keeps its data
        """;

    public static int Run(string[] args, TextWriter output)
    {
        var line = new CommandLine(args, ["--database", "--data"], []);
        if (line.Words.Count > 0) throw new UsageException($"'{line.Words[0]}' is one word too many; migrate takes options only.");
        using var gateway = GatewayDatabase.Open(DatabaseOptions.From(line.Option("--database"), line.Option("--data")));
        Ticker.Provision(gateway.Database).GetAwaiter().GetResult();
        foreach (var step in gateway.Applied) output.WriteLine($"applied {step}");
        if (gateway.Applied.Count == 0) output.WriteLine("The schema is up to date.");
        return ExitCode.Done;
    }
}
