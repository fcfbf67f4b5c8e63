using DeductionGateway.Hosting;
using DeductionGateway.Ledger;

namespace DeductionGateway.Commands;

/// <summary><c>verify-ledger</c>: every proof over every cooperative; exit 0 where all hold, 5 where one does not.</summary>
internal static class VerifyLedgerCommand
{
    public const string HelpText = """
        verify-ledger                    proves the ledger of every cooperative; exit 5 where a proof fails

          --database <conn>     a given PostgreSQL instead of the embedded one
          --data <dir>          where the embedded one keeps its data
        """;

    public static int Run(string[] args, TextWriter output, CancellationToken stop)
    {
        var line = new CommandLine(args, ["--database", "--data"], []);
        if (line.Words.Count > 0) throw new UsageException($"'{line.Words[0]}' is one word too many; verify-ledger takes options only.");
        using var gateway = GatewayDatabase.Open(DatabaseOptions.From(line.Option("--database"), line.Option("--data")));
        return Write(gateway, output, stop) ? ExitCode.Done : ExitCode.InvariantBroke;
    }

    /// <summary>True where every proof holds.</summary>
    /// <param name="only">Code of the one cooperative that is proved; null = all.</param>
    public static bool Write(GatewayDatabase gateway, TextWriter output, CancellationToken stop, string? only = null)
    {
        var cooperatives = gateway.Database.Transact(tx => (false, tx.Query<(long Id, string Code)>("select cooperative_id, code from cooperative where @Only::text is null or code = @Only order by code;", new { Only = only })), stop: stop);
        if (cooperatives.Count == 0) output.WriteLine("The database holds no cooperative yet.");
        var all = true;
        foreach (var (id, code) in cooperatives)
        {
            output.WriteLine($"\n{code}");
            gateway.Database.Transact(tx =>
            {
                tx.ActFor(id);
                foreach (var proof in new LedgerProofs(tx).Run())
                {
                    stop.ThrowIfCancellationRequested();
                    all &= proof.Holds;
                    output.WriteLine($"  {(proof.Holds ? "holds" : "FAILS"),-7}{proof.Name}");
                    foreach (var violation in proof.Violations) output.WriteLine($"           {violation}");
                }
                return (false, true);
            }, stop: stop);
        }
        return all;
    }
}
