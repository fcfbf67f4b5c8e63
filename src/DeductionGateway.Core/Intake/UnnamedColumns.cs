namespace DeductionGateway.Core.Intake;

/// <summary>
/// Columns of amounts that the profile of a table with a column per deduction does not name: next month the employer deducts something new, and nobody
/// would read it. Totals, and what the profile says was there when it was learned (<c>other_columns</c>), are not new.
/// </summary>
internal sealed class UnnamedColumns
{
    /// <summary>Least of amounts: row numbers, grades and instalment numbers have fewer digits.</summary>
    private const long LeastRupiah = 1_000;

    /// <summary>From here on it is an account, a telephone or an identity number.</summary>
    private const long NoRupiah = 10_000_000_000;

    private readonly AmountReading _reading;
    private readonly List<Seen> _columns = [];

    public UnnamedColumns(PayrollColumns columns, IReadOnlySet<string> known, AmountReading reading)
    {
        _reading = reading;
        HashSet<int> named = [columns.Key, columns.Name, columns.NationalId, columns.Period, columns.Status, columns.Shortfall, .. columns.Amounts.Select(static one => one.Column)];
        for (var column = 0; column < columns.Names.Count; column++)
        {
            var name = columns.Names[column];
            if (named.Contains(column) || known.Contains(name) || known.Contains(Place(column, name)) || TotalWords.Begin(name)) continue;
            _columns.Add(new Seen(column, name.Length > 0 ? name : Place(column, "")));
        }
    }

    /// <summary>An employee's row, of whose named columns so many rupiah were read.</summary>
    public void Look(RecordSource records, long read)
    {
        var all = 0L;
        foreach (var column in _columns)
        {
            column.Latest = 0;
            var cell = HeaderRow.Field(records, column.Column);
            if (_reading.IsNothing(cell)) continue;
            if (_reading.Parse(cell.Span, records.IsNumber(column.Column), out var rupiah) != AmountFault.Good) column.Others++;
            else if (rupiah > 0) column.Latest = rupiah;
            all += column.Latest;
        }
        foreach (var column in _columns.Where(static column => column.Latest > 0))
        {
            column.Rows++;
            column.Sum += column.Latest;
            column.Largest = Math.Max(column.Largest, column.Latest);
            if (column.Latest == read || column.Latest == read + all - column.Latest) column.Totals++;
        }
        // Of a column of texts nothing more need be known.
        _columns.RemoveAll(static column => column.Others > 20 && column.Others > column.Rows);
    }

    /// <summary>Name and sum, whole rupiah, of each column of amounts.</summary>
    public IEnumerable<(string Name, long Sum)> Found() => _columns
        .Where(static column => column.Rows > 0 && column.Rows * 5 >= column.Others * 20 && column.Largest is >= LeastRupiah and < NoRupiah && column.Totals * 10 < column.Rows * 9)
        .Select(static column => (column.Name, column.Sum));

    /// <summary>How a profile names a column by its place.</summary>
    private static string Place(int column, string name) => name.Length == 0 ? $"#{column + 1}" : $"#{column + 1} {name}";

    private sealed class Seen(int column, string name)
    {
        public int Column { get; } = column;
        public string Name { get; } = name;
        public long Sum { get; set; }
        public long Largest { get; set; }
        public long Latest { get; set; }
        public int Rows { get; set; }
        public int Others { get; set; }
        public int Totals { get; set; }
    }
}
