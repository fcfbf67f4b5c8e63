using DeductionGateway.Core.Basics;

namespace DeductionGateway.Core.Intake;

/// <summary>One row that a corrected file added, changed or took away. Record numbers and amounts (whole rupiah) are 0 on the side where the row is not.</summary>
public readonly record struct RowChange(Utf8Text Key, string Code, int RecordBefore, int RecordNow, long AmountBefore, long AmountNow)
{
    /// <summary>added, changed or removed.</summary>
    public string Kind => RecordBefore == 0 ? "added" : RecordNow == 0 ? "removed" : "changed";
}

/// <summary>
/// What a corrected answer says otherwise than the one before. Rows are one when key, name, national id, code, amount and period are
/// equal, wherever they stand; what is left of an employee and code on both sides is a change, in file order.
/// </summary>
public static class ReturnDifference
{
    public static IReadOnlyList<RowChange> Between(IReadOnlyList<PayrollRow> before, IReadOnlyList<PayrollRow> now)
    {
        var equal = new Dictionary<(Utf8Text, Utf8Text, Utf8Text, string?, long, PayPeriod), int>();
        foreach (var row in before) equal[ContentOf(row)] = equal.GetValueOrDefault(ContentOf(row)) + 1;
        var gone = new Dictionary<(Utf8Text, string), Queue<PayrollRow>>();
        var come = new List<PayrollRow>();
        foreach (var row in now)
        {
            var same = equal.GetValueOrDefault(ContentOf(row));
            if (same == 0) come.Add(row);
            else equal[ContentOf(row)] = same - 1;
        }
        // The rows that stayed are taken from the front, so what is left over stands at the end of equal ones.
        foreach (var row in before.Reverse())
        {
            var left = equal.GetValueOrDefault(ContentOf(row));
            if (left == 0) continue;
            equal[ContentOf(row)] = left - 1;
            var place = (row.Key, row.Code?.Code ?? "");
            if (!gone.TryGetValue(place, out var rows)) gone[place] = rows = [];
            rows.Enqueue(row);
        }
        var changes = new List<RowChange>();
        foreach (var row in come)
        {
            var code = row.Code?.Code ?? "";
            var changed = gone.TryGetValue((row.Key, code), out var rows) && rows.Count > 0 ? rows.Dequeue() : default;
            changes.Add(new RowChange(row.Key, code, changed.Record, row.Record, changed.Amount, row.Amount));
        }
        foreach (var row in gone.Values.SelectMany(static rows => rows)) changes.Add(new RowChange(row.Key, row.Code?.Code ?? "", row.Record, 0, row.Amount, 0));
        changes.Sort(static (a, b) =>
        {
            var order = Math.Max(a.RecordNow, a.RecordBefore).CompareTo(Math.Max(b.RecordNow, b.RecordBefore));
            return order != 0 ? order : string.CompareOrdinal(a.Code, b.Code);
        });
        return changes;
    }

    private static (Utf8Text, Utf8Text, Utf8Text, string?, long, PayPeriod) ContentOf(in PayrollRow row) =>
        (row.Key, row.Name, row.NationalId, row.Code?.Code, row.Amount, row.Period);
}
