using System.Text.Json;

namespace DeductionGateway.Tests.Proofs;

/// <summary>Where the rows of an employer's CSV file stand, as its profile says, and what a row says apart from its place.</summary>
internal sealed class PayrollLayout
{
    private readonly int[] _telling;

    private PayrollLayout(LooseTable table, int header, int rows, int[] telling)
    {
        Table = table;
        Header = header;
        Rows = rows;
        _telling = telling;
    }

    public LooseTable Table { get; }

    /// <summary>The header's place among the records.</summary>
    public int Header { get; }

    /// <summary>How many rows follow the header before one without a key ends the table.</summary>
    public int Rows { get; }

    /// <summary>The CSV files that the folder's profiles name and that are there, by name.</summary>
    public static Dictionary<string, PayrollLayout> All(string folder)
    {
        using var profiles = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "profiles.json")));
        return profiles.RootElement.EnumerateObject().Select(static one => one.Value)
            .Where(profile => profile.GetProperty("format").ValueEquals("csv") && profile.TryGetProperty("file", out var file) && File.Exists(Path.Combine(folder, file.GetString()!)))
            .ToDictionary(static profile => profile.GetProperty("file").GetString()!, profile => Of(folder, profile), StringComparer.Ordinal);
    }

    /// <summary>What tells payroll line N (counted from 1) from others: what the profile reads of it. The cells of a row of many codes are told by the result itself.</summary>
    public string Content(int line) => string.Join('|', _telling.Select(place => Table.Records[Header + line][place]));

    private static PayrollLayout Of(string folder, JsonElement profile)
    {
        var table = LooseTable.Read(Path.Combine(folder, profile.GetProperty("file").GetString()!), profile.GetProperty("delimiter").GetString()![0]);
        var header = profile.TryGetProperty("skip_rows", out var skipped) ? skipped.GetInt32() : 0;
        var names = profile.GetProperty("header").EnumerateArray().Select(static name => name.GetString()!).ToList();
        var keyName = profile.GetProperty("key").GetString() switch
        {
            "national_id" => names[2],
            "account_no" => profile.GetProperty("account_header").GetString()!,
            _ => names[0],
        };
        var columns = table.Records[header];
        var key = Array.IndexOf(columns, keyName);
        var rows = table.Records.Skip(header + 1).TakeWhile(record => record[key].Length > 0).Count();
        return new PayrollLayout(table, header, rows, [.. names.Append(keyName).Distinct().Select(name => Array.IndexOf(columns, name)).Where(static place => place >= 0)]);
    }
}
