using DeductionGateway.Banks;

namespace DeductionGateway.Tests.Banks;

/// <summary>A round goes to every bank that may be called, and none waits for another.</summary>
public sealed class BankRoundsTests(BankClients clients) : IClassFixture<BankClients>
{
    [Fact]
    public async Task One_silent_bank_and_one_that_lies_take_nothing_from_the_others()
    {
        var (silent, lying, other) = (await clients.NewBank(), await clients.NewBank(), await clients.NewBank());
        using var ofSilent = await clients.NewPartner(silent, ("\"timeout_seconds\": 15", "\"timeout_seconds\": 1"));
        using var ofLying = await clients.NewPartner(lying);
        using var ofOther = await clients.NewPartner(other);
        silent.Trouble = (_, _, http) => silent.Silence(http);
        lying.Falsify = static answer => answer["balance"]![0]!["endingBalance"]!["value"] = "1.00";
        foreach (var bank in (TestBank[])[silent, lying, other]) bank.Book(new BankRow(clients.Clock.GetUtcNow(), 1_000, "SETOR"));
        var log = new LogLines<BankRounds>();
        await new BankRounds(clients.Database.Database, clients.Master, clients.Orders, clients.Statements, clients.Clock, log).Round(TestContext.Current.CancellationToken);
        clients.Database.AsSuperuser<long>("select cooperative_id from pushed_posting;").ShouldBe([ofOther.CooperativeId]);
        log.Lines.Order(StringComparer.Ordinal).ShouldBe(
        [
            $"Bank bank of cooperative {ofSilent.CooperativeId} gave no statement now",
            $"The statement of bank bank of cooperative {ofLying.CooperativeId} is refused: The balance before, 100000000000, with the rows does not come to the balance after, 100.",
        ]);
    }
}
