using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Intake;
using DeductionGateway.Data;
using DeductionGateway.Reconciliation;

namespace DeductionGateway.Deductions;

/// <summary>What pages need of the whole unit and not of their own rows alone.</summary>
internal sealed class ListedUnit : IDisposable
{
    private readonly WrittenRecords _records;
    private readonly RecordLines _lines;
    private readonly IReadOnlyDictionary<int, long> _shortBills;

    private ListedUnit(WrittenRecords records, RecordLines lines, IReadOnlyDictionary<int, long> shortBills) => (_records, _lines, _shortBills) = (records, lines, shortBills);

    /// <summary>Who needs it still, the one who keeps it included; counted under the lock of <see cref="ListedUnits"/>.</summary>
    public int Users { get; set; } = 1;

    /// <summary>The file is held in memory while it is read: one at a time.</summary>
    public static async Task<ListedUnit> Read(Tx tx, PayPeriod period, string employer, DecidedUnit unit)
    {
        Check.That(unit.PayrollSha256 is not null, "rows of records are of a file");
        var records = new WrittenRecords();
        try
        {
            var read = await ReturnLines.ReadAgain(tx, period, employer, unit, await KeptFiles.Bytes(tx, unit.PayrollSha256!), new PayrollReading(records.Add));
            return new ListedUnit(records, read.Lines!, await ReturnLines.ShortBills(new ReturnLinesStore(tx), period, unit));
        }
        catch
        {
            records.Dispose();
            throw;
        }
    }

    public ListedPage Page(IReadOnlyList<int> records) => new(_records.Find(records), _lines, _shortBills);

    public void Dispose() => _records.Dispose();
}
