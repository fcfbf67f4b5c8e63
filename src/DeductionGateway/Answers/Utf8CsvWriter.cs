using System.Buffers.Text;
using System.Text;
using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Ledger;

namespace DeductionGateway.Answers;

/// <summary>Writes CSV as UTF-8 bytes: comma, LF, quotes only where needed, no string made on the way.</summary>
internal sealed class Utf8CsvWriter(Stream stream) : IDisposable
{
    private byte[] _buffer = new byte[1 << 17];
    private int _at;
    private bool _rowBegun;
    private long _flushed;

    /// <summary>More than any row of ours has: a field is at most a line of an input file.</summary>
    public const int LongestRow = 1 << 20;

    public long Rows { get; private set; }

    /// <summary>Rows as a file in memory.</summary>
    /// <param name="header">Names of the columns.</param>
    /// <param name="write">The fields of one row; its end is written for it.</param>
    public static byte[] Bytes<T>(string header, IEnumerable<T> rows, Action<Utf8CsvWriter, T> write)
    {
        using var bytes = new MemoryStream();
        using (var csv = new Utf8CsvWriter(bytes))
        {
            csv.Header(header);
            foreach (var row in rows)
            {
                write(csv, row);
                csv.EndRow();
            }
        }
        return bytes.ToArray();
    }

    /// <summary>Bytes written so far, those not yet flushed included.</summary>
    public long Position => _flushed + _at;

    public void Field(ReadOnlySpan<byte> utf8)
    {
        Separate();
        if (utf8.IndexOfAny(",\"\n\r"u8) < 0)
        {
            Raw(utf8);
            return;
        }
        Room(utf8.Length * 2 + 2);
        _buffer[_at++] = (byte)'"';
        foreach (var one in utf8)
        {
            if (one == (byte)'"') _buffer[_at++] = one;
            _buffer[_at++] = one;
        }
        _buffer[_at++] = (byte)'"';
    }

    public void Field(Utf8Text text) => Field(text.Span);

    public void Field(string text)
    {
        if (text.Length == 0)
        {
            Separate();
            return;
        }
        Span<byte> bytes = text.Length <= 340 ? stackalloc byte[text.Length * 3] : new byte[text.Length * 3];
        Field(bytes[..Encoding.UTF8.GetBytes(text, bytes)]);
    }

    public void Field(long number)
    {
        Separate();
        Room(20);
        Utf8Formatter.TryFormat(number, _buffer.AsSpan(_at), out var written);
        _at += written;
    }

    public void Field(DateOnly date)
    {
        Separate();
        Room(10);
        Digits(date.Year, 4);
        _buffer[_at++] = (byte)'-';
        Digits(date.Month, 2);
        _buffer[_at++] = (byte)'-';
        Digits(date.Day, 2);
    }

    public void Field(Account account)
    {
        Separate();
        Room(6);
        Digits(account.Number / 10000, 1);
        _buffer[_at++] = (byte)'-';
        Digits(account.Number % 10000, 4);
    }

    /// <summary>Text that needs no quotes.</summary>
    public void Word(ReadOnlySpan<byte> utf8)
    {
        Separate();
        Raw(utf8);
    }

    public void EmptyField() => Separate();

    /// <summary>A whole row already encoded, its line end included.</summary>
    public void EncodedRow(ReadOnlySpan<byte> row)
    {
        Raw(row);
        Rows++;
    }

    public void EndRow()
    {
        Room(1);
        _buffer[_at++] = (byte)'\n';
        _rowBegun = false;
        Rows++;
    }

    public void Header(string names)
    {
        Raw(Encoding.UTF8.GetBytes(names));
        EndRow();
        Rows = 0;
    }

    public void Flush()
    {
        stream.Write(_buffer, 0, _at);
        _flushed += _at;
        _at = 0;
        stream.Flush();
    }

    public void Dispose()
    {
        Flush();
        stream.Dispose();
    }

    private void Digits(int number, int places)
    {
        for (var i = places - 1; i >= 0; i--)
        {
            _buffer[_at + i] = (byte)('0' + number % 10);
            number /= 10;
        }
        _at += places;
    }

    private void Separate()
    {
        Room(1);
        if (_rowBegun) _buffer[_at++] = (byte)',';
        _rowBegun = true;
    }

    private void Raw(ReadOnlySpan<byte> bytes)
    {
        Room(bytes.Length);
        bytes.CopyTo(_buffer.AsSpan(_at));
        _at += bytes.Length;
    }

    private void Room(int bytes)
    {
        if (_at + bytes <= _buffer.Length) return;
        stream.Write(_buffer, 0, _at);
        _flushed += _at;
        _at = 0;
        if (bytes > _buffer.Length) _buffer = new byte[bytes];
    }
}
