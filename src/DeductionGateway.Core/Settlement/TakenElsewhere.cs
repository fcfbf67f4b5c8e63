using DeductionGateway.Core.Billing;
using DeductionGateway.Core.Intake;
using DeductionGateway.Core.Matching;
using DeductionGateway.Core.Members;

namespace DeductionGateway.Core.Settlement;

/// <summary>What a debit that a collector took for itself was taken for.</summary>
public enum TakenFor
{
    /// <summary>A billing line that is open: it is not the member who is in arrears with it.</summary>
    OpenBill,

    /// <summary>A billing line that wages or another channel paid as well: the second money is at the collector.</summary>
    PaidBill,

    /// <summary>No billing line of the period.</summary>
    Nothing,
}

/// <summary>
/// What is claimed from a collector. <paramref name="Debit"/>: counterparty is the collector, the reference the bank's. <paramref name="Billing"/> and <paramref name="Row"/>: the
/// oldest line that it was taken for and the row that shows it, null where it names none. <paramref name="OfBills"/>: whole rupiah of open lines.
/// </summary>
public sealed record CollectorClaim(BankEntry Debit, Member Member, string Code, BillingLine? Billing, LineOutcome? Row, long OfBills)
{
    public TakenFor For => OfBills > 0 ? TakenFor.OpenBill : Billing is not null ? TakenFor.PaidBill : TakenFor.Nothing;
}

/// <summary>
/// Marks what collectors took for themselves (DOMAIN §5.4: money at another creditor): nothing of it is money of the cooperative, so nothing of a row changes, which
/// its employer reads; a line that it was taken for is claimed from the collector, not from the member. Oldest line first, as money of other channels.
/// </summary>
public static class TakenElsewhere
{
    private const string Rule = "taken_elsewhere", OtherChannel = "F08";

    /// <summary>Rule and codes of a row as the cooperative reads them in lines.csv. What is stored with the row, and its employer reads, says nothing of another creditor.</summary>
    public static (string Rule, string Taxonomy) Shown(LineOutcome row) => row.TakenElsewhere == 0 ? (row.Rule, row.Taxonomy) : (Rule, CodeMatching.Joined(OtherChannel, row.Taxonomy));

    /// <summary>Marks rows of a unit on which all money was laid. Returns one claim a debit, by date.</summary>
    public static IReadOnlyList<CollectorClaim> Mark(MatchedUnit unit, IReadOnlyList<Autodebit> debits)
    {
        if (debits.Count == 0) return [];
        var bills = new PaidBills(unit, debits.Select(static debit => debit.Member));
        return [.. Autodebit.InOrder(debits).Select(debit => Mark(debit, bills))];
    }

    private static CollectorClaim Mark(Autodebit debit, PaidBills bills)
    {
        var (rest, code) = (debit.Entry.Amount, debit.Code ?? "");
        IReadOnlyList<BillingLine> named = code.Length == 0 ? [] : bills.Of(debit.Member, code);
        BillingLine? first = null;
        foreach (var bill in named)
        {
            var part = Math.Min(bill.Amount - bills.Got(bill), rest);
            if (part <= 0 || bills.LastRow(bill) is not { Class: LineClass.Missing or LineClass.Short } row) continue;
            row.TakenElsewhere += part;
            bills.Add(bill, part);
            row.LeftOpen = row.Billing is null ? row.Expected - row.Applied.Sum(static applied => applied.Total) - row.TakenElsewhere : bill.Amount - bills.Got(bill);
            first ??= bill;
            rest -= part;
        }
        first ??= named.FirstOrDefault(bill => bills.LastRow(bill) is not null);
        return new CollectorClaim(debit.Entry, debit.Member, code, first, first is null ? null : bills.LastRow(first), debit.Entry.Amount - rest);
    }
}
