using DeductionGateway.Core.Intake;

namespace DeductionGateway.Core.BankFiles;

/// <summary>A row as it came: texts without the apostrophe that keeps a spreadsheet from retyping them, and where each stands.</summary>
internal sealed record BankTableRow(int Line, string[] Cells, bool[] AreNumbers, int[] Columns)
{
    /// <summary>Of the sheet that it stands in: <see cref="RecordSource.DayShift"/>.</summary>
    public int DayShift { get; init; }

    public string Cell(int index) => index >= 0 && index < Cells.Length ? Cells[index] : "";
    public bool IsNumber(int index) => index >= 0 && index < AreNumbers.Length && AreNumbers[index];
    public int ColumnOf(int index) => index >= 0 && index < Columns.Length ? Columns[index] : 0;
    public string Whole => string.Join(' ', Cells.Where(static cell => cell.Length > 0));

    public static BankTableRow Of(RecordSource records)
    {
        var count = records.Fields.Length;
        var row = new BankTableRow(records.Line, new string[count], new bool[count], new int[count]) { DayShift = records.DayShift };
        for (var i = 0; i < count; i++)
        {
            row.Cells[i] = Clean(records.Fields[i].ToString());
            row.AreNumbers[i] = records.IsNumber(i);
            row.Columns[i] = records.ColumnOf(i);
        }
        return row;
    }

    private static string Clean(string text)
    {
        text = text.Trim();
        return text.StartsWith('\'') ? text[1..].Trim() : text;
    }
}

/// <summary>A table found in a bank's file: the layout whose header it has, where its columns stand, what is above and what is below.</summary>
internal sealed class BankTable
{
    /// <summary>Rows in which a header is looked for; above it stand the names of bank and account.</summary>
    public const int HeaderWithin = 100;

    private readonly string[] _header;
    private readonly int[] _places;

    /// <summary>How many columns there are up to the last that has a name.</summary>
    private readonly int _named;

    /// <summary>The last column that moves money.</summary>
    private readonly int _lastMoney;

    /// <summary>In a sheet each cell says where it stands: nothing is shifted, whatever else stands in the row.</summary>
    private readonly bool _isSheet;

    private BankTable(BankTableLayout layout, string[] header, int[] places, IReadOnlyList<BankTableRow> above, bool isSheet)
    {
        _isSheet = isSheet;
        Layout = layout;
        _header = header;
        _named = Array.FindLastIndex(header, static name => name.Length > 0) + 1;
        _places = places;
        _lastMoney = places.Where((_, column) => IsMoney(layout.Columns[column].Role)).Max();
        Above = above;
    }

    public BankTableLayout Layout { get; }
    public IReadOnlyList<BankTableRow> Above { get; }

    /// <summary>Reads on to the header of a known layout; null where there is none among the first rows.</summary>
    public static BankTable? Find(RecordSource records)
    {
        var above = new List<BankTableRow>();
        while (above.Count < HeaderWithin && records.Read())
        {
            var row = BankTableRow.Of(records);
            var header = Array.ConvertAll(row.Cells, Name);
            if (OfHeader(header, above, records.HasLooseEnds) is { } table) return table;
            above.Add(row);
        }
        return null;
    }

    /// <summary>By the layout that has the most of its columns there: a long form holds the names of its short form too.</summary>
    private static BankTable? OfHeader(string[] header, IReadOnlyList<BankTableRow> above, bool isSheet)
    {
        BankTable? best = null;
        foreach (var layout in BankTableLayouts.All)
        {
            if (Places(layout, header) is not { } places) continue;
            if (best is null || places.Count(static place => place >= 0) > best._places.Count(static place => place >= 0)) best = new BankTable(layout, header, places, above, isSheet);
        }
        return best;
    }

    /// <summary>Banks print their header again on each page.</summary>
    public bool IsHeader(BankTableRow row) => row.Cells.Length > 1 && Array.ConvertAll(row.Cells, Name).Where(static name => name.Length > 0).SequenceEqual(_header.Where(static name => name.Length > 0));

    /// <summary>Something stands beyond the last named column of a text file.</summary>
    public bool IsBeyond(BankTableRow row) => !_isSheet && Array.FindIndex(row.Cells, Math.Min(_named, row.Cells.Length), static cell => cell.Length > 0) >= 0;

    /// <summary>
    /// A delimiter more or less within a text or an amount, and every cell behind it is read as its neighbour, a credit as a debit: true where something stands
    /// beyond the last named column, where the row ends before its amounts, or where rows are wider than the header and not all by the same.
    /// </summary>
    /// <param name="row">A row that moves money.</param>
    /// <param name="width">Cells of the table's first such row; 0 where that is this one.</param>
    public bool IsShifted(BankTableRow row, int width)
    {
        if (_isSheet) return false;
        var own = row.Cells.Length;
        return IsBeyond(row) || own <= _lastMoney || (width > 0 && own != width && Math.Max(own, width) > _header.Length);
    }

    /// <summary>Fields that the header has.</summary>
    public int Width => _header.Length;

    /// <summary>Places of all columns of a role, in the bank's order; those the file has.</summary>
    public IEnumerable<int> All(BankColumnRole role)
    {
        for (var i = 0; i < _places.Length; i++)
        {
            if (Layout.Columns[i].Role == role && _places[i] >= 0) yield return _places[i];
        }
    }

    /// <summary>The place of the only column of a role; −1 where the layout or the file has none.</summary>
    public int One(BankColumnRole role) => All(role).FirstOrDefault(-1);

    private static bool IsMoney(BankColumnRole role) => role is BankColumnRole.Amount or BankColumnRole.Mark or BankColumnRole.Debit or BankColumnRole.Credit;

    private static int[]? Places(BankTableLayout layout, string[] header)
    {
        var places = new int[layout.Columns.Count];
        for (var i = 0; i < places.Length; i++)
        {
            var column = layout.Columns[i];
            var name = Name(column.Header);
            var from = 0;
            // The second column of one name is the second in the file.
            for (var earlier = 0; earlier < i; earlier++)
            {
                if (Name(layout.Columns[earlier].Header) == name) from = places[earlier] + 1;
            }
            if (name.Length == 0) places[i] = places[i - 1] + 1 < header.Length && header[places[i - 1] + 1].Length == 0 ? places[i - 1] + 1 : -1;
            else places[i] = from <= header.Length ? Array.IndexOf(header, name, from) : -1;
            if (places[i] < 0 && !column.IsOptional) return null;
        }
        return places;
    }

    internal static string Name(string text) => string.Join(' ', text.Split([' ', '\u00A0', '\n', '\r', '\t'], StringSplitOptions.RemoveEmptyEntries)).ToLowerInvariant();
}
