using System.Globalization;
using System.Security.Cryptography;
using DeductionGateway.Banks.Register;
using DeductionGateway.Core.Snap;

namespace DeductionGateway.Banks.Calls;

/// <summary>A request to a bank as it goes out (DOMAIN §3.1, §3.2): signed when it is made, and nothing of it is added on the way.</summary>
/// <param name="Url">Whole.</param>
/// <param name="Headers">Beside the content's type and length.</param>
/// <param name="Body">JSON, sent byte for byte.</param>
internal sealed record SnapMessage(SnapService Service, string Url, IReadOnlyList<KeyValuePair<string, string>> Headers, byte[] Body)
{
    public const string ContentType = "application/json";
    public const string Authorization = "Authorization", Signature = "X-SIGNATURE", Timestamp = "X-TIMESTAMP", ExternalId = "X-EXTERNAL-ID";

    public string Method => Service.Method();

    /// <summary>Service 73: signed by the cooperative's key.</summary>
    /// <exception cref="InvalidOperationException">The cooperative has no key at this bank.</exception>
    public static SnapMessage OfToken(Partner partner, byte[] body, DateTimeOffset now)
    {
        var at = TimeText(partner, now);
        return new SnapMessage(SnapService.Token, Address(partner, SnapService.Token),
            [new(Timestamp, at), new("X-CLIENT-KEY", partner.OwnClientId), new(Signature, partner.SignByKey(SnapSignature.OfToken(partner.OwnClientId, at)))], body);
    }

    /// <summary>Any other service.</summary>
    /// <param name="token">Null where the bank wants calls that are signed by the key alone.</param>
    /// <exception cref="InvalidOperationException">The cooperative has no key or secret at this bank.</exception>
    public static SnapMessage OfCall(Partner partner, SnapService service, byte[] body, string? token, DateTimeOffset now)
    {
        var (at, method, endpoint) = (TimeText(partner, now), service.Method(), Endpoint(partner, service));
        var signature = token is null ? partner.SignByKey(SnapSignature.OfCall(method, endpoint, body, at)) : partner.SignBySecret(SnapSignature.OfCall(method, endpoint, token, body, at));
        var headers = new List<KeyValuePair<string, string>>
        {
            new(Timestamp, at), new(Signature, signature), new("X-PARTNER-ID", partner.PartnerId), new(ExternalId, NewExternalId(now)), new("CHANNEL-ID", partner.Profile.ChannelId),
        };
        if (token is not null) headers.Insert(0, new(Authorization, $"Bearer {token}"));
        return new SnapMessage(service, Address(partner, service), headers, body);
    }

    /// <summary>Empty where it is not there.</summary>
    public string Header(string name) => Headers.FirstOrDefault(one => one.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value ?? "";

    /// <summary>With another value of a header, which stays where it stands.</summary>
    public SnapMessage With(string name, string value) => this with
    {
        Headers = Header(name).Length == 0 ? [.. Without(name).Headers, new(name, value)] : [.. Headers.Select(one => one.Key.Equals(name, StringComparison.OrdinalIgnoreCase) ? new(one.Key, value) : one)],
    };

    public SnapMessage Without(string name) => this with { Headers = [.. Headers.Where(one => !one.Key.Equals(name, StringComparison.OrdinalIgnoreCase))] };

    private static string Address(Partner partner, SnapService service) => partner.BaseUrl + Endpoint(partner, service);

    private static string Endpoint(Partner partner, SnapService service) => $"{partner.Profile.PathPrefix}/{service.Path()}";

    private static string TimeText(Partner partner, DateTimeOffset now) =>
        partner.Profile.Timestamps == TimestampZone.Utc ? now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) : SnapTime.Format(now);

    /// <summary>Numeric, and of each try its own: the millisecond of the day, and enough of chance that two gateways do not meet.</summary>
    private static string NewExternalId(DateTimeOffset now) => string.Create(CultureInfo.InvariantCulture, $"{now.UtcDateTime:HHmmssfff}{RandomNumberGenerator.GetInt32(1_000_000_000):000000000}{RandomNumberGenerator.GetInt32(1_000_000_000):000000000}");
}
