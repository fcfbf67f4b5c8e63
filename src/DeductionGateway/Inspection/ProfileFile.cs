using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace DeductionGateway.Inspection;

/// <summary>Learned profiles as JSON, and profiles.json with one of them put in; what others wrote there stays.</summary>
internal static class ProfileFile
{
    private static readonly JsonSerializerOptions Options = new() { WriteIndented = true, IndentSize = 1, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>What an employer's earlier profile says of its money; learning a file says nothing of it.</summary>
    private static readonly string[] OfMoney = ["fees", "gap_limit", "bank_mode"];

    public static string Json(IReadOnlyDictionary<string, object> profile) => JsonSerializer.Serialize(profile, Options);

    /// <summary>The profile without a key, in its tables as well.</summary>
    public static IReadOnlyDictionary<string, object> Without(IReadOnlyDictionary<string, object> profile, string key)
    {
        var kept = new SortedDictionary<string, object>(profile.Where(pair => pair.Key != key).ToDictionary(), StringComparer.Ordinal);
        if (kept.TryGetValue("tables", out var tables) && tables is List<SortedDictionary<string, object>> list) kept["tables"] = list.Select(table => new SortedDictionary<string, object>(table.Where(pair => pair.Key != key).ToDictionary(), StringComparer.Ordinal)).ToList();
        return kept;
    }

    /// <summary>Writes the employer's profile into the file, making it where there is none.</summary>
    /// <exception cref="JsonException">The file there is no JSON object; nothing was written.</exception>
    public static void Save(string path, string employer, IReadOnlyDictionary<string, object> profile)
    {
        var all = new JsonObject();
        if (File.Exists(path)) all = JsonNode.Parse(File.ReadAllText(path)) as JsonObject ?? throw new JsonException();
        var learned = (JsonObject)JsonNode.Parse(Json(profile))!;
        if (all[employer] is JsonObject earlier)
        {
            foreach (var key in OfMoney)
            {
                if (earlier[key] is { } value) learned[key] = value.DeepClone();
            }
        }
        all[employer] = learned;
        var half = path + ".new";
        File.WriteAllText(half, all.ToJsonString(Options) + "\n");
        File.Move(half, path, overwrite: true);
    }
}
