using DeductionGateway.Core.Intake;
using DeductionGateway.Core.Ledger;
using DeductionGateway.Core.Settlement;
using DeductionGateway.Reconciliation;

namespace DeductionGateway.Answers;

/// <summary>
/// Where a credit's money is: <paramref name="Applied"/> went to the rows of a file or to the line an autodebit names, which say what of it they hold
/// for the member; <paramref name="Held"/> stands on no row and lies in <paramref name="HeldIn"/>. Whole rupiah; both 0 for debits, reversals and what they cancel.
/// </summary>
internal readonly record struct EntryMoney(long Applied, long Held, Account? HeldIn)
{
    public static EntryMoney Of(SortedEntry one, RunTotals totals)
    {
        if (one.Entry.Amount <= 0 || one.Cancels is not null || one.IsCancelled) return default;
        var tied = one.Kind == BankEntryKind.Autodebit ? one.Entry.Amount : 0;
        foreach (var portion in totals.Portions.GetValueOrDefault(one.Entry.Identity) ?? [])
        {
            if (!portion.IsHeld) tied += portion.Amount;
        }
        var (rest, account) = totals.Rests.GetValueOrDefault(one.Entry.Identity);
        var held = one.Entry.Amount - tied + rest;
        return new EntryMoney(tied - rest, held, held == 0 ? null : rest > 0 ? account : one.Holder);
    }

    /// <summary>Credits of this folder's statements that stand on no row, by the account that holds them.</summary>
    public static SortedDictionary<Account, long> HeldOnNoRow(RunTotals totals)
    {
        var held = new SortedDictionary<Account, long>();
        foreach (var one in totals.Bank)
        {
            var money = Of(one, totals);
            if (money.HeldIn is { } account) held[account] = held.GetValueOrDefault(account) + money.Held;
        }
        return held;
    }
}
