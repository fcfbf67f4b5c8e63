using DeductionGateway.Core.Intake;

namespace DeductionGateway.Core.Tests.BankFiles;

/// <summary>One statement: what an entry line and its remark mean.</summary>
public sealed class Mt940ReaderTests
{
    private const string Account = "1370012345678";

    [Fact]
    public void A_credit_has_its_dates_amount_reference_remark_and_counterparty()
    {
        var entry = Only(":61:2602250226C150000,00NTRFPG01//B0001", ":86:POTONGAN KOPERASI 202602 E1 /PT MAJU JAYA");

        entry.ShouldBe(new BankEntry(
            Account, "B0001", new DateOnly(2026, 2, 25), new DateOnly(2026, 2, 26), 150_000, "IDR", 1, false,
            "PT MAJU JAYA", "POTONGAN KOPERASI 202602 E1") { CustomerRef = "PG01" });
    }

    [Fact]
    public void A_debit_is_negative() => Only(":61:2602250225D2500,00NCHGNONREF//B0002").Amount.ShouldBe(-2_500);

    [Fact]
    public void RC_takes_a_credit_back()
    {
        var entry = Only(":61:2602250225RC150000,00NTRFNONREF//B0001");
        entry.Amount.ShouldBe(-150_000);
        entry.IsReversal.ShouldBeTrue();
    }

    [Fact]
    public void RD_gives_a_debit_back()
    {
        var entry = Only(":61:2602250225RD2500,00NCHGNONREF//B0002");
        entry.Amount.ShouldBe(2_500);
        entry.IsReversal.ShouldBeTrue();
    }

    [Fact]
    public void A_plain_credit_is_no_reversal() => Only(":61:2602250225C1,00NTRFNONREF//B1").IsReversal.ShouldBeFalse();

    [Theory]
    [InlineData(":61:2602250225CR150000,00NTRFNONREF//B1", 150_000)]
    [InlineData(":61:2602250225DR150000,00NTRFNONREF//B1", -150_000)]
    [InlineData(":61:2602250225RCR150000,00NTRFNONREF//B1", -150_000)]
    public void The_letter_of_the_funds_is_skipped(string line, long amount) => Only(line).Amount.ShouldBe(amount);

    [Theory]
    [InlineData("150000,00", 150_000)]
    [InlineData("150000,0", 150_000)]
    [InlineData("150000,", 150_000)]
    [InlineData("999999999999999,00", 999_999_999_999_999)]
    public void The_decimal_comma_may_end_the_amount(string written, long rupiah) => Only($":61:2602250225C{written}NTRFNONREF//B1").Amount.ShouldBe(rupiah);

    /// <summary>Read, and not booked: an entry of nothing would be a posting of nothing, which the books refuse.</summary>
    [Fact]
    public void An_entry_of_nothing_is_no_entry_of_the_books()
    {
        var faults = new FaultList();
        Border.Mt940(Statement("C260225IDR0,00", ":61:2602250225C0,00NTRFNONREF//B1\n:61:2602250225C5,00NTRFNONREF//B2", "C260225IDR5,00"), faults).Entries.ShouldHaveSingleItem().BankRef.ShouldBe("B2");
        faults.Brief().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("150000,50")]
    [InlineData("150000,01")]
    [InlineData("0,10")]
    public void A_fraction_of_a_rupiah_refuses_the_file(string written) =>
        Faults(Statement("C260225IDR0,00", $":61:2602250225C{written}NTRFNONREF//B1", "C260225IDR150000,00")).ShouldContain("4 AMOUNT_FRACTION");

    [Theory]
    [InlineData("C260225IDR1000,50", 3)]
    [InlineData("C260225IDR0,01", 3)]
    public void A_fraction_in_one_balance_alone_refuses_the_file(string opening, int line) =>
        Faults(Statement(opening, "", "C260225IDR1000,00")).ShouldBe([$"{line} AMOUNT_FRACTION", "4 BALANCE_SUM"]);

    [Theory]
    [InlineData(":61:2602250225C1500.00NTRFNONREF//B1")]
    [InlineData(":61:2602250225C1.500,00NTRFNONREF//B1")]
    [InlineData(":61:2602250225C1500,000NTRFNONREF//B1")]
    [InlineData(":61:2602250225C1000000000000000,00NTRFNONREF//B1")]
    [InlineData(":61:2602250225X1500,00NTRFNONREF//B1")]
    [InlineData(":61:2602300225C1500,00NTRFNONREF//B1")]
    [InlineData(":61:2602251340C1500,00NTRFNONREF//B1")]
    [InlineData(":61:260225")]
    [InlineData(":61:nonsense")]
    public void What_is_no_entry_line_refuses_the_file(string line) =>
        Faults(Statement("C260225IDR0,00", line, "C260225IDR0,00")).ShouldContain("4 MT940_LINE");

    [Theory]
    [InlineData("251231", "0102", "2025-12-31", "2026-01-02")]
    [InlineData("260102", "1231", "2026-01-02", "2025-12-31")]
    [InlineData("260101", "0101", "2026-01-01", "2026-01-01")]
    [InlineData("240301", "0229", "2024-03-01", "2024-02-29")]
    public void Around_New_Year_the_booking_date_takes_the_nearest_year(string value, string booking, string valueDate, string bookingDate)
    {
        var entry = Only($":61:{value}{booking}C1000,00NTRFNONREF//B1");
        entry.ValueDate.ShouldBe(Day(valueDate));
        entry.BookingDate.ShouldBe(Day(bookingDate));
    }

    [Fact]
    public void Without_a_booking_date_the_value_date_stands_for_it()
    {
        var entry = Only(":61:260225C3152600,00NTRF");
        entry.BookingDate.ShouldBe(new DateOnly(2026, 2, 25));
        entry.Amount.ShouldBe(3_152_600);
        entry.BankRef.ShouldBe("");
    }

    [Fact]
    public void The_bank_reference_follows_the_two_slashes()
    {
        var entry = Only(":61:2602250225C1000,00NTRFINV/2026/7//B00000096");
        entry.BankRef.ShouldBe("B00000096");
        entry.CustomerRef.ShouldBe("INV/2026/7");
    }

    [Fact]
    public void Leading_zeros_of_a_reference_count() => Only(":61:2602250225C1000,00NTRFNONREF//000123").BankRef.ShouldBe("000123");

    [Fact]
    public void NONREF_is_no_reference() => Only(":61:2602250225C1000,00NTRFNONREF").BankRef.ShouldBe("");

    [Fact]
    public void A_supplementary_line_changes_neither_reference_nor_remark()
    {
        var entry = Only(":61:2602250225C1000,00NTRFNONREF//B1", "SUPPLEMENTARY DETAILS", ":86:GAJI FEBRUARI");
        entry.BankRef.ShouldBe("B1");
        entry.Narrative.ShouldBe("GAJI FEBRUARI");
    }

    [Fact]
    public void The_lines_of_a_remark_are_joined_without_separator() =>
        Only(":61:2602250225C1000,00NTRFNONREF//B1", ":86:POTONGAN KOPE", "RASI 202602", " E1").Narrative.ShouldBe("POTONGAN KOPERASI 202602 E1");

    [Fact]
    public void A_counterparty_may_break_over_lines() =>
        Only(":61:2602250225C1000,00NTRFNONREF//B1", ":86:GAJI /FERI SUHARTO RAHAY", "U").Counterparty.ShouldBe("FERI SUHARTO RAHAYU");

    [Fact]
    public void A_remark_without_a_slash_after_a_space_names_no_counterparty()
    {
        var entry = Only(":61:2602250225C1000,00NTRFNONREF//B1", ":86:GAJI/E009/28973595");
        entry.Counterparty.ShouldBe("");
        entry.Narrative.ShouldBe("GAJI/E009/28973595");
    }

    [Fact]
    public void An_entry_may_have_no_remark() => Only(":61:2602250225C1000,00NTRFNONREF//B1").Narrative.ShouldBe("");

    [Fact]
    public void A_remark_before_the_first_entry_speaks_of_the_statement() =>
        Only(":86:SALDO AWAL BULAN", ":61:2602250225C1000,00NTRFNONREF//B1", ":86:GAJI").Narrative.ShouldBe("GAJI");

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The one entry of a statement whose balances are made to fit.</summary>
    private static BankEntry Only(params string[] body)
    {
        var faults = new FaultList();
        var probe = Border.Mt940(Statement("C260225IDR0,00", string.Join('\n', body), "C260225IDR0,00"), new FaultList()).Statements;
        var sum = probe.Single().Entries.Sum(static entry => entry.Amount);
        var closing = sum < 0 ? $"D260225IDR{-sum},00" : $"C260225IDR{sum},00";
        var entries = Border.Mt940(Statement("C260225IDR0,00", string.Join('\n', body), closing), faults).Statements.Single().Entries;
        faults.Brief().ShouldBeEmpty();
        return entries.ShouldHaveSingleItem();
    }

    private static string[] Faults(string text)
    {
        var faults = new FaultList();
        Border.Mt940(text, faults);
        return faults.Brief();
    }

    /// <summary>Lines: 1 :20:, 2 :25:, 3 :60F:, then the body from 4.</summary>
    private static string Statement(string opening, string body, string closing) =>
        $":20:STMT\n:25:{Account}\n:60F:{opening}\n{(body.Length == 0 ? "" : body + "\n")}:62F:{closing}\n";
}
