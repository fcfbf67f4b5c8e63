using DeductionGateway.Commands;
using DeductionGateway.Core.Basics;
using DeductionGateway.Reconciliation;
using DeductionGateway.Tests.Harness;

namespace DeductionGateway.Tests.Proofs;

/// <summary>Runs at the same time in one database: each cooperative's ledger is the one it would have alone.</summary>
public sealed class TogetherTests(TestCluster cluster) : IDisposable
{
    private static readonly int Lines = ProofSize.Of(3_000, 50_000);
    private readonly Scratch _scratch = new();

    [Theory]
    [InlineData("2026-02")]
    [InlineData("2026-03")]
    public void Two_cooperatives_at_once_get_the_ledgers_they_have_alone(string periodOfSecond)
    {
        var folders = new Dictionary<string, string>
        {
            ["KOP-A"] = DataFolder.Generate(_scratch["a"], Lines, 21, "2026-02", "KOP-A"),
            ["KOP-B"] = DataFolder.Generate(_scratch["b"], Lines, 22, periodOfSecond, "KOP-B"),
        };
        using var together = new TestDatabase(cluster);
        var runs = folders.Select(one => Start(one.Value, one.Key, together)).ToList();
        foreach (var (run, output) in runs) ShouldBeDone(run, output);
        foreach (var (code, folder) in folders)
        {
            using var alone = new TestDatabase(cluster);
            Reconciling.Folder(folder, _scratch[$"alone-{code}"], alone).ExitCode.ShouldBe(ExitCode.Done);
            Picture(together, code).ShouldBe(Picture(alone, code));
            File.ReadAllText(_scratch[$"out-{code}/lines.csv"]).ShouldBe(File.ReadAllText(_scratch[$"alone-{code}/lines.csv"]));
        }
        VerifyLedgerCommand.Run(["--database", together.ConnectionString], TextWriter.Null, CancellationToken.None).ShouldBe(ExitCode.Done);
    }

    [Fact]
    public void One_folder_twice_at_once_is_posted_once()
    {
        var folder = DataFolder.Generate(_scratch["a"], Lines, 21, "2026-02", "KOP-A");
        using var together = new TestDatabase(cluster);
        using var alone = new TestDatabase(cluster);
        var first = Start(folder, "first", together);
        var second = Start(folder, "second", together);
        ShouldBeDone(first.Run, first.Out);
        ShouldBeDone(second.Run, second.Out);
        Reconciling.Folder(folder, _scratch["alone"], alone).ExitCode.ShouldBe(ExitCode.Done);
        Picture(together, "KOP-A").ShouldBe(Picture(alone, "KOP-A"));
        foreach (var name in (string[])["lines.csv", "journal.csv"])
        {
            File.ReadAllText(Path.Combine(first.Out, name)).ShouldBe(File.ReadAllText(Path.Combine(second.Out, name)), name);
        }
    }

    /// <summary>The first run of a new period makes partitions, for which it needs each parent table alone. A run that already reads one waits for none.</summary>
    [Fact]
    public void A_run_in_an_old_period_and_the_first_of_a_new_one_do_not_lock_each_other_out()
    {
        using var database = new TestDatabase(cluster);
        var folder = DataFolder.Generate(_scratch["a"], 400, 21, "2026-02", "KOP-A");
        Reconciling.Folder(folder, _scratch["out"], database).ExitCode.ShouldBe(ExitCode.Done);
        var newPeriod = DataFolder.Generate(_scratch["b"], 400, 22, "2026-03", "KOP-B");
        var other = database.Database.Transact(tx =>
        {
            var store = new ReconcileStore(tx);
            store.ClaimCooperative("KOP-A", "");
            store.EnsurePeriod(PayPeriod.FromNumber(202602)!.Value);
            store.Journal(PayPeriod.FromNumber(202602)!.Value).Count().ShouldBeGreaterThan(0);
            var run = Start(newPeriod, "KOP-B", database);
            run.Run.RunUntil(() => database.AsSuperuser<long>("select count(*) from pg_locks where not granted and mode = 'AccessExclusiveLock';")[0] > 0).ShouldBeTrue();
            tx.Find<long>("select count(*) from billing_line;").ShouldBeGreaterThan(0);
            return (true, run);
        }, tries: 1);
        ShouldBeDone(other.Run, other.Out);
    }

    public void Dispose() => _scratch.Dispose();

    private (GatewayProcess Run, string Out) Start(string folder, string name, TestDatabase database)
    {
        var output = _scratch[$"out-{name}"];
        return (GatewayProcess.Start("reconcile", folder, "--out", output, "--database", database.ConnectionString), output);
    }

    private static void ShouldBeDone(GatewayProcess run, string output)
    {
        using (run)
        {
            var end = run.End(output);
            end.ExitCode.ShouldBe(ExitCode.Done, end.Error);
        }
    }

    private static string Picture(TestDatabase database, string cooperative)
    {
        using var connection = database.Database.OpenAsOwner();
        var picture = LedgerPicture.Of(connection, cooperative);
        picture.ShouldContain("rows of posting");
        return picture;
    }
}
