using DeductionGateway.Core.Settlement;
using FsCheck;
using FsCheck.Fluent;

namespace DeductionGateway.Core.Tests.Settlement;

/// <summary>CONTRACT §4 (g): several credits, several open files; every assignment that cannot be extended is counted, exactly one must exist.</summary>
public sealed class UniqueAssignmentTests
{
    [Theory]
    [InlineData(new long[] { 100 }, new long[] { 100 }, new[] { 0 })]
    [InlineData(new long[] { 100, 200 }, new long[] { 200, 100 }, new[] { 1, 0 })]
    [InlineData(new long[] { 60, 40 }, new long[] { 100 }, new[] { 0, 0 })]
    [InlineData(new long[] { 60, 40, 7 }, new long[] { 100 }, new[] { 0, 0, -1 })]
    [InlineData(new long[] { 60, 40, 300 }, new long[] { 300, 100 }, new[] { 1, 1, 0 })]
    [InlineData(new long[] { 99 }, new long[] { 100 }, new[] { -1 })]
    [InlineData(new long[] { 101 }, new long[] { 100 }, new[] { -1 })]
    [InlineData(new long[] { 5 }, new long[0], new[] { -1 })]
    [InlineData(new long[0], new long[] { 100 }, new int[0])]
    public void The_only_way_is_taken(long[] credits, long[] files, int[] assigned) => UniqueAssignment.Find(credits, files).ShouldBe(assigned);

    [Theory]
    [InlineData(new long[] { 100, 100 }, new long[] { 100 })]
    [InlineData(new long[] { 100 }, new long[] { 100, 100 })]
    [InlineData(new long[] { 100, 100 }, new long[] { 100, 100 })]
    [InlineData(new long[] { 60, 40, 100 }, new long[] { 100 })]
    [InlineData(new long[] { 60, 40, 70, 30 }, new long[] { 100 })]
    [InlineData(new long[] { 100, 200 }, new long[] { 100, 300 })]
    public void Two_ways_are_none(long[] credits, long[] files) => UniqueAssignment.Find(credits, files).ShouldBeNull();

    [Fact]
    public void Equal_credits_that_are_all_needed_are_one_way() => UniqueAssignment.Find([50, 50], [100]).ShouldBe([0, 0]);

    [Fact]
    public void A_way_that_can_be_extended_does_not_count() =>
        // 100 alone on the first file is no way of its own: the second can still take its 200.
        UniqueAssignment.Find([100, 200], [100, 200]).ShouldBe([0, 1]);

    [Fact]
    public void Credits_larger_than_every_file_do_not_stand_in_the_way() =>
        UniqueAssignment.Find([.. Enumerable.Repeat(500L, 100), 30, 70], [100])![^2..].ShouldBe([0, 0]);

    [Fact]
    public void Forty_credits_that_fit_nothing_do_not_stand_in_the_way() =>
        UniqueAssignment.Find([.. Enumerable.Range(0, 40).Select(static one => 1_000_000L + 2 * one), 7], [1_000_001, 7])!.ShouldBe([.. Enumerable.Repeat(-1, 40), 1]);

    [Fact]
    public void More_credits_than_a_set_can_hold_need_a_person() => UniqueAssignment.Find([.. Enumerable.Repeat(1L, UniqueAssignment.MaximumCredits + 1)], [2]).ShouldBeNull();

    [Fact]
    public void More_ways_than_can_be_tried_need_a_person() => UniqueAssignment.Find([.. Enumerable.Repeat(1L, 60)], [30]).ShouldBeNull();

    /// <summary>Against trying every set: small cases of every kind, where both must say the same.</summary>
    [Fact]
    public void It_says_what_trying_everything_says() => Prop.ForAll(SmallCases.ToArbitrary(), static one =>
        UniqueAssignment.Find(one.Credits, one.Files).ShouldBe(ByTryingEverything(one.Credits, one.Files))).QuickCheckThrowOnFailure();

    private static readonly Gen<(long[] Credits, long[] Files)> SmallCases =
        from credits in Gen.Choose(1, 9).ListOf()
        from files in Gen.Choose(1, 15).ListOf()
        select (credits.Take(7).Select(static one => (long)one).ToArray(), files.Take(3).Select(static one => (long)one).ToArray());

    private static int[]? ByTryingEverything(long[] credits, long[] files)
    {
        var ways = new List<int[]>();
        var count = (int)Math.Pow(files.Length + 1, credits.Length);
        for (var way = 0; way < count; way++)
        {
            var assigned = new int[credits.Length];
            for (int i = 0, rest = way; i < credits.Length; i++, rest /= files.Length + 1) assigned[i] = rest % (files.Length + 1) - 1;
            var sums = files.Select((_, file) => credits.Where((_, i) => assigned[i] == file).Sum()).ToArray();
            if (sums.Zip(files).All(static pair => pair.First == 0 || pair.First == pair.Second)) ways.Add(assigned);
        }
        bool Extends(int[] larger, int[] smaller) => larger != smaller && smaller.Zip(larger).All(static pair => pair.First < 0 || pair.First == pair.Second);
        var whole = ways.FindAll(way => !ways.Exists(other => Extends(other, way)));
        return whole.Count == 1 ? whole[0] : null;
    }
}
