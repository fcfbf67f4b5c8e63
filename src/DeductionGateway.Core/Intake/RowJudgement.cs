using DeductionGateway.Core.Basics;

namespace DeductionGateway.Core.Intake;

/// <summary>
/// Tells an employee's row from what else stands inside a table: repeated headers, column numbers, unit names, sums, notes, signatures. A row
/// with an employee and an amount is never passed over, and an amount without an employee only where it is a sum that adds up: by its label, or
/// in a row that names nobody.
/// </summary>
internal sealed class RowJudgement
{
    private readonly string _file;
    private readonly PayrollColumns _columns;
    private readonly KeyTexts _keys;
    private readonly AmountReading _reading;
    private readonly FaultList _faults;
    private readonly int[] _amounts;
    private readonly int _labels;
    private readonly bool _isFixed;

    /// <param name="isFixed">Columns are places in a line: a label may reach over several, JUM|LAH.</param>
    public RowJudgement(string file, PayrollColumns columns, bool isFixed, KeyTexts keys, AmountReading reading, FaultList faults)
    {
        _isFixed = isFixed;
        (_file, _columns, _keys, _reading, _faults) = (file, columns, keys, reading, faults);
        _amounts = columns.Amount >= 0 ? [columns.Amount] : [.. columns.Amounts.Select(static one => one.Column)];
        // The label of a sum stands at its row's beginning: up to the key and the name, or before the first amount.
        _labels = Math.Max(Math.Max(columns.Key, columns.Name) + 1, _amounts.Length == 0 ? 0 : _amounts[0]);
        Totals = new ShownTotals(_amounts.Length);
    }

    public ShownTotals Totals { get; }

    /// <summary>The last thing seen was a total that does not add up: one is there, and it is said.</summary>
    public bool IsDisagreeing { get; private set; }

    /// <summary>The column's place among the amounts, for <see cref="Totals"/>.</summary>
    public int SeriesOf(int column) => Array.IndexOf(_amounts, column);

    /// <summary>The row is an employee's; else it is passed over, with a fault where it holds money that nobody's row explains.</summary>
    /// <param name="key">Cleaned; the one above where the employer writes it once.</param>
    public bool IsEmployee(RecordSource records, Utf8Text key)
    {
        if (IsHeader(records) || IsCounting(records)) return false;
        var (numbers, texts) = Look(records);
        var isKey = _keys.IsKey(key);
        var isSum = numbers > 0 && HasTotalLabel(records, isKey);
        if (isKey && (!isSum || !AddsUp(records)))
        {
            if (numbers > 0) return Employee();
            if (texts > 0) return !Totals.IsClosed || HoldsLike(records);
            var name = HeaderRow.Field(records, _columns.Name);
            return !HasTotalLabel(records, isKey) && (_columns.Name < 0 || _columns.Name == _columns.Key ? !Totals.IsClosed : !name.IsEmpty && name.Span.IndexOfAnyInRange((byte)'0', (byte)'9') < 0);
        }
        if (numbers > 0) CheckSum(records, isSum);
        else if (texts > 0) CheckText(records);
        Totals.Border();
        return false;
    }

    private bool Employee()
    {
        IsDisagreeing = false;
        return true;
    }

    /// <summary>
    /// The row that ends a plain table, and those below it: a signature holds no amount, a total says that it is one or adds up. What else holds an
    /// amount is somebody whose number was left out.
    /// </summary>
    /// <param name="isSumChecked">A row that says that it is a total must add up: of a file that is taken without some of its records.</param>
    public void CheckEnd(RecordSource records, bool isSumChecked)
    {
        if (HasTotalLabel(records, isKey: false))
        {
            if (isSumChecked) CheckSum(records, isLabelled: true);
            return;
        }
        var (numbers, texts) = Look(records);
        if (numbers > 0) CheckSum(records, isLabelled: false);
        else if (texts > 0) CheckText(records);
    }

    /// <summary>Written like no amount of this file, and yet it is one: "Rp 125.000" where the others have digits alone.</summary>
    private void CheckText(RecordSource records)
    {
        if (NameOf(records).IsEmpty || HasTotalLabel(records, isKey: false)) return;
        foreach (var column in _amounts)
        {
            var cell = HeaderRow.Field(records, column);
            if (AmountReading.IsLike(cell.Span)) FaultEmployee(records, column, cell.ToString());
        }
    }

    private bool HoldsLike(RecordSource records)
    {
        foreach (var column in _amounts)
        {
            if (AmountReading.IsLike(HeaderRow.Field(records, column).Span)) return true;
        }
        return false;
    }

    private void FaultEmployee(RecordSource records, int column, string shown)
    {
        var name = NameOf(records);
        _faults.Add(_file, records.Line, records.ColumnOf(column), "ROW_WITHOUT_EMPLOYEE", name.IsEmpty
            ? $"The amount {shown} stands in a row without an employee's number, and it is no sum of the rows above; add the number or take the row out."
            : $"The amount {shown} of '{name}' stands in a row without an employee's number; add the number, or call the row JUMLAH or TOTAL where it is a sum.");
    }

    private void CheckSum(RecordSource records, bool isLabelled)
    {
        var isSum = AddsUp(records);
        if (isSum && !isLabelled && !NameOf(records).IsEmpty)
        {
            // One person's amount often equals that of the row above; only what names nobody is a sum by its number alone.
            foreach (var column in _amounts)
            {
                if (Number(records, column) is { } shown) FaultEmployee(records, column, shown.ToString());
            }
            return;
        }
        if (isSum)
        {
            foreach (var column in _amounts)
            {
                if (Number(records, column) is { } shown) Totals.Close(SeriesOf(column), shown);
            }
            return;
        }
        if (!isLabelled && IsLonely(records)) return;
        foreach (var column in _amounts)
        {
            if (Number(records, column) is not { } shown || Totals.IsSum(SeriesOf(column), shown)) continue;
            IsDisagreeing |= isLabelled;
            if (isLabelled) _faults.Add(_file, records.Line, records.ColumnOf(column), "TOTAL_DISAGREES", $"The file shows a sum of {shown} here, its rows do not add up to it; is a row missing, or was one changed by hand? Ask for the file again.");
            else FaultEmployee(records, column, shown.ToString());
        }
    }

    private bool AddsUp(RecordSource records)
    {
        foreach (var column in _amounts)
        {
            if (Number(records, column) is { } shown && !Totals.IsSum(SeriesOf(column), shown)) return false;
        }
        return true;
    }

    private long? Number(RecordSource records, int column)
    {
        var cell = HeaderRow.Field(records, column);
        return !_reading.IsNothing(cell) && _reading.Parse(cell.Span, records.IsNumber(column), out var rupiah) == AmountFault.Good ? rupiah : null;
    }

    private (int Numbers, int Texts) Look(RecordSource records)
    {
        int numbers = 0, texts = 0;
        foreach (var column in _amounts)
        {
            var cell = HeaderRow.Field(records, column);
            if (cell.IsEmpty) continue;
            if (_reading.IsNothing(cell) || _reading.Parse(cell.Span, records.IsNumber(column), out _) == AmountFault.Good) numbers++;
            else texts++;
        }
        return (numbers, texts);
    }

    private Utf8Text NameOf(RecordSource records) => HeaderRow.Field(records, _columns.Name);

    /// <summary>
    /// The row calls itself a sum. Where it has a key, or names somebody, only by a cell that holds nothing but such words, or without a key in the
    /// cell of the name or the key: a unit may be called TOTAL PERSADA, and its name is no label of its people's rows.
    /// </summary>
    private bool HasTotalLabel(RecordSource records, bool isKey)
    {
        if (_isFixed && Front(records) is var front && (isKey ? TotalWords.AreAll(front) : TotalWords.Begin(front))) return true;
        var isNamed = _columns.Name != _columns.Key && !NameOf(records).IsEmpty;
        for (var i = 0; i < _labels && i < records.Fields.Length; i++)
        {
            var text = records.Fields[i].Trim();
            if (text.IsEmpty || (isKey && isNamed && i != _columns.Name)) continue;
            var isFree = !isKey && (!isNamed || i == _columns.Name || i == _columns.Key);
            if (isFree ? TotalWords.Begin(text.ToString()) : TotalWords.AreAll(text.ToString())) return true;
        }
        return false;
    }

    /// <summary>The line up to the first amount, as it stands.</summary>
    private string Front(RecordSource records)
    {
        var front = "";
        for (var i = 0; i < _labels && i < records.Fields.Length; i++) front += records.Fields[i].ToString();
        return front.Trim();
    }

    /// <summary>A page number: the only thing in its row, and too small for money.</summary>
    private static bool IsLonely(RecordSource records)
    {
        var filled = 0;
        foreach (var field in records.Fields)
        {
            var text = field.Trim();
            if (text.IsEmpty) continue;
            if (++filled > 1 || text.Length > 3) return false;
        }
        return true;
    }

    private bool IsHeader(RecordSource records)
    {
        foreach (var header in _columns.HeaderRows)
        {
            var same = 0;
            var differs = false;
            for (var i = 0; i < Math.Max(header.Length, records.Fields.Length) && !differs; i++)
            {
                var there = i < header.Length ? header[i].Trim() : default;
                var here = HeaderRow.Field(records, i);
                if (there.IsEmpty && here.IsEmpty) continue;
                if (there == here) same++;
                else differs = true;
            }
            if (same > 0 && !differs) return true;
        }
        return false;
    }

    /// <summary>The row of column numbers below many headers: 1, 2, 3 … or (1), (2), (3) …, from the left without a gap.</summary>
    private static bool IsCounting(RecordSource records)
    {
        var expected = 0;
        foreach (var field in records.Fields)
        {
            var text = field.Trim().Span;
            if (text.IsEmpty) continue;
            if (text is [(byte)'(', .. var inside, (byte)')']) text = inside;
            if (!System.Buffers.Text.Utf8Parser.TryParse(text, out int number, out var used) || used == 0) return false;
            // "5=3+4" counts too.
            if (number != ++expected || (used < text.Length && text[used] != (byte)'=')) return false;
        }
        return expected >= 3;
    }
}
