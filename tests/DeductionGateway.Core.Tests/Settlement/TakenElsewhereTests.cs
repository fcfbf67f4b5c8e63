using DeductionGateway.Core.Billing;
using DeductionGateway.Core.Matching;
using DeductionGateway.Core.Settlement;
using FsCheck;
using FsCheck.Fluent;

namespace DeductionGateway.Core.Tests.Settlement;

/// <summary>What a collector took changes no amount and no class: it marks lines, and is claimed.</summary>
public sealed class TakenElsewhereTests
{
    private static readonly BillingLine Older = A.BillingLine(A.Member(), amount: 100, obligation: "1", due: new DateOnly(2026, 1, 5));
    private static readonly BillingLine Newer = A.BillingLine(A.Member(), amount: 50, obligation: "2", due: new DateOnly(2026, 1, 6));

    [Fact]
    public void A_missing_line_is_marked_and_nothing_of_it_is_money_of_ours()
    {
        var (unit, claims) = Taken(Unit.Of().Billed(Older).Answered(A.Line(A.Member(2), 5)), 0, 100);
        var row = unit.Rows.Single(static row => row.Billing is not null);
        (row.Class, row.Received, row.Suspense, row.TakenElsewhere, row.LeftOpen).ShouldBe((LineClass.Missing, 0, 0, 100, 0));
        TakenElsewhere.Shown(row).ShouldBe(("taken_elsewhere", "F08|B03"));
        row.Taxonomy.ShouldBe("B03", "its employer reads the row");
        row.Rule.ShouldNotContain("taken");
        Reasons.For(row).ShouldContain("not in arrears");
        var claim = claims.Single();
        (claim.For, claim.OfBills, claim.Billing!.ExpectedId, claim.Row).ShouldBe((TakenFor.OpenBill, 100, row.Billing!.ExpectedId, row));
    }

    [Fact]
    public void What_a_short_line_left_open_is_marked_after_other_channels_had_their_turn()
    {
        var settled = Unit.Of().Billed(Older).Answered(A.Line(A.Member(), 60)).Settle(60);
        OtherChannels.Settle(settled, [new Autodebit(A.Credit(30), A.Member(), "SW")]);
        var claim = TakenElsewhere.Mark(settled, [new Autodebit(A.Credit(25), A.Member(), "SW")]).Single();
        var row = settled.Rows.Single();
        (row.Class, row.Received, row.TakenElsewhere, row.LeftOpen).ShouldBe((LineClass.Short, 90, 10, 0));
        TakenElsewhere.Shown(row).ShouldBe(("taken_elsewhere", "F08|B01"));
        (claim.For, claim.OfBills, claim.Debit.Amount).ShouldBe((TakenFor.OpenBill, 10, 25));
        Reasons.For(row).ShouldContain("not in arrears");
    }

    [Fact]
    public void The_oldest_open_line_comes_first()
    {
        var (unit, claims) = Taken(Unit.Of().Billed(Newer, Older).Answered(A.Line(A.Member(2), 5)), 0, 120);
        unit.Rows.Where(static row => row.Billing is not null).OrderByDescending(static row => row.Expected).Select(static row => row.TakenElsewhere).ShouldBe([100, 20]);
        var part = Reasons.For(unit.Rows.Single(static row => row.TakenElsewhere == 20));
        part.ShouldContain("a collector took 20 of the rest");
        part.ShouldContain("30 is open still");
        part.ShouldNotContain("arrears");
        claims.Single().OfBills.ShouldBe(120);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(0)]
    public void A_line_that_wages_took_is_taken_twice_whether_they_are_remitted_or_not(long credited)
    {
        var (unit, claims) = Taken(Unit.Of().Billed(Older).Answered(A.Line(A.Member(), 100)), credited, 100);
        (unit.Rows.Single().Rule, unit.Rows.Single().TakenElsewhere).ShouldBe(("key@1", 0));
        (claims.Single().For, claims.Single().Row).ShouldBe((TakenFor.PaidBill, unit.Rows.Single()));
    }

    [Theory]
    [InlineData("PU")]
    [InlineData("")]
    [InlineData(null)]
    public void What_names_no_billed_line_is_a_claim_too(string? code)
    {
        var (unit, claims) = Taken(Unit.Of().Billed(Older).Answered(A.Line(A.Member(2), 5)), 0, 30, code);
        unit.Rows.ShouldAllBe(static row => row.TakenElsewhere == 0);
        (claims.Single().For, claims.Single().Billing).ShouldBe((TakenFor.Nothing, null));
    }

    private static readonly Gen<(int[] Bills, int[] Withheld, (int Amount, bool IsTaken)[] Debits)> Cases =
        from bills in Gen.Choose(1, 200).NonEmptyListOf()
        from withheld in Gen.Choose(0, 200).ListOf()
        from debits in Gen.Zip(Gen.Choose(1, 300), Gen.Elements(true, false)).ListOf()
        select (bills.Take(6).ToArray(), withheld.Take(6).ToArray(), debits.Take(6).Select(static one => (one.Item1, one.Item2)).ToArray());

    /// <summary>Wages, other channels and collectors over the lines of one member: each rupiah of ours stands once, each of a collector in one claim, and no line is marked beyond what it left open.</summary>
    [Fact]
    public void Every_rupiah_is_applied_held_or_claimed_once_in_whatever_order_they_came() => Prop.ForAll(Cases.ToArbitrary(), static one =>
    {
        var (unit, unplaced, claims) = Settled(one, isReversed: false);
        var brought = one.Debits.Where(static debit => !debit.IsTaken).Sum(static debit => (long)debit.Amount);
        (unit.Rows.Sum(static row => row.Received) + unplaced).ShouldBe(unit.Reported + brought);
        foreach (var row in unit.Rows) row.Received.ShouldBe(row.Applied.Sum(static applied => applied.Total) + row.Suspense);
        claims.Sum(static claim => claim.Debit.Amount).ShouldBe(one.Debits.Where(static debit => debit.IsTaken).Sum(static debit => (long)debit.Amount));
        foreach (var bill in unit.Rows.Where(static row => row.Billing is not null).GroupBy(static row => row.Billing!))
        {
            var settled = bill.Sum(static row => row.Applied.Sum(static applied => applied.Total) + row.TakenElsewhere);
            settled.ShouldBeLessThanOrEqualTo(bill.Key.Amount);
            foreach (var row in bill.Where(static row => row.TakenElsewhere > 0)) row.LeftOpen.ShouldBe(bill.Key.Amount - settled);
        }
        claims.Sum(static claim => claim.OfBills).ShouldBe(unit.Rows.Sum(static row => row.TakenElsewhere));
        Shown(Settled(one, isReversed: true)).ShouldBe(Shown((unit, unplaced, claims)));
    }).QuickCheckThrowOnFailure();

    private static (MatchedUnit Unit, long Unplaced, IReadOnlyList<CollectorClaim> Claims) Settled((int[] Bills, int[] Withheld, (int Amount, bool IsTaken)[] Debits) one, bool isReversed)
    {
        var bills = one.Bills.Select(static (amount, place) => A.BillingLine(A.Member(), "SW", amount, obligation: $"{place}")).ToArray();
        var unit = Unit.Of().Billed(bills).Answered([.. one.Withheld.Select(static (amount, place) => A.Line(A.Member(), amount + place)), A.Line(A.Member(2), 5)]);
        var settled = unit.Settle(unit.Match().Reported);
        var debits = one.Debits.Select(static (debit, place) => (debit.IsTaken, Debit: new Autodebit(A.Credit(debit.Amount, $"D{place}"), A.Member(), "SW"))).ToList();
        if (isReversed) debits.Reverse();
        var unplaced = OtherChannels.Settle(settled, [.. debits.Where(static debit => !debit.IsTaken).Select(static debit => debit.Debit)]).Sum(static rest => rest.Amount);
        return (settled, unplaced, TakenElsewhere.Mark(settled, [.. debits.Where(static debit => debit.IsTaken).Select(static debit => debit.Debit)]));
    }

    private static string Shown((MatchedUnit Unit, long Unplaced, IReadOnlyList<CollectorClaim> Claims) one) => string.Join('\n',
        one.Unit.Rows.Select(static row => $"{row.Class} {row.Billing?.ExpectedId} {row.Received} {row.Suspense} {row.TakenElsewhere} {row.Taxonomy} {row.Rule} {string.Join('+', row.OtherEntries)}")
            .Concat(one.Claims.Select(static claim => $"{claim.Debit.BankRef} {claim.For} {claim.OfBills}")).Append($"{one.Unplaced}"));

    private static (MatchedUnit Unit, IReadOnlyList<CollectorClaim> Claims) Taken(Unit unit, long credited, long taken, string? code = "SW")
    {
        var settled = unit.Settle(credited);
        return (settled, TakenElsewhere.Mark(settled, [new Autodebit(A.Credit(taken), A.Member(), code)]));
    }
}
