using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Intake;

namespace DeductionGateway.Core.Settlement;

/// <summary>What a member's wages left open of a period, short and missing lines together; whole rupiah, above 0.</summary>
public readonly record struct Shortfall(PayPeriod Period, string Employer, string MemberNo, long Amount);

/// <summary>A debit on the cooperative's own account. <paramref name="NamedEmployer"/>: the code of the one employer that its text names; "" where none.</summary>
public readonly record struct UnexplainedDebit(BankEntry Entry, string NamedEmployer);

/// <summary>
/// A debit that equals what members of one employer left open of one period: the bank took their shortfall from the cooperative (DOMAIN §5.2 row 6). Shortfalls by
/// member number; together they are the debit.
/// </summary>
public sealed record Recourse(string Identity, PayPeriod Period, string Employer, IReadOnlyList<Shortfall> Shortfalls)
{
    /// <summary>Whom the bank may have debited for, as the queue shows candidates: number, period, rupiah, joined by a bar.</summary>
    public string Candidates => string.Join('|', Shortfalls.Select(static one => $"{one.MemberNo} {one.Period} {one.Amount}"));
}

/// <summary>
/// Finds what a debit was taken for, never by guess: it must equal the shortfalls of one employer and period together, or one member's, in exactly one way, and
/// no other debit may be for any of the same. An employer that its text names leaves only his, its value date only periods that had begun by then.
/// </summary>
public static class RecourseDebits
{
    /// <param name="debits">Those that nothing explains.</param>
    /// <param name="shortfalls">Of all periods, one for each member and period.</param>
    /// <returns>By identity; the same facts give the same, in whatever order they come.</returns>
    public static IReadOnlyList<Recourse> Find(IReadOnlyList<UnexplainedDebit> debits, IReadOnlyList<Shortfall> shortfalls)
    {
        var ways = Ways(shortfalls).ToLookup(static way => way.Sum(static one => one.Amount));
        var found = new List<Recourse>();
        foreach (var debit in debits.OrderBy(static debit => debit.Entry.Identity, StringComparer.Ordinal))
        {
            var own = ways[-debit.Entry.Amount].Where(way => MayBeFor(debit, way[0])).Take(2).ToList();
            if (own is [var only]) found.Add(new Recourse(debit.Entry.Identity, only[0].Period, only[0].Employer, only));
        }
        var claims = found.SelectMany(static one => one.Shortfalls).GroupBy(static one => one).ToDictionary(static one => one.Key, static one => one.Count());
        return found.FindAll(one => one.Shortfalls.All(shortfall => claims[shortfall] == 1));
    }

    private static bool MayBeFor(UnexplainedDebit debit, Shortfall one) =>
        one.Period.FirstDay <= debit.Entry.ValueDate && (debit.NamedEmployer.Length == 0 || one.Employer == debit.NamedEmployer);

    /// <summary>Of each employer and period all together, and each member alone.</summary>
    private static IEnumerable<IReadOnlyList<Shortfall>> Ways(IReadOnlyList<Shortfall> shortfalls)
    {
        foreach (var unit in shortfalls.GroupBy(static one => (one.Period, one.Employer)))
        {
            var all = unit.OrderBy(static one => one.MemberNo, StringComparer.Ordinal).ToList();
            yield return all;
            if (all.Count == 1) continue;
            foreach (var one in all) yield return [one];
        }
    }
}
