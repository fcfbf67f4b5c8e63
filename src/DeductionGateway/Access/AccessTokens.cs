using System.Collections.Concurrent;
using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace DeductionGateway.Access;

/// <summary>What an access token says. Subject: <c>user:</c> or <c>client:</c> and the name.</summary>
internal sealed record TokenClaims(string Subject, string Cooperative, Role Role, string? Employer, int Generation);

/// <summary>Access tokens: JWTs signed by ES256 and by nothing else (RFC 7519, RFC 8725, the type of RFC 9068). They live ten minutes.</summary>
internal sealed class AccessTokens(SigningKeys keys, string issuer, TimeProvider time)
{
    public const string Audience = "deduction-gateway";
    private const string Type = "at+jwt";
    private const int LimitBytes = 4096;

    public const int LifeSeconds = 600, SkewSeconds = 30;
    public static readonly TimeSpan Life = new(0, 0, LifeSeconds);
    public static readonly TimeSpan Skew = new(0, 0, SkewSeconds);

    /// <summary>Signatures that were found good. Those of twice as many callers as a gateway has in ten minutes; where there are more, all are verified anew.</summary>
    private const int MostRead = 10_000;

    private readonly JsonWebTokenHandler _handler = new() { SetDefaultTimesOnTokenCreation = false, MaximumTokenSizeInBytes = LimitBytes };
    private readonly ConcurrentDictionary<string, ReadToken> _read = new(StringComparer.Ordinal);

    public string Issuer => issuer;

    public async Task<string> Issue(Principal principal, CancellationToken stop)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var claims = new Dictionary<string, object>
        {
            ["sub"] = SubjectOf(principal), ["cooperative"] = principal.Cooperative, ["role"] = principal.Role.Word(), ["jti"] = Base64UrlEncoder.Encode(RandomNumberGenerator.GetBytes(16)),
        };
        if (principal.Employer is not null) claims["employer"] = principal.Employer;
        if (principal.Generation > 0) claims["generation"] = principal.Generation;
        return _handler.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = issuer, Audience = Audience, IssuedAt = now, Expires = now + Life, Claims = claims, TokenType = Type,
            SigningCredentials = new SigningCredentials(await keys.Signer(stop), SecurityAlgorithms.EcdsaSha256),
        });
    }

    /// <summary>Null where it is not one of ours, or its time is over; which, nobody is told.</summary>
    public async Task<TokenClaims?> Read(string token, CancellationToken stop)
    {
        if (token.Length > LimitBytes) return null;
        // What a signature says does not change, only whether its key still counts and its time is not over.
        if (_read.TryGetValue(token, out var before) && (await keys.Verifiers(before.Key.KeyId, stop)).Contains(before.Key)) return Lives(before.From, before.Until) ? before.Claims : null;
        if (!_handler.CanReadToken(token)) return null;
        var verifiers = await keys.Verifiers(KeyIdOf(token), stop);
        var result = await _handler.ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidIssuer = issuer, ValidAudience = Audience, ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256], ValidTypes = [Type],
            IssuerSigningKeys = verifiers, TryAllIssuerSigningKeys = false, RequireSignedTokens = true, RequireExpirationTime = true,
            LifetimeValidator = (from, until, _, _) => Lives(from, until),
        });
        if (!result.IsValid || result.SecurityToken is not JsonWebToken jwt) return null;
        if (TextOf(jwt, "sub") is not { } subject || TextOf(jwt, "cooperative") is not { } cooperative || TextOf(jwt, "role") is not { } word || Roles.Of(word) is not { } role) return null;
        var claims = new TokenClaims(subject, cooperative, role, TextOf(jwt, "employer"), jwt.TryGetPayloadValue("generation", out int generation) ? generation : 0);
        if (jwt.SigningKey is ECDsaSecurityKey key)
        {
            if (_read.Count >= MostRead) _read.Clear();
            _read[token] = new ReadToken(claims, key, jwt.ValidFrom == DateTime.MinValue ? null : jwt.ValidFrom, jwt.ValidTo);
        }
        return claims;
    }

    public static string SubjectOf(Principal principal) => (principal.Role.IsOfPeople() ? "user:" : "client:") + principal.Name;

    private bool Lives(DateTime? from, DateTime? until)
    {
        var now = time.GetUtcNow().UtcDateTime;
        return until is { } end && now < end + Skew && (from is not { } begin || begin <= now + Skew);
    }

    private string? KeyIdOf(string token)
    {
        try
        {
            return _handler.ReadJsonWebToken(token).Kid;
        }
        catch (Exception wrong) when (wrong is ArgumentException or SecurityTokenException)
        {
            return null;
        }
    }

    /// <summary>A token whose signature is good by a key.</summary>
    private sealed record ReadToken(TokenClaims Claims, ECDsaSecurityKey Key, DateTime? From, DateTime Until);

    private static string? TextOf(JsonWebToken token, string claim) => token.TryGetClaim(claim, out Claim found) && found.ValueType == ClaimValueTypes.String ? found.Value : null;
}
