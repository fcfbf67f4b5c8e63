using System.Text.Json.Nodes;
using DeductionGateway.Banks;
using DeductionGateway.Banks.Calls;
using DeductionGateway.Banks.Register;
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

    /// <summary>By the timeout of the built-in profile a round of a silent bank takes three quarters of a minute; what others order meanwhile goes out, and their statements come.</summary>
    [Fact]
    public async Task What_others_order_while_a_bank_is_silent_goes_out()
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var (silent, well) = (await clients.NewBank(), await clients.NewBank());
        using var ofSilent = await clients.NewPartner(silent);
        silent.Trouble = (_, _, http) => silent.Silence(http);
        await Order(ofSilent, isTransfer: true);
        var runner = clients.Runner(clients.Calls, clients.Clock, ending.Token);
        var first = Task.WhenAll(runner.Jobs.Select(job => runner.Tick(job.Name)));
        while (silent.Calls.Count == 0) await Task.Delay(5, Stop);

        // One that the first tick knew nothing of.
        using var ofWell = await clients.NewPartner(well);
        await Order(ofWell, isTransfer: true);
        well.Book(new BankRow(clients.Clock.GetUtcNow(), 1_000, "SETOR"));
        foreach (var job in runner.Jobs) await runner.Tick(job.Name);
        States(ofWell).ShouldBe([SnapOrderState.Done]);
        clients.Database.AsSuperuser<long>("select amount from pushed_posting where cooperative_id = @CooperativeId;", new { ofWell.CooperativeId }).ShouldBe([1_000]);
        silent.Answered.ShouldBeEmpty();
        await ending.CancelAsync();
        await first;
        silent.Trouble = static (_, _, _) => Task.FromResult(false);
    }

    /// <summary>More silent banks than cooperatives are worked on at once: who waits has his turn when the first silence has lasted its time.</summary>
    [Fact]
    public async Task More_silent_banks_than_places_let_the_others_wait_and_not_starve()
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var clock = new TimedClock();
        using var calls = clients.CallsBy(clock);
        var (silent, well) = (await clients.NewBank(), await clients.NewBank());
        silent.Trouble = (_, _, http) => silent.Silence(http);
        var partners = new List<Partner>();
        for (var no = 0; no < 8; no++)
        {
            partners.Add(await clients.NewPartner(silent));
            await clients.OrderTransfer(partners[^1], clock.GetUtcNow());
        }
        var runner = clients.Runner(calls, clock, ending.Token);
        List<Task> ticks = [runner.Tick("bank-orders")];
        while (silent.Calls.Count < 6) await Task.Delay(5, Stop);
        using var ofWell = await clients.NewPartner(well);
        await clients.OrderTransfer(ofWell, clock.GetUtcNow());
        while (!States(ofWell).Contains(SnapOrderState.Done))
        {
            ticks.Add(runner.Tick("bank-orders"));
            await Task.Delay(50, Stop);
            clock.MoveToNext(within: TimeSpan.FromMinutes(1));
        }
        silent.Answered.ShouldBeEmpty();
        await ending.CancelAsync();
        await Task.WhenAll(ticks);
        silent.Trouble = static (_, _, _) => Task.FromResult(false);
        foreach (var one in partners) one.Dispose();
    }

    private Task Order(Partner partner, bool isTransfer)
    {
        if (isTransfer) return clients.OrderTransfer(partner);
        var now = clients.Clock.GetUtcNow();
        var reference = SnapReference.New(now);
        return clients.Order(partner, SnapService.VaCreate, reference, new JsonObject { ["trxId"] = reference }, 0, now);
    }

    private List<SnapOrderState> States(Partner partner) => clients.OrdersOf(partner).ConvertAll(static one => one.State);

    private List<string> Ended(Partner partner, SnapService service, SnapOrderState state) =>
        [.. clients.OrdersOf(partner).Where(one => one.Service == service && one.State == state).Select(static one => one.Reference).Order(StringComparer.Ordinal)];

    /// <summary>Numbers that the bank made, each as often as it was told to by a call that it answered.</summary>
    private static List<string> Made(TestBank bank) => [.. bank.Answered.Where(static call => call.Path == "transfer-va/create-va").Select(static call => call.Field("trxId")).Order(StringComparer.Ordinal)];
}
