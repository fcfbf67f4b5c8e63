using System.Text;
using DeductionGateway.Core.Intake;

namespace DeductionGateway.Core.Learning;

/// <summary>What the billing says of a column, before anything is known of how the file writes numbers: under which code its amounts are those billed.</summary>
internal sealed class BillingEvidence(FoundTable table, KeyChoice? key, KnownBilling known)
{
    private readonly Dictionary<int, Dictionary<string, int>> _fits = [];
    private readonly Dictionary<int, int> _seen = [];

    /// <summary>The one code under which most amounts of the column are exactly what their employees are billed; null where none or two.</summary>
    public string? CodeOf(ColumnFacts column)
    {
        var fits = Fits(column).OrderByDescending(static pair => pair.Value).ThenBy(static pair => pair.Key, StringComparer.Ordinal).ToList();
        return fits.Count > 0 && fits[0].Value >= 2 && fits[0].Value * 2 >= _seen[column.Column] && (fits.Count == 1 || fits[0].Value >= 2 * fits[1].Value) ? fits[0].Key : null;
    }

    /// <summary>At least one amount of the column is what its employee is billed under the code.</summary>
    public bool Touches(ColumnFacts column, string code) => Fits(column).GetValueOrDefault(code) > 0;

    /// <summary>Codes billed to at least two employees of the table.</summary>
    public IReadOnlyList<string> CodesBilled()
    {
        if (key is null || known.Billing.Count == 0) return [];
        var members = table.Rows.Select(row => known.Find(key.Kind, MemberKeys.Clean(row[key.Column.Column], key))).OfType<Members.Member>().Distinct().ToList();
        return [.. known.Codes.Where(code => members.Count(member => known.Billed(member, code.Code) > 0) >= 2).Select(static code => code.Code)];
    }

    private Dictionary<string, int> Fits(ColumnFacts column)
    {
        if (_fits.TryGetValue(column.Column, out var known)) return known;
        _seen[column.Column] = 0;
        return _fits[column.Column] = key is { Hits: > 0 } && column.IsMostlyAmounts ? Count(column) : [];
    }

    /// <summary>In the style that the column's own numbers have; where they leave it open, in the one that fits more of the bill.</summary>
    private Dictionary<string, int> Count(ColumnFacts column)
    {
        var numbers = new NumberEvidence();
        foreach (var row in table.Rows) numbers.Add(row[column.Column], row.IsNumber(column.Column), isMoney: true);
        var best = Count(column, numbers, numbers.Style);
        if (!numbers.IsAmbiguous) return best;
        var seen = _seen[column.Column];
        var other = Count(column, numbers, numbers.OtherStyle);
        if (other.Values.DefaultIfEmpty().Max() > best.Values.DefaultIfEmpty().Max()) return other;
        _seen[column.Column] = seen;
        return best;
    }

    private Dictionary<string, int> Count(ColumnFacts column, NumberEvidence numbers, NumberStyle style)
    {
        var reading = new AmountReading(style, new PayrollLayout { AmountMarks = numbers.Marks, IsNegative = numbers.IsNegative });
        var fits = new Dictionary<string, int>(StringComparer.Ordinal);
        _seen[column.Column] = 0;
        foreach (var row in table.Rows)
        {
            if (known.Find(key!.Kind, MemberKeys.Clean(row[key.Column.Column], key)) is not { } member) continue;
            if (reading.Parse(Encoding.UTF8.GetBytes(row[column.Column]), row.IsNumber(column.Column), out var rupiah) != AmountFault.Good || rupiah <= 0) continue;
            _seen[column.Column]++;
            foreach (var code in known.Codes)
            {
                if (known.Billed(member, code.Code) == rupiah) fits[code.Code] = fits.GetValueOrDefault(code.Code) + 1;
            }
        }
        return fits;
    }
}
