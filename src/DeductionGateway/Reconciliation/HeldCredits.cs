using DeductionGateway.Core.Settlement;

namespace DeductionGateway.Reconciliation;

/// <summary>The latest word on what of an employer's credit waits for him, in whole rupiah; 0 = no more.</summary>
internal sealed record StoredHeld(string Identity, int Revision, string Employer, long Amount);

/// <summary>What of employers' credits fits no file and waits in 2-1045, as it was stored; what a run finds otherwise is a further revision.</summary>
internal sealed class HeldCredits(IReadOnlyList<StoredHeld> stored)
{
    private readonly Dictionary<string, StoredHeld> _stored = stored.ToDictionary(static one => one.Identity, StringComparer.Ordinal);

    /// <summary>Of the credits that were looked at; others wait as they did.</summary>
    public IEnumerable<StoredHeld> Changes(string employer, TiedUnits tied)
    {
        var held = tied.Ties.Portions.Where(static portion => portion is { IsHeld: true, Period: null })
            .GroupBy(static portion => portion.Entry.Identity, StringComparer.Ordinal).ToDictionary(static one => one.Key, static one => one.Sum(static portion => portion.Amount), StringComparer.Ordinal);
        foreach (var identity in tied.Credits.Select(static credit => credit.Entry.Identity))
        {
            var amount = held.GetValueOrDefault(identity);
            var known = _stored.GetValueOrDefault(identity);
            if (amount == (known?.Amount ?? 0) && (amount == 0 || known!.Employer == employer)) continue;
            yield return _stored[identity] = new StoredHeld(identity, (known?.Revision ?? 0) + 1, employer, amount);
        }
    }
}
