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
            while (Waits() == 0) Thread.Sleep(5);
            while (proofs.MoveNext()) proofs.Current.Holds.ShouldBeTrue(proofs.Current.Name);
            return (false, true);
        }, tries: 1);
        await making;
        database.AsSuperuser<string>("select to_regclass('line_209901')::text;").ShouldBe(["line_209901"]);
    }

    private long Waits() => database.AsSuperuser<long>("select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query like '%ensure_period(209901)%' and pid <> pg_backend_pid();")[0];
}
