using System.Collections.Concurrent;
using DeductionGateway.Core.Basics;
using DeductionGateway.Data;
using DeductionGateway.Hosting;
using DeductionGateway.Schedule;
using DeductionGateway.Tests.Harness;
using Npgsql;

namespace DeductionGateway.Tests.Schedule;

/// <summary>Whose a row of the schedule is: one claimer's at a time, whoever else asks, and nobody's as soon as he dies.</summary>
public sealed class ClaimTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private const string Job = "a-job";
    private static readonly DateOnly Today = new(2026, 3, 10);
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Many_claimers_share_the_rows_and_each_ends_once()
    {
        const int rows = 300;
        var cooperative = await Opened("shared", rows);
        var ended = new ConcurrentBag<ClaimedRun>();
        // Who asks while others commit meets rows that were open when he looked and are not any more when he gets them.
        await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => Task.Run(async () =>
        {
            while (ended.Count < rows)
            {
                await database.Database.Write(cooperative, async tx =>
                {
                    var store = new JobRunStore(tx);
                    foreach (var one in await store.Claim(Job, Today, 2))
                    {
                        await store.Add(cooperative, Job, one, JobOutcome.Done(1), TimeSpan.Zero, DateTimeOffset.UnixEpoch);
                        ended.Add(one);
                    }
                    return true;
                }, Stop);
            }
        }, Stop)));
        ended.Select(static one => one.Employer).ShouldBeUnique();
        database.AsSuperuser<long>("select count(*) from job_run_event where cooperative_id = @cooperative and state = 3;", new { cooperative }).ShouldBe([rows]);
    }

    [Fact]
    public async Task What_one_holds_nobody_else_gets_and_when_he_dies_the_next_one_has_it()
    {
        var cooperative = await Opened("dying", 2);
        await using var other = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(database.ConnectionString) { Username = EmbeddedPostgres.Worker, Pooling = false }.ConnectionString);
        await other.OpenAsync(Stop);
        await using (var begin = new NpgsqlCommand($"begin; set local role gateway_service; set local gateway.cooperative_id = {cooperative}; select employer from claim_job_runs('{Job}', '2026-01-01', 1);", other))
        {
            (await begin.ExecuteScalarAsync(Stop)).ShouldBe("E000");
        }
        (await Claimed(cooperative)).ShouldBe(["E001"]);
        database.AsSuperuser<bool>("select pg_terminate_backend(@ProcessID);", new { other.ProcessID });
        // The server notices within moments that nobody is there any more.
        while ((await Claimed(cooperative)).Count < 2) await Task.Yield();
        (await Claimed(cooperative)).ShouldBe(["E000", "E001"]);
    }

    [Fact]
    public async Task Nobody_claims_for_another_cooperative_or_for_none()
    {
        await Opened("one", 1);
        (await Claimed(await Opened("other", 0))).ShouldBeEmpty();
        database.Database.Transact(static tx => (false, tx.Query<string>($"select employer from claim_job_runs('{Job}', '2026-01-01', 9);"))).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_date_is_noted_once_whoever_notes_it()
    {
        var cooperative = await Opened("noted", 0);
        DueDay[] days = [new(Today.AddDays(-1), 1, true), new(Today, 1, false)];
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Write(cooperative, store => store.OpenDays(cooperative, Job, days, DateTimeOffset.UnixEpoch))));
        database.AsSuperuser<(DateOnly, short)>("select business_date, state from job_run_event where cooperative_id = @cooperative order by 1;", new { cooperative })
            .ShouldBe([(Today.AddDays(-1), (short)JobRunState.Missed), (Today, (short)JobRunState.Due)]);
        (await Claimed(cooperative)).ShouldBe([""], "what was missed is not claimed");
    }

    /// <summary>A cooperative with so many rows that wait, of employers E000 and on.</summary>
    private async Task<long> Opened(string code, int rows)
    {
        using var node = new ScheduledNode(database, code, []);
        await Write(node.Cooperative, async store =>
        {
            for (var i = 0; i < rows; i++) (await store.OpenFacts(node.Cooperative, Job, Today, new DueFacts(new PayPeriod(2026, 2), $"E{i:000}", [1]), DateTimeOffset.UnixEpoch)).ShouldBeTrue();
        });
        return node.Cooperative;
    }

    private async Task<List<string>> Claimed(long cooperative) =>
        await database.Database.Rehearse(cooperative, async tx => (await new JobRunStore(tx).Claim(Job, Today, 9)).ConvertAll(static one => one.Employer), Stop);

    private Task<bool> Write(long cooperative, Func<JobRunStore, Task> work) => database.Database.Write(cooperative, async tx =>
    {
        await work(new JobRunStore(tx));
        return true;
    }, Stop);
}
