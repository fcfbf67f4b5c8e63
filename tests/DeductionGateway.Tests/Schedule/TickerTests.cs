using DeductionGateway.Commands;
using DeductionGateway.Core.Basics;
using DeductionGateway.Hosting;
using DeductionGateway.Schedule;
using DeductionGateway.Tests.Harness;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace DeductionGateway.Tests.Schedule;

/// <summary>The package that ticks: its tables, its rights, its end.</summary>
public sealed class TickerTests(TestCluster cluster)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_reaches_its_own_tables_and_none_of_ours()
    {
        using var database = new TestDatabase(cluster);
        await Task.WhenAll(Ticker.Provision(database.Database), Ticker.Provision(database.Database));
        database.AsSuperuser<string>(Sql.Reached).ShouldBe(["quartz"]);
        database.AsSuperuser<long>("select count(*) from pg_tables where schemaname = 'quartz' and tablename like 'qrtz\\_%';")[0].ShouldBeGreaterThan(10);
        database.AsSuperuser<bool>("select bool_or(has_table_privilege(r.rolname, 'quartz.qrtz_triggers', 'select')) from pg_roles r where r.rolname in ('gateway_service', 'gateway_loader', 'gateway_access', 'gateway_employer');").ShouldBe([false]);
    }

    [Fact]
    public async Task It_ticks_until_it_is_disposed_of_and_a_tick_that_fails_is_not_the_last()
    {
        using var database = new TestDatabase(cluster);
        database.AsSuperuser<int>("insert into cooperative (code, name) values ('one', 'one');");
        var looks = 0;
        var third = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var job = new ScheduledJob("counts", Days: null, static _ => Task.CompletedTask, _ =>
        {
            if (Interlocked.Increment(ref looks) == 3) third.SetResult();
            throw new InvariantException("nothing holds");
        });
        var runner = new JobRunner(database.Database, [job], new BankingDays(database.Database, NullLogger.Instance), TimeProvider.System, NullLogger.Instance, Stop);
        await Ticker.Provision(database.Database);
        await using (await Ticker.Start(runner, database.Database, TimeSpan.FromMilliseconds(50), NullLoggerFactory.Instance, Stop)) await third.Task.WaitAsync(Stop);
        var seen = looks;
        database.AsSuperuser<long>("select count(*) from quartz.qrtz_fired_triggers;").ShouldBe([0], "nothing is left in hand");
        looks.ShouldBe(seen);
    }

    /// <summary>A gateway that ends does not leave work behind it that uses what it closes.</summary>
    [Fact]
    public async Task Its_end_waits_for_work_under_way()
    {
        using var database = new TestDatabase(cluster);
        database.AsSuperuser<int>("insert into cooperative (code, name) values ('one', 'one');");
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var isOver = false;
        var job = new ScheduledJob("is-slow-to-end", Days: null, static _ => Task.CompletedTask, async tick =>
        {
            begun.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, tick.Stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await Task.Delay(300, CancellationToken.None);
            isOver = true;
        });
        var runner = new JobRunner(database.Database, [job], new BankingDays(database.Database, NullLogger.Instance), TimeProvider.System, NullLogger.Instance, ending.Token);
        await Ticker.Provision(database.Database);
        await using (await Ticker.Start(runner, database.Database, TimeSpan.FromMilliseconds(50), NullLoggerFactory.Instance, Stop))
        {
            await begun.Task.WaitAsync(Stop);
            await ending.CancelAsync();
        }
        Volatile.Read(ref isOver).ShouldBeTrue();
    }

    [Fact]
    public void A_login_that_only_works_says_who_makes_its_tables()
    {
        using var database = new TestDatabase(cluster);
        var login = new NpgsqlConnectionStringBuilder(database.ConnectionString) { Username = EmbeddedPostgres.Worker }.ConnectionString;
        using var error = new StringWriter();
        Troubles.Answer(["serve", "--http", "127.0.0.1:0", "--grpc", "127.0.0.1:0", "--master-key", database.MasterKeyFile, "--database", login], TextWriter.Null, error, Stop).ShouldBe(ExitCode.DatabaseTrouble);
        error.ToString().ShouldContain("Run 'migrate' once as the owner");
    }

    private static class Sql
    {
        /// <summary>Schemas of which the scheduler's role may do anything with a table; the steps' names are no secret.</summary>
        public const string Reached = """
            select distinct n.nspname::text
            from pg_class c
            join pg_namespace n on n.oid = c.relnamespace
            where c.relkind in ('r', 'p', 'v') and n.nspname not in ('pg_catalog', 'information_schema') and c.relname <> 'schema_step'
              and has_table_privilege('gateway_scheduler', c.oid, 'select, insert, update, delete, truncate, references, trigger');
            """;
    }
}
