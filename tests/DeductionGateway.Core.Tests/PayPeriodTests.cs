using DeductionGateway.Core.Basics;

namespace DeductionGateway.Core.Tests;

public sealed class PayPeriodTests
{
    [Theory]
    [InlineData("2026-02", 202602)]
    [InlineData("1900-01", 190001)]
    [InlineData("2999-12", 299912)]
    public void A_period_is_a_year_a_dash_and_a_month(string text, int number) => PayPeriod.Parse(System.Text.Encoding.UTF8.GetBytes(text))!.Value.Number.ShouldBe(number);

    [Theory]
    [InlineData("2026-13")]
    [InlineData("2026-00")]
    [InlineData("1899-12")]
    [InlineData("2026/02")]
    [InlineData("26-02")]
    [InlineData("2026-2")]
    [InlineData("")]
    public void Anything_else_is_no_period(string text) => PayPeriod.Parse(System.Text.Encoding.UTF8.GetBytes(text)).ShouldBeNull();

    [Fact]
    public void The_first_day_is_the_first_of_the_month() => new PayPeriod(2026, 2).FirstDay.ShouldBe(new DateOnly(2026, 2, 1));
}
