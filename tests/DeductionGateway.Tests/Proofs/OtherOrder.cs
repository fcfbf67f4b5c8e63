using System.Text.Json;
using System.Text.Json.Nodes;

namespace DeductionGateway.Tests.Proofs;

/// <summary>
/// Lays a period folder's facts into a new folder in a drawn order: rows, columns and files stand elsewhere, every fact is still there.
/// Title rows, headers and what ends a table stay, for their place is what they mean; bank entries change files, some stand in several.
/// </summary>
internal static class OtherOrder
{
    private static readonly string[] OurTables = ["expected.csv", "members.csv", "employers.csv", "codes.csv"];

    public static void Lay(string source, string target, Random random)
    {
        Directory.CreateDirectory(target);
        foreach (var file in Directory.EnumerateFiles(source).Where(static file => !Path.GetFileName(file).StartsWith("bank", StringComparison.Ordinal)))
        {
            File.Copy(file, In(target, Path.GetFileName(file)));
        }
        foreach (var name in OurTables.Where(name => File.Exists(In(source, name)))) LayTable(LooseTable.Read(In(source, name)), In(target, name), random);
        foreach (var (name, layout) in PayrollLayout.All(source))
        {
            layout.Table.ShuffleRows(layout.Header + 1, layout.Rows, random);
            layout.Table.ShuffleColumns(layout.Header, random);
            layout.Table.Write(In(target, name));
        }
        LayProfiles(In(source, "profiles.json"), In(target, "profiles.json"), random);
        LayBank(source, target, random);
    }

    private static void LayTable(LooseTable table, string path, Random random)
    {
        table.ShuffleRows(1, table.Records.Count - 1, random);
        table.ShuffleColumns(0, random);
        table.Write(path);
    }

    private static void LayProfiles(string source, string target, Random random)
    {
        var profiles = JsonNode.Parse(File.ReadAllText(source))!.AsObject().ToArray();
        random.Shuffle(profiles);
        File.WriteAllText(target, new JsonObject(profiles.Select(static one => KeyValuePair.Create(one.Key, one.Value?.DeepClone()))).ToJsonString(JsonSerializerOptions.Default));
    }

    /// <summary>The MT940 statement is a chain of balances and keeps its own order, under another name; the CSV entries are dealt anew.</summary>
    private static void LayBank(string source, string target, Random random)
    {
        if (File.Exists(In(source, "bank_rules.json"))) File.Copy(In(source, "bank_rules.json"), In(target, "bank_rules.json"));
        foreach (var file in Directory.EnumerateFiles(source, "bank*.mt940")) File.Copy(file, In(target, $"bank-{random.Next(1_000):D3}-s.mt940"));
        var tables = Directory.EnumerateFiles(source, "bank*.csv").Select(static file => LooseTable.Read(file).Records).ToList();
        var entries = tables.SelectMany(static records => records.Skip(1)).DistinctBy(static fields => string.Join(',', fields)).ToList();
        var files = Enumerable.Range(0, random.Next(1, 5)).Select(_ => new LooseTable([tables[0][0]], ',')).ToArray();
        foreach (var entry in entries)
        {
            var home = random.Next(files.Length);
            for (var at = 0; at < files.Length; at++)
            {
                if (at == home || random.Next(4) == 0) files[at].Records.Add(entry);
            }
        }
        for (var at = 0; at < files.Length; at++) LayTable(files[at], In(target, $"bank-{random.Next(1_000):D3}-{at}.csv"), random);
    }

    private static string In(string folder, string name) => Path.Combine(folder, name);
}
