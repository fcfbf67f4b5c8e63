using DeductionGateway.Core.Basics;

namespace DeductionGateway.Core.BankFiles;

/// <summary>A balance and where it stands. <paramref name="Line"/>: physical line or sheet row.</summary>
public sealed record ReadBalance(int Line, DateOnly Date, StatementAmount Amount);

/// <summary>
/// One booked movement as the file states it, not yet a fact of the books. <paramref name="Line"/>: physical line or sheet row.
/// <paramref name="IsReversal"/>: the bank takes an earlier entry back (RC, RD, RvslInd); <paramref name="Amount"/> has the net direction already.
/// </summary>
public sealed record ReadEntry(int Line, DateOnly ValueDate, DateOnly BookingDate, StatementAmount Amount, bool IsReversal)
{
    /// <summary>What the ordering party wrote as its reference; shown, never matched on.</summary>
    public Utf8Text Reference { get; init; }

    /// <summary>The bank's own reference; empty where the layout has none.</summary>
    public Utf8Text BankReference { get; init; }

    /// <summary>The other party's name, where the file keeps it apart from the text.</summary>
    public Utf8Text Counterparty { get; init; }

    /// <summary>The remark.</summary>
    public Utf8Text Text { get; init; }
}

/// <summary>
/// One statement, or one page of one, of one account. <paramref name="Account"/> is empty where the layout names none; balances are null
/// where the format has none. <paramref name="ContinuesPage"/>: opens with an intermediate balance; <paramref name="IsContinued"/>: ends with one.
/// <paramref name="IsIncomplete"/>: something in it could not be read and is a fault already; its sum proves nothing.
/// </summary>
public sealed record ReadStatement(
    int Line, string Account, string Currency, string Number, ReadBalance? Opening, ReadBalance? Closing, IReadOnlyList<ReadEntry> Entries,
    bool ContinuesPage = false, bool IsContinued = false, bool IsIncomplete = false)
{
    /// <summary>Σ entries in thousandths; wide, so that no number of entries overflows it.</summary>
    public Int128 Sum()
    {
        Int128 sum = 0;
        foreach (var entry in Entries) sum += entry.Amount.Thousandths;
        return sum;
    }

    /// <summary>The same message once more: same account, number, balances and entries, whatever lines they stand in.</summary>
    public bool Repeats(ReadStatement other) =>
        Account == other.Account && Currency == other.Currency && Number == other.Number && Same(Opening, other.Opening) && Same(Closing, other.Closing)
        && Entries.Count == other.Entries.Count && !Entries.Where((entry, index) => entry with { Line = 0 } != other.Entries[index] with { Line = 0 }).Any();

    private static bool Same(ReadBalance? one, ReadBalance? other) => one?.Date == other?.Date && one?.Amount == other?.Amount;
}

/// <summary>What was left out or is worth knowing, and is no fault.</summary>
public sealed record ReadNote(int Line, string Code, string Text);

/// <summary>
/// What was read of one bank file. <paramref name="Format"/>: <c>mt940</c>, <c>camt.053</c>, <c>bank-csv</c> …; <paramref name="Dialect"/>: the record
/// of the table of dialects that it was read by. <paramref name="IsForPosting"/>: false where the standard says it only informs (MT942, camt.052).
/// </summary>
public sealed record ReadBankFile(
    string File, string Format, string Dialect, IReadOnlyList<ReadStatement> Statements, IReadOnlyList<ReadNote> Notes, bool IsForPosting = true);
