using DeductionGateway.Core.Intake;

namespace DeductionGateway.Core.Tests.Intake;

/// <summary>The four ways of CONTRACT §1 to write an amount. What does not fit the declared one is a fault, never a guess.</summary>
public sealed class AmountsTests
{
    [Theory]
    [InlineData(NumberStyle.Plain, "1250000", 1_250_000)]
    [InlineData(NumberStyle.Plain, "0", 0)]
    [InlineData(NumberStyle.Plain, "007", 7)]
    [InlineData(NumberStyle.PlainDecimal, "1250000.00", 1_250_000)]
    [InlineData(NumberStyle.PlainDecimal, "0.00", 0)]
    [InlineData(NumberStyle.PlainDecimal, "1250000", 1_250_000)]
    [InlineData(NumberStyle.CommaGrouped, "1,250,000", 1_250_000)]
    [InlineData(NumberStyle.CommaGrouped, "999", 999)]
    [InlineData(NumberStyle.CommaGrouped, "1,000", 1_000)]
    [InlineData(NumberStyle.CommaGrouped, "0", 0)]
    [InlineData(NumberStyle.DotGroupedDecimal, "1.250.000,00", 1_250_000)]
    [InlineData(NumberStyle.DotGroupedDecimal, "999,00", 999)]
    [InlineData(NumberStyle.DotGroupedDecimal, "1.000,00", 1_000)]
    [InlineData(NumberStyle.DotGroupedDecimal, "1.250.000", 1_250_000)]
    [InlineData(NumberStyle.DotGroupedDecimal, "0,00", 0)]
    public void An_amount_in_the_declared_style_is_whole_rupiah(NumberStyle style, string text, long rupiah)
    {
        Amounts.Parse(Bytes.Of(text), style, out var read).ShouldBe(AmountFault.Good);
        read.ShouldBe(rupiah);
    }

    [Theory]
    [InlineData(NumberStyle.Plain, "1,250,000")]
    [InlineData(NumberStyle.Plain, "1.250.000,00")]
    [InlineData(NumberStyle.Plain, "1250000.00")]
    [InlineData(NumberStyle.Plain, "1 250 000")]
    [InlineData(NumberStyle.PlainDecimal, "1,250,000")]
    [InlineData(NumberStyle.PlainDecimal, "1.250.000,00")]
    [InlineData(NumberStyle.PlainDecimal, "1.250")]
    [InlineData(NumberStyle.PlainDecimal, "1250000.")]
    [InlineData(NumberStyle.CommaGrouped, "1.250.000")]
    [InlineData(NumberStyle.CommaGrouped, "1.250.000,00")]
    [InlineData(NumberStyle.CommaGrouped, "303,00")]
    [InlineData(NumberStyle.CommaGrouped, "12,50,000")]
    [InlineData(NumberStyle.CommaGrouped, "1,2500")]
    [InlineData(NumberStyle.CommaGrouped, "1250,000")]
    [InlineData(NumberStyle.CommaGrouped, ",250")]
    [InlineData(NumberStyle.DotGroupedDecimal, "1,250,000")]
    [InlineData(NumberStyle.DotGroupedDecimal, "1,250")]
    [InlineData(NumberStyle.DotGroupedDecimal, "1250000.00")]
    [InlineData(NumberStyle.DotGroupedDecimal, "12.50")]
    [InlineData(NumberStyle.DotGroupedDecimal, "1.250.00,00")]
    [InlineData(NumberStyle.DotGroupedDecimal, "1.250.000,")]
    public void An_amount_in_another_style_is_a_fault(NumberStyle style, string text) => Fault(style, text).ShouldBe(AmountFault.Style);

    [Theory]
    [InlineData(NumberStyle.PlainDecimal, "1250000.01")]
    [InlineData(NumberStyle.PlainDecimal, "1250000.50")]
    [InlineData(NumberStyle.PlainDecimal, "0.5")]
    [InlineData(NumberStyle.CommaGrouped, "1,250,000.50")]
    [InlineData(NumberStyle.DotGroupedDecimal, "1.250.000,50")]
    [InlineData(NumberStyle.DotGroupedDecimal, "303,01")]
    public void A_fraction_of_a_rupiah_is_a_fault(NumberStyle style, string text) => Fault(style, text).ShouldBe(AmountFault.Fraction);

    [Theory]
    [InlineData("-1")]
    [InlineData("-1250000")]
    [InlineData("(1250000)")]
    public void A_negative_amount_is_a_fault_in_every_style(string text)
    {
        foreach (var style in Enum.GetValues<NumberStyle>()) Fault(style, text).ShouldBe(AmountFault.Negative);
    }

    [Theory]
    [InlineData("Rp1250000")]
    [InlineData("1250000x")]
    [InlineData("seribu")]
    [InlineData("12E5")]
    [InlineData("+1")]
    [InlineData("٣")]
    public void Letters_and_signs_are_a_fault_in_every_style(string text)
    {
        foreach (var style in Enum.GetValues<NumberStyle>()) Fault(style, text).ShouldBe(AmountFault.Letters);
    }

    [Fact]
    public void An_empty_amount_is_a_fault_in_every_style()
    {
        foreach (var style in Enum.GetValues<NumberStyle>()) Fault(style, "").ShouldBe(AmountFault.Empty);
    }

    [Theory]
    [InlineData(NumberStyle.Plain, "999999999999999", "1000000000000000")]
    [InlineData(NumberStyle.PlainDecimal, "999999999999999.00", "1000000000000000.00")]
    [InlineData(NumberStyle.CommaGrouped, "999,999,999,999,999", "1,000,000,000,000,000")]
    [InlineData(NumberStyle.DotGroupedDecimal, "999.999.999.999.999,00", "1.000.000.000.000.000,00")]
    public void Fifteen_digits_are_money_and_sixteen_are_not(NumberStyle style, string fifteen, string sixteen)
    {
        Amounts.Parse(Bytes.Of(fifteen), style, out var rupiah).ShouldBe(AmountFault.Good);
        rupiah.ShouldBe(999_999_999_999_999);
        Fault(style, sixteen).ShouldBe(AmountFault.TooLong);
    }

    [Theory]
    [InlineData("1250000", AmountFault.Good)]
    [InlineData("1250000.00", AmountFault.Good)]
    [InlineData("1250000.000", AmountFault.Good)]
    [InlineData("1250000.001", AmountFault.Fraction)]
    [InlineData("1250000.5", AmountFault.Fraction)]
    [InlineData("1,250,000", AmountFault.Style)]
    [InlineData("-5", AmountFault.Negative)]
    [InlineData("1e6", AmountFault.Letters)]
    [InlineData("", AmountFault.Empty)]
    public void A_number_as_such_has_a_point_and_zeros_after_it(string text, AmountFault fault) => Amounts.ParseNumber(Bytes.Of(text), out _).ShouldBe(fault);

    [Fact]
    public void Every_fault_has_a_code_and_a_sentence_that_names_the_text()
    {
        foreach (var fault in Enum.GetValues<AmountFault>().Where(static fault => fault is not (AmountFault.Good or AmountFault.Empty)))
        {
            var (code, text) = Amounts.Explain(fault, "12,5", "1250000");
            code.ShouldStartWith("AMOUNT_");
            text.ShouldContain("'12,5'");
        }
    }

    private static AmountFault Fault(NumberStyle style, string text) => Amounts.Parse(Bytes.Of(text), style, out _);
}
