using DeductionGateway.Core.Billing;
using DeductionGateway.Core.Matching;

namespace DeductionGateway.Core.Tests.Matching;

/// <summary>CONTRACT §3 "Several lines, several billing lines under one key": where each line's money falls. "line→bill amount".</summary>
public sealed class LayOnTests
{
    [Fact]
    public void One_line_on_one_billing_line() => Lay([70], [100]).ShouldBe(["0→0 70"]);

    [Fact]
    public void One_line_fills_the_oldest_first() => Lay([150], [100, 200]).ShouldBe(["0→0 100", "0→1 50"]);

    [Fact]
    public void A_line_equal_to_a_billing_line_takes_it() => Lay([200, 100], [100, 200]).ShouldBe(["0→1 200", "1→0 100"]);

    [Fact]
    public void Of_two_equal_billing_lines_the_older_is_taken_first() => Lay([100, 100], [100, 100]).ShouldBe(["0→0 100", "1→1 100"]);

    [Fact]
    public void The_others_are_laid_largest_first() => Lay([30, 80], [100, 50]).ShouldBe(["0→0 20", "0→1 10", "1→0 80"]);

    [Fact]
    public void Equal_lines_are_laid_by_line_number() => Lay([60, 60], [100, 50]).ShouldBe(["0→0 60", "1→0 40", "1→1 20"]);

    [Fact]
    public void What_goes_beyond_stands_on_the_last_billing_line() => Lay([350], [100, 200]).ShouldBe(["0→0 100", "0→1 250"]);

    [Fact]
    public void What_goes_beyond_stands_on_the_last_also_where_another_line_took_it() => Lay([200, 150], [100, 200]).ShouldBe(["0→1 200", "1→0 100", "1→1 50"]);

    [Fact]
    public void A_billing_line_for_which_nothing_was_left_belongs_to_the_last_line_laid_on() => Lay([40, 30], [100, 50]).ShouldBe(["0→0 40", "1→0 30", "1→1 0"]);

    [Fact]
    public void Of_equal_smallest_lines_the_last_has_it() => Lay([40, 30, 30], [100, 50]).ShouldBe(["0→0 40", "1→0 30", "2→0 30", "2→1 0"]);

    [Fact]
    public void Where_every_line_took_its_own_the_smallest_of_all_has_it() => Lay([200, 100], [100, 200, 300]).ShouldBe(["0→1 200", "1→0 100", "1→2 0"]);

    [Fact]
    public void Lines_that_took_their_own_do_not_have_it_where_others_were_laid_on() =>
        Lay([50, 60], [50, 100, 300]).ShouldBe(["0→0 50", "1→1 60", "1→2 0"]);

    [Fact]
    public void A_line_of_0_stands_on_the_oldest_that_is_not_full() => Lay([0], [100, 200]).ShouldBe(["0→0 0", "0→1 0"]);

    [Fact]
    public void A_line_that_names_a_billing_line_takes_it_whatever_its_amount() => Lay([200, 50], [300, 200], named: [0, 1]).ShouldBe(["0→0 200", "1→1 50"]);

    [Fact]
    public void Lines_that_name_none_are_laid_on_what_the_others_left() => Lay([200, 250], [300, 200], named: [0, -1]).ShouldBe(["0→0 200", "1→0 100", "1→1 150"]);

    [Fact]
    public void What_goes_beyond_a_named_billing_line_stays_on_it() => Lay([350, 200], [300, 200], named: [0, -1]).ShouldBe(["0→0 350", "1→1 200"]);

    [Fact]
    public void Nothing_is_lost_and_nothing_invented()
    {
        var layOn = new LayOn();
        layOn.Lay([33, 100, 7, 250, 0], Bills([100, 40, 60]));
        layOn.Parts.Sum(static part => part.Amount).ShouldBe(390);
        Enumerable.Range(0, 3).Sum(layOn.Filled).ShouldBe(390);
    }

    private static string[] Lay(long[] amounts, long[] bills, int[]? named = null)
    {
        var layOn = new LayOn();
        layOn.Lay(amounts, Bills(bills), named);
        return [.. layOn.Parts.OrderBy(static part => part.Line).ThenBy(static part => part.Bill).Select(static part => $"{part.Line}→{part.Bill} {part.Amount}")];
    }

    private static BillingLine[] Bills(long[] amounts) => [.. amounts.Select(static (amount, index) => A.BillingLine(A.Member(), "PU", amount, $"{index}"))];
}
