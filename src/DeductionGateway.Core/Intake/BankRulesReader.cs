using System.Text.Json;
using System.Text.RegularExpressions;

namespace DeductionGateway.Core.Intake;

/// <summary>
/// Reads bank_rules.json, a list of <c>{kind, pattern, employer}</c>; without the file CONTRACT's own patterns hold. <c>employer</c> is optional:
/// the code that every remark of this form means. A rule that can never say whose money it is would only keep other rules from saying it.
/// </summary>
public static class BankRulesReader
{
    private const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;

    private static readonly (BankEntryKind, string)[] Defaults =
    [
        (BankEntryKind.Lump, @"POTONGAN KOPERASI (?<period>\d{6}) (?<employer>\S+)"),
        (BankEntryKind.Member, @"PG (?<period>\d{6}) (?<employer>\S+) (?<employee_no>\S+)"),
        (BankEntryKind.Autodebit, @"AUTODEBET (?<member_no>\S+) (?<code>\S+) (?<period>\d{6})"),
        (BankEntryKind.Fee, "BIAYA ADM"),
    ];

    private static BankRules BuiltIn { get; } = new([.. Defaults.Select(static rule => new BankRule(rule.Item1, new Regex(rule.Item2, Options), ""))]);

    /// <summary>A folder's own rules stand in place of the built-in ones: what to say where remarks are read by these alone; null where there are none.</summary>
    public static string? NoLongerRead(string file, BankRules own, IReadOnlyList<BankEntry> entries)
    {
        var lost = entries.Where(entry => RemarkReader.Read(own, entry).Kind is BankEntryKind.Unidentified or BankEntryKind.Debit && RemarkReader.Read(BuiltIn, entry).Kind is not (BankEntryKind.Unidentified or BankEntryKind.Debit)).ToList();
        if (lost.Count == 0) return null;
        var kinds = lost.Select(static entry => RemarkReader.Read(BuiltIn, entry).Kind).Distinct().Order().Select(static kind => Defaults.First(rule => rule.Item1 == kind).Item2);
        return $"{file} replaces the built-in rules: {lost.Count} {(lost.Count == 1 ? "entry is" : "entries are")} read by none of its rules and would be by a built-in one. If that is not meant, add the pattern to it: {string.Join("; ", kinds)}";
    }

    public static BankRules Read(byte[]? json, string file, FaultList faults)
    {
        if (json is null) return BuiltIn;
        var rules = new List<BankRule>();
        var number = 0;
        using var document = JsonText.Parse(file, json, faults);
        if (document is null) return new BankRules(rules);
        if (document.RootElement.ValueKind != JsonValueKind.Array) faults.Add(file, 1, 1, "RULE_FORM", "The rules are a list of {kind, pattern}.");
        else foreach (var rule in document.RootElement.EnumerateArray()) Add(rule, ++number, rules, file, faults);
        return new BankRules(rules);
    }

    private static void Add(JsonElement rule, int number, List<BankRule> rules, string file, FaultList faults)
    {
        var kind = rule.ValueKind == JsonValueKind.Object && rule.TryGetProperty("kind", out var name) ? name.ToString() : "";
        BankEntryKind? known = kind switch
        {
            "lump" => BankEntryKind.Lump,
            "member" => BankEntryKind.Member,
            "autodebit" => BankEntryKind.Autodebit,
            "fee" => BankEntryKind.Fee,
            _ => null,
        };
        if (known is null)
        {
            faults.Add(file, 0, 0, "RULE_KIND", $"Rule {number}: its kind '{kind}' is none of lump, member, autodebit, fee.");
            return;
        }
        var pattern = rule.TryGetProperty("pattern", out var text) && text.ValueKind == JsonValueKind.String ? text.GetString()! : "";
        if (pattern.Length == 0)
        {
            faults.Add(file, 0, 0, "RULE_PATTERN", $"Rule {number} has no pattern; an empty one would read every remark.");
            return;
        }
        try
        {
            var regex = new Regex(pattern, Options);
            var employer = rule.TryGetProperty("employer", out var code) && code.ValueKind == JsonValueKind.String ? code.GetString()! : "";
            foreach (var group in Missing(known.Value, regex, employer))
            {
                faults.Add(file, 0, 0, "RULE_GROUP", $"Rule {number}: its pattern captures no (?<{group}>…), so it never says whose money it is{(group == "employer" ? "; or give the rule an \"employer\" with the code" : "")}.");
            }
            rules.Add(new BankRule(known.Value, regex, employer));
        }
        catch (Exception trouble) when (trouble is ArgumentException or NotSupportedException)
        {
            faults.Add(file, 0, 0, "RULE_PATTERN", $"Rule {number}: its pattern cannot be used, correct it: {trouble.Message}");
        }
    }

    private static IEnumerable<string> Missing(BankEntryKind kind, Regex pattern, string employer)
    {
        var groups = pattern.GetGroupNames();
        if (kind is BankEntryKind.Lump or BankEntryKind.Member && employer.Length == 0 && !groups.Contains("employer")) yield return "employer";
        if (kind == BankEntryKind.Member && !groups.Contains("employee_no")) yield return "employee_no";
        if (kind == BankEntryKind.Autodebit && !groups.Contains("member_no")) yield return "member_no";
    }
}
