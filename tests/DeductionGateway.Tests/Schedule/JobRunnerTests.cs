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

    private static JobRow Proved(DateOnly day) => new(Verify, day, "", 1, (short)JobRunState.Done, 0, 11, 0, 0, "");
}
