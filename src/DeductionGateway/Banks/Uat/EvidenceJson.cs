using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Snap;

namespace DeductionGateway.Banks.Uat;

/// <summary>Evidence for programs. Moments are of Jakarta; bodies are JSON where they are JSON, else text; a status of 0 is no answer.</summary>
internal static class EvidenceJson
{
    private static readonly JsonSerializerOptions Written = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Of(Evidence evidence) => JsonSerializer.SerializeToUtf8Bytes(new JsonObject
    {
        ["format"] = "snap-uat/1", ["cooperative"] = evidence.Cooperative, ["partner"] = evidence.Bank, ["address"] = evidence.Address, ["form"] = evidence.Form,
        ["began"] = Moment(evidence.Began), ["ended"] = Moment(evidence.Ended),
        ["passed"] = evidence.Count(UatVerdict.Passed), ["failed"] = evidence.Count(UatVerdict.Failed), ["not_run"] = evidence.Count(UatVerdict.NotRun), ["received"] = evidence.Count(UatVerdict.Seen),
        ["cases"] = new JsonArray([.. evidence.Cases.Select(Case)]),
    }, Written);

    private static JsonObject Case(EvidenceCase one) => new()
    {
        ["id"] = one.Id, ["service"] = ((int)one.Service).ToString("00", CultureInfo.InvariantCulture), ["path"] = one.Service.Path(), ["title"] = new JsonObject { ["id"] = one.Title.Id, ["en"] = one.Title.En },
        ["expected"] = new JsonArray([.. one.Expected.Select(static code => JsonValue.Create(code))]), ["got"] = one.Got, ["verdict"] = UatWords.Of(one.Verdict, UatLanguage.English).Replace(' ', '_'),
        ["reason"] = UatWords.Of(one.Reason, UatLanguage.English), ["milliseconds"] = one.Milliseconds, ["exchanges"] = new JsonArray([.. one.Exchanges.Select(Exchange)]),
    };

    private static JsonObject Exchange(EvidenceExchange one) => new()
    {
        ["at"] = Moment(one.At), ["method"] = one.Method, ["url"] = one.Url, ["milliseconds"] = one.Milliseconds,
        ["request"] = new JsonObject { ["headers"] = Headers(one.RequestHeaders), ["body"] = Body(one.RequestBody) },
        ["response"] = new JsonObject { ["status"] = one.Status, ["headers"] = Headers(one.AnswerHeaders), ["body"] = Body(one.AnswerBody) },
    };

    private static string Moment(DateTimeOffset at) => at.ToOffset(JakartaTime.Offset).ToString("yyyy-MM-dd'T'HH:mm:ss.fffzzz", CultureInfo.InvariantCulture);

    private static JsonArray Headers(IReadOnlyList<KeyValuePair<string, string>> headers) => [.. headers.Select(static one => new JsonObject { ["name"] = one.Key, ["value"] = one.Value })];

    private static JsonNode? Body(string text)
    {
        try
        {
            return text.Length == 0 ? null : JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return JsonValue.Create(text);
        }
    }
}
