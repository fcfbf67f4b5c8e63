using DeductionGateway.Ledger;
using DeductionGateway.Tests.Harness;

namespace DeductionGateway.Tests.Data;

/// <summary>A ledger is proved while a period has its first run: one waits for the other, and neither fails.</summary>
public sealed class ProofsAndPeriodsTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task The_first_run_of_a_period_waits_for_the_proofs_under_way()
    {
        var cooperative = database.AsSuperuser<long>("insert into cooperative (code, name) values ('proved', 'proved') returning cooperative_id;")[0];
        var making = Task.CompletedTask;
        database.Database.Transact(tx =>
        {
            tx.ActFor(cooperative);
            using var proofs = new LedgerProofs(tx).Run().GetEnumerator();
            proofs.MoveNext().ShouldBeTrue();
            making = Task.Run(() => database.AsSuperuser<long>("select count(*) from ensure_period(209901);"));
            while (Waits("ensure_period(209901)") == 0) Thread.Sleep(5);
            while (proofs.MoveNext()) proofs.Current.Holds.ShouldBeTrue(proofs.Current.Name);
            return (false, true);
        }, tries: 1);
        await making;
        database.AsSuperuser<string>("select to_regclass('line_209901')::text;").ShouldBe(["line_209901"]);
    }

    /// <summary>Somebody else is at a table between: who waits for it holds nothing that the other has still to take.</summary>
    [Fact]
    public async Task They_take_their_tables_in_one_order()
    {
        var stop = TestContext.Current.CancellationToken;
        var cooperative = database.AsSuperuser<long>("insert into cooperative (code, name) values ('ordered', 'ordered') returning cooperative_id;")[0];
        await using var other = database.Database.OpenAsOwner();
        await using var between = await other.BeginTransactionAsync(stop);
        await using (var hold = other.CreateCommand())
        {
            hold.CommandText = "lock table only journal_entry in access exclusive mode;";
            await hold.ExecuteNonQueryAsync(stop);
        }
        var proving = Task.Run(() => database.Database.Transact(tx =>
        {
            tx.ActFor(cooperative);
            return (false, new LedgerProofs(tx).Run().Count());
        }, tries: 1), stop);
        while (Waits("lock table only") == 0 && !proving.IsCompleted) await Task.Delay(5, stop);
        var making = Task.Run(() => database.AsSuperuser<long>("select count(*) from ensure_period(209902);"), stop);
        while (Waits("ensure_period(209902)") == 0 && !making.IsCompleted) await Task.Delay(5, stop);
        await between.RollbackAsync(stop);
        await Task.WhenAll(proving, making);
        (await proving).ShouldBe(11);
    }

    private long Waits(string statement) => database.AsSuperuser<long>("select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and position(@statement in query) > 0 and pid <> pg_backend_pid();", new { statement })[0];
}
