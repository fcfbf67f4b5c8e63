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
    private int _at;
    private int _line;

    /// <param name="bytes">UTF-8; what is not is a fault.</param>
    public FixedRecords(string file, byte[] bytes, IReadOnlyList<FixedColumn> columns, FaultList faults)
    {
        // The reader of delimited text knows what no text is; of its records nothing is used.
        _bytes = new CsvRecords(file, bytes, '\t', faults).IsReadable ? bytes : [];
        _columns = columns;
        _fields = new Utf8Text[columns.Count];
        if (_bytes.AsSpan().StartsWith("\uFEFF"u8)) _at = 3;
    }

    public override ReadOnlySpan<Utf8Text> Fields => _fields;
    public override int Line => _line;
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

    private void Cut(int start, int length)
    {
        var line = _bytes.AsSpan(start, length);
        var isAscii = Ascii.IsValid(line);
        for (var i = 0; i < _columns.Count; i++)
        {
            var from = Place(line, isAscii, _columns[i].First - 1);
            var to = Place(line, isAscii, _columns[i].Last);
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
