namespace DeductionGateway.Core.Intake;

/// <summary>
/// The sums that a file shows of itself, against the rows read so far. A sum is right where it is that of the rows since some earlier border (the
/// table's start, a unit's name, another sum) up to here: subtotals, carried-over sums and grand totals alike. Whole rupiah.
/// </summary>
internal sealed class ShownTotals
{
    private readonly long[] _sums;
    private readonly HashSet<long>[] _borders;

    /// <param name="columns">Amount columns; one series more is kept for all of them together, one for what was withheld of them, and one without what is somebody else's.</param>
    public ShownTotals(int columns)
    {
        _sums = new long[columns + 3];
        _borders = new HashSet<long>[columns + 3];
        for (var i = 0; i < _borders.Length; i++) _borders[i] = [0];
    }

    /// <summary>A total of everything read was the last thing seen.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>The sum of all amounts so far.</summary>
    public long All => _sums[^3];

    /// <param name="isOther">Somebody else's deduction, or a sum of the employee's own rows: the file's total may count it or not.</param>
    public void Add(int column, long rupiah, bool isWithheld, bool isOther)
    {
        IsClosed = false;
        _sums[column] += rupiah;
        _sums[^3] += rupiah;
        if (isWithheld) _sums[^2] += rupiah;
        if (!isOther) _sums[^1] += rupiah;
    }

    /// <summary>A row without an employee stands here: a sum may begin after it.</summary>
    public void Border()
    {
        for (var i = 0; i < _sums.Length; i++) _borders[i].Add(_sums[i]);
    }

    /// <summary>An employee's row was read that no total covers yet, also one of nothing.</summary>
    public void Reopen() => IsClosed = false;

    /// <summary>The number is a sum of rows that end here.</summary>
    public bool IsSum(int column, long rupiah) => Is(column, rupiah) || Is(_sums.Length - 3, rupiah) || Is(_sums.Length - 2, rupiah) || Is(_sums.Length - 1, rupiah);

    /// <summary>The row of sums was right; where one of its numbers is the sum of everything, the table is whole up to here.</summary>
    public void Close(int column, long rupiah) => IsClosed |= rupiah == _sums[column] || rupiah == _sums[^3] || rupiah == _sums[^2] || rupiah == _sums[^1];

    private bool Is(int series, long rupiah) => _borders[series].Contains(_sums[series] - rupiah);
}
