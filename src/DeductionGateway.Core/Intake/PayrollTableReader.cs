using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Billing;

namespace DeductionGateway.Core.Intake;

/// <summary>
/// Reads one table of an employer's answer. A row whose key is empty ends it, and a row with a key below is a fault, or one with an amount that is
/// no total; where the layout says that sums and unit names stand inside, <see cref="RowJudgement"/> tells which rows are employees'.
/// </summary>
internal sealed class PayrollTableReader
{
    private readonly PayrollProfile _profile;
    private readonly PayrollLayout _layout;
    private readonly PayPeriod _standardPeriod;
    private readonly string _file;
    private readonly RecordSource _records;
    private readonly FaultList _faults;
    private readonly AmountReading _reading;
    private readonly KeyTexts _keys;
    private readonly Dictionary<Utf8Text, DeductionCode> _theirCodes = [];
    private readonly HashSet<Utf8Text> _otherCodes = [];
    private readonly List<PayrollRow> _rows;
    private readonly RecordLines _lines;
    private readonly PayrollReading? _reader;
    private readonly LostDigits _lostDigits = new();
    private PayrollColumns _columns = null!;
    private RowJudgement _judgement = null!;
    private UnnamedColumns? _unnamed;
    private Utf8Text _lastKey, _lastName, _lastId;
    private PayPeriod _lastPeriod;
    private string _firstSpoilt = "";

    /// <summary>Of a title met inside the table; null where none was, or the last one is of the table's own month.</summary>
    private PayPeriod? _otherMonth;

    private bool _isOtherMonthSaid;

    /// <summary>The record that named the employee last is left out.</summary>
    private bool _isPersonLeftOut;

    /// <summary>Rupiah of all cells read, withheld or not.</summary>
    private long _cells;

    /// <param name="standardPeriod">That of the title, or the folder's.</param>
    /// <param name="rows">What is read is added here, and to <paramref name="lines"/> where each record stands.</param>
    /// <param name="reader">Takes the rows of each record when it was read, and they are not kept; null = they are.</param>
    public PayrollTableReader(
        PayrollProfile profile, PayPeriod standardPeriod, string file, RecordSource records, List<PayrollRow> rows, RecordLines lines, FaultList faults, PayrollReading? reader)
    {
        (_lines, _reader) = (lines, reader);
        (_profile, _layout, _standardPeriod, _file, _records, _rows, _faults) = (profile, profile.Layout, standardPeriod, file, records, rows, faults);
        _reading = new AmountReading(profile.Number, profile.Layout);
        _keys = new KeyTexts(profile.Layout);
    }

    /// <summary>Records of this table that the profile leaves out.</summary>
    public List<int> LeftOut { get; } = [];

    /// <summary>Line of the header's last row; 0 where there is none.</summary>
    public int HeaderLine { get; private set; }

    public bool HasNationalIds { get; private set; }
    public int DataRecords { get; private set; }
    public long Sum { get; private set; }

    /// <summary>National ids that a spreadsheet spoilt, and that were not read.</summary>
    public int SpoiltIds { get; private set; }

    /// <summary>Sentences on what was accepted and should be known.</summary>
    public IEnumerable<string> Warnings()
    {
        if (SpoiltIds > 0) yield return $"{_file}: {Spoilt(SpoiltIds, _firstSpoilt)}";
        foreach (var (name, sum) in _unnamed?.Found() ?? [])
        {
            yield return $"{_file}: the column '{name}' holds {sum} rupiah, and the profile of this employer does not name it: nothing of it was read. If it is the cooperative's, learn the file anew; if not, add it to other_columns.";
        }
    }

    /// <summary>For payroll files and the register alike.</summary>
    internal static string Spoilt(int count, string first) =>
        $"{count} national id{(count == 1 ? " was" : "s were")} turned into a number by a spreadsheet, which keeps 15 digits ({first}); nobody is identified by {(count == 1 ? "it" : "them")}. Format the column as text and export again.";

    /// <param name="recordsBefore">Data records of the tables read before this one: records are counted through the whole file.</param>
    public void Read(IReadOnlyList<DeductionCode> codes, int recordsBefore)
    {
        DataRecords = recordsBefore;
        var byOurs = codes.ToDictionary(static code => code.Code, StringComparer.Ordinal);
        if (PayrollColumns.Read(_profile, byOurs, _file, _records, _faults) is not { } columns) return;
        (_columns, HeaderLine) = (columns, columns.Line);
        foreach (var (theirs, ours) in _profile.Codes)
        {
            if (byOurs.TryGetValue(ours, out var code)) _theirCodes[Utf8Text.From(theirs)] = code;
        }
        foreach (var other in _layout.OtherCodes) _otherCodes.Add(Utf8Text.From(other));
        _judgement = new RowJudgement(_file, columns, _layout.Fixed.Count > 0, _keys, _reading, _faults);
        if (_profile.Shape == PayrollShape.Columns) _unnamed = new UnnamedColumns(columns, _layout.OtherColumns, _reading);
        ReadRows();
        _lostDigits.Say(_file, _faults);
        if (_layout.NeedsTotal && _layout.PassesOver && _judgement is { Totals.IsClosed: false, IsDisagreeing: false } && DataRecords > recordsBefore)
        {
            _faults.Add(_file, 0, 0, "TOTAL_MISSING", "The file shows no total below its last row, as it does by its profile; is it cut off? Ask for the complete file.");
        }
    }

    private void ReadRows()
    {
        var ended = false;
        if (_reader is null) _rows.EnsureCapacity(_rows.Count + _records.Expected);
        while (_records.Read())
        {
            if (_records.IsHidden && _layout.HiddenRows == HiddenRows.PassedOver) continue;
            var key = _keys.Clean(HeaderRow.Field(_records, _columns.Key));
            var isFollowing = key.IsEmpty && _layout.KeyStandsOnce && IsKnownCode();
            if (isFollowing) key = _lastKey;
            // A sum may stand below each employee's rows; who has one row only has none, so a sum may begin with every employee.
            else if (_layout.KeyStandsOnce && _layout.PassesOver && !key.IsEmpty) _judgement.Totals.Border();
            if (_layout.PassesOver)
            {
                if (!_judgement.IsEmployee(_records, key))
                {
                    LookForMonth();
                    continue;
                }
                _judgement.Totals.Reopen();
                CheckMonth();
            }
            else if (key.IsEmpty)
            {
                ended = true;
                _judgement.CheckEnd(_records, isSumChecked: _profile.LeftOut is not null);
                continue;
            }
            else if (ended)
            {
                // A subtotal or signature often stands in the key column itself only by mistake: never dropped, always said.
                _faults.Add(_file, _records.Line, _records.ColumnOf(_columns.Key), "DATA_AFTER_END", "A row with an employee stands below the row that ended the table; move it up or remove the row between.");
                continue;
            }
            DataRecords++;
            _lines.Add(_records.Line);
            if (_profile.LeftOut?.Records.Contains(DataRecords) == true) LeaveOut(isFollowing);
            else ReadRecord(key, isFollowing);
            if (_reader is not null) HandOut(_reader.Each);
        }
    }

    private void HandOut(Action<PayrollRow> each)
    {
        foreach (var row in _rows) each(row);
        _rows.Clear();
    }

    private void ReadRecord(Utf8Text key, bool isFollowing)
    {
        var before = _faults.CountOf(_file);
        var isHidden = _records.IsHidden && _layout.HiddenRows == HiddenRows.Unsaid;
        if (isFollowing && _isPersonLeftOut) _faults.Add(_file, _records.Line, 0, "ROW_WITHOUT_EMPLOYEE", "The row leaves the number to the record above, and that one is left out; whose is the amount? Write the number, or send the file anew.");
        else if (FitsHeader()) ReadRow(key, isFollowing);
        if (!isFollowing) _isPersonLeftOut = false;
        // Whether hidden rows count is a question about the file, and what follows a record that is left out belongs to it.
        if (_faults.CountOf(_file) > before && !isHidden && !_isPersonLeftOut) _reader?.Unreadable?.Add(DataRecords, _records.Line, _faults.CountOf(_file) - before);
    }

    private void LeaveOut(bool isFollowing)
    {
        LeftOut.Add(DataRecords);
        if (!isFollowing) _isPersonLeftOut = true;
    }

    /// <summary>A title inside the table that names another month than the one above it.</summary>
    private void LookForMonth()
    {
        if (_layout.PeriodTitle is not { Length: > 0 } word) return;
        var text = PayrollFileReader.TextOf(_records);
        if (text.Contains(word, StringComparison.OrdinalIgnoreCase) && MonthNames.Find(text) is { } month) _otherMonth = month == _standardPeriod ? null : month;
    }

    private void CheckMonth()
    {
        if (_otherMonth is not { } month || _isOtherMonthSaid) return;
        _isOtherMonthSaid = true;
        _faults.Add(_file, _records.Line, 0, "PERIOD_TITLE", $"The rows from here stand under a title of {month}, those above under one of {_standardPeriod}: the file holds two months. Put each month into a file of its own.");
    }

    private bool FitsHeader()
    {
        var count = _records.Count;
        if (count == _columns.Width || _columns.Width == 0 || _records.HasLooseEnds) return true;
        if (_layout.PassesOver && count > _columns.Width && IsEmptyFrom(_columns.Width)) return true;
        _faults.Add(_file, _records.Line, 0, "FIELD_COUNT", $"The row has {count} fields, the header {_columns.Width}; is the file cut off, or a delimiter inside a field?");
        return false;
    }

    private bool IsEmptyFrom(int column)
    {
        for (var at = column; at < _records.Count; at++)
        {
            if (!_records.Field(at).Trim().IsEmpty) return false;
        }
        return true;
    }

    private bool IsKnownCode()
    {
        var code = HeaderRow.Field(_records, _columns.Code);
        return _theirCodes.ContainsKey(code) || _otherCodes.Contains(code);
    }

    private void ReadRow(Utf8Text key, bool isFollowing)
    {
        if (!isFollowing) CheckKey(key);
        CheckPlace();
        var nationalId = ReadNationalId();
        var name = HeaderRow.Field(_records, _columns.Name);
        if (_layout.KeyIsInName && _columns.Name == _columns.Key) name = KeyTexts.NameOf(name);
        if (isFollowing) CheckFollowing(name, nationalId);
        if (isFollowing) (name, nationalId) = (name.IsEmpty ? _lastName : name, nationalId.IsEmpty ? _lastId : nationalId);
        (_lastKey, _lastName, _lastId) = (key, name, nationalId);
        if (!nationalId.IsEmpty) HasNationalIds = true;
        var period = _lastPeriod = isFollowing && HeaderRow.Field(_records, _columns.Period).IsEmpty ? _lastPeriod : ReadPeriod();
        var isWithheld = _layout.Meaning == TableMeaning.Withheld && ReadStatus();
        if (_profile.Shape == PayrollShape.Columns)
        {
            ReadCells(new PayrollRow(DataRecords, key, name, nationalId, null, 0, period), isWithheld);
            return;
        }
        var isOther = _otherCodes.Count > 0 && _columns.Code >= 0 && _otherCodes.Contains(HeaderRow.Field(_records, _columns.Code));
        var code = _columns.Code < 0 || isOther ? null : ReadCode();
        var cell = HeaderRow.Field(_records, _columns.Amount);
        var amount = _layout.EmptyIsZero && _reading.IsNothing(cell) ? 0 : ReadAmount(cell, _columns.Amount, isWithheld, isOther);
        if (_columns.Shortfall >= 0) amount = Less(amount, isOther);
        if (!isOther) _rows.Add(new PayrollRow(DataRecords, key, name, nationalId, code, isWithheld ? amount : 0, period) { Obligation = HeaderRow.Field(_records, _columns.Obligation) });
    }

    /// <summary>Empty also where a spreadsheet spoilt it: what is left of it is alike for many people and names none of them.</summary>
    private Utf8Text ReadNationalId()
    {
        var text = HeaderRow.Field(_records, _columns.NationalId);
        if (text.IsEmpty || _columns.NationalId == _columns.Key || !IsSpoilt(text, _columns.NationalId)) return text;
        if (SpoiltIds++ == 0) _firstSpoilt = $"line {_records.Line}: '{text}'";
        return default;
    }

    /// <summary>A spreadsheet took the text for a number: an exponent stands in it, or it has more digits than its numbers keep.</summary>
    private bool IsSpoilt(Utf8Text cell, int column) => _records.IsNumber(column) && cell.Length > Amounts.MaximumDigits || KeyTexts.IsRetyped(cell.Span);

    private void ReadCells(PayrollRow row, bool isWithheld)
    {
        var (first, before) = (_rows.Count, _cells);
        foreach (var (column, code) in _columns.Amounts)
        {
            var cell = HeaderRow.Field(_records, column);
            if (_reading.IsNothing(cell)) continue;
            var amount = ReadAmount(cell, column, isWithheld, isOther: false);
            _cells += amount;
            if (amount == 0) continue;
            var same = _layout.AddsSameCode ? _rows.FindIndex(first, one => one.Code == code) : -1;
            if (same >= 0) _rows[same] = _rows[same] with { Amount = _rows[same].Amount + (isWithheld ? amount : 0) };
            else _rows.Add(row with { Code = code, Amount = isWithheld ? amount : 0 });
        }
        _unnamed!.Look(_records, _cells - before);
    }

    /// <summary>What a person does not see, or what stands in no column, is nobody's to read unasked.</summary>
    private void CheckPlace()
    {
        if (_records.IsHidden && _layout.HiddenRows == HiddenRows.Unsaid)
        {
            _faults.Add(_file, _records.Line, 0, "HIDDEN_ROW", "The sheet hides this row (a filter, or rows folded away), and the profile does not say whether such rows count. Show it or take it out; or learn the file anew and answer.");
        }
        if (_records.StrayAt is > 0 and var at)
        {
            _faults.Add(_file, _records.Line, at, "FIXED_COLUMNS", "Text stands here in no column of the profile's 'fixed', or reaches from one into the next; is a name or an amount wider than before? Learn the file anew.");
        }
    }

    /// <summary>A row that leaves the number to the row above is that person's only where it names nobody else.</summary>
    private void CheckFollowing(Utf8Text name, Utf8Text nationalId)
    {
        var isNamed = !name.IsEmpty && !HeaderNames.Plain(name.ToString()).Equals(HeaderNames.Plain(_lastName.ToString()), StringComparison.OrdinalIgnoreCase);
        if (!isNamed && (nationalId.IsEmpty || nationalId == _lastId)) return;
        Fault(isNamed ? _columns.Name : _columns.NationalId, "ROW_WITHOUT_EMPLOYEE", $"The row names '{(isNamed ? name : nationalId)}' and has no number, the one above is of '{(isNamed ? _lastName : _lastId)}'; whose is the amount? Write the number.");
    }

    /// <summary>Keys that a spreadsheet took for numbers: an exponent or a point stands in them, or they have more digits than its numbers keep.</summary>
    private void CheckKey(Utf8Text key)
    {
        var cell = HeaderRow.Field(_records, _columns.Key);
        var isNumber = _records.IsNumber(_columns.Key);
        _lostDigits.Add(key, _records.Line, _records.ColumnOf(_columns.Key));
        if (IsSpoilt(cell, _columns.Key))
        {
            Fault(_columns.Key, "KEY_RETYPED", $"'{cell}' was turned into a number by the spreadsheet, which keeps 15 digits: the last ones are lost. Format the column as text and export again.");
        }
        else if (isNumber && key.Span.IndexOfAny((byte)'E', (byte)'e', (byte)'.') >= 0)
        {
            Fault(_columns.Key, "KEY_RETYPED", $"'{key}' was turned into a number by the spreadsheet; format the column as text and export again.");
        }
    }

    private long ReadAmount(Utf8Text text, int column, bool isWithheld, bool isOther)
    {
        var fault = _reading.Parse(text.Span, _records.IsNumber(column), out var rupiah);
        if (fault != AmountFault.Good)
        {
            var (code, sentence) = Amounts.Explain(fault, text.ToString(), _reading.Example);
            Fault(column, code, sentence);
            return 0;
        }
        _judgement.Totals.Add(_judgement.SeriesOf(column), rupiah, isWithheld, isOther);
        if (isWithheld && !isOther) Sum += rupiah;
        return rupiah;
    }

    /// <summary>What was withheld of an amount billed, whole rupiah: less what the row says was not.</summary>
    private long Less(long billed, bool isOther)
    {
        var cell = HeaderRow.Field(_records, _columns.Shortfall);
        if (_reading.IsNothing(cell)) return billed;
        if (_reading.Parse(cell.Span, _records.IsNumber(_columns.Shortfall), out var shortfall) is var fault && fault != AmountFault.Good)
        {
            var (code, sentence) = Amounts.Explain(fault, cell.ToString(), _reading.Example);
            Fault(_columns.Shortfall, code, sentence);
            return 0;
        }
        if (shortfall > billed)
        {
            Fault(_columns.Shortfall, "SHORTFALL", $"{shortfall} was not withheld of {billed}: more than was to be withheld. Correct one of the two.");
            return 0;
        }
        if (!isOther) Sum -= shortfall;
        return billed - shortfall;
    }

    private DeductionCode? ReadCode()
    {
        var theirs = HeaderRow.Field(_records, _columns.Code);
        if (_theirCodes.TryGetValue(theirs, out var code)) return code;
        Fault(_columns.Code, "CODE_UNKNOWN", $"The code '{theirs}' is not in the employer's profile; add it there or correct the row.");
        return null;
    }

    /// <summary>What the status column says of the row's amount; true where there is none.</summary>
    private bool ReadStatus()
    {
        if (_layout.Status is not { } status) return true;
        var text = HeaderNames.Plain(HeaderRow.Field(_records, _columns.Status).ToString());
        if (status.Done.Contains(text)) return true;
        if (!status.Failed.Contains(text)) Fault(_columns.Status, "STATUS_UNKNOWN", $"'{text}' is none of the words by which the profile knows whether money was withheld; add it there.");
        return false;
    }

    private PayPeriod ReadPeriod()
    {
        if (_columns.Period < 0) return _standardPeriod;
        var text = HeaderRow.Field(_records, _columns.Period);
        if (PeriodTexts.Parse(text.Span, _profile.Period, _records.DayShift) is { } period) return period;
        Fault(_columns.Period, "PERIOD_STYLE", $"'{text}' is no period written like {PeriodTexts.Example(_profile.Period)}.");
        return _standardPeriod;
    }

    private void Fault(int column, string code, string text) => _faults.Add(_file, _records.Line, _records.ColumnOf(column), code, text);
}
