using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Billing;
using DeductionGateway.Core.Intake;

namespace DeductionGateway.Core.Tests.Matching;

/// <summary>CONTRACT §3 "Several lines, several billing lines under one key". Member 1 has a loan code with two loans A (older) and B.</summary>
public sealed class SeveralLinesTests
{
    [Fact]
    public void Lines_whose_sum_equals_the_billed_sum_are_all_matched_as_split_lines()
    {
        var unit = Unit.Of().Billed(A.BillingLine(A.Member(1))).Answered(A.Line(A.Member(1), 60_000), A.Line(A.Member(1), 40_000));
        unit.ShouldMatch("""
            1 Matched M1-SW 60000
            2 Matched M1-SW 40000
            """);
        unit.Match().Rows.ShouldAllBe(static row => row.Rule == "split_lines");
    }

    [Fact]
    public void Identical_halves_are_split_lines_not_duplicates() =>
        Unit.Of().Billed(A.BillingLine(A.Member(1))).Answered(A.Line(A.Member(1), 50_000), A.Line(A.Member(1), 50_000)).ShouldMatch("""
            1 Matched M1-SW 50000
            2 Matched M1-SW 50000
            """);

    [Fact]
    public void One_rupiah_beside_the_sum_makes_the_repeat_a_duplicate() =>
        Unit.Of().Billed(A.BillingLine(A.Member(1), amount: 100_001)).Answered(A.Line(A.Member(1), 50_000), A.Line(A.Member(1), 50_000)).ShouldMatch("""
            1 Short M1-SW 50000
            2 Duplicate - 50000
            """);

    [Fact]
    public void As_many_lines_as_billing_lines_are_no_split()
    {
        var unit = Loans(100, 200).Answered(Line(200), Line(100));
        unit.ShouldMatch("""
            1 Matched M1-PUB 200
            2 Matched M1-PUA 100
            """);
        unit.Match().Rows.ShouldAllBe(static row => row.Rule != "split_lines" && !row.Derived);
    }

    [Fact]
    public void Two_equal_loans_and_two_equal_lines_are_matched() => Loans(100, 100).Answered(Line(100), Line(100)).ShouldMatch("""
        1 Matched M1-PUA 100
        2 Matched M1-PUB 100
        """);

    [Fact]
    public void One_line_for_two_loans_gives_a_row_for_each() => Loans(100, 200).Answered(Line(300)).ShouldMatch("""
        1 Matched M1-PUA 100
        1 Matched M1-PUB 200
        """);

    [Fact]
    public void Too_little_fills_the_oldest_first() => Loans(100, 200).Answered(Line(150)).ShouldMatch("""
        1 Matched M1-PUA 100
        1 Short M1-PUB 50
        """);

    [Fact]
    public void What_equals_one_loan_takes_that_one_and_the_other_is_short_with_0() => Loans(100, 200).Answered(Line(200)).ShouldMatch("""
        1 Short M1-PUA 0
        1 Matched M1-PUB 200
        """);

    [Fact]
    public void What_goes_beyond_stands_on_the_last_which_is_over() => Loans(100, 200).Answered(Line(350)).ShouldMatch("""
        1 Matched M1-PUA 100
        1 Over M1-PUB 250
        """);

    [Fact]
    public void All_rows_of_a_billing_line_carry_its_class() => Loans(100, 200).Answered(Line(200), Line(150)).ShouldMatch("""
        1 Over M1-PUB 200
        2 Matched M1-PUA 100
        2 Over M1-PUB 50
        """);

    [Fact]
    public void All_rows_of_a_short_billing_line_are_short() =>
        Unit.Of().Billed(A.BillingLine(A.Member(1))).Answered(A.Line(A.Member(1), 30_000), A.Line(A.Member(1), 40_000)).ShouldMatch("""
            1 Short M1-SW 30000
            2 Short M1-SW 40000
            """);

    [Fact]
    public void Due_date_then_obligation_then_id_is_the_order() =>
        Unit.Of().Billed(
            A.BillingLine(A.Member(1), "PU", 100, "A", new DateOnly(2026, 2, 20), id: "late"),
            A.BillingLine(A.Member(1), "PU", 200, "C", new DateOnly(2026, 2, 10), id: "early"),
            A.BillingLine(A.Member(1), "PU", 400, "Z", id: "undated"))
            .Answered(Line(650)).ShouldMatch("""
                1 Matched early 200
                1 Short late 50
                1 Matched undated 400
                """);

    [Fact]
    public void After_duplicates_are_taken_out_what_remains_is_compared() => Loans(100, 200).Answered(Line(100), Line(100)).ShouldMatch("""
        1 Matched M1-PUA 100
        1 Short M1-PUB 0
        2 Duplicate - 100
        """);

    [Fact]
    public void Lines_of_another_period_take_no_part() => Loans(100, 200).Answered(Line(100), Line(200, period: A.January)).ShouldMatch("""
        1 Matched M1-PUA 100
        1 Short M1-PUB 0
        2 WrongPeriod - 200
        """);

    [Fact]
    public void An_unknown_line_takes_no_part() =>
        Loans(100, 200).Billed(A.BillingLine(A.Member(2)))
            .Answered(Line(100), A.Line(A.Member(1), 200, "PU", name: "BUDI SANTOSO", nationalId: A.Member(2).NationalId.ToString()), A.Line(A.Member(2))).ShouldMatch("""
                1 Matched M1-PUA 100
                1 Short M1-PUB 0
                2 Unknown - 200
                3 Matched M2-SW 100000
                """);

    [Fact]
    public void A_split_of_ours_is_marked_and_a_line_of_theirs_is_not()
    {
        Loans(100, 200).Answered(Line(300)).Match().Rows.ShouldAllBe(static row => row.Derived);
        Unit.Of().Billed(A.BillingLine(A.Member(1))).Answered(A.Line(A.Member(1))).Match().Rows.ShouldAllBe(static row => !row.Derived);
    }

    /// <summary>Without the names the 200 would take loan B, which equals it.</summary>
    [Fact]
    public void A_line_that_names_its_loan_is_laid_on_it() => Loans(300, 200).Answered(Line(200, "A"), Line(50, "B")).ShouldMatch("""
        1 Short M1-PUA 200
        2 Short M1-PUB 50
        """);

    [Fact]
    public void A_loan_that_is_not_billed_is_unbilled_and_the_others_are_as_without_it() => Loans(100, 200).Answered(Line(300), Line(70, "C")).ShouldMatch("""
        1 Matched M1-PUA 100
        1 Matched M1-PUB 200
        2 Unbilled - 70
        """);

    [Fact]
    public void Equal_lines_that_name_two_loans_are_no_repeats() => Loans(100, 200).Answered(Line(90, "A"), Line(90, "B")).ShouldMatch("""
        1 Short M1-PUA 90
        2 Short M1-PUB 90
        """);

    private static Unit Loans(long a, long b) => Unit.Of().Billed(A.BillingLine(A.Member(1), "PU", a, "A"), A.BillingLine(A.Member(1), "PU", b, "B"));

    private static PayrollRow Line(long amount, string loan) => Line(amount) with { Obligation = A.Text(loan) };

    private static PayrollRow Line(long amount, PayPeriod? period = null) => A.Line(A.Member(1), amount, "PU", period: period);
}
