using System.Text;
using DeductionGateway.Core.Basics;

namespace DeductionGateway.Core.Intake;

/// <summary>Lines of a text without delimiters, cut at the characters that the profile names.</summary>
public sealed class FixedRecords : RecordSource
{
    /// <summary>Of lines that say nothing: blanks, rulers, the marks of a page's and of the file's end (Ctrl-Z).</summary>
    private static readonly System.Buffers.SearchValues<byte> Furniture = System.Buffers.SearchValues.Create(" \t\f\u001A-=_+*|"u8);

    private readonly byte[] _bytes;
    private readonly IReadOnlyList<FixedColumn> _columns;
    private readonly Utf8Text[] _fields;

    /// <summary>Where each column's field begins and ends, characters from 0: a place that no column has is read with the one behind it, so that no word of a header is cut.</summary>
    private readonly (int From, int To)[] _places;

    private int _at;
    private int _line;
    private int _start;
    private int _length;

    /// <param name="bytes">UTF-8; what is not is a fault.</param>
    public FixedRecords(string file, byte[] bytes, IReadOnlyList<FixedColumn> columns, FaultList faults)
    {
        // The reader of delimited text knows what no text is; of its records nothing is used.
        _bytes = new CsvRecords(file, bytes, '\t', faults).IsReadable ? bytes : [];
        _columns = columns;
        _fields = new Utf8Text[columns.Count];
        _places = [.. columns.Select(column => (
            columns.Where(other => other.Last < column.First).Select(static other => other.Last).DefaultIfEmpty(0).Max(),
            columns.Any(other => other.Last > column.Last) ? column.Last : int.MaxValue))];
        if (_bytes.AsSpan().StartsWith("\uFEFF"u8)) _at = 3;
    }

    public override ReadOnlySpan<Utf8Text> Fields => _fields;
    public override int Line => _line;
    public override (int From, int To) Bytes => (_start, _at);
    public override int ColumnOf(int index) => _columns[index].First;

    public override bool Read()
    {
        while (_at < _bytes.Length)
        {
            var rest = _bytes.AsSpan(_at);
            var length = rest.IndexOf((byte)'\n');
            var next = length < 0 ? _bytes.Length : _at + length + 1;
            if (length < 0) length = rest.Length;
            if (length > 0 && rest[length - 1] is (byte)'\r' or (byte)'\f') length--;
            var start = _at;
            _at = next;
            _line++;
            if (rest[..length].IndexOfAnyExcept(Furniture) < 0) continue;
            // A page begins: its first character is no character of the line.
            for (; rest[0] == (byte)'\f'; rest = rest[1..], start++) length--;
            Cut(start, length);
            return true;
        }
        return false;
    }

    public override int StrayAt
    {
        get
        {
            var line = _bytes.AsSpan(_start, _length);
            var isAscii = Ascii.IsValid(line);
            for (var i = 0; i < _columns.Count; i++)
            {
                if (_places[i].From >= _columns[i].First - 1) continue;
                var from = Place(line, isAscii, _places[i].From);
                var between = line[from..Place(line, isAscii, _columns[i].First - 1)];
                if (between.IndexOfAnyExcept((byte)' ', (byte)'\t') is >= 0 and var stray) return Encoding.UTF8.GetCharCount(line[..(from + stray)]) + 1;
            }
            return 0;
        }
    }

    private void Cut(int start, int length)
    {
        (_start, _length) = (start, length);
        var line = _bytes.AsSpan(start, length);
        var isAscii = Ascii.IsValid(line);
        for (var i = 0; i < _columns.Count; i++)
        {
            var from = Place(line, isAscii, _places[i].From);
            var to = Place(line, isAscii, _places[i].To);
            _fields[i] = new Utf8Text(_bytes, start + from, to - from);
        }
    }

    /// <summary>Where a character stands, in bytes; the line's end where it is shorter.</summary>
    private static int Place(ReadOnlySpan<byte> line, bool isAscii, int character)
    {
        if (isAscii) return Math.Min(character, line.Length);
        var at = 0;
        for (; character > 0 && at < line.Length; character--)
        {
            at++;
            while (at < line.Length && (line[at] & 0xC0) == 0x80) at++;
        }
        return at;
    }
}
