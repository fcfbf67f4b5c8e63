using System.Numerics;
using DeductionGateway.Core.Basics;

namespace DeductionGateway.Core.Intake;

/// <summary>
/// Tells cheaply whether a key may stand twice in a large file, by 64-bit hashes: eight bytes a line instead of a hash set of texts. Where it
/// says "maybe", the file is read again and the texts decide.
/// </summary>
internal sealed class RepeatFinder
{
    /// <summary>Hashes are kept and compared in shares, by their upper bits: a share's table stays in the processor's cache.</summary>
    private const int ShareBits = 4;

    private readonly List<ulong>[] _shares = new List<ulong>[1 << ShareBits];

    public RepeatFinder(int expected)
    {
        for (var share = 0; share < _shares.Length; share++) _shares[share] = new List<ulong>(expected / _shares.Length * 9 / 8);
    }

    public void Add(Utf8Text text) => Add(TextHash.Of(text.Span));

    public void Add(Utf8Text a, Utf8Text b, Utf8Text c, Utf8Text d) =>
        Add(TextHash.Of(d.Span, TextHash.Of(c.Span, TextHash.Of(b.Span, TextHash.Of(a.Span)))));

    /// <summary>Whether a key may stand twice in the file that these are the parts of.</summary>
    public static bool MayRepeat(IReadOnlyList<RepeatFinder> parts, PartReading reading)
    {
        var repeats = new bool[1 << ShareBits];
        reading.Run(repeats.Length, share => repeats[share] = MayRepeat([.. parts.Select(part => part._shares[share])]));
        return repeats.Contains(true);
    }

    private void Add(ulong hash) => _shares[hash >> (64 - ShareBits)].Add(hash);

    private static bool MayRepeat(List<ulong>[] parts)
    {
        // Open addressing; 0 is free, so a hash of 0 stands as 1: at worst a "maybe" too many.
        var table = new ulong[BitOperations.RoundUpToPowerOf2((uint)parts.Sum(static part => part.Count) * 2 + 1)];
        var mask = table.Length - 1;
        foreach (var part in parts)
        {
            foreach (var hash in part)
            {
                var wanted = Math.Max(hash, 1);
                var slot = unchecked((int)hash) & mask;
                while (table[slot] != 0 && table[slot] != wanted) slot = (slot + 1) & mask;
                if (table[slot] == wanted) return true;
                table[slot] = wanted;
            }
        }
        return false;
    }
}
