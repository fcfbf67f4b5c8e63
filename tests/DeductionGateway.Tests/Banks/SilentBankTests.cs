using System.Text.Json.Nodes;
using DeductionGateway.Banks;
using DeductionGateway.Core.Snap;
using DeductionGateway.Tests.Proofs;

namespace DeductionGateway.Tests.Banks;

/// <summary>A bank that takes connections and answers nothing, for an hour of a clock that is set forward: what it costs, and what becomes of all that waited for it.</summary>
public sealed class SilentBankTests(BankClients clients) : IClassFixture<BankClients>
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>Between two looks of the schedule.</summary>
    private static readonly TimeSpan Between = TimeSpan.FromMinutes(ProofSize.IsFull ? 1 : 10);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_hour_of_silence_costs_nobody_else_anything_and_nothing_is_lost()
    {
        var (silent, well) = (await clients.NewBank(), await clients.NewBank());
        using var ofSilent = await clients.NewPartner(silent, ("\"timeout_seconds\": 15", "\"timeout_seconds\": 1"));
        using var ofWell = await clients.NewPartner(well);
        await clients.Round(Stop);
        silent.Trouble = (_, _, http) => silent.Silence(http);
        for (var no = 0; no < 8; no++) await Order(ofSilent, isTransfer: no % 2 == 0);

        var sentBefore = silent.Calls.Count;
        for (var passed = TimeSpan.Zero; passed < Hour; passed += Between)
        {
            await Order(ofWell, isTransfer: true);
            await Order(ofSilent, isTransfer: false);
            var round = clients.Round(Stop);
            while (States(ofWell).Exists(static state => state != SnapOrderState.Done)) await Task.Delay(5, Stop);
            await round;
            clients.Clock.Move(Between);
        }
        // Of each minute at most one call tried it, but for those of the beginning that found out.
        (silent.Calls.Count - sentBefore).ShouldBeLessThan(8 + 2 * (int)(Hour / Between));
        clients.Pipelines.StateOf(ofSilent.CooperativeId, ofSilent.Name).State.ShouldBe(CallState.Open);
        clients.Pipelines.StateOf(ofWell.CooperativeId, ofWell.Name).State.ShouldBe(CallState.Closed);

        silent.Trouble = static (_, _, _) => Task.FromResult(false);
        // What was sent into the silence is asked for, and refused when the statements of its days are in and know nothing of it.
        for (var day = 0; day < 6; day++)
        {
            for (var times = 0; times < 3; times++)
            {
                clients.Clock.Move(TimeSpan.FromMinutes(11));
                await clients.Round(Stop);
            }
            clients.Clock.Move(TimeSpan.FromDays(1));
        }
        States(ofSilent).Count.ShouldBe(8 + (int)(Hour / Between));
        States(ofSilent).ShouldAllBe(static state => state == SnapOrderState.Done || state == SnapOrderState.Refused);
        Made(silent).ShouldBe(Ended(ofSilent, SnapService.VaCreate, SnapOrderState.Done), "every number was made, once");
        Ended(ofSilent, SnapService.TransferIntrabank, SnapOrderState.Done).ShouldBe([.. silent.Transfers.Keys.Order(StringComparer.Ordinal)], "what is done was done at the bank, and what is refused was not");

        var story = clients.Log.Lines.Where(line => line.StartsWith($"Calls of cooperative {ofSilent.CooperativeId} ", StringComparison.Ordinal)).Select(static line => line.Split(" are ")[1].Split(' ')[0]).ToList();
        story[0].ShouldBe("Open");
        story[^1].ShouldBe("Closed");
        story.Zip(story.Skip(1)).ShouldAllBe(static two => two.First == "HalfOpen" ? two.Second != "HalfOpen" : two.Second == "HalfOpen", "stopped, tried, stopped, tried, and at last resumed");
        clients.Log.Lines.ShouldNotContain(line => line.StartsWith($"Calls of cooperative {ofWell.CooperativeId} ", StringComparison.Ordinal));
    }

    /// <summary>Those who wait for a silent bank hold no thread: all wait while the machine's few do other work.</summary>
    [Fact]
    public async Task Who_waits_holds_no_thread()
    {
        var silent = await clients.NewBank();
        using var partner = await clients.NewPartner(silent, ("\"at_once\": 4", "\"at_once\": 100"), ("\"per_second\": 10", "\"per_second\": 1000"));
        silent.Trouble = (path, _, http) => path == "access-token/b2b" ? Task.FromResult(false) : silent.Silence(http);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var before = ThreadPool.ThreadCount;
        var waiting = Enumerable.Range(0, 1_000).Select(_ => clients.Client.Call(partner, SnapService.BalanceInquiry, SnapBodies.Balance(partner, "1"), enough.Token)).ToList();
        while (silent.Calls.Count(static call => call.Path == "balance-inquiry") < partner.Profile.Calls.AtOnce) await Task.Delay(5, Stop);
        waiting.Count(static call => !call.IsCompleted).ShouldBe(1_000);
        (ThreadPool.ThreadCount - before).ShouldBeLessThan(100);
        await enough.CancelAsync();
        foreach (var call in waiting) await Should.ThrowAsync<OperationCanceledException>(call);
        // Looks of the schedule go to this bank as well.
        silent.Trouble = static (_, _, _) => Task.FromResult(false);
    }

    private async Task Order(Partner partner, bool isTransfer)
    {
        var (now, reference) = (clients.Clock.GetUtcNow(), SnapReference.New(clients.Clock.GetUtcNow()));
        var (service, body) = isTransfer ? (SnapService.TransferIntrabank, SnapBodies.Transfer(partner.Account, reference, "5550001", 10_000, "SIMPANAN", now)) : (SnapService.VaCreate, new JsonObject { ["trxId"] = reference });
        if (isTransfer) clients.ApprovePayout(partner, service, reference, 10_000);
        await clients.Database.Database.Write(partner.CooperativeId, async tx =>
        {
            await BankOrders.Add(tx, partner.CooperativeId, partner.Name, service, reference, body, isTransfer ? 10_000 : 0, "test", now);
            return true;
        }, Stop);
    }

    private List<SnapOrderState> States(Partner partner) => Orders(partner).ConvertAll(static one => one.State);

    private List<string> Ended(Partner partner, SnapService service, SnapOrderState state) =>
        [.. Orders(partner).Where(one => one.Service == service && one.State == state).Select(static one => one.Reference).Order(StringComparer.Ordinal)];

    /// <summary>Numbers that the bank made, each as often as it was told to by a call that it answered.</summary>
    private static List<string> Made(TestBank bank) => [.. bank.Answered.Where(static call => call.Path == "transfer-va/create-va").Select(static call => call.Field("trxId")).Order(StringComparer.Ordinal)];

    private List<(SnapService Service, string Reference, SnapOrderState State)> Orders(Partner partner) => clients.Database.AsSuperuser<(short, string, short)>("""
        select o.service, o.reference, coalesce((select s.state from bank_order_step s where s.cooperative_id = o.cooperative_id and s.order_no = o.order_no order by s.step_no desc limit 1), 0::smallint)
        from bank_order o where o.cooperative_id = @CooperativeId order by o.order_no;
        """, new { partner.CooperativeId }).ConvertAll(static row => ((SnapService)row.Item1, row.Item2, (SnapOrderState)row.Item3));
}
