using DeductionGateway.Core.Ledger;

namespace DeductionGateway.Reconciliation;

/// <summary>
/// The difference between the entries in force for a unit and the entries wanted: equal ones stay, others are reversed, new ones posted.
/// This one mechanism makes a second run change nothing, a corrected file replace an earlier one, and late money complete an old period.
/// </summary>
internal static class BookDifference
{
    /// <param name="inForce">Entries of the unit neither reversed nor reversals.</param>
    /// <param name="wanted">What the unit stands for by all facts known now.</param>
    /// <param name="asOf">The date of reversals: the latest value date of the folder, never the clock.</param>
    /// <param name="changes">How many stay, come and go.</param>
    public static List<WantedEntry> Of(IReadOnlyList<StoredEntry> inForce, IEnumerable<WantedEntry> wanted, DateOnly asOf, out BookChanges changes)
    {
        var byReference = inForce.ToDictionary(static entry => entry.Reference, StringComparer.Ordinal);
        var post = new List<WantedEntry>();
        var kept = 0;
        foreach (var entry in wanted)
        {
            if (byReference.TryGetValue(entry.Reference, out var stored) && IsEqual(stored, entry))
            {
                byReference.Remove(entry.Reference);
                kept++;
            }
            else
            {
                post.Add(entry);
            }
        }
        var added = post.Count;
        var reversals = byReference.Values.OrderBy(static entry => entry.Period).ThenBy(static entry => entry.EntryId).Select(entry => Reversal(entry, asOf)).ToList();
        changes = new BookChanges(added, kept, reversals.Count);
        reversals.AddRange(post);
        return reversals;
    }

    private static bool IsEqual(StoredEntry stored, WantedEntry wanted)
    {
        if (stored.Date != wanted.Date || stored.Source != (short)wanted.Source || stored.Postings.Count != wanted.Postings.Count) return false;
        for (var i = 0; i < stored.Postings.Count; i++)
        {
            if (stored.Postings[i] != wanted.Postings[i]) return false;
        }
        return true;
    }

    private static WantedEntry Reversal(StoredEntry entry, DateOnly asOf) => new(
        asOf < entry.Date ? entry.Date : asOf, EntrySource.Reversal, entry.Reference,
        entry.Postings.ConvertAll(static posting => posting with { Debit = posting.Credit, Credit = posting.Debit }), entry);
}
