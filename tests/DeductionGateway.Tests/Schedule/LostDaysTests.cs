using DeductionGateway.Tests.Banks;

namespace DeductionGateway.Tests.Schedule;

/// <summary>What a bank shows no more stands in the job's row.</summary>
public sealed class LostDaysTests(BankClients clients) : IClassFixture<BankClients>
{
    [Fact]
    public async Task They_are_named_and_the_row_is_done() => (await Row(isRefused: false)).ShouldSatisfyAllConditions(
        static row => row.State.ShouldBe((short)3),
        static row => row.Reason.ShouldStartWith("Of 3 days from "));

    [Fact]
    public async Task They_are_named_beside_the_fault_of_what_is_refused() => (await Row(isRefused: true)).ShouldSatisfyAllConditions(
        static row => row.State.ShouldBe((short)5),
        static row => row.Reason.ShouldStartWith("The statement of bank bank is refused: "),
        static row => row.Reason.ShouldContain(" Of 3 days from "));

    /// <summary>The row of a round after a pause that is two days longer than the bank shows; the day before the pause was not over.</summary>
    private async Task<(short State, string Reason)> Row(bool isRefused)
    {
        var stop = TestContext.Current.CancellationToken;
        var bank = await clients.NewBank();
        using var partner = await clients.NewPartner(bank, "bca-like");
        await clients.Round(stop);
        clients.Clock.Move(TimeSpan.FromDays(33));
        bank.Book(new BankRow(clients.Clock.GetUtcNow(), 1_000, "SETOR"));
        if (isRefused) bank.Falsify = static answer => answer["balance"]![0]!["endingBalance"]!["value"] = "1.00";
        await clients.Round(stop);
        return clients.Database.AsSuperuser<(short, string)>(
            "select state, reason from job_run_event where cooperative_id = @CooperativeId and state > 2 order by business_date desc limit 1;", new { partner.CooperativeId }).ShouldHaveSingleItem();
    }
}
