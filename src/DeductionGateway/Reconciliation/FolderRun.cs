using DeductionGateway.Answers;
using DeductionGateway.Answers.People;
using DeductionGateway.Data;
using DeductionGateway.Intake;
using DeductionGateway.Members;

namespace DeductionGateway.Reconciliation;

/// <summary>
/// A folder's run, whoever asks for it: decided and stored in one transaction, its answers published; and then, on no transaction, the answers for people.
/// </summary>
internal sealed class FolderRun(PeriodFolder folder, ReconcileOptions options, Database database, OutFolder output, RunTotals totals, CancellationToken stop)
{
    /// <summary>Decides and stores; the answers for programs are written and not yet published.</summary>
    /// <param name="also">What is stored with it or not at all; null where there is nothing.</param>
    /// <exception cref="RefusedException">A payroll file has faults, or the period was billed otherwise.</exception>
    public void Store(Action<Tx>? also = null) => database.Transact(tx =>
    {
        new Reconciler(folder, options, tx, output, totals, stop).Run();
        stop.ThrowIfCancellationRequested();
        if (!options.DryRun) RegulatorHashes.Add(tx);
        SmallFiles.Write(output, folder.Input, totals);
        also?.Invoke(tx);
        return (!options.DryRun, true);
    }, tries: 1, stop);

    /// <summary>The answers for programs get their names, and the clock stops.</summary>
    /// <exception cref="IOException">The disk is full, or one of them is held by somebody.</exception>
    public void Publish()
    {
        totals.StopClock();
        SmallFiles.WriteSummary(output, totals);
        output.Publish();
    }

    /// <summary>Makes the answers for people of the published ones; what the disk had against it, and then none of them is there, or empty.</summary>
    public string WriteForPeople()
    {
        var trouble = Attempt(() => PeopleFiles.Write(output, folder.Input, totals));
        if (trouble.Length > 0) Attempt(output.RemoveForPeople);
        return trouble;
    }

    /// <summary>What the disk had against it; empty where nothing.</summary>
    public static string Attempt(Action write)
    {
        try
        {
            write();
            return "";
        }
        catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException)
        {
            return trouble.Message.TrimEnd('.');
        }
    }
}
