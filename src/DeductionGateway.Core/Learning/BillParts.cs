namespace DeductionGateway.Core.Learning;

/// <summary>Whether several columns of one code are parts of one bill (principal and interest of a loan), and not the same bill twice.</summary>
internal sealed class BillParts(FoundTable table, KeyChoice? key, MoneyColumns money, KnownBilling known)
{
    /// <summary>Columns of one code among which a sum is looked for: 256 ways.</summary>
    private const int Most = 8;

    private static readonly string[][] Kinds = [["POKOK", "PRINCIPAL"], ["JASA", "BUNGA", "INTEREST", "MARGIN"], ["DENDA", "PENALTY"]];

    /// <summary>
    /// Their sum is what is billed; or, where the billing fits neither their sum nor one of them, the row's own total adds them all up, or their names are
    /// principal, interest and penalty.
    /// </summary>
    public bool Are(string code, IReadOnlyList<ColumnFacts> columns)
    {
        var (together, alone) = Fits(code, columns);
        if (together > 0 || alone > 0) return together > alone;
        return columns.All(money.Summed.Contains) || AreNamed(columns);
    }

    /// <summary>In nearly every row the column is the sum of two or more of the others.</summary>
    public bool IsSumOfOthers(ColumnFacts column, IReadOnlyList<ColumnFacts> others)
    {
        if (others.Count is < 2 or > Most) return false;
        for (var mask = 1; mask < 1 << others.Count; mask++)
        {
            if (int.PopCount(mask) >= 2 && IsSum(column, [.. others.Where((_, at) => (mask >> at & 1) == 1)])) return true;
        }
        return false;
    }

    private bool IsSum(ColumnFacts column, List<ColumnFacts> parts)
    {
        var wrong = 0;
        for (var row = 0; row < table.Rows.Count; row++)
        {
            if (parts.Sum(part => money.Value(part, row) ?? 0) != (money.Value(column, row) ?? 0) && ++wrong * 10 > table.Rows.Count) return false;
        }
        return true;
    }

    private static bool AreNamed(IReadOnlyList<ColumnFacts> columns)
    {
        var kinds = columns.Select(static column => Array.FindIndex(Kinds, kind => Words.Of(column.Header).Any(kind.Contains))).ToList();
        return !kinds.Contains(-1) && kinds.Distinct().Count() == kinds.Count;
    }

    /// <summary>Rows in which all of them together are what is billed, and those in which one of several is.</summary>
    private (int Together, int Alone) Fits(string code, IReadOnlyList<ColumnFacts> columns)
    {
        int together = 0, alone = 0;
        for (var row = 0; key is not null && row < table.Rows.Count; row++)
        {
            if (known.Find(key.Kind, MemberKeys.Clean(table.Rows[row][key.Column.Column], key)) is not { } member || known.Billed(member, code) is not (> 0 and var billed)) continue;
            var amounts = columns.Select(column => money.Value(column, row) ?? 0).Where(static amount => amount > 0).ToList();
            if (amounts.Count < 2) continue;
            if (amounts.Sum() == billed) together++;
            else if (amounts.Contains(billed)) alone++;
        }
        return (together, alone);
    }
}
