using System.Text;
using System.Text.Json;
using DeductionGateway.Core.BankFiles;
using DeductionGateway.Core.Intake;

namespace DeductionGateway.Inspection;

/// <summary>Says what a file is by its content; its name decides nothing.</summary>
internal static class FileNature
{
    public static string Of(byte[] bytes)
    {
        switch (BankContents.Of(bytes))
        {
            case BankContent.Workbook: return "payroll-xlsx";
            case BankContent.Mt940: return "mt940";
            case BankContent.OwnCsv: return "bank-csv";
            case BankContent.Xml: return "xml";
            case BankContent.Html: return "html";
            case BankContent.Unknown: return "unknown";
        }
        var text = Encoding.UTF8.GetString(bytes, 0, Math.Min(bytes.Length, BankContents.Sample)).TrimStart('\uFEFF');
        if (text.TrimStart() is ['{' or '[', ..] && IsJson(bytes)) return "json";
        var first = text.TrimStart().Split('\n')[0];
        var header = first.Split(',').Select(static name => name.Trim().Trim('"').ToLowerInvariant()).ToHashSet(StringComparer.Ordinal);
        bool Has(params string[] names) => Array.TrueForAll(names, header.Contains);
        if (Has("expected_id", "employer")) return "expected-csv";
        if (Has("employer", "bank_mode")) return "employers-csv";
        if (Has("member_no", "employer", "employee_no")) return "members-csv";
        return Has("code", "name", "kind") ? "codes-csv" : "payroll-csv";
    }

    private static bool IsJson(byte[] bytes)
    {
        try
        {
            var text = bytes.AsMemory(bytes is [0xEF, 0xBB, 0xBF, ..] ? 3 : 0);
            using var document = JsonDocument.Parse(text);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
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
}
