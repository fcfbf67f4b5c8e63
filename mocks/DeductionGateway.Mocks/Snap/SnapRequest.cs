using System.Text.Json;
using System.Text.Json.Nodes;

namespace DeductionGateway.Mocks.Snap;

/// <summary>What a service answers.</summary>
/// <param name="Case">Two digits: what the standard calls the case code.</param>
/// <param name="Body">Beside code and message.</param>
internal sealed record SnapReply(int Http, string Case, string Message, JsonObject Body)
{
    public static SnapReply Done(JsonObject body) => new(200, "00", "Successful", body);

    /// <summary>The whole body, code and message first.</summary>
    /// <param name="service">Two digits.</param>
    public JsonObject Whole(string service)
    {
        var whole = new JsonObject { ["responseCode"] = $"{Http}{service}{Case}", ["responseMessage"] = Message };
        foreach (var (name, value) in Body) whole[name] = value?.DeepClone();
        return whole;
    }
}

/// <summary>A request is refused.</summary>
internal sealed class SnapRefusal(int http, string @case, string message) : Exception(message)
{
    public SnapReply Reply => new(http, @case, Message, []);
}

/// <summary>The fields of a body: a strict reader, as banks are.</summary>
internal sealed class SnapRequest(JsonObject fields)
{
    /// <exception cref="SnapRefusal">It is no JSON object.</exception>
    public static SnapRequest Of(ReadOnlySpan<byte> body)
    {
        try
        {
            return new SnapRequest(JsonNode.Parse(body) as JsonObject ?? throw new SnapRefusal(400, "00", "Bad Request"));
        }
        catch (JsonException)
        {
            throw new SnapRefusal(400, "00", "Bad Request");
        }
    }

    /// <summary>A text; null where it is not there.</summary>
    public string? Text(string name)
    {
        if (fields[name] is not { } node) return null;
        return node is JsonValue value && value.TryGetValue(out string? text) ? text : throw new SnapRefusal(400, "01", $"Invalid Field Format {name}");
    }

    public string Needed(string name) => Text(name) is { Length: > 0 } text ? text : throw new SnapRefusal(400, "02", $"Invalid Mandatory Field {name}");

    public DateTimeOffset Moment(string name, DateTimeOffset standard) => Text(name) is not { } text ? standard : SnapWords.TimeOf(text) ?? throw new SnapRefusal(400, "01", $"Invalid Field Format {name}");

    /// <summary>Sen; null where it is not there.</summary>
    public long? Amount(string name)
    {
        if (fields[name] is not { } node) return null;
        return node is JsonObject money && money["currency"]?.ToString() == "IDR" && SnapWords.AmountOf(money["value"]?.ToString() ?? "") is { } minor ? minor : throw new SnapRefusal(400, "01", $"Invalid Field Format {name}");
    }

    public long NeededAmount(string name) => Amount(name) ?? throw new SnapRefusal(400, "02", $"Invalid Mandatory Field {name}");
}
