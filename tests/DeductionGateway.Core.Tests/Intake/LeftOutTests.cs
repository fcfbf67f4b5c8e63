using DeductionGateway.Core.Intake;

namespace DeductionGateway.Core.Tests.Intake;

/// <summary>Records that a profile leaves out, and those that cannot be read while all others can.</summary>
public sealed class LeftOutTests
{
    private const string Header = "emp,name,amount\n";
    private const string File = Header + "1,SITI,100\n2,BUDI,dua\n3,DEWI,50\n";

    [Fact]
    public void The_rest_is_read_with_its_own_numbers()
    {
        var answer = Read(Profile(), File, out var faults, leftOut: 2)!;
        faults.ShouldBeEmpty();
        answer.Rows.Select(static row => $"{row.Record} {row.Name} {row.Amount}").ShouldBe(["1 SITI 100", "3 DEWI 50"]);
        answer.LeftOut.ShouldBe([2]);
        answer.Lines![2].ShouldBe(3);
        answer.Warnings.Single().ShouldContain("1 record is left out");
    }

    [Theory]
    [InlineData(",TOTAL,150\n", null)]
    [InlineData(",TOTAL,350\n", "5 TOTAL_DISAGREES")]
    public void A_total_of_the_file_is_that_of_the_rest(string total, string? fault)
    {
        foreach (var layout in (PayrollLayout[])[PayrollLayout.Plain, new PayrollLayout { PassesOver = true, KeyForm = KeyForm.Digits }])
        {
            Read(Profile(layout), File + total, out var faults, leftOut: 2);
            faults.ShouldBe(fault is null ? [] : [fault]);
        }
    }

    [Theory]
    [InlineData(2, 150, null)]
    [InlineData(3, 150, "0 CONTROL_ROWS")]
    [InlineData(2, 350, "0 CONTROL_TOTAL")]
    public void An_announced_control_is_that_of_the_rest(int rows, long total, string? fault)
    {
        Read(Profile(), File, out var faults, (rows, total), leftOut: 2);
        faults.ShouldBe(fault is null ? [] : [fault]);
    }

    /// <summary>Whose the following rows are, the record says that is left out.</summary>
    [Fact]
    public void Rows_that_follow_a_record_left_out_are_nobodys()
    {
        var profile = A.Profile(PayrollShape.Lines, period: PeriodStyle.Folder, nationalIdHeader: "") with { Layout = new PayrollLayout { KeyStandsOnce = true } };
        const string text = "emp,name,code,amount\n1,SITI,WAJIB,100\n2,BUDI,WAJIB,dua\n,,TOKO,20\n3,DEWI,WAJIB,50\n,,TOKO,30\n";
        Read(profile, text, out var faults, leftOut: 2);
        faults.ShouldBe(["4 ROW_WITHOUT_EMPLOYEE"]);
        Read(profile, text, out faults, leftOut: [2, 3])!.Rows.Select(static row => $"{row.Key} {row.Amount}").ShouldBe(["1 100", "3 50", "3 30"]);
    }

    [Fact]
    public void Of_a_list_of_exceptions_nothing_is_left_out()
    {
        Read(A.Profile(PayrollShape.Exceptions, period: PeriodStyle.Folder, nationalIdHeader: ""), "emp,name,code,amount\n1,SITI,WAJIB,0\n2,BUDI,WAJIB,dua\n", out var faults, leftOut: 2).ShouldBeNull();
        faults.ShouldBe(["0 LEFT_OUT_EXCEPTIONS"]);
    }

    [Fact]
    public void A_record_that_is_not_there_is_not_left_out()
    {
        Read(Profile(), File, out var faults, leftOut: [2, 9]);
        faults.ShouldBe(["0 LEFT_OUT_OTHER"]);
    }

    [Theory]
    [InlineData("1,SITI,100\n2,BUDI,dua\n3,DEWI\n", "2 3", true)]
    [InlineData("1,SITI,100\n2,BUDI,dua\n,DEWI,50\n", "2", false)]
    [InlineData("1,SITI,100\n2,BUDI,dua\n,,\n3,DEWI,50\n", "2", false)]
    public void What_is_wrong_with_a_record_alone_is_told_from_what_is_wrong_with_the_file(string rows, string records, bool isAll)
    {
        var (faults, unreadable) = (new FaultList(), new UnreadableRecords());
        PayrollFileReader.Read(Profile(), A.Employer(), A.February, A.Codes, "f", _ => new CsvRecords("f", Bytes.Of(Header + rows), ',', faults), faults, PayrollReading.OfPlaces with { Unreadable = unreadable });
        string.Join(' ', unreadable.Lines.Keys).ShouldBe(records);
        (unreadable.FaultCount == faults.CountOf("f")).ShouldBe(isAll);
    }

    private static PayrollProfile Profile(PayrollLayout? layout = null) => A.Profile(PayrollShape.Total, period: PeriodStyle.Folder, nationalIdHeader: "") with { Layout = layout ?? PayrollLayout.Plain };

    private static PayrollReturn? Read(PayrollProfile profile, string text, out string[] faults, (int Rows, long Total)? control = null, params int[] leftOut)
    {
        var list = new FaultList();
        var employer = A.Employer() with { ControlRows = control?.Rows, ControlTotal = control?.Total };
        var answer = PayrollFileReader.Read(profile.Leaving(new LeftOutRecords("", leftOut.ToHashSet())), employer, A.February, A.Codes, "f", _ => new CsvRecords("f", Bytes.Of(text), ',', list), list);
        faults = list.Brief();
        return answer;
    }
}
