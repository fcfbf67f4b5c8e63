using System.Runtime.InteropServices;

namespace DeductionGateway.Core.Basics;

/// <summary>
/// 64-bit hashes of short texts: sixteen bytes are one multiplication, the high half folded into the low (as in wyhash). Marvin, the
/// framework's, takes four times as long for a key of ten bytes, and a million lines ask for ten million hashes.
/// Seeded per process by the framework's own seed: a file cannot be made that fills one bucket. Hashes decide no order and are kept nowhere.
/// </summary>
internal static class TextHash
{
    private static readonly ulong First = Secret("first");
    private static readonly ulong Second = Secret("second");

    public static ulong Of(ReadOnlySpan<byte> text) => Of(text, 0);

    /// <summary>The hash of a text after others: <paramref name="before"/> is theirs.</summary>
    public static ulong Of(ReadOnlySpan<byte> text, ulong before)
    {
        var length = (ulong)text.Length;
        var hash = before ^ Second;
        for (; text.Length > 16; text = text[16..]) hash = Fold(Read8(text) ^ First, Read8(text[8..]) ^ hash);
        var (low, high) = text.Length switch
        {
            >= 8 => (Read8(text), Read8(text[^8..])),
            >= 4 => (MemoryMarshal.Read<uint>(text), MemoryMarshal.Read<uint>(text[^4..])),
            > 0 => (text[0] | (ulong)text[text.Length / 2] << 8, text[^1]),
            _ => (0ul, 0ul),
        };
        return Fold(Fold(low ^ First, high ^ hash), Second ^ length);
    }

    private static ulong Read8(ReadOnlySpan<byte> text) => MemoryMarshal.Read<ulong>(text);

    private static ulong Fold(ulong a, ulong b)
    {
        var high = Math.BigMul(a, b, out var low);
        return high ^ low;
    }

    /// <summary>Odd, so that a multiplication loses no bit of the other side.</summary>
    private static ulong Secret(string name) => unchecked((ulong)name.GetHashCode(StringComparison.Ordinal) << 32 ^ (uint)(name + name).GetHashCode(StringComparison.Ordinal) | 1);
}
