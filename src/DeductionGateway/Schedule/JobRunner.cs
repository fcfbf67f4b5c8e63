using System.Collections.Concurrent;
using System.Data.Common;
using DeductionGateway.Core.Basics;
using DeductionGateway.Data;
using Microsoft.Extensions.Logging;

namespace DeductionGateway.Schedule;

/// <summary>
/// What a tick of a job does: for each cooperative it notes what became due, and works on what waits and nobody else is at, until nothing is left. What is due is decided from
/// the clock and the rows alone, never from when a tick came: ticks may be lost, come late or come twice.
/// </summary>
internal sealed partial class JobRunner(Database database, IReadOnlyList<ScheduledJob> jobs, BankingDays calendar, TimeProvider time, ILogger log, CancellationToken stopping)
{
    /// <summary>A round that was begun so often and never ended takes its gateway with it: it is ended as failed.</summary>
    private const int MostAttempts = 10;

    private readonly ConcurrentDictionary<(string Job, long Cooperative), bool> _underWay = new();

    /// <summary>Of each job over all its ticks: who waits has a place before whoever comes after him.</summary>
    private readonly Dictionary<string, SemaphoreSlim> _places = jobs.ToDictionary(static job => job.Name, static job => new SemaphoreSlim(job.AtOnce), StringComparer.Ordinal);

    public IReadOnlyList<ScheduledJob> Jobs => jobs;

    /// <summary>
    /// One tick of a job, until what it began has ended. A cooperative that an earlier tick is still at, or has in its queue, is left to that one; all others do not wait for it, as far as the job is done for several at once.
    /// Two gateways share a job's rows. Whatever goes wrong is logged, and the next tick tries again.
    /// </summary>
    public async Task Tick(string name)
    {
        var job = jobs.Single(one => one.Name == name);
        try
        {
            var cooperatives = await database.AskOfNone(static tx => tx.QueryAsync<(long Id, string Code)>("select cooperative_id, code from cooperative order by code;"), stopping);
            await Task.WhenAll(cooperatives.Select(one => LookAlone(job, one.Id, one.Code)));
        }
        catch (Exception) when (stopping.IsCancellationRequested)
        {
            // Statements under way were ended; what was claimed is free, and another gateway goes on.
        }
        catch (DbException trouble)
        {
            LogDatabase(log, name, trouble);
        }
    }

    private async Task LookAlone(ScheduledJob job, long id, string code)
    {
        if (!_underWay.TryAdd((job.Name, id), true)) return;
        try
        {
            await _places[job.Name].WaitAsync(stopping);
            try
            {
                await Look(job, id, code);
            }
            finally
            {
                _places[job.Name].Release();
            }
        }
        finally
        {
            _underWay.TryRemove((job.Name, id), out _);
        }
    }

    /// <summary>One cooperative's trouble is not the others'.</summary>
    private async Task Look(ScheduledJob job, long id, string code)
    {
        try
        {
            var tick = new JobTick(database, id, code, time.GetUtcNow(), stopping);
            if (job.For is not null && !await job.For(tick)) return;
            if (job.Days is { } days) await OpenDays(tick, job.Name, days);
            if (job.Open is not null) await job.Open(tick);
            while (await WorkOnce(tick, job)) stopping.ThrowIfCancellationRequested();
        }
        catch (Exception trouble) when (!stopping.IsCancellationRequested)
        {
            if (trouble is DbException) LogDatabase(log, job.Name, trouble);
            else LogTrouble(log, job.Name, code, trouble);
        }
    }

    private async Task OpenDays(JobTick tick, string job, JobDays days)
    {
        var (last, today) = (await database.Ask(new WholeCooperative(tick.CooperativeId), tx => new JobRunStore(tx).LastDue(job), stopping), JakartaTime.DayOf(tick.Now));
        var isBankingDay = days.OnBankingDays ? await calendar.Between(last is { } noted && noted.Day < today ? noted.Day : today, today, stopping) : static _ => true;
        var due = days.Since(last, tick.Now, isBankingDay);
        if (due.Count == 0) return;
        await database.Write(tick.CooperativeId, async tx =>
        {
            await new JobRunStore(tx).OpenDays(tick.CooperativeId, job, due, tick.Now);
            return true;
        }, stopping);
    }

    /// <summary>True where something ended: there may be more.</summary>
    private Task<bool> WorkOnce(JobTick tick, ScheduledJob job) => database.Write(tick.CooperativeId, async tx =>
    {
        var rows = await new JobRunStore(tx).Claim(job.Name, JakartaTime.DayOf(tick.Now), job.MostRows);
        if (rows.Count == 0) return false;
        var claim = new JobClaim(tick, job.Name, rows, tx, time, log);
        foreach (var row in rows.Where(static row => row.Attempts >= MostAttempts)) await claim.End(row, JobOutcome.Failed($"Begun {row.Attempts} times, and it never came to an end."));
        try
        {
            if (claim.Open.Any()) await job.Work(claim);
        }
        catch (Exception trouble) when (trouble is not DbException && !stopping.IsCancellationRequested)
        {
            LogTrouble(log, job.Name, tick.Code, trouble);
            foreach (var row in claim.Open.ToList()) await claim.End(row, JobOutcome.Failed(Sentence(trouble)));
        }
        return claim.Open.Count() < rows.Count;
    }, stopping);

    private static string Sentence(Exception trouble) => trouble is InvariantException ? $"A promise of this program did not hold: {trouble.Message}" : $"The job failed in the gateway ({trouble.GetType().Name}).";

    [LoggerMessage(1, LogLevel.Warning, "{Job}: the database failed; the next tick tries again")]
    private static partial void LogDatabase(ILogger log, string job, Exception trouble);

    [LoggerMessage(2, LogLevel.Error, "{Job} of {Cooperative} failed")]
    private static partial void LogTrouble(ILogger log, string job, string cooperative, Exception trouble);
}
