using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using DeductionGateway.Mocks.Faults;
using DeductionGateway.Mocks.Snap;

namespace DeductionGateway.Mocks.Bank;

/// <summary>What the gateway said.</summary>
/// <param name="Code">responseCode: status, service, case.</param>
internal sealed record GatewayAnswer(string Code, JsonObject Body)
{
    /// <summary>The gateway did not take the request as one of ours, or cannot answer now: it is sent anew.</summary>
    public bool IsTechnical => Code.Length != 7 || Code[..3] is "401" or "429" || Code[0] == '5';

    /// <summary>This request's id was used: it says nothing of what became of the first.</summary>
    public bool IsConflict => Code.StartsWith("409", StringComparison.Ordinal);
}

/// <summary>The bank's line to the gateway: signs, keeps the token, and lets happen to a request what the plan says.</summary>
internal sealed class GatewayLine(BankOptions options, FaultPlan faults, TimeProvider time) : IDisposable
{
    private const string Prefix = "/snap/v1.0/";

    private readonly HttpClient _http = new() { BaseAddress = options.Gateway, Timeout = TimeSpan.FromSeconds(60) };
    private string? _token;

    /// <summary>There is a gateway to tell.</summary>
    public bool IsThere => options.Gateway is not null;

    /// <summary>Sends a request; null where no answer came, so that nobody knows what became of it.</summary>
    /// <param name="path">Behind <c>/snap/v1.0/</c>.</param>
    /// <param name="externalId">X-EXTERNAL-ID.</param>
    public async Task<GatewayAnswer?> Send(string path, JsonObject body, string externalId, FaultKind fault, CancellationToken stop)
    {
        if (await Token(stop) is not { } token) return null;
        if (fault == FaultKind.Slow) await faults.Linger(stop);
        var bytes = Encoding.UTF8.GetBytes(body.ToJsonString());
        var headers = Signed(token, path, bytes, externalId, isWrong: fault == FaultKind.WrongSignature);
        if (fault is FaultKind.Reset or FaultKind.Truncated)
        {
            await CutConnection.Post(new Uri(options.Gateway!, Prefix + path), headers.Append(new("Content-Type", "application/json")), bytes, isWhole: fault == FaultKind.Reset, stop);
            return null;
        }
        var answer = fault == FaultKind.Duplicate ? FirstThatSays(await Task.WhenAll(Post(path, headers, bytes, stop), Post(path, headers, bytes, stop))) : await Post(path, headers, bytes, stop);
        if (answer?.Code is ['4', '0', '1', _, _, '0', '1']) _token = null;
        return fault == FaultKind.AnswerLost ? null : answer;
    }

    public void Dispose() => _http.Dispose();

    /// <summary>Of two answers to one request the one that is no conflict.</summary>
    private static GatewayAnswer? FirstThatSays(GatewayAnswer?[] answers) => answers.FirstOrDefault(static one => one is { IsConflict: false }) ?? answers[0];

    private async Task<string?> Token(CancellationToken stop)
    {
        if (_token is not null) return _token;
        if (options.OwnKey is not { } key) throw new InvalidOperationException("Without a private key of the bank's own nothing can be told to the gateway.");
        var at = SnapWords.Time(time.GetUtcNow());
        var headers = new Dictionary<string, string> { ["X-CLIENT-KEY"] = options.OwnId, ["X-TIMESTAMP"] = at, ["X-SIGNATURE"] = SnapSigning.Rsa(key, SnapSigning.OfToken(options.OwnId, at)) };
        var answer = await Post("access-token/b2b", headers, "{\"grantType\":\"client_credentials\"}"u8.ToArray(), stop);
        return _token = answer?.Body["accessToken"]?.ToString();
    }

    private Dictionary<string, string> Signed(string token, string path, byte[] body, string externalId, bool isWrong)
    {
        var at = SnapWords.Time(time.GetUtcNow());
        var secret = isWrong ? options.OwnSecret + "?" : options.OwnSecret;
        return new Dictionary<string, string>
        {
            ["Authorization"] = $"Bearer {token}", ["X-TIMESTAMP"] = at, ["X-SIGNATURE"] = SnapSigning.Hmac(secret, SnapSigning.OfCall("POST", Prefix + path, token, body, at)),
            ["X-PARTNER-ID"] = options.PartnerId, ["X-EXTERNAL-ID"] = externalId, ["CHANNEL-ID"] = "95231",
        };
    }

    private async Task<GatewayAnswer?> Post(string path, Dictionary<string, string> headers, byte[] body, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Prefix + path) { Content = new ByteArrayContent(body) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        try
        {
            using var response = await _http.SendAsync(request, stop);
            return JsonNode.Parse(await response.Content.ReadAsByteArrayAsync(stop)) is JsonObject answer ? new GatewayAnswer(answer["responseCode"]?.ToString() ?? "", answer) : null;
        }
        catch (Exception gone) when (gone is HttpRequestException or IOException or JsonException || (gone is OperationCanceledException && !stop.IsCancellationRequested))
        {
            return null;
        }
    }
}
