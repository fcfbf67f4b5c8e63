using DeductionGateway.Core.BankFiles;
using DeductionGateway.Core.Intake;

namespace DeductionGateway.Core.Tests.BankFiles;

/// <summary>Whole tables as banks export them, damaged in ways that move money: each is refused at its place or read as what it says.</summary>
public sealed class BankTableReaderTests
{
    private const string Mcm = "Account No,Date,Val. Date,Transaction Code,Description,Description,Reference No.,Debit,Credit\n";
    private const string Bni = "Tgl Trans;Uraian;Debet;Kredit;Saldo\n";
    private const string Permata = "Post Date|Eff Date|Transaction Code|Cheque Number|Ref No|Customer No|Description|Debit|Credit|Total\n";
    private const string Bsi = "TrxId|Tanggal|Trx Time|D/K|Mutasi|Saldo|Keterangan\n";
    private const string Bisnis = "No. rekening : 111\nPeriode : 01/02/2026 - 28/02/2026\nTanggal Transaksi;Keterangan;Cabang;Jumlah;Saldo\n";
    private const string KlikBca = "Tanggal Transaksi,Keterangan,Cabang,Jumlah,,Saldo\n";

    /// <summary>A comma more, and what stands behind it is read one column further left than it is.</summary>
    [Theory]
    [InlineData(Mcm + "111,27/02/26,27/02/26,1001,TRSF DARI BUDI, UNTUK SEWA,,12345,0.00,500000.00\n", "2 FIELD_COUNT")]
    [InlineData(Mcm + "111,27/02/26,27/02/26,1001,POTONGAN,202602 E1,R1,0.00,870,000.00\n", "2 FIELD_COUNT")]
    [InlineData("Tgl Trans,Uraian,Debet,Kredit,Saldo\n27/02/2026,SETORAN,,250,000,1,250,000\n", "2 FIELD_COUNT")]
    [InlineData("Tgl Trans,Uraian,Debet,Kredit,Saldo,,\n27/02/2026,SETORAN,,250.00,250.00,7,\n", "2 FIELD_COUNT")]
    [InlineData("Tgl Trans,Uraian,Debet,Kredit,Saldo\n27/02/2026,SETORAN,,250.00,250.00\n,PT MAJU,,,,JAYA\n", "3 FIELD_COUNT")]
    public void A_row_with_a_filled_cell_beyond_the_header_is_refused(string text, string fault) => Faults(text).ShouldBe([fault]);

    /// <summary>A column less: the credit stands where the debit is expected.</summary>
    [Fact]
    public void A_row_that_ends_before_its_amounts_is_refused() =>
        Faults(Mcm + "111,27/02/26,27/02/26,1001,A,B,R1,0.00,500000.00\n111,27/02/26,27/02/26,1001,A,R2,0.00,560000.00\n").ShouldBe(["3 FIELD_COUNT"]);

    /// <summary>The last column is empty, so that only the count tells: 12345 would be a debit.</summary>
    [Fact]
    public void A_row_of_another_width_than_the_others_is_refused_though_nothing_stands_beyond_the_header() =>
        Faults(Permata + "27/02/2026|27/02/2026|TRF||P1|C1|A||870.00|\n27/02/2026|27/02/2026|TRF||P2|C1|B|12345||870.00|\n").ShouldBe(["3 FIELD_COUNT"]);

    [Fact]
    public void A_delimiter_that_ends_every_row_is_no_column() =>
        Shown(Bni + "27/02/2026;A;;5,00;5,00;\n27/02/2026;B;;7,00;12,00;\n").ShouldBe(["5.00 A", "7.00 B"]);

    [Theory]
    [InlineData("Saldo Awal;;;;1.000.000,00\nSaldo Akhir;;;;2.000.000,00\n", "3 BALANCE_SUM")]
    [InlineData("Saldo Awal;;;;1.000.000,00\nSaldo Akhir;;;;1.000.000,00\n", "")]
    public void A_table_without_rows_closes_with_what_it_opened(string rows, string fault) => string.Join(' ', Faults(Bni + rows)).ShouldBe(fault);

    /// <summary>Footers and zeros say nothing of the others: 870.000 may still be either.</summary>
    [Theory]
    [InlineData("FT1|27 Feb 2026|10:15|K|870.000|870.000|A\nDokumen ini dicetak sistem||tidak perlu|tanda tangan|Bank Syariah Indonesia Tbk.||\n")]
    [InlineData("FT1|27 Feb 2026|10:15|K|870.000|870.000|A\nHalaman||||Hal 1.5||\n")]
    [InlineData("FT1|27 Feb 2026|10:15|K|870.000|870.000|A\nFT2|27 Feb 2026|10:15|D|870.000|0.00|B\n")]
    [InlineData("FT1|27 Feb 2026|10:15|K|870.000|870.000|A\nFT2|27 Feb 2026|10:15|D|870.000|0,00|B\n")]
    public void Nothing_but_an_amount_that_is_not_zero_shows_how_numbers_are_written(string rows) => Faults(Bsi + rows).ShouldContain("2 NUMBER_AMBIGUOUS");

    /// <summary>Where 0.50 shows the point to part decimals, 870.000 rupiah are no 870.</summary>
    [Fact]
    public void Rupiah_have_no_thousandths() =>
        Faults(Bsi + "FT1|27 Feb 2026|10:15|K|870.000|870.000|A\nFT2|27 Feb 2026|10:15|K|0.50|870.50|B\n").ShouldBe(["2 AMOUNT_DECIMALS"]);

    [Fact]
    public void Dinars_have_them() => Shown("Currency : KWD\n" + Bsi + "FT1|27 Feb 2026|10:15|K|1.234|1.234|A\nFT2|27 Feb 2026|10:15|K|0.50|1.734|B\n").ShouldBe(["1.234 A", "0.50 B"]);

    [Fact]
    public void Zeros_are_read_where_they_are_all_that_has_a_mark() => Shown(Bni + "27/02/2026;A;0,00;500;500\n").ShouldBe(["500.00 A"]);

    [Theory]
    [InlineData("01/02/2025 - 28/02/2026", "'27/02", "4 DATE")]
    [InlineData("01/03/2025 - 28/02/2026", "'27/02", "")]
    [InlineData("01/02/2026 - 28/02/2026", "03/02/2027", "4 DATE")]
    [InlineData("01/02/2026 - 28/02/2026", "28/02/2026", "")]
    public void A_day_that_is_not_certain_or_not_of_the_period_is_refused(string period, string date, string fault) =>
        string.Join(' ', Faults($"No. rekening : 111\nPeriode : {period}\n{KlikBca}{date},A,'0000,\"870,000.00\",CR,\"870,000.00\"\n")).ShouldBe(fault);

    [Fact]
    public void A_dash_for_no_sen_is_no_minus()
    {
        Faults(Bisnis + "27/02/2026;A;0000;870.000,-;\n").ShouldBe(["4 DEBIT_CREDIT"]);
        Shown(Bisnis + "27/02/2026;A;0000;870.000,- CR;870.000,-\n27/02/2026;B;0000;70.000,- DB;Rp 800.000,-\n").ShouldBe(["870000.00 A", "-70000.00 B"]);
    }

    [Theory]
    [InlineData("870K", "4 AMOUNT_LETTERS")]
    [InlineData("870D", "4 AMOUNT_LETTERS")]
    [InlineData("870 K", "4 AMOUNT_STYLE")]
    public void A_letter_behind_an_amount_is_no_direction(string amount, string fault) => Faults(Bisnis + $"27/02/2026;A;0000;{amount};870\n").ShouldBe([fault]);

    /// <summary>Where the layout has a column of D and K, its balances may have them too.</summary>
    [Fact]
    public void A_letter_of_a_layout_that_has_such_marks_is_a_balances_sign() =>
        Shown(Bsi + "FT1|27 Feb 2026|10:15|K|870,00|130,00 D|A\nFT2|27 Feb 2026|10:15|K|200,00|70,00 K|B\n").ShouldBe(["870.00 A", "200.00 B"]);

    [Fact]
    public void What_a_pending_row_says_further_is_said_of_no_other() =>
        Shown("Periode : 01/02/2026 - 28/02/2026\n" + KlikBca + "'27/02,SETORAN DARI A,'0000,\"870.00\",CR,\"870.00\"\nPEND,SETORAN DARI B,'0000,\"500.00\",CR,\n,PT MAJU SEJAHTERA,,,,\n")
            .ShouldBe(["870.00 SETORAN DARI A"]);

    [Fact]
    public void Balances_and_totals_of_a_file_of_several_accounts_are_of_no_one_of_them()
    {
        const string Rows = "111,05/01/26,05/01/26,1001,A,,R1,0.00,100.50\n222,05/01/26,05/01/26,1001,B,,R2,0.00,200.00\n";
        Faults(Mcm + Rows + "Saldo Awal,,,,,,,,10.00\n").ShouldBe(["4 SUMMARY_SHARED"]);
        Faults(Mcm + Rows + "Total,,,,,,,0.00,300.50\n").ShouldBeEmpty();
        Faults(Mcm + Rows + "Total,,,,,,,0.00,300.00\n").ShouldBe(["4 BALANCE_SUM"]);
    }

    /// <summary>3,000 further lines make 30,000 characters; joined one after the other they would be 90 MB.</summary>
    [Fact]
    public void A_remark_over_thousands_of_rows_is_joined_once()
    {
        var text = Bni + "27/02/2026;A;;870,00;870,00\n" + string.Concat(Enumerable.Repeat(";aaaaaaaaa;;;\n", 3_000));
        var before = GC.GetAllocatedBytesForCurrentThread();
        Shown(text).Single().Length.ShouldBe("870.00 A".Length + 30_000);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(30L << 20);
    }

    [Fact]
    public void A_remark_without_end_is_refused_once() =>
        Faults(Bni + "27/02/2026;A;;870,00;870,00\n" + string.Concat(Enumerable.Repeat(";aaaaaaaaa;;;\n", 10_000))).ShouldBe(["2 REMARK_TOO_LONG"]);

    /// <summary>MCM has no balances: the second sheet may be the first, filtered.</summary>
    [Fact]
    public void Sheets_of_one_account_are_read_where_their_balances_show_how_they_follow()
    {
        Sheets(Mcm + "111,27/02/26,27/02/26,1001,A,B,R1,0.00,500.00\n111,27/02/26,27/02/26,1001,A,B,R2,0.00,700.00\n", Mcm + "111,27/02/26,27/02/26,1001,A,B,R2,0.00,700.00\n").ShouldBe(["0 SHEETS_UNPROVED"]);
        Sheets(Mcm + "111,27/02/26,27/02/26,1001,A,B,R1,0.00,500.00\n", Mcm + "222,27/02/26,27/02/26,1001,A,B,R2,0.00,700.00\n").ShouldBeEmpty();
        Sheets(Bni + "27/02/2026;A;;5,00;5,00\n", Bni + "28/02/2026;B;;7,00;12,00\n", Bni).ShouldBeEmpty();
        Sheets(Bni + "27/02/2026;A;;5,00;5,00\n", Bni + "28/02/2026;B;;7,00;13,00\n").ShouldBe(["2 BALANCE_CHAIN"]);
    }

    [Theory]
    [InlineData("8700", "3 BANK_CUT")]
    [InlineData("8700.", "3 BANK_CUT")]
    [InlineData("8700.0", "3 BANK_CUT")]
    [InlineData("8700.00", "")]
    [InlineData("8700\n", "")]
    public void An_amount_at_the_end_of_a_file_that_is_cut_off_is_refused(string last, string fault) =>
        string.Join(' ', Faults(Mcm + "111,26/02/26,26/02/26,1001,A,B,R1,0.00,560000.00\n111,27/02/26,27/02/26,1001,A,B,R2,0.00," + last)).ShouldBe(fault);

    /// <summary>Where no amount has decimals none is missing.</summary>
    [Fact]
    public void A_file_without_decimals_may_end_without_a_line_end() =>
        Faults(Mcm + "111,26/02/26,26/02/26,1001,A,B,R1,0,560000\n111,27/02/26,27/02/26,1001,A,B,R2,0,8700").ShouldBeEmpty();

    /// <summary>The balances follow, the days do not: 3 and 5 February were taken for 2 March and 2 May. Newest first says the same.</summary>
    [Fact]
    public void Days_that_go_back_unless_day_and_month_change_places_are_refused()
    {
        Faults(Bni + "02/03/2026;A;;870,00;870,00\n02/05/2026;B;;130,00;1.000,00\n27/02/2026;C;;100,00;1.100,00\n").ShouldBe(["4 DATES_TURNED"]);
        Faults(Bni + "27/02/2026;C;;100,00;1.100,00\n02/05/2026;B;;130,00;1.000,00\n02/03/2026;A;;870,00;870,00\n").ShouldBe(["2 DATES_TURNED"]);
        Faults(Bni + "27/02/2026;A;;870,00;870,00\n26/02/2026;B;;130,00;1.000,00\n27/02/2026;C;;100,00;1.100,00\n").ShouldBeEmpty();
    }

    /// <summary>No amount of the file shows how its others are written.</summary>
    [Fact]
    public void What_is_no_amount_is_not_held_against_a_style_that_nobody_has_seen()
    {
        var faults = new FaultList();
        BankTableReader.ReadCsv("bank.csv", Bytes.Of(Bisnis + "27/02/2026;A;0000;870K;870K\n"), faults);
        faults.Sorted().ShouldAllBe(static fault => fault.Code == "AMOUNT_LETTERS" && !fault.Text.Contains("1,250,000.00"));
    }

    private static string[] Sheets(params string[] texts)
    {
        var faults = new FaultList();
        BankTableReader.Joined([.. texts.Select(text => BankTableReader.ReadTable("bank.xlsx", "bank-xlsx", new CsvRecords("bank.xlsx", Bytes.Of(text), text.StartsWith(Mcm, StringComparison.Ordinal) ? ',' : ';', faults), faults)!)], faults);
        return faults.Brief();
    }

    private static string[] Faults(string text)
    {
        var faults = new FaultList();
        BankTableReader.ReadCsv("bank.csv", Bytes.Of(text), faults).ShouldNotBeNull();
        return faults.Brief();
    }

    private static string[] Shown(string text)
    {
        var faults = new FaultList();
        var read = BankTableReader.ReadCsv("bank.csv", Bytes.Of(text), faults).ShouldNotBeNull();
        faults.Sorted().ShouldBeEmpty();
        return [.. read.Statements.SelectMany(static one => one.Entries).Select(static entry => $"{entry.Amount} {entry.Text}")];
    }
}
