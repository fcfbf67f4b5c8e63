using DeductionGateway.Core.Matching;
using DeductionGateway.Core.Settlement;
using FsCheck;
using FsCheck.Fluent;

namespace DeductionGateway.Core.Tests.Properties;

/// <summary>What holds of money whatever was billed, reported and received. A failing case is printed with its seed.</summary>
public sealed class MoneyPropertyTests
{
    private static readonly string[] Codes = ["SW", "PU", "TK", "SS", "QB"];

    private static readonly Gen<Case> Cases =
        from bills in Gen.Choose(1, 500).NonEmptyListOf()
        from lines in Gen.Zip(Gen.Choose(0, 20), Gen.Choose(0, 500)).NonEmptyListOf()
        from share in Gen.Elements(0, 1, 2, 3)
        from credited in Gen.Choose(0, 5_000)
        select new Case([.. bills], [.. lines.Select(static line => (line.Item1, line.Item2))], share, credited);

    [Fact]
    public void Every_rupiah_that_pays_a_file_is_applied_or_held_on_exactly_one_row() => Prop.ForAll(Cases.ToArbitrary(), static one =>
    {
        var (unit, money) = one.Settled();
        unit.Rows.Sum(static row => row.Received).ShouldBe(money.Used + money.Fee + money.Gap);
        foreach (var row in unit.Rows) row.Received.ShouldBe(row.Applied.Sum(static applied => applied.Total) + row.Suspense);
        (money.Used + money.Held + money.Rest).ShouldBe(one.CreditedFor(unit));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void No_billing_line_takes_more_than_is_billed_nor_any_component_more_than_is_due() => Prop.ForAll(Cases.ToArbitrary(), static one =>
    {
        foreach (var bill in one.Settled().Unit.Rows.SelectMany(static row => row.Applied).GroupBy(static applied => applied.Billing!))
        {
            bill.Sum(static applied => applied.Total).ShouldBeLessThanOrEqualTo(bill.Key.Amount);
            bill.Sum(static applied => applied.Interest).ShouldBeLessThanOrEqualTo(bill.Key.InterestDue);
            bill.Sum(static applied => applied.Principal).ShouldBeLessThanOrEqualTo(bill.Key.PrincipalDue);
            bill.ShouldAllBe(static applied => applied.Penalty >= 0 && applied.Interest >= 0 && applied.Principal >= 0 && applied.Savings >= 0 && applied.Shop >= 0 && applied.Passthrough >= 0);
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Every_entry_balances_and_credits_no_rupiah_that_was_not_received() => Prop.ForAll(Cases.ToArbitrary(), static one =>
    {
        var unit = one.Settled().Unit;
        var entries = SettlementEntries.ForRows("E1/2026-02", unit.Rows, static _ => new DateOnly(2026, 2, 25)).Select(static one => one.Entry).ToList();
        foreach (var entry in entries) entry.Postings.Sum(static posting => posting.Debit - posting.Credit).ShouldBe(0);
        entries.Select(static entry => entry.Reference).ShouldBeUnique();
        entries.Sum(static entry => entry.Postings.Sum(static posting => posting.Debit)).ShouldBe(unit.Rows.Sum(static row => row.Received));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_order_of_the_payroll_lines_changes_no_amount() => Prop.ForAll(Cases.ToArbitrary(), static one =>
        Amounts(one with { Lines = [.. one.Lines.Reverse()] }).ShouldBe(Amounts(one))).QuickCheckThrowOnFailure();

    private static List<string> Amounts(Case one) => [.. one.Settled().Unit.Rows
        .Select(static row => $"{row.Class} {row.Billing?.ExpectedId} {row.Reported} {row.Received} {row.Applied.Sum(static applied => applied.Total)} {row.HeldIn}").Order(StringComparer.Ordinal)];

    /// <summary>One line is billed to each of up to nine members and codes; lines speak for one of them, or for nobody. Money: none, some, as reported, more.</summary>
    private sealed record Case(IReadOnlyList<int> Bills, IReadOnlyList<(int Who, int Amount)> Lines, int Share, int Credited)
    {
        public (MatchedUnit Unit, FileMoney Money) Settled()
        {
            var bills = Bills.Take(20).Select(static (amount, place) => A.BillingLine(
                A.Member(1 + place % 9), Codes[place % Codes.Length], amount, obligation: $"{place}", interest: Codes[place % Codes.Length] == "PU" ? amount / 3 : 0, id: $"X{place}")).ToArray();
            var lines = Lines.Select(line => line.Who < bills.Length ? A.Line(bills[line.Who].Member, line.Amount, bills[line.Who].Code.Code) : A.Line(A.Member(9), line.Amount, "SW", key: "99887766", name: "ORANG LAIN", nationalId: "1")).ToArray();
            var unit = Unit.Of([.. Enumerable.Range(1, 9).Select(static number => A.Member(number))]).Billed(bills).Answered(lines);
            var credited = CreditedFor(unit.Match());
            var settled = unit.Settle(credited, fees: [7], gapLimit: 3);
            return (settled, FileMoney.Decide(settled.Reported, credited, 1, settled.Duplicates, new MoneyTerms([7], 3, false)));
        }

        public long CreditedFor(MatchedUnit unit) => Share switch
        {
            0 => Credited,
            1 => unit.Reported,
            2 => Math.Max(0, unit.Reported - 7),
            _ => Math.Max(0, unit.Reported - unit.Duplicates),
        };
    }
}
