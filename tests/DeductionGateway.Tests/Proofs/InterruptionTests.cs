using DeductionGateway.Commands;
using DeductionGateway.Tests.Harness;
using Npgsql;

namespace DeductionGateway.Tests.Proofs;

/// <summary>A run that is asked to stop, and one that loses its database: nothing half-done remains, and the next run works.</summary>
public sealed class InterruptionTests(TestCluster cluster) : IDisposable
{
    private readonly Scratch _scratch = DataFolder.Room();

    [Theory]
    [InlineData(GatewayProcess.Interrupt)]
    [InlineData(GatewayProcess.Terminate)]
    public void A_run_that_is_asked_to_stop_leaves_nothing_half_done(int signal)
    {
        var folder = DataFolder.Generate(_scratch["folder"], 20_000, 5, "2026-02", "KOP-STOP");
        var (data, output) = (_scratch["data"], _scratch["out"]);
        using var run = GatewayProcess.Reconcile(folder, output, data);
        run.RunUntil(() => File.Exists(Path.Combine(output, "lines.csv.part"))).ShouldBeTrue("it is stopped in mid-run");
        run.Signal(signal);
        ShouldBeInterrupted(run.End(output));
        DataFolder.ProcessesOf(data).ShouldBeEmpty("no server stays");
        LedgerPicture.Proved(data).ShouldBeEmpty("no row of any cooperative");
        var next = GatewayProcess.Run(output, "reconcile", folder, "--out", output, "--data", data);
        next.ExitCode.ShouldBe(ExitCode.Done, next.Error);
        LedgerPicture.Proved(data).ShouldContain("rows of posting");
    }

    [Fact]
    public void Ctrl_C_while_the_first_database_is_made_ends_the_run_and_spoils_nothing()
    {
        var folder = DataFolder.Generate(_scratch["folder"], 400, 5, "2026-02", "KOP-STOP");
        var (data, output) = (_scratch["data"], _scratch["out"]);
        using var run = GatewayProcess.Reconcile(folder, output, data);
        run.RunUntil(() => DataFolder.IsBeingMade(data)).ShouldBeTrue("the database is being made");
        run.InterruptWithChildren();
        ShouldBeInterrupted(run.End(output));
        DataFolder.ProcessesOf(data).ShouldBeEmpty("no server stays");
        GatewayProcess.Run(output, "reconcile", folder, "--out", output, "--data", data).ExitCode.ShouldBe(ExitCode.Done);
    }

    [Theory]
    [InlineData(GatewayProcess.Interrupt)]
    [InlineData(GatewayProcess.Terminate)]
    public void A_run_that_waits_for_another_stops_at_once(int signal)
    {
        using var database = new TestDatabase(cluster);
        using (var other = database.Database.OpenAsOwner())
        using (var claim = Hold(other))
        {
            using var run = Waiting(database);
            run.Signal(signal);
            run.HasEndedWithin(TimeSpan.FromSeconds(20)).ShouldBeTrue("it does not wait for the other to end");
            ShouldBeInterrupted(run.End(_scratch["out"]));
        }
        database.RowCounts().ShouldBeEmpty();
    }

    [Fact]
    public void A_run_whose_connection_is_cut_stores_nothing_and_says_so()
    {
        using var database = new TestDatabase(cluster);
        using (var other = database.Database.OpenAsOwner())
        using (var claim = Hold(other))
        {
            using var run = Waiting(database);
            database.AsSuperuser<bool>("select pg_terminate_backend(pid) from pg_locks where not granted and database = (select oid from pg_database where datname = current_database());").ShouldBe([true]);
            var cut = run.End(_scratch["out"]);
            cut.ExitCode.ShouldBe(ExitCode.DatabaseTrouble, cut.Error);
            cut.Error.ShouldContain("The database failed, nothing was stored");
            cut.ErrorLines.Length.ShouldBe(1, cut.Error);
            Directory.EnumerateFileSystemEntries(cut.Out).ShouldBeEmpty("no half a result");
        }
        database.RowCounts().ShouldBeEmpty();
        Reconciling.Folder(_scratch["folder"], _scratch["out"], database).ExitCode.ShouldBe(ExitCode.Done);
        database.RowCounts().ShouldContainKey("posting");
    }

    public void Dispose() => _scratch.Dispose();

    /// <summary>Keeps every run from storing bank entries, which it does in its middle, until the transaction ends.</summary>
    private static NpgsqlTransaction Hold(NpgsqlConnection connection)
    {
        var transaction = connection.BeginTransaction();
        using var command = new NpgsqlCommand("lock table bank_entry in access exclusive mode;", connection, transaction);
        command.ExecuteNonQuery();
        return transaction;
    }

    /// <summary>A run on the database that has come to the table held and waits.</summary>
    private GatewayProcess Waiting(TestDatabase database)
    {
        var folder = DataFolder.Generate(_scratch["folder"], 1_000, 5, "2026-02", "KOP-STOP");
        var run = GatewayProcess.Start("reconcile", folder, "--out", _scratch["out"], "--database", database.ConnectionString);
        run.RunUntil(() => database.AsSuperuser<long>("select count(*) from pg_locks where not granted and relation = 'bank_entry'::regclass;")[0] > 0).ShouldBeTrue("it waits in mid-run");
        return run;
    }

    private static void ShouldBeInterrupted(Reconciling run)
    {
        run.ExitCode.ShouldBe(ExitCode.Interrupted, run.Error);
        run.Error.ShouldNotContain("   at ", customMessage: "a stack trace");
        Directory.EnumerateFileSystemEntries(run.Out).ShouldBeEmpty("no half a result");
    }
}
