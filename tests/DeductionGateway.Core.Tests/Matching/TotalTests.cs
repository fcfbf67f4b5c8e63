using DeductionGateway.Core.Intake;
using DeductionGateway.Core.Settlement;

namespace DeductionGateway.Core.Tests.Matching;

/// <summary>CONTRACT §3 "Total": one amount speaks for all billing lines of the employee. D = 360: PU 100 (10 penalty, 20 interest), SW 50, TK 80, SS 90, QB 40.</summary>
public sealed class TotalTests
{
    [Fact]
    public void What_equals_the_whole_billing_is_every_line_as_billed() => Answered(360).ShouldMatch("""
        1 Matched M1-PU 100
        1 Matched M1-QB 40
        1 Matched M1-SS 90
        1 Matched M1-SW 50
        1 Matched M1-TK 80
        """);

    [Theory]
    [InlineData(359, "PU 100, QB 39 short, SS 90, SW 50, TK 80")]
    [InlineData(320, "PU 100, QB 0 short, SS 90, SW 50, TK 80")]
    [InlineData(300, "PU 100, QB 0 short, SS 70 short, SW 50, TK 80")]
    [InlineData(200, "PU 100, QB 0 short, SS 0 short, SW 50, TK 50 short")]
    [InlineData(150, "PU 100, QB 0 short, SS 0 short, SW 50, TK 0 short")]
    [InlineData(101, "PU 100, QB 0 short, SS 0 short, SW 1 short, TK 0 short")]
    [InlineData(99, "PU 99 short, QB 0 short, SS 0 short, SW 0 short, TK 0 short")]
    [InlineData(0, "PU 0 short, QB 0 short, SS 0 short, SW 0 short, TK 0 short")]
    public void Less_fills_penalty_interest_principal_mandatory_shop_voluntary_others(long reported, string filled) =>
        string.Join(", ", Answered(reported).Match().Rows.OrderBy(static row => row.Code!.Code, StringComparer.Ordinal)
            .Select(static row => $"{row.Code!.Code} {row.Reported}{(row.Class == LineClass.Short ? " short" : "")}")).ShouldBe(filled);

    [Fact]
    public void A_component_is_filled_over_all_lines_before_the_next() =>
        // Two loans: the penalties 10 + 10, then the interests 20 + 20, then 5 of the older principal.
        Unit.Of().Billed(A.BillingLine(A.Member(1), "PU", 100, "A", interest: 20, penalty: 10), A.BillingLine(A.Member(1), "PU", 100, "B", interest: 20, penalty: 10))
            .Answered(PayrollShape.Total, Line(65)).ShouldMatch("""
                1 Short M1-PUA 35
                1 Short M1-PUB 30
                """);

    [Fact]
    public void Oldest_is_by_due_date_over_all_codes() =>
        Unit.Of().Billed(
            A.BillingLine(A.Member(1), "PU", 100, due: new DateOnly(2026, 2, 20)), A.BillingLine(A.Member(1), "PB", 100, due: new DateOnly(2026, 2, 10)))
            .Answered(PayrollShape.Total, Line(130)).ShouldMatch("""
                1 Matched M1-PB 100
                1 Short M1-PU 30
                """);

    [Fact]
    public void A_further_saving_is_among_the_others() =>
        Unit.Of().Billed(A.BillingLine(A.Member(1), "SK", 50), A.BillingLine(A.Member(1), "SS", 50)).Answered(PayrollShape.Total, Line(60)).ShouldMatch("""
            1 Short M1-SK 10
            1 Matched M1-SS 50
            """);

    [Fact]
    public void More_is_all_full_and_one_over_row_without_a_billing_line()
    {
        var unit = Answered(361);
        unit.ShouldMatch("""
            1 Over - 1
            1 Matched M1-PU 100
            1 Matched M1-QB 40
            1 Matched M1-SS 90
            1 Matched M1-SW 50
            1 Matched M1-TK 80
            """);
        var over = unit.Match().Rows.Single(static row => row.Class == LineClass.Over);
        (over.Code, over.Billing, over.Taxonomy).ShouldBe((null, null, "B04"));
    }

    [Fact]
    public void Splits_of_ours_are_marked_derived() => Answered(300).Match().Rows.ShouldAllBe(static row => row.Derived);

    [Fact]
    public void Several_rows_are_added_up_and_handed_out_largest_first() =>
        Unit.Of().Billed(A.BillingLine(A.Member(1), "PU", 100), A.BillingLine(A.Member(1), "SW", 50)).Answered(PayrollShape.Total, Line(30), Line(110)).ShouldMatch("""
            1 Short M1-SW 30
            2 Matched M1-PU 100
            2 Short M1-SW 10
            """);

    [Fact]
    public void The_over_row_belongs_to_the_last_of_several() =>
        Unit.Of().Billed(A.BillingLine(A.Member(1), "PU", 100), A.BillingLine(A.Member(1), "SW", 50)).Answered(PayrollShape.Total, Line(60), Line(110)).ShouldMatch("""
            1 Over - 20
            1 Matched M1-SW 40
            2 Matched M1-PU 100
            2 Matched M1-SW 10
            """);

    [Fact]
    public void Halves_that_add_up_to_the_billing_are_split_lines() =>
        Unit.Of().Billed(A.BillingLine(A.Member(1))).Answered(PayrollShape.Total, Line(50_000), Line(50_000)).ShouldMatch("""
            1 Matched M1-SW 50000
            2 Matched M1-SW 50000
            """);

    [Fact]
    public void A_repeat_is_a_duplicate_as_a_whole()
    {
        var unit = Unit.Of().Billed(A.BillingLine(A.Member(1)), A.BillingLine(A.Member(1), "TK", 5)).Answered(PayrollShape.Total, Line(100_005), Line(100_005));
        unit.ShouldMatch("""
            1 Matched M1-SW 100000
            1 Matched M1-TK 5
            2 Duplicate - 100005
            """);
    }

    [Fact]
    public void A_member_without_a_billing_line_is_unbilled_without_a_code()
    {
        var unit = Unit.Of(A.Member(1)).Answered(PayrollShape.Total, Line(5));
        unit.ShouldMatch("1 Unbilled - 5");
        unit.Match().Rows.Single().Code.ShouldBeNull();
    }

    [Fact]
    public void Another_period_speaks_for_all_of_the_employees_lines()
    {
        var unit = Unit.Of().Billed(A.BillingLine(A.Member(1)), A.BillingLine(A.Member(1), "TK", 5)).Answered(PayrollShape.Total, Line(100_005) with { Period = A.January });
        unit.ShouldMatch("1 WrongPeriod - 100005");
        unit.Match().Rows.Single().SpeaksForAll.ShouldBeTrue();
    }

    [Fact]
    public void Another_period_beside_the_right_one_speaks_for_none() =>
        Unit.Of().Billed(A.BillingLine(A.Member(1))).Answered(PayrollShape.Total, Line(100_000) with { Period = A.January }, Line(100_000)).ShouldMatch("""
            1 WrongPeriod - 100000
            2 Matched M1-SW 100000
            """);

    [Fact]
    public void A_proposal_names_the_member_as_a_whole()
    {
        var unit = Unit.Of().Billed(A.BillingLine(A.Member(1)), A.BillingLine(A.Member(1), "TK", 5)).Answered(PayrollShape.Total, A.Line(A.Member(1), 100_005, null, key: "01111"));
        unit.ShouldMatch("1 Fuzzy - 100005");
        var row = unit.Match().Rows.Single();
        (row.Code, row.CandidateBilling, row.Candidates.Single().Ordinal).ShouldBe((null, null, 1));
    }

    [Fact]
    public void An_unknown_row_stays_one_row() => Unit.Of().Billed(A.BillingLine(A.Member(1))).Answered(PayrollShape.Total, A.Line(A.Member(9), 5, null, key: "777")).ShouldMatch("""
        1 Unknown - 5
        - Missing M1-SW 0
        """);

    private static Unit Answered(long reported) => Unit.Of().Billed(
        A.BillingLine(A.Member(1), "PU", 100, interest: 20, penalty: 10), A.BillingLine(A.Member(1), "SW", 50), A.BillingLine(A.Member(1), "TK", 80),
        A.BillingLine(A.Member(1), "SS", 90), A.BillingLine(A.Member(1), "QB", 40)).Answered(PayrollShape.Total, Line(reported));

    private static PayrollRow Line(long amount) => A.Line(A.Member(1), amount, null);
}
