using DeductionGateway.Data;
using Microsoft.Extensions.Logging;

namespace DeductionGateway.Schedule;

/// <summary>
/// Rows of one cooperative that are ours as long as their transaction lives: a gateway that dies frees them at once. That they were begun is stored beside it, so that an
/// attempt is seen which came to nothing.
/// </summary>
/// <param name="tick">The look that claimed them.</param>
/// <param name="job">Of the schedule.</param>
/// <param name="rows">What was claimed, the oldest first.</param>
/// <param name="tx">Holds them; an end that is written in it is stored when the work is over.</param>
/// <param name="time">The schedule's clock; how long something took it says in real time, whatever moment it shows.</param>
/// <param name="log">Told of rows that failed or were refused.</param>
internal sealed partial class JobClaim(JobTick tick, string job, IReadOnlyList<ClaimedRun> rows, Tx tx, TimeProvider time, ILogger log)
{
    private readonly HashSet<ClaimedRun> _ended = [];
    private readonly long _began = time.GetTimestamp();

    public JobTick Tick => tick;
    public IReadOnlyList<ClaimedRun> Rows => rows;

    /// <summary>Rows whose round has no end yet.</summary>
    public IEnumerable<ClaimedRun> Open => rows.Where(row => !_ended.Contains(row));

    /// <summary>Says that work on some of the rows begins, whatever becomes of it.</summary>
    public Task Begin(IEnumerable<ClaimedRun> some) => tick.Database.Write(tick.CooperativeId, async beside =>
    {
        await Begin(beside, some);
        return true;
    }, tick.Stop);

    /// <summary>The same in a transaction that commits with something else that begins.</summary>
    public async Task Begin(Tx beside, IEnumerable<ClaimedRun> some)
    {
        foreach (var row in some) await new JobRunStore(beside).Add(tick.CooperativeId, job, row, new JobOutcome(JobRunState.Begun, 0, 0, 0, ""), TimeSpan.Zero, time.GetUtcNow());
    }

    /// <summary>How a row ended, in the transaction that holds it.</summary>
    public async Task End(ClaimedRun row, JobOutcome outcome)
    {
        await new JobRunStore(tx).Add(tick.CooperativeId, job, row, outcome, Duration, time.GetUtcNow());
        Ended(row, outcome);
    }

    /// <summary>The same in the transaction of its effect, which has a thread of its own: both are stored, or neither. <see cref="Ended"/> follows when it has committed.</summary>
    public void EndWith(Tx effect, ClaimedRun row, JobOutcome outcome) => new JobRunStore(effect).AddNow(tick.CooperativeId, job, row, outcome, Duration, time.GetUtcNow());

    public void Ended(ClaimedRun row, JobOutcome outcome)
    {
        _ended.Add(row);
        JobMeter.Ended(job, outcome.State, Duration);
        if (outcome.State == JobRunState.Failed) LogFailed(log, job, tick.Code, row.BusinessDate, outcome.Reason);
        if (outcome.State == JobRunState.Refused) LogRefused(log, job, tick.Code, row.BusinessDate, outcome.Reason);
    }

    /// <summary>Says that rows keep no end for a trouble that may pass: the next tick begins them again.</summary>
    public void Leave(IEnumerable<ClaimedRun> some, string reason)
    {
        foreach (var row in some) LogLeft(log, job, tick.Code, row.BusinessDate, reason);
    }

    private TimeSpan Duration => time.GetElapsedTime(_began);

    [LoggerMessage(1, LogLevel.Error, "{Job} of {Cooperative}, {BusinessDate}: {Reason}")]
    private static partial void LogFailed(ILogger log, string job, string cooperative, DateOnly businessDate, string reason);

    [LoggerMessage(2, LogLevel.Warning, "{Job} of {Cooperative}, {BusinessDate}: {Reason}")]
    private static partial void LogRefused(ILogger log, string job, string cooperative, DateOnly businessDate, string reason);

    [LoggerMessage(3, LogLevel.Warning, "{Job} of {Cooperative}, {BusinessDate}: {Reason} The next tick tries again")]
    private static partial void LogLeft(ILogger log, string job, string cooperative, DateOnly businessDate, string reason);
}
