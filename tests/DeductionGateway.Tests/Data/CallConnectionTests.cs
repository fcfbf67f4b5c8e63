using DeductionGateway.Access;
using DeductionGateway.Data;
using DeductionGateway.Hosting;
using DeductionGateway.Wire;
using Npgsql;

namespace DeductionGateway.Tests.Data;

/// <summary>Connections of calls go from one to the next without a reset, and with statements that were prepared for another: nothing of one may reach the next.</summary>
public sealed class CallConnectionTests(TwoCooperatives two) : IClassFixture<TwoCooperatives>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_look_that_fails_half_way_leaves_nothing_on_its_connection()
    {
        using var database = OfOneConnection();
        for (var round = 0; round < 3; round++)
        {
            await Should.ThrowAsync<PostgresException>(() => database.FindAsAccess<int>($"{Database.BeginAsAccess} select 1 / 0; commit;", new { }, Stop));
            (await database.AskOfNone(Standing, Stop)).ShouldBe("gateway_service on 30s :");
            (await database.AsAccess(Standing, Stop)).ShouldBe("gateway_access off 10s :");
        }
    }

    [Fact]
    public async Task One_statement_shows_service_employer_and_other_cooperative_their_own()
    {
        using var database = OfOneConnection();
        Task<long> Units(ITenant tenant) => database.Ask(tenant, static tx => tx.FindAsync<long>("select count(*) from unit;"), Stop);
        for (var round = 0; round < 8; round++)
        {
            (await Units(new WholeCooperative(two.First))).ShouldBe(2);
            (await Units(new Caller(two.First, "first", "own", Role.PayrollOfficer, "E1"))).ShouldBe(1);
            (await Units(new WholeCooperative(-1))).ShouldBe(0);
            (await database.AskOfNone(static tx => tx.FindAsync<long>("select count(*) from unit;"), Stop)).ShouldBe(0);
        }
    }

    private static Task<string?> Standing(Tx tx) => tx.FindAsync<string>(
        "select concat(current_user, ' ', current_setting('transaction_read_only'), ' ', current_setting('statement_timeout'), ' ', current_setting('gateway.cooperative_id', true), ':', current_setting('gateway.employer', true));");

    private Database OfOneConnection() => new($"{two.Database.ConnectionString};Maximum Pool Size=1", EmbeddedPostgres.Worker);
}
