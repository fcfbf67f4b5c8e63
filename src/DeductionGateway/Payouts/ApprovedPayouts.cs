using DeductionGateway.Answers;
using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Intake;
using DeductionGateway.Data;

namespace DeductionGateway.Payouts;

/// <summary>
/// What was approved to be paid out, as the file of a period folder that says it: a run knows a payout's debit by it. The same payouts give the same bytes.
/// </summary>
internal static class ApprovedPayouts
{
    /// <summary>Before a period's first day: a transfer is booked within days, and comes back within weeks.</summary>
    private const int MonthsBefore = 3;

    /// <summary>What entries of a period may be; null where that is nothing. Later ones are among them: a bank may value a debit before the day.</summary>
    public static async Task<byte[]?> For(Tx tx, PayPeriod period) => Bytes(await new PayoutStore(tx).Approved(Since(period)));

    /// <summary>The same for a run, which has a thread of its own.</summary>
    public static byte[]? ForRun(Tx tx, PayPeriod period) => Bytes(new PayoutStore(tx).ApprovedForRun(Since(period)));

    private static DateTimeOffset Since(PayPeriod period) => JakartaTime.StartOf(period.FirstDay.AddMonths(-MonthsBefore));

    private static byte[]? Bytes(List<ApprovedPayout> payouts) => payouts.Count == 0 ? null : Utf8CsvWriter.Bytes("reference,member_no,amount", payouts, static (csv, payout) =>
    {
        csv.Field(payout.Reference);
        csv.Field(payout.MemberNo);
        csv.Field(payout.Amount);
    });
}
