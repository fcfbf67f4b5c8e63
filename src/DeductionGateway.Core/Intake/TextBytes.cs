using System.Buffers.Binary;
using System.Text;

namespace DeductionGateway.Core.Intake;

/// <summary>A text file's bytes as UTF-8, by the encoding that the profile names. Every byte is a character: nothing is lost or replaced unseen.</summary>
public static class TextBytes
{
    /// <summary>Windows-1252 from 0x80 to 0x9F; the rest of it is Latin-1. The five places it leaves free stay what they are in Latin-1.</summary>
    private const string Windows80 = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008DŽ\u008F\u0090‘’“”•–—˜™š›œ\u009DžŸ";

    /// <summary>The text as UTF-8; a half of a character in UTF-16 is a fault.</summary>
    public static byte[] ToUtf8(string file, byte[] bytes, TextEncoding encoding, FaultList faults)
    {
        switch (encoding)
        {
            case TextEncoding.Windows1252:
                return Encoding.UTF8.GetBytes(string.Create(bytes.Length, bytes, static (text, from) =>
                {
                    for (var i = 0; i < text.Length; i++) text[i] = from[i] is >= 0x80 and <= 0x9F ? Windows80[from[i] - 0x80] : (char)from[i];
                }));
            case TextEncoding.Utf16:
                return FromUtf16(file, bytes, faults);
            default:
                return bytes;
        }
    }

    /// <summary>The way back: text of ours beside what was read. A character that the encoding does not have becomes a question mark.</summary>
    /// <param name="utf8">Whole characters.</param>
    /// <param name="isBigEndian">Of UTF-16.</param>
    public static byte[] FromUtf8(ReadOnlySpan<byte> utf8, TextEncoding encoding, bool isBigEndian)
    {
        if (encoding == TextEncoding.Utf8) return utf8.ToArray();
        var text = Encoding.UTF8.GetString(utf8);
        if (encoding == TextEncoding.Utf16) return (isBigEndian ? Encoding.BigEndianUnicode : Encoding.Unicode).GetBytes(text);
        return Array.ConvertAll(text.ToCharArray(), static one => Windows80.IndexOf(one) is >= 0 and var place ? (byte)(0x80 + place) : one <= 0xFF ? (byte)one : (byte)'?');
    }

    /// <summary>The byte order mark of a text in UTF-16, none in another; <see cref="ToUtf8"/> leaves it out.</summary>
    public static (byte[] Mark, bool IsBigEndian) OrderOf(byte[] bytes, TextEncoding encoding) =>
        encoding == TextEncoding.Utf16 && (bytes is [0xFE, 0xFF, ..] or [0xFF, 0xFE, ..]) ? (bytes[..2], bytes[0] == 0xFE) : ([], false);

    /// <summary>Little-endian, unless the byte order mark says otherwise.</summary>
    private static byte[] FromUtf16(string file, byte[] bytes, FaultList faults)
    {
        var isBig = bytes is [0xFE, 0xFF, ..];
        var start = isBig || bytes is [0xFF, 0xFE, ..] ? 2 : 0;
        var text = new char[(bytes.Length - start) / 2];
        for (var i = 0; i < text.Length; i++)
        {
            var two = bytes.AsSpan(start + 2 * i, 2);
            text[i] = (char)(isBig ? BinaryPrimitives.ReadUInt16BigEndian(two) : BinaryPrimitives.ReadUInt16LittleEndian(two));
        }
        var half = Half(text);
        if (half < 0 && (bytes.Length - start) % 2 == 0) return Encoding.UTF8.GetBytes(text);
        faults.Add(file, 1 + text.AsSpan(0, Math.Max(half, 0)).Count('\n'), 0, "ENCODING", "Half of a character stands here: the file is cut off, or not UTF-16 as the profile says.");
        return [];
    }

    private static int Half(ReadOnlySpan<char> text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i])) continue;
            if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1])) return i;
            i++;
        }
        return -1;
    }
}
