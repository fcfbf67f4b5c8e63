using System.Runtime.InteropServices;
using DeductionGateway.Core.Basics;

namespace DeductionGateway.Core.Intake;

/// <summary>
/// Tells cheaply whether a key may stand twice in a large file: 64-bit hashes, sorted at the end. Eight bytes a line instead of a hash
/// set of texts; where it says "maybe", the file is read again and the texts decide.
/// </summary>
internal sealed class RepeatFinder(int expected)
{
    private readonly List<ulong> _hashes = new(expected);

    public void Add(Utf8Text a, Utf8Text b, Utf8Text c, Utf8Text d)
    {
        var hash = 14695981039346656037ul;
        Mix(ref hash, a);
        Mix(ref hash, b);
        Mix(ref hash, c);
        Mix(ref hash, d);
        _hashes.Add(hash);
    }

    public bool MayRepeat()
    {
        var hashes = CollectionsMarshal.AsSpan(_hashes);
        hashes.Sort();
        for (var i = 1; i < hashes.Length; i++)
        {
            if (hashes[i] == hashes[i - 1]) return true;
        }
        return false;
    }

    private static void Mix(ref ulong hash, Utf8Text text)
    {
        var span = text.Span;
        Mix(ref hash, (ulong)span.Length);
        while (span.Length >= 8)
        {
            Mix(ref hash, MemoryMarshal.Read<ulong>(span));
            span = span[8..];
        }
        var rest = 0ul;
        foreach (var one in span) rest = rest << 8 | one;
        Mix(ref hash, rest);
    }

    private static void Mix(ref ulong hash, ulong value)
    {
        unchecked
        {
            hash = (hash ^ value) * 0x9FB21C651E98DF25;
            hash ^= hash >> 32;
        }
    }
}
