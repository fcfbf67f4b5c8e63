using DeductionGateway.Data;
using DeductionGateway.Tests.Harness;

namespace DeductionGateway.Tests.Data;

/// <summary>Figures of every cooperative, whatever one of them does to whoever looks.</summary>
public sealed class CooperativesSeenTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task One_that_takes_too_long_keeps_what_was_seen_last_and_the_others_are_looked_at()
    {
        database.AsSuperuser<int>("insert into cooperative (code, name) values ('a', 'a'), ('slow', 'slow'), ('z', 'z');");
        var look = 1;
        var seen = new CooperativesSeen<int>(database.Database, async tx =>
        {
            var code = (await tx.QueryAsync<string>("select code from cooperative where cooperative_id = current_setting('gateway.cooperative_id')::bigint;"))[0];
            if (look > 1 && code == "slow") await tx.ExecuteAsync("set local statement_timeout = '20ms'; select pg_sleep(600);");
            return look;
        });
        await Look();
        seen.All.ShouldBe([("a", 1), ("slow", 1), ("z", 1)]);
        look = 2;
        await Look();
        seen.All.ShouldBe([("a", 2), ("slow", 1), ("z", 2)]);

        async Task Look()
        {
            using var enough = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            var watching = seen.Watch(enough.Token);
            while (!watching.IsCompleted && !seen.All.Contains(("a", look))) await Task.Delay(5, enough.Token);
            await enough.CancelAsync();
            await watching;
        }
    }
}
