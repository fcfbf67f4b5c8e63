using DeductionGateway.Core.Snap;

namespace DeductionGateway.Core.Tests.Snap;

public class SnapOrderTests
{
    [Theory]
    [InlineData(SnapOutcome.Done, SnapOrderState.Done, SnapOrderState.Done)]
    [InlineData(SnapOutcome.Refused, SnapOrderState.Refused, SnapOrderState.Refused)]
    [InlineData(SnapOutcome.Later, SnapOrderState.New, SnapOrderState.New)]
    [InlineData(SnapOutcome.Pending, SnapOrderState.Asking, SnapOrderState.New)]
    [InlineData(SnapOutcome.Unknown, SnapOrderState.Asking, SnapOrderState.New)]
    public void What_moves_money_is_sent_again_only_where_nothing_was_done(SnapOutcome outcome, SnapOrderState ofMoney, SnapOrderState ofOthers)
    {
        SnapOrder.AfterSending(SnapService.TransferIntrabank, outcome).ShouldBe(ofMoney);
        SnapOrder.AfterSending(SnapService.TransferInterbank, outcome).ShouldBe(ofMoney);
        SnapOrder.AfterSending(SnapService.VaCreate, outcome).ShouldBe(ofOthers);
    }

    [Fact]
    public void An_order_whose_sender_is_gone_is_asked_for_where_it_moves_money()
    {
        SnapOrder.AfterLoss(SnapService.TransferIntrabank).ShouldBe(SnapOrderState.Asking);
        SnapOrder.AfterLoss(SnapService.VaCreate).ShouldBe(SnapOrderState.New);
    }

    /// <summary>From where it is asked for no way leads back to sending.</summary>
    [Theory]
    [InlineData(SnapOutcome.Done, false, false, SnapOrderState.Done)]
    [InlineData(SnapOutcome.Refused, false, false, SnapOrderState.Refused)]
    [InlineData(SnapOutcome.Pending, false, false, SnapOrderState.Asking)]
    [InlineData(SnapOutcome.Unknown, false, false, SnapOrderState.Asking)]
    [InlineData(SnapOutcome.Unknown, true, false, SnapOrderState.Done)]
    [InlineData(SnapOutcome.Pending, true, true, SnapOrderState.Done)]
    [InlineData(SnapOutcome.Unknown, false, true, SnapOrderState.Refused)]
    [InlineData(SnapOutcome.Later, false, false, SnapOrderState.Asking)]
    public void Status_then_statement_say_what_became_of_it(SnapOutcome status, bool isOnStatement, bool isMissing, SnapOrderState state) =>
        SnapOrder.AfterAsking(status, isOnStatement, isMissing).ShouldBe(state);
}
