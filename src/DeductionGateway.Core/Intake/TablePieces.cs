using System.Buffers;

namespace DeductionGateway.Core.Intake;

/// <summary>
/// Reads one of our tables whose bytes come in pieces, so that the file is never there whole. It was read before and had no fault; faults are not looked
/// for again, and a record that has one is left out.
/// </summary>
public sealed class TablePieces
{
    /// <summary>Bytes that are gathered before they are read: small pieces would each have the rest of the last copied.</summary>
    private const int Gathered = 1 << 19;

    private readonly Func<byte[], FaultList, TableReader> _open;
    private readonly Action<TableReader> _read;
    private readonly ArrayBufferWriter<byte> _waiting = new();
    private TableReader? _header;

    /// <param name="open">Opens the table on some bytes and reads the header.</param>
    /// <param name="read">Reads all records of a part.</param>
    internal TablePieces(Func<byte[], FaultList, TableReader> open, Action<TableReader> read) => (_open, _read) = (open, read);

    /// <summary>False where the bytes so far are no such table: then nothing of them was read.</summary>
    public bool IsReadable => _header is null or { HasHeader: true };

    public void Add(ReadOnlySpan<byte> piece)
    {
        _waiting.Write(piece);
        if (_waiting.WrittenCount < Gathered) return;
        var bytes = _waiting.WrittenSpan.ToArray();
        // A record that begins before this is here whole, with line ends inside quotes and all.
        var end = bytes.AsSpan(0, bytes.Length - TableReader.RecordLimit).LastIndexOf((byte)'\n') + 1;
        if (end == 0) return;
        var from = Read(bytes, end);
        _waiting.ResetWrittenCount();
        _waiting.Write(bytes.AsSpan(from));
    }

    /// <summary>The last piece was added.</summary>
    public void End()
    {
        var bytes = _waiting.WrittenSpan.ToArray();
        _waiting.Clear();
        Read(bytes, bytes.Length);
    }

    /// <summary>Where the first record begins that was not read.</summary>
    private int Read(byte[] bytes, int end)
    {
        var from = 0;
        if (_header is null)
        {
            // Whole records, of which the first that is not blank is the header.
            _header = _open(bytes[..end], new FaultList());
            from = _header.Position;
        }
        if (!_header.HasHeader || from >= end) return end;
        var table = _header.Part(bytes, from, end, new FaultList());
        _read(table);
        return table.Position;
    }
}
