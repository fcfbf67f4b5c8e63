using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Intake;

namespace DeductionGateway.Answers.People;

/// <summary>
/// Reads one of our own result files again, record by record, in pieces that end with a record: a file of any length passes through a little
/// memory. Texts are valid until the next record.
/// </summary>
internal sealed class ResultCsv : IDisposable
{
    /// <summary>Below the size from which an array is collected only with the oldest generation.</summary>
    private const int PieceSize = 64 << 10;

    private readonly Stream _stream;
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);
    private CsvRecords _records;
    private byte[] _rest = [];

    public ResultCsv(Stream stream)
    {
        _stream = stream;
        _records = NextPiece();
        Check.That(_records.Read(), "a result file has a header");
        for (var i = 0; i < _records.Fields.Length; i++) _places[_records.Fields[i].ToString()] = i;
    }

    public bool Read()
    {
        while (!_records.Read())
        {
            if (_rest.Length == 0 && _stream.Position >= _stream.Length) return false;
            _records = NextPiece();
        }
        return true;
    }

    /// <summary>Where a column stands; asked once, before the records.</summary>
    public int PlaceOf(string column) => _places[column];

    public Utf8Text this[int place] => _records.Fields[place];

    public string Text(int place) => _records.Fields[place].ToString();

    /// <summary>A whole number as our writers write it; empty is 0.</summary>
    public long Number(int place)
    {
        var text = _records.Fields[place].Span;
        return text.Length == 0 ? 0 : System.Buffers.Text.Utf8Parser.TryParse(text, out long number, out var used) && used == text.Length ? number
            : throw new InvariantException($"'{Text(place)}' is a number of ours");
    }

    public void Dispose() => _stream.Dispose();

    private CsvRecords NextPiece()
    {
        var piece = new byte[Math.Max(PieceSize, _rest.Length + PieceSize / 2)];
        _rest.CopyTo(piece, 0);
        var length = _rest.Length + _stream.ReadAtLeast(piece.AsSpan(_rest.Length), piece.Length - _rest.Length, throwOnEndOfStream: false);
        var end = length < piece.Length ? length : EndOfLastRecord(piece);
        _rest = piece[end..length];
        if (end == 0) return NextPiece();
        Array.Resize(ref piece, end);
        return new CsvRecords("result", piece, ',', new FaultList());
    }

    /// <summary>Behind the last line feed that stands outside quotes: those before it are even in number.</summary>
    private static int EndOfLastRecord(ReadOnlySpan<byte> piece)
    {
        var isOutside = piece.Count((byte)'"') % 2 == 0;
        for (var end = piece.Length; end > 0; end--)
        {
            if (piece[end - 1] == (byte)'"') isOutside = !isOutside;
            else if (isOutside && piece[end - 1] == (byte)'\n') return end;
        }
        return 0;
    }
}
