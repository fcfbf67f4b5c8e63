using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Intake;
using DeductionGateway.Data;
using DeductionGateway.Reconciliation;

namespace DeductionGateway.Deductions;

/// <summary>One record of the file by which an employer's period was decided last, read again as it was read then.</summary>
/// <param name="Row">Its first row; null where none was read.</param>
/// <param name="Line">Line of the file, or row of its sheet.</param>
/// <param name="Key">What identifies employees in the file.</param>
internal sealed record ReadRecord(PayrollRow? Row, int Line, PayrollKey Key)
{
    /// <summary>Null where the period was decided without a file. The file is held in memory while it is read: one at a time (<see cref="Periods.Uploads.InTurn"/>).</summary>
    public static async Task<ReadRecord?> Find(Tx tx, PayPeriod period, string employer, int record)
    {
        if (await new ReturnLinesStore(tx).Unit(period, employer, 0) is not { PayrollSha256: { } sha256 } unit) return null;
        PayrollRow? found = null;
        var read = await ReturnLines.ReadAgain(tx, period, employer, unit, await KeptFiles.Bytes(tx, sha256), new PayrollReading(row =>
        {
            if (row.Record == record) found ??= row;
        }));
        return new ReadRecord(found, read.Lines?[record] ?? 0, read.Profile.Key);
    }
}
