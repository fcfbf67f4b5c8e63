using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Intake;
using DeductionGateway.Data;
using DeductionGateway.Reconciliation;

namespace DeductionGateway.Deductions;

/// <summary>Records as the employer's file writes them: the file that was decided, read again as it was read then. It is held in memory while it is read: one at a time (<see cref="Periods.Uploads.InTurn"/>).</summary>
internal sealed class WrittenRecords
{
    public static readonly WrittenRecords None = new(null);

    private readonly PayrollReturn? _read;
    private readonly Dictionary<int, PayrollRow> _rows;

    private WrittenRecords(PayrollReturn? read)
    {
        _read = read;
        _rows = read is null ? [] : read.Rows.GroupBy(static row => row.Record).ToDictionary(static same => same.Key, static same => same.First());
    }

    /// <summary>What identifies employees in the file.</summary>
    public PayrollKey Key => _read?.Profile.Key ?? PayrollKey.EmployeeNo;

    /// <summary>Line of the file, or row of its sheet, on which the record stands; 0 where there is none.</summary>
    public int LineOf(int record) => _read?.Lines?[record] ?? 0;

    /// <summary>The first row of the record; null where none was read.</summary>
    public PayrollRow? Find(int record) => _rows.TryGetValue(record, out var row) ? row : null;

    public static async Task<WrittenRecords> Read(Tx tx, PayPeriod period, string employer, DecidedUnit unit, RecordRange records) => unit.PayrollSha256 is { } sha256
        ? new WrittenRecords(await ReturnLines.ReadAgain(tx, period, employer, unit, await KeptFiles.Bytes(tx, sha256), records))
        : None;

    /// <summary>One record of the file by which the employer's period was decided last.</summary>
    public static async Task<WrittenRecords> ReadLast(Tx tx, PayPeriod period, string employer, int record) =>
        await new ReturnLinesStore(tx).Unit(period, employer, 0) is { } unit ? await Read(tx, period, employer, unit, new RecordRange(record, record)) : None;
}
