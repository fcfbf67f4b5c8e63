using DeductionGateway.Core.Basics;

namespace DeductionGateway.Core.Intake;

/// <summary>A CSV table of ours: named columns in any order, each record as wide as the header. Columns are asked by their place in the declared list.</summary>
internal sealed class TableReader
{
    private readonly string _file;
    private readonly FaultList _faults;
    private readonly CsvRecords _records;
    private readonly int[] _columns;
    private readonly string[] _names;
    private readonly int _width;

    public TableReader(string file, byte[] bytes, FaultList faults, string[] required, string[] optional)
    {
        _file = file;
        _faults = faults;
        var before = faults.CountOf(file);
        _records = new CsvRecords(file, bytes, ',', faults);
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

    public bool HasHeader { get; }

    public bool Read()
    {
        while (HasHeader && _records.Read())
        {
            if (_records.Fields.Length == _width) return true;
            _faults.Add(_file, _records.Line, 0, "FIELD_COUNT", $"The row has {_records.Fields.Length} fields, the header {_width}; is the file cut off?");
        }
        return false;
    }

    public Utf8Text Text(int column) => HeaderRow.Field(_records, _columns[column]);

    public Utf8Text Required(int column)
    {
        var text = Text(column);
        if (text.IsEmpty) Fault(column, "FIELD_EMPTY", $"'{_names[column]}' is empty.");
        return text;
    }

    public long Amount(int column)
    {
        var text = Text(column);
        var fault = Amounts.Parse(text.Span, NumberStyle.Plain, out var rupiah);
        if (fault == AmountFault.Style) fault = Amounts.ParseNumber(text.Span, out rupiah) is var number && number != AmountFault.Letters ? number : fault;
        if (fault == AmountFault.Good) return rupiah;
        var (code, sentence) = Amounts.Explain(fault, text.ToString(), "1250000");
        Fault(column, code, sentence);
        return 0;
    }

    public long AmountOrZero(int column) => Text(column).IsEmpty ? 0 : Amount(column);

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
