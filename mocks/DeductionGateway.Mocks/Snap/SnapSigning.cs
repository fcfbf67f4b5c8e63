using System.Security.Cryptography;
using System.Text;

namespace DeductionGateway.Mocks.Snap;

/// <summary>Signatures of SNAP, from the standard's text.</summary>
internal static class SnapSigning
{
    /// <summary>What a token is asked for with.</summary>
    public static string OfToken(string clientId, string at) => $"{clientId}|{at}";

    /// <summary>What is signed of a call with a token.</summary>
    /// <param name="target">Path and query as they are sent.</param>
    public static string OfCall(string method, string target, string token, ReadOnlySpan<byte> body, string at) => $"{method}:{target}:{token}:{Convert.ToHexStringLower(SHA256.HashData(Minified(body)))}:{at}";

    public static string Hmac(string secret, string text) => Convert.ToBase64String(HMACSHA512.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(text)));

    public static string Rsa(RSA key, string text) => Convert.ToBase64String(key.SignData(Encoding.UTF8.GetBytes(text), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));

    /// <summary>Signatures come in base64 or in hexadecimal; both are read.</summary>
    public static bool IsHmac(string secret, string text, string signature) => CryptographicOperations.FixedTimeEquals(Convert.FromBase64String(Hmac(secret, text)), BytesOf(signature));

    public static bool IsRsa(RSA key, string text, string signature) => key.VerifyData(Encoding.UTF8.GetBytes(text), BytesOf(signature), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

    /// <summary>Without the white space between its tokens; what stands in strings stays.</summary>
    public static byte[] Minified(ReadOnlySpan<byte> body)
    {
        var kept = new byte[body.Length];
        var length = 0;
        var (isText, isEscaped) = (false, false);
        foreach (var one in body)
        {
            if (!isText && one is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n') continue;
            kept[length++] = one;
            if (one == '"' && !isEscaped) isText = !isText;
            isEscaped = isText && one == '\\' && !isEscaped;
        }
        return kept[..length];
    }

    private static byte[] BytesOf(string signature)
    {
        if (signature.Length % 2 == 0 && signature.All(char.IsAsciiHexDigit)) return Convert.FromHexString(signature);
        var bytes = new byte[signature.Length];
        return Convert.TryFromBase64String(signature, bytes, out var length) ? bytes[..length] : [];
    }
}
