using System.Text;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace DeductionGateway.Wire;

/// <summary>Reads an HTTP request into the message of its method: body, then query, then path; what stands in the path wins. A body of bytes is left to <see cref="RestBodies"/>.</summary>
internal static class RestRequest
{
    /// <summary>Of a body, in bytes; the same as gRPC takes for one message.</summary>
    public const int BodyLimitBytes = 4 << 20;

    /// <summary>Braces and brackets within each other.</summary>
    private const int DepthLimit = 32;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly JsonParser Json = new(new JsonParser.Settings(DepthLimit * 2, RestJson.Types));

    /// <exception cref="RpcException">The request is not well formed, or not of this method; the sentence says where.</exception>
    public static async Task<IMessage> Read(HttpRequest http, RestMatch match, string query)
    {
        var route = match.Route!;
        var type = route.Method.InputType;
        var message = route.Body.Length > 0 && !RestBodies.IsRaw(route) ? await ReadBody(http, route) : type.Parser.ParseFrom(ByteString.Empty);
        if (route.Body.Length == 0 && (http.ContentLength > 0 || http.Headers.TransferEncoding.Count > 0)) throw Faults.Malformed("BODY_UNWANTED", "This method takes no body; its fields stand in the path and the query.");
        ReadQuery(message, route, query);
        for (var i = 0; i < match.Segments.Count; i++)
        {
            var fields = FieldPath.Find(type, route.Path.Variables[i].Field)!;
            var value = string.Join('/', match.Segments[i].Select(segment => Unescape(segment, "path", isQuery: false)));
            Clear(message, fields);
            Merge(message, fields, [value], $"{route.Path.Variables[i].Field} in the path");
        }
        return message;
    }

    private static async Task<IMessage> ReadBody(HttpRequest http, RestRoute route)
    {
        var type = route.Method.InputType;
        var text = Text(await Bytes(http));
        if (text.Length == 0) return type.Parser.ParseFrom(ByteString.Empty);
        Inspect(text);
        var json = route.Body == "*" ? text : $"{{{JsonSerializer.Serialize(type.FindFieldByName(route.Body).JsonName)}:{text}}}";
        try
        {
            return Json.Parse(json, type);
        }
        catch (Exception wrong) when (wrong is InvalidProtocolBufferException or InvalidJsonException or FormatException or OverflowException or ArgumentException)
        {
            if (EnumNames.FirstWrong(json, type) is { } name) throw Faults.Invalid(name.Path, name.Sentence);
            throw Faults.Malformed("BODY_INVALID", $"The body is not a {(route.Body == "*" ? type.Name : route.Body)}: {wrong.Message}");
        }
    }

    private static async Task<byte[]> Bytes(HttpRequest http)
    {
        if (http.Headers.ContentEncoding.Count > 0) throw Faults.Malformed("CONTENT_ENCODING", "The body must be sent as it is, without Content-Encoding.");
        using var bytes = new MemoryStream();
        var buffer = new byte[16 << 10];
        int read;
        while ((read = await http.Body.ReadAsync(buffer, http.HttpContext.RequestAborted)) > 0)
        {
            if (bytes.Length + read > BodyLimitBytes) throw Faults.Malformed(Problem.TooLarge, $"The body is larger than {BodyLimitBytes} bytes.", StatusCode.ResourceExhausted);
            bytes.Write(buffer, 0, read);
        }
        if (bytes.Length > 0 && !IsJson(http.ContentType)) throw Faults.Malformed(Problem.ContentType, $"The body must be application/json in UTF-8, not {http.ContentType ?? "without a content type"}.");
        return bytes.ToArray();
    }

    private static bool IsJson(string? contentType) =>
        Microsoft.Net.Http.Headers.MediaTypeHeaderValue.TryParse(contentType, out var type) && type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
        && (!type.Charset.HasValue || type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase));

    private static string Text(byte[] bytes)
    {
        try
        {
            return Strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            throw Faults.Malformed("UTF8_INVALID", "The body is not UTF-8.");
        }
    }

    /// <summary>It is one JSON value, not too deep, and every text in it can be written again.</summary>
    private static void Inspect(string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = DepthLimit });
            ReadTexts(json.RootElement);
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException)
        {
            throw Faults.Malformed("JSON_INVALID", $"The body is not JSON of at most {DepthLimit} levels: {wrong.Message}");
        }
    }

    /// <summary>Half of a surrogate pair is a text in JSON and none anywhere else.</summary>
    private static void ReadTexts(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.String) value.GetString();
        else if (value.ValueKind == JsonValueKind.Array) foreach (var one in value.EnumerateArray()) ReadTexts(one);
        else if (value.ValueKind == JsonValueKind.Object)
        {
            foreach (var one in value.EnumerateObject())
            {
                _ = one.Name;
                ReadTexts(one.Value);
            }
        }
    }

    private static void ReadQuery(IMessage message, RestRoute route, string query)
    {
        var values = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var pair in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            var name = Unescape(equals < 0 ? pair : pair[..equals], "query", isQuery: true);
            if (!values.TryGetValue(name, out var list)) values[name] = list = [];
            list.Add(equals < 0 ? "" : Unescape(pair[(equals + 1)..], "query", isQuery: true));
        }
        foreach (var (name, list) in values)
        {
            if (FieldPath.Find(message.Descriptor, name) is not { } fields || !FieldPath.IsValue(fields[^1]) || route.Body == "*") throw Faults.Invalid(name, $"The query parameter {name} is not known here.");
            var path = string.Join('.', fields.Select(static field => field.Name));
            if (path == route.Body || path.StartsWith(route.Body + ".", StringComparison.Ordinal) || route.Path.Variables.Any(variable => variable.Field == path)) throw Faults.Invalid(path, $"{path} does not belong in the query of this method.");
            if (list.Count > 1 && !fields[^1].IsRepeated) throw Faults.Invalid(path, $"The query parameter {name} stands {list.Count} times.");
            Merge(message, fields, list, $"The query parameter {name}");
        }
    }

    private static void Merge(IMessage message, IReadOnlyList<FieldDescriptor> fields, IReadOnlyList<string> values, string what)
    {
        try
        {
            message.MergeFrom(Json.Parse(FieldPath.Json(fields, values), message.Descriptor).ToByteArray());
        }
        catch (Exception wrong) when (wrong is InvalidProtocolBufferException or InvalidJsonException or FormatException or OverflowException or ArgumentException)
        {
            var path = string.Join('.', fields.Select(static field => field.Name));
            throw Faults.Invalid(path, $"{what} is '{string.Join(',', values)}': {(fields[^1].FieldType == FieldType.Enum ? EnumNames.Wanted(fields[^1]) : wrong.Message)}");
        }
    }

    /// <summary>Merging cannot lay a zero over what the body said.</summary>
    private static void Clear(IMessage message, IReadOnlyList<FieldDescriptor> fields)
    {
        foreach (var field in fields.SkipLast(1))
        {
            if (field.Accessor.GetValue(message) is not IMessage inner) return;
            message = inner;
        }
        fields[^1].Accessor.Clear(message);
    }

    /// <summary>Percent escapes to text; an escape that is none, or bytes that are no UTF-8, are refused. An escaped slash stays within its segment.</summary>
    private static string Unescape(string text, string where, bool isQuery)
    {
        if (text.AsSpan().IndexOfAny('%', '+') < 0) return text;
        var bytes = new List<byte>(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '%')
            {
                if (i + 2 >= text.Length || !byte.TryParse(text.AsSpan(i + 1, 2), System.Globalization.NumberStyles.AllowHexSpecifier, System.Globalization.CultureInfo.InvariantCulture, out var one)) throw Faults.Malformed("ESCAPE_INVALID", $"A percent sign in the {where} is not followed by two hexadecimal digits.");
                bytes.Add(one);
                i += 2;
            }
            else if (text[i] == '+' && isQuery) bytes.Add((byte)' ');
            else bytes.AddRange(Encoding.UTF8.GetBytes(text[i].ToString()));
        }
        try
        {
            return Strict.GetString([.. bytes]);
        }
        catch (DecoderFallbackException)
        {
            throw Faults.Malformed("UTF8_INVALID", $"The {where} is not UTF-8.");
        }
    }
}
