using System.Globalization;
using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Matching;
using DeductionGateway.Core.Settlement;
using DeductionGateway.Data;

namespace DeductionGateway.Reconciliation;

/// <summary>
/// What debits on the cooperative's own account were taken for: looked for anew whenever units were decided, and kept where it is another than before. What two people
/// approved stays as they saw it, and its shortfalls are no other debit's while it is in force.
/// </summary>
internal sealed class Recourses(Tx tx, Resolutions resolutions, long cooperative)
{
    private readonly RecourseStore _store = new(tx);

    /// <summary>By what an approved recourse is remembered: the debit, and the revision of what was found of it.</summary>
    public static (string Identity, int Revision) Named(string subject)
    {
        var mark = subject.LastIndexOf('#');
        return (subject[..mark], int.Parse(subject.AsSpan(mark + 1), CultureInfo.InvariantCulture));
    }

    /// <summary>Reads cases and entries as they are stored now, so after all else was sent. Returns what is found of debits that nobody decided about.</summary>
    /// <param name="inForce">As <see cref="BankMoves.InForce"/> has them: what was decided about a debit that the bank gave back is not.</param>
    public IReadOnlyList<Recourse> Look(IReadOnlySet<(long DecisionNo, string Subject)> inForce)
    {
        var decided = resolutions.OfBank.Select(static one => one.Identity).ToHashSet(StringComparer.Ordinal);
        var kept = _store.Now().Where(one => !decided.Contains(one.Identity)).ToLookup(static one => one.Identity);
        var debits = _store.Debits().FindAll(entry => !decided.Contains(entry.Identity));
        if (debits.Count == 0 && kept.Count == 0) return [];
        var names = new EmployerNames(_store.Employers());
        var found = RecourseDebits.Find(debits.ConvertAll(entry => new UnexplainedDebit(entry, names.Find(entry.Counterparty, entry.Narrative)?.Code ?? "")), Open(inForce));
        Keep(kept, found.ToDictionary(static one => one.Identity, static one => one.Shortfalls, StringComparer.Ordinal));
        return found;
    }

    private void Keep(ILookup<string, StoredRecourse> kept, Dictionary<string, IReadOnlyList<Shortfall>> found)
    {
        foreach (var identity in kept.Select(static one => one.Key).Union(found.Keys).Order(StringComparer.Ordinal))
        {
            var (before, now) = (kept[identity].ToList(), found.GetValueOrDefault(identity) ?? []);
            if (now.SequenceEqual(before.Where(static one => one.Amount > 0).Select(static one => one.Shortfall).OrderBy(static one => one.MemberNo, StringComparer.Ordinal))) continue;
            _store.Add(cooperative, identity, before.Count == 0 ? 1 : before[0].Revision + 1, now);
        }
    }

    /// <summary>What members left open, less what a recourse in force has made their debt already.</summary>
    private List<Shortfall> Open(IReadOnlySet<(long DecisionNo, string Subject)> inForce)
    {
        var owed = resolutions.OfBank.Where(one => one.Kind == ResolutionKind.Subrogate && inForce.Contains((one.DecisionNo, one.Subject))).SelectMany(one => _store.Of(one.Subject))
            .GroupBy(static one => one.Shortfall with { Amount = 0 }).ToDictionary(static one => one.Key, static one => one.Sum(static shortfall => shortfall.Amount));
        return [.. _store.Shortfalls().Select(one => one with { Amount = one.Amount - owed.GetValueOrDefault(one with { Amount = 0 }) }).Where(static one => one.Amount > 0)];
    }
}
