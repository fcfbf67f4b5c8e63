using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using DeductionGateway.Core.Snap;
using DeductionGateway.Mocks.Bank;
using DeductionGateway.Mocks.Faults;

namespace DeductionGateway.Tests.Mocks;

/// <summary>A simulated bank that runs, and a caller that signs by the gateway's own functions: two writings of the standard that must agree.</summary>
internal sealed class MockBank : IAsyncDisposable
{
    public const string Account = "1370012345678";
    private const string Secret = "given-by-the-bank";

    private readonly RSA _key = RSA.Create(2048);
    private readonly HttpClient _http = new();
    private BankMock _bank = null!;
    private int _lastExternal;

    public BankLedger Ledger => _bank.Ledger;
    public IReadOnlyDictionary<string, long> Counts => _bank.Faults.Counts;

    public static async Task<MockBank> Start(string scenario = "clean", long seed = 1, int pageRows = 100)
    {
        var made = new MockBank();
        var options = new BankOptions { Day = new DateOnly(2026, 2, 26), RunNo = 1, Account = Account, CallerId = "kkmb", CallerSecret = Secret, CallerKey = made._key, PageRows = pageRows };
        made._bank = await BankMock.Start(options, new FaultPlan(Scenario.Named(scenario), seed), new IPEndPoint(IPAddress.Loopback, 0), TimeProvider.System, CancellationToken.None);
        return made;
    }

    /// <summary>A token, or the code of the refusal.</summary>
    public async Task<string> Token()
    {
        var at = SnapTime.Format(TimeProvider.System.GetUtcNow());
        var answer = await Post("access-token/b2b", new JsonObject { ["grantType"] = "client_credentials" }.ToJsonString(), "POST", ("X-CLIENT-KEY", "kkmb"), ("X-TIMESTAMP", at), ("X-SIGNATURE", SnapSignature.Sign(_key, SnapSignature.OfToken("kkmb", at), SignatureEncoding.Base64)));
        return answer["accessToken"]?.ToString() ?? answer["responseCode"]!.ToString();
    }

    /// <summary>A signed call.</summary>
    /// <param name="signedBody">What is signed, where it is not what is sent.</param>
    public async Task<JsonObject> Call(string path, string body, string verb = "POST", string? externalId = null, string? token = null, string? signedBody = null)
    {
        token ??= await Token();
        var at = SnapTime.Format(TimeProvider.System.GetUtcNow());
        var signature = SnapSignature.Sign(Secret, SnapSignature.OfCall(verb, $"/v1.0/{path}", token, Encoding.UTF8.GetBytes(signedBody ?? body), at), SignatureEncoding.Hex);
        return await Post(path, body, verb, ("Authorization", $"Bearer {token}"), ("X-TIMESTAMP", at), ("X-SIGNATURE", signature), ("X-PARTNER-ID", "partner-1"), ("X-EXTERNAL-ID", externalId ?? $"{++_lastExternal}"));
    }

    /// <summary>The response code of a call.</summary>
    public async Task<string> Code(string path, string body, string verb = "POST", string? externalId = null, string? token = null, string? signedBody = null) =>
        (await Call(path, body, verb, externalId, token, signedBody))["responseCode"]!.ToString();

    /// <summary>An order to the control, answered with its text.</summary>
    public async Task<string> Control(string act, string order = "")
    {
        using var content = new StringContent(order, Encoding.UTF8, "application/json");
        using var response = await _http.PostAsync(new Uri(_bank.Address, $"/control/{act}"), content);
        return await response.Content.ReadAsStringAsync();
    }

    public Task<string> Shown(string what) => _http.GetStringAsync(new Uri(_bank.Address, $"/control/{what}"));

    public async ValueTask DisposeAsync()
    {
        await _bank.DisposeAsync();
        _http.Dispose();
        _key.Dispose();
    }

    private async Task<JsonObject> Post(string path, string body, string verb, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(verb), new Uri(_bank.Address, "/v1.0/" + path)) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        using var response = await _http.SendAsync(request);
        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsObject();
        answer["responseCode"]!.ToString()[..3].ShouldBe(((int)response.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture));
        return answer;
    }
}
