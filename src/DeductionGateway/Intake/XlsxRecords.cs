using System.Runtime.InteropServices;
using System.Xml;
using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Intake;

namespace DeductionGateway.Intake;

/// <summary>
/// Reads the rows of one sheet of an <see cref="XlsxBook"/>. Numbers are taken as written in the file, never through a floating-point type. Cells
/// stand where their reference says; a formula counts by the value stored with it, and one without a value shows as its own text.
/// </summary>
internal sealed class XlsxRecords : RecordSource, IDisposable
{
    /// <summary>More rows than any employer has people and deductions; half of what a spreadsheet holds, and reading them takes under a second.</summary>
    private const int RowLimit = 500_000;
    private const int ColumnLimit = 16_384;

    /// <summary>Places of cells, empty ones included; what a sheet of 100,000 rows and 400 columns has.</summary>
    private const long CellsLimit = 40_000_000;

    private readonly XlsxBook _book;
    private readonly XmlReader _sheet;
    private readonly List<Utf8Text> _fields = [];
    private readonly List<bool> _numbers = [];
    private readonly HashSet<int>? _dates;
    private readonly CellText _value = new();
    private readonly CellText _formula = new();
    private readonly string _file;
    private readonly FaultList _faults;
    private int _row;
    private long _cells;
    private bool _ended;
    private bool _isHidden;
    private bool _ownsBook;

    private XlsxRecords(string file, XlsxBook book, XmlReader sheet, bool withDates, FaultList faults) =>
        (_file, _book, _sheet, _faults, _dates) = (file, book, sheet, faults, withDates ? [] : null);

    public override ReadOnlySpan<Utf8Text> Fields => CollectionsMarshal.AsSpan(_fields);
    public override bool HasLooseEnds => true;
    public override bool IsHidden => _isHidden;
    public override int DayShift => _book.DayShift;
    public override int Line => _row;
    public override int ColumnOf(int index) => index + 1;
    public override bool IsNumber(int index) => index < _numbers.Count && _numbers[index];
    public override bool IsDate(int index) => _dates is not null && _dates.Contains(index) && IsNumber(index);

    /// <summary>Opens the named sheet, or the first; null with a fault where the bytes are no readable workbook.</summary>
    /// <param name="withDates">Look at each cell's style, for <see cref="IsDate"/>: only learning asks.</param>
    public static XlsxRecords? Open(string file, byte[] bytes, string? sheet, FaultList faults, bool withDates = false)
    {
        if (XlsxBook.Open(file, bytes, faults) is not { } book) return null;
        if (Open(file, book, sheet, book.Sheets.FirstOrDefault(one => sheet is null || one.Name == sheet).Part, faults, withDates) is not { } records)
        {
            book.Dispose();
            return null;
        }
        records._ownsBook = true;
        return records;
    }

    /// <summary>Opens a sheet of a book that is open and stays so; null with a fault where it cannot be read.</summary>
    /// <param name="sheet">Its name, for the fault; null = the first.</param>
    /// <param name="part">Null where the book has no such sheet.</param>
    /// <param name="withDates">Look at each cell's style, for <see cref="IsDate"/>: only learning asks.</param>
    public static XlsxRecords? Open(string file, XlsxBook book, string? sheet, string? part, FaultList faults, bool withDates = false)
    {
        try
        {
            if (part is not null && book.IsTooLarge(part)) faults.Add(file, 0, 0, "XLSX_UNREADABLE", "The sheet is larger than any payroll file once it is unpacked. Is it the right file? Open it in the spreadsheet, keep only the list and save it as Excel Workbook.");
            else if (part is not null && book.Part(part) is { } reader) return new XlsxRecords(file, book, reader, withDates, faults);
            else faults.Add(file, 0, 0, "SHEET_MISSING", sheet is null ? "The file holds no sheet; is it a workbook?" : $"The workbook has no sheet '{sheet}'.");
        }
        catch (Exception trouble) when (XlsxBook.IsDamage(trouble))
        {
            faults.Add(file, 0, 0, "XLSX_UNREADABLE", "The file is no readable .xlsx workbook: it is damaged, or another format under this name. Open it in the spreadsheet and save it as Excel Workbook.");
        }
        return null;
    }

    public override bool Read()
    {
        try
        {
            while (!_ended && ReadRow())
            {
                if (_row > RowLimit)
                {
                    _faults.Add(_file, _row, 0, "XLSX_ROWS", $"The sheet has more than {RowLimit} rows; at most that many are read of a workbook. Is it the right file? A list this long is sent as CSV.");
                    break;
                }
                if (_fields.Exists(static field => !field.Trim().IsEmpty)) return true;
            }
        }
        catch (Exception trouble) when (XlsxBook.IsDamage(trouble))
        {
            _faults.Add(_file, _row, 0, "XLSX_UNREADABLE", "The sheet cannot be read on from here: it is cut off, damaged, or larger than any payroll file. Open it in the spreadsheet and save it as Excel Workbook.");
        }
        _ended = true;
        return false;
    }

    public void Dispose()
    {
        _sheet.Dispose();
        if (_ownsBook) _book.Dispose();
    }

    private bool ReadRow()
    {
        while (XlsxBook.Next(_sheet))
        {
            if (_sheet.NodeType != XmlNodeType.Element || _sheet.LocalName != "row") continue;
            _row = int.TryParse(_sheet.GetAttribute("r"), out var number) && number > _row ? number : _row + 1;
            _isHidden = _sheet.GetAttribute("hidden") is "1" or "true";
            _fields.Clear();
            _numbers.Clear();
            _dates?.Clear();
            if (_sheet.IsEmptyElement) return true;
            var depth = _sheet.Depth;
            while (XlsxBook.Next(_sheet) && _sheet.Depth > depth)
            {
                if (_sheet.NodeType == XmlNodeType.Element && _sheet.LocalName == "c") ReadCell();
            }
            return true;
        }
        return false;
    }

    private void ReadCell()
    {
        var column = ColumnNumber(_sheet.GetAttribute("r")) ?? _fields.Count;
        var type = _sheet.GetAttribute("t") ?? "n";
        if (_dates is not null && int.TryParse(_sheet.GetAttribute("s"), out var style) && _book.IsDateStyle(style)) _dates.Add(column);
        var text = _sheet.IsEmptyElement ? default : ReadValue(type);
        if (column >= ColumnLimit) throw new InvalidDataException($"a cell stands beyond column {ColumnLimit}");
        if (column < _fields.Count) throw new InvalidDataException("cells of a row are out of order, or stand twice");
        _cells += column - _fields.Count + 1;
        if (_cells > CellsLimit) throw new InvalidDataException($"the sheet has more than {CellsLimit} cells");
        while (_fields.Count < column)
        {
            _fields.Add(default);
            _numbers.Add(false);
        }
        _fields.Add(text);
        _numbers.Add(type == "n" && !text.IsEmpty && text.Span[0] != (byte)'=');
    }

    private Utf8Text ReadValue(string type)
    {
        var depth = _sheet.Depth;
        _value.Clear();
        _formula.Clear();
        bool inFormula = false, hasFormula = false, hasValue = false, isSpoken = false;
        while (XlsxBook.Next(_sheet) && _sheet.Depth > depth)
        {
            if (_sheet.NodeType == XmlNodeType.Element)
            {
                inFormula = _sheet.LocalName == "f" && !_sheet.IsEmptyElement;
                hasFormula |= _sheet.LocalName == "f";
                hasValue |= _sheet.LocalName is "v" or "is";
                isSpoken = _sheet.LocalName == "rPh" || (isSpoken && _sheet.LocalName == "t");
            }
            else if (_sheet.NodeType is XmlNodeType.Text or XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace or XmlNodeType.CDATA)
            {
                if (!isSpoken) (inFormula ? _formula : _value).Append(_sheet);
            }
        }
        if (hasFormula && !hasValue) _value.ShowFormula(_formula);
        if (_value.Length == 0) return default;
        return type == "s" ? _book.Shared(_value.Span) : _book.Keep(_value.Span);
    }

    private static int? ColumnNumber(string? reference)
    {
        if (string.IsNullOrEmpty(reference)) return null;
        var column = 0;
        foreach (var c in reference)
        {
            if (!char.IsAsciiLetterUpper(c)) break;
            column = column * 26 + (c - 'A' + 1);
            if (column > ColumnLimit) return ColumnLimit;
        }
        return column == 0 ? null : column - 1;
    }
}
