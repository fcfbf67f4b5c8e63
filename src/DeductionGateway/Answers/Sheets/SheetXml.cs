using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace DeductionGateway.Answers.Sheets;

/// <summary>Writes the XML of a workbook's parts as UTF-8 bytes, piece by piece; a sheet of any length passes through one buffer.</summary>
internal sealed class SheetXml(Stream stream) : IDisposable
{
    /// <summary>Characters of one cell that a spreadsheet reads.</summary>
    private const int CellLimit = 32_767;

    private readonly byte[] _buffer = new byte[1 << 16];
    private int _at;

    public void Raw(ReadOnlySpan<byte> utf8)
    {
        while (utf8.Length > _buffer.Length - _at)
        {
            var part = utf8[..(_buffer.Length - _at)];
            part.CopyTo(_buffer.AsSpan(_at));
            _at = _buffer.Length;
            Flush();
            utf8 = utf8[part.Length..];
        }
        utf8.CopyTo(_buffer.AsSpan(_at));
        _at += utf8.Length;
    }

    public void Raw(string xml) => Raw(Encoding.UTF8.GetBytes(xml));

    public void Number(long number)
    {
        Room(20);
        Utf8Formatter.TryFormat(number, _buffer.AsSpan(_at), out var written);
        _at += written;
    }

    /// <summary>Text between tags or in an attribute: marked characters, and those that XML cannot carry in the way spreadsheets have for them.</summary>
    public void Text(string text)
    {
        var end = Math.Min(text.Length, CellLimit);
        var from = 0;
        for (var at = 0; at < end; at++)
        {
            var replacement = Replacement(text, at);
            if (replacement is null) continue;
            Encode(text.AsSpan(from, at - from));
            Raw(replacement);
            from = at + 1;
        }
        Encode(text.AsSpan(from, end - from));
    }

    public void Dispose()
    {
        Flush();
        stream.Dispose();
    }

    private static string? Replacement(string text, int at) => text[at] switch
    {
        '&' => "&amp;",
        '<' => "&lt;",
        '>' => "&gt;",
        '"' => "&quot;",
        // Without this a text "_x0041_" would be shown as "A".
        '_' when at + 6 < text.Length && text[at + 1] == 'x' && text[at + 6] == '_' => "_x005F_",
        < ' ' and not '\t' and not '\n' or '\uFFFE' or '\uFFFF' => string.Create(CultureInfo.InvariantCulture, $"_x{(int)text[at]:X4}_"),
        _ => null,
    };

    private void Encode(ReadOnlySpan<char> text)
    {
        while (text.Length > 0)
        {
            var length = Math.Min(text.Length, 4096);
            if (length < text.Length && char.IsHighSurrogate(text[length - 1])) length--;
            Room(length * 3);
            _at += Encoding.UTF8.GetBytes(text[..length], _buffer.AsSpan(_at));
            text = text[length..];
        }
    }

    private void Room(int bytes)
    {
        if (_buffer.Length - _at < bytes) Flush();
    }

    private void Flush()
    {
        stream.Write(_buffer, 0, _at);
        _at = 0;
    }
}
