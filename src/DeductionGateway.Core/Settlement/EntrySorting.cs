using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Billing;
using DeductionGateway.Core.Intake;
using DeductionGateway.Core.Ledger;
using DeductionGateway.Core.Matching;
using DeductionGateway.Core.Members;

namespace DeductionGateway.Core.Settlement;

/// <summary>
/// A bank entry and whom it belongs to, by its remark or by the name in it. <paramref name="MemberKey"/>: by what the payer names the member, the
/// employer's key or the virtual account that was paid to; of a debit the reference of the payout that it names. <paramref name="Cancels"/>: the entry that this RC/RD takes back; <paramref name="IsCancelled"/>: it was itself taken back and pays nothing. <paramref name="Home"/>: for an autodebit the period
/// on whose rows it is laid.
/// </summary>
public sealed record SortedEntry(
    BankEntry Entry, BankEntryKind Kind, Employer? Employer, Member? Member, string Code, PayPeriod? Period, string MemberKey,
    bool ByName, SortedEntry? Cancels, bool IsCancelled, PayPeriod? Home = null)
{
    /// <summary>The account opposite the bank: where the money first lies, or what it was spent on.</summary>
    public Account Holder
    {
        get
        {
            if (Cancels is not null) return Cancels.Holder;
            if (Kind == BankEntryKind.Payout) return ChartOfAccounts.RefundPayable;
            if (Entry.Amount < 0) return Kind == BankEntryKind.Fee ? ChartOfAccounts.BankFees : ChartOfAccounts.UnexplainedDebit;
            return Employer is null && Member is null ? ChartOfAccounts.Unidentified : ChartOfAccounts.EmployerDeposit;
        }
    }

    /// <summary>Whose part of <see cref="Holder"/> it is; null where that is shared.</summary>
    public Member? HolderMember => Holder == ChartOfAccounts.RefundPayable ? Member : null;

    /// <summary>The entry as what it is to a payout; one that is not its own stays what the rules say, and shows by its key what it names.</summary>
    /// <param name="member">To whom it was paid.</param>
    public SortedEntry As(PayoutEntry found, Member member) => found.IsIts
        ? this with { Kind = BankEntryKind.Payout, Employer = null, Member = member, Code = "", Period = null, MemberKey = found.Payout.Reference, ByName = false, Home = null }
        : Kind == BankEntryKind.Debit ? this with { MemberKey = found.Payout.Reference } : this;

    /// <summary>The entry as one whose forms name two owners, whatever the rules read of one of them.</summary>
    public SortedEntry AsOfTwo() => this with { Kind = BankEntryKind.OfTwo, Employer = null, Member = null, Code = "", Period = null, MemberKey = "", ByName = false, Home = null };
}

/// <summary>Reads remarks and sorts bank entries by owner. Members are found by number only where an autodebit asks for it.</summary>
public sealed class EntrySorting
{
    private readonly Dictionary<string, Employer> _employers = new(StringComparer.OrdinalIgnoreCase);
    private readonly EmployerNames _names;
    private readonly BankRules _rules;
    private readonly Func<string, Member?> _memberByNumber;

    /// <param name="employers">The folder's employers, found by code and by name.</param>
    /// <param name="left">Others who may still owe a file, found by the code that a rule reads, never by name.</param>
    /// <param name="rules">How remarks are read.</param>
    /// <param name="memberByNumber">A member by his number.</param>
    public EntrySorting(IReadOnlyList<Employer> employers, IReadOnlyList<Employer> left, BankRules rules, Func<string, Member?> memberByNumber)
    {
        foreach (var employer in left.Concat(employers)) _employers[employer.Code] = employer;
        _names = new EmployerNames(employers);
        _rules = rules;
        _memberByNumber = memberByNumber;
    }

    public IReadOnlyList<SortedEntry> Sort(IReadOnlyList<BankEntry> entries)
    {
        var reversals = entries.Any(static entry => entry.IsReversal) ? Reversals.Link(entries) : new Dictionary<BankEntry, BankEntry?>();
        var cancelled = reversals.Values.Where(static entry => entry is not null).Select(static entry => entry!.Identity).ToHashSet();
        var sorted = new List<SortedEntry>(entries.Count);
        var byIdentity = new Dictionary<string, SortedEntry>();
        foreach (var entry in entries)
        {
            if (entry.IsReversal) continue;
            var one = SortOne(entry) with { IsCancelled = cancelled.Contains(entry.Identity) };
            sorted.Add(one);
            if (one.IsCancelled) byIdentity[entry.Identity] = one;
        }
        foreach (var (reversal, original) in reversals)
        {
            var cancels = original is null ? null : byIdentity.GetValueOrDefault(original.Identity);
            sorted.Add(new SortedEntry(reversal, BankEntryKind.Reversal, cancels?.Employer, cancels?.Member, cancels?.Code ?? "", cancels?.Period, "", false, cancels, false));
        }
        return sorted;
    }

    private SortedEntry SortOne(BankEntry entry)
    {
        var reading = RemarkReader.Read(_rules, entry);
        var employer = reading.Employer.Length == 0 ? null : _employers.GetValueOrDefault(reading.Employer);
        if (entry.Amount < 0) return new SortedEntry(entry, reading.Kind, null, null, "", null, "", false, null, false);
        switch (reading.Kind)
        {
            case BankEntryKind.Lump when employer is not null:
                return new SortedEntry(entry, BankEntryKind.Lump, employer, null, "", reading.Period, "", reading.ByName, null, false);
            case BankEntryKind.Member when employer is not null:
                return new SortedEntry(entry, BankEntryKind.Member, employer, null, "", reading.Period, reading.EmployeeNo, false, null, false);
            case BankEntryKind.Autodebit when _memberByNumber(reading.MemberNo) is { } member:
                return new SortedEntry(entry, BankEntryKind.Autodebit, _employers.GetValueOrDefault(member.Employer), member, reading.Code.ToUpperInvariant(), reading.Period, ToldEntries.NumberPaidTo(entry), false, null, false);
            case BankEntryKind.Unidentified when _names.Find(entry.Counterparty, entry.Narrative) is { } named:
                return new SortedEntry(entry, BankEntryKind.Lump, named, null, "", null, "", true, null, false);
            default:
                return new SortedEntry(entry, BankEntryKind.Unidentified, null, null, "", null, "", false, null, false);
        }
    }
}
