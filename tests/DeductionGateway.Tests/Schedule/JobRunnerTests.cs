using DeductionGateway.Data;
using DeductionGateway.Schedule;
using DeductionGateway.Tests.Data;
using DeductionGateway.Tests.Harness;

namespace DeductionGateway.Tests.Schedule;

/// <summary>What a tick makes of a job: which days get a row, what is begun again, what one cooperative's trouble is to the others.</summary>
public sealed class JobRunnerTests(TwoCooperatives two) : IClassFixture<TwoCooperatives>
{
    private const string Verify = "verify-ledger";

    [Fact]
    public async Task The_ledger_is_proved_once_a_day_and_days_without_a_gateway_are_made_up_for()
    {
        using var node = new ScheduledNode(two.Database, "first");
        await node.Runner.Tick(Verify);
        await node.Runner.Tick(Verify);
        node.Rows(Verify).ShouldBe([Proved(new DateOnly(2026, 3, 10))]);
        node.Clock.Move(TimeSpan.FromDays(3));
        await node.Runner.Tick(Verify);
        node.Rows(Verify).ShouldBe([.. Enumerable.Range(10, 4).Select(static day => Proved(new DateOnly(2026, 3, day)))]);
        ScheduledNode.RowsOf(two.Database, Verify, "second").Count.ShouldBe(4, "each cooperative has rows of its own");
    }

    [Fact]
    public async Task A_proof_that_does_not_hold_fails_its_row_with_its_sentence_and_the_others_go_on()
    {
        using var database = new TwoCooperatives(two.Cluster);
        database.Database.AsSuperuser<int>("update posting set debit = debit + 1 where cooperative_id = @First and debit > 0;", new { database.First });
        using var node = new ScheduledNode(database.Database, "first");
        await node.Runner.Tick(Verify);
        var row = node.Rows(Verify).ShouldHaveSingleItem();
        row.Is.ShouldBe(JobRunState.Failed);
        row.Reason.ShouldStartWith("every entry balances: entry ");
        ScheduledNode.RowsOf(database.Database, Verify, "second").ShouldHaveSingleItem().Is.ShouldBe(JobRunState.Done);
        await node.Runner.Tick(Verify);
        node.Rows(Verify).ShouldHaveSingleItem().RoundNo.ShouldBe(1, "it is for people now; the next date proves again");
    }

    [Fact]
    public async Task What_is_thrown_fails_the_row_and_what_was_begun_and_left_is_begun_again_ten_times()
    {
        using var database = new TestDatabase(two.Cluster);
        var (tries, isLost) = (0, true);
        var days = new JobDays(new TimeOnly(0, 0), null, OnBankingDays: false, CatchUpDays: 3);
        using var node = new ScheduledNode(database, "only",
        [
            new ScheduledJob("throws", days, static _ => throw new InvalidOperationException("a bug")),
            new ScheduledJob("is-lost", days, async claim =>
            {
                tries++;
                await claim.Begin(claim.Rows);
                // As if the database had gone away under it.
                if (isLost) throw new Npgsql.NpgsqlException("lost");
                await claim.End(claim.Rows[0], JobOutcome.Done(1));
            }),
        ]);
        await node.Runner.Tick("throws");
        node.Rows("throws").ShouldHaveSingleItem().ShouldSatisfyAllConditions(static row => row.Is.ShouldBe(JobRunState.Failed), static row => row.Reason.ShouldContain("InvalidOperationException"));
        for (var i = 0; i < 3; i++) await node.Runner.Tick("is-lost");
        node.Rows("is-lost").ShouldHaveSingleItem().Is.ShouldBe(JobRunState.Begun);
        isLost = false;
        await node.Runner.Tick("is-lost");
        node.Rows("is-lost").ShouldHaveSingleItem().Is.ShouldBe(JobRunState.Done);
        tries.ShouldBe(4);
        isLost = true;
        node.Clock.Move(TimeSpan.FromDays(1));
        for (var i = 0; i < 12; i++) await node.Runner.Tick("is-lost");
        tries.ShouldBe(14);
        node.Rows("is-lost")[1].ShouldSatisfyAllConditions(static row => row.Is.ShouldBe(JobRunState.Failed), static row => row.Reason.ShouldContain("10 times"));
    }

    /// <summary>What a silent bank or a long run is to the others: a tick leaves the cooperative to the one that is at it, and does the rest.</summary>
    [Fact]
    public async Task A_tick_waits_for_no_cooperative_that_an_earlier_one_is_at()
    {
        using var database = new TestDatabase(two.Cluster);
        var (isAt, mayEnd) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        var begun = 0;
        using var node = new ScheduledNode(database, "slow",
        [
            new ScheduledJob("works", Daily, async claim =>
            {
                if (claim.Tick.Code == "slow")
                {
                    Interlocked.Increment(ref begun);
                    isAt.TrySetResult();
                    await mayEnd.Task;
                }
                await claim.End(claim.Rows[0], JobOutcome.Done(1));
            }, AtOnce: 2),
        ]);
        var first = node.Runner.Tick("works");
        await isAt.Task;
        database.AsSuperuser<int>("insert into cooperative (code, name) values ('quick', 'quick');");
        await node.Runner.Tick("works");
        ScheduledNode.RowsOf(database, "works", "quick").ShouldHaveSingleItem().Is.ShouldBe(JobRunState.Done);
        first.IsCompleted.ShouldBeFalse();
        begun.ShouldBe(1);
        mayEnd.SetResult();
        await first;
        node.Clock.Move(TimeSpan.FromDays(1));
        await node.Runner.Tick("works");
        node.Rows("works").Select(static row => row.Is).ShouldBe([JobRunState.Done, JobRunState.Done]);
    }

    [Fact]
    public async Task Over_all_its_ticks_a_job_is_at_so_many_cooperatives_at_once_and_at_all_in_the_end()
    {
        const int atOnce = 2, all = 5;
        var stop = TestContext.Current.CancellationToken;
        using var database = new TestDatabase(two.Cluster);
        using var mayEnd = new SemaphoreSlim(0);
        var turn = new Lock();
        var (begun, under, most) = (0, 0, 0);
        using var node = new ScheduledNode(database, "c0",
        [
            new ScheduledJob("works", Daily, async claim =>
            {
                lock (turn) (begun, under, most) = (begun + 1, under + 1, Math.Max(most, under + 1));
                await mayEnd.WaitAsync(stop);
                lock (turn) under--;
                await claim.End(claim.Rows[0], JobOutcome.Done(1));
            }, AtOnce: atOnce),
        ]);
        var ticks = new List<Task>();
        for (var no = 1; no <= all; no++)
        {
            ticks.Add(node.Runner.Tick("works"));
            if (no < all) database.AsSuperuser<int>("insert into cooperative (code, name) values (@code, @code);", new { code = $"c{no}" });
        }
        for (var ended = 0; ended < all; ended++)
        {
            while (Volatile.Read(ref begun) < Math.Min(all, ended + atOnce)) await Task.Delay(5, stop);
            mayEnd.Release();
        }
        await Task.WhenAll(ticks);
        most.ShouldBe(atOnce);
        database.AsSuperuser<long>("select count(*) from job_run_event where state = 3;").ShouldBe([all]);
    }

    private static JobDays Daily { get; } = new(TimeOnly.MinValue, null, OnBankingDays: false, CatchUpDays: 3);

    private static JobRow Proved(DateOnly day) => new(Verify, day, "", 1, (short)JobRunState.Done, 0, 11, 0, 0, "");
}
