using DeductionGateway.Core.Snap;

namespace DeductionGateway.Core.Tests.Snap;

/// <summary>Amounts, moments, codes and outcomes as the standard and its banks write them.</summary>
public sealed class SnapWordsTests
{
    [Theory]
    [InlineData("10000.00", 1_000_000L)]
    [InlineData("0.05", 5L)]
    [InlineData("10000", 1_000_000L)]
    [InlineData("9999999999999999.99", 999_999_999_999_999_999L)]
    [InlineData("10000.0", null)]
    [InlineData("10000.000", null)]
    [InlineData("99999999999999999.00", null)]
    [InlineData("-1.00", null)]
    [InlineData("+1.00", null)]
    [InlineData("1e3", null)]
    [InlineData("1,000.00", null)]
    [InlineData("1.-1", null)]
    [InlineData(" 1.00", null)]
    [InlineData(".50", null)]
    [InlineData("", null)]
    public void Amounts(string text, long? minor)
    {
        SnapMoney.Parse(text).ShouldBe(minor);
        if (minor is { } known && text.Contains('.', StringComparison.Ordinal)) SnapMoney.Format(known).ShouldBe(text);
    }

    [Theory]
    [InlineData("2026-02-27T08:00:00+07:00", "2026-02-27T08:00:00+07:00")]
    [InlineData("2026-02-27T01:00:00Z", "2026-02-27T08:00:00+07:00")]
    [InlineData("2026-02-27T01:00:00.123Z", "2026-02-27T08:00:00+07:00")]
    [InlineData("20260227T010000Z", "2026-02-27T08:00:00+07:00")]
    [InlineData("2026-02-27T08:00:00", null)]
    [InlineData("2026-02-30T08:00:00+07:00", null)]
    [InlineData("27-02-2026 08:00", null)]
    [InlineData("9999-12-31T23:59:59Z", null)]
    [InlineData("0001-01-01T00:00:00+07:00", null)]
    public void Moments(string text, string? inJakarta) => (SnapTime.Parse(text) is { } at ? SnapTime.Format(at) : null).ShouldBe(inJakarta);

    [Fact]
    public void Codes()
    {
        SnapAnswer.Successful.CodeOf(SnapService.BankStatement).ShouldBe("2001400");
        SnapAnswer.Inconsistent.CodeOf(SnapService.VaPayment).ShouldBe("4042518");
        SnapAnswer.Parse("2005400").ShouldBe((SnapAnswer.Successful, 54));
        SnapAnswer.Parse("20054000").ShouldBe((SnapAnswer.Successful, 54), "a sample of the standard");
        SnapAnswer.Parse("200").ShouldBeNull();
        SnapAnswer.Parse("20x5400").ShouldBeNull();
    }

    [Theory]
    [InlineData(SnapService.TransferIntrabank, "2001700", SnapOutcome.Done)]
    [InlineData(SnapService.TransferIntrabank, "2021700", SnapOutcome.Pending)]
    [InlineData(SnapService.TransferIntrabank, "4041718", SnapOutcome.Done)]
    [InlineData(SnapService.DebitStatus, "4045518", SnapOutcome.Refused)]
    [InlineData(SnapService.TransferInterbank, "4091801", SnapOutcome.Done)]
    [InlineData(SnapService.TransferInterbank, "4091800", SnapOutcome.Unknown)]
    [InlineData(SnapService.TransferInterbank, "4031814", SnapOutcome.Refused)]
    [InlineData(SnapService.TransferInterbank, "5001801", SnapOutcome.Unknown)]
    [InlineData(SnapService.TransferInterbank, "5041800", SnapOutcome.Unknown)]
    [InlineData(SnapService.BankStatement, "4291400", SnapOutcome.Later)]
    [InlineData(SnapService.BankStatement, "4011401", SnapOutcome.Later)]
    public void Outcomes(SnapService service, string code, SnapOutcome outcome) => SnapOutcomes.Of(service, SnapAnswer.Parse(code)!.Value.Answer).ShouldBe(outcome);

    [Theory]
    [InlineData("00", SnapOutcome.Done)]
    [InlineData("03", SnapOutcome.Pending)]
    [InlineData("06", SnapOutcome.Refused)]
    [InlineData("07", SnapOutcome.Unknown)]
    [InlineData("99", SnapOutcome.Unknown)]
    public void States_of_a_transaction(string status, SnapOutcome outcome) => SnapOutcomes.OfStatus(status).ShouldBe(outcome);

    [Fact]
    public void Every_service_has_a_path_of_its_own_and_moves_money_or_only_asks_or_neither()
    {
        var services = Enum.GetValues<SnapService>();
        services.Select(static service => $"{service.Method()} {service.Path()}").ShouldBeUnique();
        services.ShouldAllBe(static service => !(service.MovesMoney() && service.OnlyAsks()));
    }
}
