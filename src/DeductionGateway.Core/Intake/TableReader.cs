using DeductionGateway.Core.Basics;

namespace DeductionGateway.Core.Intake;

/// <summary>
/// A CSV table of ours: named columns in any order, each record as wide as the header. Columns are asked by their place in the declared list.
/// Spreadsheets of Indonesia save CSV with semicolons: a header without a comma and with a semicolon says so.
/// </summary>
internal sealed class TableReader
{
    private const string AmountExample = "1250000";

    /// <summary>Bytes of one row; the longest of names and ids are a hundredth of it.</summary>
    public const int RecordLimit = 1 << 16;

    private readonly string _file;
    private readonly FaultList _faults;
    private readonly CsvRecords _records;
    private readonly int[] _columns;
    private readonly string[] _names;
    private readonly int _width;
    private readonly char _delimiter;

    /// <summary>Opens the table and reads its header.</summary>
    public TableReader(string file, byte[] bytes, FaultList faults, string[] required, string[] optional)
    {
        _file = file;
        _faults = faults;
        var before = faults.CountOf(file);
        _delimiter = CsvRecords.DelimiterOf(bytes);
        _records = new CsvRecords(file, bytes, _delimiter, faults);
        _names = [.. required, .. optional];
        _columns = new int[_names.Length];
        if (!_records.Read())
        {
            if (faults.CountOf(file) == before) faults.Add(file, 0, 0, "FILE_EMPTY", $"The file has no header; expected columns: {string.Join(',', required)}.");
            return;
        }
        var header = new HeaderRow(file, _records, faults);
        _width = header.Count;
        for (var i = 0; i < _names.Length; i++) _columns[i] = i < required.Length ? header.Required(_names[i]) : header.Optional(_names[i]);
        HasHeader = faults.CountOf(file) == before;
    }

    private TableReader(TableReader table, CsvRecords records, FaultList faults)
    {
        _file = table._file;
        _faults = faults;
        _records = records;
        _columns = table._columns;
        _names = table._names;
        _width = table._width;
        _delimiter = table._delimiter;
        HasHeader = true;
    }

    public bool HasHeader { get; }

    /// <summary>Where the next record begins, bytes from the file's begin.</summary>
    public int Position => _records.Position;

    /// <summary>Records read so far, those of another width than the header left out.</summary>
    public int Records { get; private set; }

    /// <summary>A part of this table, whose text is clean: the records that begin at <paramref name="from"/> or later and before <paramref name="end"/>.</summary>
    public TableReader Part(byte[] bytes, int from, int end, FaultList faults) => new(this, new CsvRecords(_file, bytes, _delimiter, faults, from, end), faults);

    /// <summary>Amounts that were none so far: sums over them mean nothing.</summary>
    public int AmountFaults { get; private set; }

    public bool Read()
    {
        for (var from = Position; HasHeader && _records.Read(); from = Position)
        {
            if (Position - from > RecordLimit)
            {
                _faults.Add(_file, _records.Line, 0, "RECORD_TOO_LONG", $"The row has more than {RecordLimit} bytes; is a quote missing?");
                continue;
            }
            if (_records.Count == _width)
            {
                Records++;
                return true;
            }
            _faults.Add(_file, _records.Line, 0, "FIELD_COUNT", $"The row has {_records.Count} fields, the header {_width}; is the file cut off?");
        }
        return false;
    }

    public Utf8Text Text(int column)
    {
        var place = _columns[column];
        return place < 0 ? default : _records.Field(place).Trim();
    }

    public Utf8Text Required(int column)
    {
        var text = Text(column);
        if (text.IsEmpty) Fault(column, "FIELD_EMPTY", $"'{_names[column]}' is empty.");
        else if (text.Span.IndexOfAnyInRange((byte)0, (byte)0x1F) >= 0) Fault(column, "FIELD_TEXT", $"'{_names[column]}' holds a line end or another control character; is a quote missing?");
        return text;
    }

    public long Amount(int column) => Amount(column, Text(column));

    private long Amount(int column, Utf8Text text)
    {
        var fault = Amounts.Parse(text.Span, NumberStyle.PlainDecimal, out var rupiah);
        if (fault == AmountFault.Good) return rupiah;
        AmountFaults++;
        var (code, sentence) = fault == AmountFault.Style
            ? ("AMOUNT_STYLE", $"'{text}' has a mark of thousands, or decimals that are not two; amounts of this file are written {AmountExample} or {AmountExample}.00.")
            : Amounts.Explain(fault, text.ToString(), AmountExample);
        Fault(column, code, sentence);
        return 0;
    }

    public long AmountOrZero(int column)
    {
        var text = Text(column);
        return text.IsEmpty ? 0 : Amount(column, text);
    }

    public DateOnly? Date(int column)
    {
        var text = Text(column);
        if (text.IsEmpty) return null;
        if (Dates.Parse(text.Span) is { } date) return date;
        Fault(column, "DATE", $"'{text}' is no date; dates are written 2026-02-15.");
        return null;
    }

    /// <summary>Physical line and character of a field of the current record; column 0 where the file has no such column.</summary>
    public (int Line, int Column) PlaceOf(int column) => (_records.Line, _columns[column] < 0 ? 0 : _records.ColumnOf(_columns[column]));

    public void Fault(int column, string code, string text)
    {
        var (line, place) = PlaceOf(column);
        _faults.Add(_file, line, place, code, text);
    }
}
