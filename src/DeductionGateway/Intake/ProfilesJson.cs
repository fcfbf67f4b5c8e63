using System.Text.Json;
using DeductionGateway.Core.Intake;

namespace DeductionGateway.Intake;

/// <summary>Reads profiles.json (CONTRACT §1; its keys about the lay-out in <see cref="LayoutJson"/>). Unknown keys are ignored; a value that is not understood is a fault that says what is allowed.</summary>
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
            if (!profiles.TryAdd(property.Name, ReadOne(property.Name, property.Value, file, faults))) faults.Add(file, 0, 0, "PROFILE_TWICE", $"'{property.Name}' has two profiles; keep one.");
        }
        return profiles;
    }

    /// <summary>A profile kept with an earlier unit.</summary>
    public static PayrollProfile ReadOne(string employer, string json)
    {
        using var document = JsonDocument.Parse(json);
        return ReadOne(employer, document.RootElement, "profiles.json", new FaultList());
    }

    /// <summary>A profile; each of its tables is the profile with the keys in which the table differs.</summary>
    private static PayrollProfile ReadOne(string employer, JsonElement json, string file, FaultList faults)
    {
        var profile = new ProfileReader(employer, json, file, faults).Read();
        if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty("tables", out var tables)) return profile;
        if (tables.ValueKind != JsonValueKind.Array || tables.EnumerateArray().Any(static table => table.ValueKind != JsonValueKind.Object))
        {
            faults.Add(file, 0, 0, "PROFILE_VALUE", $"{employer}.tables must be a list of objects, one for each table of the file.");
            return profile;
        }
        return profile with { Tables = [.. tables.EnumerateArray().Select(table => new ProfileReader(employer, Overlaid(json, table), file, faults).Read())] };
    }

    private static JsonElement Overlaid(JsonElement profile, JsonElement table)
    {
        var all = profile.EnumerateObject().Where(static property => property.Name != "tables").ToDictionary(static property => property.Name, static property => property.Value);
        foreach (var property in table.EnumerateObject()) all[property.Name] = property.Value;
        return JsonSerializer.SerializeToElement(all);
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
            var number = Choice("number", "1250000", ("1250000", NumberStyle.Plain), ("1250000.00", NumberStyle.PlainDecimal), ("1,250,000", NumberStyle.CommaGrouped), ("1.250.000,00", NumberStyle.DotGroupedDecimal),
                ("1250000.000", NumberStyle.PointThousandths), ("1250000,000", NumberStyle.CommaThousandths));
            var period = PeriodStyleOf(Text("period", "folder"));
            var isXlsx = Choice("format", "csv", ("csv", false), ("xlsx", true), ("fixed", false));
            var delimiter = Text("delimiter", ",");
            if (delimiter.Length != 1 || delimiter[0] > 127) Fault("delimiter", "one character");
            return new PayrollProfile(
                employer, json.TryGetProperty("file", out var name) ? name.ToString() : null, isXlsx, json.TryGetProperty("sheet", out var sheet) ? sheet.ToString() : null, shape,
                header[0], header[1], header[2], header[3], header[4], header[5], Text("account_header", ""), key, (int)Math.Min(Number("skip_rows", 0), int.MaxValue), number, period,
                delimiter.Length == 1 ? delimiter[0] : ',', Codes(), Pairs("amounts"), Fees(), Number("gap_limit", 0), JsonSerializer.Serialize(json)) { ObligationHeader = Text("obligation_header", ""), Layout = LayoutJson.Read(json, Fault), LeftOut = LeftOutJson.Read(json, Fault) };
        }

        private string[] Header()
        {
            var header = new[] { "", "", "", "", "", "" };
            if (!json.TryGetProperty("header", out var names)) return header;
            if (names.ValueKind != JsonValueKind.Array || names.GetArrayLength() != 6) Fault("header", "six names: employee no, name, national id, code, amount, period");
            else for (var i = 0; i < 6; i++) header[i] = names[i].ToString().Trim();
            return header;
        }

        private static readonly PeriodStyle[] PeriodStyles =
        [
            PeriodStyle.Dashed, PeriodStyle.MonthFirst, PeriodStyle.Compact, PeriodStyle.MonthDash, PeriodStyle.YearSlash, PeriodStyle.MonthName, PeriodStyle.IsoDate, PeriodStyle.DayFirst,
        ];

        /// <summary>An example of the style: any year and month do.</summary>
        private PeriodStyle PeriodStyleOf(string example)
        {
            if (example is "folder" or "") return PeriodStyle.Folder;
            if (example == "date") return PeriodStyle.SheetDate;
            foreach (var style in PeriodStyles)
            {
                if (PeriodTexts.Parse(System.Text.Encoding.UTF8.GetBytes(example), style) is not null) return style;
            }
            Fault("period", "2026-02, 02/2026, 202602, 02-2026, 2026/02, Februari 2026, 2026-02-01, 01/02/2026, date or folder");
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

        /// <summary>The file says ours → theirs, one name or a list of them; reading needs theirs → ours.</summary>
        private Dictionary<string, string> Codes()
        {
            var theirs = new Dictionary<string, string>(StringComparer.Ordinal);
            if (!json.TryGetProperty("codes", out var list) || list.ValueKind != JsonValueKind.Object) return Pairs("codes");
            foreach (var pair in list.EnumerateObject())
            {
                foreach (var name in pair.Value.ValueKind == JsonValueKind.Array ? pair.Value.EnumerateArray().Select(static one => one.ToString()) : [pair.Value.ToString()])
                {
                    if (!theirs.TryAdd(name.Trim(), pair.Name.Trim())) Fault("codes", $"a different name for each code ('{name}' stands twice)");
                }
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
