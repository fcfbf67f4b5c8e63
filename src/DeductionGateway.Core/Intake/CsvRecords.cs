using System.Numerics;
using System.Runtime.Intrinsics;
using System.Text;
using DeductionGateway.Core.Basics;

namespace DeductionGateway.Core.Intake;

/// <summary>
/// Reads RFC 4180 records over the bytes of a file without copying: fields point into the file, only fields with doubled quotes are
/// copied. CRLF or LF, byte order mark, blank lines and a missing last newline are normal. What is not readable as text at all
/// (encoding, NUL, a line past the limit, an open quote) is a fault of the file.
/// </summary>
public sealed class CsvRecords : RecordSource
{
    /// <summary>Delimiters and line ends are looked for in so many bytes at a time, one bit a byte.</summary>
    private const int Block = 64;

    private readonly string _file;
    private readonly byte[] _bytes;
    private readonly byte _delimiter;
    private readonly FaultList _faults;

    /// <summary>No record that begins here or later is read.</summary>
    private readonly int _end;

    /// <summary>Where the fields' texts lie; a length below 0 is the place of a copy, counted down from -1.</summary>
    private (int From, int Length)[] _places = new (int, int)[16];
    private readonly List<Utf8Text> _copies = [];
    private int _count;
    private int _at;
    private int _line = 1;
    private int _recordLine;
    private int _recordStart;

    /// <summary>The current record's fields as texts, made when they are first asked for together.</summary>
    private Utf8Text[] _fields = [];
    private bool _isShown;

    /// <summary>Delimiters and line ends among the bytes from <see cref="_block"/>.</summary>
    private ulong _marks;
    private int _block = -Block;

    public CsvRecords(string file, byte[] bytes, char delimiter, FaultList faults)
    {
        _file = file;
        _bytes = bytes;
        _delimiter = (byte)delimiter;
        _faults = faults;
        _end = bytes.Length;
        if (bytes.AsSpan().StartsWith("\uFEFF"u8)) _at = 3;
        IsReadable = CsvText.Check(file, bytes, faults);
        if (!IsReadable) _at = _end;
    }

    /// <summary>The records that begin in a part of a file whose text is clean. Lines are not counted: a part is read for its rows alone.</summary>
    internal CsvRecords(string file, byte[] bytes, char delimiter, FaultList faults, int from, int end)
    {
        _file = file;
        _bytes = bytes;
        _delimiter = (byte)delimiter;
        _faults = faults;
        _at = from;
        _end = end;
        IsReadable = true;
    }

    /// <summary>False where the bytes are no text; the faults say where.</summary>
    public bool IsReadable { get; private set; }

    /// <summary>Where the next record begins.</summary>
    internal int Position => _at;

    /// <summary>The delimiter of a table with a header: the comma, unless the header goes without and has a semicolon.</summary>
    public static char DelimiterOf(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOfAny((byte)'\n', (byte)'\r');
        var header = end < 0 ? bytes : bytes[..end];
        return header.Contains((byte)';') && !header.Contains((byte)',') ? ';' : ',';
    }

    public override int Expected => _bytes.AsSpan(_at, _end - _at).Count((byte)'\n') + 1;
    public override int Count => _count;
    public override int Line => _recordLine;
    public override (int From, int To) Bytes => (_recordStart, _at);

    public override ReadOnlySpan<Utf8Text> Fields
    {
        get
        {
            if (!_isShown) ShowFields();
            return _fields.AsSpan(0, _count);
        }
    }

    public override Utf8Text Field(int index)
    {
        var (from, length) = _places[index];
        return length >= 0 ? new Utf8Text(_bytes, from, length) : _copies[-1 - length];
    }

    public override int ColumnOf(int index)
    {
        if (index >= _count) return 0;
        var start = _places[index].From;
        return ColumnAt(start > _recordStart && _bytes[start - 1] == (byte)'"' ? start - 1 : start);
    }

    public override bool Read()
    {
        while (_at < _end)
        {
            _recordLine = _line;
            _recordStart = _at;
            _count = 0;
            _isShown = false;
            if (_copies.Count > 0) _copies.Clear();
            if (!ReadRecord()) return false;
            if (_count > 1 || !Field(0).Trim().IsEmpty) return true;
        }
        return false;
    }

    private bool ReadRecord()
    {
        var bytes = _bytes;
        while (true)
        {
            var at = _at;
            if (at < bytes.Length && bytes[at] == (byte)'"')
            {
                if (!ReadQuoted()) return false;
                at = _at;
            }
            else
            {
                var end = NextMark(at);
                Add(at, end > at && bytes[end - 1] == (byte)'\r' && (end == bytes.Length || bytes[end] == (byte)'\n') ? end - 1 - at : end - at);
                at = end;
            }
            _at = at + 1;
            if (at >= bytes.Length)
            {
                _at = at;
                return true;
            }
            if (bytes[at] != _delimiter)
            {
                _line++;
                return true;
            }
            if (_at < bytes.Length) continue;
            Add(_at, 0);
            return true;
        }
    }

    /// <summary>The first delimiter or line end from here on, or the end of the file.</summary>
    private int NextMark(int from)
    {
        var within = from - _block;
        if (within >= Block)
        {
            MarkBlock(from);
            within = 0;
        }
        var marks = _marks >> within << within;
        while (marks == 0)
        {
            if (_block + Block >= _bytes.Length) return _bytes.Length;
            MarkBlock(_block + Block);
            marks = _marks;
        }
        return _block + BitOperations.TrailingZeroCount(marks);
    }

    private void MarkBlock(int from)
    {
        _block = from;
        var bytes = _bytes.AsSpan(from);
        _marks = 0;
        if (bytes.Length >= Block)
        {
            _marks = Marks(Vector256.Create<byte>(bytes)) | (ulong)Marks(Vector256.Create<byte>(bytes[32..])) << 32;
            return;
        }
        for (var i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] == _delimiter || bytes[i] == (byte)'\n') _marks |= 1ul << i;
        }
    }

    private uint Marks(Vector256<byte> bytes) =>
        (Vector256.Equals(bytes, Vector256.Create(_delimiter)) | Vector256.Equals(bytes, Vector256.Create((byte)'\n'))).ExtractMostSignificantBits();

    private bool ReadQuoted()
    {
        var start = _at;
        var doubled = false;
        var at = _at + 1;
        while (true)
        {
            var quote = _bytes.AsSpan(at).IndexOf((byte)'"');
            if (quote < 0)
            {
                _faults.Add(_file, _recordLine, ColumnAt(start), "OPEN_QUOTE", "A quote is opened here and never closed; the rest of the file cannot be read. Close it or double it.");
                IsReadable = false;
                _at = _bytes.Length;
                return false;
            }
            at += quote + 1;
            if (at >= _bytes.Length || _bytes[at] != (byte)'"') break;
            doubled = true;
            at++;
        }
        var inner = _bytes.AsSpan(start + 1, at - start - 2);
        _line += inner.Count((byte)'\n');
        if (doubled) _copies.Add(Utf8Text.From(Encoding.UTF8.GetString(inner).Replace("\"\"", "\"", StringComparison.Ordinal)));
        Add(start + 1, doubled ? -_copies.Count : inner.Length);
        if (at < _bytes.Length && _bytes[at] == (byte)'\r') at++;
        if (at < _bytes.Length && _bytes[at] != _delimiter && _bytes[at] != (byte)'\n')
        {
            _faults.Add(_file, _line, ColumnAt(start), "TEXT_AFTER_QUOTE", "Text follows a closing quote; a quote inside a field must be doubled.");
            var next = _bytes.AsSpan(at).IndexOfAny(_delimiter, (byte)'\n');
            at = next < 0 ? _bytes.Length : at + next;
        }
        _at = at;
        return true;
    }

    private void ShowFields()
    {
        if (_fields.Length < _count) _fields = new Utf8Text[_places.Length];
        for (var i = 0; i < _count; i++) _fields[i] = Field(i);
        _isShown = true;
    }

    private void Add(int from, int length)
    {
        if (_count == _places.Length) Array.Resize(ref _places, _count * 2);
        _places[_count++] = (from, length);
    }

    private int ColumnAt(int position) => Encoding.UTF8.GetCharCount(_bytes, _recordStart, position - _recordStart) + 1;
}
