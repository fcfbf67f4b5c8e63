using System.Text;
using DeductionGateway.Core.Intake;

namespace DeductionGateway.Inspection;

/// <summary>Says what a file is by its content; its name decides nothing.</summary>
internal static class FileNature
{
    /// <summary>How far into the file the evidence is looked for, bytes.</summary>
    private const int Sample = 64 * 1024;

    private static readonly string[] StatementTags = [":20:", ":25:", ":28C:", ":60F:", ":60M:", ":61:"];

    public static string Of(byte[] bytes)
    {
        if (bytes is [(byte)'P', (byte)'K', 3, 4, ..] or [0xD0, 0xCF, 0x11, 0xE0, ..]) return "payroll-xlsx";
        var text = Encoding.UTF8.GetString(bytes, 0, Math.Min(bytes.Length, Sample)).TrimStart('\uFEFF');
        if (string.IsNullOrWhiteSpace(text) || text.Contains('\0', StringComparison.Ordinal)) return "unknown";
        if (text.StartsWith("{1:", StringComparison.Ordinal) || Array.Exists(StatementTags, tag => HasLine(text, tag))) return "mt940";
        var first = text.TrimStart().Split('\n')[0];
        var header = first.Split(',').Select(static name => name.Trim().Trim('"').ToLowerInvariant()).ToHashSet(StringComparer.Ordinal);
        bool Has(params string[] names) => Array.TrueForAll(names, header.Contains);
        if (Has("bank_ref", "dc", "amount")) return "bank-csv";
        if (Has("expected_id", "employer")) return "expected-csv";
        if (Has("employer", "bank_mode")) return "employers-csv";
        if (Has("member_no", "employer", "employee_no")) return "members-csv";
        return Has("code", "name", "kind") ? "codes-csv" : "payroll-csv";
    }

    /// <summary>The delimiter under which most lines have the same number (over one) of fields.</summary>
    public static char Delimiter(string file, byte[] bytes)
    {
        var best = (Mark: ',', Score: 0);
        foreach (var mark in ",;\t|")
        {
            var records = new CsvRecords(file, bytes, mark, new FaultList());
            var widths = new Dictionary<int, int>();
            for (var seen = 0; seen < 50 && records.Read(); seen++)
            {
                if (records.Fields.Length > 1) widths[records.Fields.Length] = widths.GetValueOrDefault(records.Fields.Length) + 1;
            }
            var score = widths.Count == 0 ? 0 : widths.Max(static pair => pair.Value * 100 + Math.Min(pair.Key, 99));
            if (score > best.Score) best = (mark, score);
        }
        return best.Mark;
    }

    private static bool HasLine(string text, string tag) =>
        text.StartsWith(tag, StringComparison.Ordinal) || text.Contains("\n" + tag, StringComparison.Ordinal) || text.Contains("{4:" + tag, StringComparison.Ordinal);
}
