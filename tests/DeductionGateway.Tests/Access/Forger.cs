using System.Security.Cryptography;
using System.Text;
using DeductionGateway.Access;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace DeductionGateway.Tests.Access;

/// <summary>Makes tokens that are good but for one thing, with the server's own key in hand where that is what is tried.</summary>
internal sealed record Forger(ECDsaSecurityKey Key, string Subject, Role Role, DateTimeOffset Now)
{
    private static readonly JsonWebTokenHandler Handler = new() { SetDefaultTimesOnTokenCreation = false };

    /// <summary>By name; "good" is the one that must be let in, or none of the others would prove anything.</summary>
    public string Make(string what) => what switch
    {
        "good" => Sign(),
        "expired" => Sign(expires: Now.AddSeconds(-31)),
        "without expiry" => Sign(expires: DateTimeOffset.MinValue),
        "of another issuer" => Sign(issuer: "urn:somebody-else"),
        "for another audience" => Sign(audience: "other-gateway"),
        "of another type" => Sign(type: "JWT"),
        "signed by another key of the same id" => Sign(key: Stranger()),
        "signed by RS256" => Sign(key: new RsaSecurityKey(RSA.Create(2048)) { KeyId = Key.KeyId }, algorithm: SecurityAlgorithms.RsaSha256),
        "signed by HS256 with the public key" => Sign(key: new SymmetricSecurityKey(Encoding.ASCII.GetBytes(Key.ECDsa.ExportSubjectPublicKeyInfoPem())) { KeyId = Key.KeyId }, algorithm: SecurityAlgorithms.HmacSha256),
        "of alg none" => $"{Base64UrlEncoder.Encode("""{"alg":"none","typ":"at+jwt"}""")}.{Sign().Split('.')[1]}.",
        "of alg none, with its signature" => $"{Base64UrlEncoder.Encode($$"""{"alg":"none","typ":"at+jwt","kid":"{{Key.KeyId}}"}""")}.{Sign().Split('.')[1]}.{Sign().Split('.')[2]}",
        "with its claims changed" => Tampered(),
        "cut short" => Sign()[..^2],
        "no token at all" => "x.y.z",
        _ => throw new ArgumentOutOfRangeException(nameof(what)),
    };

    public static readonly string[] Bad =
    [
        "expired", "without expiry", "of another issuer", "for another audience", "of another type", "signed by another key of the same id", "signed by RS256", "signed by HS256 with the public key",
        "of alg none", "of alg none, with its signature", "with its claims changed", "cut short", "no token at all",
    ];

    private string Sign(string issuer = SignIn.StandardIssuer, string audience = AccessTokens.Audience, string type = "at+jwt", DateTimeOffset? expires = null, SecurityKey? key = null, string algorithm = SecurityAlgorithms.EcdsaSha256) =>
        Handler.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = issuer, Audience = audience, TokenType = type, IssuedAt = Now.UtcDateTime.AddMinutes(-1), Expires = expires == DateTimeOffset.MinValue ? null : (expires ?? Now.AddMinutes(5)).UtcDateTime,
            Claims = new Dictionary<string, object> { ["sub"] = Subject, ["cooperative"] = "first", ["role"] = Role.Word(), ["jti"] = "1" },
            SigningCredentials = new SigningCredentials(key ?? Key, algorithm),
        });

    private ECDsaSecurityKey Stranger() => new(ECDsa.Create(ECCurve.NamedCurves.nistP256)) { KeyId = Key.KeyId };

    private string Tampered()
    {
        var parts = Sign().Split('.');
        var claims = Base64UrlEncoder.Decode(parts[1]).Replace("\"jti\":\"1\"", "\"jti\":\"2\"", StringComparison.Ordinal);
        return $"{parts[0]}.{Base64UrlEncoder.Encode(claims)}.{parts[2]}";
    }
}
