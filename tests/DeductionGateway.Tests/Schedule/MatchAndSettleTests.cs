using System.Text;
using DeductionGateway.Access;
using DeductionGateway.Commands;
using DeductionGateway.Core.Basics;
using DeductionGateway.Runs;
using DeductionGateway.Schedule;
using DeductionGateway.Tests.Golden;
using DeductionGateway.Tests.Harness;
using DeductionGateway.Tests.Proofs;
using DeductionGateway.Wire;
using Npgsql;

namespace DeductionGateway.Tests.Schedule;

/// <summary>Employers' periods that are matched and settled by themselves, when both sides are in and when a late fact comes.</summary>
public sealed class MatchAndSettleTests(TestDatabase database, TestCluster cluster) : IClassFixture<TestDatabase>
{
    private const string Job = MatchAndSettleJob.Name;
    private const string LateBank = "bank_late.csv";

    private static readonly string Base = GoldenFolder.PathOf(GoldenFolder.Base);

    private static readonly byte[] LateCredit = Encoding.UTF8.GetBytes("""
        bank_ref,booking_date,value_date,dc,amount,currency,account,counterparty,narrative
        B009,2026-02-28,2026-02-28,C,25000.00,IDR,1370012345678,TOKO,SETORAN TUNAI

        """);

    [Fact]
    public async Task An_employer_is_settled_when_its_answer_and_the_bank_are_in_and_others_wait()
    {
        using var node = new ScheduledNode(database, "waits");
        await node.Put(Base, static name => !IsPayroll(name) && !name.StartsWith("bank", StringComparison.Ordinal));
        await node.Put(Base, static name => name == "payroll_E1.csv");
        await node.Runner.Tick(Job);
        node.Rows(Job).ShouldBeEmpty("no money is in");
        await node.Put(Base, static name => name.StartsWith("bank", StringComparison.Ordinal));
        await node.Runner.Tick(Job);
        node.Rows(Job).ShouldBe([Settled("E1", 5, 870_000)]);
        Units("waits").ShouldBe([("E1", 1, false)], "of an employer that has not answered nothing is decided");
        Held("waits").ShouldBe(560_000, "its money is held for it");
        await node.Put(Base, static name => name == "payroll_E2.csv");
        await node.Runner.Tick(Job);
        await node.Runner.Tick(Job);
        node.Rows(Job).ShouldBe([Settled("E1", 5, 870_000), Settled("E2", 3, 560_000)], "the first rests on the same facts as before");
        Units("waits").ShouldBe([("E1", 1, false), ("E2", 1, false)]);
        Prove();
    }

    [Fact]
    public async Task Settled_by_itself_a_period_is_what_the_command_makes_of_its_folder()
    {
        using var node = new ScheduledNode(database, "alike");
        await node.Put(Base, static _ => true);
        await node.Runner.Tick(Job);
        node.Rows(Job).Count.ShouldBe(2);
        using var scratch = new Scratch();
        using var other = new TestDatabase(cluster);
        Reconciling.Folder(Base, scratch["out"], other, "--cooperative", "alike").ExitCode.ShouldBe(ExitCode.Done);
        using var one = database.Database.OpenAsOwner();
        using var two = other.Database.OpenAsOwner();
        LedgerPicture.Of(one, "alike").ShouldBe(LedgerPicture.Of(two, "alike"));
    }

    [Fact]
    public async Task A_late_fact_is_settled_on_the_same_row_in_a_further_round_and_on_another_date_in_another()
    {
        using var node = new ScheduledNode(database, "late");
        await node.Put(Base, static _ => true);
        await node.Runner.Tick(Job);
        await node.Put(LateBank, LateCredit);
        await node.Runner.Tick(Job);
        node.Rows(Job).ShouldBe([Settled("E1", 5, 870_000) with { RoundNo = 2 }, Settled("E2", 3, 560_000) with { RoundNo = 2 }], "the bank's word concerns every employer");
        node.Clock.Move(TimeSpan.FromDays(1));
        await node.Put("payroll_E1.csv", Encoding.UTF8.GetBytes((await File.ReadAllTextAsync(Path.Combine(Base, "payroll_E1.csv"))).Replace("550000", "540000", StringComparison.Ordinal)));
        await node.Runner.Tick(Job);
        node.Rows(Job).Count(static row => row.BusinessDate == new DateOnly(2026, 3, 11)).ShouldBe(1);
        node.Rows(Job)[^1].ShouldSatisfyAllConditions(static row => row.Employer.ShouldBe("E1"), static row => row.Is.ShouldBe(JobRunState.Done), static row => row.Reported.ShouldBe(860_000));
        Units("late").ShouldBe([("E1", 1, false), ("E1", 2, false), ("E2", 1, false)]);
        Prove();
    }

    [Fact]
    public async Task Files_that_are_refused_are_not_tried_again_until_they_change()
    {
        using var node = new ScheduledNode(database, "refused");
        await node.Put(Base, static name => name != "payroll_E2.csv");
        await node.Runner.Tick(Job);
        var billing = await File.ReadAllBytesAsync(Path.Combine(Base, "expected.csv"));
        await node.Put("expected.csv", Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(billing).Replace("X5,", "X9,", StringComparison.Ordinal)));
        await node.Runner.Tick(Job);
        await node.Runner.Tick(Job);
        node.Clock.Move(TimeSpan.FromDays(1));
        await node.Runner.Tick(Job);
        var row = node.Rows(Job).ShouldHaveSingleItem();
        (row.Is, row.RoundNo).ShouldBe((JobRunState.Refused, 2));
        row.Reason.ShouldStartWith("expected.csv:0:0 PERIOD_BILLED_OTHERWISE ");
        await node.Put("expected.csv", billing);
        await node.Runner.Tick(Job);
        node.Rows(Job)[^1].Is.ShouldBe(JobRunState.Done);
    }

    [Fact]
    public async Task While_somebody_runs_the_period_its_rows_wait()
    {
        using var node = new ScheduledNode(database, "busy");
        await node.Put(Base, static _ => true);
        await using (var person = new NpgsqlConnection(database.ConnectionString))
        {
            await person.OpenAsync(TestContext.Current.CancellationToken);
            await using var hold = new NpgsqlCommand($"begin; select pg_advisory_xact_lock(hashtextextended('run_job ' || {node.Cooperative} || ' ' || 202602, 0));", person);
            await hold.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
            await node.Runner.Tick(Job);
            node.Rows(Job).Select(static row => row.Is).ShouldBe([JobRunState.Due, JobRunState.Due]);
            await using var release = new NpgsqlCommand("rollback;", person);
            await release.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }
        await node.Runner.Tick(Job);
        node.Rows(Job).Select(static row => row.Is).ShouldBe([JobRunState.Done, JobRunState.Done]);
    }

    /// <summary>A row's end that cannot be written takes its effect with it: nothing can be settled and look as if it were not.</summary>
    [Fact]
    public async Task The_period_and_the_ends_of_its_rows_are_stored_together_or_not_at_all()
    {
        using var node = new ScheduledNode(database, "together");
        await node.Put(Base, static _ => true);
        var runs = new RunJobs(database.Database, TimeProvider.System, TestContext.Current.CancellationToken);
        var caller = new Caller(node.Cooperative, "together", "job:test", Role.Officer, null);
        var sawUnits = 0L;
        var end = await runs.RunNow(caller, new(2026, 2), new RunBeside(static _ => Task.CompletedTask, (tx, _) =>
        {
            tx.Arrive();
            sawUnits = tx.Find<long>("select count(*) from unit;");
            throw new InvariantException("the end is not written");
        }), TestContext.Current.CancellationToken);
        end!.State.ShouldBe(RunJobState.Failed);
        sawUnits.ShouldBe(2, "it was asked within the transaction of the period");
        Units("together").ShouldBeEmpty();
        await node.Runner.Tick(Job);
        node.Rows(Job).ShouldAllBe(static row => row.Is == JobRunState.Done);
    }

    [Fact]
    public async Task A_run_that_lost_a_race_is_begun_again_at_the_next_tick()
    {
        using var racing = new TestDatabase(cluster);
        using var node = new ScheduledNode(racing, "race");
        await node.Put(Base, static _ => true);
        FailRuns(racing, PostgresErrorCodes.DeadlockDetected, times: 2);
        for (var lost = 0; lost < 2; lost++)
        {
            await node.Runner.Tick(Job);
            node.Rows(Job).Select(static row => row.Is).ShouldBe([JobRunState.Begun, JobRunState.Begun]);
        }
        await node.Runner.Tick(Job);
        node.Rows(Job).ShouldBe([Settled("E1", 5, 870_000), Settled("E2", 3, 560_000)]);
    }

    /// <summary>Whatever else fails has failed at once, and is for the next date.</summary>
    [Theory]
    [InlineData(PostgresErrorCodes.DeadlockDetected, 4)]
    [InlineData(PostgresErrorCodes.SerializationFailure, 4)]
    [InlineData(PostgresErrorCodes.UniqueViolation, 1)]
    public async Task A_run_that_loses_every_race_has_failed_for_the_date(string code, int tries)
    {
        using var racing = new TestDatabase(cluster);
        using var node = new ScheduledNode(racing, "lost");
        await node.Put(Base, static _ => true);
        FailRuns(racing, code, times: tries);
        for (var no = 1; no <= tries; no++)
        {
            await node.Runner.Tick(Job);
            node.Rows(Job).Select(static row => row.Is).Distinct().ShouldBe([no < tries ? JobRunState.Begun : JobRunState.Failed], $"try {no}");
        }
        await node.Runner.Tick(Job);
        node.Rows(Job).ShouldAllBe(row => row.Is == JobRunState.Failed && row.RoundNo == 1 && row.Reason.Contains(code, StringComparison.Ordinal));
        node.Clock.Move(TimeSpan.FromDays(1));
        await node.Runner.Tick(Job);
        node.Rows(Job).Select(static row => row.Is).ShouldBe([JobRunState.Failed, JobRunState.Failed, JobRunState.Done, JobRunState.Done]);
    }

    /// <summary>The first so many runs fail when they store their period.</summary>
    private static void FailRuns(TestDatabase racing, string code, int times) => racing.AsSuperuser<int>($"""
        create sequence races;
        create function lose() returns trigger language plpgsql security definer set search_path = public as $$
        begin
          if nextval('races') <= {times} then raise exception using errcode = '{code}', message = 'raised by the test'; end if;
          return null;
        end $$;
        create trigger lose before insert on run for each statement execute function lose();
        """);

    private static JobRow Settled(string employer, long rows, long amount) => new(Job, new DateOnly(2026, 3, 10), employer, 1, (short)JobRunState.Done, 202602, rows, amount, amount, "");

    private List<(string Employer, int Revision, bool IsOpen)> Units(string cooperative) => database.AsSuperuser<(string, int, bool)>("""
        select u.employer, u.revision, u.is_open from unit u join cooperative c using (cooperative_id) where c.code = @cooperative order by 1, 2;
        """, new { cooperative });

    private long Held(string cooperative) => database.AsSuperuser<long>("""
        select coalesce(sum(p.credit - p.debit), 0)::bigint from posting p join cooperative c using (cooperative_id) where c.code = @cooperative and p.account = 21045;
        """, new { cooperative })[0];

    private void Prove()
    {
        using var output = new StringWriter();
        Troubles.Answer(["verify-ledger", "--database", database.ConnectionString], output, output, CancellationToken.None).ShouldBe(ExitCode.Done, output.ToString());
    }

    private static bool IsPayroll(string name) => name.StartsWith("payroll", StringComparison.Ordinal);
}
