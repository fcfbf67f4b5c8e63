using DeductionGateway.Core.Snap;

namespace DeductionGateway.Banks.Calls;

/// <summary>What banks' answers say beside their code, read tolerantly.</summary>
internal static class SnapReadings
{
    private const string NotFound = "07";
    private const int StatusLength = 2;

    /// <summary>Of services 36 and 55: what became of the transaction; unknown where the bank says nothing, or does not find it.</summary>
    public static SnapOutcome Status(BankAnswer answer) => SnapOutcomes.OfStatus(StatusText(answer));

    /// <summary>The bank looked and has none, by the code of its answer or of the transaction.</summary>
    public static bool IsNotFound(BankAnswer answer) => answer.Answer == SnapAnswer.TransactionNotFound || StatusText(answer) == NotFound;

    /// <summary>Of service 11: what may be spent, in minor units; null where it is not said.</summary>
    public static long? Balance(BankAnswer answer) => Read(answer, static fields => fields.List("accountInfos") is [var first, ..] ? first.Amount("availableBalance") : null);

    private static string StatusText(BankAnswer answer) => Read(answer, static fields => fields.Text(StatusLength, "latestTransactionStatus", "transactionStatus")) ?? "";

    private static T? Read<T>(BankAnswer answer, Func<SnapFields, T?> read)
    {
        if (answer.Outcome != SnapOutcome.Done) return default;
        try
        {
            using var fields = SnapFields.Of(answer.Body);
            return read(fields);
        }
        catch (SnapFault)
        {
            return default;
        }
    }
}
