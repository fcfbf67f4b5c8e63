using System.Text;
using DeductionGateway.Core.Intake;

namespace DeductionGateway.Deductions;

/// <summary>What a file writes of a record: the number that identifies the employee, his name, and his national id where that is not the number; empty what it does not write.</summary>
internal readonly record struct WrittenRecord(string Key, string Name, string NationalId);

/// <summary>
/// What an employer's file writes of each of its records, laid behind each other on disk under no name, so that pages of a list find theirs without the file being read again.
/// Rows are added in file order by one caller, then found by any number of them.
/// </summary>
internal sealed class WrittenRecords : IDisposable
{
    /// <summary>Records from one known place to the next.</summary>
    private const int Step = 256;

    /// <summary>The file has one position: whoever reads does so alone.</summary>
    private readonly Lock _reading = new();

    private readonly FileStream _file = NamelessFile.Make("written");
    private readonly BinaryWriter _writer;
    private readonly BinaryReader _reader;

    /// <summary>The record that stands at every <see cref="Step"/>th place, and where that is in bytes.</summary>
    private readonly List<(int Record, long At)> _places = [];

    private int _count;
    private int _last;

    public WrittenRecords()
    {
        _writer = new BinaryWriter(_file, Encoding.UTF8, leaveOpen: true);
        _reader = new BinaryReader(_file, Encoding.UTF8, leaveOpen: true);
    }

    /// <summary>Of several rows of a record the first says it.</summary>
    public void Add(PayrollRow row)
    {
        if (row.Record == _last) return;
        if (_count++ % Step == 0) _places.Add((row.Record, _file.Position));
        _last = row.Record;
        _writer.Write(row.Record);
        _writer.Write(row.Key.ToString());
        _writer.Write(row.Name.ToString());
        _writer.Write(row.NationalId.ToString());
    }

    /// <summary>Those of the records that the file has; what stands between them is skipped, and nothing of it kept.</summary>
    public Dictionary<int, WrittenRecord> Find(IEnumerable<int> records)
    {
        var found = new Dictionary<int, WrittenRecord>();
        lock (_reading)
        {
            // Before the first place stands nothing.
            foreach (var step in records.ToLookup(PlaceOf).Where(static step => step.Key >= 0)) Find([.. step], step.Key, found);
        }
        return found;
    }

    public void Dispose()
    {
        _writer.Dispose();
        _reader.Dispose();
        _file.Dispose();
    }

    /// <summary>The last known place that the record does not stand before; -1 where it stands before all.</summary>
    private int PlaceOf(int record)
    {
        var (low, high) = (0, _places.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_places[middle].Record <= record) low = middle + 1;
            else high = middle;
        }
        return low - 1;
    }

    private void Find(HashSet<int> wanted, int place, Dictionary<int, WrittenRecord> found)
    {
        _file.Position = _places[place].At;
        for (var left = Math.Min(Step, _count - place * Step); left > 0; left--)
        {
            var record = _reader.ReadInt32();
            if (wanted.Contains(record)) found[record] = new WrittenRecord(_reader.ReadString(), _reader.ReadString(), _reader.ReadString());
            else Skip(texts: 3);
        }
    }

    /// <summary>A text begins with its length in bytes.</summary>
    private void Skip(int texts)
    {
        for (; texts > 0; texts--) _file.Seek(_reader.Read7BitEncodedInt(), SeekOrigin.Current);
    }
}
