using DeductionGateway.Data;
using DeductionGateway.Ledger;

namespace DeductionGateway.Schedule;

/// <summary>Proves a cooperative's ledger as it is now, as <c>verify-ledger</c> does: a proof that does not hold fails the row with its first sentence. It changes nothing, so that begun again it is begun anew.</summary>
internal static class VerifyLedgerJob
{
    public static async Task Work(JobClaim claim)
    {
        var row = claim.Rows[0];
        await claim.Begin([row]);
        // Minutes of reading, on a thread of its own.
        var (proofs, broken) = await Task.Factory.StartNew(() => Prove(claim.Tick), claim.Tick.Stop, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        await claim.End(row, broken is null ? JobOutcome.Done(proofs) : JobOutcome.Failed(broken, proofs));
    }

    private static (int Proofs, string? Broken) Prove(JobTick tick) => tick.Database.Transact(tx =>
    {
        tx.ActFor(tick.CooperativeId);
        var proofs = new LedgerProofs(tx).Run().ToList();
        var broken = proofs.Find(static proof => !proof.Holds);
        return (false, (proofs.Count, broken is null ? null : $"{broken.Name}: {broken.Violations[0]}"));
    }, stop: tick.Stop);
}
