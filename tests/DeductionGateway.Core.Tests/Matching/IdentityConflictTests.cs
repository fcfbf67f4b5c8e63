using DeductionGateway.Core.Intake;
using DeductionGateway.Core.Settlement;

namespace DeductionGateway.Core.Tests.Matching;

/// <summary>CONTRACT §3 "unknown": when a right key is not believed (A04), and when it is. Members 1 and 2 are billed 100,000 SW each.</summary>
public sealed class IdentityConflictTests
{
    private const string NobodysId = "9999999999999999";

    private static readonly string SecondsId = A.Member(2).NationalId.ToString();
    private static readonly string SecondsName = A.Member(2).Name.ToString();

    [Fact]
    public void The_national_id_and_the_name_of_another_member_make_it_unknown()
    {
        var row = First(A.Line(A.Member(1), name: SecondsName, nationalId: SecondsId));
        (row.Class, row.Identity, row.Taxonomy).ShouldBe((LineClass.Unknown, IdentityFinding.Conflict, "A04"));
        row.Candidates.Select(static member => member.Ordinal).ShouldBe([1, 2]);
    }

    [Fact]
    public void The_billing_lines_of_both_stay_open() => Unit.Of().Billed(A.BillingLine(A.Member(1)), A.BillingLine(A.Member(2)))
        .Answered(A.Line(A.Member(1), name: SecondsName, nationalId: SecondsId)).ShouldMatch("""
            1 Unknown - 100000
            - Missing M1-SW 0
            - Missing M2-SW 0
            """);

    [Fact]
    public void The_national_id_of_another_without_his_name_leaves_the_key_standing() =>
        First(A.Line(A.Member(1), name: "TONI WIJAYA", nationalId: SecondsId)).Class.ShouldBe(LineClass.Matched);

    [Fact]
    public void The_national_id_of_another_with_the_own_name_leaves_the_key_standing() =>
        First(A.Line(A.Member(1), nationalId: SecondsId)).Class.ShouldBe(LineClass.Matched);

    [Fact]
    public void The_name_of_another_with_the_own_national_id_leaves_the_key_standing() =>
        First(A.Line(A.Member(1), name: SecondsName)).Class.ShouldBe(LineClass.Matched);

    [Fact]
    public void Where_the_file_has_no_national_ids_the_name_alone_makes_it_unknown()
    {
        var row = Billed().Answered(A.Line(A.Member(1), name: SecondsName)).WithoutNationalIds().Match().Rows.Single(static row => row.Record == 1);
        (row.Class, row.Taxonomy).ShouldBe((LineClass.Unknown, "A04"));
    }

    [Fact]
    public void Without_national_ids_a_name_that_is_nobodys_leaves_the_key_standing()
    {
        var row = Billed().Answered(A.Line(A.Member(1), name: "TONI WIJAYA")).WithoutNationalIds().Match().Rows.Single(static row => row.Record == 1);
        (row.Class, row.Taxonomy).ShouldBe((LineClass.Matched, "A07"));
    }

    [Fact]
    public void Without_national_ids_a_name_that_could_be_both_is_the_keyed_members() =>
        Unit.Of().Billed(A.BillingLine(A.Member(1, "SRI REJEKI")), A.BillingLine(A.Member(2, "SRI REJEKO"))).Answered(A.Line(A.Member(1), name: "SRI REJEKO"))
            .WithoutNationalIds().Match().Rows.Single(static row => row.Record == 1).Class.ShouldBe(LineClass.Matched);

    [Fact]
    public void A_line_without_a_national_id_in_a_file_that_has_them_leaves_the_key_standing() =>
        Billed().Answered(A.Line(A.Member(1), name: SecondsName, nationalId: ""), A.Line(A.Member(2))).Match().Rows.Single(static row => row.Record == 1).Class.ShouldBe(LineClass.Matched);

    [Fact]
    public void Name_and_national_id_that_belong_to_nobody_make_it_unknown()
    {
        var row = First(A.Line(A.Member(1), name: "TONI WIJAYA", nationalId: NobodysId));
        (row.Class, row.Taxonomy).ShouldBe((LineClass.Unknown, "A04"));
    }

    [Fact]
    public void Nobodys_national_id_with_the_name_of_another_member_here_leaves_the_key_standing() =>
        First(A.Line(A.Member(1), name: SecondsName, nationalId: NobodysId)).Class.ShouldBe(LineClass.Matched);

    [Fact]
    public void A_strange_name_with_the_national_id_of_a_member_elsewhere_leaves_the_key_standing() =>
        Billed().MemberElsewhere(NobodysId).Answered(A.Line(A.Member(1), name: "TONI WIJAYA", nationalId: NobodysId)).Match().Rows
            .Single(static row => row.Record == 1).Class.ShouldBe(LineClass.Matched);

    [Fact]
    public void Nobodys_national_id_with_the_own_name_leaves_the_key_standing() => First(A.Line(A.Member(1), nationalId: NobodysId)).Class.ShouldBe(LineClass.Matched);

    [Fact]
    public void A_conflict_with_either_of_two_members_who_share_a_national_id_is_seen() =>
        Unit.Of().Billed(A.BillingLine(A.Member(1)), A.BillingLine(A.Member(2, nationalId: "3171")), A.BillingLine(A.Member(3, nationalId: "3171")))
            .Answered(A.Line(A.Member(1), name: A.Member(3).Name.ToString(), nationalId: "3171")).Match().Rows.Single(static row => row.Record == 1).Class.ShouldBe(LineClass.Unknown);

    [Fact]
    public void A_key_that_two_members_share_names_nobody_and_shows_both()
    {
        var row = Unit.Of().Billed(A.BillingLine(A.Member(1, key: "77")), A.BillingLine(A.Member(2, key: "77"))).Answered(A.Line(A.Member(1), key: "77"))
            .Match().Rows.Single(static row => row.Record == 1);
        (row.Class, row.Identity, row.Taxonomy).ShouldBe((LineClass.Unknown, IdentityFinding.Ambiguous, "A03"));
        row.Candidates.Select(static member => member.Ordinal).ShouldBe([1, 2]);
    }

    [Fact]
    public void A_person_nobody_billed_is_unknown()
    {
        var row = First(A.Line(A.Member(9), key: "777", nationalId: NobodysId));
        (row.Class, row.Identity, row.Taxonomy).ShouldBe((LineClass.Unknown, IdentityFinding.None, "A01"));
    }

    [Fact]
    public void Keys_are_text_and_leading_zeros_count() => First(A.Line(A.Member(1), key: "11111")).Class.ShouldBe(LineClass.Fuzzy);

    [Fact]
    public void An_account_number_may_be_the_key() =>
        Unit.Of().Billed(A.BillingLine(A.Member(1, account: "00990"))).Key(PayrollKey.AccountNo).Answered(A.Line(A.Member(1), key: "00990")).ShouldMatch("1 Matched M1-SW 100000");

    private static Unit Billed() => Unit.Of().Billed(A.BillingLine(A.Member(1)), A.BillingLine(A.Member(2)));

    private static LineOutcome First(PayrollRow line) => Billed().Answered(line).Match().Rows.Single(static row => row.Record == 1);
}
