using System.Text.Json;
using DeductionGateway.Core.Snap;

namespace DeductionGateway.Banks;

/// <summary>
/// The fields of a body, read tolerantly: banks send numbers for texts, pad what the standard pads, and name some fields in two ways. What is missing or cannot be read
/// is refused by its name.
/// </summary>
internal sealed class SnapFields : IDisposable
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 16, AllowTrailingCommas = true };

    private readonly JsonDocument? _document;
    private readonly JsonElement _fields;

    private SnapFields(JsonElement fields, JsonDocument? document) => (_fields, _document) = (fields, document);

    /// <exception cref="SnapFault">It is no JSON object.</exception>
    public static SnapFields Of(ReadOnlyMemory<byte> body)
    {
        try
        {
            var document = JsonDocument.Parse(body, Options);
            if (document.RootElement.ValueKind == JsonValueKind.Object) return new SnapFields(document.RootElement, document);
            document.Dispose();
        }
        catch (JsonException)
        {
            // Said below, as of every body that is none.
        }
        throw new SnapFault(SnapAnswer.BadRequest, "");
    }

    /// <summary>A text that may be there, without blanks at its ends; empty where it is not.</summary>
    /// <param name="names">In one way or another.</param>
    public string Text(int longest, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (Find(name) is not { } value) continue;
            var text = Read(value)?.Trim();
            return text is not null && text.Length <= longest && !text.Any(char.IsControl) ? text : throw SnapFault.Format(name);
        }
        return "";
    }

    /// <summary>A text that must be there.</summary>
    public string Needed(int longest, params ReadOnlySpan<string> names) => Text(longest, names) is { Length: > 0 } text ? text : throw SnapFault.Missing(names[0]);

    /// <summary>An amount in minor units; null where it is not there.</summary>
    public long? Amount(string name)
    {
        if (Inner(name) is not { } money) return null;
        var currency = money.Needed(3, "currency");
        if (currency != "IDR") throw SnapFault.Format($"{name}.currency");
        return SnapMoney.Parse(money.Needed(19, "value")) ?? throw SnapFault.Format($"{name}.value");
    }

    public long NeededAmount(string name) => Amount(name) ?? throw SnapFault.Missing(name);

    /// <summary>A moment; null where it is not there.</summary>
    public DateTimeOffset? Moment(params ReadOnlySpan<string> names) => Text(35, names) is { Length: > 0 } text ? SnapTime.Parse(text) ?? throw SnapFault.Format(names[0]) : null;

    /// <summary>An object within; null where it is not there.</summary>
    public SnapFields? Inner(string name)
    {
        if (Find(name) is not { } value) return null;
        return value.ValueKind == JsonValueKind.Object ? new SnapFields(value, null) : throw SnapFault.Format(name);
    }

    /// <summary>Objects in a row; none where there are none.</summary>
    public List<SnapFields> List(string name)
    {
        if (!_fields.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null) return [];
        if (value.ValueKind != JsonValueKind.Array || value.EnumerateArray().Any(static one => one.ValueKind != JsonValueKind.Object)) throw SnapFault.Format(name);
        return [.. value.EnumerateArray().Select(static one => new SnapFields(one, null))];
    }

    public void Dispose() => _document?.Dispose();

    /// <summary>Null where it is not there. A name in the body that is no text, half of a surrogate pair, cannot be compared: such a body is none.</summary>
    private JsonElement? Find(string name)
    {
        try
        {
            return _fields.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
        }
        catch (InvalidOperationException)
        {
            throw new SnapFault(SnapAnswer.BadRequest, "");
        }
    }

    private static string? Read(JsonElement value)
    {
        try
        {
            return value.ValueKind switch { JsonValueKind.String => value.GetString(), JsonValueKind.Number => value.GetRawText(), _ => null };
        }
        catch (InvalidOperationException)
        {
            // Bytes that are no UTF-8, or half of a surrogate pair.
            return null;
        }
    }
}
