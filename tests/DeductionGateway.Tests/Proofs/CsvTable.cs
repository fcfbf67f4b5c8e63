using DeductionGateway.Tests.Golden;

namespace DeductionGateway.Tests.Proofs;

/// <summary>A CSV file of ours with its columns found by name.</summary>
internal sealed class CsvTable
{
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);

    private CsvTable(IReadOnlyList<string[]> records)
    {
        Columns = records[0];
        for (var place = 0; place < Columns.Count; place++) _places.Add(Columns[place], place);
        Rows = [.. records.Skip(1).Select(values => new CsvRow(this, values))];
    }

    public IReadOnlyList<string> Columns { get; }
    public IReadOnlyList<CsvRow> Rows { get; }

    public static CsvTable Read(string path) => Parse(File.ReadAllText(path));

    public static CsvTable Parse(string text) => new(CsvText.Rows(text));

    public bool Has(string column) => _places.ContainsKey(column);

    internal int PlaceOf(string column) => _places.GetValueOrDefault(column, -1);
}

/// <summary>A row of a <see cref="CsvTable"/>; a column that the file does not have is empty in every row.</summary>
internal readonly record struct CsvRow(CsvTable Table, IReadOnlyList<string> Values)
{
    public string this[string column] => Table.PlaceOf(column) is >= 0 and var place ? Values[place] : "";

    /// <summary>Whole rupiah; empty is 0.</summary>
    public long Rupiah(string column) =>
        this[column] is { Length: > 0 } text ? long.Parse(text, System.Globalization.NumberStyles.AllowLeadingSign, System.Globalization.CultureInfo.InvariantCulture) : 0;

    public override string ToString() => string.Join(',', Values);
}
