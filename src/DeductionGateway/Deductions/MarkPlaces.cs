using DeductionGateway.Core.Intake;

namespace DeductionGateway.Deductions;

/// <summary>
/// Which lines (sheet rows) of a file have marks: headers, and records of its tables. Lines are asked for from the top; where tables stand below each other
/// so are their records, and no mark is held. Tables beside each other share lines: there all marks are held, by line.
/// </summary>
internal sealed class MarkPlaces
{
    private readonly MarkSource _marks;
    private readonly RecordLines _lines;
    private readonly RecordRange[] _records;
    private readonly HashSet<int> _headers;
    private readonly Dictionary<int, Mark>? _byLine;
    private int _table;
    private int _next;

    private MarkPlaces(MarkSource marks, RecordLines lines, IReadOnlyList<ReadTable> tables, Dictionary<int, Mark>? byLine)
    {
        (_marks, _lines, _byLine) = (marks, lines, byLine);
        _records = [.. tables.Select(static table => table.Records)];
        _headers = [.. tables.Select(static table => table.HeaderLine).Where(static line => line > 0)];
        Rewind();
    }

    /// <param name="tables">Of one text or sheet, in the order of their records.</param>
    public static async Task<MarkPlaces> Of(PayrollReturn read, IReadOnlyList<ReadTable> tables, MarkSource marks)
    {
        var lines = read.Lines!;
        if (AreBelowEachOther(lines, tables)) return new MarkPlaces(marks, lines, tables, null);
        var byLine = new Dictionary<int, Mark>();
        foreach (var table in tables)
        {
            for (var record = table.Records.From; record <= table.Records.To; record++)
            {
                if (await marks.Of(record) is not { } mark) continue;
                byLine[lines[record]] = byLine.TryGetValue(lines[record], out var other) ? Both(other, mark) : mark;
            }
        }
        return new MarkPlaces(marks, lines, tables, byLine);
    }

    public bool IsHeader(int line) => _headers.Contains(line);

    /// <summary>The line is a header's or an employee's.</summary>
    public bool IsMarked(int line) => IsHeader(line) || (_byLine is null ? RecordAt(line) > 0 : _byLine.ContainsKey(line));

    /// <summary>What is written beside the line; null where nothing is.</summary>
    public ValueTask<Mark?> At(int line)
    {
        if (_byLine is not null) return ValueTask.FromResult(_byLine.GetValueOrDefault(line));
        var record = RecordAt(line);
        return record > 0 ? _marks.Of(record) : ValueTask.FromResult<Mark?>(null);
    }

    /// <summary>Lines are asked for from the top again.</summary>
    public void Rewind() => (_table, _next) = (0, _records.Length == 0 ? 1 : _records[0].From);

    /// <summary>The record that stands there; 0 = none.</summary>
    private int RecordAt(int line)
    {
        while (_table < _records.Length)
        {
            if (_next > _records[_table].To)
            {
                if (++_table < _records.Length) _next = _records[_table].From;
            }
            else if (_lines[_next] < line) _next++;
            else return _lines[_next] == line ? _next : 0;
        }
        return 0;
    }

    private static bool AreBelowEachOther(RecordLines lines, IReadOnlyList<ReadTable> tables)
    {
        var last = 0;
        foreach (var table in tables.Where(static table => table.Records.To >= table.Records.From))
        {
            if (lines[table.Records.From] <= last) return false;
            last = lines[table.Records.To];
        }
        return true;
    }

    private static Mark Both(Mark one, Mark other) => new(
        one.Class == other.Class ? one.Class : $"{one.Class} | {other.Class}", string.Join('|', $"{one.Codes}|{other.Codes}".Split('|', StringSplitOptions.RemoveEmptyEntries).Distinct()),
        $"{one.Reason} | {other.Reason}", one.Billed + other.Billed, one.Received + other.Received);
}
