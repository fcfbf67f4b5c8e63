using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Billing;

namespace DeductionGateway.Core.Intake;

/// <summary>
/// Reads an employer's answer by its profile (CONTRACT §1): a row per code, a column per code, one total, or exceptions only. The file is
/// accepted whole or refused with every fault; a row whose key is empty ends the table.
/// </summary>
public sealed class PayrollFileReader
{
    private readonly PayrollProfile _profile;
    private readonly PayPeriod _folderPeriod;
    private readonly string _file;
    private readonly RecordSource _records;
    private readonly FaultList _faults;
    private readonly Dictionary<Utf8Text, DeductionCode> _theirCodes = [];
    private readonly List<(int Column, DeductionCode Code)> _amountColumns = [];
    private readonly List<PayrollRow> _rows = [];
    private readonly RecordLines _lines = new();
    private int _key, _name, _nationalId, _code, _amount, _period, _width;
    private bool _hasNationalIds;
    private int _dataRecords;
    private long _sum;

    private PayrollFileReader(PayrollProfile profile, PayPeriod folderPeriod, string file, RecordSource records, FaultList faults)
    {
        _profile = profile;
        _folderPeriod = folderPeriod;
        _file = file;
        _records = records;
        _faults = faults;
    }

    /// <summary>The accepted answer, or null where the file has any fault.</summary>
    public static PayrollReturn? Read(
        PayrollProfile profile, Employer employer, PayPeriod folderPeriod, IReadOnlyList<DeductionCode> codes, string file, RecordSource records, FaultList faults)
    {
        var reader = new PayrollFileReader(profile, folderPeriod, file, records, faults);
        var before = faults.CountOf(file);
        if (reader.ReadHeader(codes)) reader.ReadRows();
        reader.CheckControls(employer, before);
        return faults.CountOf(file) > before ? null : new PayrollReturn(employer.Code, folderPeriod, file, profile, reader._hasNationalIds, reader._rows) { Lines = reader._lines };
    }

    private bool ReadHeader(IReadOnlyList<DeductionCode> codes)
    {
        for (var skipped = 0; skipped < _profile.SkipRows; skipped++)
        {
            if (!_records.Read()) break;
        }
        if (!_records.Read())
        {
            if (_faults.CountOf(_file) == 0) _faults.Add(_file, 0, 0, "HEADER_MISSING", $"There is no header row after {_profile.SkipRows} title rows; the file is empty or the profile does not fit it.");
            return false;
        }
        var header = new HeaderRow(_file, _records, _faults, "Do header, skip_rows and delimiter of the profile fit this file?");
        var before = _faults.CountOf(_file);
        _width = header.Count;
        _key = header.Required(_profile.KeyHeader);
        _name = Declared(header, _profile.NameHeader);
        _nationalId = Declared(header, _profile.NationalIdHeader);
        _period = _profile.Period == PeriodStyle.Folder ? -1 : header.Required(_profile.PeriodHeader);
        _code = _amount = -1;
        var byOurs = codes.ToDictionary(static code => code.Code, StringComparer.Ordinal);
        if (_profile.Shape == PayrollShape.Columns) FindAmountColumns(header, byOurs);
        else _amount = header.Required(_profile.AmountHeader);
        if (_profile.Shape is PayrollShape.Lines or PayrollShape.Exceptions)
        {
            _code = header.Required(_profile.CodeHeader);
            foreach (var (theirs, ours) in _profile.Codes)
            {
                if (byOurs.TryGetValue(ours, out var code)) _theirCodes[Utf8Text.From(theirs)] = code;
            }
        }
        return _faults.CountOf(_file) == before;
    }

    private static int Declared(HeaderRow header, string name) => name.Length == 0 ? -1 : header.Required(name);

    private void FindAmountColumns(HeaderRow header, Dictionary<string, DeductionCode> byOurs)
    {
        foreach (var (name, ours) in _profile.Amounts)
        {
            var column = header.Required(name);
            if (column < 0) continue;
            if (byOurs.TryGetValue(ours, out var code)) _amountColumns.Add((column, code));
            else _faults.Add(_file, header.Line, 0, "CODE_UNKNOWN", $"The profile maps the column '{name}' to '{ours}', which is no code of the cooperative.");
        }
        _amountColumns.Sort(static (a, b) => a.Column.CompareTo(b.Column));
    }

    private void ReadRows()
    {
        var ended = false;
        _rows.EnsureCapacity(_records.Expected);
        while (_records.Read())
        {
            var key = HeaderRow.Field(_records, _key);
            if (key.IsEmpty)
            {
                ended = true;
                continue;
            }
            if (ended)
            {
                // A subtotal or signature often stands in the key column itself only by mistake: never dropped, always said.
                _faults.Add(_file, _records.Line, _records.ColumnOf(_key), "DATA_AFTER_END", "A row with an employee stands below the row that ended the table; move it up or remove the row between.");
                continue;
            }
            _dataRecords++;
            _lines.Add(_records.Line);
            if (_records.Count != _width && !_records.HasLooseEnds)
            {
                _faults.Add(_file, _records.Line, 0, "FIELD_COUNT", $"The row has {_records.Count} fields, the header {_width}; is the file cut off, or a delimiter inside a field?");
                continue;
            }
            ReadRow(key);
        }
    }

    private void ReadRow(Utf8Text key)
    {
        if (_records.IsNumber(_key) && key.Span.IndexOfAny((byte)'E', (byte)'e', (byte)'.') >= 0)
        {
            _faults.Add(_file, _records.Line, _records.ColumnOf(_key), "KEY_RETYPED", $"'{key}' was turned into a number by the spreadsheet; format the column as text and export again.");
        }
        var nationalId = HeaderRow.Field(_records, _nationalId);
        if (!nationalId.IsEmpty) _hasNationalIds = true;
        var period = ReadPeriod();
        var name = HeaderRow.Field(_records, _name);
        if (_profile.Shape == PayrollShape.Columns)
        {
            foreach (var (column, code) in _amountColumns)
            {
                var cell = HeaderRow.Field(_records, column);
                if (cell.IsEmpty || cell.Span is [(byte)'-']) continue;
                var amount = ReadAmount(cell, column);
                if (amount > 0) _rows.Add(new PayrollRow(_dataRecords, key, name, nationalId, code, amount, period));
            }
            return;
        }
        var code1 = _code < 0 ? null : ReadCode();
        _rows.Add(new PayrollRow(_dataRecords, key, name, nationalId, code1, ReadAmount(HeaderRow.Field(_records, _amount), _amount), period));
    }

    private long ReadAmount(Utf8Text text, int column)
    {
        var fault = _records.IsNumber(column) ? Amounts.ParseNumber(text.Span, out var rupiah) : Amounts.Parse(text.Span, _profile.Number, out rupiah);
        if (fault != AmountFault.Good)
        {
            var (code, sentence) = Amounts.Explain(fault, text.ToString(), Amounts.Example(_profile.Number));
            _faults.Add(_file, _records.Line, _records.ColumnOf(column), code, sentence);
            return 0;
        }
        _sum += rupiah;
        return rupiah;
    }

    private DeductionCode? ReadCode()
    {
        var theirs = HeaderRow.Field(_records, _code);
        if (_theirCodes.TryGetValue(theirs, out var code)) return code;
        _faults.Add(_file, _records.Line, _records.ColumnOf(_code), "CODE_UNKNOWN", $"The code '{theirs}' is not in the employer's profile; add it there or correct the row.");
        return null;
    }

    private PayPeriod ReadPeriod()
    {
        if (_period < 0) return _folderPeriod;
        var text = HeaderRow.Field(_records, _period);
        if (PeriodTexts.Parse(text.Span, _profile.Period) is { } period) return period;
        _faults.Add(_file, _records.Line, _records.ColumnOf(_period), "PERIOD_STYLE", $"'{text}' is no period written like {PeriodTexts.Example(_profile.Period)}.");
        return _folderPeriod;
    }

    /// <summary>B06: what the employer says of its own file. Only asked where the rows themselves are readable.</summary>
    private void CheckControls(Employer employer, int before)
    {
        if (_faults.CountOf(_file) > before) return;
        if (employer.ControlRows is { } rows && rows != _dataRecords) _faults.Add(_file, 0, 0, "CONTROL_ROWS", $"The employer announced {rows} rows, the file has {_dataRecords}; ask for the complete file.");
        if (employer.ControlTotal is { } total && total != _sum) _faults.Add(_file, 0, 0, "CONTROL_TOTAL", $"The employer announced a total of {total}, the rows add up to {_sum}; ask for the complete file.");
    }
}
