using System.Buffers;
using System.Globalization;
using System.Text;
using DeductionGateway.Answers;
using DeductionGateway.Core.Intake;

namespace DeductionGateway.Deductions;

/// <summary>
/// Writes an employer's text file as it came, in its own encoding, delimiter and line ends, with marks behind each employee's record and their names behind
/// the header. Behind a line of a text without delimiters they stand by tabs: no character before them moves, and a spreadsheet parts them. What else the
/// file has comes through byte by byte; only a cell that a spreadsheet would take for a formula is made text, as in all files for people.
/// </summary>
internal sealed class MarkedText
{
    private static readonly SearchValues<char> OfAmounts = SearchValues.Create("0123456789., ");

    private readonly Stream _to;
    private readonly PayrollReturn _read;
    private readonly PayrollLayout _layout;
    private readonly byte[] _utf8;
    private readonly bool _isFixed;
    private readonly bool _isBigEndian;
    private readonly char _delimiter;

    private MarkedText(Stream to, byte[] bytes, PayrollReturn read)
    {
        var first = read.Tables.Count > 0 ? read.Tables[0].Profile : read.Profile;
        (_to, _read, _layout) = (to, read, first.Layout);
        _isFixed = _layout.Fixed.Count > 0;
        _delimiter = _isFixed ? '\t' : first.Delimiter;
        (var mark, _isBigEndian) = TextBytes.OrderOf(bytes, _layout.Encoding);
        _utf8 = TextBytes.ToUtf8(read.File!, bytes, _layout.Encoding, new FaultList());
        _to.Write(mark);
    }

    /// <param name="to">Where the file goes; stays open.</param>
    /// <param name="bytes">The file as it came.</param>
    /// <param name="read">As it was read; its rows are not needed.</param>
    /// <param name="marks">Of its records.</param>
    public static Task Write(Stream to, byte[] bytes, PayrollReturn read, MarkSource marks) => new MarkedText(to, bytes, read).Write(marks);

    private async Task Write(MarkSource marks)
    {
        var places = await MarkPlaces.Of(_read, _read.Tables, marks);
        var width = Width(places);
        var records = Open();
        var written = 0;
        while (records.Read())
        {
            var (from, to) = records.Bytes;
            Send(_utf8.AsSpan(written, from - written));
            written = to;
            var text = Guarded(records, from, to, out var end);
            if (places.IsHeader(records.Line)) Send(text, Fill(records.Count, width), marks.Names, end);
            else if (await places.At(records.Line) is { } mark) Send(text, Fill(records.Count, width), [mark.Class, mark.Codes, mark.Reason, Number(mark.Billed), Number(mark.Received)], end);
            else Send(text, 0, [], end);
        }
        Send(_utf8.AsSpan(written));
    }

    /// <summary>Fields of the widest record that is marked: behind them the marks stand below each other.</summary>
    private int Width(MarkPlaces places)
    {
        var width = 0;
        if (_isFixed) return width;
        var records = Open();
        while (records.Read())
        {
            if (places.IsMarked(records.Line)) width = Math.Max(width, records.Count);
        }
        places.Rewind();
        return width;
    }

    private int Fill(int count, int width) => _isFixed ? 0 : Math.Max(0, width - count);

    private RecordSource Open() => _isFixed ? new FixedRecords(_read.File!, _utf8, _layout.Fixed, new FaultList()) : new CsvRecords(_read.File!, _utf8, _delimiter, new FaultList());

    private static string Number(long rupiah) => rupiah.ToString(CultureInfo.InvariantCulture);

    /// <summary>The record without its line end, as it stands or, where a cell would be a formula, written anew.</summary>
    private ReadOnlyMemory<byte> Guarded(RecordSource records, int from, int to, out ReadOnlyMemory<byte> end)
    {
        var length = to - from;
        if (length > 0 && _utf8[from + length - 1] == (byte)'\n') length--;
        if (length > 0 && _utf8[from + length - 1] == (byte)'\r') length--;
        end = _utf8.AsMemory(from + length, to - from - length);
        var raw = _utf8.AsMemory(from, length);
        if (_isFixed) return MayBeFormula(raw.Span) ? Encoding.UTF8.GetBytes(Safe(Encoding.UTF8.GetString(raw.Span))) : raw;
        var isSafe = true;
        foreach (var field in records.Fields) isSafe &= !MayBeFormula(field.Span) || Safe(field.ToString()) == field.ToString();
        if (isSafe) return raw;
        var line = new StringBuilder();
        for (var at = 0; at < records.Count; at++)
        {
            if (at > 0) line.Append(_delimiter);
            line.Append(Quoted(Safe(records.Field(at).ToString())));
        }
        return Encoding.UTF8.GetBytes(line.ToString());
    }

    /// <summary>What <see cref="SafeText"/> would look at twice; most fields are seen to be none by a few bytes.</summary>
    private static bool MayBeFormula(ReadOnlySpan<byte> text) =>
        !text.IsEmpty && (text[0] is (byte)'=' or (byte)'+' or (byte)'-' or (byte)'@' or (byte)'\t' or (byte)'\r' or (byte)'\n' or 0xEF || text.IndexOfAny((byte)';', (byte)'\n', (byte)'\r') >= 0);

    /// <summary>A signed amount stays the number it is, and a ruler, which has neither letter nor digit, a ruler: neither is a formula.</summary>
    private static string Safe(string text)
    {
        var digits = text.AsSpan().Trim().TrimStart("+-");
        return digits.IndexOfAnyExcept(OfAmounts) < 0 || !text.Any(char.IsLetterOrDigit) ? text : SafeText.Of(text);
    }

    private string Quoted(string text) =>
        !_isFixed && text.AsSpan().IndexOfAny([_delimiter, '"', '\n', '\r']) >= 0 ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;

    private void Send(ReadOnlyMemory<byte> text, int fill, IReadOnlyList<string> marks, ReadOnlyMemory<byte> end)
    {
        Send(text.Span);
        var added = new StringBuilder(fill + marks.Count).Append(_delimiter, fill);
        foreach (var mark in marks) added.Append(_delimiter).Append(Quoted(SafeText.Of(mark)));
        if (added.Length > 0) Send(Encoding.UTF8.GetBytes(added.ToString()));
        Send(end.Span);
    }

    private void Send(ReadOnlySpan<byte> utf8)
    {
        if (_layout.Encoding == TextEncoding.Utf8) _to.Write(utf8);
        else _to.Write(TextBytes.FromUtf8(utf8, _layout.Encoding, _isBigEndian));
    }
}
