using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using DeductionGateway.Core.Snap;

namespace DeductionGateway.Tests.Banks;

/// <summary>A bank that signs with the gateway's own functions, for what the clock decides.</summary>
/// <param name="tls">How it connects; null = as anybody does.</param>
internal sealed class SigningBank(Uri http, TimeProvider clock, RSA key, string client, string secret, string partnerId, HttpMessageHandler? tls = null) : IDisposable
{
    private readonly HttpClient _http = tls is null ? new() : new(tls);

    /// <summary>The token, or the code of what refused it.</summary>
    public async Task<string> Token()
    {
        var at = SnapTime.Format(clock.GetUtcNow());
        var answer = await Post("access-token/b2b", "{\"grantType\":\"client_credentials\"}", ("X-CLIENT-KEY", client), ("X-TIMESTAMP", at), ("X-SIGNATURE", SnapSignature.Sign(key, SnapSignature.OfToken(client, at), SignatureEncoding.Hex)));
        return answer.TryGetProperty("accessToken", out var token) ? token.GetString()! : answer.GetProperty("responseCode").GetString()!;
    }

    public Task<string> Pay(string token, string customer, string id, string value, string externalId, string more = "") => Send(token, "transfer-va/payment",
        $$$"""{"partnerServiceId":"   88899","customerNo":"{{{customer}}}","virtualAccountNo":"   88899{{{customer}}}","paymentRequestId":"{{{id}}}","paidAmount":{"value":"{{{value}}}","currency":"IDR"}{{{more}}}}""", externalId);

    /// <summary>With headers that say nothing.</summary>
    public async Task<string> Ask(string path, string body) =>
        (await Post(path, body, ("X-CLIENT-KEY", client), ("X-TIMESTAMP", "x"), ("X-SIGNATURE", "x"))).GetProperty("responseCode").GetString()!;

    public async Task<string> Send(string token, string path, string body, string externalId) => (await Call(token, path, body, externalId)).GetProperty("responseCode").GetString()!;

    /// <summary>The whole answer.</summary>
    public Task<JsonElement> Call(string token, string path, string body, string externalId)
    {
        var at = SnapTime.Format(clock.GetUtcNow());
        var signature = SnapSignature.Sign(secret, SnapSignature.OfCall("POST", $"/snap/v1.0/{path}", token, Encoding.UTF8.GetBytes(body), at), SignatureEncoding.Base64);
        return Post(path, body, ("Authorization", $"Bearer {token}"), ("X-TIMESTAMP", at), ("X-SIGNATURE", signature), ("X-EXTERNAL-ID", externalId), ("X-PARTNER-ID", partnerId));
    }

    public void Dispose() => _http.Dispose();

    private async Task<JsonElement> Post(string path, string body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(http, "/snap/v1.0/" + path)) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        using var response = await _http.SendAsync(request);
        return JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
    }
}
