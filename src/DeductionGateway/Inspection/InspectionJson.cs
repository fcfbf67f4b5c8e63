using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using DeductionGateway.Core.Intake;

namespace DeductionGateway.Inspection;

/// <summary>The result as CONTRACT §2 words it. Amounts are signed decimal strings, credit positive.</summary>
internal static class InspectionJson
{
    private static readonly JsonWriterOptions Options = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write(FileInspection one)
    {
        using var memory = new MemoryStream();
        using (var json = new Utf8JsonWriter(memory, Options))
        {
            json.WriteStartObject();
            json.WriteString("format", one.Format);
            json.WriteString("dialect", one.Dialect);
            json.WriteStartArray("statements");
            foreach (var statement in one.Statements) WriteStatement(json, statement);
            json.WriteEndArray();
            if (one.Table is { } table) WriteTable(json, table);
            json.WriteStartArray("faults");
            foreach (var fault in one.Faults)
            {
                json.WriteStartObject();
                json.WriteNumber("line", fault.Line);
                json.WriteNumber("column", fault.Column);
                json.WriteString("code", fault.Code);
                json.WriteString("text", fault.Text);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(memory.ToArray());
    }

    private static void WriteStatement(Utf8JsonWriter json, InspectedStatement statement)
    {
        json.WriteStartObject();
        json.WriteString("account", statement.Account);
        json.WriteString("currency", statement.Currency);
        json.WriteString("number", statement.Number);
        WriteBalance(json, "opening", statement.Opening);
        WriteBalance(json, "closing", statement.Closing);
        json.WriteStartArray("entries");
        foreach (var entry in statement.Entries)
        {
            json.WriteStartObject();
            json.WriteString("valueDate", Date(entry.ValueDate));
            json.WriteString("bookingDate", Date(entry.BookingDate));
            json.WriteString("amount", Amount(entry.Amount));
            json.WriteString("reference", entry.CustomerRef);
            json.WriteString("bankReference", entry.BankRef);
            json.WriteString("text", entry.Counterparty.Length == 0 ? entry.Narrative : $"{entry.Narrative} /{entry.Counterparty}");
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteBalance(Utf8JsonWriter json, string name, (DateOnly Date, long Amount)? balance)
    {
        if (balance is not { } known)
        {
            json.WriteNull(name);
            return;
        }
        json.WriteStartObject(name);
        json.WriteString("date", Date(known.Date));
        json.WriteString("amount", Amount(known.Amount));
        json.WriteEndObject();
    }

    private static void WriteTable(Utf8JsonWriter json, InspectedTable table)
    {
        json.WriteNumber("rows", table.Rows);
        json.WriteNumber("headerLine", table.HeaderLine);
        json.WriteStartArray("columns");
        foreach (var name in table.Header) json.WriteStringValue(name);
        json.WriteEndArray();
        if (table.Sum is { } sum) json.WriteString("sum", sum.ToString(CultureInfo.InvariantCulture));
        if (table.Shape is not null) json.WriteString("shape", table.Shape);
    }

    private static string Date(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
    private static string Amount(long rupiah) => rupiah.ToString(CultureInfo.InvariantCulture) + ".00";
}
