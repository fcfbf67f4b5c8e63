using DeductionGateway.Core.Billing;
using DeductionGateway.Core.Intake;

namespace DeductionGateway.Core.Tests.Intake;

/// <summary>An employer's answer, read by its profile; the file is accepted whole or refused with every fault.</summary>
public sealed class PayrollFileReaderTests
{
    private const string Header = "emp,name,nik,code,amount,period\n";

    [Fact]
    public void Lines_have_a_row_for_each_employee_and_code() =>
        Good(A.Profile(), Header + "007,SITI,31,WAJIB,100000,2026-02\n007,SITI,31,PINJAM,250000,2026-01\n")
            .ShouldBe(["1 007 SITI 31 SW 100000 2026-02", "2 007 SITI 31 PU 250000 2026-01"]);

    [Fact]
    public void Leading_zeros_of_a_key_count() => Good(A.Profile(), Header + "0007,S,,WAJIB,1,2026-02\n")[0].ShouldStartWith("1 0007 ");

    [Fact]
    public void Columns_stand_in_any_order_and_unknown_ones_are_ignored() =>
        Good(A.Profile(), "period,remark,amount,code,nik,name,emp\n2026-02,x,100000,WAJIB,31,SITI,7\n").ShouldBe(["1 7 SITI 31 SW 100000 2026-02"]);

    [Fact]
    public void A_missing_column_refuses_the_file() => Faults(A.Profile(), "emp,name,nik,code,period\n").ShouldBe(["1 COLUMN_MISSING"]);

    [Fact]
    public void A_column_the_employer_does_not_have_is_not_missed() =>
        Good(A.Profile(nationalIdHeader: ""), "emp,name,code,amount,period\n7,SITI,WAJIB,100000,2026-02\n").ShouldBe(["1 7 SITI - SW 100000 2026-02"]);

    [Fact]
    public void Columns_have_a_row_for_each_filled_cell()
    {
        var profile = A.Profile(PayrollShape.Columns, amounts: new Dictionary<string, string> { ["Wajib"] = "SW", ["Toko"] = "TK", ["Pinjam"] = "PU" });
        Good(profile, "emp,name,nik,Wajib,Toko,Pinjam,period\n7,SITI,31,100000,-,250000,2026-02\n8,BUDI,32,,0,5,2026-02\n")
            .ShouldBe(["1 7 SITI 31 SW 100000 2026-02", "1 7 SITI 31 PU 250000 2026-02", "2 8 BUDI 32 PU 5 2026-02"]);
    }

    [Fact]
    public void Total_has_one_amount_and_no_code() =>
        Good(A.Profile(PayrollShape.Total), "emp,name,nik,amount,period\n7,SITI,31,350000,2026-02\n").ShouldBe(["1 7 SITI 31 - 350000 2026-02"]);

    [Fact]
    public void Exceptions_name_what_was_withheld_also_0() =>
        Good(A.Profile(PayrollShape.Exceptions), Header + "7,SITI,31,WAJIB,0,2026-02\n").ShouldBe(["1 7 SITI 31 SW 0 2026-02"]);

    [Fact]
    public void A_national_id_may_be_the_key() =>
        Good(A.Profile(key: PayrollKey.NationalId), "name,nik,code,amount,period\nSITI,3171,WAJIB,1,2026-02\n").ShouldBe(["1 3171 SITI 3171 SW 1 2026-02"]);

    [Fact]
    public void An_account_may_be_the_key() =>
        Good(A.Profile(key: PayrollKey.AccountNo), "account,name,nik,code,amount,period\n0099,SITI,31,WAJIB,1,2026-02\n").ShouldBe(["1 0099 SITI 31 SW 1 2026-02"]);

    [Fact]
    public void Title_rows_before_the_header_are_skipped() =>
        Good(A.Profile(skipRows: 2), "DAFTAR POTONGAN\nPT MAJU,,,,,2026-02\n" + Header + "7,SITI,31,WAJIB,100000,2026-02\n").ShouldBe(["1 7 SITI 31 SW 100000 2026-02"]);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void A_wrong_number_of_title_rows_refuses_the_file(int skipRows) =>
        Faults(A.Profile(skipRows: skipRows), "DAFTAR\nPT MAJU,,\n" + Header + "7,SITI,31,WAJIB,100000,2026-02\n").ShouldNotBeEmpty();

    [Fact]
    public void A_row_without_a_key_ends_the_table() =>
        Good(A.Profile(), Header + "7,SITI,31,WAJIB,100000,2026-02\n,TOTAL,,,100000,\n,tanda tangan\n").Length.ShouldBe(1);

    [Fact]
    public void A_row_with_a_key_after_the_end_is_a_fault_and_never_dropped() =>
        Faults(A.Profile(), Header + "7,SITI,31,WAJIB,100000,2026-02\n,TOTAL,,,100000,\n8,BUDI,32,WAJIB,5,2026-02\n9,AGUS,33,WAJIB,5,2026-02\n").ShouldBe(["4 DATA_AFTER_END", "5 DATA_AFTER_END"]);

    [Fact]
    public void Blank_lines_are_neither_an_end_nor_counted() =>
        Good(A.Profile(), Header + "\n7,SITI,31,WAJIB,1,2026-02\n\n8,BUDI,32,WAJIB,2,2026-02\n\n").ShouldBe(["1 7 SITI 31 SW 1 2026-02", "2 8 BUDI 32 SW 2 2026-02"]);

    [Theory]
    [InlineData(PeriodStyle.Dashed, "2026-02")]
    [InlineData(PeriodStyle.MonthFirst, "02/2026")]
    [InlineData(PeriodStyle.Compact, "202602")]
    public void The_period_is_written_as_the_profile_says(PeriodStyle style, string written)
    {
        Good(A.Profile(period: style), Header + $"7,S,3,WAJIB,1,{written}\n").ShouldBe(["1 7 S 3 SW 1 2026-02"]);
        foreach (var other in Enum.GetValues<PeriodStyle>().Where(other => other != style && other != PeriodStyle.Folder))
        {
            Faults(A.Profile(period: other), Header + $"7,S,3,WAJIB,1,{written}\n").ShouldBe(["2 PERIOD_STYLE"]);
        }
    }

    [Fact]
    public void Without_a_period_column_the_folder_gives_it() =>
        Good(A.Profile(period: PeriodStyle.Folder, periodHeader: ""), "emp,name,nik,code,amount\n7,S,3,WAJIB,1\n").ShouldBe(["1 7 S 3 SW 1 2026-02"]);

    [Fact]
    public void A_code_outside_the_profile_refuses_the_file() => Faults(A.Profile(), Header + "7,S,3,ZAKAT,1,2026-02\n").ShouldBe(["2 CODE_UNKNOWN"]);

    [Theory]
    [InlineData("1.5", "2 AMOUNT_STYLE")]
    [InlineData("-1", "2 AMOUNT_NEGATIVE")]
    [InlineData("x", "2 AMOUNT_LETTERS")]
    [InlineData("", "2 AMOUNT_EMPTY")]
    public void An_amount_that_is_none_refuses_the_file(string amount, string fault) => Faults(A.Profile(), Header + $"7,S,3,WAJIB,{amount},2026-02\n").ShouldBe([fault]);

    [Fact]
    public void Every_fault_is_reported_not_the_first() =>
        Faults(A.Profile(), Header + "7,S,3,X,-1,2026/02\n8,S,3,WAJIB,1,2026-02\n9,S,3,WAJIB,x,2026-02\n")
            .ShouldBe(["2 CODE_UNKNOWN", "2 AMOUNT_NEGATIVE", "2 PERIOD_STYLE", "4 AMOUNT_LETTERS"]);

    [Fact]
    public void A_row_cut_in_the_middle_refuses_the_file() => Faults(A.Profile(), Header + "7,S,3,WAJIB,1,2026-02\n8,S,3,WAJ").ShouldBe(["3 FIELD_COUNT"]);

    [Theory]
    [InlineData("", true)]
    [InlineData("3171", false)]
    public void A_file_has_no_national_ids_when_the_column_is_empty_in_every_row(string second, bool none)
    {
        var faults = new FaultList();
        Read(A.Profile(), Header + $"7,S,,WAJIB,1,2026-02\n8,B,{second},WAJIB,1,2026-02\n", A.Employer(), faults)!.HasNationalIds.ShouldBe(!none);
    }

    [Theory]
    [InlineData(2, 300, null)]
    [InlineData(1, 300, "0 CONTROL_ROWS")]
    [InlineData(3, 300, "0 CONTROL_ROWS")]
    [InlineData(2, 299, "0 CONTROL_TOTAL")]
    [InlineData(2, 301, "0 CONTROL_TOTAL")]
    public void What_the_employer_announced_must_be_what_the_file_holds(int rows, long total, string? fault)
    {
        var faults = new FaultList();
        Read(A.Profile(), Header + "7,S,3,WAJIB,100,2026-02\n8,B,4,WAJIB,200,2026-02\n", A.Employer(controlRows: rows, controlTotal: total), faults);
        faults.Brief().ShouldBe(fault is null ? [] : [fault]);
    }

    [Fact]
    public void A_refused_file_is_no_answer()
    {
        var faults = new FaultList();
        Read(A.Profile(), Header + "7,S,3,WAJIB,x,2026-02\n", A.Employer(), faults).ShouldBeNull();
    }

    private static string[] Good(PayrollProfile profile, string text)
    {
        var faults = new FaultList();
        var answer = Read(profile, text, A.Employer(), faults);
        faults.Sorted().ShouldBeEmpty();
        return [.. answer!.Rows.Select(static row => $"{row.Record} {row.Key} {row.Name} {(row.NationalId.IsEmpty ? "-" : row.NationalId)} {row.Code?.Code ?? "-"} {row.Amount} {row.Period}")];
    }

    private static string[] Faults(PayrollProfile profile, string text)
    {
        var faults = new FaultList();
        Read(profile, text, A.Employer(), faults);
        return faults.Brief();
    }

    private static PayrollReturn? Read(PayrollProfile profile, string text, Employer employer, FaultList faults) =>
        PayrollFileReader.Read(profile, employer, A.February, A.Codes, "payroll.csv", new CsvRecords("payroll.csv", Bytes.Of(text), profile.Delimiter, faults), faults);
}
