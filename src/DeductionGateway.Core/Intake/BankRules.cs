using System.Text.RegularExpressions;

namespace DeductionGateway.Core.Intake;

/// <summary>How remarks are read (<c>bank_rules.json</c>): the first pattern that hits decides. Patterns run without backtracking, case-insensitive.</summary>
public sealed class BankRules(IReadOnlyList<(BankEntryKind Kind, Regex Pattern)> rules)
{
    public IReadOnlyList<(BankEntryKind Kind, Regex Pattern)> Rules { get; } = rules;
}
