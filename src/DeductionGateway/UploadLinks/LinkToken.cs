using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.Tokens;

namespace DeductionGateway.UploadLinks;

/// <summary>The token of a link: the cooperative's number, so that row-level security can be bound before anything is looked up, and 256 random bits.</summary>
internal static class LinkToken
{
    private const int RandomBytes = 32;
    private const int LongestToken = 80;

    public static string New(long cooperative) => string.Create(CultureInfo.InvariantCulture, $"{cooperative}.{Base64UrlEncoder.Encode(RandomNumberGenerator.GetBytes(RandomBytes))}");

    /// <summary>What is kept of it.</summary>
    public static byte[] Sha256(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    /// <summary>Null where it is none of ours.</summary>
    public static long? CooperativeOf(string token) =>
        token.Length <= LongestToken && token.IndexOf('.', StringComparison.Ordinal) is > 0 and var dot && long.TryParse(token.AsSpan(0, dot), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;
}
