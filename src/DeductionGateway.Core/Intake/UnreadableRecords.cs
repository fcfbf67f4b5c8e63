namespace DeductionGateway.Core.Intake;

/// <summary>
/// Records of a file that cannot be read while all others can: what is wrong stands in each of them and nowhere else. What is wrong with the file as a whole,
/// its header, its encoding or its sums, is no record's.
/// </summary>
public sealed class UnreadableRecords
{
    private readonly SortedDictionary<int, int> _lines = [];

    /// <summary>Faults of these records; as many as the file has where nothing else is wrong.</summary>
    public int FaultCount { get; private set; }

    /// <summary>By record from 1: the line (sheet row) on which it stands.</summary>
    public IReadOnlyDictionary<int, int> Lines => _lines;

    /// <param name="faults">How many the record has.</param>
    public void Add(int record, int line, int faults)
    {
        _lines[record] = line;
        FaultCount += faults;
    }
}
