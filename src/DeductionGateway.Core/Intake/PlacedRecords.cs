using DeductionGateway.Core.Basics;

namespace DeductionGateway.Core.Intake;

/// <summary>The records of one table among several: from the one that says the table's words up to the one that says the next table's, and of each only its columns.</summary>
internal sealed class PlacedRecords(RecordSource inner, TablePlace place) : RecordSource
{
    private readonly int _first = Math.Max(place.FirstColumn - 1, 0);
    private bool _begun = place.From.Length == 0;
    private bool _ended;

    public override ReadOnlySpan<Utf8Text> Fields
    {
        get
        {
            var all = inner.Fields;
            var end = place.LastColumn == 0 ? all.Length : Math.Min(place.LastColumn, all.Length);
            return _first >= end ? [] : all[_first..end];
        }
    }

    public override int Line => inner.Line;
    public override bool HasLooseEnds => inner.HasLooseEnds || place.FirstColumn > 0;
    public override bool IsHidden => inner.IsHidden;
    public override int StrayAt => inner.StrayAt;
    public override int DayShift => inner.DayShift;
    public override int ColumnOf(int index) => inner.ColumnOf(_first + index);
    public override bool IsNumber(int index) => inner.IsNumber(_first + index);
    public override bool IsDate(int index) => inner.IsDate(_first + index);

    public override bool Read()
    {
        while (!_ended && inner.Read())
        {
            if (!_begun && !(_begun = Says(place.From))) continue;
            if (place.Until.Length > 0 && Says(place.Until)) break;
            foreach (var field in Fields)
            {
                if (!field.Trim().IsEmpty) return true;
            }
        }
        _ended = true;
        return false;
    }

    private bool Says(string words) => PayrollFileReader.TextOf(this).Contains(words, StringComparison.OrdinalIgnoreCase);
}
