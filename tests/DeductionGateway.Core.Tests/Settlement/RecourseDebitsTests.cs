using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Settlement;
using FsCheck;
using FsCheck.Fluent;

namespace DeductionGateway.Core.Tests.Settlement;

/// <summary>What a debit on the cooperative's own account was taken for: exactly one way, or nothing.</summary>
public sealed class RecourseDebitsTests
{
    private static readonly Shortfall[] Open = [new(A.February, "E1", "M1", 300), new(A.February, "E1", "M2", 200), new(A.January, "E1", "M1", 70), new(A.February, "E2", "M5", 90), new(A.February, "E2", "M6", 300)];

    [Theory]
    [InlineData(500, "", "M1 2026-02 300|M2 2026-02 200")]
    [InlineData(200, "", "M2 2026-02 200")]
    [InlineData(70, "", "M1 2026-01 70")]
    [InlineData(390, "", "M5 2026-02 90|M6 2026-02 300")]
    [InlineData(300, "", "")]
    [InlineData(300, "E2", "M6 2026-02 300")]
    [InlineData(500, "E2", "")]
    [InlineData(501, "", "")]
    public void One_way_or_nothing(long amount, string named, string candidates) =>
        string.Join(';', RecourseDebits.Find([Debit(amount, named: named)], Open).Select(static one => one.Candidates)).ShouldBe(candidates);

    [Fact]
    public void Two_debits_for_the_same_shortfall_are_both_left_open()
    {
        RecourseDebits.Find([Debit(200, "D1"), Debit(200, "D2")], Open).ShouldBeEmpty();
        RecourseDebits.Find([Debit(500, "D1"), Debit(200, "D2")], Open).ShouldBeEmpty("M2's shortfall would be taken twice");
        RecourseDebits.Find([Debit(500, "D1"), Debit(70, "D2")], Open).Count.ShouldBe(2);
    }

    /// <summary>The debit is of February: what is open of March cannot be what it was taken for, nor make February's doubtful.</summary>
    [Fact]
    public void Nothing_that_came_after_the_debit()
    {
        Shortfall[] later = [new(new PayPeriod(2026, 3), "E1", "M9", 50)];
        RecourseDebits.Find([Debit(50)], later).ShouldBeEmpty();
        RecourseDebits.Find([Debit(50)], [.. later, new Shortfall(A.February, "E2", "M5", 50)]).Single().Candidates.ShouldBe("M5 2026-02 50");
    }

    private static readonly Gen<(Shortfall[] Open, UnexplainedDebit[] Debits)> Cases =
        from open in Gen.Zip(Gen.Zip(Gen.Choose(0, 1), Gen.Choose(1, 2)), Gen.Zip(Gen.Choose(1, 5), Gen.Choose(1, 9))).ListOf()
        from debits in Gen.Choose(1, 20).ListOf()
        select (open.DistinctBy(static one => (one.Item1, one.Item2.Item1)).Select(static one => new Shortfall(one.Item1.Item1 == 0 ? A.January : A.February, $"E{one.Item1.Item2}", $"M{one.Item2.Item1}", one.Item2.Item2)).ToArray(),
            debits.Select(static (amount, place) => Debit(amount, $"D{place}")).ToArray());

    [Fact]
    public void What_is_found_is_the_debit_to_the_rupiah_and_no_shortfall_is_taken_twice_in_whatever_order() => Prop.ForAll(Cases.ToArbitrary(), static one =>
    {
        var found = RecourseDebits.Find(one.Debits, one.Open);
        foreach (var recourse in found)
        {
            recourse.Shortfalls.Sum(static shortfall => shortfall.Amount).ShouldBe(-one.Debits.Single(debit => debit.Entry.Identity == recourse.Identity).Entry.Amount);
            recourse.Shortfalls.Select(static shortfall => (shortfall.Period, shortfall.Employer)).Distinct().Count().ShouldBe(1);
        }
        found.SelectMany(static recourse => recourse.Shortfalls).ShouldBeUnique();
        RecourseDebits.Find([.. Enumerable.Reverse(one.Debits)], [.. Enumerable.Reverse(one.Open)]).Select(static recourse => $"{recourse.Identity} {recourse.Candidates}").ShouldBe(found.Select(static recourse => $"{recourse.Identity} {recourse.Candidates}"));
    }).QuickCheckThrowOnFailure();

    private static UnexplainedDebit Debit(long amount, string reference = "D1", string named = "") => new(A.Credit(-amount, reference), named);
}
