using System.Text;
using DeductionGateway.Core.Intake;

namespace DeductionGateway.Core.Learning;

/// <summary>How a text file is built: its encoding, and its delimiter or the places of its columns.</summary>
public sealed record TextForm(TextEncoding Encoding, char? Delimiter, IReadOnlyList<FixedColumn> Columns)
{
    private const int Sample = 400;

    /// <summary>By the byte order mark, by every second byte being 0, by being UTF-8 or not.</summary>
    public static TextEncoding EncodingOf(ReadOnlySpan<byte> bytes)
    {
        if (bytes is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..]) return TextEncoding.Utf16;
        var sample = bytes[..Math.Min(bytes.Length, 4096)];
        if (sample.Count((byte)0) * 3 > sample.Length) return TextEncoding.Utf16;
        return System.Text.Unicode.Utf8.IsValid(bytes) ? TextEncoding.Utf8 : TextEncoding.Windows1252;
    }

    /// <param name="utf8">The text, already as UTF-8.</param>
    public static TextForm Of(string file, byte[] utf8, TextEncoding encoding)
    {
        var (delimiter, share) = BestDelimiter(file, utf8);
        if (share >= 50) return new TextForm(encoding, delimiter, []);
        var columns = FixedWidths.Of(utf8);
        return columns.Count >= 2 ? new TextForm(encoding, null, columns) : new TextForm(encoding, delimiter, []);
    }

    /// <summary>The delimiter under which most records are equally wide, and their share in percent.</summary>
    private static (char Delimiter, int Share) BestDelimiter(string file, byte[] utf8)
    {
        var best = (Mark: ',', Share: 0, Width: 0);
        foreach (var mark in ";\t|,")
        {
            var records = new CsvRecords(file, utf8, mark, new FaultList());
            var widths = new Dictionary<int, int>();
            var seen = 0;
            while (seen < Sample && records.Read())
            {
                seen++;
                if (records.Fields.Length > 2) widths[records.Fields.Length] = widths.GetValueOrDefault(records.Fields.Length) + 1;
            }
            if (widths.Count == 0) continue;
            var top = widths.MaxBy(static pair => pair.Value * 100 + Math.Min(pair.Key, 99));
            var share = top.Value * 100 / seen;
            // A comma inside every amount makes equal widths too: more columns win only where they are clearly as regular.
            if (share > best.Share || (share == best.Share && top.Key > best.Width)) best = (mark, share, top.Key);
        }
        return (best.Mark, best.Share);
    }
}
