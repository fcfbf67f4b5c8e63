using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using DeductionGateway.Core.Snap;

namespace DeductionGateway.Banks;

/// <summary>
/// JSON as banks are sent it: each character as itself where JSON lets it be. By its standard the library writes the plus of a time and the apostrophe of a name as escapes; a bank
/// that reads a body and writes it again before it looks at the signature would then sign other bytes.
/// </summary>
internal static class SnapJson
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Text(JsonObject body) => body.ToJsonString(Plain);

    public static byte[] Bytes(JsonObject body) => Encoding.UTF8.GetBytes(Text(body));

    /// <summary>An amount as the standard writes it.</summary>
    /// <param name="rupiah">Whole.</param>
    public static JsonObject Money(long rupiah) => new() { ["value"] = SnapMoney.Format(checked(rupiah * 100)), ["currency"] = "IDR" };

    /// <summary>A text as long as a bank takes it.</summary>
    public static string Cut(string text, int longest) => text.Length <= longest ? text : text[..longest].TrimEnd();
}
