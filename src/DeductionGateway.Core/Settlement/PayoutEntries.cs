using DeductionGateway.Core.Intake;

namespace DeductionGateway.Core.Settlement;

/// <summary>What a bank entry is to a payout whose reference its text holds. Not one's own: another amount than the payout's, or one debit more.</summary>
public readonly record struct PayoutEntry(ApprovedPayout Payout, bool IsIts);

/// <summary>
/// Finds the debits by which payouts left the account, and the credits by which they came back. A payout leaves once, by the first debit of its amount that names it, and
/// comes back at most once, by the first such credit that is not older than the debit. Whatever else names it is not it. Which text showed a payout first does not matter,
/// nor in which order entries stand.
/// </summary>
public static class PayoutEntries
{
    /// <param name="payouts">What two people approved.</param>
    /// <param name="entries">What a folder shows, and the entries of <paramref name="settled"/>.</param>
    /// <param name="settled">By the identity of an entry the reference of the payout that an earlier folder booked it as: that stands.</param>
    /// <returns>By identity; entries that name no payout, or several, are not in it, nor credits that are none's return, nor what takes an entry back.</returns>
    public static IReadOnlyDictionary<string, PayoutEntry> Find(IReadOnlyList<ApprovedPayout> payouts, IReadOnlyList<BankEntry> entries, IReadOnlyDictionary<string, string> settled)
    {
        var found = new Dictionary<string, PayoutEntry>(StringComparer.Ordinal);
        if (payouts.Count == 0) return found;
        var references = new PayoutReferences(payouts);
        // Of credits, which may be a million, only those of a payout's amount are read.
        var amounts = payouts.Select(static payout => payout.Amount).ToHashSet();
        var named = entries.Where(entry => !entry.IsReversal && (entry.Amount < 0 || amounts.Contains(entry.Amount))).DistinctBy(static entry => entry.Identity)
            .Select(entry => (Entry: entry, Payout: PayoutOf(entry))).Where(static one => one.Payout is not null).ToLookup(static one => one.Payout!, static one => one.Entry);
        foreach (var payout in payouts)
        {
            var own = named[payout].OrderByDescending(entry => settled.GetValueOrDefault(entry.Identity) == payout.Reference)
                .ThenBy(static entry => entry.ValueDate).ThenBy(static entry => entry.Identity, StringComparer.Ordinal).ToList();
            var debit = own.Find(entry => entry.Amount == -payout.Amount);
            var back = debit is null ? null : own.Find(entry => entry.Amount == payout.Amount && entry.ValueDate >= debit.ValueDate);
            foreach (var entry in own.Where(entry => entry.Amount < 0 || entry == back)) found[entry.Identity] = new PayoutEntry(payout, entry == debit || entry == back);
        }
        return found;

        // What is booked is known by that: the form of an entry that is kept may be one that names nothing.
        ApprovedPayout? PayoutOf(BankEntry entry) => settled.TryGetValue(entry.Identity, out var reference) ? references.Of(reference) : references.NamedBy(entry);
    }
}
