using DeductionGateway.Core.Basics;

namespace DeductionGateway.Core.Intake;

/// <summary>
/// What a bank entry is, read from its remark by the bank rules (CONTRACT §1, §5 bank_entries.csv). Two kinds no rule reads. Payout: the debit by which money of 2-1050 went to a
/// member, or the credit by which it came back; the payouts say so. OfTwo: a credit whose forms name two different owners, nobody's until a person says whose; found where both forms are.
/// </summary>
public enum BankEntryKind { Unidentified, Lump, Member, Autodebit, Fee, Reversal, Debit, Payout, OfTwo }

/// <summary>
/// One movement on the cooperative's bank account: one fact, whichever statement shows it. Identity: account, bank reference,
/// value date, sign, amount and <paramref name="Occurrence"/> (1 for the first such entry within a file, 2 for the next…).
/// <paramref name="Amount"/> in whole rupiah, credit positive, debit negative. <paramref name="IsReversal"/>: RC or RD in MT940.
/// </summary>
public sealed record BankEntry(
    string Account, string BankRef, DateOnly ValueDate, DateOnly BookingDate, long Amount, string Currency,
    int Occurrence, bool IsReversal, string Counterparty, string Narrative)
{
    /// <summary>What the ordering party wrote as its reference (MT940 :61: before <c>//</c>); empty in a bank CSV. Shown, never matched on.</summary>
    public string CustomerRef { get; init; } = "";

    /// <summary>The identity as one text; unique within a cooperative.</summary>
    public string Identity { get; } = $"{Account}/{BankRef}/{ValueDate:yyyyMMdd}/{(Amount < 0 ? 'D' : 'C')}/{Math.Abs(Amount)}/{Occurrence}";
}

/// <summary>
/// One statement (or page chain) of one account: opening + Σ entries = closing, checked before it exists. Whole rupiah, balances rounded down.
/// Bank CSV files have no balances; they make no statement.
/// </summary>
public sealed record BankStatement(
    string File, string Account, string Number, string Currency, DateOnly OpeningDate, long Opening, DateOnly ClosingDate, long Closing,
    IReadOnlyList<BankEntry> Entries)
{
    /// <summary>Thousandths of a rupiah above both balances: what interest and tax of other days left. Never booked; statements that follow each other have the same.</summary>
    public int Thousandths { get; init; }

    /// <summary>Tells balances of this statement from those of another exactly.</summary>
    public (long Rupiah, int Thousandths) Exact(long balance) => (balance, Thousandths);
}

/// <summary>
/// What the bank rules read from an entry's remark. Texts empty where the pattern has no such group; period null likewise. By name: the rule
/// itself says the employer and nothing says which file.
/// </summary>
public sealed record RemarkReading(BankEntryKind Kind, string Employer, string EmployeeNo, string MemberNo, string Code, PayPeriod? Period, bool ByName = false);
