using DeductionGateway.Core.Billing;

namespace DeductionGateway.Core.Settlement;

/// <summary>A component of what is billed; money is laid on them in the order of a waterfall.</summary>
public enum Component { Penalty, Interest, Principal, MandatorySavings, Shop, VoluntarySavings, Other }

/// <summary>
/// The order in which one amount fills what is billed. Within a billing line: penalty, interest, principal (CONTRACT §4).
/// Over all lines of an employee (shape total): <see cref="TotalOrder"/>, oldest line first within a component.
/// </summary>
public static class Waterfall
{
    /// <summary>Order is data: denda, jasa, pokok, simpanan wajib, toko, simpanan sukarela, others (CONTRACT §3 Total, DOMAIN §6.3).</summary>
    public static IReadOnlyList<Component> TotalOrder { get; } =
    [
        Component.Penalty, Component.Interest, Component.Principal, Component.MandatorySavings, Component.Shop,
        Component.VoluntarySavings, Component.Other,
    ];

    /// <summary>Lays an amount on one billing line that already got <paramref name="before"/>; never more than is billed.</summary>
    /// <param name="bill">The billing line.</param>
    /// <param name="before">What earlier money took of it, whole rupiah.</param>
    /// <param name="amount">What is to be laid, whole rupiah; the caller keeps before + amount within what is billed.</param>
    public static Applied Lay(BillingLine bill, long before, long amount)
    {
        switch (bill.Code.Kind)
        {
            case CodeKind.Loan:
                var penalty = Part(0, bill.PenaltyDue, before, amount);
                var interest = Part(bill.PenaltyDue, bill.InterestDue, before, amount);
                var principal = Part(bill.PenaltyDue + bill.InterestDue, bill.PrincipalDue, before, amount);
                return new Applied(bill, penalty, interest, principal, 0, 0, 0);
            case CodeKind.Savings:
                return new Applied(bill, 0, 0, 0, amount, 0, 0);
            case CodeKind.Shop:
                return new Applied(bill, 0, 0, 0, 0, amount, 0);
            default:
                return new Applied(bill, 0, 0, 0, 0, 0, amount);
        }
    }

    /// <summary>How much of <paramref name="amount"/> each billing line gets when one amount speaks for all of them.</summary>
    /// <param name="amount">Whole rupiah, at most the sum of the bills.</param>
    /// <param name="bills">The employee's billing lines, oldest first.</param>
    /// <param name="filled">One element a bill; set to what it gets.</param>
    public static void SplitTotal(long amount, ReadOnlySpan<BillingLine> bills, Span<long> filled)
    {
        filled.Clear();
        var rest = amount;
        foreach (var component in TotalOrder)
        {
            for (var i = 0; i < bills.Length && rest > 0; i++)
            {
                var part = Math.Min(rest, Due(bills[i], component));
                filled[i] += part;
                rest -= part;
            }
        }
    }

    private static long Due(BillingLine bill, Component component) => component switch
    {
        Component.Penalty => bill.Code.Kind == CodeKind.Loan ? bill.PenaltyDue : 0,
        Component.Interest => bill.Code.Kind == CodeKind.Loan ? bill.InterestDue : 0,
        Component.Principal => bill.Code.Kind == CodeKind.Loan ? bill.PrincipalDue : 0,
        Component.MandatorySavings => bill.Code.Code == "SW" ? bill.Amount : 0,
        Component.Shop => bill.Code.Kind == CodeKind.Shop ? bill.Amount : 0,
        Component.VoluntarySavings => bill.Code.Code == "SS" ? bill.Amount : 0,
        _ => bill.Code.Kind == CodeKind.Passthrough || (bill.Code.Kind == CodeKind.Savings && bill.Code.Code is not ("SW" or "SS")) ? bill.Amount : 0,
    };

    /// <summary>The overlap of [before, before + amount) with the component's own [start, start + due).</summary>
    private static long Part(long start, long due, long before, long amount) =>
        Math.Max(0, Math.Min(before + amount, start + due) - Math.Max(before, start));
}
