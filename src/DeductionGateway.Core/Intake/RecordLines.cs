namespace DeductionGateway.Core.Intake;

/// <summary>
/// Which physical line (sheet row) of a payroll file each record stands on. Nearly always record plus a constant (titles and the header above
/// it), so only the places where the distance changes are kept: a million records cost a few bytes.
/// </summary>
public sealed class RecordLines
{
    private readonly List<(int Record, int Distance)> _changes = [];

    public int Count { get; private set; }

    /// <summary>The next record, and the line it stands on, from 1; lines only grow.</summary>
    public void Add(int line)
    {
        var distance = line - ++Count;
        if (_changes.Count == 0 || _changes[^1].Distance != distance) _changes.Add((Count, distance));
    }

    /// <summary>The line of a record from 1; 0 where there is no such record.</summary>
    public int this[int record]
    {
        get
        {
            if (record < 1 || record > Count) return 0;
            int low = 0, high = _changes.Count - 1;
            while (low < high)
            {
                var middle = (low + high + 1) / 2;
                if (_changes[middle].Record <= record) low = middle;
                else high = middle - 1;
            }
            return record + _changes[low].Distance;
        }
    }
}
