using System.Security.Cryptography;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace DeductionGateway.Access;

/// <summary>A system proves itself by what it signed with its private key (<c>private_key_jwt</c>, RFC 7523): RS256, PS256 or ES256, as its key is.</summary>
internal sealed class ClientAssertions(string issuer, TimeProvider time)
{
    public const string Type = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    private const int LimitBytes = 4096;
    private const int LongestJti = 200;
    private const int LeastRsaBits = 2048;

    /// <summary>An assertion may not be good for longer from now.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    private readonly JsonWebTokenHandler _handler = new() { MaximumTokenSizeInBytes = LimitBytes };

    /// <summary>Whom it says it is of, before anything is believed; null where it is no assertion.</summary>
    public string? ClientOf(string assertion)
    {
        try
        {
            return assertion.Length <= LimitBytes && _handler.CanReadToken(assertion) ? _handler.ReadJsonWebToken(assertion).Subject : null;
        }
        catch (Exception wrong) when (wrong is ArgumentException or SecurityTokenException)
        {
            return null;
        }
    }

    /// <summary>Its id and when it expires, in seconds since 1970; null where it is not good. Whether it was used before is the caller's question.</summary>
    public async Task<(string Jti, long Expires)?> Read(string assertion, string clientId, byte[] publicKey)
    {
        var (key, algorithms) = KeyOf(publicKey);
        using (key)
        {
            var result = await _handler.ValidateTokenAsync(assertion, new TokenValidationParameters
            {
                ValidIssuer = clientId, ValidAudience = issuer, ValidAlgorithms = algorithms, RequireSignedTokens = true, RequireExpirationTime = true,
                IssuerSigningKey = key is RSA rsa ? new RsaSecurityKey(rsa) : new ECDsaSecurityKey((ECDsa)key), TryAllIssuerSigningKeys = true,
                CryptoProviderFactory = new CryptoProviderFactory { CacheSignatureProviders = false },
                LifetimeValidator = (from, until, _, _) => Lives(from, until),
            });
            if (!result.IsValid || result.SecurityToken is not JsonWebToken jwt || jwt.Subject != clientId || jwt.Id is not { Length: > 0 and <= LongestJti } jti) return null;
            return (jti, new DateTimeOffset(jwt.ValidTo, TimeSpan.Zero).ToUnixTimeSeconds() + AccessTokens.SkewSeconds);
        }
    }

    /// <summary>A public key in PEM as it is kept (SubjectPublicKeyInfo).</summary>
    /// <exception cref="CryptographicException">It is none, a private one, or one that is too weak.</exception>
    public static byte[] KeyOfPem(string pem)
    {
        if (pem.Contains("PRIVATE", StringComparison.Ordinal)) throw new CryptographicException("this is a private key, which must stay with its system; give the public one.");
        if (!PemEncoding.TryFind(pem, out var fields) || pem[fields.Label] != "PUBLIC KEY") throw new CryptographicException("no PEM with PUBLIC KEY stands there.");
        var bytes = Convert.FromBase64String(pem[fields.Base64Data]);
        var (key, _) = KeyOf(bytes);
        using (key)
        {
            if (key is RSA && key.KeySize < LeastRsaBits) throw new CryptographicException($"an RSA key must have {LeastRsaBits} bits, this one has {key.KeySize}.");
            if (key is ECDsa && key.KeySize != 256) throw new CryptographicException("of elliptic curves only P-256 is taken.");
        }
        return bytes;
    }

    private bool Lives(DateTime? from, DateTime? until)
    {
        var now = time.GetUtcNow().UtcDateTime;
        return until is { } end && now < end + AccessTokens.Skew && end <= now + Longest + AccessTokens.Skew && (from is not { } begin || begin <= now + AccessTokens.Skew);
    }

    private static (AsymmetricAlgorithm Key, string[] Algorithms) KeyOf(byte[] publicKey)
    {
        var rsa = RSA.Create();
        try
        {
            rsa.ImportSubjectPublicKeyInfo(publicKey, out _);
            return (rsa, [SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSsaPssSha256]);
        }
        catch (CryptographicException)
        {
            rsa.Dispose();
            var curve = ECDsa.Create();
            curve.ImportSubjectPublicKeyInfo(publicKey, out _);
            return (curve, [SecurityAlgorithms.EcdsaSha256]);
        }
    }
}
