using DeductionGateway.Core.Billing;
using DeductionGateway.Core.Ledger;
using DeductionGateway.Core.Matching;
using DeductionGateway.Core.Settlement;

namespace DeductionGateway.Core.Tests.Settlement;

/// <summary>CONTRACT §4: what an autodebit does to open, received and proposed lines.</summary>
public sealed class OtherChannelsTests
{
    private static readonly BillingLine Older = A.BillingLine(A.Member(), amount: 100, obligation: "1", due: new DateOnly(2026, 1, 5));
    private static readonly BillingLine Newer = A.BillingLine(A.Member(), amount: 50, obligation: "2", due: new DateOnly(2026, 1, 6));

    [Fact]
    public void It_settles_a_missing_line_and_the_class_stays()
    {
        var (unit, unplaced) = Debited(Unit.Of().Billed(Older).Answered(A.Line(A.Member(2), 5)), 0, 100);
        var row = unit.Rows.Single(static row => row.Billing is not null);
        (row.Class, row.Received, row.Rule, row.Money).ShouldBe((LineClass.Missing, 100, "other_channel", MoneyFinding.OtherChannel));
        unplaced.ShouldBeEmpty();
    }

    [Fact]
    public void It_fills_what_a_short_line_left_open()
    {
        var row = Debited(Unit.Of().Billed(Older).Answered(A.Line(A.Member(), 60)), 60, 40).Unit.Rows.Single();
        (row.Class, row.Received, row.Suspense).ShouldBe((LineClass.Short, 100, 0));
    }

    [Fact]
    public void The_oldest_open_line_comes_first_and_what_is_beyond_is_the_members_deposit()
    {
        var rows = Debited(Unit.Of().Billed(Newer, Older).Answered(A.Line(A.Member(2), 5)), 0, 170).Unit.Rows;
        var (older, newer) = (rows.Single(static row => row.Expected == 100), rows.Single(static row => row.Expected == 50));
        (older.Received, older.Suspense).ShouldBe((100, 0));
        (newer.Received, newer.Suspense, newer.HeldIn).ShouldBe((70, 20, ChartOfAccounts.MemberDeposit));
    }

    [Fact]
    public void A_matched_and_received_line_becomes_double_deducted()
    {
        var row = Debited(Unit.Of().Billed(Older).Answered(A.Line(A.Member(), 100)), 100, 100).Unit.Rows.Single();
        (row.Class, row.Money, row.Received, row.Suspense, row.HeldIn).ShouldBe((LineClass.DoubleDeducted, MoneyFinding.Double, 200, 100, ChartOfAccounts.MemberDeposit));
    }

    [Fact]
    public void It_settles_the_billing_line_of_an_unremitted_one()
    {
        var row = Debited(Unit.Of().Billed(Older).Answered(A.Line(A.Member(), 100)), 0, 100).Unit.Rows.Single();
        (row.Class, row.Received, row.Suspense).ShouldBe((LineClass.Unremitted, 100, 0));
    }

    [Fact]
    public void What_no_line_is_billed_for_falls_on_no_row()
    {
        var (unit, unplaced) = Debited(Unit.Of().Billed(Older).Answered(A.Line(A.Member(), 100)), 100, 30, code: "PU");
        unit.Rows.Single().Received.ShouldBe(100);
        unplaced.Single().Amount.ShouldBe(30);
    }

    [Theory]
    [InlineData(false, "D04")]
    [InlineData(true, "D05")]
    public void What_was_taken_twice_says_by_which_channel(bool isOwnPayment, string taxonomy)
    {
        var settled = Unit.Of().Billed(Older).Answered(A.Line(A.Member(), 100)).Settle(100);
        OtherChannels.Settle(settled, [new Autodebit(A.Credit(100, "B2"), A.Member(), "SW", isOwnPayment)]);
        var row = settled.Rows.Single();
        (row.Class, row.Taxonomy).ShouldBe((LineClass.DoubleDeducted, taxonomy));
        row.OtherEntries.ShouldBe(["B2"], "the evidence beside the payroll line");
    }

    [Fact]
    public void Taken_by_wages_bank_and_member_it_says_both_channels()
    {
        var settled = Unit.Of().Billed(Older).Answered(A.Line(A.Member(), 100)).Settle(100);
        OtherChannels.Settle(settled, [new Autodebit(A.Credit(100, "B2"), A.Member(), "SW", IsOwnPayment: true), new Autodebit(A.Credit(100, "B1"), A.Member(), "SW")]);
        var row = settled.Rows.Single();
        (row.Taxonomy, row.Received, row.Suspense).ShouldBe(("D05|D04", 300, 200));
        row.OtherEntries.ShouldBe(["B1", "B2"]);
    }

    [Fact]
    public void What_names_no_code_fills_what_wages_left_open_of_any_oldest_first()
    {
        var loan = A.BillingLine(A.Member(), "PU", 80, interest: 10, due: new DateOnly(2026, 1, 4));
        var (unit, unplaced) = Debited(Unit.Of().Billed(Newer, Older, loan).Answered(A.Line(A.Member(), 60, "PU")), 60, 130, code: "");
        unit.Rows.Where(static row => row.Received > 0).Select(static row => $"{row.Code!.Code} {row.Expected} {row.Class} {row.Received} {row.Suspense}").Order(StringComparer.Ordinal)
            .ShouldBe(["PU 80 Short 80 0", "SW 100 Missing 100 0", "SW 50 Missing 10 0"]);
        unplaced.ShouldBeEmpty();
    }

    [Fact]
    public void What_names_no_code_makes_nothing_double()
    {
        var (unit, unplaced) = Debited(Unit.Of().Billed(Older).Answered(A.Line(A.Member(), 100)), 100, 30, code: "");
        unit.Rows.Single().Class.ShouldBe(LineClass.Matched);
        unplaced.Single().Amount.ShouldBe(30);
    }

    /// <summary>The employer owes an unremitted line, so it is none of the shortfalls that a member pays without naming it.</summary>
    [Fact]
    public void What_names_no_code_does_not_pay_for_the_employer()
    {
        var (unit, unplaced) = Debited(Unit.Of().Billed(Older).Answered(A.Line(A.Member(), 100)), 0, 30, code: "");
        unit.Rows.Single().Received.ShouldBe(0);
        unplaced.Single().Amount.ShouldBe(30);
    }

    private static (MatchedUnit Unit, IReadOnlyList<(Autodebit Autodebit, long Amount)> Unplaced) Debited(Unit unit, long credited, long debited, string code = "SW")
    {
        var settled = unit.Settle(credited);
        return (settled, OtherChannels.Settle(settled, [new Autodebit(A.Credit(debited), A.Member(), code)]));
    }
}
