using DeductionGateway.Core.Settlement;

namespace DeductionGateway.Core.Tests.Settlement;

/// <summary>CONTRACT §4 "Applying" and "Not applied". Tables: record, class, billing line, received = applied + held in account.</summary>
public sealed class UnitSettlementTests
{
    [Fact]
    public void What_is_matched_and_received_is_applied() => Settle(100_000, Unit.Of().Billed(A.BillingLine(A.Member(1))).Answered(A.Line(A.Member(1))), """
        1 Matched M1-SW 100000 = 100000 + 0
        """);

    [Fact]
    public void A_short_line_is_applied_as_far_as_it_goes() => Settle(60_000, Unit.Of().Billed(A.BillingLine(A.Member(1))).Answered(A.Line(A.Member(1), 60_000)), """
        1 Short M1-SW 60000 = 60000 + 0
        """);

    [Fact]
    public void The_excess_of_an_over_line_waits_in_the_members_deposit() =>
        Settle(130_000, Unit.Of().Billed(A.BillingLine(A.Member(1))).Answered(A.Line(A.Member(1), 130_000)), """
            1 Over M1-SW 130000 = 100000 + 30000 in 2-1030
            """);

    [Fact]
    public void The_excess_on_a_billing_line_that_another_row_filled_waits_too() =>
        Settle(350, Unit.Of().Billed(A.BillingLine(A.Member(1), "PU", 100, "A"), A.BillingLine(A.Member(1), "PU", 200, "B"))
            .Answered(A.Line(A.Member(1), 200, "PU"), A.Line(A.Member(1), 150, "PU")), """
            1 Over M1-PUB 200 = 200 + 0
            2 Matched M1-PUA 100 = 100 + 0
            2 Over M1-PUB 50 = 0 + 50 in 2-1030
            """);

    [Fact]
    public void Two_lines_that_are_too_much_together_fill_the_billing_line_once() =>
        Settle(140, Unit.Of().Billed(A.BillingLine(A.Member(1), amount: 100)).Answered(A.Line(A.Member(1), 60), A.Line(A.Member(1), 80)), """
            1 Over M1-SW 60 = 20 + 40 in 2-1030
            2 Over M1-SW 80 = 80 + 0
            """);

    [Fact]
    public void A_duplicate_that_was_received_is_the_members_deposit() =>
        Settle(200_000, Unit.Of().Billed(A.BillingLine(A.Member(1))).Answered(A.Line(A.Member(1)), A.Line(A.Member(1))), """
            1 Matched M1-SW 100000 = 100000 + 0
            2 Duplicate - 100000 = 0 + 100000 in 2-1030
            """);

    [Fact]
    public void A_duplicate_that_was_never_withheld_received_nothing() =>
        Settle(100_000, Unit.Of().Billed(A.BillingLine(A.Member(1))).Answered(A.Line(A.Member(1)), A.Line(A.Member(1))), """
            1 Matched M1-SW 100000 = 100000 + 0
            2 Duplicate - 0 = 0 + 0
            """);

    [Fact]
    public void Unbilled_and_wrong_period_are_the_members_deposit() =>
        Settle(107_000, Unit.Of().Billed(A.BillingLine(A.Member(1))).Answered(A.Line(A.Member(1), period: A.January), A.Line(A.Member(1), 7_000, "TK")), """
            1 WrongPeriod M1-SW 100000 = 0 + 100000 in 2-1030
            2 Unbilled - 7000 = 0 + 7000 in 2-1030
            """);

    [Fact]
    public void Unknown_its_repeat_and_an_unconfirmed_proposal_are_unidentified() =>
        Settle(110_000, Unit.Of().Billed(A.BillingLine(A.Member(1)))
            .Answered(A.Line(A.Member(9), 5_000, key: "777"), A.Line(A.Member(9), 5_000, key: "777"), A.Line(A.Member(1), key: "01111")), """
            1 Unknown - 5000 = 0 + 5000 in 2-1040
            2 Duplicate - 5000 = 0 + 5000 in 2-1040
            3 Fuzzy - 100000 = 0 + 100000 in 2-1040
            """);

    [Fact]
    public void A_confirmed_proposal_is_applied_and_its_repeat_is_the_members_deposit() =>
        Settle(260_000, Unit.Of().Billed(A.BillingLine(A.Member(1))).Answered(A.Line(A.Member(1), 130_000, key: "01111"), A.Line(A.Member(1), 130_000, key: "01111")).Confirmed(), """
            1 Fuzzy - 130000 = 100000 + 30000 in 2-1030
            2 Duplicate - 130000 = 0 + 130000 in 2-1030
            """);

    [Fact]
    public void Two_confirmed_proposals_that_are_too_much_fill_the_billing_line_once() =>
        Settle(150_000, Unit.Of().Billed(A.BillingLine(A.Member(1))).Answered(A.Line(A.Member(1), key: "01111"), A.Line(A.Member(1), 50_000, key: "01111")).Confirmed(), """
            1 Fuzzy - 100000 = 100000 + 0
            2 Fuzzy - 50000 = 0 + 50000 in 2-1030
            """);

    [Fact]
    public void A_fuzzy_line_of_another_period_even_confirmed_is_not_applied() =>
        Settle(100_000, Unit.Of().Billed(A.BillingLine(A.Member(1))).Answered(A.Line(A.Member(1), key: "01111", period: A.January)).Confirmed(), """
            1 Fuzzy - 100000 = 0 + 100000 in 2-1030
            """);

    [Fact]
    public void Without_money_everything_identified_is_unremitted_also_0() =>
        Settle(0, Unit.Of().Billed(A.BillingLine(A.Member(1)), A.BillingLine(A.Member(1), "SS"), A.BillingLine(A.Member(2)), A.BillingLine(A.Member(3)))
            .Answered(A.Line(A.Member(1)), A.Line(A.Member(1), 0, "SS"), A.Line(A.Member(2), 130_000)), """
            1 Unremitted M1-SW 0 = 0 + 0
            2 Unremitted M1-SS 0 = 0 + 0
            3 Unremitted M2-SW 0 = 0 + 0
            - Missing M3-SW 0 = 0 + 0
            """);

    [Fact]
    public void A_file_that_reports_nothing_counts_as_received() =>
        Settle(0, Unit.Of().Billed(A.BillingLine(A.Member(1))).Answered(A.Line(A.Member(1), 0)), "1 Short M1-SW 0 = 0 + 0");

    [Fact]
    public void A_gap_that_nothing_explains_leaves_every_line_part_remitted() =>
        Settle(150_000, Unit.Of().Billed(A.BillingLine(A.Member(1)), A.BillingLine(A.Member(2))).Answered(A.Line(A.Member(1)), A.Line(A.Member(2))), """
            1 PartRemitted M1-SW 0 = 0 + 0
            2 PartRemitted M2-SW 0 = 0 + 0
            """);

    [Fact]
    public void Duplicate_unknown_fuzzy_wrong_period_and_unbilled_are_before_unremitted() =>
        Settle(0, Unit.Of().Billed(A.BillingLine(A.Member(1)), A.BillingLine(A.Member(2)), A.BillingLine(A.Member(3)))
            .Answered(A.Line(A.Member(1)), A.Line(A.Member(1)), A.Line(A.Member(9), key: "777"), A.Line(A.Member(2), key: "02222"), A.Line(A.Member(3), period: A.January), A.Line(A.Member(1), 5, "TK")), """
            1 Unremitted M1-SW 0 = 0 + 0
            2 Duplicate - 0 = 0 + 0
            3 Unknown - 0 = 0 + 0
            4 Fuzzy - 0 = 0 + 0
            5 WrongPeriod M3-SW 0 = 0 + 0
            6 Unbilled - 0 = 0 + 0
            """);

    [Fact]
    public void A_fee_does_not_make_the_lines_poorer() =>
        Unit.Settled(Unit.Of().Billed(A.BillingLine(A.Member(1))).Answered(A.Line(A.Member(1))).Settle(93_500, fees: [6_500]))
            .ShouldBe(["1 Matched M1-SW 100000 = 100000 + 0"]);

    [Fact]
    public void An_accepted_gap_does_not_make_the_lines_poorer() =>
        Unit.Settled(Unit.Of().Billed(A.BillingLine(A.Member(1))).Answered(A.Line(A.Member(1))).Settle(99_000, gapLimit: 1_000))
            .ShouldBe(["1 Matched M1-SW 100000 = 100000 + 0"]);

    [Fact]
    public void Exceptions_that_do_not_add_up_leave_everyone_part_remitted() =>
        Settle(199_999, Unit.Of().Billed(A.BillingLine(A.Member(1)), A.BillingLine(A.Member(2))).Answered(Core.Intake.PayrollShape.Exceptions), """
            - PartRemitted M1-SW 0 = 0 + 0
            - PartRemitted M2-SW 0 = 0 + 0
            """);

    [Fact]
    public void The_over_row_of_a_total_waits_in_the_members_deposit() =>
        Settle(130_000, Unit.Of().Billed(A.BillingLine(A.Member(1))).Answered(Core.Intake.PayrollShape.Total, A.Line(A.Member(1), 130_000, null)), """
            1 Over - 30000 = 0 + 30000 in 2-1030
            1 Matched M1-SW 100000 = 100000 + 0
            """);

    [Fact]
    public void A_confirmed_proposal_of_a_total_is_applied_over_all_billing_lines() =>
        Settle(120_000, Unit.Of().Billed(A.BillingLine(A.Member(1)), A.BillingLine(A.Member(1), "TK", 5_000))
            .Answered(Core.Intake.PayrollShape.Total, A.Line(A.Member(1), 120_000, null, key: "01111")).Confirmed(), """
            1 Fuzzy - 120000 = 105000 + 15000 in 2-1030
            """);

    private static void Settle(long credited, Unit unit, string table) => Unit.Settled(unit.Settle(credited)).ShouldBe(Unit.Lines(table));
}
