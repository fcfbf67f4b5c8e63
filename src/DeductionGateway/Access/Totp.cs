using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace DeductionGateway.Access;

/// <summary>One-time codes by the clock (RFC 6238): HMAC-SHA-1, steps of 30 seconds, 6 digits, which every authenticator app knows.</summary>
internal static class Totp
{
    public const int SecretBytes = 20;
    private const int StepSeconds = 30;
    private const int Digits = 6;
    private const string Base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    /// <summary>The step of a moment.</summary>
    public static long StepOf(DateTimeOffset moment) => moment.ToUnixTimeSeconds() / StepSeconds;

    /// <summary>The step whose code this is, at most one before or after the present; null where it is none of them, or one that was used.</summary>
    /// <param name="lastStep">The last one used: it and all before it do not work any more.</param>
    public static long? Accept(byte[] secret, string code, DateTimeOffset now, long lastStep)
    {
        long? found = null;
        for (var step = StepOf(now) - 1; step <= StepOf(now) + 1; step++)
        {
            // Each is looked at, so that the time says nothing.
            if (CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(CodeOf(secret, step, Digits)), Encoding.UTF8.GetBytes(code)) && step > lastStep) found ??= step;
        }
        return found;
    }

    /// <summary>RFC 4226, section 5.3, with the step as its counter.</summary>
    [SuppressMessage("Security", "CA5350", Justification = "RFC 6238 as the apps have it; a keyed hash, for which SHA-1's collisions do not matter")]
    public static string CodeOf(byte[] secret, long step, int digits)
    {
        Span<byte> counter = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        var hash = HMACSHA1.HashData(secret, counter);
        var number = BinaryPrimitives.ReadInt32BigEndian(hash.AsSpan(hash[^1] & 0xF)) & 0x7FFFFFFF;
        var range = 1;
        for (var i = 0; i < digits; i++) range *= 10;
        return (number % range).ToString(CultureInfo.InvariantCulture).PadLeft(digits, '0');
    }

    /// <summary>What an authenticator app takes, as a link or a picture.</summary>
    public static string UriOf(byte[] secret, string user) =>
        $"otpauth://totp/DeductionGateway:{Uri.EscapeDataString(user)}?secret={Base32Of(secret)}&issuer=DeductionGateway&algorithm=SHA1&digits={Digits}&period={StepSeconds}";

    /// <summary>RFC 4648, without padding.</summary>
    public static string Base32Of(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder();
        int held = 0, bits = 0;
        foreach (var one in bytes)
        {
            held = ((held << 8) | one) & 0xFFFF;
            for (bits += 8; bits >= 5; bits -= 5) text.Append(Base32[(held >> (bits - 5)) & 31]);
        }
        if (bits > 0) text.Append(Base32[(held << (5 - bits)) & 31]);
        return text.ToString();
    }
}
