using System.Globalization;

namespace DeductionGateway.Core.Mismatches;

/// <summary>
/// Which sets of up to three payroll rows are worth exactly the gap between what a file reports and what was remitted (CONTRACT §4 e).
/// They are shown to a person and never chosen: several sets of equal worth are the rule, not the exception.
/// </summary>
public static class GapSets
{
    /// <summary>Sets shown at most; with more the gap explains nothing.</summary>
    public const int Most = 10;

    /// <summary>Beyond so many rows only single rows and pairs are looked for: triples cost the square.</summary>
    private const int TripleRows = 3_000;

    /// <param name="rows">Record number and amount (whole rupiah, &gt; 0) of each row.</param>
    /// <param name="gap">Whole rupiah, &gt; 0.</param>
    /// <returns>Each set as record numbers joined by <c>+</c>; the smallest sets first, then by record.</returns>
    public static IReadOnlyList<string> Find(IReadOnlyList<(int Record, long Amount)> rows, long gap)
    {
        var small = rows.Where(row => row.Amount > 0 && row.Amount <= gap).OrderBy(static row => row.Record).ToList();
        var sets = new List<string>();
        foreach (var row in small)
        {
            if (row.Amount == gap && sets.Count < Most) sets.Add(Name(row.Record));
        }
        Pairs(small, 0, gap, sets, "");
        if (small.Count > TripleRows) return sets;
        for (var i = 0; i < small.Count && sets.Count < Most; i++) Pairs(small, i + 1, gap - small[i].Amount, sets, Name(small[i].Record) + "+");
        return sets;
    }

    /// <summary>Pairs from <paramref name="from"/> on that are worth the rest: one walk, each row looked up by what it lacks.</summary>
    private static void Pairs(List<(int Record, long Amount)> rows, int from, long rest, List<string> sets, string prefix)
    {
        if (rest <= 0) return;
        var seen = new Dictionary<long, List<int>>();
        for (var i = from; i < rows.Count && sets.Count < Most; i++)
        {
            if (seen.TryGetValue(rest - rows[i].Amount, out var partners))
            {
                foreach (var partner in partners)
                {
                    if (sets.Count < Most) sets.Add($"{prefix}{Name(partner)}+{Name(rows[i].Record)}");
                }
            }
            if (rows[i].Amount >= rest) continue;
            if (!seen.TryGetValue(rows[i].Amount, out var own)) seen[rows[i].Amount] = own = [];
            if (own.Count < Most) own.Add(rows[i].Record);
        }
    }

    private static string Name(int record) => record.ToString(CultureInfo.InvariantCulture);
}
