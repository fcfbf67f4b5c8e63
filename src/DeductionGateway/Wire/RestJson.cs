using System.Text;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Rpc;

namespace DeductionGateway.Wire;

/// <summary>Messages as JSON: names in camelCase, 64-bit numbers as text, enums by name, nothing left out because it is zero.</summary>
internal static class RestJson
{
    /// <summary>Details of failures are of these types.</summary>
    public static readonly TypeRegistry Types = TypeRegistry.FromFiles(ErrorDetailsReflection.Descriptor, StatusReflection.Descriptor, Contract.V1.PeriodsReflection.Descriptor);

    private static readonly JsonFormatter Formatter = new(JsonFormatter.Settings.Default.WithFormatDefaultValues(true).WithTypeRegistry(Types));

    public static string Of(IMessage message) => Formatter.Format(message);

    /// <summary>One field of an answer, where the method's option asks for it.</summary>
    public static string Of(IMessage message, string field)
    {
        if (field.Length == 0) return Of(message);
        using var text = new StringWriter(new StringBuilder(), System.Globalization.CultureInfo.InvariantCulture);
        Formatter.WriteValue(text, message.Descriptor.FindFieldByName(field).Accessor.GetValue(message));
        return text.ToString();
    }

    /// <summary>Any as JSON; of a type that is not known here its bytes.</summary>
    public static string OfDetail(Google.Protobuf.WellKnownTypes.Any detail)
    {
        var name = Google.Protobuf.WellKnownTypes.Any.GetTypeName(detail.TypeUrl);
        if (Types.Find(name) is not null) return Of(detail);
        return $"{{\"@type\":{System.Text.Json.JsonSerializer.Serialize(detail.TypeUrl)},\"value\":\"{detail.Value.ToBase64()}\"}}";
    }
}
