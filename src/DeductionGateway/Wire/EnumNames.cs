using System.Text.Json;
using Google.Protobuf.Reflection;

namespace DeductionGateway.Wire;

/// <summary>Says which values an enum has to a caller who wrote another; looked up only once something is wrong.</summary>
internal static class EnumNames
{
    /// <summary>The first field of a body whose value is no name of its enum; null where none is.</summary>
    /// <param name="json">JSON, already known to be well formed.</param>
    public static (string Path, string Sentence)? FirstWrong(string json, MessageDescriptor message)
    {
        using var document = JsonDocument.Parse(json);
        return InMessage(document.RootElement, message, "");
    }

    /// <summary>Without the value that means nothing was said.</summary>
    public static string Wanted(FieldDescriptor field) => $"{string.Join(", ", field.EnumType.Values.Where(static value => value.Number != 0).Select(static value => value.Name))} is wanted";

    private static (string Path, string Sentence)? InMessage(JsonElement json, MessageDescriptor message, string within)
    {
        if (json.ValueKind != JsonValueKind.Object) return null;
        foreach (var property in json.EnumerateObject())
        {
            var field = message.Fields.InDeclarationOrder().FirstOrDefault(one => one.JsonName == property.Name || one.Name == property.Name);
            if (field is null || field.IsMap) continue;
            var values = field.IsRepeated && property.Value.ValueKind == JsonValueKind.Array ? property.Value.EnumerateArray().ToList() : [property.Value];
            foreach (var value in values)
            {
                if (InField(value, field, within + field.Name) is { } wrong) return wrong;
            }
        }
        return null;
    }

    private static (string Path, string Sentence)? InField(JsonElement value, FieldDescriptor field, string path)
    {
        if (field.FieldType == FieldType.Message) return InMessage(value, field.MessageType, path + ".");
        var isWrong = field.FieldType == FieldType.Enum && value.ValueKind == JsonValueKind.String && field.EnumType.FindValueByName(value.GetString()!) is null;
        return isWrong ? (path, $"{path} is '{value.GetString()}': {Wanted(field)}.") : null;
    }
}
