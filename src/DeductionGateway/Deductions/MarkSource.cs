using DeductionGateway.Answers;
using DeductionGateway.Answers.People;
using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Settlement;

namespace DeductionGateway.Deductions;

/// <summary>What is written beside a record of an employer's own file. Whole rupiah.</summary>
internal sealed record Mark(string Class, string Codes, string Reason, long Billed, long Received);

/// <summary>The marks of a file's records in their order, made as they are asked for: a million of them are never held.</summary>
/// <param name="leftOut">Records that were not read, each with what is said of it.</param>
internal sealed class MarkSource(ReturnLinesStore store, PayPeriod period, string employer, DecidedUnit unit, bool isWhole, bool isEnglish, IReadOnlyDictionary<int, Mark> leftOut)
{
    private readonly Queue<(int Record, Mark Mark)> _made = [];

    /// <summary>Rows of the last record fetched: more of it may follow.</summary>
    private List<DecidedLine> _waiting = [];

    private Dictionary<int, long>? _shortBills;
    private bool _isEnd;

    /// <summary>What the added columns are called.</summary>
    public IReadOnlyList<string> Names { get; } = isEnglish ? ["Cooperative: result", "Cooperative: codes", "Cooperative: reason", "Cooperative: billed", "Cooperative: received"]
        : ["Koperasi: hasil", "Koperasi: kode", "Koperasi: keterangan", "Koperasi: ditagih", "Koperasi: diterima"];

    /// <summary>The mark of a record; null where the cooperative has nothing to do with it. Records are asked for in their order.</summary>
    public async ValueTask<Mark?> Of(int record)
    {
        if (leftOut.TryGetValue(record, out var left)) return left;
        while (true)
        {
            while (_made.TryPeek(out var next) && next.Record < record) _made.Dequeue();
            if (_made.TryPeek(out var found)) return found.Record == record ? found.Mark : null;
            if (_isEnd) return null;
            await Fetch();
        }
    }

    private async Task Fetch()
    {
        if (_shortBills is null)
        {
            _shortBills = isEnglish ? [] : await ReturnLines.ShortBills(store, period, unit);
            await store.OpenLines(period, unit);
        }
        var lines = await store.NextLines();
        _isEnd = lines.Count == 0;
        _waiting.AddRange(lines);
        var whole = _isEnd ? _waiting.Count : _waiting.FindIndex(line => line.Record == _waiting[^1].Record);
        var ready = _waiting.GetRange(0, whole);
        _waiting = _waiting.GetRange(whole, _waiting.Count - whole);
        var doubted = ready.Where(static line => line.LineClass != (short)LineClass.Matched).Select(static line => line.Record).Distinct().ToArray();
        var cases = doubted.Length == 0 ? [] : await store.Cases(period, employer, unit, doubted);
        foreach (var same in ReturnLines.Rows(ready, cases, isWhole).GroupBy(static row => row.Record)) _made.Enqueue((same.Key, MarkOf([.. same])));
    }

    private Mark MarkOf(List<ReturnRow> rows)
    {
        var codes = string.Join('|', rows.SelectMany(static row => row.Taxonomy.Split('|', StringSplitOptions.RemoveEmptyEntries)).Distinct());
        var reasons = rows.Count == 1 ? Reason(rows[0]) : string.Join(" | ", rows.Select(row => row.Code.Length == 0 ? Reason(row) : $"{row.Code}: {Reason(row)}"));
        return new Mark(string.Join(" | ", rows.Select(row => Word(row.Class)).Distinct()), codes, reasons, rows.Sum(static row => row.Expected), rows.Sum(static row => row.Received));
    }

    /// <summary>The name as the employer writes it stands in the record itself.</summary>
    private string Reason(ReturnRow row) => isEnglish ? row.English() : row.Indonesian(row.BillNo is { } bill && _shortBills!.TryGetValue(bill, out var sum) ? sum : null, "");

    private string Word(LineClass kind) => isEnglish ? LineNames.Of(kind) : Wording.Classes[kind].Name;
}
