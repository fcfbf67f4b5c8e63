using DeductionGateway.Core.Intake;

namespace DeductionGateway.Core.Tests.BankFiles;

public sealed class BankCsvReaderTests
{
    private const string Header = "bank_ref,booking_date,value_date,dc,amount,currency,account,counterparty,narrative\n";

    [Fact]
    public void A_row_is_an_entry() =>
        Good("B1,2026-02-26,2026-02-25,C,150000.00,IDR,111,Pt Maju Jaya,Potongan koperasi\n").ShouldHaveSingleItem().ShouldBe(new BankEntry(
            "111", "B1", new DateOnly(2026, 2, 25), new DateOnly(2026, 2, 26), 150_000, "IDR", 1, false, "Pt Maju Jaya", "Potongan koperasi"));

    [Theory]
    [InlineData("C", 150_000, false)]
    [InlineData("D", -150_000, false)]
    [InlineData("RC", -150_000, true)]
    [InlineData("RD", 150_000, true)]
    public void The_mark_gives_the_sign(string mark, long amount, bool reversal)
    {
        var entry = Good($"B1,2026-02-25,2026-02-25,{mark},150000.00,IDR,111,,\n").Single();
        (entry.Amount, entry.IsReversal).ShouldBe((amount, reversal));
    }

    [Fact]
    public void Another_mark_refuses_the_file() => Faults("B1,2026-02-25,2026-02-25,K,1.00,IDR,111,,\n").ShouldBe(["2 DEBIT_CREDIT"]);

    [Theory]
    [InlineData("150000.00", 150_000)]
    [InlineData("150000.0", 150_000)]
    [InlineData("150000", 150_000)]
    public void Two_decimals_are_normal_and_may_be_missing(string written, long rupiah) =>
        Good($"B1,2026-02-25,2026-02-25,C,{written},IDR,111,,\n").Single().Amount.ShouldBe(rupiah);

    [Theory]
    [InlineData("150000.01", "2 AMOUNT_FRACTION")]
    [InlineData("150000.50", "2 AMOUNT_FRACTION")]
    [InlineData("150.000", "2 AMOUNT_STYLE")]
    [InlineData("-150000.00", "2 AMOUNT_NEGATIVE")]
    [InlineData("seribu", "2 AMOUNT_LETTERS")]
    [InlineData("", "2 AMOUNT_EMPTY")]
    [InlineData("1000000000000000.00", "2 AMOUNT_TOO_LONG")]
    public void Anything_but_whole_rupiah_refuses_the_file(string written, string fault) =>
        Faults($"B1,2026-02-25,2026-02-25,C,{written},IDR,111,,\n").ShouldBe([fault]);

    [Fact]
    public void Columns_are_found_by_name_in_any_order()
    {
        var faults = new FaultList();
        var entry = Border.Csv("amount,note,dc,account,value_date,booking_date,currency,bank_ref\n7.00,x,C,111,2026-02-25,2026-02-25,IDR,B1\n", faults).Entries.Single();
        faults.Any.ShouldBeFalse();
        (entry.Amount, entry.BankRef, entry.Narrative).ShouldBe((7, "B1", ""));
    }

    [Fact]
    public void Without_a_booking_date_the_value_date_stands_for_it() => Good("B1,,2026-02-25,C,1.00,IDR,111,,\n").Single().BookingDate.ShouldBe(new DateOnly(2026, 2, 25));

    [Theory]
    [InlineData("")]
    [InlineData("25-02-2026")]
    [InlineData("2026-02-30")]
    public void A_value_date_is_needed(string date) => Faults($"B1,2026-02-25,{date},C,1.00,IDR,111,,\n").ShouldBe(["2 DATE"]);

    [Fact]
    public void A_missing_column_refuses_the_file()
    {
        var faults = new FaultList();
        Border.Csv("bank_ref,booking_date,value_date,amount,currency,account\n", faults);
        faults.Brief().ShouldBe(["1 COLUMN_MISSING"]);
    }

    [Fact]
    public void Equal_rows_of_one_file_are_counted_apart()
    {
        const string Row = "B1,2026-02-25,2026-02-25,C,100.00,IDR,111,,\n";
        Good(Row + Row + "B1,2026-02-25,2026-02-25,D,100.00,IDR,111,,\n").Select(static entry => entry.Occurrence).ShouldBe([1, 2, 1]);
    }

    private static IReadOnlyList<BankEntry> Good(string rows)
    {
        var faults = new FaultList();
        var entries = Border.Csv(Header + rows, faults).Entries;
        faults.Sorted().ShouldBeEmpty();
        return entries;
    }

    private static string[] Faults(string rows)
    {
        var faults = new FaultList();
        Border.Csv(Header + rows, faults);
        return faults.Brief();
    }
}
