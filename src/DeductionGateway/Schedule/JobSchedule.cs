using DeductionGateway.Runs;

namespace DeductionGateway.Schedule;

/// <summary>Every job there is, in one table: what it is called, when it is due, what it does.</summary>
internal static class JobSchedule
{
    public static IReadOnlyList<ScheduledJob> Jobs(RunJobs runs, BankJobs banks)
    {
        var settling = new MatchAndSettleJob(runs);
        return
        [
            new("verify-ledger", new JobDays(At: new TimeOnly(1, 0), Every: null, OnBankingDays: false, CatchUpDays: 31), VerifyLedgerJob.Work),
            // Due by its facts. A claim takes a cooperative's rows together: one run of a period settles all its employers.
            new(MatchAndSettleJob.Name, Days: null, settling.Work, settling.Open, MostRows: 1_000),
            .. banks.Jobs,
        ];
    }
}
