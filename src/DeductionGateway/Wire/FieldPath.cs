using System.Text.Json;
using Google.Protobuf.Reflection;

namespace DeductionGateway.Wire;

/// <summary>A field within a message, named by its path: <c>inner.name</c>, names as in the .proto or as in JSON.</summary>
internal static class FieldPath
{
    /// <summary>Messages that JSON writes as one value.</summary>
    private static readonly HashSet<string> OneValueMessages = new(StringComparer.Ordinal)
    {
        "google.protobuf.Timestamp", "google.protobuf.Duration", "google.protobuf.FieldMask", "google.protobuf.StringValue", "google.protobuf.BytesValue",
        "google.protobuf.BoolValue", "google.protobuf.Int32Value", "google.protobuf.Int64Value", "google.protobuf.UInt32Value", "google.protobuf.UInt64Value",
        "google.protobuf.FloatValue", "google.protobuf.DoubleValue",
    };

    /// <summary>The fields on the way, the last one included; null where there is none of this name or the way leads through a list.</summary>
    public static IReadOnlyList<FieldDescriptor>? Find(MessageDescriptor message, string path)
    {
        var fields = new List<FieldDescriptor>();
        foreach (var name in path.Split('.'))
        {
            if (fields.Count > 0)
            {
                var last = fields[^1];
                if (last.FieldType != FieldType.Message || last.IsRepeated || IsOneValue(last)) return null;
                message = last.MessageType;
            }
            var field = message.FindFieldByName(name) ?? message.Fields.InDeclarationOrder().FirstOrDefault(one => one.JsonName == name);
            if (field is null) return null;
            fields.Add(field);
        }
        return fields;
    }

    /// <summary>Written as one value: a number, a text, an enum, a well-known type.</summary>
    public static bool IsOneValue(FieldDescriptor field) => !field.IsMap && !field.IsRepeated && IsValue(field);

    /// <summary>Its elements, or itself, are written as one value.</summary>
    public static bool IsValue(FieldDescriptor field) => !field.IsMap && (field.FieldType != FieldType.Message || OneValueMessages.Contains(field.MessageType.FullName));

    /// <summary>The JSON of a message that has this one field, and nothing else. Protobuf's JSON takes numbers as text as well.</summary>
    /// <exception cref="FormatException">A value cannot be of this field; the message says what is wanted.</exception>
    public static string Json(IReadOnlyList<FieldDescriptor> fields, IReadOnlyList<string> values)
    {
        var leaf = fields[^1];
        var written = values.Select(value => Value(leaf, value));
        var json = leaf.IsRepeated ? $"[{string.Join(',', written)}]" : written.Single();
        return fields.Reverse().Aggregate(json, static (inner, field) => $"{{{JsonSerializer.Serialize(field.JsonName)}:{inner}}}");
    }

    private static string Value(FieldDescriptor field, string text)
    {
        var isBool = field.FieldType == FieldType.Bool || (field.FieldType == FieldType.Message && field.MessageType.FullName == "google.protobuf.BoolValue");
        if (isBool) return text is "true" or "false" ? text : throw new FormatException("true or false is wanted");
        if (field.FieldType == FieldType.Enum && int.TryParse(text, System.Globalization.NumberStyles.AllowLeadingSign, System.Globalization.CultureInfo.InvariantCulture, out _)) return text;
        return JsonSerializer.Serialize(text);
    }
}
