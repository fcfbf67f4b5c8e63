using System.Buffers.Binary;
using System.Text;

namespace DeductionGateway.Data;

/// <summary>
/// Rows in PostgreSQL's binary COPY format, encoded by hand into chunks: about three times faster than the importer, and filled on one
/// thread while another sends what was taken. Values must be written in column order, each row begun by <see cref="StartRow"/>.
/// </summary>
internal sealed class CopyBuffer
{
    private const int ChunkSize = CopyRows.ChunkSize;
    private static readonly DateOnly Epoch = new(2000, 1, 1);

    private List<(byte[] Bytes, int Length)> _full = [];
    private byte[] _chunk = [];
    private int _at;

    public long Rows { get; private set; }
    public bool IsEmpty => Rows == 0;

    /// <summary>Bytes held now.</summary>
    public long Size { get; private set; }

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

    /// <summary>Gives its rows away and is empty again.</summary>
    public CopyRows Take()
    {
        if (_at > 0) _full.Add((_chunk, _at));
        else if (_chunk.Length > 0) CopyRows.GiveBack(_chunk);
        var rows = new CopyRows(_full);
        _full = [];
        _chunk = [];
        _at = 0;
        Rows = 0;
        Size = 0;
        return rows;
    }

    private Span<byte> Room(int bytes)
    {
        if (_at + bytes > _chunk.Length)
        {
            if (_at > 0)
            {
                _full.Add((_chunk, _at));
                Size += _at;
            }
            _chunk = CopyRows.Chunk(bytes);
            _at = 0;
        }
        var room = _chunk.AsSpan(_at, bytes);
        _at += bytes;
        return room;
    }
}
