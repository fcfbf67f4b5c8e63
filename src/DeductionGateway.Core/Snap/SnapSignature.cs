using System.Security.Cryptography;
using System.Text;

namespace DeductionGateway.Core.Snap;

/// <summary>How a signature is written in its header. ASPI's samples have hexadecimal, most banks base64.</summary>
public enum SignatureEncoding
{
    Base64,
    Hex,
}

/// <summary>The signatures of SNAP (standard of data security, DOMAIN §3.2): what is signed, how, and whether a given one is right. Comparisons take the same time for every wrong one.</summary>
public static class SnapSignature
{
    /// <summary>Of a request for a token (service 73): client id and time.</summary>
    public static string OfToken(string clientId, string timestamp) => $"{clientId}|{timestamp}";

    /// <summary>Symmetric: method, endpoint as it was sent, token, hash of the body, time.</summary>
    public static string OfCall(string method, string endpoint, string token, ReadOnlySpan<byte> body, string timestamp) => $"{method}:{endpoint}:{token}:{SnapBody.Hash(body)}:{timestamp}";

    /// <summary>Asymmetric: the same without a token.</summary>
    public static string OfCall(string method, string endpoint, ReadOnlySpan<byte> body, string timestamp) => $"{method}:{endpoint}:{SnapBody.Hash(body)}:{timestamp}";

    /// <summary>HMAC-SHA-512 under the client's secret.</summary>
    public static string Sign(string secret, string text, SignatureEncoding encoding) => Written(Hmac(secret, text), encoding);

    /// <summary>RSASSA-PKCS1-v1_5 with SHA-256.</summary>
    public static string Sign(RSA key, string text, SignatureEncoding encoding) => Written(key.SignData(Encoding.UTF8.GetBytes(text), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1), encoding);

    /// <summary>In either encoding, for what stands in documents and what banks send differ.</summary>
    public static bool IsRight(string secret, string text, string signature) => Read(signature, SHA512.HashSizeInBytes) is { } bytes && CryptographicOperations.FixedTimeEquals(bytes, Hmac(secret, text));

    /// <summary>In either encoding.</summary>
    public static bool IsRight(RSA key, string text, string signature) => Read(signature, key.KeySize / 8) is { } bytes && key.VerifyData(Encoding.UTF8.GetBytes(text), bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

    private static byte[] Hmac(string secret, string text) => HMACSHA512.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(text));

    private static string Written(byte[] signature, SignatureEncoding encoding) => encoding == SignatureEncoding.Hex ? Convert.ToHexStringLower(signature) : Convert.ToBase64String(signature);

    /// <summary>The bytes of a signature; null where it is none of this length. Which encoding it is its own length says.</summary>
    private static byte[]? Read(string signature, int length)
    {
        var bytes = new byte[length];
        var isRead = signature.Length == 2 * length
            ? Convert.FromHexString(signature, bytes, out _, out var written) == System.Buffers.OperationStatus.Done
            : Convert.TryFromBase64String(signature, bytes, out written);
        return isRead && written == length ? bytes : null;
    }
}
