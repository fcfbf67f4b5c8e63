using DeductionGateway.Core.Intake;
using DeductionGateway.Core.Settlement;

namespace DeductionGateway.Core.Tests.Matching;

/// <summary>CONTRACT §3, the table of classes where the key is right: one test a sentence. Tables: record, class, billing line, reported.</summary>
public sealed class UnitMatcherTests
{
    [Fact]
    public void Key_and_amount_make_a_match() => Unit.Of().Billed(A.BillingLine(A.Member(1))).Answered(A.Line(A.Member(1))).ShouldMatch("1 Matched M1-SW 100000");

    [Fact]
    public void A_misspelt_name_with_the_right_key_is_matched_with_a_warning()
    {
        var row = Unit.Of().Billed(A.BillingLine(A.Member(1))).Answered(A.Line(A.Member(1), name: "SITY AMINAH")).Match().Rows.Single();
        (row.Class, row.Identity, row.Taxonomy).ShouldBe((LineClass.Matched, IdentityFinding.Key, "A07"));
    }

    [Fact]
    public void A_name_in_another_case_or_order_needs_no_warning() =>
        Unit.Of().Billed(A.BillingLine(A.Member(1))).Answered(A.Line(A.Member(1), name: "Aminah Siti, S.Pd")).Match().Rows.Single().Taxonomy.ShouldBe("");

    [Fact]
    public void A_line_without_a_name_is_identified_by_its_key() =>
        Unit.Of().Billed(A.BillingLine(A.Member(1))).Answered(A.Line(A.Member(1), name: "")).ShouldMatch("1 Matched M1-SW 100000");

    [Theory]
    [InlineData(99_999, "Short", AmountFinding.Short, "B01")]
    [InlineData(1, "Short", AmountFinding.Short, "B01")]
    [InlineData(0, "Short", AmountFinding.Short, "B02")]
    [InlineData(100_000, "Matched", AmountFinding.Equal, "")]
    [InlineData(100_001, "Over", AmountFinding.Over, "B04")]
    public void Less_is_short_also_0_and_more_is_over(long reported, string shown, AmountFinding amount, string taxonomy)
    {
        var unit = Unit.Of().Billed(A.BillingLine(A.Member(1))).Answered(A.Line(A.Member(1), reported));
        unit.ShouldMatch($"1 {shown} M1-SW {reported}");
        var row = unit.Match().Rows.Single();
        (row.Amount, row.Taxonomy, row.Expected).ShouldBe((amount, taxonomy, 100_000));
    }

    [Fact]
    public void Billed_without_a_payroll_line_is_missing()
    {
        var unit = Unit.Of().Billed(A.BillingLine(A.Member(1)), A.BillingLine(A.Member(2))).Answered(A.Line(A.Member(1)));
        unit.ShouldMatch("""
            1 Matched M1-SW 100000
            - Missing M2-SW 0
            """);
        unit.Match().Rows[^1].Taxonomy.ShouldBe("B03");
        unit.Match().Rows[^1].PayrollFile.ShouldBeNull();
    }

    [Fact]
    public void Without_any_answer_everything_is_missing() => Unit.Of().Billed(A.BillingLine(A.Member(1)), A.BillingLine(A.Member(1), "SS")).ShouldMatch("""
        - Missing M1-SS 0
        - Missing M1-SW 0
        """);

    [Fact]
    public void A_known_member_not_billed_under_that_code_is_unbilled()
    {
        var unit = Unit.Of().Billed(A.BillingLine(A.Member(1))).Answered(A.Line(A.Member(1)), A.Line(A.Member(1), 50_000, "TK"));
        unit.ShouldMatch("""
            1 Matched M1-SW 100000
            2 Unbilled - 50000
            """);
        var row = unit.Match().Rows.Single(static row => row.Record == 2);
        (row.Taxonomy, row.Amount, row.Member!.Ordinal).ShouldBe(("B05", AmountFinding.Unbilled, 1));
    }

    [Fact]
    public void A_member_billed_nothing_at_all_is_unbilled() => Unit.Of(A.Member(1)).Answered(A.Line(A.Member(1))).ShouldMatch("1 Unbilled - 100000");

    [Fact]
    public void A_repeat_of_an_identical_line_is_a_duplicate_and_the_first_stays()
    {
        var unit = Unit.Of().Billed(A.BillingLine(A.Member(1))).Answered(A.Line(A.Member(1)), A.Line(A.Member(1)), A.Line(A.Member(1)));
        unit.ShouldMatch("""
            1 Matched M1-SW 100000
            2 Duplicate - 100000
            3 Duplicate - 100000
            """);
        var matched = unit.Match();
        (matched.Reported, matched.Duplicates).ShouldBe((300_000, 200_000));
        matched.Rows.Where(static row => row.Class == LineClass.Duplicate).Select(static row => row.Taxonomy).ShouldBe(["D03", "D03"]);
    }

    [Fact]
    public void An_unbilled_repeat_is_a_duplicate_too() => Unit.Of(A.Member(1)).Answered(A.Line(A.Member(1)), A.Line(A.Member(1))).ShouldMatch("""
        1 Unbilled - 100000
        2 Duplicate - 100000
        """);

    [Fact]
    public void Lines_that_differ_in_the_name_are_not_identical() =>
        Unit.Of().Billed(A.BillingLine(A.Member(1))).Answered(A.Line(A.Member(1)), A.Line(A.Member(1), name: "SITI AMINA")).ShouldMatch("""
            1 Matched M1-SW 100000
            2 Over M1-SW 100000
            """.Replace("1 Matched", "1 Over", StringComparison.Ordinal));

    [Fact]
    public void Lines_that_differ_in_the_national_id_are_not_identical() =>
        Unit.Of().Billed(A.BillingLine(A.Member(1))).Answered(A.Line(A.Member(1)), A.Line(A.Member(1), nationalId: "")).Match().Duplicates.ShouldBe(0);

    [Fact]
    public void A_line_of_another_period_speaks_for_its_billing_line()
    {
        var unit = Unit.Of().Billed(A.BillingLine(A.Member(1))).Answered(A.Line(A.Member(1), period: A.January));
        unit.ShouldMatch("1 WrongPeriod M1-SW 100000");
        var row = unit.Match().Rows.Single();
        (row.Taxonomy, row.Period, row.Amount).ShouldBe(("C04", PeriodFinding.Other, AmountFinding.Equal));
    }

    [Fact]
    public void A_line_of_another_period_speaks_for_none_where_one_of_the_right_period_does() =>
        Unit.Of().Billed(A.BillingLine(A.Member(1))).Answered(A.Line(A.Member(1), period: A.January), A.Line(A.Member(1))).ShouldMatch("""
            1 WrongPeriod - 100000
            2 Matched M1-SW 100000
            """);

    [Fact]
    public void Lines_of_two_other_periods_both_speak_for_it() =>
        Unit.Of().Billed(A.BillingLine(A.Member(1))).Answered(A.Line(A.Member(1), period: A.January), A.Line(A.Member(1), period: A.December)).ShouldMatch("""
            1 WrongPeriod M1-SW 100000
            2 WrongPeriod M1-SW 100000
            """);

    [Fact]
    public void A_wrong_period_is_before_unbilled() => Unit.Of(A.Member(1)).Answered(A.Line(A.Member(1), period: A.January)).ShouldMatch("1 WrongPeriod - 100000");

    [Fact]
    public void A_repeat_in_a_wrong_period_is_a_duplicate() =>
        Unit.Of().Billed(A.BillingLine(A.Member(1))).Answered(A.Line(A.Member(1), period: A.January), A.Line(A.Member(1), period: A.January)).ShouldMatch("""
            1 WrongPeriod M1-SW 100000
            2 Duplicate - 100000
            """);

    [Fact]
    public void A_wrong_period_on_two_billing_lines_gives_a_row_for_each_it_would_fill() =>
        Unit.Of().Billed(A.BillingLine(A.Member(1), "PU", 100, "A"), A.BillingLine(A.Member(1), "PU", 200, "B"))
            .Answered(A.Line(A.Member(1), 300, "PU", period: A.January)).ShouldMatch("""
                1 WrongPeriod M1-PUA 100
                1 WrongPeriod M1-PUB 200
                """);

    [Fact]
    public void Columns_are_as_if_each_filled_cell_were_a_line() =>
        Unit.Of().Billed(A.BillingLine(A.Member(1)), A.BillingLine(A.Member(1), "SS", 50_000), A.BillingLine(A.Member(1), "TK", 7_000))
            .Answered(PayrollShape.Columns, A.Line(A.Member(1)), A.Line(A.Member(1), 40_000, "SS")).ShouldMatch("""
                1 Matched M1-SW 100000
                2 Short M1-SS 40000
                - Missing M1-TK 0
                """);

    [Fact]
    public void Exceptions_report_everyone_not_listed_as_billed()
    {
        var unit = Unit.Of().Billed(A.BillingLine(A.Member(1)), A.BillingLine(A.Member(1), "SS", 50_000), A.BillingLine(A.Member(2)))
            .Answered(PayrollShape.Exceptions, A.Line(A.Member(1), 30_000, "SS"));
        unit.ShouldMatch("""
            1 Short M1-SS 30000
            - Matched M1-SW 100000
            - Matched M2-SW 100000
            """);
        unit.Match().Rows.Where(static row => row.Record == 0).ShouldAllBe(static row => row.Rule == "as_billed" && row.PayrollFile == null && row.Derived);
        unit.Match().Reported.ShouldBe(230_000);
    }

    [Fact]
    public void An_exception_of_0_is_short() =>
        Unit.Of().Billed(A.BillingLine(A.Member(1))).Answered(PayrollShape.Exceptions, A.Line(A.Member(1), 0)).ShouldMatch("1 Short M1-SW 0");

    [Fact]
    public void An_exception_of_an_employee_and_code_covers_both_loans_of_that_code() =>
        Unit.Of().Billed(A.BillingLine(A.Member(1), "PU", 100, "A"), A.BillingLine(A.Member(1), "PU", 200, "B"))
            .Answered(PayrollShape.Exceptions, A.Line(A.Member(1), 100, "PU")).ShouldMatch("""
                1 Matched M1-PUA 100
                1 Short M1-PUB 0
                """);

    [Fact]
    public void Where_no_file_comes_everyone_is_as_billed() =>
        Unit.Of().Billed(A.BillingLine(A.Member(1)), A.BillingLine(A.Member(2), amount: 5)).Answered(PayrollShape.None).ShouldMatch("""
            - Matched M1-SW 100000
            - Matched M2-SW 5
            """);
}
