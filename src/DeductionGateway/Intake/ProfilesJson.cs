using System.Text.Json;
using DeductionGateway.Core.Intake;

namespace DeductionGateway.Intake;

/// <summary>Reads profiles.json (CONTRACT §1). Unknown keys are ignored; a value that is not understood is a fault that says what is allowed.</summary>
internal static class ProfilesJson
{
    public static IReadOnlyDictionary<string, PayrollProfile> Read(byte[] json, string file, FaultList faults)
    {
        var profiles = new Dictionary<string, PayrollProfile>(StringComparer.Ordinal);
        using var document = JsonText.Parse(file, json, faults);
        if (document is null) return profiles;
        if (document.RootElement.ValueKind != JsonValueKind.Object)
        {
            faults.Add(file, 1, 1, "PROFILE_FORM", "profiles.json is an object: employer code → profile.");
            return profiles;
        }
        foreach (var property in document.RootElement.EnumerateObject())
        {
            if (!profiles.TryAdd(property.Name, new ProfileReader(property.Name, property.Value, file, faults).Read())) faults.Add(file, 0, 0, "PROFILE_TWICE", $"'{property.Name}' has two profiles; keep one.");
        }
        return profiles;
    }

    /// <summary>A profile kept with an earlier unit.</summary>
    public static PayrollProfile ReadOne(string employer, string json)
    {
        using var document = JsonDocument.Parse(json);
        return new ProfileReader(employer, document.RootElement, "profiles.json", new FaultList()).Read();
    }

    private sealed class ProfileReader(string employer, JsonElement json, string file, FaultList faults)
    {
        public PayrollProfile Read()
        {
            if (json.ValueKind != JsonValueKind.Object)
            {
                Fault("", "an object");
                json = JsonDocument.Parse("{}").RootElement;
            }
            var header = Header();
            var shape = Choice("shape", "lines", ("lines", PayrollShape.Lines), ("columns", PayrollShape.Columns), ("total", PayrollShape.Total), ("exceptions", PayrollShape.Exceptions), ("none", PayrollShape.None));
            var key = Choice("key", "employee_no", ("employee_no", PayrollKey.EmployeeNo), ("national_id", PayrollKey.NationalId), ("account_no", PayrollKey.AccountNo));
            var number = Choice("number", "1250000", ("1250000", NumberStyle.Plain), ("1250000.00", NumberStyle.PlainDecimal), ("1,250,000", NumberStyle.CommaGrouped), ("1.250.000,00", NumberStyle.DotGroupedDecimal));
            var period = PeriodStyleOf(Text("period", "folder"));
            var isXlsx = Choice("format", "csv", ("csv", false), ("xlsx", true));
            var delimiter = Text("delimiter", ",");
            if (delimiter.Length != 1 || delimiter[0] > 127) Fault("delimiter", "one character");
            return new PayrollProfile(
                employer, json.TryGetProperty("file", out var name) ? name.ToString() : null, isXlsx, json.TryGetProperty("sheet", out var sheet) ? sheet.ToString() : null, shape,
                header[0], header[1], header[2], header[3], header[4], header[5], Text("account_header", ""), key, (int)Math.Min(Number("skip_rows", 0), int.MaxValue), number, period,
                delimiter.Length == 1 ? delimiter[0] : ',', Codes(), Pairs("amounts"), Fees(), Number("gap_limit", 0), JsonSerializer.Serialize(json));
        }

        private string[] Header()
        {
            var header = new[] { "", "", "", "", "", "" };
            if (!json.TryGetProperty("header", out var names)) return header;
            if (names.ValueKind != JsonValueKind.Array || names.GetArrayLength() != 6) Fault("header", "six names: employee no, name, national id, code, amount, period");
            else for (var i = 0; i < 6; i++) header[i] = names[i].ToString().Trim();
            return header;
        }

        /// <summary>An example of the style: any year and month do.</summary>
        private PeriodStyle PeriodStyleOf(string example)
        {
            if (example is "folder" or "") return PeriodStyle.Folder;
            foreach (var style in (ReadOnlySpan<PeriodStyle>)[PeriodStyle.Dashed, PeriodStyle.MonthFirst, PeriodStyle.Compact])
            {
                if (PeriodTexts.Parse(System.Text.Encoding.UTF8.GetBytes(example), style) is not null) return style;
            }
            Fault("period", "2026-02, 02/2026, 202602 or folder");
            return PeriodStyle.Folder;
        }

        private T Choice<T>(string key, string standard, params ReadOnlySpan<(string Text, T Value)> allowed)
        {
            var text = Text(key, standard);
            foreach (var (name, value) in allowed)
            {
                if (name == text) return value;
            }
            var names = new List<string>();
            foreach (var (name, _) in allowed) names.Add(name);
            Fault(key, "one of " + string.Join(", ", names));
            return allowed[0].Value;
        }

        private string Text(string key, string standard) =>
            json.TryGetProperty(key, out var value) && value.ValueKind != JsonValueKind.Null ? value.ToString() : standard;

        private long Number(string key, long standard)
        {
            if (!json.TryGetProperty(key, out var value) || value.ValueKind == JsonValueKind.Null) return standard;
            if (value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) && number >= 0) return number;
            Fault(key, "a whole number, 0 or more");
            return standard;
        }

        private List<long> Fees()
        {
            var fees = new List<long>();
            if (!json.TryGetProperty("fees", out var list)) return fees;
            if (list.ValueKind != JsonValueKind.Array) Fault("fees", "a list of whole rupiah");
            else foreach (var fee in list.EnumerateArray())
            {
                if (fee.ValueKind == JsonValueKind.Number && fee.TryGetInt64(out var rupiah) && rupiah > 0) fees.Add(rupiah);
                else Fault("fees", "a list of whole rupiah");
            }
            return fees;
        }

        /// <summary>The file says ours → theirs; reading needs theirs → ours.</summary>
        private Dictionary<string, string> Codes()
        {
            var theirs = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var (ours, name) in Pairs("codes"))
            {
                if (!theirs.TryAdd(name.Trim(), ours)) Fault("codes", $"a different name for each code ('{name}' stands twice)");
            }
            return theirs;
        }

        private Dictionary<string, string> Pairs(string key)
        {
            var pairs = new Dictionary<string, string>(StringComparer.Ordinal);
            if (!json.TryGetProperty(key, out var list)) return pairs;
            if (list.ValueKind != JsonValueKind.Object) Fault(key, "an object of names");
            else foreach (var pair in list.EnumerateObject()) pairs[pair.Name.Trim()] = pair.Value.ToString();
            return pairs;
        }

        private void Fault(string key, string allowed) =>
            faults.Add(file, 0, 0, "PROFILE_VALUE", $"{employer}{(key.Length == 0 ? "" : "." + key)} must be {allowed}.");
    }
}
