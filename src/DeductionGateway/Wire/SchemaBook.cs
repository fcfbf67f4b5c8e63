using System.Text.Json.Nodes;
using Google.Protobuf.Reflection;

namespace DeductionGateway.Wire;

/// <summary>JSON schemas of messages and enums as protobuf's JSON writes them, each once, by name.</summary>
internal sealed class SchemaBook(ProtoComments comments)
{
    private readonly SortedDictionary<string, JsonObject> _schemas = new(StringComparer.Ordinal);

    public static JsonObject Reference(string name) => new() { ["$ref"] = "#/components/schemas/" + name };

    public JsonObject Of(MessageDescriptor message)
    {
        if (WellKnown(message) is { } known) return known;
        var name = NameOf(message);
        if (_schemas.ContainsKey(name)) return Reference(name);
        var schema = _schemas[name] = new JsonObject { ["type"] = "object" };
        if (comments.Of(message.FullName) is { Length: > 0 } comment) schema["description"] = comment;
        var properties = new JsonObject();
        foreach (var field in message.Fields.InDeclarationOrder()) properties[field.JsonName] = Of(field);
        schema["properties"] = properties;
        return Reference(name);
    }

    public JsonObject Of(FieldDescriptor field, bool withComment = true)
    {
        var one = field.IsMap ? new JsonObject { ["type"] = "object", ["additionalProperties"] = Of(field.MessageType.FindFieldByNumber(2), withComment: false) } : OfOne(field);
        var schema = field.IsRepeated && !field.IsMap ? new JsonObject { ["type"] = "array", ["items"] = one } : one;
        if (withComment && comments.Of(field.FullName) is { Length: > 0 } comment) schema["description"] = comment;
        return schema;
    }

    /// <summary>All, with the one of failures, which no proto declares.</summary>
    public JsonObject WithProblem()
    {
        var all = new JsonObject();
        foreach (var (name, schema) in _schemas) all[name] = schema;
        all["Problem"] = new JsonObject
        {
            ["type"] = "object",
            ["description"] = "A failure (RFC 9457) with what gRPC says of it.",
            ["required"] = new JsonArray("type", "title", "status", "detail", "code", "details"),
            ["properties"] = new JsonObject
            {
                ["type"] = new JsonObject { ["type"] = "string" },
                ["title"] = new JsonObject { ["type"] = "string", ["description"] = "The name of the HTTP status." },
                ["status"] = new JsonObject { ["type"] = "integer", ["description"] = "The HTTP status." },
                ["detail"] = new JsonObject { ["type"] = "string", ["description"] = "One sentence." },
                ["code"] = new JsonObject { ["type"] = "string", ["description"] = "The status code of gRPC, such as INVALID_ARGUMENT." },
                ["details"] = new JsonObject
                {
                    ["type"] = "array", ["description"] = "Messages of google.rpc, each with its type.",
                    ["items"] = new JsonObject { ["type"] = "object", ["properties"] = new JsonObject { ["@type"] = new JsonObject { ["type"] = "string" } }, ["additionalProperties"] = true },
                },
            },
        };
        return all;
    }

    private JsonObject OfOne(FieldDescriptor field) => field.FieldType switch
    {
        FieldType.Message or FieldType.Group => Of(field.MessageType),
        FieldType.Enum => Of(field.EnumType),
        FieldType.String => new() { ["type"] = "string" },
        FieldType.Bytes => new() { ["type"] = "string", ["contentEncoding"] = "base64" },
        FieldType.Bool => new() { ["type"] = "boolean" },
        FieldType.Double or FieldType.Float => new() { ["type"] = "number" },
        FieldType.Int32 or FieldType.SInt32 or FieldType.SFixed32 => new() { ["type"] = "integer", ["format"] = "int32" },
        FieldType.UInt32 or FieldType.Fixed32 => new() { ["type"] = "integer", ["format"] = "int64", ["minimum"] = 0 },
        // A JSON number would lose digits: 64 bits are written as text.
        FieldType.Int64 or FieldType.SInt64 or FieldType.SFixed64 => new() { ["type"] = "string", ["format"] = "int64" },
        _ => new() { ["type"] = "string", ["format"] = "uint64" },
    };

    private JsonObject Of(EnumDescriptor one)
    {
        var name = NameOf(one);
        if (_schemas.ContainsKey(name)) return Reference(name);
        var lines = one.Values.Select(value => comments.Of($"{one.FullName}.{value.Name}") is { Length: > 0 } comment ? $"* {value.Name}: {comment}" : $"* {value.Name}");
        _schemas[name] = new JsonObject
        {
            ["type"] = "string",
            ["description"] = $"{comments.Of(one.FullName)}\nFurther values may come.\n\n{string.Join('\n', lines)}".Trim(),
            ["examples"] = new JsonArray([.. one.Values.Skip(1).Take(1).Select(static value => (JsonNode)value.Name)]),
        };
        return Reference(name);
    }

    private static JsonObject? WellKnown(MessageDescriptor message) => message.FullName switch
    {
        "google.protobuf.Timestamp" => new() { ["type"] = "string", ["format"] = "date-time" },
        "google.protobuf.Duration" => new() { ["type"] = "string", ["description"] = "Seconds with an s, such as 1.5s." },
        "google.protobuf.FieldMask" => new() { ["type"] = "string", ["description"] = "Field names with commas." },
        "google.protobuf.BoolValue" => new() { ["type"] = "boolean" },
        "google.protobuf.StringValue" or "google.protobuf.BytesValue" or "google.protobuf.Int64Value" or "google.protobuf.UInt64Value" => new() { ["type"] = "string" },
        "google.protobuf.Int32Value" or "google.protobuf.UInt32Value" => new() { ["type"] = "integer" },
        "google.protobuf.DoubleValue" or "google.protobuf.FloatValue" => new() { ["type"] = "number" },
        "google.protobuf.Empty" or "google.protobuf.Struct" => new() { ["type"] = "object" },
        _ => null,
    };

    /// <summary>Without its package, which all have in common; of others with it.</summary>
    private static string NameOf(IDescriptor descriptor) => descriptor.FullName.Replace("deduction.v1.", "", StringComparison.Ordinal);
}
