using DeductionGateway.Access;
using DeductionGateway.Hosting;

namespace DeductionGateway.Commands;

/// <summary><c>seed</c>: puts a generated cooperative into a database, for trying things out.</summary>
internal static class SeedCommand
{
    public const string HelpText = """
        seed                             puts a generated cooperative with one reconciled month into a database

          --lines N             billing lines (default 2250, about 1,000 members)
          --seed S              another S, another cooperative (default 1)
          --actor <user>        who does this, where that cooperative has users; also by DEDUCTION_ACTOR
          --database <conn>     a given PostgreSQL instead of the embedded one
          --data <dir>          where the embedded one keeps its data
        """;

    public static int Run(string[] args, TextWriter output, TextWriter error, CancellationToken stop)
    {
        var line = new CommandLine(args, ["--lines", "--seed", CommandActors.Option, "--database", "--data"], []);
        if (line.Words.Count > 0) throw new UsageException($"'{line.Words[0]}' is one word too many; seed takes options only.");
        var order = SampleRun.Standard with
        {
            Lines = (int)line.WholeNumber("--lines", SampleRun.Standard.Lines, 200, 1_000_000),
            Seed = line.WholeNumber("--seed", SampleRun.Standard.Seed, 0, long.MaxValue),
        };
        order = order with { Employers = Samples.EmployerPlans.StandardCount(order.Lines, false), Cooperative = $"KOP-{order.Seed}" };
        var work = Directory.CreateTempSubdirectory("deduction-seed-").FullName;
        try
        {
            using var gateway = GatewayDatabase.Open(DatabaseOptions.From(line.Option("--database"), line.Option("--data")));
            var person = new CommandActors(gateway.Database, TimeProvider.System, line.Option(CommandActors.Option)).Of(order.Cooperative);
            var files = Path.Combine(work, "period");
            SampleRun.Generate(files, order);
            return SampleRun.Reconcile(files, Path.Combine(work, "results"), gateway.Database, output, error, stop, person, keepsResults: false);
        }
        finally
        {
            Directory.Delete(work, true);
        }
    }
}
