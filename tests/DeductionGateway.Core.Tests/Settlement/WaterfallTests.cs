using DeductionGateway.Core.Settlement;

namespace DeductionGateway.Core.Tests.Settlement;

/// <summary>CONTRACT §4 "Applying": within a loan penalty, then interest, then principal; a loan of 10 + 20 + 70.</summary>
public sealed class WaterfallTests
{
    [Theory]
    [InlineData(0, 0, 0, 0)]
    [InlineData(9, 9, 0, 0)]
    [InlineData(10, 10, 0, 0)]
    [InlineData(11, 10, 1, 0)]
    [InlineData(30, 10, 20, 0)]
    [InlineData(31, 10, 20, 1)]
    [InlineData(100, 10, 20, 70)]
    public void A_loan_takes_penalty_interest_principal(long amount, long penalty, long interest, long principal)
    {
        var applied = Waterfall.Lay(A.BillingLine(A.Member(), "PU", 100, interest: 20, penalty: 10), 0, amount);
        (applied.Penalty, applied.Interest, applied.Principal, applied.Total).ShouldBe((penalty, interest, principal, amount));
    }

    [Theory]
    [InlineData(5, 10, 5, 5, 0)]
    [InlineData(10, 25, 0, 20, 5)]
    [InlineData(30, 70, 0, 0, 70)]
    [InlineData(99, 1, 0, 0, 1)]
    public void Later_money_goes_on_where_earlier_money_ended(long before, long amount, long penalty, long interest, long principal)
    {
        var applied = Waterfall.Lay(A.BillingLine(A.Member(), "PU", 100, interest: 20, penalty: 10), before, amount);
        (applied.Penalty, applied.Interest, applied.Principal).ShouldBe((penalty, interest, principal));
    }

    [Fact]
    public void Savings_go_to_savings_shop_to_shop_and_the_rest_through()
    {
        Waterfall.Lay(A.BillingLine(A.Member(), "SS"), 0, 7).Savings.ShouldBe(7);
        Waterfall.Lay(A.BillingLine(A.Member(), "TK"), 0, 7).Shop.ShouldBe(7);
        Waterfall.Lay(A.BillingLine(A.Member(), "QB"), 0, 7).Passthrough.ShouldBe(7);
    }
}
