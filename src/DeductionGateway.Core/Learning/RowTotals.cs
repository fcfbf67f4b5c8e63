namespace DeductionGateway.Core.Learning;

/// <summary>
/// A column called a total, against the columns that are read and those that are not: which of them it adds up. It shows a deduction that was overlooked.
/// </summary>
internal sealed class RowTotals
{
    /// <summary>Rows looked at; a sum of other columns does not hold by chance in so many.</summary>
    private const int SampleRows = 60;

    /// <summary>Columns that are not read among which a sum is looked for: 4,096 ways.</summary>
    private const int MostUnread = 12;

    private readonly IReadOnlyList<long[]> _read;
    private readonly IReadOnlyList<long[]> _unread;
    private readonly long[] _total;

    /// <param name="total">The column's amounts by row, whole rupiah; so are <paramref name="read"/> and <paramref name="unread"/>.</param>
    public RowTotals(long[] total, IReadOnlyList<long[]> read, IReadOnlyList<long[]> unread)
    {
        var rows = Enumerable.Range(0, total.Length).Where(row => total[row] != 0).Take(SampleRows).ToList();
        long[] Sample(long[] column) => [.. rows.Select(row => column[row])];
        (_total, _read, _unread) = (Sample(total), [.. read.Select(Sample)], [.. unread.Take(MostUnread).Select(Sample)]);
    }

    /// <summary>The columns not read that the total adds to all of those read, by place; empty where it adds none; null where it is no sum of them at all.</summary>
    public IReadOnlyList<int>? Added()
    {
        foreach (var mask in Enumerable.Range(0, 1 << _unread.Count).OrderBy(static mask => int.PopCount(mask)))
        {
            if (IsSum([.. _read, .. Chosen(_unread, mask)])) return [.. Enumerable.Range(0, _unread.Count).Where(at => (mask >> at & 1) == 1)];
        }
        return null;
    }

    /// <summary>The first row that is not the sum of the columns read, with what it shows and what they give; for a sentence.</summary>
    public (long Shown, long Sum) Example()
    {
        for (var row = 0; row < _total.Length; row++)
        {
            if (_read.Sum(column => column[row]) is var sum && sum != _total[row]) return (_total[row], sum);
        }
        return (0, 0);
    }

    private bool IsSum(IReadOnlyList<long[]> parts)
    {
        var wrong = 0;
        for (var row = 0; row < _total.Length; row++)
        {
            var sum = 0L;
            foreach (var part in parts) sum += part[row];
            if (sum != _total[row] && ++wrong * 10 > _total.Length) return false;
        }
        return _total.Length > 0;
    }

    private static IEnumerable<long[]> Chosen(IReadOnlyList<long[]> columns, int mask) => columns.Where((_, at) => (mask >> at & 1) == 1);
}
