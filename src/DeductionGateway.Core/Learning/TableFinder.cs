using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Intake;

namespace DeductionGateway.Core.Learning;

/// <summary>Finds the tables of a sheet: one, several below each other, or two side by side; and what of them are employees' rows.</summary>
internal static class TableFinder
{
    public static IReadOnlyList<FoundTable> Find(Grid grid)
    {
        var whole = Stacked(grid, null);
        if (whole.Count == 0) return Headless(grid) is { } headless ? [headless] : [];
        if (whole.Count > 1 || SecondStart(HeaderFinder.Names(grid, whole[0].HeaderAt + Math.Max(whole[0].HeaderRows - 1, 0), Math.Min(whole[0].HeaderRows, 1))) is not { } second) return whole;
        var width = grid.Rows.Max(static row => row.Texts.Length);
        return [.. Stacked(Slice(grid, 0, second), (1, second)), .. Stacked(Slice(grid, second, width), (second + 1, width))];
    }

    private static List<FoundTable> Stacked(Grid grid, (int First, int Last)? columns)
    {
        var heads = new List<(int At, int Rows, IReadOnlyList<string> Names, int TitleFrom)>();
        var titleFrom = 0;
        for (var at = 0; at < grid.Rows.Count;)
        {
            if (HeaderFinder.At(grid, at) is not { } header)
            {
                if (IsData(grid.Rows[at])) titleFrom = at + 1;
                at++;
                continue;
            }
            var isRepeated = heads.Count > 0 && header.Names.SequenceEqual(heads[^1].Names, StringComparer.OrdinalIgnoreCase)
                && OutcomeOf(grid, titleFrom, at) is var outcome && (outcome == Outcome.Unsaid || outcome == OutcomeOf(grid, heads[^1].TitleFrom, heads[^1].At))
                && !(MonthOf(grid, titleFrom, at) is { } month && MonthOf(grid, heads[^1].TitleFrom, heads[^1].At) is { } before && month != before);
            if (!isRepeated) heads.Add((at, header.Rows, header.Names, titleFrom));
            at += header.Rows;
            titleFrom = at;
        }
        var tables = new List<FoundTable>();
        for (var i = 0; i < heads.Count; i++)
        {
            var end = i + 1 < heads.Count ? heads[i + 1].TitleFrom : grid.Rows.Count;
            if (Table(grid, heads[i], end, columns) is { } table) tables.Add(table);
        }
        return Placed(grid, tables);
    }

    private static FoundTable? Table(Grid grid, (int At, int Rows, IReadOnlyList<string> Names, int TitleFrom) head, int end, (int First, int Last)? columns)
    {
        var body = grid.Rows.Skip(head.At + head.Rows).Take(end - head.At - head.Rows).ToList();
        var headers = Enumerable.Range(head.At, head.Rows).Select(at => grid.Rows[at].Line1).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var rows = body.Where(row => IsData(row) && !headers.Contains(row.Line1)).ToList();
        if (rows.Count == 0) return null;
        var title = string.Join(' ', grid.Rows.Skip(head.TitleFrom).Take(head.At - head.TitleFrom).Select(static row => row.Line1));
        return new FoundTable(grid, head.At, head.Rows, head.Names, rows, [.. body.Except(rows)], title, OutcomeOf(grid, head.TitleFrom, head.At), columns, "", "") 
        {
            Month = MonthOf(grid, head.TitleFrom, head.At),
            OutcomeTitle = grid.Rows.Skip(head.TitleFrom).Take(head.At - head.TitleFrom).LastOrDefault(static row => OutcomeWords.IsOfFailure(row.Line1))?.Line1 ?? "",
        };
    }

    private static PayPeriod? MonthOf(Grid grid, int from, int to) => PeriodEvidence.OfTitle(grid.Rows.Skip(from).Take(to - from))?.Period;

    /// <summary>The words by which the second table and those after it are found, where there are several.</summary>
    private static List<FoundTable> Placed(Grid grid, List<FoundTable> tables)
    {
        for (var i = 1; i < tables.Count; i++)
        {
            if (StartWords(grid, tables[i - 1].HeaderAt + 1, tables[i].HeaderAt) is not { } words) continue;
            var at = IndexOf(grid, words);
            tables[i] = tables[i] with { From = words, HeaderAt = tables[i].HeaderAt - at };
            tables[i - 1] = tables[i - 1] with { Until = words };
        }
        return tables;
    }

    /// <summary>Words of a title above the header that stand nowhere before it; else the header's own.</summary>
    private static string? StartWords(Grid grid, int after, int header)
    {
        for (var at = header - 1; at >= Math.Max(after, header - 4); at--)
        {
            var row = grid.Rows[at];
            if (row.Filled > 2 || IsData(row) || TotalWords.Begin(row.Line1)) continue;
            var words = Stable(row.Line1);
            if (words.Length > 3 && IndexOf(grid, words) == at) return words;
        }
        var own = grid.Rows[header].Line1;
        return IndexOf(grid, own) == header ? own : null;
    }

    private static int IndexOf(Grid grid, string words) =>
        grid.Rows.Select(static (row, at) => (row, at)).Where(one => one.row.Line1.Contains(words, StringComparison.OrdinalIgnoreCase)).Select(static one => one.at).FirstOrDefault(-1);

    /// <summary>A title up to where next month's will differ: a month, a number, a colon.</summary>
    private static string Stable(string title)
    {
        var words = title.Split(' ');
        var kept = words.TakeWhile(static word => MonthNames.Of(word.Trim('.', ',', ':')) == 0 && !word.Skip(1).Any(char.IsAsciiDigit) && word is not (":" or "BULAN" or "PERIODE"));
        return string.Join(' ', kept).Trim(' ', ':', '-', '(');
    }

    private static Outcome OutcomeOf(Grid grid, int from, int to)
    {
        for (var at = to - 1; at >= from; at--)
        {
            if (OutcomeWords.OfTitle(grid.Rows[at].Line1) is var outcome and not Outcome.Unsaid) return outcome;
        }
        return Outcome.Unsaid;
    }

    /// <summary>Where the first column's name, or an identity's, comes a second time; null where the names are of one table.</summary>
    private static int? SecondStart(IReadOnlyList<string> names)
    {
        var roles = names.Select(HeaderWords.Of).ToList();
        if (roles.Count(static role => role == ColumnRole.Name) < 2 || roles.Count(static role => role is ColumnRole.EmployeeNo or ColumnRole.NationalId) < 2) return null;
        var first = names.ToList().FindIndex(static name => name.Length > 0);
        for (var at = first + 1; at < names.Count; at++)
        {
            if (names[at].Equals(names[first], StringComparison.OrdinalIgnoreCase) || (roles[at] == roles[first] && roles[at] is ColumnRole.RowNo)) return at;
        }
        // The tables begin differently: the second identity begins the second one.
        var second = roles.Select(static (role, at) => (role, at)).Where(static one => one.role is ColumnRole.EmployeeNo or ColumnRole.NationalId or ColumnRole.Name)
            .GroupBy(static one => one.role).Where(static group => group.Count() > 1).Select(static group => group.ElementAt(1).at);
        return second.Min();
    }

    private static Grid Slice(Grid grid, int first, int end) => grid with
    {
        Rows = [.. grid.Rows.Select(row => row with
        {
            Texts = first >= row.Texts.Length ? [] : row.Texts[first..Math.Min(end, row.Texts.Length)], Numbers = first >= row.Numbers.Length ? [] : row.Numbers[first..Math.Min(end, row.Numbers.Length)],
            Dates = first >= row.Dates.Length ? [] : row.Dates[first..Math.Min(end, row.Dates.Length)],
        }).Where(static row => row.Filled > 0)],
    };

    private static FoundTable? Headless(Grid grid)
    {
        var first = grid.Rows.ToList().FindIndex(static row => IsData(row));
        if (first < 0) return null;
        var rows = grid.Rows.Skip(first).Where(static row => IsData(row)).ToList();
        // Names that say nothing to us (K1, K2) are names all the same, where they stand over all columns.
        if (first > 0 && HeaderFinder.CanBeHeader(grid.Rows[first - 1]) && grid.Rows[first - 1].Filled >= Math.Max(3, rows.Max(static row => row.Filled)))
        {
            return new FoundTable(grid, first - 1, 1, HeaderFinder.Names(grid, first - 1, 1), rows, [.. grid.Rows.Skip(first).Except(rows)], string.Join(' ', grid.Rows.Take(first - 1).Select(static row => row.Line1)), OutcomeOf(grid, 0, first - 1), null, "", "") { HasUnknownNames = true };
        }
        return new FoundTable(grid, first, 0, [], rows, [.. grid.Rows.Skip(first).Except(rows)], string.Join(' ', grid.Rows.Take(first).Select(static row => row.Line1)), OutcomeOf(grid, 0, first), null, "", "");
    }

    /// <summary>Several cells, one of them a number and another long enough to be somebody; no sum, no row of column numbers.</summary>
    public static bool IsData(GridRow row)
    {
        if (row.Filled < 2) return false;
        int numbers = 0, others = 0, counting = 0;
        var isCounting = true;
        for (var i = 0; i < row.Texts.Length; i++)
        {
            var text = row.Texts[i];
            if (text.Length == 0) continue;
            // Columns by character places may cut the word: JUM|LAH.
            if (numbers + others <= 1 && (TotalWords.Begin(text) || (i + 1 < row.Texts.Length && TotalWords.Begin(text + row.Texts[i + 1])))) return false;
            isCounting &= text.Trim('(', ')').Split('=')[0] == (++counting).ToString();
            if (row.Numbers[i] || NumberEvidence.IsAmount(text)) numbers++;
            if (text.Length > 2) others++;
        }
        return !isCounting && numbers > 0 && others > 0;
    }
}
