using DeductionGateway.Core.Basics;

namespace DeductionGateway.Core.Intake;

/// <summary>Finds columns by name, in any order; unknown columns are ignored. Names are compared trimmed and without case.</summary>
public sealed class HeaderRow
{
    private readonly Dictionary<string, int> _columns = new(StringComparer.OrdinalIgnoreCase);
    private readonly string _file;
    private readonly FaultList _faults;
    private readonly string _advice;

    /// <param name="advice">What to look at where a column is missing, as a sentence.</param>
    public HeaderRow(string file, RecordSource records, FaultList faults, string advice = "")
    {
        _advice = advice;
        _file = file;
        _faults = faults;
        Line = records.Line;
        Count = records.Fields.Length;
        for (var i = 0; i < records.Fields.Length; i++)
        {
            var name = records.Fields[i].Trim().ToString();
            if (name.Length == 0 || _columns.TryAdd(name, i)) continue;
            faults.Add(file, records.Line, records.ColumnOf(i), "COLUMN_TWICE", $"The column '{name}' stands twice; which one counts cannot be known.");
        }
    }

    public int Line { get; }
    public int Count { get; }

    /// <summary>The column's index; a missing one is a fault.</summary>
    public int Required(string name)
    {
        if (_columns.TryGetValue(name, out var index)) return index;
        _faults.Add(_file, Line, 0, "COLUMN_MISSING", $"The column '{name}' is missing; the header has: {string.Join(", ", _columns.Keys.Take(20))}.{(_advice.Length > 0 ? " " : "")}{_advice}");
        return -1;
    }

    public int Optional(string name) => name.Length > 0 && _columns.TryGetValue(name, out var index) ? index : -1;

    public static Utf8Text Field(RecordSource records, int column) =>
        column >= 0 && column < records.Count ? records.Field(column).Trim() : default;
}
