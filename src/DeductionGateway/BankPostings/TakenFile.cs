using DeductionGateway.Answers;
using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Intake;
using DeductionGateway.Data;

namespace DeductionGateway.BankPostings;

/// <summary>What banks told of debits that collectors took, as the file of a period folder that says it. The same debits give the same bytes.</summary>
internal static class TakenFile
{
    /// <summary>Keeps what a bank told; the caller has made sure that it is news.</summary>
    public static Task Add(Tx tx, long cooperative, CollectorDebit debit, string actor, DateTimeOffset at) => new TakenStore(tx).Add(cooperative, debit, actor, at);

    /// <summary>What was taken, or returned, under a reference, in whole rupiah; null where nothing was.</summary>
    public static Task<long?> AmountOf(Tx tx, string reference, bool isReturned) => new TakenStore(tx).AmountOf(reference, isReturned);

    /// <summary>What was taken or returned in the period's month; null where nothing was.</summary>
    public static async Task<byte[]?> OfMonth(Tx tx, PayPeriod month) => Bytes(await new TakenStore(tx).OfMonth(month));

    /// <summary>The same for a run, which has a thread of its own.</summary>
    public static byte[]? OfMonthForRun(Tx tx, PayPeriod month) => Bytes(new TakenStore(tx).OfMonthForRun(month));

    /// <summary>How many there are of each month since a day: they are only added to, so a count says whether there is news.</summary>
    public static Task<Dictionary<int, long>> Counts(Tx tx, DateOnly from) => new TakenStore(tx).Counts(from);

    private static byte[]? Bytes(List<CollectorDebit> debits) => debits.Count == 0 ? null : Utf8CsvWriter.Bytes("reference,date,collector,amount,status,remark", debits, static (csv, debit) =>
    {
        csv.Field(debit.Reference);
        csv.Field(debit.Date);
        csv.Field(debit.Collector);
        csv.Field(debit.Amount);
        csv.Field(debit.IsReturned ? "returned" : "taken");
        csv.Field(debit.Remark);
    });
}
