using DeductionGateway.Core.Intake;

namespace DeductionGateway.Core.Learning;

/// <summary>A row of a file as a person sees it: texts trimmed, line breaks as spaces; which cells are numbers as such, and which of these are shown as dates; whether it is shown.</summary>
public sealed record GridRow(int Line, string[] Texts, bool[] Numbers, bool[] Dates, bool IsHidden)
{
    public string this[int column] => column >= 0 && column < Texts.Length ? Texts[column] : "";
    public bool IsNumber(int column) => column >= 0 && column < Numbers.Length && Numbers[column];
    public bool IsDate(int column) => column >= 0 && column < Dates.Length && Dates[column];
    public int Filled => Texts.Count(static text => text.Length > 0);

    /// <summary>All of it as one line of text.</summary>
    public string Line1 => string.Join(' ', Texts.Where(static text => text.Length > 0));
}

/// <summary>
/// The rows of a text file or of one sheet, blank ones left out, from the beginning up to a bound. <paramref name="Sheet"/> is null for a text.
/// </summary>
public sealed record Grid(string? Sheet, IReadOnlyList<GridRow> Rows)
{
    /// <summary>Rows looked at; learning needs no more, and the proposal is tried on the whole file afterwards.</summary>
    public const int RowLimit = 20_000;

    private const int ColumnLimit = 200;

    public static Grid From(string? sheet, RecordSource records)
    {
        var rows = new List<GridRow>();
        while (rows.Count < RowLimit && records.Read())
        {
            var width = Math.Min(records.Fields.Length, ColumnLimit);
            var texts = new string[width];
            var numbers = new bool[width];
            var dates = new bool[width];
            for (var i = 0; i < width; i++)
            {
                texts[i] = HeaderNames.Plain(records.Fields[i].ToString());
                numbers[i] = records.IsNumber(i);
                dates[i] = records.IsDate(i);
            }
            rows.Add(new GridRow(records.Line, texts, numbers, dates, records.IsHidden));
        }
        return new Grid(sheet, rows);
    }
}
