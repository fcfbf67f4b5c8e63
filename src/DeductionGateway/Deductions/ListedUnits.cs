using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Intake;
using DeductionGateway.Data;
using DeductionGateway.Periods;

namespace DeductionGateway.Deductions;

/// <summary>Which decision of which employer's period; a batch never changes.</summary>
internal readonly record struct ListedName(long CooperativeId, int Period, string Employer, int BatchNo);

/// <summary>What a page shows beside its rows.</summary>
/// <param name="Records">What the file writes of those asked for.</param>
/// <param name="Lines">Where each record stands.</param>
/// <param name="ShortBills">What all short rows of a bill report together, where they are several; whole rupiah by bill.</param>
internal sealed record ListedPage(IReadOnlyDictionary<int, WrittenRecord> Records, RecordLines Lines, IReadOnlyDictionary<int, long> ShortBills);

/// <summary>
/// Units whose lists are being paged, or whose cases are looked at: the file of each is read once, and whoever asks next finds what was read. A few are kept for a few minutes; where one is not
/// there any more, or another gateway made it, it is made again.
/// </summary>
internal sealed class ListedUnits(Database database, TimeProvider time)
{
    /// <summary>Each is a file on disk, of about the size of what its employer sent.</summary>
    private const int Most = 8;

    private static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(10L);

    private readonly Lock _lock = new();

    /// <summary>The oldest first.</summary>
    private readonly List<(ListedName Name, ListedUnit Unit)> _units = [];

    /// <summary>What the unit's file writes of some records, as it was read when the unit was decided.</summary>
    /// <param name="cooperativeId">Whose unit it is.</param>
    /// <param name="period">Of the unit.</param>
    /// <param name="employer">Of the unit.</param>
    /// <param name="unit">Decided by a file.</param>
    /// <param name="records">By their numbers.</param>
    /// <param name="stop">Ends waiting and reading.</param>
    public async Task<ListedPage> Page(long cooperativeId, PayPeriod period, string employer, DecidedUnit unit, IReadOnlyList<int> records, CancellationToken stop)
    {
        var name = new ListedName(cooperativeId, period.Number, employer, unit.BatchNo);
        return Find(name, records) ?? await Uploads.InTurn(async () =>
        {
            // Who waited for his turn may find what another made in it.
            if (Find(name, records) is { } made) return made;
            var read = await database.Ask(new WholeCooperative(cooperativeId), tx => ListedUnit.Read(tx, period, employer, unit), stop);
            var first = read.Page(records);
            Keep(name, read);
            return first;
        }, stop);
    }

    /// <summary>Null where the unit is not there. The lock is held to look it up, and not while it is read.</summary>
    private ListedPage? Find(ListedName name, IReadOnlyList<int> records)
    {
        ListedUnit unit;
        lock (_lock)
        {
            if (_units.Find(one => one.Name == name).Unit is not { } found) return null;
            (unit = found).Users++;
        }
        try
        {
            return unit.Page(records);
        }
        finally
        {
            lock (_lock) LetGo(unit);
        }
    }

    private void Keep(ListedName name, ListedUnit unit)
    {
        lock (_lock)
        {
            if (_units.Count == Most) Forget(_units[0].Unit);
            _units.Add((name, unit));
        }
        _ = ForgetInTime(unit);
    }

    private async Task ForgetInTime(ListedUnit unit)
    {
        await Task.Delay(KeptFor, time);
        lock (_lock) Forget(unit);
    }

    private void Forget(ListedUnit unit)
    {
        if (_units.RemoveAll(one => ReferenceEquals(one.Unit, unit)) > 0) LetGo(unit);
    }

    /// <summary>Who lets go last closes the file.</summary>
    private static void LetGo(ListedUnit unit)
    {
        if (--unit.Users == 0) unit.Dispose();
    }
}
