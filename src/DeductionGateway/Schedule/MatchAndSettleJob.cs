using System.Collections.Concurrent;
using DeductionGateway.Access;
using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Intake;
using DeductionGateway.Data;
using DeductionGateway.Periods;
using DeductionGateway.Reconciliation;
using DeductionGateway.Runs;
using DeductionGateway.Wire;

namespace DeductionGateway.Schedule;

/// <summary>
/// Matches and settles each employer's period when its answer and the bank's word are in, and again when either changed: by the run that people start, of the whole period, in
/// which employers without an answer are left as they are. What two runs rest on is compared by its hash, so that neither the same facts nor a refusal of them is tried twice.
/// </summary>
internal sealed class MatchAndSettleJob(RunJobs runs)
{
    public const string Name = "match-and-settle";

    /// <summary>Of the periods that are looked at, before this month's; the next month's is too.</summary>
    private const int MonthsBack = 12;

    /// <summary>Tries of a run that loses races, one a tick; then it has failed as any other.</summary>
    private const int MostTries = 4;

    /// <summary>Drafts in which nothing was left to note when they were last looked at: by cooperative, period and the day of it.</summary>
    private readonly ConcurrentDictionary<(long, int), (DateOnly Day, string Facts)> _seen = new();

    /// <summary>Notes every employer's period that rests on other facts now than when it was last settled or refused.</summary>
    public async Task Open(JobTick tick)
    {
        var today = JakartaTime.DayOf(tick.Now);
        var (drafts, due) = await tick.Database.Ask(new WholeCooperative(tick.CooperativeId), tx => Look(tx, tick, today), tick.Stop);
        var isWhole = due.Count == 0 || await tick.Database.Write(tick.CooperativeId, async tx =>
        {
            var all = true;
            foreach (var one in due) all &= await new JobRunStore(tx).OpenFacts(tick.CooperativeId, Name, today, one, tick.Now);
            return all;
        }, tick.Stop);
        if (!isWhole) return;
        foreach (var draft in drafts) _seen[(tick.CooperativeId, draft.Period.Number)] = (today, Convert.ToHexString(draft.Whole));
    }

    /// <summary>Runs the periods of the rows, one after the other.</summary>
    public async Task Work(JobClaim claim)
    {
        foreach (var period in claim.Open.GroupBy(static row => row.Period).OrderBy(static rows => rows.Key).ToList()) await Settle(claim, PayPeriod.FromNumber(period.Key)!.Value, [.. period]);
    }

    private async Task<(List<DraftFacts> Drafts, List<DueFacts> Due)> Look(Tx tx, JobTick tick, DateOnly today)
    {
        var drafts = (await DraftFacts.Between(tx, PeriodOf(today.AddMonths(-MonthsBack)), PeriodOf(today.AddMonths(1))))
            .FindAll(draft => _seen.GetValueOrDefault((tick.CooperativeId, draft.Period.Number)) != (today, Convert.ToHexString(draft.Whole)));
        if (drafts.Count == 0) return (drafts, []);
        var latest = (await new JobRunStore(tx).LatestOfPeriods(Name, drafts.Select(static draft => draft.Period))).ToDictionary(static one => (one.Period, one.Employer));
        var due = new List<DueFacts>();
        foreach (var draft in drafts)
        {
            due.AddRange((await draft.Ready(tx)).Where(one => IsDue(one, latest.GetValueOrDefault((one.Period.Number, one.Employer)), today)).Select(static one => new DueFacts(one.Period, one.Employer, one.Facts)));
        }
        return (drafts, due);
    }

    /// <summary>What failed in the gateway is tried again on the next date; what is under way, settled or refused rests on its facts.</summary>
    private static bool IsDue(ReadyEmployer now, LatestRound? latest, DateOnly today) =>
        latest is null || !latest.Facts.AsSpan().SequenceEqual(now.Facts) || (JobRunState)latest.State == JobRunState.Failed && latest.BusinessDate < today;

    private async Task Settle(JobClaim claim, PayPeriod period, List<ClaimedRun> rows)
    {
        var outcomes = new Dictionary<ClaimedRun, JobOutcome>();
        var caller = new Caller(claim.Tick.CooperativeId, claim.Tick.Code, $"job:{Name}", Role.Officer, null);
        var end = await runs.RunNow(caller, period, new RunBeside(tx => claim.Begin(tx, rows), (tx, totals) =>
        {
            foreach (var row in rows) claim.EndWith(tx, row, outcomes[row] = Outcome(totals, new UnitName(period, row.Employer)));
        }), claim.Tick.Stop);
        switch (end?.State)
        {
            // Somebody else's run of the period is under way, or the gateway ends: the rows wait.
            case null or RunJobState.Interrupted:
                break;
            case RunJobState.Done:
                foreach (var row in rows) claim.Ended(row, outcomes[row]);
                break;
            default:
                var reason = end.FirstFault is { } fault ? Sentence(fault, end.FaultCount) : end.Reason;
                var lost = end.IsLostRace ? rows.FindAll(static row => row.Attempts + 1 < MostTries) : [];
                if (lost.Count > 0) claim.Leave(lost, reason);
                foreach (var row in rows.Except(lost)) await claim.End(row, end.State == RunJobState.Refused ? JobOutcome.Refused(reason) : JobOutcome.Failed(reason));
                break;
        }
    }

    private static JobOutcome Outcome(RunTotals totals, UnitName unit) =>
        totals.Units.Find(one => one.Name == unit) is var found && found.Name == unit ? JobOutcome.Done(found.Rows, found.Reported, found.Received) : JobOutcome.Done(0);

    private static string Sentence(FileFault fault, int count) => $"{fault.File}:{fault.Line}:{fault.Column} {fault.Code} {Faults.Shown(fault.Text)}{(count > 1 ? $" And {count - 1} more." : "")}";

    private static PayPeriod PeriodOf(DateOnly day) => new(day.Year, day.Month);
}
