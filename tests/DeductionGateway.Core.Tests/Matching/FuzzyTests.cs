using DeductionGateway.Core.Intake;
using DeductionGateway.Core.Settlement;

namespace DeductionGateway.Core.Tests.Matching;

/// <summary>
/// CONTRACT §3 "fuzzy": the key hits nobody, and exactly one member with an open line of that code is the most credible. Member 1 has the
/// key 011111; "01111" lost a character, "0111111" has one too many.
/// </summary>
public sealed class FuzzyTests
{
    private const string NoId = "9999999999999999";

    [Theory]
    [InlineData("01111")]
    [InlineData("11111")]
    [InlineData("101111")]
    [InlineData("011112")]
    public void A_near_key_and_the_same_name_propose(string key)
    {
        var row = One(A.Line(A.Member(1), key: key, nationalId: NoId));
        (row.Class, row.Identity, row.Taxonomy).ShouldBe((LineClass.Fuzzy, IdentityFinding.Fuzzy, "A01"));
        row.Billing.ShouldBeNull();
        row.CandidateBilling!.ExpectedId.ToString().ShouldBe("M1-SW");
        row.Candidates.Single().Ordinal.ShouldBe(1);
    }

    [Fact]
    public void The_billing_line_of_a_proposal_is_not_also_missing() =>
        Unit.Of().Billed(A.BillingLine(A.Member(1))).Answered(A.Line(A.Member(1), key: "01111")).ShouldMatch("1 Fuzzy - 100000");

    [Fact]
    public void An_added_character_is_not_near() => One(A.Line(A.Member(1), key: "0111111", nationalId: NoId)).Class.ShouldBe(LineClass.Unknown);

    [Fact]
    public void A_near_key_with_another_name_is_unknown() => One(A.Line(A.Member(1), key: "01111", nationalId: NoId, name: "TONI WIJAYA")).Class.ShouldBe(LineClass.Unknown);

    [Fact]
    public void A_near_key_with_a_misspelt_name_proposes() => One(A.Line(A.Member(1), key: "01111", nationalId: NoId, name: "SITY AMINEH")).Class.ShouldBe(LineClass.Fuzzy);

    [Fact]
    public void The_national_id_by_itself_proposes() => One(A.Line(A.Member(1), key: "777", name: "TONI WIJAYA")).Class.ShouldBe(LineClass.Fuzzy);

    [Fact]
    public void The_name_alone_is_only_shown()
    {
        var row = One(A.Line(A.Member(1), key: "777", nationalId: NoId));
        row.Class.ShouldBe(LineClass.Unknown);
        row.Candidates.Select(static member => member.Ordinal).ShouldBe([1]);
    }

    [Fact]
    public void The_billing_line_of_a_candidate_that_is_only_shown_is_missing() =>
        Unit.Of().Billed(A.BillingLine(A.Member(1))).Answered(A.Line(A.Member(1), key: "777", nationalId: NoId)).ShouldMatch("""
            1 Unknown - 100000
            - Missing M1-SW 0
            """);

    [Fact]
    public void A_code_of_which_the_candidate_has_no_open_line_makes_it_unknown() => One(A.Line(A.Member(1), code: "TK", key: "01111")).Class.ShouldBe(LineClass.Unknown);

    [Theory]
    [InlineData(100_000)]
    [InlineData(60_000)]
    public void A_line_with_the_right_key_closes_the_billing_line_also_a_short_one(long amount) =>
        Unit.Of().Billed(A.BillingLine(A.Member(1))).Answered(A.Line(A.Member(1), 40_000, key: "01111"), A.Line(A.Member(1), amount))
            .Match().Rows.Single(static row => row.Record == 1).Class.ShouldBe(LineClass.Unknown);

    [Fact]
    public void A_right_key_of_another_period_closes_it_too() =>
        Unit.Of().Billed(A.BillingLine(A.Member(1))).Answered(A.Line(A.Member(1), key: "01111"), A.Line(A.Member(1), period: A.January))
            .Match().Rows.Single(static row => row.Record == 1).Class.ShouldBe(LineClass.Unknown);

    [Fact]
    public void Two_equally_credible_candidates_are_never_a_guess()
    {
        // 055556 is one wrong character from both 055555 and 055557, and both bear the name.
        var row = Unit.Of().Billed(A.BillingLine(A.Member(1, "SRI", "055555")), A.BillingLine(A.Member(2, "SRI", "055557")))
            .Answered(A.Line(A.Member(1, "SRI"), key: "055556", nationalId: NoId)).Match().Rows.Single(static row => row.Record == 1);
        (row.Class, row.Identity).ShouldBe((LineClass.Unknown, IdentityFinding.Ambiguous));
        row.Candidates.Select(static member => member.Ordinal).ShouldBe([1, 2], ignoreOrder: true);
    }

    [Fact]
    public void The_national_id_ranks_before_a_near_key() => Chosen(
        A.Line(A.Member(1, "SRI REJEKI"), key: "055556", nationalId: A.Member(2).NationalId.ToString()),
        A.BillingLine(A.Member(1, "SRI REJEKI", "055555")), A.BillingLine(A.Member(2, "ANI", "088888"))).ShouldBe(2);

    [Fact]
    public void Fewer_wrong_letters_rank_before_more() => Chosen(
        A.Line(A.Member(1), name: "SRI REJEKI", key: "055556", nationalId: NoId),
        A.BillingLine(A.Member(1, "SRI REJEKY", "055555")), A.BillingLine(A.Member(2, "SRI REJEKI", "055557"))).ShouldBe(2);

    [Fact]
    public void A_national_id_that_two_members_share_is_never_a_guess()
    {
        var row = Unit.Of().Billed(A.BillingLine(A.Member(1, nationalId: "3171")), A.BillingLine(A.Member(2, nationalId: "3171")))
            .Answered(A.Line(A.Member(1), key: "777", name: "TONI WIJAYA", nationalId: "3171")).Match().Rows.Single(static row => row.Record == 1);
        (row.Class, row.Identity).ShouldBe((LineClass.Unknown, IdentityFinding.Ambiguous));
        row.Candidates.Select(static member => member.Ordinal).ShouldBe([1, 2], ignoreOrder: true);
    }

    [Fact]
    public void Of_two_members_who_share_a_national_id_the_name_ranks() => Chosen(
        A.Line(A.Member(2), key: "777", nationalId: "3171"),
        A.BillingLine(A.Member(1, nationalId: "3171")), A.BillingLine(A.Member(2, nationalId: "3171"))).ShouldBe(2);

    [Fact]
    public void Where_the_national_id_is_the_key_it_is_no_second_evidence() =>
        Unit.Of().Billed(A.BillingLine(A.Member(1, nationalId: "3171"))).Key(PayrollKey.NationalId)
            .Answered(A.Line(A.Member(1), key: "3177", nationalId: "3177")).ShouldMatch("1 Fuzzy - 100000");

    [Fact]
    public void Several_fuzzy_lines_for_one_member_and_code_are_laid_on_like_lines_of_one_key()
    {
        var rows = Unit.Of().Billed(A.BillingLine(A.Member(1))).Answered(A.Line(A.Member(1), 60_000, key: "01111"), A.Line(A.Member(1), 40_000, key: "11111")).Match().Rows;
        rows.Select(static row => (row.Class, row.Amount, row.CandidateBilling!.ExpectedId.ToString())).ShouldBe(
            [(LineClass.Fuzzy, AmountFinding.Equal, "M1-SW"), (LineClass.Fuzzy, AmountFinding.Equal, "M1-SW")]);
    }

    [Fact]
    public void Their_identical_repeats_are_duplicates() =>
        Unit.Of().Billed(A.BillingLine(A.Member(1))).Answered(A.Line(A.Member(1), key: "01111"), A.Line(A.Member(1), key: "01111")).ShouldMatch("""
            1 Fuzzy - 100000
            2 Duplicate - 100000
            """);

    [Fact]
    public void A_fuzzy_line_on_two_loans_gives_a_row_for_each_it_would_fill() =>
        Unit.Of().Billed(A.BillingLine(A.Member(1), "PU", 100, "A"), A.BillingLine(A.Member(1), "PU", 200, "B"))
            .Answered(A.Line(A.Member(1), 300, "PU", key: "01111")).Match().Rows
            .Select(static row => $"{row.Class} {row.CandidateBilling!.ExpectedId} {row.Reported}").ShouldBe(["Fuzzy M1-PUA 100", "Fuzzy M1-PUB 200"]);

    [Fact]
    public void Fuzzy_is_before_wrong_period_and_the_period_is_still_told()
    {
        var row = One(A.Line(A.Member(1), key: "01111", period: A.January));
        (row.Class, row.Period).ShouldBe((LineClass.Fuzzy, PeriodFinding.Other));
    }

    [Fact]
    public void A_confirmed_proposal_keeps_its_class_and_candidate()
    {
        var row = Unit.Of().Billed(A.BillingLine(A.Member(1))).Answered(A.Line(A.Member(1), key: "01111")).Confirmed().Match().Rows.Single();
        (row.Class, row.Confirmed, row.Billing, row.CandidateBilling!.ExpectedId.ToString()).ShouldBe((LineClass.Fuzzy, true, null, "M1-SW"));
        row.Rule.ShouldEndWith("+confirmed");
    }

    [Fact]
    public void The_repeat_of_an_unknown_line_is_a_duplicate_of_nobody() =>
        Unit.Of(A.Member(1)).Answered(A.Line(A.Member(9), key: "777"), A.Line(A.Member(9), key: "777")).ShouldMatch("""
            1 Unknown - 100000
            2 Duplicate - 100000
            """);

    /// <summary>The row of one line where member 1 alone is billed 100,000 SW.</summary>
    private static LineOutcome One(PayrollRow line) => Unit.Of().Billed(A.BillingLine(A.Member(1))).Answered(line).Match().Rows.Single(static row => row.Record == 1);

    /// <summary>The one member proposed.</summary>
    private static int Chosen(PayrollRow line, params Core.Billing.BillingLine[] billed)
    {
        var row = Unit.Of().Billed(billed).Answered(line).Match().Rows.Single(static row => row.Record == 1);
        row.Class.ShouldBe(LineClass.Fuzzy);
        return row.Candidates.Single().Ordinal;
    }
}
