using System.Security.Cryptography;

namespace DeductionGateway.Access;

/// <summary>A password as it is stored: PBKDF2 with HMAC-SHA-256 (RFC 8018), 600,000 rounds as OWASP's Password Storage Cheat Sheet of 2023 has it.</summary>
internal sealed record PasswordHash(byte[] Salt, byte[] Hash, int Rounds)
{
    private const int SaltBytes = 16;
    private const int HashBytes = 32;
    private const int PresentRounds = 600_000;

    /// <summary>Of nobody: who asks for an unknown user waits as long as for a known one.</summary>
    public static PasswordHash Nobodys { get; } = new(new byte[SaltBytes], RandomNumberGenerator.GetBytes(HashBytes), PresentRounds);

    public static PasswordHash Of(string password)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltBytes);
        return new PasswordHash(salt, Derive(password, salt, PresentRounds), PresentRounds);
    }

    /// <summary>Some hundred milliseconds of one core.</summary>
    public bool Fits(string password) => CryptographicOperations.FixedTimeEquals(Derive(password, Salt, Rounds), Hash);

    private static byte[] Derive(string password, byte[] salt, int rounds) => Rfc2898DeriveBytes.Pbkdf2(password, salt, rounds, HashAlgorithmName.SHA256, HashBytes);
}
