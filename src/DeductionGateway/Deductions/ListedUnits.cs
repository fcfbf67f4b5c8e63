using DeductionGateway.Core.Intake;

namespace DeductionGateway.Deductions;

/// <summary>Which decision of which employer's period; a batch never changes.</summary>
internal readonly record struct ListedName(long CooperativeId, int Period, string Employer, int BatchNo);

/// <summary>What pages need of the whole unit and not of their own rows alone.</summary>
/// <param name="Records">What the file writes.</param>
/// <param name="Lines">Where each record stands.</param>
/// <param name="ShortBills">What all short rows of a bill report together, where they are several; whole rupiah by bill.</param>
internal sealed record ListedUnit(WrittenRecords Records, RecordLines Lines, IReadOnlyDictionary<int, long> ShortBills);

/// <summary>What a page shows beside its rows.</summary>
internal sealed record ListedPage(IReadOnlyDictionary<int, WrittenRecord> Records, RecordLines Lines, IReadOnlyDictionary<int, long> ShortBills);

/// <summary>
/// Units whose lists are being paged: the file of each is read for its first page, and the others find what was read. A few are kept for a few minutes; where one is not
/// there any more, or another gateway made it, it is made again.
/// </summary>
internal sealed class ListedUnits(TimeProvider time)
{
    /// <summary>Each is a file on disk, of about the size of what its employer sent.</summary>
    private const int Most = 8;

    private static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(10L);

    private readonly Lock _lock = new();

    /// <summary>The oldest first.</summary>
    private readonly List<(ListedName Name, ListedUnit Unit)> _units = [];

    /// <summary>Null where the unit is not there.</summary>
    public ListedPage? Find(ListedName name, RecordRange range)
    {
        lock (_lock)
        {
            return _units.Find(one => one.Name == name).Unit is { } unit ? new ListedPage(unit.Records.Find(range), unit.Lines, unit.ShortBills) : null;
        }
    }

    public void Keep(ListedName name, ListedUnit unit)
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
        if (_units.RemoveAll(one => ReferenceEquals(one.Unit, unit)) > 0) unit.Records.Dispose();
    }
}
