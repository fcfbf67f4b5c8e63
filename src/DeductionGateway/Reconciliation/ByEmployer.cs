using DeductionGateway.Core.Billing;

namespace DeductionGateway.Reconciliation;

/// <summary>
/// A folder's rows by employer, each employer's in file order, as runs of rows that stand together: files mostly come employer by employer,
/// and then a run is all that is kept of one.
/// </summary>
internal sealed class ByEmployer<T>
{
    private readonly IReadOnlyList<T> _rows;
    private readonly Dictionary<string, List<(int From, int Length)>> _runs = new(StringComparer.Ordinal);

    public ByEmployer(IReadOnlyList<T> rows, IReadOnlyList<Employer> employers, Func<T, string> employerOf)
    {
        _rows = rows;
        foreach (var employer in employers) _runs[employer.Code] = [];
        for (var from = 0; from < rows.Count;)
        {
            var employer = employerOf(rows[from]);
            var to = from + 1;
            while (to < rows.Count && employerOf(rows[to]) == employer) to++;
            if (_runs.TryGetValue(employer, out var runs)) runs.Add((from, to - from));
            from = to;
        }
    }

    public T[] Of(string employer)
    {
        if (!_runs.TryGetValue(employer, out var runs)) return [];
        var rows = new T[runs.Sum(static run => run.Length)];
        var at = 0;
        foreach (var (from, length) in runs)
        {
            if (_rows is T[] array) Array.Copy(array, from, rows, at, length);
            else if (_rows is List<T> list) list.CopyTo(from, rows, at, length);
            else for (var i = 0; i < length; i++) rows[at + i] = _rows[from + i];
            at += length;
        }
        return rows;
    }
}
