using System.Security.Cryptography;
using System.Text;

namespace DeductionGateway.Sealing;

/// <summary>A master key that cannot be used; the sentence says why and what to do (exit code 2).</summary>
internal sealed class MasterKeyException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>The key of 32 bytes under which the database's own secrets are sealed. It lies in a file, never in the database.</summary>
internal sealed class MasterKey
{
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    private readonly byte[] _key;

    private MasterKey(byte[] key) => _key = key;

    /// <exception cref="MasterKeyException">No such file, every user may read or write it, or it does not hold 32 bytes.</exception>
    public static MasterKey Read(string file) => new(KeyFile.Read(file, "master key"));

    /// <summary>Reads it, or makes it on first use, for its owner alone.</summary>
    public static MasterKey ReadOrMake(string file)
    {
        if (File.Exists(file)) return Read(file);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var stream = new FileStream(file, options))
        {
            stream.Write(RandomNumberGenerator.GetBytes(KeyFile.LengthBytes));
            stream.Flush(flushToDisk: true);
        }
        return Read(file);
    }

    /// <summary>AES-256-GCM: nonce, tag, and what was sealed.</summary>
    /// <param name="purpose">What it is and whose, such as <c>totp:rina</c>; it opens for nothing else, so that rows cannot be exchanged.</param>
    public byte[] Seal(ReadOnlySpan<byte> plain, string purpose)
    {
        var sealedBytes = new byte[NonceBytes + TagBytes + plain.Length];
        var nonce = sealedBytes.AsSpan(0, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var cipher = new AesGcm(_key, TagBytes);
        cipher.Encrypt(nonce, plain, sealedBytes.AsSpan(NonceBytes + TagBytes), sealedBytes.AsSpan(NonceBytes, TagBytes), Encoding.UTF8.GetBytes(purpose));
        return sealedBytes;
    }

    /// <exception cref="MasterKeyException">It was sealed under another key or for another purpose, or was changed.</exception>
    public byte[] Open(ReadOnlySpan<byte> sealedBytes, string purpose)
    {
        try
        {
            var plain = new byte[sealedBytes.Length - NonceBytes - TagBytes];
            using var cipher = new AesGcm(_key, TagBytes);
            cipher.Decrypt(sealedBytes[..NonceBytes], sealedBytes[(NonceBytes + TagBytes)..], sealedBytes.Slice(NonceBytes, TagBytes), plain, Encoding.UTF8.GetBytes(purpose));
            return plain;
        }
        catch (Exception trouble) when (trouble is CryptographicException or ArgumentException or OverflowException)
        {
            throw new MasterKeyException("This master key does not open what the database keeps: name the key that this database was set up with.", trouble);
        }
    }
}
