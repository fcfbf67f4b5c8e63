using DeductionGateway.Core.Intake;
using DeductionGateway.Core.Settlement;

namespace DeductionGateway.Reconciliation;

/// <summary>
/// What an entry's remark is read to say, as it is stored. Two readings that are equal stand for the same money at the same place.
/// Kind: <see cref="BankEntryKind"/>; periods yyyymm; cancels: the identity of the entry that a reversal takes back.
/// </summary>
internal sealed record EntryReading(
    short Kind, string? Employer, string? MemberNo, string? Code, int? ForPeriod, string MemberKey, bool ByName, string? Cancels, int? HomePeriod)
{
    /// <summary>What was paid out to a member is no affair of his employer.</summary>
    public static EntryReading Of(SortedEntry one) => new(
        (short)one.Kind, one.Employer?.Code ?? (one.HolderMember is null ? one.Member?.Employer : null), one.Member?.MemberNo.ToString(), one.Code.Length == 0 ? null : one.Code,
        one.Period?.Number, one.MemberKey, one.ByName, one.Cancels?.Entry.Identity, one.Home?.Number);
}

/// <summary>The reading in force of an entry that a folder shows again; <paramref name="Period"/>: the folder that showed it first; <paramref name="ReadBy"/>: the one whose reading it is;
/// <paramref name="DecisionNo"/>: the decision of people whose reading it is, which no rule overrules.</summary>
internal sealed record StoredReading(
    string Identity, int Period, int Revision,
    short Kind, string? Employer, string? MemberNo, string? Code, int? ForPeriod, string MemberKey, bool ByName, string? Cancels, int? HomePeriod, int ReadBy, long? DecisionNo)
{
    /// <summary>No rule read it and it names nobody. What names two owners was read: it waits for people, whatever a later folder shows of it.</summary>
    public bool IsUnread => (BankEntryKind)Kind is BankEntryKind.Unidentified or BankEntryKind.Debit;

    public bool IsPayout => (BankEntryKind)Kind == BankEntryKind.Payout;

    public EntryReading Reading => new(Kind, Employer, MemberNo, Code, ForPeriod, MemberKey, ByName, Cancels, HomePeriod);
}
