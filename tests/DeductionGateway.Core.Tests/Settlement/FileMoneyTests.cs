using DeductionGateway.Core.Settlement;

namespace DeductionGateway.Core.Tests.Settlement;

/// <summary>CONTRACT §4 (a)–(f): what K tied to a file says of R reported. The first rule that fits counts.</summary>
public sealed class FileMoneyTests
{
    [Theory]
    [InlineData(999, MoneyFinding.Part, 0, 999, 0)]
    [InlineData(1_000, MoneyFinding.Received, 1_000, 0, 0)]
    [InlineData(1_001, MoneyFinding.Received, 1_000, 0, 1)]
    public void A_all_is_received_where_the_credits_are_what_was_reported(long credited, MoneyFinding finding, long used, long held, long rest) =>
        Decide(1_000, credited).ShouldBe(new FileMoney(finding, used, 0, 0, held, rest));

    [Theory]
    [InlineData(994, MoneyFinding.Part)]
    [InlineData(993, MoneyFinding.Fee)]
    [InlineData(992, MoneyFinding.Part)]
    public void B_a_gap_that_is_a_listed_fee_is_the_banks(long credited, MoneyFinding finding)
    {
        var money = Decide(1_000, credited, fees: [7]);
        money.Finding.ShouldBe(finding);
        if (finding == MoneyFinding.Fee) money.ShouldBe(new FileMoney(MoneyFinding.Fee, 993, 7, 0, 0, 0));
    }

    [Theory]
    [InlineData(1, MoneyFinding.Part)]
    [InlineData(2, MoneyFinding.Fee)]
    public void B_one_fee_at_most_for_each_credit(int credits, MoneyFinding finding) => Decide(1_000, 986, fees: [7], credits: credits).Finding.ShouldBe(finding);

    [Theory]
    [InlineData(799, MoneyFinding.Part)]
    [InlineData(800, MoneyFinding.Cut)]
    [InlineData(801, MoneyFinding.Part)]
    public void C_a_gap_that_is_all_duplicates_was_never_withheld(long credited, MoneyFinding finding) =>
        Decide(1_000, credited, duplicates: 200).Finding.ShouldBe(finding);

    [Theory]
    [InlineData(949, MoneyFinding.Part, 0)]
    [InlineData(950, MoneyFinding.Gap, 50)]
    [InlineData(951, MoneyFinding.Gap, 49)]
    [InlineData(999, MoneyFinding.Gap, 1)]
    public void D_a_gap_up_to_the_limit_is_owed_by_the_employer(long credited, MoneyFinding finding, long gap)
    {
        var money = Decide(1_000, credited, gapLimit: 50);
        (money.Finding, money.Gap).ShouldBe((finding, gap));
    }

    [Fact]
    public void D_without_a_limit_no_gap_is_accepted() => Decide(1_000, 999).Finding.ShouldBe(MoneyFinding.Part);

    [Fact]
    public void E_what_nothing_explains_is_held_and_nothing_received() => Decide(1_000, 1).ShouldBe(new FileMoney(MoneyFinding.Part, 0, 0, 0, 1, 0));

    [Fact]
    public void Without_money_nothing_is_received() => Decide(1_000, 0).ShouldBe(new FileMoney(MoneyFinding.None, 0, 0, 0, 0, 0));

    [Fact]
    public void No_rule_explains_a_gap_where_no_money_came() =>
        Decide(50, 0, fees: [50], duplicates: 50, gapLimit: 50).ShouldBe(new FileMoney(MoneyFinding.None, 0, 0, 0, 0, 0));

    [Fact]
    public void Nothing_reported_counts_as_received() => Decide(0, 0).IsReceived.ShouldBeTrue();

    [Fact]
    public void F_what_came_beyond_is_the_rest() => Decide(1_000, 1_700).ShouldBe(new FileMoney(MoneyFinding.Received, 1_000, 0, 0, 0, 700));

    [Fact]
    public void A_is_before_all_others() => Decide(1_000, 1_000, fees: [7], duplicates: 7, gapLimit: 7).Finding.ShouldBe(MoneyFinding.Received);

    [Fact]
    public void B_is_before_D() => Decide(1_000, 993, fees: [7], gapLimit: 100).Finding.ShouldBe(MoneyFinding.Fee);

    [Fact]
    public void C_is_before_D() => Decide(1_000, 993, duplicates: 7, gapLimit: 100).Finding.ShouldBe(MoneyFinding.Cut);

    [Fact]
    public void Where_B_and_C_both_fit_E_follows_also_within_the_limit()
    {
        Decide(1_000, 993, fees: [7], duplicates: 7).ShouldBe(new FileMoney(MoneyFinding.Part, 0, 0, 0, 993, 0));
        Decide(1_000, 993, fees: [7], duplicates: 7, gapLimit: 100).Finding.ShouldBe(MoneyFinding.Part);
    }

    [Theory]
    [InlineData(1_000, MoneyFinding.Received)]
    [InlineData(993, MoneyFinding.Fee)]
    [InlineData(999, MoneyFinding.Part)]
    [InlineData(800, MoneyFinding.Part)]
    [InlineData(1_001, MoneyFinding.Part)]
    [InlineData(0, MoneyFinding.None)]
    public void By_exception_only_A_and_B_explain_a_credit(long credited, MoneyFinding finding)
    {
        var money = FileMoney.Decide(1_000, credited, 1, 200, new MoneyTerms([7], 50, true));
        money.Finding.ShouldBe(finding);
        if (finding == MoneyFinding.Part) (money.Used, money.Held, money.Rest).ShouldBe((0, credited, 0));
    }

    [Theory]
    [InlineData(7, new long[] { 7 }, 1, true)]
    [InlineData(6, new long[] { 7 }, 1, false)]
    [InlineData(8, new long[] { 7 }, 9, false)]
    [InlineData(14, new long[] { 7 }, 1, false)]
    [InlineData(14, new long[] { 7 }, 2, true)]
    [InlineData(7, new long[] { 7 }, 3, true)]
    [InlineData(10, new long[] { 3, 7 }, 1, false)]
    [InlineData(10, new long[] { 3, 7 }, 2, true)]
    [InlineData(13, new long[] { 3, 7 }, 3, true)]
    [InlineData(12, new long[] { 3, 7 }, 4, true)]
    [InlineData(11, new long[] { 3, 7 }, 9, false)]
    [InlineData(7, new long[0], 5, false)]
    [InlineData(0, new long[] { 7 }, 5, false)]
    public void A_sum_of_fees_takes_at_most_one_for_each_credit(long gap, long[] fees, int credits, bool isSum) => FileMoney.IsSumOfFees(gap, fees, credits).ShouldBe(isSum);

    [Fact]
    public void Every_rupiah_that_came_is_used_held_or_left_over()
    {
        for (var credited = 0L; credited <= 30; credited++)
        {
            foreach (var exception in new[] { false, true })
            {
                var money = FileMoney.Decide(20, credited, 2, 3, new MoneyTerms([1, 4], 2, exception));
                (money.Used + money.Held + money.Rest).ShouldBe(credited);
                if (money.IsReceived && money.Finding != MoneyFinding.Cut) (money.Used + money.Fee + money.Gap).ShouldBe(20);
            }
        }
    }

    private static FileMoney Decide(long reported, long credited, long[]? fees = null, int credits = 1, long duplicates = 0, long gapLimit = 0) =>
        FileMoney.Decide(reported, credited, credits, duplicates, new MoneyTerms(fees ?? [], gapLimit, false));
}
