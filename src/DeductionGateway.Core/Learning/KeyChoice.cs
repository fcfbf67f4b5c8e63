using DeductionGateway.Core.Intake;

namespace DeductionGateway.Core.Learning;

/// <summary>Which column identifies employees, as what, and what must be done to its texts so that they are the cooperative's.</summary>
internal sealed record KeyChoice(PayrollKey Kind, ColumnFacts Column, string Without, int Width, KeyForm Form, int Hits)
{
    /// <summary>Name and number share a cell; the key is its digits.</summary>
    public bool IsInName => Column.IsNameWithNumber;

    /// <summary>Members named, each once.</summary>
    private int People(KnownBilling known) => known.Hits(Kind, Column.Values.Select(value => MemberKeys.Clean(value, this)).Distinct(StringComparer.Ordinal));

    private static readonly PayrollKey[] Kinds = [PayrollKey.EmployeeNo, PayrollKey.NationalId, PayrollKey.AccountNo];

    /// <summary>The best key of the table; null where no column can be one.</summary>
    public static KeyChoice? Of(FoundTable table, IReadOnlyList<ColumnFacts> columns, KnownBilling known, Asking asking)
    {
        var candidates = columns.Where(IsCandidate).ToList();
        if (candidates.Count == 0) return null;
        var best = known.HasMembers ? ByMembers(table, candidates, known) : null;
        return best is not null ? Confirmed(table, best, candidates, known, asking) : ByName(table, candidates, asking);
    }

    private static bool IsCandidate(ColumnFacts column)
    {
        if (column.IsNameWithNumber) return true;
        if (column.Filled == 0 || column.IsCounting || (column.Keys + column.Retyped) * 10 < column.Filled * 8) return false;
        if (column.Role is ColumnRole.EmployeeNo or ColumnRole.NationalId or ColumnRole.Account) return true;
        return column.Role == ColumnRole.Unknown && !column.IsMostlyLetters && column.Filled * 10 >= column.Rows * 8;
    }

    private static KeyChoice? ByMembers(FoundTable table, List<ColumnFacts> candidates, KnownBilling known)
    {
        KeyChoice? best = null;
        foreach (var column in candidates)
        {
            foreach (var kind in Kinds)
            {
                foreach (var (without, width) in Ways(column, known, kind))
                {
                    var hits = known.Hits(kind, column.Values.Select(value => Clean(column, value, without, width)));
                    // Equal hits: what the column is called, then as it stands, then in this order.
                    if (hits > (best?.Hits ?? 0) || (best is not null && hits == best.Hits && IsNamed(column, kind) && !IsNamed(best.Column, best.Kind))) best = new KeyChoice(kind, column, without, width, KeyForm.Any, hits);
                }
            }
        }
        return best is not null && best.Hits * 2 >= table.Rows.Count * 1 && best.Hits * 2 >= best.Column.Filled ? best : best is { Hits: >= 3 } ? best : null;
    }

    private static IEnumerable<(string Without, int Width)> Ways(ColumnFacts column, KnownBilling known, PayrollKey kind)
    {
        yield return ("", 0);
        if (column.IsNameWithNumber) yield break;
        var between = Met(column);
        if (between.Length > 0) yield return (between, 0);
        if (kind != PayrollKey.EmployeeNo || !column.Values.TrueForAll(static value => value.All(char.IsAsciiDigit))) yield break;
        var lengths = known.Members.Where(member => known.Employer.Length == 0 || member.Employer == known.Employer).Select(static member => member.EmployeeNo).Where(static key => key.Length > 1 && key.Span[0] == (byte)'0')
            .Select(static key => key.Length).Distinct().Order();
        foreach (var length in lengths) yield return ("", length);
    }

    private static KeyChoice Confirmed(FoundTable table, KeyChoice best, List<ColumnFacts> candidates, KnownBilling known, Asking asking)
    {
        asking.Evidence.Add($"key: '{table.Reference(best.Column.Column)}' names {best.People(known)} members in {best.Column.Filled} rows{(best.Without.Length > 0 ? $", without '{best.Without}'" : "")}");
        SayOfBetter(best, candidates, asking);
        if (best.Width > 0)
        {
            var shortest = best.Column.Values.MinBy(static value => value.Length)!;
            var answer = asking.Ask("key_width", $"The employee numbers seem to have lost their leading zeros: filled up to {best.Width} digits ({shortest} → {shortest.PadLeft(best.Width, '0')}) they name {best.People(known)} members. Fill them up?",
                [new Choice(best.Width.ToString(), $"yes, to {best.Width} digits"), new Choice("0", "no, take them as they stand")], best.Width.ToString());
            if (answer == "0") best = best with { Width = 0 };
        }
        return best with { Form = FormOf(best) };
    }

    private static KeyChoice ByName(FoundTable table, List<ColumnFacts> candidates, Asking asking)
    {
        var best = candidates.OrderByDescending(static column => Weight(column)).ThenBy(static column => column.Column).First();
        var kind = best.Role switch
        {
            ColumnRole.NationalId => PayrollKey.NationalId,
            ColumnRole.Account => PayrollKey.AccountNo,
            ColumnRole.EmployeeNo => PayrollKey.EmployeeNo,
            _ => best.NationalIds * 10 >= best.Filled * 8 && best.Nips == 0 ? PayrollKey.NationalId : PayrollKey.EmployeeNo,
        };
        var between = best.IsNameWithNumber ? "" : Met(best);
        if (best.IsNameWithNumber && best.Values.TrueForAll(static value => value.Count(char.IsAsciiDigit) == 16)) kind = PayrollKey.NationalId;
        var isSpaced = between.Length > 0 && (best.Values.Count(static value => KeyEvidence.Bare(value).Length is 16 or 18) * 10 >= best.Filled * 8 || between.Trim().Length == 0 || between.Contains('\'', StringComparison.Ordinal) || between.Contains('=', StringComparison.Ordinal));
        asking.Evidence.Add($"key: '{table.Reference(best.Column)}' by its name and content{(isSpaced ? $", without '{between}'" : "")}");
        if (best.Numbers > 0 && best.Lost + best.Retyped == 0) asking.Unsure.Add($"The employee numbers in '{best.Header}' are held as numbers: if they ever had leading zeros, these are lost.");
        SayOfBetter(new KeyChoice(kind, best, "", 0, KeyForm.Any, 0), candidates, asking);
        var choice = new KeyChoice(kind, best, isSpaced ? between : "", 0, KeyForm.Any, 0);
        return choice with { Form = FormOf(choice) };
    }

    /// <summary>Columns named as a key that a spreadsheet spoilt, or left half empty, and that are not taken therefore.</summary>
    private static void SayOfBetter(KeyChoice best, List<ColumnFacts> candidates, Asking asking)
    {
        foreach (var other in candidates.Where(column => column != best.Column && column.Retyped + column.Lost > 0))
        {
            asking.Unsure.Add($"'{other.Header}' was turned into numbers by the spreadsheet and has lost digits; it is not used.");
        }
    }

    private static int Weight(ColumnFacts column) =>
        (column.Role switch { ColumnRole.EmployeeNo => 50, ColumnRole.NationalId => 40, ColumnRole.Account => 20, _ => 0 })
        + (column.Filled * 20 >= column.Rows * 19 ? 20 : -20) + (column.Nips * 10 >= column.Filled * 8 ? 15 : 0) + (column.NationalIds * 10 >= column.Filled * 8 ? 10 : 0)
        + (column.IsMostlyAmounts && column.Role == ColumnRole.Unknown && column.Distinct * 10 < column.Filled * 8 ? -15 : 0) - (column.Retyped + column.Lost > 0 ? 100 : 0);

    private static bool IsNamed(ColumnFacts column, PayrollKey kind) => (column.Role, kind) is (ColumnRole.EmployeeNo, PayrollKey.EmployeeNo) or (ColumnRole.NationalId, PayrollKey.NationalId) or (ColumnRole.Account, PayrollKey.AccountNo);

    /// <summary>The characters between digits that occur in the column.</summary>
    private static string Met(ColumnFacts column) => new([.. KeyEvidence.Between.Where(mark => column.Values.Exists(value => value.Contains(mark)))]);

    private static string Clean(ColumnFacts column, string value, string without, int width) => MemberKeys.Clean(value, column.IsNameWithNumber, without, width);

    private static KeyForm FormOf(KeyChoice choice)
    {
        // One odd text among many keys is a note or a signature; were it an employee with an amount, the reader would refuse the row.
        var values = choice.Column.Values.Where(KeyEvidence.IsKeyLike).ToList();
        if (choice.IsInName || values.Count * 20 < choice.Column.Values.Count * 19) values = choice.Column.Values;
        var keys = values.Select(value => Clean(choice.Column, value, choice.Without, choice.Width)).ToList();
        if (keys.TrueForAll(static key => key.All(char.IsAsciiDigit))) return KeyForm.Digits;
        return keys.TrueForAll(static key => key.Any(char.IsAsciiDigit) && !key.Contains(' ', StringComparison.Ordinal)) ? KeyForm.Code : KeyForm.Any;
    }
}
