using System.Globalization;
using System.Text.RegularExpressions;
using DeductionGateway.Core.Billing;
using DeductionGateway.Core.Intake;
using DeductionGateway.Core.Members;

namespace DeductionGateway.Core.Tests.Intake;

/// <summary>A table read in parts, of whatever size and in whatever order, is the table read in one go: rows, ordinals, period and faults.</summary>
public sealed partial class TablePartsTests
{
    private const string BillingHeader = "expected_id,period,employer,employee_no,member_no,name,national_id,code,amount,interest_due,principal_due,obligation\n";
    private const string MembersHeader = "member_no,name,national_id,employer,employee_no\n";

    private static readonly Employer[] Employers = [A.Employer()];
    private static readonly Action<int, Action<int>> LastFirst = static (count, read) =>
    {
        for (var part = count - 1; part >= 0; part--) read(part);
    };

    public static TheoryData<string> Billings => new(
        Billing(1, 40),
        Billing(1, 40).ReplaceLineEndings("\r\n"),
        "\uFEFF" + Billing(1, 40),
        Billing(1, 40).TrimEnd(),
        Billing(1, 40).Replace("Nama 7", "\"Nama\n7\"", StringComparison.Ordinal),
        Quoted(Billing(1, 40)),
        Billing(1, 20) + "\n\n" + Lines(21, 40),
        Billing(1, 20) + "\r\n   \r\n" + Lines(21, 40) + "\n\n\n",
        Billing(1, 40).Replace(",Nama 9,", ",\"Nama\"\" 9\",", StringComparison.Ordinal));

    public static TheoryData<string> BadBillings => new(
        Billing(1, 40) + Lines(3, 3),
        Billing(1, 40) + Lines(41, 41).Replace("X41", "X1", StringComparison.Ordinal),
        Billing(1, 39) + Lines(40, 40).Replace("2026-02", "2026-03", StringComparison.Ordinal),
        Billing(1, 40).Replace("X30,2026-02", "X30,Februari", StringComparison.Ordinal),
        Billing(1, 40).Replace("M30,", "M99,", StringComparison.Ordinal).Replace("X12,", ",", StringComparison.Ordinal),
        Billing(1, 40).Replace("Nama 12,", "Nama, 12,", StringComparison.Ordinal),
        Billing(1, 40).Replace("Nama 30", "\"Nama 30", StringComparison.Ordinal),
        Billing(1, 40).Replace("Nama 30", "\"Nama\" 30", StringComparison.Ordinal),
        Billing(1, 40).Replace("Nama 30", "Na\0ma", StringComparison.Ordinal),
        BillingHeader.Replace("period,", "", StringComparison.Ordinal) + Lines(1, 40),
        BillingHeader);

    [Theory]
    [MemberData(nameof(Billings))]
    public void A_billing_in_parts_is_the_billing(string text)
    {
        var expected = ReadBilling(text, PartReading.InOneGo);
        expected.Length.ShouldBe(41);
        foreach (var reading in Readings(text)) ReadBilling(text, reading).ShouldBe(expected);
    }

    [Theory]
    [MemberData(nameof(BadBillings))]
    public void Faults_are_those_of_one_go_in_its_order(string text)
    {
        var expected = ReadBilling(text, PartReading.InOneGo);
        expected.ShouldContain(static line => line.StartsWith("expected.csv:", StringComparison.Ordinal));
        foreach (var reading in Readings(text)) ReadBilling(text, reading).ShouldBe(expected);
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("M12,", "M13,")]
    [InlineData(",E1,", ",E2,")]
    [InlineData("Nama 20", "\"Nama\n20\"")]
    public void Members_in_parts_are_the_members(string old, string now)
    {
        var text = MembersHeader + string.Concat(Enumerable.Range(1, 40).Select(static n => $"M{n},Nama {n},31{n},E1,0{n}\n"));
        if (old.Length > 0) text = text.Replace(old, now, StringComparison.Ordinal);
        var expected = ReadMembers(text, PartReading.InOneGo);
        foreach (var reading in Readings(text)) ReadMembers(text, reading).ShouldBe(expected);
    }

    [Fact]
    public void A_clean_table_is_read_in_several_parts_each_once()
    {
        var read = new List<(int Records, string First)>();
        var parts = Parts(Billing(1, 40), new PartReading(200, LastFirst), read);
        parts.ShouldNotBeNull().Count.ShouldBeGreaterThan(5);
        read.Count.ShouldBe(parts.Count);
        read.ShouldContain((0, "X1"));
        read.ShouldAllBe(static one => one.First == $"X{one.Records + 1}");
    }

    [Fact]
    public void A_part_that_began_inside_quotes_is_read_again()
    {
        var text = Quoted(Billing(1, 40));
        var read = new List<(int Records, string First)>();
        var parts = Parts(text, new PartReading(200, LastFirst), read);
        parts.ShouldNotBeNull();
        read.Count.ShouldBeGreaterThan(parts.Count);
    }

    [Fact]
    public void A_small_table_is_read_in_one_go() => Parts(Billing(1, 3), new PartReading(1 << 20, LastFirst), []).ShouldBeNull();

    private static IReadOnlyList<int>? Parts(string text, PartReading reading, List<(int Records, string First)> read) => TableParts.Read(
        static (bytes, faults) => new TableReader("expected.csv", bytes, faults, ["expected_id"], []), Bytes.Of(text), reading, (table, before, _) =>
        {
            var first = table.Read() ? table.Text(0).ToString() : "";
            while (table.Read()) { }
            read.Add((before, first));
            return table.Records;
        });

    private static IEnumerable<PartReading> Readings(string text)
    {
        foreach (var size in new[] { 1, 40, 75, 76, 77, 200, 1000, text.Length / 2 })
        {
            yield return new PartReading(size, PartReading.InOneGo.Run);
            yield return new PartReading(size, LastFirst);
        }
    }

    private static string Billing(int from, int to) => BillingHeader + Lines(from, to);

    private static string Lines(int from, int to) => string.Concat(Enumerable.Range(from, to - from + 1)
        .Select(static n => string.Create(CultureInfo.InvariantCulture, $"X{n},2026-02,E1,0{n},M{n},Nama {n},31,PU,{n}00,{n},{n * 99},L{n % 3}\n")));

    /// <summary>Each name with a line end and a delimiter inside quotes: most line ends of the file are no record's end.</summary>
    private static string Quoted(string text) => NameField().Replace(text, "\"Nama\nke, $1\",");

    [GeneratedRegex(@"Nama (\d+),")]
    private static partial Regex NameField();

    /// <summary>The period, the lines, the faults in the order in which they were found.</summary>
    private static string[] ReadBilling(string text, PartReading reading)
    {
        var faults = new FaultList();
        Member[] members = [.. Enumerable.Range(1, 41).Select(static n => new Member(n - 1, A.Text($"M{n}"), default, default, "E1", A.Text($"0{n}"), default, default))];
        var lines = BillingFile.Read("expected.csv", Bytes.Of(text), members, A.Codes, faults, null, reading, out var period);
        return
        [
            period == default ? "no period" : period.ToString(),
            .. lines.Select(static line => $"{line.Ordinal} {line.ExpectedId} {line.Member.MemberNo} {line.Code.Code} {line.Amount} {line.InterestDue} {line.PrincipalDue} {line.Obligation}"),
            .. faults.Kept.Select(static fault => fault.ToString()),
        ];
    }

    private static string[] ReadMembers(string text, PartReading reading)
    {
        var faults = new FaultList();
        var members = MembersFile.Read("members.csv", Bytes.Of(text), Employers, faults, reading);
        return
        [
            .. members.Select(static member => $"{member.Ordinal} {member.MemberNo} {member.Name} {member.NationalId} {member.Employer} {member.EmployeeNo}"),
            .. faults.Kept.Select(static fault => fault.ToString()),
        ];
    }
}
