using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Billing;
using DeductionGateway.Data;

namespace DeductionGateway.Reconciliation;

/// <summary>Stores decided units: the difference of their entries, and a revision with its rows and cases.</summary>
/// <param name="asOf">The date of reversals.</param>
internal sealed class UnitPosting(ReconcileStore store, RunRows rows, Resolutions resolutions, DateOnly asOf)
{
    private readonly CopyBuffer _lines = new();
    private readonly CopyBuffer _units = new();
    private readonly CopyBuffer _classes = new();
    private readonly CopyBuffer _cases = new();
    private readonly CopyBuffer _held = new();

    /// <summary>Posts the difference to the entries in force. True where anything about the unit is new.</summary>
    /// <param name="decision">What it stands for by all facts.</param>
    /// <param name="stored">Its latest revision; null where it was never decided.</param>
    /// <param name="books">Where its entries go; the batch is closed.</param>
    /// <param name="origin">The folder whose facts led to it, and the period of the books.</param>
    /// <param name="runNo">0 where no run did, but people.</param>
    /// <param name="isRevised">A revision is stored whether or not an entry is new: a decision shows in its cases.</param>
    /// <param name="changes">Null where it was never decided.</param>
    public bool Post(UnitDecision decision, StoredUnit? stored, Books books, PayPeriod origin, int runNo, bool isRevised, out BookChanges? changes)
    {
        IEnumerable<WantedEntry> post = decision.Entries;
        changes = null;
        if (stored is not null)
        {
            post = BookDifference.Of(store.EntriesInForce(decision.Name), decision.Entries, asOf, out var found);
            changes = found;
            if (!isRevised && found.Added + found.Reversed == 0 && decision.IsAsStored(stored)) return false;
        }
        foreach (var entry in post) books.Write(entry);
        var (rowNo, revision) = (0, (stored?.Revision ?? 0) + 1);
        foreach (var row in decision.Matched.Rows) rows.Line(_lines, row, decision.Name.Period, books.Batch, ++rowNo);
        foreach (var one in UnitCases.Of(decision, resolutions)) rows.Case(_cases, decision.Name, revision, one);
        rows.Classes(_classes, decision, books.Batch);
        rows.Unit(_units, decision, revision, books.Batch, origin, runNo);
        books.CloseBatch();
        return true;
    }

    /// <summary>
    /// What follows for an employer when his credits are tied: each of his other units is decided anew, then what of his credits waits, and the ties. A run and the
    /// decisions of people do it alike.
    /// </summary>
    /// <param name="cooperative">Whose employer.</param>
    /// <param name="units">What is known of his units.</param>
    /// <param name="employer">The employer.</param>
    /// <param name="tied">How his credits are tied.</param>
    /// <param name="each">Is given each unit and how it is decided now; null where its money is what it was.</param>
    public void CompleteOthers(long cooperative, KnownUnits units, Employer employer, TiedUnits tied, Action<StoredUnit, UnitDecision?> each)
    {
        foreach (var unit in tied.Others) each(unit, units.Redecide(unit, employer, tied));
        foreach (var held in units.Held.Changes(employer.Code, tied)) rows.Held(_held, held);
        foreach (var tie in units.Ties.Changes(employer.Code, tied.Ties)) store.AddTie(cooperative, employer.Code, tie);
    }

    /// <summary>Sends what has grown large; small pieces would cost a statement each, large ones memory.</summary>
    public void SendFull(Tx tx)
    {
        if (_lines.Size > Reconciler.SendSize) tx.Copy(RunRows.CopyLines, _lines);
        if (_cases.Size > Reconciler.SendSize) tx.Copy(RunRows.CopyCases, _cases);
    }

    public void Send(Tx tx)
    {
        tx.Copy(RunRows.CopyLines, _lines);
        tx.Copy(RunRows.CopyCases, _cases);
        tx.Copy(RunRows.CopyHeld, _held);
        tx.Copy(RunRows.CopyUnits, _units);
        tx.Copy(RunRows.CopyClasses, _classes);
    }
}
