using System.Runtime.CompilerServices;
using System.Text;

namespace DeductionGateway.Core.Basics;

/// <summary>
/// A piece of text as the bytes of the file it came from: no copy, no retyping, leading zeros and all.
/// A million payroll rows are compared without allocating a string.
/// Two texts are equal when their bytes are equal. The default value is the empty text.
/// </summary>
public readonly struct Utf8Text : IEquatable<Utf8Text>, IComparable<Utf8Text>
{
    private readonly byte[]? _buffer;
    private readonly int _offset;
    private readonly int _length;

    /// <summary>The <paramref name="length"/> bytes of <paramref name="buffer"/> from <paramref name="offset"/>; the buffer must not change afterwards.</summary>
    public Utf8Text(byte[] buffer, int offset, int length)
    {
        _buffer = buffer;
        _offset = offset;
        _length = length;
    }

    public static Utf8Text Empty => default;

    public static Utf8Text From(string? text)
    {
        if (string.IsNullOrEmpty(text)) return default;
        var bytes = Encoding.UTF8.GetBytes(text);
        return new Utf8Text(bytes, 0, bytes.Length);
    }

    public ReadOnlySpan<byte> Span => _buffer.AsSpan(_offset, _length);
    public int Length => _length;
    public bool IsEmpty => _length == 0;

    /// <summary>The same text without spaces, tabs and no-break spaces at both ends.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Utf8Text Trim()
    {
        // Nearly every field of every file: nothing to take off, seen at its two ends.
        var span = Span;
        return span.IsEmpty || (IsLetter(span[0]) && IsLetter(span[^1])) ? this : TrimEnds();
    }

    private static bool IsLetter(byte one) => one is > (byte)' ' and < 0x80;

    private Utf8Text TrimEnds()
    {
        var span = Span;
        int start = 0, end = span.Length;
        while (start < end)
        {
            if (span[start] is (byte)' ' or (byte)'\t') start++;
            else if (end - start >= 2 && span[start] == 0xC2 && span[start + 1] == 0xA0) start += 2;
            else break;
        }
        while (end > start)
        {
            if (span[end - 1] is (byte)' ' or (byte)'\t') end--;
            else if (end - start >= 2 && span[end - 2] == 0xC2 && span[end - 1] == 0xA0) end -= 2;
            else break;
        }
        return start == 0 && end == span.Length ? this : new Utf8Text(_buffer!, _offset + start, end - start);
    }

    public bool Equals(Utf8Text other) => _length == other._length && Span.SequenceEqual(other.Span);
    public bool Equals(string other) => other.Length <= _length && (System.Text.Ascii.Equals(Span, other) || Span.SequenceEqual(Encoding.UTF8.GetBytes(other)));
    public override bool Equals(object? obj) => obj is Utf8Text other && Equals(other);
    public int CompareTo(Utf8Text other) => Span.SequenceCompareTo(other.Span);

    public override int GetHashCode() => unchecked((int)TextHash.Of(Span));

    public override string ToString() => _length == 0 ? "" : Encoding.UTF8.GetString(Span);

    public static bool operator ==(Utf8Text left, Utf8Text right) => left.Equals(right);
    public static bool operator !=(Utf8Text left, Utf8Text right) => !left.Equals(right);
    public static bool operator <(Utf8Text left, Utf8Text right) => left.CompareTo(right) < 0;
    public static bool operator >(Utf8Text left, Utf8Text right) => left.CompareTo(right) > 0;
    public static bool operator <=(Utf8Text left, Utf8Text right) => left.CompareTo(right) <= 0;
    public static bool operator >=(Utf8Text left, Utf8Text right) => left.CompareTo(right) >= 0;
}
