using System.Globalization;
using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Snap;

namespace DeductionGateway.Banks.Statements;

/// <summary>A statement that is not taken: it does not agree with itself, or cannot be read; the sentence says where.</summary>
internal sealed class StatementFault(string message) : Exception(message);

/// <summary>A row of a statement (service 14). Amounts in minor units.</summary>
/// <param name="IsCorrection">ERROR CORECTION: it takes an earlier row back.</param>
/// <param name="TransactionId">Empty where the bank gives none.</param>
/// <param name="Balance">After it; null where the bank does not say.</param>
internal sealed record StatementRow(DateTimeOffset At, bool IsCredit, bool IsCorrection, long Amount, string Remark, string TransactionId, long? Balance)
{
    /// <summary>In Jakarta.</summary>
    public DateOnly Day => JakartaTime.DayOf(At);
}

/// <summary>Rows of a side: how many, and their sum in minor units.</summary>
internal readonly record struct SideTotal(long Rows, long Amount)
{
    public override string ToString() => $"{Rows} of {SnapMoney.Format(Amount)} together";

    public static SideTotal Of(IReadOnlyList<StatementRow> rows, bool isCredit) => new(rows.Count(row => row.IsCredit == isCredit), rows.Where(row => row.IsCredit == isCredit).Sum(static row => row.Amount));
}

/// <summary>One answer of service 14.</summary>
/// <param name="Last">lastRecordDateTime.</param>
/// <param name="Credits">As the bank says; null where it does not.</param>
/// <param name="Start">Balance before the rows; null where the bank does not say.</param>
internal sealed record StatementPage(IReadOnlyList<StatementRow> Rows, bool HasMore, DateTimeOffset? Last, SideTotal? Credits, SideTotal? Debits, long? Start, long? End)
{
    private const int RemarkLength = 256, IdLength = 35, WordLength = 32;

    /// <exception cref="StatementFault">It cannot be read.</exception>
    public static StatementPage Read(byte[] body)
    {
        try
        {
            using var fields = SnapFields.Of(body);
            var balance = fields.List("balance") is [var first, ..] ? first : null;
            return new StatementPage(
                [.. fields.List("detailData").Select(Row)], fields.Text(WordLength, "hasMore") is "Y" or "y", fields.Moment("lastRecordDateTime"),
                Total(fields.Inner("totalCreditEntries")), Total(fields.Inner("totalDebitEntries")), balance?.Amount("startingBalance"), balance?.Amount("endingBalance"));
        }
        catch (SnapFault fault)
        {
            throw new StatementFault($"The statement cannot be read: {fault.Message}.");
        }
    }

    /// <summary>What the bank says of this answer, or of all together, against the rows; null where they agree.</summary>
    /// <param name="all">Rows of all answers, each once.</param>
    public string? Disagreement(IReadOnlyList<StatementRow> all)
    {
        if (!Agrees(rows => Credits is not { } said || said == SideTotal.Of(rows, isCredit: true), all)) return $"Of credits the bank counts {Credits}; the rows are {SideTotal.Of(Rows, isCredit: true)}.";
        if (!Agrees(rows => Debits is not { } said || said == SideTotal.Of(rows, isCredit: false), all)) return $"Of debits the bank counts {Debits}; the rows are {SideTotal.Of(Rows, isCredit: false)}.";
        if (Start is { } start && End is { } end && !Agrees(rows => start + SideTotal.Of(rows, isCredit: true).Amount - SideTotal.Of(rows, isCredit: false).Amount == end, all))
        {
            return $"The balance before, {SnapMoney.Format(start)}, with the rows does not come to the balance after, {SnapMoney.Format(end)}.";
        }
        return null;
    }

    private bool Agrees(Func<IReadOnlyList<StatementRow>, bool> holds, IReadOnlyList<StatementRow> all) => holds(Rows) || holds(all);

    private static StatementRow Row(SnapFields fields)
    {
        var type = fields.Needed(WordLength, "type");
        if (type is not ("CREDIT" or "DEBIT")) throw SnapFault.Format("type");
        // One R, as the standard has it; some write it right.
        var status = fields.Text(WordLength, "transactionDetailStatus");
        return new StatementRow(
            fields.Moment("transactionDate") ?? throw SnapFault.Missing("transactionDate"), type == "CREDIT", status is "ERROR CORECTION" or "ERROR CORRECTION", fields.NeededAmount("amount"),
            fields.Text(RemarkLength, "remark"), fields.Text(IdLength, "transactionId"), fields.Inner("detailBalance")?.List("endAmount") is [var end, ..] ? end.Amount("amount") : null);
    }

    private static SideTotal? Total(SnapFields? fields) => fields is null ? null
        : long.TryParse(fields.Text(WordLength, "numberOfEntries"), NumberStyles.None, CultureInfo.InvariantCulture, out var rows) ? new SideTotal(rows, fields.Amount("amount") ?? 0) : throw SnapFault.Format("numberOfEntries");
}
