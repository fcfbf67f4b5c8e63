using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Intake;
using DeductionGateway.Core.Learning;

namespace DeductionGateway.Core.Tests.Intake;

/// <summary>What a profile may say of what lies around and between the rows; without it the plain rules of <see cref="PayrollFileReaderTests"/> hold.</summary>
public sealed class PayrollLayoutTests
{
    private static readonly PayrollLayout Messy = new() { PassesOver = true, KeyForm = KeyForm.Digits };
    private const string Header = "emp,name,amount\n";

    [Fact]
    public void Unit_names_sums_page_numbers_and_repeated_headers_are_passed_over() =>
        Good(Messy, Header + "UNIT A,,\n1,SITI,100\n2,BUDI,200\n,JUMLAH,300\n1,,\n" + Header + "UNIT B,,\n3,DEWI,50\n,JUMLAH,50\n,TOTAL,350\n,Bendahara,\n19700101,,\n")
            .ShouldBe(["1 1 SITI 100", "2 2 BUDI 200", "3 3 DEWI 50"]);

    [Fact]
    public void A_sum_that_does_not_add_up_is_a_fault() => Faults(Messy, Header + "1,SITI,100\n2,BUDI,200\n,JUMLAH,301\n").ShouldBe(["4 TOTAL_DISAGREES"]);

    [Fact]
    public void An_amount_without_an_employee_is_never_dropped() =>
        Faults(Messy, Header + "1,SITI,100\n,BUDI,200\n3,DEWI,50\n").ShouldBe(["3 ROW_WITHOUT_EMPLOYEE"]);

    [Fact]
    public void An_employee_called_like_a_sum_is_never_dropped() =>
        Good(Messy, Header + "1,SITI,100\n2,TOTAL SANTOSO,250\n").ShouldBe(["1 1 SITI 100", "2 2 TOTAL SANTOSO 250"]);

    [Fact]
    public void A_unit_named_like_a_sum_drops_none_of_its_people()
    {
        const string text = "emp,name,unit,amount\n1,SITI,GRAND ASTON BANDUNG,100\n2,BUDI,TOTAL PERSADA,100\n3,DEWI,JUMLAH MAKMUR,200\n";
        Good(Messy, text).ShouldBe(["1 1 SITI 100", "2 2 BUDI 100", "3 3 DEWI 200"]);
        Good(Messy, "unit,emp,name,amount\nTOTAL PERSADA,1,SITI,100\nTOTAL PERSADA,2,BUDI,100\n").Length.ShouldBe(2);
    }

    [Fact]
    public void An_employee_called_like_a_sum_is_not_dropped_where_the_amount_is_that_of_the_row_above() =>
        Good(Messy, Header + "1,SITI,100\n2,TOTAL SANTOSO,100\n3,GRAND HASANAH,200\n").Length.ShouldBe(3);

    [Theory]
    [InlineData("1,SITI,100\n,BUDI SANTOSO (honorer),100\n3,DEWI,50\n", "3 ROW_WITHOUT_EMPLOYEE")]
    [InlineData("1,SITI,100\n,GRAND WIJAYA,100\n3,DEWI,50\n", "3 ROW_WITHOUT_EMPLOYEE")]
    [InlineData("1,SITI,100\nHONORER,BUDI SANTOSO,100\n3,DEWI,50\n", "3 ROW_WITHOUT_EMPLOYEE")]
    [InlineData("1,SITI,100\n2,DEWI,50\n,BUDI SANTOSO,Rp 125.000\n", "4 ROW_WITHOUT_EMPLOYEE")]
    public void Somebody_without_a_number_is_no_sum_though_the_amount_adds_up(string rows, string fault) => Faults(Messy, Header + rows).ShouldBe([fault]);

    [Fact]
    public void An_employee_below_the_total_whose_amount_is_written_otherwise_is_not_dropped() =>
        Faults(Messy, Header + "1,SITI,100\n,TOTAL,100\n3,Bendahara,(.......)\n2,BUDI,Rp 125.000\n").ShouldBe(["5 AMOUNT_LETTERS"]);

    [Fact]
    public void A_sum_may_stand_in_a_row_that_names_nobody() =>
        Good(Messy, Header + "UNIT A,,\n1,SITI,100\n2,BUDI,200\n,,300\nUNIT B,,300\n3,DEWI,50\n,,50\nJUMLAH,12 orang,350\n").Length.ShouldBe(3);

    [Theory]
    [InlineData("1,SITI,100\n,BUDI SANTOSO (honorer),125\n", "3 ROW_WITHOUT_EMPLOYEE")]
    [InlineData("1,SITI,100\n,BUDI SANTOSO (honorer),100\n", "3 ROW_WITHOUT_EMPLOYEE")]
    [InlineData("1,SITI,100\n,,125000\n", "3 ROW_WITHOUT_EMPLOYEE")]
    [InlineData("1,SITI,100\n,TOTAL,100\n,BUDI SANTOSO,125\n", "4 ROW_WITHOUT_EMPLOYEE")]
    [InlineData("1,SITI,100\n,BUDI SANTOSO,Rp.125.000\n", "3 ROW_WITHOUT_EMPLOYEE")]
    public void The_row_that_ends_a_plain_table_holds_no_amount_but_a_total(string rows, string fault) => Faults(PayrollLayout.Plain, Header + rows).ShouldBe([fault]);

    [Theory]
    [InlineData(",TOTAL,100\n")]
    [InlineData(",Grand Total,-\n")]
    [InlineData(",,100\n")]
    [InlineData(",Bendahara,\n,(..................),-\n")]
    [InlineData(",,27.02.2026\n,,\"Bandung, 27 Februari 2026\"\n,Kepala,NIP. 197502022000122001\n,SUHARTO,197502022000122001\n")]
    public void A_total_or_a_signature_ends_a_plain_table(string rows) => Good(PayrollLayout.Plain, Header + "1,SITI,100\n" + rows).ShouldBe(["1 1 SITI 100"]);

    [Fact]
    public void A_number_of_people_beside_a_sum_is_no_employee() => Good(Messy, Header + "1,SITI,100\n2,BUDI,200\n2,JUMLAH,300\n").Length.ShouldBe(2);

    [Fact]
    public void A_sum_carried_to_the_next_page_adds_up() =>
        Good(Messy, Header + "1,SITI,100\n,Dipindahkan,100\n,Pindahan,100\n2,BUDI,200\n,JUMLAH,300\n").Length.ShouldBe(2);

    [Fact]
    public void The_row_of_column_numbers_is_no_employee() => Good(Messy, Header + "1,2,3\n7,SITI,100\n").ShouldBe(["1 7 SITI 100"]);

    [Fact]
    public void Where_a_total_is_due_its_absence_is_a_fault()
    {
        var layout = Messy with { NeedsTotal = true };
        Good(layout, Header + "1,SITI,100\n,TOTAL,100\n").Length.ShouldBe(1);
        Faults(layout, Header + "1,SITI,100\n").ShouldBe(["0 TOTAL_MISSING"]);
        Faults(layout, Header + "1,SITI,100\n,TOTAL,100\n2,BUDI,200\n").ShouldBe(["0 TOTAL_MISSING"]);
    }

    [Fact]
    public void An_empty_amount_is_a_fault_unless_it_means_nothing()
    {
        Faults(Messy, Header + "1,SITI,\n").ShouldBe(["2 AMOUNT_EMPTY"]);
        Good(Messy with { EmptyIsZero = true }, Header + "1,SITI,\n2,BUDI,-\n").ShouldBe(["1 1 SITI 0", "2 2 BUDI 0"]);
    }

    [Fact]
    public void A_header_in_two_rows_joins_groups_and_names() =>
        Good(new PayrollLayout { HeaderRows = 2 }, "emp,name,PINJAMAN,,amount\n,,POKOK,JASA,\n1,SITI,5,6,100\n").ShouldBe(["1 1 SITI 100"]);

    [Fact]
    public void Header_names_reach_over_what_they_group_and_no_further() =>
        HeaderNames.Join([Row("NO", "NAMA", "SIMPANAN", "", "JUMLAH", ""), Row("", "", "WAJIB", "SUKARELA", "", "PARAF")])
            .ShouldBe(["NO", "NAMA", "SIMPANAN WAJIB", "SIMPANAN SUKARELA", "JUMLAH", "PARAF"]);

    [Fact]
    public void A_column_is_found_by_its_place_and_must_bear_its_name()
    {
        var profile = Profile(new PayrollLayout()) with { AmountHeader = "#3 POT" };
        Read(profile, "emp,name,POT,POT\n1,SITI,100,7\n").Rows.ShouldBe(["1 1 SITI 100"]);
        Read(profile, "emp,name,SALDO,POT\n1,SITI,100,7\n").Faults.ShouldBe(["1 COLUMN_MOVED"]);
    }

    [Fact]
    public void Marks_are_taken_off_and_nothing_else()
    {
        var layout = new PayrollLayout { AmountMarks = ["Rp.", "Rp", ",-"] };
        var profile = Profile(layout) with { Number = NumberStyle.DotGroupedDecimal, Delimiter = ';' };
        Read(profile, "emp;name;amount\n1;SITI;Rp 1.250.000,-\n2;BUDI;rp. 5.000\n3;DEWI;Rp -\n").Rows.ShouldBe(["1 1 SITI 1250000", "2 2 BUDI 5000", "3 3 DEWI 0"]);
        Read(profile, "emp;name;amount\n1;SITI;USD 100\n").Faults.ShouldBe(["2 AMOUNT_LETTERS"]);
    }

    [Theory]
    [InlineData("-150000", "1 1 SITI 150000")]
    [InlineData("(150000)", "1 1 SITI 150000")]
    [InlineData("150000-", "1 1 SITI 150000")]
    [InlineData("0", "1 1 SITI 0")]
    public void Negative_numbers_are_money_withheld_where_the_profile_says_so(string amount, string row) => Good(new PayrollLayout { IsNegative = true }, Header + $"1,SITI,{amount}\n").ShouldBe([row]);

    [Fact]
    public void A_positive_number_among_negative_ones_is_a_fault() => Faults(new PayrollLayout { IsNegative = true }, Header + "1,SITI,150000\n").ShouldBe(["2 AMOUNT_SIGN"]);

    [Theory]
    [InlineData("150", 150_000)]
    [InlineData("87.5", 87_500)]
    [InlineData("1.5e+2", 150_000)]
    public void Thousands_of_rupiah_are_exact(string amount, long rupiah)
    {
        Amounts.ParseNumber(System.Text.Encoding.UTF8.GetBytes(amount), 1_000, out var read).ShouldBe(AmountFault.Good);
        read.ShouldBe(rupiah);
    }

    [Theory]
    [InlineData(NumberStyle.DotGroupedDecimal, "1.250", 1_250_000)]
    [InlineData(NumberStyle.DotGroupedDecimal, "1.250,5", 1_250_500)]
    [InlineData(NumberStyle.DotGroupedDecimal, "150,25", 150_250)]
    [InlineData(NumberStyle.CommaGrouped, "1,250.75", 1_250_750)]
    [InlineData(NumberStyle.Plain, "87.5", 87_500)]
    [InlineData(NumberStyle.PointThousandths, "87.125", 87_125)]
    [InlineData(NumberStyle.CommaThousandths, "87,125", 87_125)]
    public void Thousands_of_rupiah_are_written_in_the_style_of_the_file(NumberStyle style, string amount, long rupiah) =>
        (InThousands(style, amount, out var read), read).ShouldBe((AmountFault.Good, rupiah));

    [Theory]
    [InlineData(NumberStyle.DotGroupedDecimal, "150.5")]
    [InlineData(NumberStyle.DotGroupedDecimal, "1.25")]
    [InlineData(NumberStyle.DotGroupedDecimal, "1.2500")]
    [InlineData(NumberStyle.DotGroupedDecimal, "87,125")]
    [InlineData(NumberStyle.CommaGrouped, "1,25")]
    [InlineData(NumberStyle.CommaGrouped, "12,50.5")]
    [InlineData(NumberStyle.Plain, "1.250")]
    [InlineData(NumberStyle.PlainDecimal, "1.250")]
    [InlineData(NumberStyle.PointThousandths, "87.5")]
    [InlineData(NumberStyle.DotGroupedDecimal, ",5")]
    public void A_mark_of_thousands_that_parts_no_group_of_three_is_a_fault_in_thousands_too(NumberStyle style, string amount) =>
        InThousands(style, amount, out _).ShouldBe(AmountFault.Style);

    [Fact]
    public void More_digits_than_money_has_are_a_fault_in_thousands_too() => InThousands(NumberStyle.Plain, "1000000000000", out _).ShouldBe(AmountFault.TooLong);

    [Fact]
    public void A_fraction_of_a_rupiah_stays_a_fault_in_thousands() => Amounts.ParseNumber("87.5001"u8, 1_000, out _).ShouldBe(AmountFault.Fraction);

    [Fact]
    public void An_exponent_is_read_exactly() => (Amounts.ParseNumber("1E+05"u8, 1, out var rupiah), rupiah).ShouldBe((AmountFault.Good, 100_000));

    [Fact]
    public void Spaces_in_a_key_and_lost_zeros_are_mended_where_the_profile_says_so()
    {
        Good(new PayrollLayout { KeyWithout = " -" }, Header + "19-80 06,SITI,1\n").ShouldBe(["1 198006 SITI 1"]);
        Good(new PayrollLayout { KeyWidth = 5 }, Header + "123,SITI,1\nA12,BUDI,2\n").ShouldBe(["1 00123 SITI 1", "2 A12 BUDI 2"]);
    }

    [Theory]
    [InlineData("1.98006E+17")]
    [InlineData("1,98006E+17")]
    public void A_key_with_an_exponent_has_lost_digits(string key) => Faults(PayrollLayout.Plain, Header + $"\"{key}\",SITI,1\n").ShouldBe(["2 KEY_RETYPED"]);

    [Fact]
    public void Failed_rows_withheld_nothing_and_an_unknown_word_is_a_fault()
    {
        var status = new StatusColumn("status", new HashSet<string>(StringComparer.OrdinalIgnoreCase) { "GAGAL" }, new HashSet<string>(StringComparer.OrdinalIgnoreCase) { "BERHASIL" });
        Good(new PayrollLayout { Status = status }, "emp,name,amount,status\n1,SITI,100,berhasil\n2,BUDI,200,Gagal\n").ShouldBe(["1 1 SITI 100", "2 2 BUDI 0"]);
        Faults(new PayrollLayout { Status = status }, "emp,name,amount,status\n1,SITI,100,MUNGKIN\n").ShouldBe(["2 STATUS_UNKNOWN"]);
    }

    [Fact]
    public void A_key_may_stand_in_the_first_row_only_and_a_sum_is_no_following_row()
    {
        var profile = Profile(Messy with { KeyStandsOnce = true }) with { Shape = PayrollShape.Lines, CodeHeader = "code" };
        Read(profile, "emp,name,code,amount\n1,SITI,WAJIB,100\n,,PINJAM,200\n,,JUMLAH,300\n2,BUDI,WAJIB,50\n").Rows.ShouldBe(["1 1 SITI 100", "2 1 SITI 200", "3 2 BUDI 50"]);
    }

    [Theory]
    [InlineData(",BUDI,WAJIB,50", "4 ROW_WITHOUT_EMPLOYEE")]
    [InlineData(",BUDI,WAJIB,300", "4 ROW_WITHOUT_EMPLOYEE")]
    [InlineData(",siti ,WAJIB,50", null)]
    public void A_following_row_that_names_another_is_a_fault(string row, string? fault)
    {
        foreach (var layout in new[] { Messy, new PayrollLayout() })
        {
            var profile = Profile(layout with { KeyStandsOnce = true }) with { Shape = PayrollShape.Lines, CodeHeader = "code" };
            Read(profile, $"emp,name,code,amount\n1,SITI,WAJIB,100\n,,PINJAM,200\n{row}\n,,PINJAM,10\n").Faults.ShouldBe(fault is null ? [] : [fault]);
        }
    }

    [Fact]
    public void A_following_row_with_another_national_id_is_a_fault()
    {
        var profile = Profile(new PayrollLayout { KeyStandsOnce = true }) with { Shape = PayrollShape.Lines, CodeHeader = "code", NationalIdHeader = "nik" };
        Read(profile, "emp,name,nik,code,amount\n1,SITI,31,WAJIB,100\n,,31,PINJAM,200\n,,32,WAJIB,50\n").Faults.ShouldBe(["4 ROW_WITHOUT_EMPLOYEE"]);
    }

    [Fact]
    public void A_following_row_of_a_unit_named_like_a_sum_is_no_sum()
    {
        var profile = Profile(Messy with { KeyStandsOnce = true }) with { Shape = PayrollShape.Lines, CodeHeader = "code" };
        Read(profile, "emp,name,unit,code,amount\n1,SITI,TOTAL PERSADA,WAJIB,100\n,,TOTAL PERSADA,PINJAM,100\n").Rows.ShouldBe(["1 1 SITI 100", "2 1 SITI 100"]);
    }

    [Theory]
    [InlineData(18, "198506052005012000 198506052005012000 197901122003121000", "2 KEY_RETYPED")]
    [InlineData(18, "198506052005012000 197901122003121000", null)]
    [InlineData(18, "198506052005012000 197901122003121000 198506052005012001", null)]
    [InlineData(16, "3171010101010010 3171010101010020 3171010101010030", "2 KEY_RETYPED")]
    [InlineData(16, "3171010101010010 3171010101010010 3171010101010010", null)]
    [InlineData(16, "3171010101010010 3171010101010020 3171010101010030 3171010101010031", null)]
    public void Keys_whose_last_digits_a_spreadsheet_took_are_known_by_their_zeros(int digits, string keys, string? fault)
    {
        keys.Split(' ').ShouldAllBe(key => key.Length == digits);
        Faults(PayrollLayout.Plain, Header + string.Concat(keys.Split(' ').Select(static key => $"{key},SITI,1\n"))).ShouldBe(fault is null ? [] : [fault]);
    }

    [Fact]
    public void The_last_fixed_column_reaches_to_the_end_of_the_line() =>
        ReadFixed([new(1, 4), new(5, 20), new(21, 26)], "1001 ANDI WIJAYA     550000\n1002 BUDI SANTOSO    1750000\n").Rows.ShouldBe(["1 1001 ANDI WIJAYA 550000", "2 1002 BUDI SANTOSO 1750000"]);

    [Theory]
    [InlineData("10025 BUDI SANTOSO    750000", "1300000", "2:5 FIXED_COLUMNS")]
    [InlineData("1002 BUDI SANTOSO 12.500.000", "13.050.000", "2:19 FIXED_COLUMNS")]
    [InlineData("1002 BUDI SANTÓSÓ  2.500.000", "3.050.000", null)]
    public void Text_that_stands_in_no_fixed_column_is_a_fault(string line, string total, string? fault) =>
        ReadFixed([new(1, 4), new(6, 18), new(20, 27)], $"1001 ANDI WIJAYA    550000\n{line}\nJUMLAH SELURUHNYA  {total}\n").Faults.ShouldBe(fault is null ? [] : [fault]);

    [Fact]
    public void What_is_blank_between_columns_when_learned_must_stay_blank() =>
        FixedWidths.Of(Bytes.Of("1001ANDI WIJAYA      550000\n1002BUDI SANTOSO     750000\n1003CITRA DEWI       650000\n")).ShouldBe([new(1, 4), new(5, 18), new(20, 27)]);

    [Fact]
    public void Hidden_rows_are_read_or_passed_over_only_where_the_profile_says_which()
    {
        var profile = Profile(new PayrollLayout { HiddenRows = HiddenRows.Read });
        ReadHidden(profile).Rows.Length.ShouldBe(3);
        ReadHidden(profile with { Layout = profile.Layout with { HiddenRows = HiddenRows.PassedOver } }).Rows.Length.ShouldBe(2);
        ReadHidden(profile with { Layout = new PayrollLayout() }).Faults.ShouldBe(["3 HIDDEN_ROW"]);
        ReadHidden(profile with { Layout = PayrollLayout.Plain }).Faults.ShouldBe(["3 HIDDEN_ROW"]);
    }

    [Fact]
    public void Columns_of_one_code_are_added_where_the_profile_says_so()
    {
        var profile = Profile(new PayrollLayout { AddsSameCode = true }) with { Shape = PayrollShape.Columns, Amounts = new Dictionary<string, string> { ["pokok"] = "PU", ["jasa"] = "PU" } };
        Read(profile, "emp,name,pokok,jasa\n1,SITI,90,10\n").Rows.ShouldBe(["1 1 SITI 100"]);
        Read(profile with { Layout = PayrollLayout.Plain }, "emp,name,pokok,jasa\n1,SITI,90,10\n").Rows.ShouldBe(["1 1 SITI 90", "1 1 SITI 10"]);
    }

    [Fact]
    public void Two_tables_are_read_one_after_the_other_and_records_count_on()
    {
        var done = Profile(Messy with { Place = new TablePlace("", "GAGAL", 0, 0) }) with { SkipRows = 1 };
        var failed = Profile(Messy with { Place = new TablePlace("GAGAL", "", 0, 0), Meaning = TableMeaning.Failed }) with { SkipRows = 1 };
        Read(done with { Tables = [done, failed] }, "BERHASIL\n" + Header + "1,SITI,100\n\nGAGAL\n" + Header + "2,BUDI,200\n").Rows.ShouldBe(["1 1 SITI 100", "2 2 BUDI 0"]);
    }

    [Fact]
    public void The_title_names_the_period_or_the_file_is_refused()
    {
        var layout = new PayrollLayout { PeriodTitle = "BULAN" };
        Read(Profile(layout) with { SkipRows = 1 }, "POTONGAN BULAN JANUARI 2026\n" + Header + "1,SITI,100\n").Periods.ShouldBe(["2026-01"]);
        Read(Profile(layout) with { SkipRows = 1 }, "POTONGAN\n" + Header + "1,SITI,100\n").Faults.ShouldBe(["0 PERIOD_TITLE"]);
    }

    [Fact]
    public void Fixed_columns_count_characters_not_bytes()
    {
        var faults = new FaultList();
        var records = new FixedRecords("f", Bytes.Of("\n001MARÍA   100\r\n\f\n002BUDI    200"), [new(1, 3), new(4, 11), new(12, 14)], faults);
        var rows = new List<string>();
        while (records.Read()) rows.Add($"{records.Line} {string.Join('|', records.Fields.ToArray().Select(static field => field.Trim().ToString()))}");
        rows.ShouldBe(["2 001|MARÍA|100", "4 002|BUDI|200"]);
    }

    [Theory]
    [InlineData("Februari 2026", "2026-02")]
    [InlineData("FEB-26", "2026-02")]
    [InlineData("2026 Agustus", "2026-08")]
    [InlineData("28 Februari 2026", "2026-02")]
    [InlineData("Nopember'25", "2025-11")]
    [InlineData("Februari", null)]
    [InlineData("Feb 2026 s/d Mar 2026", null)]
    public void Months_are_read_in_words(string text, string? period) => MonthNames.Only(text)?.ToString().ShouldBe(period);

    [Theory]
    [InlineData("46054", PeriodStyle.SheetDate, "2026-02")]
    [InlineData("2026-02-28T00:00:00", PeriodStyle.SheetDate, "2026-02")]
    [InlineData("01/02/2026", PeriodStyle.DayFirst, "2026-02")]
    [InlineData("02-2026", PeriodStyle.MonthDash, "2026-02")]
    [InlineData("2026/02", PeriodStyle.YearSlash, "2026-02")]
    [InlineData("1", PeriodStyle.SheetDate, null)]
    [InlineData("31/02/2026", PeriodStyle.DayFirst, null)]
    [InlineData("01/02/4026", PeriodStyle.DayFirst, null)]
    [InlineData("4026-02-01", PeriodStyle.IsoDate, null)]
    public void Periods_have_further_styles(string text, PeriodStyle style, string? period) => (PeriodTexts.Parse(System.Text.Encoding.UTF8.GetBytes(text), style)?.ToString()).ShouldBe(period);

    [Theory]
    [InlineData("44592", 0, "2022-01")]
    [InlineData("44592", 1_462, "2026-02")]
    [InlineData("17000", 1_462, "1950-07")]
    [InlineData("72000", 1_462, null)]
    public void Days_of_a_sheet_may_count_from_1904(string text, int dayShift, string? period) =>
        (PeriodTexts.Parse(System.Text.Encoding.UTF8.GetBytes(text), PeriodStyle.SheetDate, dayShift)?.ToString()).ShouldBe(period);

    [Fact]
    public void A_period_is_a_day_of_the_sheet_that_it_stands_in()
    {
        var faults = new FaultList();
        var profile = A.Profile(PayrollShape.Total, period: PeriodStyle.SheetDate, nationalIdHeader: "");
        var answer = PayrollFileReader.Read(profile, A.Employer(), A.February, A.Codes, "payroll.xlsx", _ => new From1904(new CsvRecords("payroll.xlsx", Bytes.Of("emp,name,amount,period\n1,SITI,100,44592\n"), ',', faults)), faults);
        faults.Brief().ShouldBeEmpty();
        answer!.Rows.Single().Period.ShouldBe(A.February);
    }

    [Fact]
    public void Windows_1252_and_UTF_16_become_UTF_8_and_half_a_character_is_a_fault()
    {
        var faults = new FaultList();
        System.Text.Encoding.UTF8.GetString(TextBytes.ToUtf8("f", [0x4D, 0xED, 0x80, 0x92], TextEncoding.Windows1252, faults)).ShouldBe("Mí€’");
        System.Text.Encoding.UTF8.GetString(TextBytes.ToUtf8("f", [0xFF, 0xFE, 0x4D, 0x00, 0xED, 0x00], TextEncoding.Utf16, faults)).ShouldBe("Mí");
        System.Text.Encoding.UTF8.GetString(TextBytes.ToUtf8("f", [0xFE, 0xFF, 0x00, 0x4D], TextEncoding.Utf16, faults)).ShouldBe("M");
        faults.Any.ShouldBeFalse();
        TextBytes.ToUtf8("f", [0xFF, 0xFE, 0x4D], TextEncoding.Utf16, faults);
        faults.Brief().ShouldBe(["1 ENCODING"]);
    }

    private static (string[] Rows, string[] Faults) ReadFixed(FixedColumn[] columns, string text)
    {
        var faults = new FaultList();
        var profile = Profile(Messy with { HeaderRows = 0, Fixed = columns }) with { EmployeeNoHeader = "#1", NameHeader = "#2", AmountHeader = "#3", Number = text.Contains("2.5", StringComparison.Ordinal) ? NumberStyle.DotGroupedDecimal : NumberStyle.Plain };
        var answer = PayrollFileReader.Read(profile, A.Employer(), A.February, A.Codes, "f", _ => new FixedRecords("f", Bytes.Of(text), columns, faults), faults);
        return ([.. (answer?.Rows ?? []).Select(static row => $"{row.Record} {row.Key} {row.Name} {row.Amount}")], [.. faults.Sorted().Select(static fault => $"{fault.Line}:{fault.Column} {fault.Code}")]);
    }

    private static (string[] Rows, string[] Faults) ReadHidden(PayrollProfile profile)
    {
        var faults = new FaultList();
        var records = new Folded(new CsvRecords("f", Bytes.Of(Header + "1,SITI,100\n2,BUDI,200\n3,DEWI,50\n,,\n"), ',', faults));
        var answer = PayrollFileReader.Read(profile, A.Employer(), A.February, A.Codes, "f", records, faults);
        return ([.. (answer?.Rows ?? []).Select(static row => $"{row.Key}")], faults.Brief());
    }

    /// <summary>Line 3 and what stands below line 4 are folded away, as a sheet can do it.</summary>
    private sealed class Folded(CsvRecords inner) : RecordSource
    {
        public override ReadOnlySpan<Utf8Text> Fields => inner.Fields;
        public override int Line => inner.Line;
        public override bool IsHidden => inner.Line is 3 or > 4;
        public override int ColumnOf(int index) => inner.ColumnOf(index);
        public override bool Read() => inner.Read();
    }

    private static AmountFault InThousands(NumberStyle style, string amount, out long rupiah) =>
        new AmountReading(style, new PayrollLayout { AmountUnitRupiah = 1_000 }).Parse(System.Text.Encoding.UTF8.GetBytes(amount), isNumber: false, out rupiah);

    private static Utf8Text[] Row(params string[] texts) => [.. texts.Select(static text => Utf8Text.From(text))];

    private static PayrollProfile Profile(PayrollLayout layout) => A.Profile(PayrollShape.Total, period: PeriodStyle.Folder, nationalIdHeader: "") with { Layout = layout };

    private static string[] Good(PayrollLayout layout, string text)
    {
        var (rows, faults, _) = Read(Profile(layout), text);
        faults.ShouldBeEmpty();
        return rows;
    }

    private static string[] Faults(PayrollLayout layout, string text) => Read(Profile(layout), text).Faults;

    private static (string[] Rows, string[] Faults, string[] Periods) Read(PayrollProfile profile, string text)
    {
        var faults = new FaultList();
        var answer = PayrollFileReader.Read(profile, A.Employer(), A.February, A.Codes, "payroll.csv", _ => new CsvRecords("payroll.csv", Bytes.Of(text), profile.Delimiter, faults), faults);
        return ([.. (answer?.Rows ?? []).Select(static row => $"{row.Record} {row.Key} {row.Name} {row.Amount}")], faults.Brief(), [.. (answer?.Rows ?? []).Select(static row => row.Period.ToString())]);
    }

    /// <summary>Records as those of a workbook whose days count from 1904.</summary>
    private sealed class From1904(RecordSource inner) : RecordSource
    {
        public override ReadOnlySpan<Utf8Text> Fields => inner.Fields;
        public override int Line => inner.Line;
        public override int DayShift => 1_462;
        public override bool Read() => inner.Read();
        public override int ColumnOf(int index) => inner.ColumnOf(index);
    }
}
