using System.Data.Common;
using DeductionGateway.Contract.V1;
using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Intake;
using DeductionGateway.Data;
using DeductionGateway.Intake;
using DeductionGateway.Periods;
using DeductionGateway.Wire;
using Grpc.Core;

namespace DeductionGateway.Runs;

/// <summary>
/// Starts runs and sees to their end. A run has a thread of its own and a transaction that holds the lock of its period as long as it lives: so there is
/// one at a time for each period, on whatever gateway, and one that died with its gateway is known by the lock that nobody holds.
/// </summary>
internal sealed class RunJobs(Database database, TimeProvider time, CancellationToken stopping)
{
    /// <summary>Runs of this gateway that are under way or wait; each keeps two connections.</summary>
    private const int MostJobs = 3;

    /// <summary>A run may fill the memory: one at a time.</summary>
    private static readonly SemaphoreSlim Turn = new(1);

    private readonly Writes _writes = new(database, time);
    private int _jobs;

    /// <exception cref="RpcException">FAILED_PRECONDITION: the draft is empty, or a run of the period is under way; RESOURCE_EXHAUSTED: too many are.</exception>
    public async Task<RunJob> Start(StartRunRequest request, PayPeriod period, ServerCallContext context)
    {
        var caller = Caller.Of(context);
        Starting? starting = null;
        try
        {
            var job = await _writes.Once(context, request, async tx =>
            {
                starting?.Abandon();
                if (await Drafts.IsEmpty(tx, period)) throw Faults.NotNow("DRAFT_EMPTY", $"The draft of {period} has no file; send the files of the period first.");
                starting = Begin(caller, period);
                if (!await starting.HasLock) throw Faults.NotNow("RUN_UNDER_WAY", $"A run of {period} is under way; watch it, or start another when it has ended.");
                starting.JobNo = await Add(tx, caller, period);
                return new RunJob { Period = period.ToString(), JobNo = starting.JobNo, Actor = caller.Actor };
            });
            starting?.Go();
            return job;
        }
        catch
        {
            starting?.Abandon();
            throw;
        }
    }

    /// <summary>Runs that no gateway is at any more are marked as interrupted: of this cooperative, in this period.</summary>
    public Task CloseDead(long cooperative, PayPeriod period, CancellationToken stop) => database.Write(cooperative, async tx =>
    {
        var store = new RunJobStore(tx);
        var isDead = await store.TryLockAsync(cooperative, period);
        if (isDead) await store.CloseOpen(period, time.GetUtcNow());
        return isDead;
    }, stop);

    /// <summary>The same for all: what a gateway does when it starts.</summary>
    public async Task CloseAllDead(CancellationToken stop)
    {
        foreach (var cooperative in await database.AskOfNone(static tx => tx.QueryAsync<long>("select cooperative_id from cooperative;"), stop))
        {
            foreach (var period in await database.Ask(new WholeCooperative(cooperative), static tx => new RunJobStore(tx).PeriodsWithOpen(), stop))
            {
                await CloseDead(cooperative, PayPeriod.FromNumber(period)!.Value, stop);
            }
        }
    }

    /// <summary>Runs a period on nobody's request and waits for the end; null where a run of it is under way already. Employers without an answer are left as they are.</summary>
    public async Task<RunEnd?> RunNow(Caller caller, PayPeriod period, RunBeside beside, CancellationToken stop)
    {
        var starting = Begin(caller, period, beside);
        try
        {
            if (!await starting.HasLock) return null;
            await database.Write(caller.CooperativeId, async tx =>
            {
                starting.JobNo = await Add(tx, caller, period);
                await beside.Began(tx);
                return true;
            }, stop);
        }
        catch
        {
            starting.Abandon();
            throw;
        }
        starting.Go();
        return await starting.Ended;
    }

    /// <summary>Notes the job, for whoever holds the period's lock; its number.</summary>
    private async Task<int> Add(Tx tx, Caller caller, PayPeriod period)
    {
        var store = new RunJobStore(tx);
        await store.CloseOpen(period, time.GetUtcNow());
        var job = await store.AddJob(caller.CooperativeId, period, caller.Actor, time.GetUtcNow());
        await Access.Audit.Write(tx, time.GetUtcNow(), caller.CooperativeId, caller.Actor, "run.start", period.ToString(), $"job {job}");
        return job;
    }

    private Starting Begin(Caller caller, PayPeriod period, RunBeside? beside = null)
    {
        if (Interlocked.Increment(ref _jobs) > MostJobs)
        {
            Interlocked.Decrement(ref _jobs);
            throw Faults.Exhausted("RUNS_TOO_MANY", $"{MostJobs} runs are under way or wait on this gateway; start this one when one of them has ended.");
        }
        var starting = new Starting();
        new Thread(() => Live(starting, caller, period, beside)) { IsBackground = true, Name = $"run {period}" }.Start();
        return starting;
    }

    /// <summary>The whole life of a run, within the transaction that holds its lock.</summary>
    private void Live(Starting starting, Caller caller, PayPeriod period, RunBeside? beside)
    {
        try
        {
            var end = database.Transact(life =>
            {
                if (!starting.Answer(new RunJobStore(life).TryLock(caller.CooperativeId, period)) || !starting.MayGo(stopping)) return (false, RunEnd.Abandoned);
                return (true, Work(life, new RunWork(database, time, caller, period, starting.JobNo, beside, stopping)));
            }, tries: 1);
            starting.End(end);
        }
        catch (Exception lost)
        {
            // The database is gone, or the gateway ends: the lock with it, and who looks for the run finds it interrupted.
            starting.Lose(lost);
        }
        finally
        {
            Interlocked.Decrement(ref _jobs);
        }
    }

    private RunEnd Work(Tx life, RunWork work)
    {
        var began = time.GetTimestamp();
        var end = new RunEnd(RunJobState.Done, "", null, 0);
        try
        {
            if (!Turn.Wait(0))
            {
                work.Say(RunJobState.Waiting, "wait for another run");
                Turn.Wait(stopping);
            }
            try
            {
                work.Run(life);
            }
            finally
            {
                Turn.Release();
            }
        }
        catch (RefusedException refused)
        {
            var faults = refused.Faults.Sorted();
            end = new RunEnd(RunJobState.Refused, "The files have faults; nothing was stored.", faults[0], faults.Count);
            work.End(life, end.State, end.Reason, faults);
        }
        catch (Exception ended) when (stopping.IsCancellationRequested)
        {
            _ = ended;
            end = new RunEnd(RunJobState.Interrupted, "The gateway is stopping; nothing of the run was stored. Start it again.", null, 0);
            work.End(life, end.State, end.Reason, []);
        }
        catch (Exception trouble)
        {
            end = new RunEnd(RunJobState.Failed, Sentence(trouble), null, 0) { IsLostRace = Database.IsLostRace(trouble) };
            work.End(life, end.State, end.Reason, []);
        }
        RunMeter.Ended(end.State, time.GetElapsedTime(began));
        return work.IsStored ? end with { State = RunJobState.Done } : end;
    }

    private static string Sentence(Exception trouble) => trouble switch
    {
        InvariantException => $"A promise of this program did not hold, nothing was stored: {trouble.Message}",
        DbException { SqlState: { } code } => $"The database refused (code {code}); nothing was stored. Start the run again.",
        DbException => "The database was lost; nothing was stored. Start the run again.",
        IOException or UnauthorizedAccessException => $"The gateway's temporary folder cannot be written, nothing was stored: {trouble.Message}",
        _ => $"The run failed in the gateway ({trouble.GetType().Name}); nothing was stored.",
    };

    /// <summary>What the call that starts a run and the run's thread say to each other, until the job is stored or given up.</summary>
    private sealed class Starting
    {
        private readonly TaskCompletionSource<bool> _hasLock = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly object _gate = new();
        private bool? _goes;

        private readonly TaskCompletionSource<RunEnd> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<bool> HasLock => _hasLock.Task;

        /// <summary>Of a run that went: when its lock is free again.</summary>
        public Task<RunEnd> Ended => _ended.Task;

        public int JobNo { get; set; }

        public bool Answer(bool hasLock)
        {
            _hasLock.TrySetResult(hasLock);
            return hasLock;
        }

        /// <summary>Waits until the job is stored (true) or given up.</summary>
        public bool MayGo(CancellationToken stop)
        {
            using var ending = stop.Register(Abandon);
            lock (_gate)
            {
                while (_goes is null) Monitor.Wait(_gate);
                return _goes.Value;
            }
        }

        public void Go() => Decide(true);

        public void Abandon() => Decide(false);

        private void Decide(bool goes)
        {
            lock (_gate)
            {
                _goes ??= goes;
                Monitor.PulseAll(_gate);
            }
        }

        public void End(RunEnd end) => _ended.TrySetResult(end);

        public void Lose(Exception trouble)
        {
            // One of the two is not awaited, and nobody is to hear of that.
            if (!_hasLock.TrySetException(trouble)) _ended.TrySetException(trouble);
        }
    }
}
