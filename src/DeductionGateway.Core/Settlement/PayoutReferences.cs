using DeductionGateway.Core.Intake;

namespace DeductionGateway.Core.Settlement;

/// <summary>Finds payouts by their references, which stand anywhere in an entry's texts, with letters before and behind. A text is read once for each length that references have, however many there are.</summary>
internal sealed class PayoutReferences
{
    private readonly Dictionary<string, ApprovedPayout> _byReference;
    private readonly Dictionary<string, ApprovedPayout>.AlternateLookup<ReadOnlySpan<char>> _bySpan;
    private readonly int[] _lengths;

    public PayoutReferences(IReadOnlyList<ApprovedPayout> payouts)
    {
        _byReference = payouts.ToDictionary(static payout => payout.Reference, StringComparer.OrdinalIgnoreCase);
        _bySpan = _byReference.GetAlternateLookup<ReadOnlySpan<char>>();
        _lengths = [.. _byReference.Keys.Select(static reference => reference.Length).Distinct()];
    }

    public ApprovedPayout? Of(string reference) => _byReference.GetValueOrDefault(reference);

    /// <summary>The one payout that an entry names: a debit of whatever amount, a credit only one of its own. Null where it names none, or several.</summary>
    public ApprovedPayout? NamedBy(BankEntry entry)
    {
        ApprovedPayout? named = null;
        foreach (var text in (ReadOnlySpan<string>)[entry.Narrative, entry.CustomerRef, entry.BankRef])
        {
            foreach (var length in _lengths)
            {
                for (var start = 0; start + length <= text.Length; start++)
                {
                    if (!_bySpan.TryGetValue(text.AsSpan(start, length), out var payout) || payout == named || entry.Amount > 0 && payout.Amount != entry.Amount) continue;
                    if (named is not null) return null;
                    named = payout;
                }
            }
        }
        return named;
    }
}
