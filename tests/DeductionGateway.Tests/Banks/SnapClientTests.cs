using System.Diagnostics.Metrics;
using System.Text;
using System.Text.Json.Nodes;
using DeductionGateway.Banks;
using DeductionGateway.Banks.Calls;
using DeductionGateway.Banks.Register;
using DeductionGateway.Core.Snap;
using Microsoft.AspNetCore.Http;

namespace DeductionGateway.Tests.Banks;

/// <summary>Calls to a bank over the wire, with all that befalls calls.</summary>
public sealed class SnapClientTests(BankClients clients) : IClassFixture<BankClients>
{
    private const string Balance = "balance-inquiry", Transfer = "transfer-intrabank", Token = "access-token/b2b";

    /// <summary>Short, for what a bank does not answer is waited for.</summary>
    private static readonly (string, string) Hasty = ("\"timeout_seconds\": 15", "\"timeout_seconds\": 1");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Many_calls_at_once_fetch_one_token_and_have_ids_of_their_own()
    {
        var (bank, partner) = await New();
        var all = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => Ask(partner)));
        all.ShouldAllBe(static answer => answer.Outcome == SnapOutcome.Done);
        all.ShouldAllBe(static answer => SnapReadings.Balance(answer) == 500_000);
        bank.Tokens.ShouldBe(1);
        bank.Calls.Where(static call => call.Path == Balance).Select(static call => call.ExternalId).Distinct().Count().ShouldBe(40);
        bank.Calls.Where(static call => call.Path == Balance).ShouldAllBe(static call => call.ExternalId.All(char.IsAsciiDigit) && call.ExternalId.Length <= 36);
    }

    /// <summary>A bank that writes a body again before it looks at the signature finds the bytes that were signed.</summary>
    [Fact]
    public async Task Characters_of_a_body_are_sent_as_themselves()
    {
        var (bank, partner) = await New();
        await clients.Client.Call(partner, SnapService.TransferStatus, SnapBodies.Status("1", 17, clients.Clock.GetUtcNow(), 10_000), Stop);
        bank.Calls.Single(static call => call.Path == "transfer/status").Body.ShouldContain("+07:00\"");
    }

    [Fact]
    public async Task A_token_is_renewed_at_four_fifths_of_its_life()
    {
        var (bank, partner) = await New();
        await Ask(partner);
        clients.Clock.Move(TimeSpan.FromSeconds(719));
        await Ask(partner);
        bank.Tokens.ShouldBe(1);
        clients.Clock.Move(TimeSpan.FromSeconds(1));
        (await Ask(partner)).Outcome.ShouldBe(SnapOutcome.Done);
        bank.Tokens.ShouldBe(2);
        clients.Clock.Move(TimeSpan.FromSeconds(721));
        bank.Trouble = static (path, _, http) => Task.FromResult(path == Token && Fails(http));
        (await Ask(partner)).Outcome.ShouldBe(SnapOutcome.Done, "the old one is good until it ends");
        clients.Clock.Move(TimeSpan.FromSeconds(179));
        (await Ask(partner)).Outcome.ShouldBe(SnapOutcome.Later, "without a token nothing is sent");
    }

    [Fact]
    public async Task A_token_that_the_bank_forgot_is_fetched_again_once_and_never_within_a_movement()
    {
        var (bank, partner) = await New();
        await Ask(partner);
        bank.ForgetToken();
        (await Ask(partner)).Outcome.ShouldBe(SnapOutcome.Done);
        CallsOf(bank, Balance).ShouldBe(3);
        bank.ForgetToken();
        (await Move(partner)).Outcome.ShouldBe(SnapOutcome.Later);
        CallsOf(bank, Transfer).ShouldBe(1);
        (await Move(partner)).Outcome.ShouldBe(SnapOutcome.Done, "its order comes again, with a new token");
    }

    [Fact]
    public async Task By_a_key_calls_need_no_token()
    {
        var (bank, partner) = await New(("\"outbound\": \"symmetric\"", "\"outbound\": \"asymmetric\""));
        (await Ask(partner)).Outcome.ShouldBe(SnapOutcome.Done);
        bank.Tokens.ShouldBe(0);
    }

    /// <summary>What asks is asked again; what moves money goes out once, whatever happens.</summary>
    [Theory]
    [InlineData("500")]
    [InlineData("504")]
    [InlineData("reset")]
    [InlineData("html")]
    [InlineData("cut")]
    [InlineData("other service")]
    public async Task Trouble_is_asked_again_and_moves_nothing_twice(string trouble)
    {
        var (bank, partner) = await New();
        bank.Trouble = (path, number, http) => path != Token && (number == 1 || path == Transfer) ? Trouble(trouble, http) : Task.FromResult(false);
        (await Ask(partner)).Outcome.ShouldBe(SnapOutcome.Done);
        CallsOf(bank, Balance).ShouldBe(2);
        (await Move(partner)).Outcome.ShouldBe(SnapOutcome.Unknown);
        CallsOf(bank, Transfer).ShouldBe(1);
    }

    [Fact]
    public async Task Silence_ends_with_the_time_of_a_try()
    {
        var (bank, partner) = await New(Hasty);
        bank.Trouble = (path, number, http) => path == Transfer || (path == Balance && number == 1) ? bank.Silence(http) : Task.FromResult(false);
        (await Ask(partner)).Outcome.ShouldBe(SnapOutcome.Done);
        CallsOf(bank, Balance).ShouldBe(2);
        (await Move(partner)).Outcome.ShouldBe(SnapOutcome.Unknown);
        CallsOf(bank, Transfer).ShouldBe(1);
    }

    [Fact]
    public async Task What_was_never_sent_is_known_not_to_have_been_done()
    {
        var (bank, partner) = await New();
        await Ask(partner);
        await bank.DisposeAsync();
        (await Move(partner)).Outcome.ShouldBe(SnapOutcome.Later);
    }

    [Fact]
    public async Task A_silent_bank_takes_its_own_places_and_nobody_elses()
    {
        var (silent, partner) = await New();
        var (_, other) = await New();
        var arrived = new SemaphoreSlim(0);
        silent.Trouble = async (path, _, http) =>
        {
            if (path == Token) return false;
            arrived.Release();
            return await silent.Silence(http);
        };
        using var enough = new CancellationTokenSource();
        var waiting = Enumerable.Range(0, 40).Select(_ => clients.Client.Call(partner, SnapService.BalanceInquiry, Body(partner), enough.Token)).ToList();
        for (var place = 0; place < partner.Profile.Calls.AtOnce; place++) await arrived.WaitAsync(Stop);
        (await Ask(other)).Outcome.ShouldBe(SnapOutcome.Done);
        waiting.ShouldAllBe(static call => !call.IsCompleted);
        CallsOf(silent, Balance).ShouldBe(partner.Profile.Calls.AtOnce, "more than these never left");
        await enough.CancelAsync();
        foreach (var call in waiting) await Should.ThrowAsync<OperationCanceledException>(call);
    }

    [Fact]
    public async Task A_bank_that_fails_is_left_alone_tried_once_and_called_again()
    {
        var (bank, partner) = await New();
        using var changes = new Changes(partner.CooperativeId);
        await Ask(partner);
        bank.Trouble = static (path, _, http) => Task.FromResult(path == Transfer && Fails(http));
        for (var call = 0; call < 8; call++) await Move(partner);
        State(partner).State.ShouldBe(CallState.Open);
        State(partner).ResumesAt.ShouldBe(clients.Clock.GetUtcNow().AddSeconds(30));
        var sent = bank.Calls.Count;
        (await Move(partner)).Outcome.ShouldBe(SnapOutcome.Later);
        bank.Calls.Count.ShouldBe(sent, "nothing is sent while it is open");
        clients.Clock.Move(TimeSpan.FromSeconds(31));
        (await Move(partner)).Outcome.ShouldBe(SnapOutcome.Unknown);
        State(partner).State.ShouldBe(CallState.Open, "the one that tried failed too");
        clients.Clock.Move(TimeSpan.FromSeconds(31));
        bank.Trouble = static (_, _, _) => Task.FromResult(false);
        (await Move(partner)).Outcome.ShouldBe(SnapOutcome.Done);
        State(partner).ShouldBe((CallState.Closed, null));
        string[] story = ["Open", "HalfOpen", "Open", "HalfOpen", "Closed"];
        changes.States.ShouldBe(story);
        clients.Log.Lines.Where(line => line.StartsWith($"Calls of cooperative {partner.CooperativeId} ", StringComparison.Ordinal)).ShouldBe(story.Select(state => $"Calls of cooperative {partner.CooperativeId} to bank bank are {state} now"));
    }

    [Theory]
    [InlineData(SnapService.VaCreate, "POST")]
    [InlineData(SnapService.VaUpdate, "PUT")]
    [InlineData(SnapService.VaInquiryOwn, "POST")]
    [InlineData(SnapService.VaDelete, "DELETE")]
    public async Task Numbers_are_made_changed_asked_for_and_ended_at_the_bank(SnapService service, string method)
    {
        var (bank, partner) = await New();
        var va = new VirtualAccountRow("bank", "88899100", "PT Satu", "E1", null, null, 0, "I", 150_000, clients.Clock.GetUtcNow().UtcDateTime, "test", default, false, 50_000);
        var isWhole = service is SnapService.VaCreate or SnapService.VaUpdate;
        (await clients.Client.Call(partner, service, isWhole ? SnapBodies.Va(partner.VaPrefix, partner.Profile.VirtualAccounts, va) : SnapBodies.VaNumber(partner.VaPrefix, va.VaNo), Stop)).Outcome.ShouldBe(SnapOutcome.Done);
        var call = bank.Calls[^1];
        (call.Method, call.Field("virtualAccountNo"), call.Field("customerNo"), call.Field("trxId")).ShouldBe((method, "   88899100", "100", "88899100"));
        if (isWhole) ((string?)JsonNode.Parse(call.Body)!["totalAmount"]!["value"]).ShouldBe("100000.00", "what may still be paid");
    }

    [Fact]
    public async Task Movements_and_questions_about_them_go_out_as_the_standard_has_them()
    {
        var (bank, partner) = await New();
        var now = clients.Clock.GetUtcNow();
        await clients.Client.Call(partner, SnapService.TransferInterbank, SnapBodies.TransferInterbank(partner.Account, "ref-1", "014", "5550001", "SITI", 10_000, now), Stop);
        (bank.Calls[^1].Path, bank.Calls[^1].Field("beneficiaryBankCode"), bank.Calls[^1].Field("sourceAccountNo")).ShouldBe(("transfer-interbank", "014", "1370012345678"));
        await clients.Client.Call(partner, SnapService.DebitStatus, SnapBodies.Status("ref-2", 54, now, 10_000), Stop);
        (bank.Calls[^1].Path, bank.Calls[^1].Field("serviceCode"), bank.Calls[^1].Field("originalPartnerReferenceNo")).ShouldBe(("debit/status", "54", "ref-2"));
    }

    private async Task<(TestBank Bank, Partner Partner)> New(params (string, string)[] profile)
    {
        var bank = await clients.NewBank();
        return (bank, await clients.NewPartner(bank, profile));
    }

    private (CallState State, DateTimeOffset? ResumesAt) State(Partner partner) => clients.Pipelines.StateOf(partner.CooperativeId, partner.Name);

    private Task<BankAnswer> Ask(Partner partner) => clients.Client.Call(partner, SnapService.BalanceInquiry, Body(partner), Stop);

    private Task<BankAnswer> Move(Partner partner) => clients.Client.Call(
        partner, SnapService.TransferIntrabank, SnapBodies.Transfer(partner.Account, SnapReference.New(clients.Clock.GetUtcNow()), "123", 10_000, "x", clients.Clock.GetUtcNow()), Stop);

    private JsonObject Body(Partner partner) => SnapBodies.Balance(partner, SnapReference.New(clients.Clock.GetUtcNow()));

    private static int CallsOf(TestBank bank, string path) => bank.Calls.Count(call => call.Path == path);

    private static bool Fails(HttpContext http)
    {
        http.Response.StatusCode = 500;
        return true;
    }

    private static async Task<bool> Trouble(string what, HttpContext http)
    {
        switch (what)
        {
            case "reset":
                http.Abort();
                break;
            case "html":
                await http.Response.WriteAsync("<html>Service unavailable</html>");
                break;
            case "cut":
                await http.Response.Body.WriteAsync("{\"responseCode\":\"2001"u8.ToArray());
                break;
            case "other service":
                await http.Response.WriteAsync("{\"responseCode\":\"2007300\"}");
                break;
            default:
                http.Response.StatusCode = int.Parse(what, System.Globalization.CultureInfo.InvariantCulture);
                await http.Response.Body.WriteAsync(Encoding.UTF8.GetBytes($"{{\"responseCode\":\"{what}1100\"}}"));
                break;
        }
        return true;
    }

    /// <summary>The metric of breakers, of one cooperative.</summary>
    private sealed class Changes : IDisposable
    {
        private readonly MeterListener _listener = new();
        private readonly System.Collections.Concurrent.ConcurrentQueue<string> _states = new();

        public Changes(long cooperative)
        {
            _listener.InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Name == "gateway.bank.breaker.changes") listener.EnableMeasurementEvents(instrument);
            };
            _listener.SetMeasurementEventCallback<long>((_, _, tags, _) =>
            {
                var labels = tags.ToArray().ToDictionary(static tag => tag.Key, static tag => tag.Value);
                if (labels["cooperative_id"] is long id && id == cooperative) _states.Enqueue((string)labels["state"]!);
            });
            _listener.Start();
        }

        public IReadOnlyList<string> States => [.. _states];

        public void Dispose() => _listener.Dispose();
    }
}
