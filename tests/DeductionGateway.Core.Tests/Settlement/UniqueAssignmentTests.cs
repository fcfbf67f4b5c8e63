using DeductionGateway.Core.Settlement;

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

    [Theory]
    [InlineData(UniqueAssignment.MaximumCredits, true)]
    [InlineData(UniqueAssignment.MaximumCredits + 1, false)]
    public void Too_many_credits_at_once_need_a_person(int credits, bool tried)
    {
        var amounts = Enumerable.Range(0, credits).Select(static bit => 1L << bit).ToArray();
        (UniqueAssignment.Find(amounts, [3]) is not null).ShouldBe(tried);
    }
}
