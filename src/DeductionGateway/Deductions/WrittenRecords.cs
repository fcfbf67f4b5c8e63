using System.Text;
using DeductionGateway.Core.Intake;

namespace DeductionGateway.Deductions;

/// <summary>What a file writes of a record: the number that identifies the employee, and his name.</summary>
internal readonly record struct WrittenRecord(string Key, string Name);

/// <summary>
/// What an employer's file writes of each of its records, laid behind each other on disk under no name, so that pages of a list find theirs without the file being read again.
/// Rows are added in file order, then found; one caller at a time.
/// </summary>
internal sealed class WrittenRecords : IDisposable
{
    /// <summary>Records from one known place to the next.</summary>
    private const int Step = 256;

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
    }

    /// <summary>The records of a range that the file has.</summary>
    public Dictionary<int, WrittenRecord> Find(RecordRange range)
    {
        var found = new Dictionary<int, WrittenRecord>();
        var place = _places.FindLastIndex(place => place.Record <= range.From);
        if (_count == 0 || range.From > _last) return found;
        var at = Math.Max(place, 0);
        _file.Position = _places[at].At;
        for (var read = at * Step; read < _count; read++)
        {
            var (record, written) = (_reader.ReadInt32(), new WrittenRecord(_reader.ReadString(), _reader.ReadString()));
            if (record > range.To) break;
            if (record >= range.From) found[record] = written;
        }
        return found;
    }

    public void Dispose()
    {
        _writer.Dispose();
        _reader.Dispose();
        _file.Dispose();
    }
}
