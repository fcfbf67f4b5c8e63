using System.Text.Json;

namespace DeductionGateway.Core.Intake;

/// <summary>Opens a JSON file of the folder. A byte order mark is normal; what is no JSON, or no UTF-8, is a fault of the file with its place.</summary>
public static class JsonText
{
    /// <summary>The document, or null with the fault.</summary>
    public static JsonDocument? Parse(string file, byte[] bytes, FaultList faults)
    {
        var json = bytes.AsMemory();
        if (json.Span.StartsWith("\uFEFF"u8)) json = json[3..];
        if (!System.Text.Unicode.Utf8.IsValid(json.Span))
        {
            faults.Add(file, 0, 0, "ENCODING", "The file is not UTF-8; save it as UTF-8.");
            return null;
        }
        try
        {
            CheckTexts(json.Span);
            return JsonDocument.Parse(json);
        }
        catch (JsonException trouble)
        {
            faults.Add(file, (int)(trouble.LineNumber ?? 0) + 1, (int)(trouble.BytePositionInLine ?? 0) + 1, "JSON", "The file is no JSON: it is cut off, or a comma, quote or bracket is wrong or missing here.");
        }
        catch (InvalidOperationException)
        {
            faults.Add(file, 0, 0, "JSON", "The file holds half of a character (a lone \\ud800–\\udfff); write the character itself.");
        }
        return null;
    }

    /// <summary>Escapes are only looked at when a text is asked for; asked here, so that no reader meets a bad one.</summary>
    private static void CheckTexts(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName) reader.GetString();
        }
    }
}
