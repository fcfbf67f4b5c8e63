namespace DeductionGateway.Core.Learning;

/// <summary>
/// Sums of units that stand above their people, written like an employee's row: a number, the unit's name, the amount. A list of employees alone does not
/// fall into such groups by chance, each one's number unlike those of the people below.
/// </summary>
internal sealed class UnitSums(FoundTable table, KeyChoice key, KnownBilling known)
{
    /// <returns>A sentence on the first unit, where every row is a unit's sum or belongs to one; else null.</returns>
    public string? Find(IReadOnlyList<ColumnFacts> amounts, MoneyColumns money)
    {
        long[] Row(int row) => [.. amounts.Select(column => money.Value(column, row) ?? 0)];
        var units = new List<(int At, int People)>();
        for (var at = 0; at < table.Rows.Count;)
        {
            var left = Row(at);
            var people = 0;
            for (var row = at + 1; row < table.Rows.Count && left.Any(static rest => rest > 0); row++, people++)
            {
                var person = Row(row);
                for (var i = 0; i < left.Length; i++) left[i] -= person[i];
            }
            if (people == 0 || left.Any(static rest => rest != 0)) return null;
            // Of whom nothing was withheld may stand last in the unit.
            while (at + people + 1 < table.Rows.Count && Row(at + people + 1).All(static amount => amount == 0)) people++;
            units.Add((at, people));
            at += people + 1;
        }
        if (units.Count < 2 || units.TrueForAll(static unit => unit.People == 1) || !AreUnlike(units.ConvertAll(static unit => unit.At))) return null;
        var first = table.Rows[units[0].At];
        return $"Line {first.Line} ('{first[key.Column.Column]}') is the sum of the {units[0].People} row{(units[0].People == 1 ? "" : "s")} below it, and {units.Count - 1} more such {(units.Count == 2 ? "row follows" : "rows follow")}: the sum of each unit stands above its people and looks like one of them. Take these {units.Count} rows out, or put each below its unit and call it JUMLAH.";
    }

    /// <summary>No unit's number is as long as a person's; or members are among the people and none among the units.</summary>
    private bool AreUnlike(List<int> units)
    {
        var keys = table.Rows.Select(row => MemberKeys.Clean(row[key.Column.Column], key)).ToList();
        var people = Enumerable.Range(0, keys.Count).Except(units).Select(row => keys[row]).ToList();
        if (known.HasMembers && people.Exists(one => known.Find(key.Kind, one) is not null)) return !units.Exists(unit => known.Find(key.Kind, keys[unit]) is not null);
        return !units.Exists(unit => people.Exists(one => one.Length == keys[unit].Length));
    }
}
