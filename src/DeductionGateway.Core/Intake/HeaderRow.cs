using DeductionGateway.Core.Basics;

namespace DeductionGateway.Core.Intake;

/// <summary>Finds columns by name, in any order; unknown columns are ignored. Names are compared trimmed and without case.</summary>
public sealed class HeaderRow
{
    private readonly Dictionary<string, int> _columns = new(StringComparer.OrdinalIgnoreCase);
    private readonly string _file;
    private readonly FaultList _faults;
    private readonly string _advice;
    private readonly IReadOnlyList<string>? _names;

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

    /// <summary>A header whose names were put together from several rows, or that the profile reads by place: <c>#5</c>, or <c>#5 JUMLAH</c>.</summary>
    /// <param name="byPlace">Names that stand twice are no fault: the profile says by place which one it means.</param>
    public HeaderRow(string file, int line, IReadOnlyList<string> names, FaultList faults, string advice, bool byPlace)
    {
        (_file, _faults, _advice, Line, Count, _names) = (file, faults, advice, line, names.Count, names);
        for (var i = 0; i < names.Count; i++)
        {
            if (names[i].Length == 0 || _columns.TryAdd(names[i], i) || byPlace) continue;
            faults.Add(file, line, 0, "COLUMN_TWICE", $"The column '{names[i]}' stands twice; which one counts cannot be known.");
        }
    }

    public int Line { get; }
    public int Count { get; }

    /// <summary>The column's index; a missing one is a fault.</summary>
    public int Required(string name)
    {
        if (_columns.TryGetValue(name, out var index)) return index;
        if (_names is not null && PlaceOf(name) is { } place) return AtPlace(place.Column, place.Name);
        _faults.Add(_file, Line, 0, "COLUMN_MISSING", $"The column '{name}' is missing; the header has: {string.Join(", ", _columns.Keys.Take(20))}.{(_advice.Length > 0 ? " " : "")}{_advice}");
        return -1;
    }

    /// <summary>Column 5 and the name it must bear, from <c>#5 JUMLAH</c>; null where the text is a name.</summary>
    public static (int Column, string Name)? PlaceOf(string text)
    {
        if (!text.StartsWith('#')) return null;
        var space = text.IndexOf(' ', StringComparison.Ordinal);
        return int.TryParse(space < 0 ? text.AsSpan(1) : text.AsSpan(1, space - 1), out var column) && column > 0 ? (column, space < 0 ? "" : text[(space + 1)..]) : null;
    }

    private int AtPlace(int column, string name)
    {
        // Without a header nothing says how wide a row is; with one the column must be there and still bear the name it was learned by.
        if (_names!.Count == 0 || (column <= Count && (name.Length == 0 || string.Equals(_names[column - 1], name, StringComparison.OrdinalIgnoreCase)))) return column - 1;
        var found = column <= Count ? _names[column - 1] : "";
        _faults.Add(_file, Line, 0, "COLUMN_MOVED", $"Column {column} is called '{found}', the profile expects '{name}' there; have columns been added or moved? Learn the file anew.");
        return -1;
    }

    public int Optional(string name) => name.Length > 0 && _columns.TryGetValue(name, out var index) ? index : -1;

    public static Utf8Text Field(RecordSource records, int column) =>
        column >= 0 && column < records.Count ? records.Field(column).Trim() : default;
}
