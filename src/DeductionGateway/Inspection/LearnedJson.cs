using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using DeductionGateway.Core.Intake;

namespace DeductionGateway.Inspection;

/// <summary>The proposal for scripts. Amounts are whole rupiah as decimal strings.</summary>
internal static class LearnedJson
{
    private static readonly JsonWriterOptions Options = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="first">How many rows to show.</param>
    public static string Write(LearnedFile one, int first)
    {
        using var memory = new MemoryStream();
        using (var json = new Utf8JsonWriter(memory, Options))
        {
            json.WriteStartObject();
            json.WriteString("format", one.Format);
            json.WriteString("dialect", one.Dialect);
            json.WriteNumber("rows", one.Records);
            json.WriteString("sum", Text(one.Rows.Sum(static row => row.Amount)));
            if (one.Employer is null) json.WriteNull("employer");
            else json.WriteString("employer", one.Employer);
            json.WritePropertyName("profile");
            if (one.Profile is null) json.WriteNullValue();
            else json.WriteRawValue(ProfileFile.Json(one.Profile));
            WriteQuestions(json, one);
            WriteTexts(json, "evidence", one.Proposal.Evidence);
            WriteTexts(json, "unsure", one.Proposal.Unsure);
            WriteRows(json, one.Rows.Take(first));
            json.WritePropertyName("identified");
            if (one.Identified is { } identified) json.WriteRawValue($"{{\"rows\":{Text(identified)},\"of\":{Text(one.Records)}}}");
            else json.WriteNullValue();
            json.WriteStartArray("faults");
            foreach (var fault in one.Faults) InspectionJson.WritePlace(json, fault.Line, fault.Column, fault.Code, fault.Text);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(memory.ToArray());
    }

    private static void WriteQuestions(Utf8JsonWriter json, LearnedFile one)
    {
        json.WriteStartArray("questions");
        foreach (var question in one.Proposal.Questions)
        {
            json.WriteStartObject();
            json.WriteString("id", question.Id);
            json.WriteString("text", question.Text);
            json.WriteStartArray("choices");
            foreach (var choice in question.Choices)
            {
                json.WriteStartObject();
                json.WriteString("value", choice.Value);
                json.WriteString("text", choice.Text);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteString("proposed", question.Proposed);
            json.WriteString("answer", question.Answer);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteRows(Utf8JsonWriter json, IEnumerable<PayrollRow> rows)
    {
        json.WriteStartArray("firstRows");
        foreach (var row in rows)
        {
            json.WriteStartObject();
            json.WriteNumber("record", row.Record);
            json.WriteString("key", row.Key.ToString());
            json.WriteString("name", row.Name.ToString());
            json.WriteString("nationalId", row.NationalId.ToString());
            json.WriteString("code", row.Code?.Code);
            json.WriteString("amount", Text(row.Amount));
            json.WriteString("period", row.Period.Year == 1900 ? null : row.Period.ToString());
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IReadOnlyList<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts) json.WriteStringValue(text);
        json.WriteEndArray();
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
