namespace DeductionGateway.Core.Intake;

/// <summary>
/// Reads one of our tables whose bytes come in pieces, so that the file is never there whole. It was read before and had no fault; faults are not looked
/// for again, and a record that has one is left out.
/// </summary>
public sealed class TablePieces
{
    private readonly Func<byte[], FaultList, TableReader> _open;
    private readonly Action<TableReader> _read;
    private TableReader? _header;
    private byte[] _rest = [];

    /// <param name="open">Opens the table on some bytes and reads the header.</param>
    /// <param name="read">Reads all records of a part.</param>
    internal TablePieces(Func<byte[], FaultList, TableReader> open, Action<TableReader> read) => (_open, _read) = (open, read);

    public void Add(ReadOnlySpan<byte> piece)
    {
        byte[] bytes = [.. _rest, .. piece];
        // A record that begins before this is here whole, with line ends inside quotes and all.
        var most = bytes.Length - TableReader.RecordLimit;
        var end = most <= 0 ? 0 : bytes.AsSpan(0, most).LastIndexOf((byte)'\n') + 1;
        _rest = end == 0 ? bytes : bytes[Read(bytes, end)..];
    }

    /// <summary>The last piece was added.</summary>
    public void End()
    {
        Read(_rest, _rest.Length);
        _rest = [];
    }

    /// <summary>Where the first record begins that was not read.</summary>
    private int Read(byte[] bytes, int end)
    {
        var from = 0;
        if (_header is null)
        {
            var line = bytes.AsSpan().IndexOf((byte)'\n') + 1;
            _header = _open(line == 0 ? bytes : bytes[..line], new FaultList());
            from = _header.Position;
        }
        if (!_header.HasHeader || from >= end) return end;
        var table = _header.Part(bytes, from, end, new FaultList());
        _read(table);
        return table.Position;
    }
}
