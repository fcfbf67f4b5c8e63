using DeductionGateway.Core.Intake;
using DeductionGateway.Core.Settlement;
using DeductionGateway.Data;

namespace DeductionGateway.Reconciliation;

/// <summary>
/// What collectors took, as a folder shows it: each debit is stored once, read by the bank rules as a remark of the same words on a statement is, and at home where an
/// autodebit would be. What an earlier folder read stands; what nobody could read, and what this very folder read, is read anew.
/// </summary>
internal sealed class FolderCollectors(Tx tx, PeriodInput input, EntrySorting sorting, AutodebitHomes homes, long cooperative)
{
    private readonly CollectorStore _store = new(tx);
    private readonly HashSet<UnitName> _touched = [];
    private readonly HashSet<UnitName> _revised = [];
    private readonly Dictionary<string, CollectorReading> _readings = new(StringComparer.Ordinal);

    /// <summary>Units of which something was taken or returned, as the folder shows it: what their claims are, it says each time.</summary>
    public IReadOnlySet<UnitName> Touched => _touched;

    /// <summary>Those among them of which no run knew it, or knew it otherwise.</summary>
    public IReadOnlySet<UnitName> Revised => _revised;

    /// <summary>Debits of the folder that are no unit's and were not returned.</summary>
    public IReadOnlyList<CollectorDebit> Unowned { get; private set; } = [];

    /// <param name="faults">Is given what was stored otherwise before.</param>
    public void Store(FaultList faults)
    {
        if (input.Collected.Count == 0) return;
        var known = _store.Find(input.Collected.Select(static debit => debit.Reference)).ToDictionary(static one => (one.Reference, one.IsReturned));
        foreach (var one in known.Values.Where(static one => !one.IsReturned)) _readings[one.Reference] = one.Reading;
        foreach (var debit in input.Collected.OrderBy(static debit => debit.IsReturned).ThenBy(static debit => debit.Reference, StringComparer.Ordinal))
        {
            var before = known.GetValueOrDefault((debit.Reference, debit.IsReturned));
            if (before is null || before.IsOf(debit)) Store(debit, before);
            else faults.Add(CollectorDebits.FileName, 0, 0, "COLLECTOR_DISAGREES", $"'{debit.Reference}' came before as {before.Amount} of {before.Collector} on {before.TakenOn:yyyy-MM-dd} with the remark '{before.Remark}'; another debit has another reference.");
        }
        var returned = known.Keys.Where(static one => one.IsReturned).Select(static one => one.Reference).Concat(input.Collected.Where(static debit => debit.IsReturned).Select(static debit => debit.Reference)).ToHashSet(StringComparer.Ordinal);
        Unowned = [.. input.Collected.Where(debit => !debit.IsReturned && !returned.Contains(debit.Reference) && _readings[debit.Reference].Employer is null)];
    }

    private void Store(CollectorDebit debit, StoredCollectorDebit? before)
    {
        var reading = debit.IsReturned ? CollectorReading.Nobody : Reading(debit, before);
        var isNews = before is null || before.Reading != reading;
        if (isNews) _store.Add(cooperative, input.Period.Number, debit, (before?.Revision ?? 0) + 1, reading);
        Touch(debit.Reference, isNews);
        if (debit.IsReturned) return;
        _readings[debit.Reference] = reading;
        Touch(debit.Reference, isNews);
    }

    private CollectorReading Reading(CollectorDebit debit, StoredCollectorDebit? before) => before is { Employer: not null } && before.Period != input.Period.Number
        ? before.Reading : CollectorReading.Of(homes.Settle(sorting.Sort([debit.Entry])[0]));

    private void Touch(string reference, bool isNews)
    {
        if (_readings.GetValueOrDefault(reference)?.Home is not { } home) return;
        _touched.Add(home);
        if (isNews) _revised.Add(home);
    }
}
