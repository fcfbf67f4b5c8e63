using DeductionGateway.Data;

namespace DeductionGateway.Commands;

/// <summary>Finds the command by its word.</summary>
internal static class Command
{
    public static int Run(string[] args, TextWriter output, TextWriter error, CancellationToken stop)
    {
        var word = args.Length == 0 ? "--help" : args[0];
        var rest = args.Skip(1).ToArray();
        if (word is "--help" or "-h" or "help" || rest.Contains("--help")) return Help.Write(word, output);
        try
        {
            return word switch
            {
                "demo" => DemoCommand.Run(rest, output, error, stop),
                "seed" => SeedCommand.Run(rest, output, error, stop),
                "reconcile" => ReconcileCommand.Run(rest, output, error, stop),
                "verify-ledger" => VerifyLedgerCommand.Run(rest, output, stop),
                "access" => AccessCommand.Run(rest, output, stop),
                "banks" => BanksCommand.Run(rest, output, stop),
                "snap-uat" => SnapUatCommand.Run(rest, output, stop),
                "holidays" => HolidaysCommand.Run(rest, output, stop),
                "serve" => ServeCommand.Run(rest, output, stop),
                "inspect" => InspectCommand.Run(rest, output),
                "migrate" => MigrateCommand.Run(rest, output),
                "generate" => GenerateCommand.Run(rest, output),
                _ => throw new UsageException($"There is no command '{word}'."),
            };
        }
        catch (System.Data.Common.DbException trouble)
        {
            stop.ThrowIfCancellationRequested();
            throw new DatabaseTroubleException($"The database failed, nothing was stored: {trouble.Message}", trouble);
        }
    }
}
