using DeductionGateway.Core.BankFiles;
using DeductionGateway.Core.Intake;

namespace DeductionGateway.Core.Tests.BankFiles;

/// <summary>An amount of a statement is exact, or it is none.</summary>
public sealed class StatementAmountTests
{
    [Theory]
    [InlineData("0", 0, "0.00")]
    [InlineData("1", 1_000, "1.00")]
    [InlineData("1.5", 1_500, "1.50")]
    [InlineData("1.", 1_000, "1.00")]
    [InlineData("0.125", 125, "0.125")]
    [InlineData("1.00000", 1_000, "1.00")]
    [InlineData("000000000000000000012.34", 12_340, "12.34")]
    [InlineData("999999999999999.999", 999_999_999_999_999_999, "999999999999999.999")]
    public void Digits_are_read_to_the_thousandth(string text, long thousandths, string shown)
    {
        StatementAmount.Parse(text, '.', out var amount).ShouldBe(AmountFault.Good);
        amount.Thousandths.ShouldBe(thousandths);
        amount.ToString().ShouldBe(shown);
    }

    [Theory]
    [InlineData("", AmountFault.Empty)]
    [InlineData("-1", AmountFault.Negative)]
    [InlineData("1,000.00", AmountFault.Style)]
    [InlineData("1.2.3", AmountFault.Style)]
    [InlineData(".", AmountFault.Style)]
    [InlineData("1e3", AmountFault.Letters)]
    [InlineData("1.0001", AmountFault.Fraction)]
    [InlineData("1000000000000000", AmountFault.TooLong)]
    public void Anything_else_is_no_amount(string text, AmountFault fault) => StatementAmount.Parse(text, '.', out _).ShouldBe(fault);

    [Fact]
    public void Below_zero_the_sign_stands_before_the_digits() => new StatementAmount(-125).ToString().ShouldBe("-0.125");

    [Fact]
    public void A_sum_of_many_large_amounts_does_not_overflow()
    {
        var entries = Enumerable.Range(0, 100).Select(static line => new ReadEntry(line, default, default, new StatementAmount(999_999_999_999_999_999), false)).ToList();
        StatementAmount.Text(new ReadStatement(1, "1", "IDR", "", null, null, entries).Sum()).ShouldBe("99999999999999999.90");
    }

    [Theory]
    [InlineData(5_000, true, 5)]
    [InlineData(-5_000, true, -5)]
    [InlineData(5_001, false, 5)]
    [InlineData(-10, false, 0)]
    public void Only_whole_rupiah_become_rupiah(long thousandths, bool isWhole, long rupiah)
    {
        new StatementAmount(thousandths).TryRupiah(out var read).ShouldBe(isWhole);
        read.ShouldBe(rupiah);
    }

    [Theory]
    [InlineData("1234567.89", 1_234_567_890)]
    [InlineData("1.14275E7", 11_427_500_000)]
    [InlineData("1.5E+6", 1_500_000_000)]
    [InlineData("5E-1", 500)]
    [InlineData("0.30000000000000004", 300)]
    [InlineData("1234567.8900000001", 1_234_567_890)]
    [InlineData("0.99999999999999999", 1_000)]
    [InlineData("0", 0)]
    public void A_sheets_number_is_read_without_the_trace_of_its_arithmetic(string text, long thousandths)
    {
        BankTableCells.SheetNumber(text, out var amount).ShouldBe(AmountFault.Good);
        amount.Thousandths.ShouldBe(thousandths);
    }

    [Theory]
    [InlineData("1E400", AmountFault.TooLong)]
    [InlineData("1E15", AmountFault.TooLong)]
    [InlineData("12x", AmountFault.Letters)]
    [InlineData("1.23456", AmountFault.Fraction)]
    public void What_a_sheet_cannot_mean_as_money_is_none(string text, AmountFault fault) => BankTableCells.SheetNumber(text, out _).ShouldBe(fault);
}
