using System.Text;
using DeductionGateway.Core.Intake;

namespace DeductionGateway.Core.BankFiles;

/// <summary>What kind of bank file some bytes are; only a reader says whether they are a good one.</summary>
public enum BankContent
{
    /// <summary>No text and no workbook.</summary>
    Unknown,
    Mt940,
    Xml,

    /// <summary>A web page under a spreadsheet's name, as some banks' download buttons give.</summary>
    Html,

    /// <summary>A workbook, .xlsx or the old .xls.</summary>
    Workbook,

    /// <summary>The gateway's own bank*.csv, by its header.</summary>
    OwnCsv,

    /// <summary>Text: perhaps a bank's table.</summary>
    Text,
}

/// <summary>Says what a file is by its content; its name decides nothing.</summary>
public static class BankContents
{
    /// <summary>How far into the file the evidence is looked for, bytes.</summary>
    public const int Sample = 64 * 1024;

    private static readonly string[] StatementTags = [":20:", ":25:", ":28C:", ":28:", ":60F:", ":60M:", ":61:"];
    private static readonly string[] OwnColumns = ["bank_ref", "booking_date", "value_date", "dc"];

    /// <param name="start">The file, or its first <see cref="Sample"/> bytes.</param>
    public static BankContent Of(ReadOnlySpan<byte> start)
    {
        if (start is [(byte)'P', (byte)'K', 3, 4, ..] or [0xD0, 0xCF, 0x11, 0xE0, ..]) return BankContent.Workbook;
        if (start is [0xFF, 0xFE, (byte)'<', 0, ..] or [0xFE, 0xFF, 0, (byte)'<', ..]) return BankContent.Xml;
        var text = Encoding.UTF8.GetString(start[..Math.Min(start.Length, Sample)]).TrimStart('\uFEFF');
        if (string.IsNullOrWhiteSpace(text) || text.Contains('\0', StringComparison.Ordinal)) return BankContent.Unknown;
        var first = text.TrimStart();
        if (first.StartsWith('<')) return IsHtml(first) ? BankContent.Html : BankContent.Xml;
        if (first.StartsWith("{1:", StringComparison.Ordinal) || Array.Exists(StatementTags, tag => HasLine(text, tag))) return BankContent.Mt940;
        var header = first.Split('\n')[0].Split(CsvRecords.DelimiterOf(start)).Select(static name => name.Trim().Trim('"').ToLowerInvariant()).ToHashSet(StringComparer.Ordinal);
        return OwnColumns.Count(header.Contains) > 1 ? BankContent.OwnCsv : BankContent.Text;
    }

    private static bool IsHtml(string text) => text.StartsWith("<html", StringComparison.OrdinalIgnoreCase)
        || text.StartsWith("<!DOCTYPE html", StringComparison.OrdinalIgnoreCase) || text.StartsWith("<table", StringComparison.OrdinalIgnoreCase);

    private static bool HasLine(string text, string tag) =>
        text.StartsWith(tag, StringComparison.Ordinal) || text.Contains("\n" + tag, StringComparison.Ordinal) || text.Contains("\r" + tag, StringComparison.Ordinal)
        || text.Contains("{4:" + tag, StringComparison.Ordinal) || text.Contains("@@" + tag, StringComparison.Ordinal);
}
