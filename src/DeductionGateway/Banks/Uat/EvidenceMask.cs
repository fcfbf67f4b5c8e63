using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using DeductionGateway.Core.Basics;

namespace DeductionGateway.Banks.Uat;

/// <summary>
/// What may stand in evidence that leaves the house: of tokens and signatures their ends, of account numbers the last four digits, of names their first letters
/// (<see cref="PersonalNumbers"/>). Fields are known by their names; what is known to be somebody's is masked wherever it stands; and of all texts but references and
/// moments, whatever looks like an account number.
/// </summary>
/// <param name="accounts">Numbers that are known to be accounts.</param>
/// <param name="secrets">Tokens that are known.</param>
internal sealed class EvidenceMask(IEnumerable<string> accounts, IEnumerable<string> secrets)
{
    private const int LongestBody = 16 << 10, LeastKnown = 5;

    /// <summary>Names of headers and fields, or their ends, without case.</summary>
    private static readonly string[] Secrets = ["authorization", "authorization-customer", "x-signature", "signature", "token", "secret", "password", "otp", "set-cookie", "cookie"];
    private static readonly string[] Accounts = ["accountno", "accountnumber", "virtualaccountno", "customerno", "phone", "phoneno", "nik", "customernumber"];
    private static readonly string[] Names = ["name", "email"];

    /// <summary>What the bank finds a call by: left whole.</summary>
    private static readonly string[] Traces = ["referenceno", "requestid", "trxid", "id", "code", "date", "time", "datetime", "timestamp", "value", "currency", "x-timestamp", "x-external-id", "x-partner-id", "channel-id", "x-client-key", "content-type", "date-time"];

    // An apostrophe or a letter with a dash is read by people.
    private static readonly JsonSerializerOptions Written = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly (string Whole, string Masked)[] _known =
    [
        .. secrets.Where(static one => one.Length >= LeastKnown).Select(static one => (one, Ends(one))),
        .. accounts.Where(static one => one.Length >= LeastKnown).OrderByDescending(static one => one.Length).Select(static one => (one, PersonalNumbers.MaskedAccountNo(one))),
    ];

    public IReadOnlyList<KeyValuePair<string, string>> Headers(IEnumerable<KeyValuePair<string, string>> headers) => [.. headers.Select(one => KeyValuePair.Create(one.Key, Text(one.Key, one.Value)))];

    /// <summary>A body as people read it: JSON indented, anything else as its first letters, masked.</summary>
    public string Body(byte[] body)
    {
        if (body.Length == 0) return "";
        try
        {
            var node = JsonNode.Parse(body);
            return Cut(node is null ? "null" : Masked("", node)!.ToJsonString(Written));
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException or ArgumentException)
        {
            return Cut(Text("", Encoding.UTF8.GetString(body.AsSpan(0, Math.Min(body.Length, LongestBody)))));
        }
    }

    /// <param name="name">Of the header or field; empty for none.</param>
    public string Text(string name, string text)
    {
        if (Is(name, Secrets)) return text.StartsWith("Bearer ", StringComparison.Ordinal) ? "Bearer " + Ends(text["Bearer ".Length..]) : Ends(text);
        if (Is(name, Accounts)) return PersonalNumbers.MaskedAccountNo(text.Trim());
        if (Is(name, Names)) return Letters(text);
        foreach (var (whole, masked) in _known) text = text.Replace(whole, masked, StringComparison.Ordinal);
        return Is(name, Traces) ? text : PersonalNumbers.MaskedIn(text, PersonalNumbers.LeastAccountDigits);
    }

    /// <summary>Four letters at either end of what is long enough for it.</summary>
    private static string Ends(string text)
    {
        const int shown = 4, least = 24;
        return text.Length < least ? "****" : $"{text[..shown]}…{text[^shown..]}";
    }

    /// <summary>The first letter of each word: somebody who knows the name recognises it.</summary>
    private static string Letters(string text) => string.Join(' ', text.Split(' ').Select(static word => word.Length < 2 ? word : word[0] + new string('*', word.Length - 1)));

    private JsonNode? Masked(string name, JsonNode? node) => node switch
    {
        JsonObject fields => new JsonObject(fields.Select(one => KeyValuePair.Create(one.Key, Masked(one.Key, one.Value)))),
        JsonArray list => new JsonArray([.. list.Select(one => Masked(name, one))]),
        JsonValue value when value.TryGetValue(out string? text) => JsonValue.Create(Text(name, text)),
        // A number may be an account that somebody wrote without quotes.
        JsonValue value when value.GetValueKind() == JsonValueKind.Number && Text(name, value.ToJsonString()) is var text && text != value.ToJsonString() => JsonValue.Create(text),
        _ => node?.DeepClone(),
    };

    private static string Cut(string text) => text.Length <= LongestBody ? text : $"{text[..LongestBody]} … ({text.Length})";

    private static bool Is(string name, string[] ends) => name.Length > 0 && Array.Exists(ends, end => name.EndsWith(end, StringComparison.OrdinalIgnoreCase));
}
