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
        var chars = new char[Chunk * 2];
        using var json = new Utf8JsonWriter(buffer, Options);
        json.WriteStartObject();
        json.WriteString("format", one.Format);
        json.WriteString("dialect", one.Dialect);
        json.WriteStartArray("statements");
        foreach (var statement in one.Statements) WriteStatement(json, statement, () => Pass(json, buffer, chars, output, Chunk));
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
        Pass(json, buffer, chars, output, 0);
        output.WriteLine();
    }

    /// <summary>Hands on what was written, once it is more than <paramref name="least"/> bytes. A flush ends between two tokens, never within a character.</summary>
    private static void Pass(Utf8JsonWriter json, ArrayBufferWriter<byte> buffer, char[] chars, TextWriter output, int least)
    {
        if (json.BytesPending + buffer.WrittenCount <= least) return;
        json.Flush();
        var text = Encoding.UTF8.GetDecoder();
        for (var rest = buffer.WrittenSpan; rest.Length > 0;)
        {
            text.Convert(rest, chars, flush: true, out var read, out var written, out _);
            output.Write(chars, 0, written);
            rest = rest[read..];
        }
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
            WriteDate(json, "valueDate", entry.ValueDate);
            WriteDate(json, "bookingDate", entry.BookingDate);
            WriteAmount(json, entry.Amount);
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
        WriteDate(json, "date", known.Date);
        WriteAmount(json, known.Amount);
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

    private static void WriteAmount(Utf8JsonWriter json, StatementAmount amount)
    {
        Span<char> text = stackalloc char[StatementAmount.MaximumLength];
        json.WriteString("amount", text[..amount.Write(text)]);
    }

    private static void WriteDate(Utf8JsonWriter json, string name, DateOnly date)
    {
        Span<char> text = stackalloc char[10];
        date.TryFormat(text, out _, "yyyy-MM-dd", CultureInfo.InvariantCulture);
        json.WriteString(name, text);
    }
}
