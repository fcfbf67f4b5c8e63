using System.Text;

namespace DeductionGateway.Bench;

/// <summary>A table of results: the first column to the left, numbers to the right; the same text is tidy in a terminal and Markdown in a file.</summary>
internal sealed class ResultTable(params string[] header)
{
    private readonly List<string[]> _rows = [header];

    public void Add(params string[] cells) => _rows.Add(cells);

    public override string ToString()
    {
        var widths = Enumerable.Range(0, header.Length).Select(column => Math.Max(3, _rows.Max(row => row[column].Length))).ToArray();
        var text = new StringBuilder();
        foreach (var row in _rows)
        {
            text.Append('|');
            for (var column = 0; column < row.Length; column++) text.Append(' ').Append(column == 0 ? row[column].PadRight(widths[column]) : row[column].PadLeft(widths[column])).Append(" |");
            text.AppendLine();
            if (ReferenceEquals(row, header)) text.Append('|').AppendJoin('|', widths.Select((width, column) => column == 0 ? new string('-', width + 2) : new string('-', width + 1) + ":")).AppendLine("|");
        }
        return text.ToString();
    }
}
