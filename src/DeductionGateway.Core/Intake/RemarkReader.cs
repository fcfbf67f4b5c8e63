using System.Text;
using System.Text.RegularExpressions;
using DeductionGateway.Core.Basics;

namespace DeductionGateway.Core.Intake;

/// <summary>Reads a remark by the rules; the first that hits decides. A rule for money in says nothing of money out, and the other way round.</summary>
public static class RemarkReader
{
    public static RemarkReading Read(BankRules rules, BankEntry entry)
    {
        if (entry.IsReversal) return Only(BankEntryKind.Reversal);
        foreach (var rule in rules.Rules)
        {
            if (rule.Kind == BankEntryKind.Fee != entry.Amount < 0) continue;
            var hit = rule.Pattern.Match(entry.Narrative);
            if (!hit.Success) continue;
            var employer = Group(hit, "employer") is { Length: > 0 } captured ? captured : rule.Employer;
            return new RemarkReading(rule.Kind, employer, Group(hit, "employee_no"), Group(hit, "member_no"), Group(hit, "code"), Period(hit), ByName: rule.Employer.Length > 0 && Period(hit) is null);
        }
        return Only(entry.Amount < 0 ? BankEntryKind.Debit : BankEntryKind.Unidentified);
    }

    private static RemarkReading Only(BankEntryKind kind) => new(kind, "", "", "", "", null);

    private static string Group(Match hit, string name) => hit.Groups[name] is { Success: true } group ? group.Value : "";

    private static PayPeriod? Period(Match hit) =>
        hit.Groups["period"] is { Success: true } group ? PeriodTexts.Parse(Encoding.ASCII.GetBytes(group.Value), PeriodStyle.Compact) : null;
}
