using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using DeductionGateway.Core.Intake;

namespace DeductionGateway.Intake;

/// <summary>
/// The key <c>left_out</c> of a profile, <c>{"sha256": "…", "records": [3, 17]}</c>: records of that one file which two people decided to take it without
/// (decision 0024).
/// </summary>
internal static class LeftOutJson
{
    public const string Key = "left_out";

    /// <summary>Records of one file; more than these and the file is not what it should be.</summary>
    public const int MostRecords = 1_000;

    private const int HexDigits = 64;

    private static readonly JsonSerializerOptions Options = new() { WriteIndented = true, IndentSize = 1, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="fault">Takes a key and what it may be.</param>
    public static LeftOutRecords? Read(JsonElement json, Action<string, string> fault)
    {
        if (!json.TryGetProperty(Key, out var value) || value.ValueKind == JsonValueKind.Null) return null;
        var records = new HashSet<int>();
        var isGood = value.ValueKind == JsonValueKind.Object
            && value.TryGetProperty("sha256", out var sha256) && sha256.ValueKind == JsonValueKind.String && sha256.GetString() is { Length: HexDigits } hex && hex.All(char.IsAsciiHexDigit)
            && value.TryGetProperty("records", out var list) && list.ValueKind == JsonValueKind.Array && list.GetArrayLength() is > 0 and <= MostRecords
            && list.EnumerateArray().All(one => one.ValueKind == JsonValueKind.Number && one.TryGetInt32(out var record) && record > 0 && records.Add(record));
        if (isGood) return new LeftOutRecords(value.GetProperty("sha256").GetString()!.ToLowerInvariant(), records);
        fault(Key, $"an object of sha256, the 64 hexadecimal digits of the file, and records, a list of 1 to {MostRecords} different record numbers from 1");
        return null;
    }

    /// <summary>profiles.json with the employer's profile leaving these records out of that file.</summary>
    public static byte[] With(byte[] profiles, string employer, LeftOutRecords left) =>
        Changed(profiles, employer, profile => profile[Key] = new JsonObject { ["sha256"] = left.Sha256, ["records"] = new JsonArray([.. left.Records.Order().Select(static record => (JsonNode)record)]) });

    /// <summary>profiles.json with every record of the employer's file counting again.</summary>
    public static byte[] Without(byte[] profiles, string employer) => Changed(profiles, employer, static profile => profile.Remove(Key));

    private static byte[] Changed(byte[] profiles, string employer, Action<JsonObject> change)
    {
        var bytes = profiles.AsSpan();
        if (bytes.StartsWith("\uFEFF"u8)) bytes = bytes[3..];
        var all = JsonNode.Parse(bytes)!.AsObject();
        change(all[employer]!.AsObject());
        return JsonSerializer.SerializeToUtf8Bytes(all, Options);
    }
}
