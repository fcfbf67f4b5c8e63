using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Members;

namespace DeductionGateway.Core.Ledger;

/// <summary>Why an entry exists (journal.csv <c>source</c>).</summary>
public enum EntrySource { Opening, Receipt, Settlement, Fee, Gap, BankDebit, Reversal, Resolution, Payout }

/// <summary>One side of an entry: whole rupiah, exactly one of debit and credit above zero. Product: deduction code, "" on shared accounts.</summary>
public readonly record struct Posting(Account Account, Member? Member, string Product, long Debit, long Credit);

/// <summary>
/// A balanced entry. <paramref name="Reference"/> says what it stems from, unique among the entries in force; it names no line number,
/// so the order of a file's rows does not show in the ledger.
/// </summary>
public sealed record JournalEntry(DateOnly Date, EntrySource Source, string Reference, IReadOnlyList<Posting> Postings);
