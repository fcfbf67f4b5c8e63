using DeductionGateway.Core.Billing;

namespace DeductionGateway.Reconciliation;

/// <summary>A folder's rows by employer, each employer's in file order: four bytes a row instead of a lookup's lists.</summary>
internal sealed class ByEmployer<T>
{
    private readonly IReadOnlyList<T> _rows;
    private readonly int[] _places;
    private readonly Dictionary<string, (int From, int To)> _ranges = new(StringComparer.Ordinal);

    public ByEmployer(IReadOnlyList<T> rows, IReadOnlyList<Employer> employers, Func<T, string> employerOf)
    {
        _rows = rows;
        _places = new int[rows.Count];
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var row in rows) System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(counts, employerOf(row), out _)++;
        var next = new Dictionary<string, int>(StringComparer.Ordinal);
        var at = 0;
        foreach (var employer in employers)
        {
            var count = counts.GetValueOrDefault(employer.Code);
            next[employer.Code] = at;
            _ranges[employer.Code] = (at, at + count);
            at += count;
        }
        for (var place = 0; place < rows.Count; place++) _places[System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(next, employerOf(rows[place]), out _)++] = place;
    }

    public T[] Of(string employer)
    {
        if (!_ranges.TryGetValue(employer, out var range)) return [];
        var rows = new T[range.To - range.From];
        for (var i = 0; i < rows.Length; i++) rows[i] = _rows[_places[range.From + i]];
        return rows;
    }
}
