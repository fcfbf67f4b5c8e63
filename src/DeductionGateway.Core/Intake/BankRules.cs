using System.Text.RegularExpressions;

namespace DeductionGateway.Core.Intake;

/// <summary>
/// How one form of remark is read. <paramref name="Employer"/>: the code of the employer that every such remark means, where the pattern
/// captures none; "" else.
/// </summary>
public sealed record BankRule(BankEntryKind Kind, Regex Pattern, string Employer);

/// <summary>How remarks are read (<c>bank_rules.json</c>): the first pattern that hits decides. Patterns run without backtracking, case-insensitive.</summary>
public sealed class BankRules(IReadOnlyList<BankRule> rules)
{
    public IReadOnlyList<BankRule> Rules { get; } = rules;
}
