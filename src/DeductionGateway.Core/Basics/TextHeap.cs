using System.Numerics;

namespace DeductionGateway.Core.Basics;

/// <summary>
/// Keeps groups of texts by a number of four bytes: for millions of rows of which a place of sixteen bytes a text would be the larger part. Each text has its
/// length before it, a byte where it is shorter than 128.
/// </summary>
public sealed class TextHeap
{
    private const int BlockSize = 1 << 18;

    private readonly List<byte[]> _blocks = [];
    private int _at = BlockSize;

    /// <summary>Copies the texts; where they are.</summary>
    /// <exception cref="InvariantException">They do not fit a block; no row is as long.</exception>
    public int Pack(params ReadOnlySpan<Utf8Text> texts)
    {
        var length = 0;
        foreach (var text in texts) length += LengthOfLength(text.Length) + text.Length;
        Check.That(length <= BlockSize, "texts of a row fit a block");
        if (length > BlockSize - _at)
        {
            _blocks.Add(new byte[BlockSize]);
            _at = 0;
        }
        var (block, begin) = (_blocks[^1], _at);
        foreach (var text in texts)
        {
            var rest = text.Length;
            for (; rest >= 0x80; rest >>= 7) block[_at++] = (byte)((rest & 0x7F) | 0x80);
            block[_at++] = (byte)rest;
            text.Span.CopyTo(block.AsSpan(_at));
            _at += text.Length;
        }
        return (_blocks.Count - 1) * BlockSize + begin;
    }

    /// <summary>The texts of a group, one after the other in their order.</summary>
    public Reading From(int place) => new(_blocks[place / BlockSize], place % BlockSize);

    private static int LengthOfLength(int length) => Math.Max(1, (BitOperations.Log2((uint)length) + 7) / 7);

    /// <summary>Where a reading of a group is.</summary>
    public struct Reading(byte[] block, int at)
    {
        private int _at = at;

        public Utf8Text Next()
        {
            var (length, shift) = (0, 0);
            byte part;
            do
            {
                part = block[_at++];
                length |= (part & 0x7F) << shift;
                shift += 7;
            }
            while (part >= 0x80);
            var text = new Utf8Text(block, _at, length);
            _at += length;
            return text;
        }
    }
}
