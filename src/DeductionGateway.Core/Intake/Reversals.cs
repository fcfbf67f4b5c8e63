namespace DeductionGateway.Core.Intake;

/// <summary>
/// Finds the entry that an RC/RD takes back (CONTRACT §1): the one with the same bank reference, else the one whose reference its
/// remark quotes, else the only one of equal amount that was there by then; otherwise none, which is a case for a person. Each entry is taken back once.
/// </summary>
public static class Reversals
{
    public static IReadOnlyDictionary<BankEntry, BankEntry?> Link(IReadOnlyList<BankEntry> entries)
    {
        var reversals = entries.Where(static entry => entry.IsReversal)
            .OrderBy(static entry => entry.ValueDate).ThenBy(static entry => entry.Identity, StringComparer.Ordinal).ToList();
        var links = reversals.ToDictionary(static reversal => reversal, static _ => (BankEntry?)null);
        var byAmount = entries.Where(static entry => !entry.IsReversal).ToLookup(static entry => (entry.Account, entry.Amount));
        var cancelled = new HashSet<string>();
        Func<BankEntry, BankEntry, bool>[] ways =
        [
            static (reversal, entry) => reversal.BankRef.Length > 0 && reversal.BankRef == entry.BankRef,
            static (reversal, entry) => entry.BankRef.Length > 0 && Quotes(reversal.Narrative, entry.BankRef),
            static (reversal, entry) => entry.ValueDate <= reversal.ValueDate,
        ];
        for (var way = 0; way < ways.Length; way++)
        {
            foreach (var reversal in reversals)
            {
                if (links[reversal] is not null) continue;
                var fits = byAmount[(reversal.Account, -reversal.Amount)].Where(entry => !cancelled.Contains(entry.Identity) && ways[way](reversal, entry)).ToList();
                if (fits.Count == 0 || (way == ways.Length - 1 && fits.Count > 1)) continue;
                var taken = fits.OrderBy(static entry => entry.ValueDate).ThenBy(static entry => entry.Identity, StringComparer.Ordinal).First();
                links[reversal] = taken;
                cancelled.Add(taken.Identity);
            }
        }
        return links;
    }

    private static bool Quotes(string remark, string reference)
    {
        var at = remark.IndexOf(reference, StringComparison.OrdinalIgnoreCase);
        if (at < 0) return false;
        var end = at + reference.Length;
        return (at == 0 || !char.IsLetterOrDigit(remark[at - 1])) && (end == remark.Length || !char.IsLetterOrDigit(remark[end]));
    }
}
