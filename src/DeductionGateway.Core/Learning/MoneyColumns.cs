using System.Text;
using DeductionGateway.Core.Intake;

namespace DeductionGateway.Core.Learning;

/// <summary>The columns that hold amounts: how they are written, what they are worth, and which of them are only sums of others.</summary>
internal sealed class MoneyColumns
{
    /// <summary>Columns among which the parts of a sum are looked for: 4,096 ways.</summary>
    private const int MostParts = 12;

    /// <summary>Rows looked at for it; a sum does not hold by chance in so many.</summary>
    private const int SampleRows = 60;

    private readonly FoundTable _table;
    private readonly Dictionary<int, long?[]> _values = [];

    public MoneyColumns(FoundTable table, IReadOnlyList<ColumnFacts> columns, KeyChoice? key, KnownBilling known, Asking asking)
    {
        _table = table;
        Columns = [.. columns.Where(column => column != key?.Column && IsMoney(column))];
        Numbers = new NumberEvidence();
        // A rate or a share shows how rates are written; only where no column is an amount by its name may any be one.
        var isNamed = Columns.Any(static column => column.Role != ColumnRole.Unknown && column.Filled > 0);
        foreach (var column in Columns)
        {
            foreach (var row in table.Rows.Concat(table.Others.Where(static row => row.Line1.Any(char.IsAsciiDigit))))
            {
                if (row.IsNumber(column.Column) || NumberEvidence.IsAmount(row[column.Column])) Numbers.Add(row[column.Column], row.IsNumber(column.Column), !isNamed || column.Role != ColumnRole.Unknown);
            }
        }
        Style = Numbers.Style;
        if (Numbers.IsAmbiguous) Style = AskStyle(key, known, asking);
        UnitRupiah = Unit(asking);
        var reading = new AmountReading(Style, new PayrollLayout { AmountMarks = Numbers.Marks, IsNegative = Numbers.IsNegative, AmountUnitRupiah = UnitRupiah });
        foreach (var column in Columns) _values[column.Column] = [.. table.Rows.Select(row => Value(reading, row, column.Column))];
        foreach (var column in Columns) FindSum(column, asking);
    }

    public IReadOnlyList<ColumnFacts> Columns { get; }
    public NumberEvidence Numbers { get; }
    public NumberStyle Style { get; }
    public int UnitRupiah { get; }

    /// <summary>Columns that are, in nearly every row, the sum of others.</summary>
    public HashSet<ColumnFacts> Sums { get; } = [];

    /// <summary>Columns that a sum of the row contains; a sum that is called by a deduction is of that deduction, and says nothing of the others.</summary>
    public HashSet<ColumnFacts> Summed { get; } = [];

    /// <summary>The last sum of the row; null where there is none.</summary>
    public ColumnFacts? RowSum { get; private set; }

    /// <summary>The amount of the table's n-th row; null where the cell is empty. A column that was only found to be an amount by an answer is read in its own style.</summary>
    public long? Value(ColumnFacts column, int row)
    {
        if (!_values.TryGetValue(column.Column, out var values)) _values[column.Column] = values = [.. LeftOut.Values(_table, column).Select(static rupiah => (long?)rupiah)];
        return values[row];
    }

    private static bool IsMoney(ColumnFacts column) => column.Role switch
    {
        ColumnRole.CodeAmount => column.Filled == 0 || column.IsMostlyAmounts,
        ColumnRole.Amount or ColumnRole.Sum or ColumnRole.Billed or ColumnRole.Withheld or ColumnRole.Gap => column.IsMostlyAmounts,
        ColumnRole.Unknown => column.IsMostlyAmounts && !column.IsCounting && IsBigEnough(column) && column.NationalIds + column.Nips == 0,
        _ => false,
    };

    /// <summary>Deductions have four digits and more; children, grades and instalment numbers have not.</summary>
    private static bool IsBigEnough(ColumnFacts column) => column.Values.Exists(static value => value.Count(char.IsAsciiDigit) >= 4 || value.Contains('.', StringComparison.Ordinal));

    private static long? Value(AmountReading reading, GridRow row, int column)
    {
        var text = Encoding.UTF8.GetBytes(row[column]);
        return text.Length > 0 && reading.Parse(text, row.IsNumber(column), out var rupiah) == AmountFault.Good ? rupiah : null;
    }

    /// <summary>An amount with a mark in it, of as many digits as money has.</summary>
    private static bool IsShowable(string text) => text.AsSpan().IndexOfAny('.', ',') >= 0 && text.Count(char.IsAsciiDigit) is > 0 and <= Amounts.MaximumDigits;

    private NumberStyle AskStyle(KeyChoice? key, KnownBilling known, Asking asking)
    {
        var example = _table.Rows.SelectMany(row => Columns.Select(column => row[column.Column])).FirstOrDefault(IsShowable) ?? "1.250";
        var (thousands, decimals) = (Fits(Numbers.Style, key, known), Fits(Numbers.OtherStyle, key, known));
        if (thousands >= 3 && decimals == 0)
        {
            asking.Evidence.Add($"numbers: '{example}' in thousands equals what is billed in {thousands} rows");
            return Numbers.Style;
        }
        var digits = string.Concat(example.Where(char.IsAsciiDigit));
        var mark = example.First(static c => c is '.' or ',');
        var grouped = $"{long.Parse(digits)} rupiah: '{mark}' groups thousands";
        var parted = $"{long.Parse(digits) / 1000}{(long.Parse(digits) % 1000 == 0 ? "" : " and a fraction of a")} rupiah: '{mark}' stands before decimals";
        var answer = asking.Ask("number", $"Every amount is written like '{example}'. How much is that?",
            [new Choice(Amounts.Example(Numbers.Style), grouped), new Choice(Amounts.Example(Numbers.OtherStyle), parted)], Amounts.Example(decimals >= 3 && thousands == 0 ? Numbers.OtherStyle : Numbers.Style));
        return answer == Amounts.Example(Numbers.OtherStyle) ? Numbers.OtherStyle : Numbers.Style;
    }

    /// <summary>Cells that equal something billed to their employee, read in this style.</summary>
    private int Fits(NumberStyle style, KeyChoice? key, KnownBilling known)
    {
        if (key is null || key.Hits == 0) return 0;
        var reading = new AmountReading(style, new PayrollLayout { AmountMarks = Numbers.Marks, IsNegative = Numbers.IsNegative });
        return _table.Rows.Count(row => known.Find(key.Kind, MemberKeys.Clean(row[key.Column.Column], key)) is { } member
            && Columns.Any(column => Value(reading, row, column.Column) is > 0 and var rupiah && (known.Billed(member, "") == rupiah || known.Codes.Any(code => known.Billed(member, code.Code) == rupiah))));
    }

    /// <summary>"Dalam ribuan": amounts in thousands of rupiah.</summary>
    private int Unit(Asking asking)
    {
        var title = _table.Title + " " + string.Join(' ', _table.Names);
        if (!title.Contains("RIBUAN", StringComparison.OrdinalIgnoreCase) && !title.Contains("THOUSAND", StringComparison.OrdinalIgnoreCase) && !title.Contains("(000)", StringComparison.Ordinal) && !title.Contains("Rp 000", StringComparison.OrdinalIgnoreCase) && !title.Contains("Rp.000", StringComparison.OrdinalIgnoreCase)) return 1;
        return asking.Ask("unit", "The title speaks of thousands of rupiah. Is an amount of 150 to be read as 150.000?", [new Choice("1000", "yes, amounts are in thousands"), new Choice("1", "no, amounts are in rupiah")], "1000") == "1000" ? 1_000 : 1;
    }

    private void FindSum(ColumnFacts column, Asking asking)
    {
        if (column.Filled == 0 || column.Role is ColumnRole.Gap or ColumnRole.Billed) return;
        var left = Columns.Where(other => other.Column < column.Column && !Sums.Contains(other) && other.Role is ColumnRole.CodeAmount or ColumnRole.Unknown or ColumnRole.Amount && other.Column < column.Column).Reverse().ToList();
        var parts = new List<ColumnFacts>();
        var sums = new long[_table.Rows.Count];
        var filled = 0;
        foreach (var part in left)
        {
            parts.Add(part);
            var values = _values[part.Column];
            for (var row = 0; row < sums.Length; row++) sums[row] += values[row] ?? 0;
            filled += part.Filled > 0 ? 1 : 0;
            if (filled < (column.Role == ColumnRole.Sum ? 1 : 2) || !AreNearly(_values[column.Column], sums) || !MayBeSum(column, parts)) continue;
            AddSum(column, parts.AsEnumerable().Reverse(), asking);
            return;
        }
        if (column.Role == ColumnRole.Sum && OnlySum(column, [.. left.Where(static part => part.Filled > 0).Reverse()]) is { } some) AddSum(column, some, asking);
    }

    private void AddSum(ColumnFacts column, IEnumerable<ColumnFacts> parts, Asking asking)
    {
        Sums.Add(column);
        asking.Evidence.Add($"'{column.Header}' is the sum of {string.Join(" + ", parts.Select(static one => one.Header))}, no deduction of its own");
        var words = Words.Of(column.Header);
        if (CodeWords.Guess(words) is not null || words.Contains("SIMPANAN")) return;
        Summed.UnionWith(parts);
        RowSum = column;
    }

    /// <summary>A column called by a deduction is a sum only where it says so (total angsuran), or where it is of parts of the same deduction.</summary>
    private static bool MayBeSum(ColumnFacts column, List<ColumnFacts> parts)
    {
        if (column.Role != ColumnRole.CodeAmount) return true;
        var words = Words.Of(column.Header);
        return words.Any(static word => word is "TOTAL" or "JUMLAH" or "SUBTOTAL") || parts.TrueForAll(part => CodeWords.Guess(Words.Of(part.Header)) == CodeWords.Guess(words));
    }

    /// <summary>The columns that the row's total adds up where they do not stand side by side; null where none or several ways give it.</summary>
    private List<ColumnFacts>? OnlySum(ColumnFacts total, List<ColumnFacts> left)
    {
        if (left.Count is < 3 or > MostParts) return null;
        var rows = Enumerable.Range(0, _table.Rows.Count).Where(row => _values[total.Column][row] is > 0).Take(SampleRows).ToList();
        long?[] shown = [.. rows.Select(row => _values[total.Column][row])];
        long[][] values = [.. left.Select(part => rows.Select(row => _values[part.Column][row] ?? 0).ToArray())];
        List<ColumnFacts>? only = null;
        for (var mask = 1; rows.Count >= 2 && mask < 1 << left.Count; mask++)
        {
            var sums = new long[rows.Count];
            for (var at = 0; at < left.Count; at++)
            {
                if ((mask >> at & 1) == 0) continue;
                for (var row = 0; row < sums.Length; row++) sums[row] += values[at][row];
            }
            if (int.PopCount(mask) < 2 || !AreNearly(shown, sums)) continue;
            if (only is not null) return null;
            only = [.. left.Where((_, at) => (mask >> at & 1) == 1)];
        }
        return only;
    }

    /// <summary>In nine of ten rows; no further row is looked at once that cannot be.</summary>
    private static bool AreNearly(long?[] shown, long[] sums)
    {
        var wrong = 0;
        for (var row = 0; row < sums.Length; row++)
        {
            if ((shown[row] ?? 0) != sums[row] && ++wrong * 10 > sums.Length) return false;
        }
        return true;
    }
}
