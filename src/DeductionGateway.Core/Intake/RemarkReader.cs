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
            return new RemarkReading(rule.Kind, employer, Group(hit, "employee_no"), Group(hit, "member_no"), Group(hit, "code"), Period(hit, entry.ValueDate), ByName: rule.Employer.Length > 0 && Period(hit, entry.ValueDate) is null);
        }
        return Only(entry.Amount < 0 ? BankEntryKind.Debit : BankEntryKind.Unidentified);
    }

    private static RemarkReading Only(BankEntryKind kind) => new(kind, "", "", "", "", null);

    private static string Group(Match hit, string name) => hit.Groups[name] is { Success: true } group ? group.Value : "";

    /// <summary>202604, APRIL 2026, 04-2026; a month without a year is the one at most three months away from the day on which the money came.</summary>
    private static PayPeriod? Period(Match hit, DateOnly valueDate)
    {
        if (hit.Groups["period"] is not { Success: true, Value: var text }) return null;
        return PeriodTexts.Parse(Encoding.UTF8.GetBytes(text), PeriodStyle.Compact) ?? MonthNames.Only(text) ?? MonthNames.Find(text) ?? (MonthNames.Of(text.Trim()) is > 0 and var month ? Near(month, valueDate) : null);
    }

    private static PayPeriod? Near(int month, DateOnly valueDate)
    {
        const int most = 3;
        var away = (month - valueDate.Month + 18) % 12 - 6;
        var day = valueDate.AddMonths(away);
        return Math.Abs(away) <= most ? PayPeriod.FromNumber(day.Year * 100 + day.Month) : null;
    }
}
