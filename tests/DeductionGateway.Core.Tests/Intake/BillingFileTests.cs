using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Billing;
using DeductionGateway.Core.Intake;
using DeductionGateway.Core.Members;

namespace DeductionGateway.Core.Tests.Intake;

/// <summary>expected.csv: two members, M1 (key 1) and M2 (key 2) at E1.</summary>
public sealed class BillingFileTests
{
    private const string Header = "expected_id,period,employer,employee_no,member_no,name,national_id,code,amount,interest_due,principal_due,obligation,due_date,penalty_due\n";

    [Fact]
    public void A_line_is_an_obligation_of_a_member()
    {
        var line = Good("X1,2026-02,E1,1,M1,SITI,31,PU,120000,15000,100000,L7,2026-02-25,5000\n").ShouldHaveSingleItem();
        (line.ExpectedId.ToString(), line.Member.MemberNo.ToString(), line.Code.Code).ShouldBe(("X1", "M1", "PU"));
        (line.Amount, line.PenaltyDue, line.InterestDue, line.PrincipalDue).ShouldBe((120_000, 5_000, 15_000, 100_000));
        (line.Obligation.ToString(), line.DueDate).ShouldBe(("L7", new DateOnly(2026, 2, 25)));
    }

    [Fact]
    public void Obligation_due_date_and_penalty_may_be_absent()
    {
        var faults = new FaultList();
        var line = Read("expected_id,period,employer,employee_no,member_no,name,national_id,code,amount,interest_due,principal_due\nX1,2026-02,E1,1,M1,S,3,PU,10,3,7\n", faults).Single();
        faults.Any.ShouldBeFalse();
        (line.PenaltyDue, line.Obligation.IsEmpty, line.DueDate).ShouldBe((0, true, null));
    }

    [Theory]
    [InlineData("PU", 120_000, 15_000, 100_000, 5_000, true)]
    [InlineData("PU", 119_999, 15_000, 100_000, 5_000, false)]
    [InlineData("PU", 120_001, 15_000, 100_000, 5_000, false)]
    [InlineData("PU", 115_000, 15_000, 100_000, 5_000, false)]
    [InlineData("SW", 100_000, 0, 0, 0, true)]
    [InlineData("SW", 100_000, 1, 0, 0, false)]
    [InlineData("SW", 100_000, 0, 100_000, 0, false)]
    [InlineData("TK", 100_000, 0, 0, 1, false)]
    public void A_loan_is_penalty_interest_and_principal_and_others_have_none(string code, long amount, long interest, long principal, long penalty, bool good) =>
        Faults($"X1,2026-02,E1,1,M1,S,3,{code},{amount},{interest},{principal},,,{penalty}\n").ShouldBe(good ? [] : ["2 COMPONENTS"]);

    [Fact]
    public void Components_may_be_empty_where_there_are_none() => Faults("X1,2026-02,E1,1,M1,S,3,SW,100000,,,,,\n").ShouldBeEmpty();

    [Fact]
    public void Without_an_employee_number_the_member_number_tells_people_apart()
    {
        Faults("X1,2026-02,E1,,M1,S,3,SW,5,,,,,\nX2,2026-02,E1,,M2,S,3,SW,6,,,,,\n").ShouldBeEmpty();
        Faults("X1,2026-02,E1,,M1,S,3,SW,5,,,,,\nX2,2026-02,E1,,M1,S,3,SW,6,,,,,\n").ShouldBe(["3 DUPLICATE_BILLING_KEY"]);
        Faults("X1,2026-02,E1,M2,M1,S,3,SW,5,,,,,\nX2,2026-02,E1,,M2,S,3,SW,6,,,,,\n").ShouldBeEmpty("a number is no member number");
    }

    [Fact]
    public void The_same_employee_code_and_obligation_twice_refuses_the_file() =>
        Faults("X1,2026-02,E1,1,M1,S,3,SW,5,,,,,\nX2,2026-02,E1,1,M1,S,3,SW,6,,,,,\n").ShouldBe(["3 DUPLICATE_BILLING_KEY"]);

    [Fact]
    public void Two_obligations_of_one_code_are_two_lines() =>
        Good("X1,2026-02,E1,1,M1,S,3,PU,5,0,5,A,,\nX2,2026-02,E1,1,M1,S,3,PU,5,0,5,B,,\n").Count.ShouldBe(2);

    [Fact]
    public void The_same_code_of_two_employees_is_two_lines() => Good("X1,2026-02,E1,1,M1,S,3,SW,5,,,,,\nX2,2026-02,E1,2,M2,B,4,SW,5,,,,,\n").Count.ShouldBe(2);

    [Fact]
    public void An_expected_id_twice_refuses_the_file() =>
        Faults("X1,2026-02,E1,1,M1,S,3,SW,5,,,,,\nX1,2026-02,E1,1,M1,S,3,SS,5,,,,,\n").ShouldBe(["3 DUPLICATE_EXPECTED_ID"]);

    [Fact]
    public void A_member_who_is_not_in_the_list_refuses_the_file() => Faults("X1,2026-02,E1,1,M9,S,3,SW,5,,,,,\n").ShouldBe(["2 MEMBER_UNKNOWN"]);

    [Fact]
    public void A_member_of_another_employer_refuses_the_file() => Faults("X1,2026-02,E2,1,M1,S,3,SW,5,,,,,\n").ShouldBe(["2 EMPLOYER_OTHER"]);

    [Fact]
    public void A_code_that_nobody_declared_refuses_the_file() => Faults("X1,2026-02,E1,1,M1,S,3,ZZ,5,,,,,\n").ShouldBe(["2 CODE_UNKNOWN"]);

    [Fact]
    public void One_folder_is_one_period() =>
        Faults("X1,2026-02,E1,1,M1,S,3,SW,5,,,,,\nX2,2026-03,E1,2,M2,B,4,SW,5,,,,,\n").ShouldBe(["3 PERIODS_MIXED"]);

    [Theory]
    [InlineData("2026-13")]
    [InlineData("02/2026")]
    [InlineData("")]
    public void A_period_is_written_with_a_dash(string period) => Faults($"X1,{period},E1,1,M1,S,3,SW,5,,,,,\n").ShouldBe(["2 PERIOD_STYLE"]);

    [Theory]
    [InlineData("5.50", "2 AMOUNT_FRACTION")]
    [InlineData("100.000", "2 AMOUNT_STYLE")]
    [InlineData("1.250.000", "2 AMOUNT_STYLE")]
    [InlineData("-5", "2 AMOUNT_NEGATIVE")]
    [InlineData("\"5,000\"", "2 AMOUNT_STYLE")]
    [InlineData("", "2 AMOUNT_EMPTY")]
    public void Billing_is_in_whole_rupiah(string amount, string fault) => Faults($"X1,2026-02,E1,1,M1,S,3,SW,{amount},,,,,\n").ShouldBe([fault]);

    [Fact]
    public void An_id_is_one_line() => Faults("\"X\n1\",2026-02,E1,1,M1,S,3,SW,5,,,,,\n").ShouldBe(["2 FIELD_TEXT"]);

    [Fact]
    public void A_row_has_a_bound() => Faults($"X1,2026-02,E1,1,M1,\"{new string('S', 40_000)}\n{new string('S', 40_000)}\",3,SW,5,,,,,\n").ShouldContain("2 RECORD_TOO_LONG");

    [Fact]
    public void A_billing_without_lines_is_refused() => Faults("").ShouldBe(["0 FILE_EMPTY"]);

    [Fact]
    public void Oldest_is_by_due_date_none_first_then_obligation_then_id()
    {
        var member = A.Member();
        BillingLine[] lines =
        [
            A.BillingLine(member, "PU", obligation: "A", due: new DateOnly(2026, 2, 2), id: "1"),
            A.BillingLine(member, "PU", obligation: "B", due: new DateOnly(2026, 2, 1), id: "2"),
            A.BillingLine(member, "PU", obligation: "A", due: new DateOnly(2026, 2, 1), id: "4"),
            A.BillingLine(member, "PU", obligation: "A", due: new DateOnly(2026, 2, 1), id: "3"),
            A.BillingLine(member, "PU", obligation: "Z", id: "5"),
        ];
        Array.Sort(lines, BillingLine.OldestFirst);
        lines.Select(static line => line.ExpectedId.ToString()).ShouldBe(["5", "3", "4", "2", "1"]);
    }

    private static IReadOnlyList<BillingLine> Good(string rows)
    {
        var faults = new FaultList();
        var lines = Read(Header + rows, faults);
        faults.Sorted().ShouldBeEmpty();
        return lines;
    }

    private static string[] Faults(string rows)
    {
        var faults = new FaultList();
        Read(Header + rows, faults);
        return faults.Brief();
    }

    private static IReadOnlyList<BillingLine> Read(string text, FaultList faults)
    {
        Member[] members = [Member(0, "M1", "1"), Member(1, "M2", "2")];
        return BillingFile.Read("expected.csv", Bytes.Of(text), members, A.Codes, faults, null, out _);
    }

    private static Member Member(int ordinal, string number, string key) =>
        new(ordinal, Utf8Text.From(number), Utf8Text.From("S"), Utf8Text.From("3"), "E1", Utf8Text.From(key), default, default);
}
