using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Xml.Linq;

namespace DeductionGateway.Tests.People;

/// <summary>One cell as it stands in the file. <paramref name="IsNumber"/>: typed as a number; otherwise an inline text.</summary>
public sealed record SheetCell(int Row, int Column, string Value, bool IsNumber, string Formula, int Style)
{
    public long Rupiah => IsNumber ? long.Parse(Value, CultureInfo.InvariantCulture) : throw new InvalidOperationException($"'{Value}' in row {Row}, column {Column} is no number");
}

/// <summary>A workbook read by nothing of the program's own: the zip, and the XML of its parts.</summary>
public sealed class SheetFile
{
    private static readonly XNamespace Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private readonly Dictionary<string, List<SheetCell>> _sheets = new(StringComparer.Ordinal);

    public SheetFile(string path)
    {
        using var zip = ZipFile.OpenRead(path);
        Parts = zip.Entries.ToDictionary(static entry => entry.FullName, Text, StringComparer.Ordinal);
        var place = 0;
        foreach (var sheet in XDocument.Parse(Parts["xl/workbook.xml"]).Descendants(Main + "sheet"))
        {
            var name = sheet.Attribute("name")!.Value;
            Names.Add(name);
            _sheets[name] = [.. XDocument.Parse(Parts[$"xl/worksheets/sheet{++place}.xml"]).Descendants(Main + "c").Select(Cell)];
        }
    }

    public List<string> Names { get; } = [];

    /// <summary>The XML of every part by its name.</summary>
    public Dictionary<string, string> Parts { get; }

    public IReadOnlyList<SheetCell> Cells(string sheet) => _sheets[sheet];

    /// <summary>The cells of each row that has any with a value, by column.</summary>
    public List<Dictionary<int, SheetCell>> Rows(string sheet) =>
        [.. _sheets[sheet].Where(static cell => cell.Value.Length > 0).GroupBy(static cell => cell.Row).OrderBy(static row => row.Key).Select(static row => row.ToDictionary(static cell => cell.Column))];

    /// <summary>A table by the names in its header row: the row whose first cell is named so, and all rows below it.</summary>
    public List<Dictionary<string, SheetCell>> Table(string sheet, string firstHead)
    {
        var rows = Rows(sheet);
        var head = rows.FindIndex(row => row.TryGetValue(0, out var cell) && cell.Value == firstHead);
        head.ShouldBeGreaterThanOrEqualTo(0, $"no table '{firstHead}' in {sheet}");
        return [.. rows.Skip(head + 1).Select(row => row.Where(cell => rows[head].ContainsKey(cell.Key)).ToDictionary(cell => rows[head][cell.Key].Value, static cell => cell.Value))];
    }

    /// <summary>Every sheet as lines a person can read: cells by tab, a formula after its value.</summary>
    public string Picture()
    {
        var text = new StringBuilder();
        foreach (var name in Names)
        {
            text.Append("== ").Append(name).Append('\n');
            foreach (var row in Rows(name)) text.AppendJoin('\t', row.Values.OrderBy(static cell => cell.Column).Select(Shown)).Append('\n');
        }
        return text.ToString();
    }

    /// <summary>All texts of all sheets.</summary>
    public IEnumerable<string> Texts => _sheets.Values.SelectMany(static cells => cells).Where(static cell => !cell.IsNumber && cell.Value.Length > 0).Select(static cell => cell.Value);

    private static string Shown(SheetCell cell) => cell.Formula.Length > 0 ? $"{cell.Value} ={cell.Formula}" : cell.IsNumber ? cell.Value : $"'{cell.Value.Replace("\n", " / ", StringComparison.Ordinal)}'";

    private static SheetCell Cell(XElement cell)
    {
        var place = cell.Attribute("r")!.Value;
        var letters = place.TakeWhile(char.IsAsciiLetter).ToArray();
        var column = letters.Aggregate(0, static (sum, letter) => sum * 26 + (letter - 'A' + 1)) - 1;
        var type = cell.Attribute("t")?.Value ?? "n";
        var value = type == "inlineStr" ? string.Concat(cell.Descendants(Main + "t").Select(static text => text.Value)) : cell.Element(Main + "v")?.Value ?? "";
        return new SheetCell(int.Parse(place[letters.Length..], CultureInfo.InvariantCulture), column, value, type == "n" && value.Length > 0, cell.Element(Main + "f")?.Value ?? "",
            int.Parse(cell.Attribute("s")!.Value, CultureInfo.InvariantCulture));
    }

    private static string Text(ZipArchiveEntry entry)
    {
        using var reader = new StreamReader(entry.Open(), Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
