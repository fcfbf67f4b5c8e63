using System.Buffers.Binary;
using System.Text;

namespace DeductionGateway.Data;

/// <summary>
/// Rows in PostgreSQL's binary COPY format, encoded by hand into chunks: about three times faster than the importer, and filled on one
/// thread while another sends. Values must be written in column order, each row begun by <see cref="StartRow"/>.
/// </summary>
internal sealed class CopyBuffer
{
    private const int ChunkSize = 1 << 20;
    private static readonly DateOnly Epoch = new(2000, 1, 1);

    private readonly List<(byte[] Bytes, int Length)> _full = [];
    private byte[] _chunk = [];
    private int _at;

    public long Rows { get; private set; }
    public bool IsEmpty => Rows == 0;

    public void StartRow(short columns)
    {
        Rows++;
        BinaryPrimitives.WriteInt16BigEndian(Room(2), columns);
    }

    public void Null() => BinaryPrimitives.WriteInt32BigEndian(Room(4), -1);

    public void Int16(short value)
    {
        var room = Room(6);
        BinaryPrimitives.WriteInt32BigEndian(room, 2);
        BinaryPrimitives.WriteInt16BigEndian(room[4..], value);
    }

    public void Int32(int value)
    {
        var room = Room(8);
        BinaryPrimitives.WriteInt32BigEndian(room, 4);
        BinaryPrimitives.WriteInt32BigEndian(room[4..], value);
    }

    public void Int64(long value)
    {
        var room = Room(12);
        BinaryPrimitives.WriteInt32BigEndian(room, 8);
        BinaryPrimitives.WriteInt64BigEndian(room[4..], value);
    }

    public void Bool(bool value)
    {
        var room = Room(5);
        BinaryPrimitives.WriteInt32BigEndian(room, 1);
        room[4] = value ? (byte)1 : (byte)0;
    }

    public void Date(DateOnly value) => Int32(value.DayNumber - Epoch.DayNumber);

    public void Text(ReadOnlySpan<byte> utf8) => Bytea(utf8);

    public void Text(string text)
    {
        var most = text.Length * 3;
        var room = Room(4 + most);
        var length = Encoding.UTF8.GetBytes(text, room[4..]);
        BinaryPrimitives.WriteInt32BigEndian(room, length);
        _at -= most - length;
    }

    public void Bytea(ReadOnlySpan<byte> bytes)
    {
        var room = Room(4 + bytes.Length);
        BinaryPrimitives.WriteInt32BigEndian(room, bytes.Length);
        bytes.CopyTo(room[4..]);
    }

    /// <summary>Writes header, rows and trailer, and is empty again.</summary>
    public void SendTo(Stream stream)
    {
        stream.Write(Signature);
        foreach (var (bytes, length) in _full) stream.Write(bytes, 0, length);
        stream.Write(_chunk, 0, _at);
        stream.Write([0xFF, 0xFF]);
        _full.Clear();
        _at = 0;
        Rows = 0;
    }

    private static ReadOnlySpan<byte> Signature => [(byte)'P', (byte)'G', (byte)'C', (byte)'O', (byte)'P', (byte)'Y', (byte)'\n', 0xFF, (byte)'\r', (byte)'\n', 0, 0, 0, 0, 0, 0, 0, 0, 0];

    private Span<byte> Room(int bytes)
    {
        if (_at + bytes > _chunk.Length)
        {
            if (_at > 0) _full.Add((_chunk, _at));
            _chunk = new byte[Math.Max(ChunkSize, bytes)];
            _at = 0;
        }
        var room = _chunk.AsSpan(_at, bytes);
        _at += bytes;
        return room;
    }
}
