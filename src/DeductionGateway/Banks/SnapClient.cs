using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using DeductionGateway.Core.Snap;

namespace DeductionGateway.Banks;

/// <summary>
/// Calls banks (DOMAIN §3): signs the bytes that go out as the partner's profile has it, by a token where it wants one. What comes back is an answer always; how often a
/// call is tried, and when a bank is left alone, its pipeline says.
/// </summary>
internal sealed class SnapClient(PartnerPipelines pipelines, TimeProvider time) : IDisposable
{
    /// <summary>A statement of 10,000 rows has some six million bytes.</summary>
    private const int LongestAnswer = 64 << 20;
    private const int LongestToken = 2_048, StandardLifeSeconds = 900, LongestLifeSeconds = 86_400;

    private readonly OwnTokens _tokens = new(time);

    // Time limits are the pipelines'. A redirect would send a signed call and its token elsewhere. Connections are renewed so that a bank may move.
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
    {
        Timeout = Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = LongestAnswer,
    };

    public Task<BankAnswer> Call(Partner partner, SnapService service, JsonObject body, CancellationToken stop) => Call(partner, service, Encoding.UTF8.GetBytes(body.ToJsonString()), stop);

    /// <param name="body">JSON, sent byte for byte.</param>
    public Task<BankAnswer> Call(Partner partner, SnapService service, byte[] body, CancellationToken stop)
    {
        var pipeline = pipelines.Of(partner);
        return pipeline.Call(service, async within =>
        {
            string? token = null;
            if (partner.Profile.Signature.Outbound == SignatureKind.Symmetric)
            {
                token = await _tokens.Of(partner, () => Token(partner, pipeline, within), within);
                if (token is null) return BankAnswer.NotSent(service);
            }
            var answer = await pipeline.Try(service, within => Send(partner, service, body, token, within), within);
            if (answer.Answer.Http == 401 && token is not null) _tokens.Forget(partner, token);
            return answer;
        }, stop);
    }

    public void Dispose()
    {
        _http.Dispose();
        _tokens.Dispose();
    }

    /// <summary>Service 73. Renewed at four fifths of its life, so that no call meets its end.</summary>
    private async Task<OwnToken?> Token(Partner partner, PartnerPipeline pipeline, CancellationToken stop)
    {
        var asked = time.GetUtcNow();
        var answer = await pipeline.Token(within => SendForToken(partner, asked, within), stop);
        if (answer.Outcome != SnapOutcome.Done) return null;
        try
        {
            using var fields = SnapFields.Of(answer.Body);
            var token = fields.Needed(LongestToken, "accessToken");
            var life = int.TryParse(fields.Text(16, "expiresIn"), NumberStyles.None, CultureInfo.InvariantCulture, out var said) && said is > 0 and <= LongestLifeSeconds ? said : StandardLifeSeconds;
            return new OwnToken(token, asked + new TimeSpan(0, 0, life * 4 / 5), asked + new TimeSpan(0, 0, life));
        }
        catch (SnapFault)
        {
            return null;
        }
    }

    private Task<BankAnswer> SendForToken(Partner partner, DateTimeOffset now, CancellationToken stop)
    {
        var at = TimeText(partner, now);
        return Send(partner, SnapService.Token, "{\"grantType\":\"client_credentials\"}"u8.ToArray(), at, request =>
        {
            request.Headers.TryAddWithoutValidation("X-CLIENT-KEY", partner.OwnClientId);
            request.Headers.TryAddWithoutValidation("X-SIGNATURE", partner.SignByKey(SnapSignature.OfToken(partner.OwnClientId, at)));
        }, stop);
    }

    private Task<BankAnswer> Send(Partner partner, SnapService service, byte[] body, string? token, CancellationToken stop)
    {
        var now = time.GetUtcNow();
        var (at, method, endpoint) = (TimeText(partner, now), service.Method(), Endpoint(partner, service));
        return Send(partner, service, body, at, request =>
        {
            if (token is not null) request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
            request.Headers.TryAddWithoutValidation("X-SIGNATURE", token is null
                ? partner.SignByKey(SnapSignature.OfCall(method, endpoint, body, at))
                : partner.SignBySecret(SnapSignature.OfCall(method, endpoint, token, body, at)));
            request.Headers.TryAddWithoutValidation("X-PARTNER-ID", partner.PartnerId);
            request.Headers.TryAddWithoutValidation("X-EXTERNAL-ID", ExternalId(now));
            request.Headers.TryAddWithoutValidation("CHANNEL-ID", partner.Profile.ChannelId);
        }, stop);
    }

    private async Task<BankAnswer> Send(Partner partner, SnapService service, byte[] body, string at, Action<HttpRequestMessage> sign, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(new HttpMethod(service.Method()), partner.BaseUrl + Endpoint(partner, service)) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.TryAddWithoutValidation("X-TIMESTAMP", at);
        sign(request);
        var began = time.GetTimestamp();
        var outcome = SnapOutcome.Unknown;
        try
        {
            using var response = await _http.SendAsync(request, stop);
            var answer = BankAnswer.Read(service, (int)response.StatusCode, await response.Content.ReadAsByteArrayAsync(stop));
            outcome = answer.Outcome;
            return answer;
        }
        finally
        {
            BankMeter.Tried(service, outcome, time.GetElapsedTime(began));
        }
    }

    private static string Endpoint(Partner partner, SnapService service) => $"{partner.Profile.PathPrefix}/{service.Path()}";

    private static string TimeText(Partner partner, DateTimeOffset now) =>
        partner.Profile.Timestamps == TimestampZone.Utc ? now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) : SnapTime.Format(now);

    /// <summary>Numeric, and of each try its own: the millisecond of the day, and enough of chance that two gateways do not meet.</summary>
    private static string ExternalId(DateTimeOffset now) => string.Create(CultureInfo.InvariantCulture, $"{now.UtcDateTime:HHmmssfff}{RandomNumberGenerator.GetInt32(1_000_000_000):000000000}{RandomNumberGenerator.GetInt32(1_000_000_000):000000000}");
}
