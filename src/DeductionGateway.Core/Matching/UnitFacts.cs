using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Billing;
using DeductionGateway.Core.Intake;
using DeductionGateway.Core.Members;
using DeductionGateway.Core.Settlement;

namespace DeductionGateway.Core.Matching;

/// <summary>
/// All that is known of one employer in one period before money: the unit of work. Members in order of <c>Ordinal</c>.
/// <paramref name="Return"/> null = no answer yet. <paramref name="IsMemberNationalId"/> asks the whole cooperative.
/// <paramref name="IsConfirmed"/>: (proposal, member number) → a person confirmed it. <paramref name="AssignedTo"/>: content of a row that names
/// nobody → the number of the member whom people found it to mean, empty where they did not; null where nobody was assigned anything.
/// </summary>
public sealed record UnitFacts(
    Employer Employer, PayPeriod Period, IReadOnlyList<Member> Members, IReadOnlyList<BillingLine> Billing, PayrollReturn? Return,
    Func<Utf8Text, bool> IsMemberNationalId, Func<string, Utf8Text, bool> IsConfirmed, Func<string, Utf8Text>? AssignedTo = null);

/// <summary>
/// A unit whose lines are identified and laid on billing lines, money not yet considered. Rows are in the order in which money is
/// laid; <paramref name="Reported"/> = Σ reported of the file (what is R in CONTRACT §4), <paramref name="Duplicates"/> = Σ of its duplicates.
/// </summary>
public sealed record MatchedUnit(UnitFacts Facts, EmployerRoll Roll, IReadOnlyList<LineOutcome> Rows, long Reported, long Duplicates);
