using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Billing;
using DeductionGateway.Core.Intake;
using DeductionGateway.Core.Ledger;
using DeductionGateway.Core.Members;
using DeductionGateway.Core.Settlement;

namespace DeductionGateway.Reconciliation;

/// <summary>The latest revision of a unit (employer × period). Amounts whole rupiah; finding: what its money was found to be.</summary>
internal sealed record StoredUnit(
    int Period, string Employer, int Revision, int BatchNo, int OriginPeriod, string? PayrollFile, byte[]? PayrollSha256, string Profile, long Reported, long Duplicates, long Received,
    short Finding, bool IsOpen, bool HasCases)
{
    public UnitName Name => new(PayPeriod.FromNumber(Period)!.Value, Employer);
}

/// <summary>A bank entry as stored, with what its remark said.</summary>
internal sealed record StoredBankEntry(
    string Identity, string Account, string BankRef, DateOnly ValueDate, DateOnly BookingDate, long Amount, string Currency, int Occurrence,
    bool IsReversal, string Counterparty, string Narrative, short Kind, string? Employer, string? MemberNo, string? Code, int? ForPeriod, string MemberKey,
    bool ByName, int Period, int? HomePeriod, int ReadingRevision)
{
    /// <summary>As it was read; null where it names no employer, or an autodebit's member is known to no folder.</summary>
    /// <param name="employerOf">An employer by his code.</param>
    /// <param name="memberOf">A member by his number and the autodebit's home, yyyymm.</param>
    public SortedEntry? Read(Func<string?, Employer?> employerOf, Func<string?, int?, Member?> memberOf)
    {
        var (kind, employer, member) = ((BankEntryKind)Kind, employerOf(Employer), memberOf(MemberNo, HomePeriod));
        if (employer is null || (kind == BankEntryKind.Autodebit && member is null)) return null;
        return new SortedEntry(Entry, kind, employer, member, Code ?? "", PeriodOf(ForPeriod), MemberKey, ByName, null, false, PeriodOf(HomePeriod));
    }

    private static PayPeriod? PeriodOf(int? number) => number is { } known ? PayPeriod.FromNumber(known) : null;

    public StoredReading Reading => new(Identity, Period, ReadingRevision, Kind, Employer, MemberNo, Code, ForPeriod, MemberKey, ByName, null, HomePeriod, Period, null);

    public Core.Intake.BankEntry Entry { get; } = new(Account, BankRef, ValueDate, BookingDate, Amount, Currency, Occurrence, IsReversal, Counterparty, Narrative);
}

/// <summary>
/// A tie of a credit to a file that its remark does not say, in its latest revision, with the entry it is of. Cancelled: a reversal
/// took the entry back.
/// </summary>
internal sealed record StoredTie(
    string TiedTo, int TiedPeriod, short TieKind, int? FromPeriod, long TiedAmount, int Revision, bool IsCancelled,
    string Identity, string Account, string BankRef, DateOnly ValueDate, DateOnly BookingDate, long Amount, string Currency, int Occurrence,
    bool IsReversal, string Counterparty, string Narrative, short Kind, string? Employer, string? MemberNo, string? Code, int? ForPeriod, string MemberKey,
    bool ByName, int Period, int? HomePeriod, int ReadingRevision)
{
    /// <summary>It was not taken back by a later revision.</summary>
    public bool Holds => TiedAmount > 0;

    public Core.Intake.BankEntry Entry { get; } = new(Account, BankRef, ValueDate, BookingDate, Amount, Currency, Occurrence, IsReversal, Counterparty, Narrative);
}

/// <summary>What of a row tells whether later facts changed it.</summary>
internal sealed record StoredLine(int Record, int? BillingNo, int? CandidateBillingNo, string? Code, short Class, long Reported, long Received)
{
    public static StoredLine Of(Core.Settlement.LineOutcome row) => new(
        row.Record, row.Billing?.Ordinal + 1, row.CandidateBilling?.Ordinal + 1, row.Code?.Code, (short)row.Class, row.Reported, row.Received);
}

/// <summary>A posting in force. Member 0 = none.</summary>
internal readonly record struct StoredPosting(int Account, long MemberId, string Product, long Debit, long Credit);

/// <summary>An entry in force, with what is needed to take it back or to find it unchanged.</summary>
internal sealed record StoredEntry(int Period, long EntryId, DateOnly Date, short Source, string Reference, List<StoredPosting> Postings);

/// <summary>An entry as it will be stored: members by id.</summary>
internal sealed record WantedEntry(DateOnly Date, EntrySource Source, string Reference, List<StoredPosting> Postings, StoredEntry? Reverses = null);

/// <summary>What a run did to the books of one unit.</summary>
internal readonly record struct BookChanges(int Added, int Kept, int Reversed);

/// <summary>Period and employer: the name of a unit of work.</summary>
internal readonly record struct UnitName(PayPeriod Period, string Employer)
{
    public override string ToString() => $"{Employer}/{Period}";
}
