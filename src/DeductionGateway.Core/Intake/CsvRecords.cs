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
    /// <summary>The longest physical line read, bytes.</summary>
    public const int LineLimit = 64 * 1024;

    private readonly string _file;
    private readonly byte[] _bytes;
    private readonly byte _delimiter;
    private readonly FaultList _faults;
    private Utf8Text[] _fields = new Utf8Text[16];
    private int[] _starts = new int[16];
    private int _count;
    private int _at;
    private int _line = 1;
    private int _recordLine;
    private int _recordStart;

    public CsvRecords(string file, byte[] bytes, char delimiter, FaultList faults)
    {
        _file = file;
        _bytes = bytes;
        _delimiter = (byte)delimiter;
        _faults = faults;
        if (bytes.AsSpan().StartsWith("\uFEFF"u8)) _at = 3;
        IsReadable = CheckText();
        if (!IsReadable) _at = bytes.Length;
    }

    /// <summary>False where the bytes are no text; the faults say where.</summary>
    public bool IsReadable { get; private set; }

    public override ReadOnlySpan<Utf8Text> Fields => _fields.AsSpan(0, _count);
    public override int Line => _recordLine;
    public override int ColumnOf(int index) =>
        index < _count ? Encoding.UTF8.GetCharCount(_bytes, _recordStart, _starts[index] - _recordStart) + 1 : 0;

    public override bool Read()
    {
        while (_at < _bytes.Length)
        {
            _recordLine = _line;
            _recordStart = _at;
            _count = 0;
            if (!ReadRecord()) return false;
            if (_count > 1 || !_fields[0].Trim().IsEmpty) return true;
        }
        return false;
    }

    private bool ReadRecord()
    {
        while (true)
        {
            if (_at < _bytes.Length && _bytes[_at] == (byte)'"')
            {
                if (!ReadQuoted()) return false;
            }
            else
            {
                var rest = _bytes.AsSpan(_at);
                var length = rest.IndexOfAny(_delimiter, (byte)'\n');
                if (length < 0) length = rest.Length;
                var end = _at + length;
                var trimmed = end > _at && _bytes[end - 1] == (byte)'\r' && (end == _bytes.Length || _bytes[end] == (byte)'\n') ? length - 1 : length;
                Add(new Utf8Text(_bytes, _at, trimmed), _at);
                _at = end;
            }
            if (_at >= _bytes.Length) return true;
            if (_bytes[_at++] == _delimiter)
            {
                if (_at < _bytes.Length) continue;
                Add(default, _at);
                return true;
            }
            _line++;
            return true;
        }
    }

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
        Add(doubled ? Utf8Text.From(Encoding.UTF8.GetString(inner).Replace("\"\"", "\"", StringComparison.Ordinal)) : new Utf8Text(_bytes, start + 1, inner.Length), start);
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

    private void Add(Utf8Text text, int start)
    {
        if (_count == _fields.Length)
        {
            Array.Resize(ref _fields, _count * 2);
            Array.Resize(ref _starts, _count * 2);
        }
        _starts[_count] = start;
        _fields[_count++] = text;
    }

    private int ColumnAt(int position) => Encoding.UTF8.GetCharCount(_bytes, _recordStart, position - _recordStart) + 1;

    private bool CheckText()
    {
        ReadOnlySpan<byte> bytes = _bytes;
        if (bytes is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..])
        {
            _faults.Add(_file, 1, 1, "ENCODING", "The file is UTF-16; save it as CSV UTF-8.");
            return false;
        }
        var good = true;
        var nul = bytes.IndexOf((byte)0);
        if (nul >= 0)
        {
            _faults.Add(_file, LineOf(nul), 0, "NUL_BYTE", "The file holds a NUL byte: it is not a text file, or it was damaged on the way. Send it again.");
            good = false;
        }
        else if (!System.Text.Unicode.Utf8.IsValid(bytes))
        {
            good = false;
            ReportEncoding(bytes);
        }
        return CheckLines(bytes) && good;
    }

    private void ReportEncoding(ReadOnlySpan<byte> bytes)
    {
        var line = 1;
        foreach (var range in bytes.Split((byte)'\n'))
        {
            if (!System.Text.Unicode.Utf8.IsValid(bytes[range])) _faults.Add(_file, line, 0, "ENCODING", "The line is not UTF-8; save the file as CSV UTF-8.");
            line++;
        }
    }

    private bool CheckLines(ReadOnlySpan<byte> bytes)
    {
        var good = true;
        var line = 1;
        while (!bytes.IsEmpty)
        {
            var length = bytes.IndexOf((byte)'\n');
            if (length < 0) length = bytes.Length;
            if (length > LineLimit)
            {
                _faults.Add(_file, line, 0, "LINE_TOO_LONG", $"The line has {length} bytes; at most {LineLimit} are read. Is it one line, or have line ends been lost?");
                good = false;
            }
            if (length == bytes.Length) break;
            bytes = bytes[(length + 1)..];
            line++;
        }
        return good;
    }

    private int LineOf(int position) => _bytes.AsSpan(0, position).Count((byte)'\n') + 1;
}
