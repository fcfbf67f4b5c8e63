using System.Data.Common;
using DeductionGateway.Data;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Quartz;

namespace DeductionGateway.Schedule;

/// <summary>
/// Quartz, clustered on the gateway's database: it ticks each job on one of the gateways and nothing else. Its tables are its own, in a schema of their own that it makes itself;
/// ticks that nobody could fire are not made up for, because what is due is in our rows.
/// </summary>
internal sealed class Ticker : IAsyncDisposable
{
    private const string Schema = "quartz", Prefix = "quartz.qrtz_", Instance = "deduction-gateway";

    /// <summary>Ticks of one gateway at once, none of which holds a thread: each waits for the cooperatives that it began, however long one of them takes.</summary>
    private const int MostAtOnce = 64;

    private readonly StandaloneSchedulerFactory _factory;
    private readonly DbDataSource _source;
    private IScheduler? _scheduler;

    private Ticker(StandaloneSchedulerFactory factory, DbDataSource source) => (_factory, _source) = (factory, source);

    /// <summary>Makes the scheduler's tables where they are missing. A login that may make none finds out at <see cref="Start"/> whether they are there.</summary>
    public static async Task Provision(Database database)
    {
        if (!Migrator.MayMakeTables(database, Schema)) return;
        await Migrator.Alone(database, async () =>
        {
            await using var source = database.ForScheduler(asOwner: true);
            await using var factory = QuartzSchedulerBuilder.Create(builder => Store(builder, source, SchemaProvisioning.CreateIfMissing, CheckIn(TimeSpan.FromMinutes(1)))).Build();
            await factory.GetScheduler();
        });
    }

    /// <param name="runner">Does what a tick is for.</param>
    /// <param name="database">Where the scheduler's tables are.</param>
    /// <param name="every">Between two ticks of a job, in real time.</param>
    /// <param name="logs">Of the scheduler.</param>
    /// <param name="stop">Of the start.</param>
    /// <exception cref="DatabaseTroubleException">The scheduler's tables are not there, or are another version's.</exception>
    public static async Task<Ticker> Start(JobRunner runner, Database database, TimeSpan every, ILoggerFactory logs, CancellationToken stop)
    {
        var source = database.ForScheduler(asOwner: false);
        var factory = QuartzSchedulerBuilder.Create(builder =>
        {
            Store(builder, source, SchemaProvisioning.Validate, CheckIn(every));
            builder.UseDefaultThreadPool(MostAtOnce);
            builder.Services.AddSingleton(runner).AddSingleton(logs);
        }).Build();
        var ticker = new Ticker(factory, source);
        try
        {
            var scheduler = ticker._scheduler = await factory.GetScheduler(stop);
            foreach (var job in runner.Jobs)
            {
                await scheduler.AddJob(JobBuilder.Create<Tick>().WithIdentity(job.Name).StoreDurably().Build(), AddJobOptions.Replacing, stop);
                var trigger = TriggerBuilder.Create().WithIdentity(job.Name).ForJob(job.Name).StartNow()
                    .WithSchedule(SimpleScheduleBuilder.Create().WithInterval(every).RepeatForever().WithMisfireInstruction(SimpleTriggerMisfireInstruction.NextWithRemainingCount)).Build();
                // The same on every gateway: the last to start says how often.
                await scheduler.ScheduleTrigger(trigger, TriggerConflict.Replace, stop);
            }
            await scheduler.Start(stop);
            return ticker;
        }
        catch (Exception trouble) when (trouble is SchedulerException or DbException)
        {
            await ticker.DisposeAsync();
            throw new DatabaseTroubleException($"The schedule cannot start: {trouble.Message} Run 'migrate' once as the owner of the database, which makes the scheduler's tables; 'serve --no-schedule' does without.", trouble);
        }
    }

    /// <summary>No further tick; those under way end first, and the others hear of it at once.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_scheduler is not null) await _scheduler.Shutdown(waitForJobsToComplete: true);
        await _factory.DisposeAsync();
        await _source.DisposeAsync();
    }

    /// <summary>How soon the others take over what a gateway that died had in hand: twice so long at most.</summary>
    private static TimeSpan CheckIn(TimeSpan every) => every < TimeSpan.FromSeconds(5) ? TimeSpan.FromSeconds(1) : TimeSpan.FromSeconds(5);

    private static void Store(IQuartzBuilder builder, DbDataSource source, SchemaProvisioning provisioning, TimeSpan checkIn)
    {
        builder.ConfigureScheduler(static scheduler => scheduler.InstanceName = Instance);
        builder.UsePersistentStore(store =>
        {
            store.UsePostgres(options => options.DataSourceFactory = _ => source);
            store.ConfigureStore(options => (options.TablePrefix, options.SchemaProvisioning) = (Prefix, provisioning));
            store.UseClustering(cluster => (cluster.CheckinInterval, cluster.CheckinMisfireThreshold) = (checkIn, checkIn));
        });
    }

    /// <summary>A tick: named as its job.</summary>
    private sealed class Tick(JobRunner runner) : IJob
    {
        public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) => await runner.Tick(context.JobDetail.Key.Name);
    }
}
