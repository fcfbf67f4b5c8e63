using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using DeductionGateway.Core.BankFiles;

namespace DeductionGateway.Inspection;

/// <summary>The result as CONTRACT §2 words it. Amounts are signed decimal strings, credit positive.</summary>
internal static class InspectionJson
{
    private static readonly JsonWriterOptions Options = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Bytes held back at most: a statement may have a million entries, and a text of twice as many bytes stays off the large object heap.</summary>
    private const int Chunk = 1 << 14;

    public static void Write(TextWriter output, FileInspection one)
    {
        var buffer = new ArrayBufferWriter<byte>(Chunk);
        using var json = new Utf8JsonWriter(buffer, Options);
        json.WriteStartObject();
        json.WriteString("format", one.Format);
        json.WriteString("dialect", one.Dialect);
        json.WriteStartArray("statements");
        foreach (var statement in one.Statements) WriteStatement(json, statement, () => Pass(json, buffer, output, Chunk));
        json.WriteEndArray();
        if (one.Table is { } table) WriteTable(json, table);
        if (one.Notes.Count > 0)
        {
            json.WriteStartArray("notes");
            foreach (var note in one.Notes) WritePlace(json, note.Line, null, note.Code, note.Text);
            json.WriteEndArray();
        }
        json.WriteStartArray("faults");
        foreach (var fault in one.Faults) WritePlace(json, fault.Line, fault.Column, fault.Code, fault.Text);
        json.WriteEndArray();
        json.WriteEndObject();
        Pass(json, buffer, output, 0);
        output.WriteLine();
    }

    /// <summary>Hands on what was written, once it is more than <paramref name="least"/> bytes. A flush ends between two tokens, never within a character.</summary>
    private static void Pass(Utf8JsonWriter json, ArrayBufferWriter<byte> buffer, TextWriter output, int least)
    {
        if (json.BytesPending + buffer.WrittenCount <= least) return;
        json.Flush();
        output.Write(Encoding.UTF8.GetString(buffer.WrittenSpan));
        buffer.ResetWrittenCount();
    }

    public static void WritePlace(Utf8JsonWriter json, int line, int? column, string code, string text)
    {
        json.WriteStartObject();
        json.WriteNumber("line", line);
        if (column is { } place) json.WriteNumber("column", place);
        json.WriteString("code", code);
        json.WriteString("text", text);
        json.WriteEndObject();
    }

    private static void WriteStatement(Utf8JsonWriter json, ReadStatement statement, Action pass)
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
            json.WriteString("amount", entry.Amount.ToString());
            json.WriteString("reference", entry.Reference.Span);
            json.WriteString("bankReference", entry.BankReference.Span);
            if (entry.Counterparty.IsEmpty) json.WriteString("text", entry.Text.Span);
            else json.WriteString("text", $"{entry.Text} /{entry.Counterparty}");
            json.WriteEndObject();
            pass();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteBalance(Utf8JsonWriter json, string name, ReadBalance? balance)
    {
        if (balance is not { } known)
        {
            json.WriteNull(name);
            return;
        }
        json.WriteStartObject(name);
        json.WriteString("date", Date(known.Date));
        json.WriteString("amount", known.Amount.ToString());
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
}
