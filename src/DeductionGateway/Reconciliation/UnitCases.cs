using DeductionGateway.Answers;
using DeductionGateway.Core.Settlement;

namespace DeductionGateway.Reconciliation;

/// <summary>A case of a unit as it is stored. Amounts in whole rupiah; texts empty where there is nothing to say, as <see cref="OpenCase"/> has them.</summary>
internal readonly record struct UnitCase(OpenCase Case, LineClass? Class, long Reported, long Held, int? HeldIn, string Subject, string Proposal, string Content, long? DecisionNo);

/// <summary>
/// What a decided unit leaves open, the cases that people resolved among them: a case is known as long as its row is. Two rows that the work queue
/// gives one name are told apart by a number.
/// </summary>
internal static class UnitCases
{
    public static IEnumerable<UnitCase> Of(UnitDecision unit, Resolutions resolutions)
    {
        var rows = unit.Matched.Rows;
        var open = new List<OpenRow>();
        for (var place = 0; place < rows.Count; place++)
        {
            if (rows[place].Class != LineClass.Matched) open.Add(OpenRow.Of(rows[place]) with { Place = place });
        }
        var names = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (one, row) in WorkQueue.OfRows(open, unit.Name.Period))
        {
            var outcome = rows[row.Place];
            var occurrence = names[one.CaseId] = names.GetValueOrDefault(one.CaseId) + 1;
            var named = occurrence == 1 ? one : one with { CaseId = $"{one.CaseId}#{occurrence}" };
            var decision = unit.MoveOf(outcome) ?? resolutions.IdentityOf(outcome)?.DecisionNo;
            var isHeldApart = WorkQueue.IsPaidBeyond(row);
            yield return new UnitCase(named, outcome.Class, row.Reported, isHeldApart ? 0 : outcome.Suspense, isHeldApart ? null : outcome.HeldIn?.Number, unit.ReferenceOf(outcome), outcome.Proposal, outcome.Content, decision);
        }
        foreach (var row in open.Where(WorkQueue.IsPaidBeyond))
        {
            var outcome = rows[row.Place];
            yield return new UnitCase(
                WorkQueue.OfBeyond(row, unit.Name.Period, 0), null, row.Reported, outcome.Suspense, outcome.HeldIn?.Number, unit.ReferenceOf(outcome), "", "", unit.MoveOf(outcome));
        }
        // What a bank wrote of its debit is read from the debit; no employer reads a claim.
        foreach (var claim in unit.Claims) yield return new UnitCase(WorkQueue.OfClaim(unit.Name, claim) with { Candidates = "" }, null, 0, 0, null, "", "", "", null);
        foreach (var one in WorkQueue.OfFile(RunTotals.TotalOf(unit) with { GapOwed = unit.Gap }, unit.Name.Period.FirstDay))
        {
            var isGap = one.Cause == WorkQueue.GapOwed;
            yield return new UnitCase(one, null, 0, isGap ? one.Amount : 0, isGap ? (unit.GapMove is null ? Core.Ledger.ChartOfAccounts.EmployerReceivable : Core.Ledger.ChartOfAccounts.RoundingDifference).Number : null,
                isGap ? unit.GapSubject : "", "", "", isGap ? unit.GapMove : null);
        }
    }
}
