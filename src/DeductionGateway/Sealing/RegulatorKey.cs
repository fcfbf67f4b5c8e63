using System.Security.Cryptography;

namespace DeductionGateway.Sealing;

/// <summary>
/// A regulator's key of 32 bytes, which several cooperatives are given: under it equal national ids have equal hashes, whichever gateway made them. Who holds the key can try
/// all ids; without it a hash says nothing.
/// </summary>
internal sealed class RegulatorKey
{
    private const int IdBytes = 8;
    private const int Digits = 16;

    private readonly byte[] _key;

    private RegulatorKey(byte[] key) => _key = key;

    /// <exception cref="MasterKeyException">No such file, every user may read or write it, or it does not hold 32 bytes.</exception>
    public static RegulatorKey Read(string file) => new(KeyFile.Read(file, "regulator's key"));

    /// <summary>Names the key without showing it: the first 8 bytes of HMAC-SHA-256 of <c>key-id</c>.</summary>
    public byte[] Id => HMACSHA256.HashData(_key, "key-id"u8)[..IdBytes];

    /// <summary>HMAC-SHA-256 of the 16 digits in ASCII; null where it is no national id of 16 digits, which nobody could compare.</summary>
    public byte[]? Hash(ReadOnlySpan<byte> nationalId) =>
        nationalId.Length == Digits && !nationalId.ContainsAnyExceptInRange((byte)'0', (byte)'9') ? HMACSHA256.HashData(_key, nationalId) : null;
}
