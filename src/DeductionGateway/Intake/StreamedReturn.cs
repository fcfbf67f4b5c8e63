using System.Text.Json.Nodes;
using DeductionGateway.Core.Billing;
using DeductionGateway.Core.Intake;

namespace DeductionGateway.Intake;

/// <summary>
/// The payroll file that an answer line by line becomes. It has a name and a form of its own, so that what the employer's profile says of his usual file stays as it
/// is (decision 0028): only how he knows his employees, whether he answers with one amount for each, and what his remittances may lack are taken from there.
/// </summary>
internal static class StreamedReturn
{
    /// <summary>Columns of the file. Read are all but the reason.</summary>
    public const string Header = "employee_no,name,national_id,account_no,code,obligation,amount,period,reason";

    private const string Beginning = "streamed_", Ending = ".csv", Stream = "stream";

    public static string NameFor(string employer) => $"{Beginning}{employer}{Ending}";

    /// <summary>Whose streamed return has such a name; null where none has.</summary>
    public static string? EmployerOf(string? name) =>
        name is not null && name.Length > Beginning.Length + Ending.Length && name.StartsWith(Beginning, StringComparison.Ordinal) && name.EndsWith(Ending, StringComparison.Ordinal)
            ? name[Beginning.Length..^Ending.Length] : null;

    /// <summary>How such a file is read.</summary>
    /// <param name="employer">Code of the employer.</param>
    /// <param name="own">The profile of his usual file; null where he has none.</param>
    /// <param name="codes">The cooperative's: a stream calls them as we do.</param>
    public static PayrollProfile Profile(string employer, PayrollProfile? own, IEnumerable<DeductionCode> codes) => ProfilesJson.ReadOne(employer, new JsonObject
    {
        ["file"] = NameFor(employer), ["format"] = "csv", ["shape"] = own?.Shape == PayrollShape.Total ? "total" : "lines", ["number"] = "1250000", ["period"] = "2026-02", ["delimiter"] = ",", ["skip_rows"] = 0,
        ["header"] = new JsonArray("employee_no", "name", "national_id", "code", "amount", "period"), ["account_header"] = "account_no", ["obligation_header"] = "obligation",
        ["key"] = (own?.Key ?? PayrollKey.EmployeeNo) switch { PayrollKey.EmployeeNo => "employee_no", PayrollKey.NationalId => "national_id", _ => "account_no" },
        ["codes"] = new JsonObject(codes.Select(static code => KeyValuePair.Create(code.Code, (JsonNode?)code.Code))),
        ["fees"] = new JsonArray([.. (own?.FeesRupiah ?? []).Select(static fee => (JsonNode)fee)]), ["gap_limit"] = own?.GapLimitRupiah ?? 0,
    }.ToJsonString());

    /// <summary>A fault of the file as one of the stream: its sender never saw the file. The header is the file's first line, and no text has a line end.</summary>
    public static FileFault OfStream(FileFault fault) => fault.Line > 1 ? Fault(fault.Line - 1, fault.Code, fault.Text) : new FileFault(Stream, 0, 0, fault.Code, fault.Text);

    /// <param name="line">Of the stream, counted from 1.</param>
    public static FileFault Fault(int line, string code, string text) => new(Stream, line, 0, code, $"line {line} of the stream: {text}");
}
