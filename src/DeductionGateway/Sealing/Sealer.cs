using System.Buffers.Binary;
using System.IO.Compression;
using System.Security.Cryptography;
using DeductionGateway.Core.Basics;

namespace DeductionGateway.Sealing;

/// <summary>
/// Seals and opens with one key (AES-256-GCM): a byte that says the form, a random nonce, the tag, and what was sealed. What is long is deflated first, for what is
/// sealed no database can compress. Not for several threads at once.
/// </summary>
internal sealed class Sealer : IDisposable
{
    public const int KeyBytes = 32;

    /// <summary>What sealing adds at most, bytes.</summary>
    public const int MostAdded = 1 + NonceBytes + TagBytes;

    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private const byte AsItIs = 0;
    private const byte Deflated = 1;

    /// <summary>Shorter ones do not become smaller.</summary>
    private const int LeastDeflated = 512;

    private readonly AesGcm _cipher;
    private readonly byte[] _belonging = new byte[12];
    private readonly byte[] _nonces = new byte[NonceBytes * 256];
    private int _used;

    /// <param name="key">32 bytes.</param>
    /// <param name="cooperativeId">Whose it is, and</param>
    /// <param name="keyNo">by which of its keys: sealed for another, it does not open.</param>
    public Sealer(byte[] key, long cooperativeId, int keyNo)
    {
        _cipher = new AesGcm(key, TagBytes);
        BinaryPrimitives.WriteInt64BigEndian(_belonging, cooperativeId);
        BinaryPrimitives.WriteInt32BigEndian(_belonging.AsSpan(8), keyNo);
        _used = _nonces.Length;
    }

    public byte[] Seal(ReadOnlySpan<byte> plain)
    {
        var smaller = plain.Length >= LeastDeflated ? Deflate(plain) : null;
        var content = smaller is not null && smaller.Length < plain.Length ? smaller : plain;
        var kept = new byte[MostAdded + content.Length];
        kept[0] = content.Length == plain.Length ? AsItIs : Deflated;
        var nonce = kept.AsSpan(1, NonceBytes);
        NextNonce().CopyTo(nonce);
        _cipher.Encrypt(nonce, content, kept.AsSpan(MostAdded), kept.AsSpan(1 + NonceBytes, TagBytes), _belonging);
        return kept;
    }

    /// <exception cref="InvariantException">It was sealed for another cooperative or by another key, or was changed.</exception>
    public byte[] Open(ReadOnlySpan<byte> kept)
    {
        try
        {
            var content = new byte[kept.Length - MostAdded];
            _cipher.Decrypt(kept.Slice(1, NonceBytes), kept[MostAdded..], kept.Slice(1 + NonceBytes, TagBytes), content, _belonging);
            return kept[0] == Deflated ? Inflate(content) : content;
        }
        catch (Exception trouble) when (trouble is CryptographicException or ArgumentException or OverflowException)
        {
            throw new InvariantException("what the database keeps sealed opens as it was sealed, for its own cooperative", trouble);
        }
    }

    public void Dispose() => _cipher.Dispose();

    /// <summary>Random ones are fetched many at a time: a member takes one, and there may be a million.</summary>
    private ReadOnlySpan<byte> NextNonce()
    {
        if (_used == _nonces.Length)
        {
            RandomNumberGenerator.Fill(_nonces);
            _used = 0;
        }
        _used += NonceBytes;
        return _nonces.AsSpan(_used - NonceBytes, NonceBytes);
    }

    private static byte[] Deflate(ReadOnlySpan<byte> plain)
    {
        using var to = new MemoryStream(plain.Length / 2);
        using (var deflate = new DeflateStream(to, CompressionLevel.Fastest)) deflate.Write(plain);
        return to.ToArray();
    }

    private static byte[] Inflate(byte[] content)
    {
        using var from = new DeflateStream(new MemoryStream(content), CompressionMode.Decompress);
        using var to = new MemoryStream(content.Length * 4);
        from.CopyTo(to);
        return to.ToArray();
    }
}
