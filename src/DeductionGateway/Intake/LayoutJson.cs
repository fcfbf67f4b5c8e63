using System.Text.Json;
using DeductionGateway.Core.Intake;

namespace DeductionGateway.Intake;

/// <summary>The keys of a profile that say what lies around and between the rows. All may be left out; a plain table needs none.</summary>
internal static class LayoutJson
{
    private static readonly string[] Keys =
    [
        "encoding", "header_rows", "subtotals", "key_form", "key_without", "key_width", "key_part", "key_repeats", "same_code", "amount_marks", "sign", "amount_unit", "amount_less", "empty_amount",
        "hidden_rows", "status", "control", "other_codes", "other_columns", "period_title", "fixed", "from", "until", "columns", "meaning",
    ];

    /// <param name="fault">Takes a key and what it may be.</param>
    public static PayrollLayout Read(JsonElement json, Action<string, string> fault)
    {
        var isFixed = json.TryGetProperty("format", out var format) && format.ToString() == "fixed";
        if (!isFixed && !Array.Exists(Keys, key => json.TryGetProperty(key, out _))) return PayrollLayout.Plain;
        var reader = new Reader(json, fault);
        var layout = new PayrollLayout
        {
            Encoding = reader.Choice("encoding", ("utf-8", TextEncoding.Utf8), ("utf-16", TextEncoding.Utf16), ("windows-1252", TextEncoding.Windows1252)),
            HeaderRows = reader.Number("header_rows", 1, 0, 4),
            PassesOver = reader.Choice("subtotals", ("end", false), ("passed_over", true)),
            KeyForm = reader.Choice("key_form", ("any", KeyForm.Any), ("digits", KeyForm.Digits), ("code", KeyForm.Code)),
            KeyIsInName = reader.Choice("key_part", ("whole", false), ("digits", true)),
            KeyWithout = reader.Text("key_without"),
            KeyWidth = reader.Number("key_width", 0, 0, 20),
            KeyStandsOnce = reader.Choice("key_repeats", ("true", false), ("false", true)),
            AddsSameCode = reader.Choice("same_code", ("rows", false), ("added", true)),
            AmountMarks = [.. reader.Texts("amount_marks").Where(static mark => mark.Length > 0)],
            IsNegative = reader.Choice("sign", ("plus", false), ("minus", true)),
            AmountUnitRupiah = reader.Choice("amount_unit", ("1", 1), ("1000", 1_000)),
            ShortfallHeader = reader.Text("amount_less"),
            EmptyIsZero = reader.Choice("empty_amount", ("fault", false), ("zero", true)),
            HiddenRows = reader.Choice("hidden_rows", ("", HiddenRows.Unsaid), ("read", HiddenRows.Read), ("passed_over", HiddenRows.PassedOver)),
            Status = reader.Status(),
            NeedsTotal = reader.Choice("control", ("none", false), ("total_row", true)),
            OtherCodes = reader.Texts("other_codes").ToHashSet(StringComparer.Ordinal),
            OtherColumns = reader.Texts("other_columns").ToHashSet(StringComparer.OrdinalIgnoreCase),
            PeriodTitle = json.TryGetProperty("period_title", out var title) ? title.ToString() : null,
            Fixed = [.. reader.Pairs("fixed").Select(static pair => new FixedColumn(pair.First, pair.Last))],
            Place = reader.Place(),
            Meaning = reader.Choice("meaning", ("withheld", TableMeaning.Withheld), ("failed", TableMeaning.Failed)),
        };
        if (isFixed && layout.Fixed.Count == 0) fault("fixed", "a list of [first, last] characters of each column, counted from 1, where format is fixed");
        return layout;
    }

    private sealed class Reader(JsonElement json, Action<string, string> fault)
    {
        public string Text(string key) => json.TryGetProperty(key, out var value) && value.ValueKind != JsonValueKind.Null ? value.ToString() : "";

        /// <summary>The first choice is the standard.</summary>
        public T Choice<T>(string key, params ReadOnlySpan<(string Text, T Value)> allowed)
        {
            var text = Text(key).ToLowerInvariant();
            if (text.Length == 0) return allowed[0].Value;
            var names = new List<string>();
            foreach (var (name, value) in allowed)
            {
                if (name == text) return value;
                if (name.Length > 0) names.Add(name);
            }
            fault(key, "one of " + string.Join(", ", names));
            return allowed[0].Value;
        }

        public int Number(string key, int standard, int least, int most)
        {
            if (Text(key).Length == 0) return standard;
            if (int.TryParse(Text(key), out var number) && number >= least && number <= most) return number;
            fault(key, $"a whole number from {least} to {most}");
            return standard;
        }

        public List<string> Texts(string key)
        {
            if (!json.TryGetProperty(key, out var list)) return [];
            if (list.ValueKind == JsonValueKind.Array) return [.. list.EnumerateArray().Select(static one => HeaderNames.Plain(one.ToString()))];
            fault(key, "a list of texts");
            return [];
        }

        public List<(int First, int Last)> Pairs(string key)
        {
            var pairs = new List<(int, int)>();
            if (!json.TryGetProperty(key, out var list)) return pairs;
            if (list.ValueKind != JsonValueKind.Array) fault(key, "a list of [first, last]");
            else foreach (var pair in list.EnumerateArray())
            {
                if (PairOf(pair) is { } good) pairs.Add(good);
                else fault(key, "a list of [first, last], counted from 1");
            }
            return pairs;
        }

        public StatusColumn? Status()
        {
            if (!json.TryGetProperty("status", out var status)) return null;
            if (status.ValueKind != JsonValueKind.Object || !status.TryGetProperty("header", out var header))
            {
                fault("status", "an object of header, failed and done");
                return null;
            }
            var lists = new Reader(status, (key, allowed) => fault("status." + key, allowed));
            return new StatusColumn(header.ToString(), lists.Texts("failed").ToHashSet(StringComparer.OrdinalIgnoreCase), lists.Texts("done").ToHashSet(StringComparer.OrdinalIgnoreCase));
        }

        public TablePlace Place()
        {
            var columns = json.TryGetProperty("columns", out var pair) ? PairOf(pair) : (0, 0);
            if (columns is null) fault("columns", "the first and the last column of the table, counted from 1");
            return new TablePlace(Text("from"), Text("until"), columns?.First ?? 0, columns?.Last ?? 0) is var place && place == TablePlace.Whole ? TablePlace.Whole : place;
        }

        private static (int First, int Last)? PairOf(JsonElement pair) =>
            pair.ValueKind == JsonValueKind.Array && pair.GetArrayLength() == 2 && pair[0].ValueKind == JsonValueKind.Number && pair[1].ValueKind == JsonValueKind.Number
            && pair[0].TryGetInt32(out var first) && pair[1].TryGetInt32(out var last) && first >= 1 && last >= first && last <= 100_000 ? (first, last) : null;
    }
}
