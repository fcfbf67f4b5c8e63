using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using DeductionGateway.Answers;
using DeductionGateway.Core.Billing;
using DeductionGateway.Core.Intake;

namespace DeductionGateway.Deductions;

/// <summary>The payroll file that a streamed return becomes, and the profile that describes it: shape lines, CSV, our own codes.</summary>
internal sealed class CanonicalReturn : IDisposable
{
    private const string Header = "employee_no,name,national_id,code,amount,period,reason";

    /// <summary>What an employer's earlier profile says of its money and of whom it names; the layout says nothing of it.</summary>
    private static readonly string[] Kept = ["fees", "gap_limit", "bank_mode", "key"];

    private static readonly JsonSerializerOptions Options = new() { WriteIndented = true, IndentSize = 1, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly MemoryStream _bytes = new();
    private readonly Utf8CsvWriter _csv;
    private readonly string _period;

    public CanonicalReturn(string period)
    {
        _period = period;
        _csv = new Utf8CsvWriter(_bytes);
        _csv.Header(Header);
    }

    /// <summary>The file's name for an employer.</summary>
    public static string NameFor(string employer) => $"payroll_{employer}.csv";

    /// <param name="employeeNo">And the others: as they were sent.</param>
    /// <param name="amountMinor">What is missing, no whole rupiah, or below zero, is written as it is: the file's reader refuses it with its place.</param>
    public void Add(string employeeNo, string name, string nationalId, string code, long? amountMinor, string reason)
    {
        _csv.Field(employeeNo);
        _csv.Field(name);
        _csv.Field(nationalId);
        _csv.Field(code);
        _csv.Field(amountMinor is { } minor ? Text(minor) : "");
        _csv.Field(_period);
        _csv.Field(reason);
        _csv.EndRow();
    }

    private static string Text(long minor)
    {
        var cents = Math.Abs(minor % 100);
        return string.Create(CultureInfo.InvariantCulture, $"{(minor < 0 ? "-" : "")}{Math.Abs(minor / 100)}{(cents == 0 ? "" : $".{cents:00}")}");
    }

    /// <summary>The bytes written since the last time, or null while they are fewer.</summary>
    public byte[]? Take(int atLeast)
    {
        if (_csv.Position - _taken < atLeast) return null;
        _csv.Flush();
        _taken = _csv.Position;
        var piece = _bytes.ToArray();
        _bytes.SetLength(0);
        return piece;
    }

    private long _taken;

    /// <summary>How such a file is read.</summary>
    public static PayrollProfile Profile(string employer, IEnumerable<DeductionCode> codes, PayrollKey key) => new(
        employer, NameFor(employer), false, null, PayrollShape.Lines, "employee_no", "name", "national_id", "code", "amount", "period", "", key, 0, NumberStyle.Plain, PeriodStyle.Dashed, ',',
        codes.ToDictionary(static code => code.Code, static code => code.Code, StringComparer.Ordinal), new Dictionary<string, string>(), [], 0, "{}");

    /// <summary>profiles.json with the employer's profile describing such a file; null where it does already. What the others wrote stays.</summary>
    /// <param name="profiles">A JSON object.</param>
    /// <param name="employer">Code of the employer.</param>
    /// <param name="codes">The cooperative's codes: they are called as we call them.</param>
    public static byte[]? Profiles(byte[] profiles, string employer, IEnumerable<DeductionCode> codes)
    {
        var bytes = profiles.AsSpan();
        if (bytes.StartsWith("\uFEFF"u8)) bytes = bytes[3..];
        var all = JsonNode.Parse(bytes)!.AsObject();
        var profile = new JsonObject
        {
            ["file"] = NameFor(employer), ["format"] = "csv", ["shape"] = "lines", ["number"] = "1250000", ["period"] = "2026-02", ["delimiter"] = ",", ["skip_rows"] = 0,
            ["header"] = new JsonArray("employee_no", "name", "national_id", "code", "amount", "period"),
            ["codes"] = new JsonObject(codes.Select(static code => KeyValuePair.Create(code.Code, (JsonNode?)code.Code))),
        };
        var earlier = all[employer] as JsonObject;
        foreach (var key in Kept)
        {
            if (earlier?[key] is { } value && !(key == "key" && value.ToString() == "account_no")) profile[key] = value.DeepClone();
        }
        if (JsonNode.DeepEquals(earlier, profile)) return null;
        all[employer] = profile;
        return JsonSerializer.SerializeToUtf8Bytes(all, Options);
    }

    public void Dispose()
    {
        _csv.Dispose();
        _bytes.Dispose();
    }
}
