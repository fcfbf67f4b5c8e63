using System.Text;
using System.Text.Json.Nodes;
using DeductionGateway.Samples;

namespace DeductionGateway.Tests.Proofs;

/// <summary>
/// Lays a period folder anew with every payroll CSV written as another program would write it: other header names, codes, delimiter, number
/// and period style, titles, columns in another order, strange columns between, quotes, line ends; some as a workbook. What the rows say
/// and their order stay.
/// </summary>
internal sealed class OtherDialect(Random random)
{
    private static readonly string[] Numbers = ["1250000", "1250000.00", "1,250,000", "1.250.000,00"];
    private static readonly string[] Periods = ["2026-02", "02/2026", "202602"];
    private static readonly char[] Delimiters = [',', ';', '\t', '|'];
    private static readonly string[] Strange = ["Gol. III/b", "", "Bidang Umum; Keuangan", "\"Unit\" 2", "0", "3273014506800001"];

    /// <summary>Lays the folder; a file that became a workbook has another ending.</summary>
    public static void Lay(string source, string target, Random random)
    {
        Directory.CreateDirectory(target);
        foreach (var file in Directory.EnumerateFiles(source)) File.Copy(file, Path.Combine(target, Path.GetFileName(file)));
        var profiles = JsonNode.Parse(File.ReadAllText(Path.Combine(source, "profiles.json")))!.AsObject();
        foreach (var (name, layout) in PayrollLayout.All(source))
        {
            File.Delete(Path.Combine(target, name));
            new OtherDialect(random).Write(layout, profiles.Select(static one => one.Value!.AsObject()).First(profile => (string?)profile["file"] == name), target);
        }
        File.WriteAllText(Path.Combine(target, "profiles.json"), profiles.ToJsonString());
    }

    private void Write(PayrollLayout layout, JsonObject profile, string folder)
    {
        var table = new List<string[]>([.. layout.Table.Records.Skip(layout.Header).Take(layout.Rows + 1).Select(static record => record.ToArray())]);
        var isXlsx = random.Next(3) == 0;
        RestyleCells(table, profile, isXlsx);
        RenameHeaders(table[0], profile);
        var width = AddStrangeColumns(table);
        Shuffle(table, width);
        var titles = random.Next(4);
        profile["skip_rows"] = titles;
        var name = Path.ChangeExtension((string)profile["file"]!, isXlsx ? ".xlsx" : ".csv");
        profile["file"] = name;
        profile["format"] = isXlsx ? "xlsx" : "csv";
        var records = Enumerable.Range(0, titles).Select(static title => new[] { $"Judul {title + 1}" }).Concat(table).ToList();
        if (isXlsx) WriteWorkbook(Path.Combine(folder, name), records, profile);
        else WriteText(Path.Combine(folder, name), records, width, profile);
    }

    private void RestyleCells(List<string[]> table, JsonObject profile, bool isXlsx)
    {
        var (was, now) = ((string?)profile["number"] ?? "1250000", Numbers[random.Next(Numbers.Length)]);
        profile["number"] = now;
        var header = profile["header"]!.AsArray().Select(static name => (string)name!).ToArray();
        foreach (var amount in AmountColumns(table[0], profile, header)) Each(table, amount, text => text.Length == 0 || text == "-" ? text : Amount(Rupiah(text, was), now));
        if (header[5].Length > 0 && (string?)profile["period"] is { } old and not "folder")
        {
            var style = Periods[random.Next(Periods.Length)];
            profile["period"] = style;
            Each(table, Array.IndexOf(table[0], header[5]), text => PeriodText(text, old, style));
        }
        if (header[3].Length == 0 || Array.IndexOf(table[0], header[3]) is not (>= 0 and var code)) return;
        var codes = profile["codes"]!.AsObject().ToDictionary(static one => (string)one.Value!, static one => one.Key);
        Each(table, code, text => codes.TryGetValue(text, out var ours) ? $"Pot {ours}{(isXlsx ? "" : ", lain")}" : text);
        profile["codes"] = new JsonObject(codes.Values.Select(ours => KeyValuePair.Create(ours, (JsonNode?)JsonValue.Create($"Pot {ours}{(isXlsx ? "" : ", lain")}"))));
    }

    private static IEnumerable<int> AmountColumns(string[] columns, JsonObject profile, string[] header) => profile["amounts"] is JsonObject amounts
        ? amounts.Select(one => Array.IndexOf(columns, one.Key)) : [Array.IndexOf(columns, header[4])];

    private static void RenameHeaders(string[] columns, JsonObject profile)
    {
        string Other(string name) => name.Length == 0 ? "" : $"Kolom {name} (baru)";
        profile["header"] = new JsonArray([.. profile["header"]!.AsArray().Select(name => (JsonNode)JsonValue.Create(Other((string)name!)))]);
        if ((string?)profile["account_header"] is { Length: > 0 } account) profile["account_header"] = Other(account);
        if (profile["amounts"] is JsonObject amounts) profile["amounts"] = new JsonObject(amounts.Select(one => KeyValuePair.Create(Other(one.Key), one.Value?.DeepClone())));
        for (var at = 0; at < columns.Length; at++) columns[at] = Other(columns[at]);
    }

    private int AddStrangeColumns(List<string[]> table)
    {
        var more = random.Next(3);
        for (var row = 0; row < table.Count; row++)
        {
            table[row] = [.. table[row], .. Enumerable.Range(0, more).Select(column => row == 0 ? $"Lain {column + 1}" : Strange[random.Next(Strange.Length)])];
        }
        return table[0].Length;
    }

    private void Shuffle(List<string[]> table, int width)
    {
        var places = Enumerable.Range(0, width).ToArray();
        random.Shuffle(places);
        for (var row = 0; row < table.Count; row++)
        {
            var fields = table[row];
            table[row] = [.. places.Select(place => fields[place])];
        }
    }

    private void WriteText(string path, List<string[]> records, int width, JsonObject profile)
    {
        var delimiter = Delimiters[random.Next(Delimiters.Length)];
        profile["delimiter"] = delimiter.ToString();
        var quotesAll = random.Next(3) == 0;
        var text = string.Join(random.Next(2) == 0 ? "\n" : "\r\n", records.Select(record => string.Join(delimiter, record.Select(Quoted))));
        string[] ends = ["", "\n", "\r\n", "\n\n\n", "\n" + new string(delimiter, width - 1)];
        File.WriteAllText(path, text + ends[random.Next(ends.Length)], new UTF8Encoding(random.Next(2) == 0));
        string Quoted(string field) => quotesAll || field.Contains(delimiter) || field.Contains('"') ? $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : field;
    }

    /// <summary>All cells as text: numbers as numbers is what generated workbooks have.</summary>
    private static void WriteWorkbook(string path, List<string[]> records, JsonObject profile)
    {
        profile["sheet"] = "Potongan";
        using var sheet = new SampleXlsx(path);
        foreach (var record in records)
        {
            foreach (var field in record) sheet.Text(field);
            sheet.EndRow();
        }
    }

    private static void Each(List<string[]> table, int column, Func<string, string> change)
    {
        for (var row = 1; row < table.Count; row++) table[row][column] = change(table[row][column]);
    }

    private static long Rupiah(string text, string style) => long.Parse((style switch
    {
        "1250000.00" => text.Split('.')[0],
        "1.250.000,00" => text.Split(',')[0],
        _ => text,
    }).Replace(",", "").Replace(".", ""));

    private static string Amount(long rupiah, string style) => style switch
    {
        "1250000.00" => $"{rupiah}.00",
        "1,250,000" => rupiah.ToString("N0", System.Globalization.CultureInfo.InvariantCulture),
        "1.250.000,00" => rupiah.ToString("N0", System.Globalization.CultureInfo.InvariantCulture).Replace(',', '.') + ",00",
        _ => rupiah.ToString(),
    };

    private static string PeriodText(string text, string was, string now)
    {
        var (year, month) = was switch { "02/2026" => (text[3..], text[..2]), "202602" => (text[..4], text[4..]), _ => (text[..4], text[5..]) };
        return now switch { "02/2026" => $"{month}/{year}", "202602" => year + month, _ => $"{year}-{month}" };
    }
}
