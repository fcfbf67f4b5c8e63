using System.IO.Compression;
using System.Text;
using System.Xml;
using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Intake;

namespace DeductionGateway.Intake;

/// <summary>
/// Reads a plain sheet of an .xlsx within bounds: no DTD, at most <see cref="PartLimit"/> bytes a part and 1,048,576 rows. Numbers are taken as
/// written in the file, never through a floating-point type. Cells stand where their reference says.
/// </summary>
internal sealed class XlsxRecords : RecordSource, IDisposable
{
    /// <summary>Uncompressed bytes read of one part of the file.</summary>
    public const long PartLimit = 256L << 20;

    private const int RowLimit = 1_048_576;
    private const int ColumnLimit = 16_384;

    /// <summary>Characters of one cell, as the spreadsheet itself has it.</summary>
    private const int CellLimit = 32_767;

    private const int SharedStringLimit = 8_000_000;

    private readonly ZipArchive _archive;
    private readonly XmlReader _sheet;
    private readonly List<Utf8Text> _sharedStrings = [];
    private readonly List<Utf8Text> _fields = [];
    private readonly List<bool> _numbers = [];
    private readonly string _file;
    private readonly FaultList _faults;
    private int _row;
    private bool _ended;

    private XlsxRecords(string file, ZipArchive archive, XmlReader sheet, FaultList faults)
    {
        _file = file;
        _archive = archive;
        _sheet = sheet;
        _faults = faults;
    }

    public override ReadOnlySpan<Utf8Text> Fields => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_fields);
    public override bool HasLooseEnds => true;
    public override int Line => _row;
    public override int ColumnOf(int index) => index + 1;
    public override bool IsNumber(int index) => index < _numbers.Count && _numbers[index];

    /// <summary>Opens the named sheet, or the first; null with a fault where the bytes are no readable workbook.</summary>
    public static XlsxRecords? Open(string file, byte[] bytes, string? sheet, FaultList faults)
    {
        if (bytes is [0xD0, 0xCF, 0x11, 0xE0, ..])
        {
            faults.Add(file, 0, 0, "XLS_OLD", "This is the old .xls format; open it and save it as Excel Workbook (.xlsx).");
            return null;
        }
        try
        {
            var archive = new ZipArchive(new MemoryStream(bytes, writable: false), ZipArchiveMode.Read);
            var path = SheetPath(archive, sheet);
            if (path is null || archive.GetEntry(path) is not { } entry)
            {
                faults.Add(file, 0, 0, "SHEET_MISSING", sheet is null ? "The file holds no sheet; is it a workbook?" : $"The workbook has no sheet '{sheet}'.");
                archive.Dispose();
                return null;
            }
            var records = new XlsxRecords(file, archive, Reader(entry), faults);
            records.ReadSharedStrings();
            return records;
        }
        catch (Exception trouble) when (trouble is InvalidDataException or XmlException)
        {
            faults.Add(file, 0, 0, "XLSX_UNREADABLE", "The file is no readable .xlsx workbook: it is damaged, or another format under this name. Open it in the spreadsheet and save it as Excel Workbook.");
            return null;
        }
    }

    public override bool Read()
    {
        try
        {
            while (!_ended && _row < RowLimit)
            {
                if (!ReadRow()) break;
                if (_fields.Exists(static field => !field.Trim().IsEmpty)) return true;
            }
        }
        catch (Exception trouble) when (trouble is InvalidDataException or XmlException)
        {
            _faults.Add(_file, _row, 0, "XLSX_UNREADABLE", "The sheet cannot be read on from here: it is cut off, damaged, or larger than any payroll file. Open it in the spreadsheet and save it as Excel Workbook.");
        }
        _ended = true;
        return false;
    }

    public void Dispose()
    {
        _sheet.Dispose();
        _archive.Dispose();
    }

    private bool ReadRow()
    {
        while (_sheet.Read())
        {
            if (_sheet.NodeType != XmlNodeType.Element || _sheet.LocalName != "row") continue;
            _row = int.TryParse(_sheet.GetAttribute("r"), out var number) && number > _row ? number : _row + 1;
            _fields.Clear();
            _numbers.Clear();
            if (_sheet.IsEmptyElement) continue;
            var depth = _sheet.Depth;
            while (_sheet.Read() && _sheet.Depth > depth)
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
        var text = default(Utf8Text);
        if (!_sheet.IsEmptyElement)
        {
            var depth = _sheet.Depth;
            var value = new StringBuilder();
            while (_sheet.Read() && _sheet.Depth > depth)
            {
                if (_sheet.NodeType == XmlNodeType.Element && _sheet.LocalName == "f" && !_sheet.IsEmptyElement) SkipElement();
                else if (_sheet.NodeType is XmlNodeType.Text or XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace or XmlNodeType.CDATA) AppendText(_sheet, value);
            }
            text = type == "s" && int.TryParse(value.ToString(), out var index) && index < _sharedStrings.Count ? _sharedStrings[index] : Utf8Text.From(value.ToString());
        }
        if (column >= ColumnLimit) return;
        while (_fields.Count < column)
        {
            _fields.Add(default);
            _numbers.Add(false);
        }
        if (_fields.Count > column) return;
        _fields.Add(text);
        _numbers.Add(type == "n" && !text.IsEmpty);
    }

    private void SkipElement()
    {
        var depth = _sheet.Depth;
        while (_sheet.Read() && _sheet.Depth > depth) { }
    }

    private void ReadSharedStrings()
    {
        if (_archive.GetEntry("xl/sharedStrings.xml") is not { } entry) return;
        using var reader = Reader(entry);
        var value = new StringBuilder();
        while (reader.Read())
        {
            if (reader.NodeType == XmlNodeType.Element && reader.LocalName == "si") value.Clear();
            else if (reader.NodeType is XmlNodeType.Text or XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace) AppendText(reader, value);
            else if (reader.NodeType == XmlNodeType.EndElement && reader.LocalName == "si") _sharedStrings.Add(Utf8Text.From(value.ToString()));
            if (_sharedStrings.Count > SharedStringLimit) throw new InvalidDataException($"the workbook has more than {SharedStringLimit} texts");
        }
    }

    /// <summary>In chunks, so that a text made to swell is never held whole.</summary>
    private static void AppendText(XmlReader reader, StringBuilder value)
    {
        var chunk = System.Buffers.ArrayPool<char>.Shared.Rent(1024);
        try
        {
            while (reader.ReadValueChunk(chunk, 0, chunk.Length) is var read and > 0)
            {
                if (value.Length + read > CellLimit) throw new InvalidDataException($"a cell has more than {CellLimit} characters");
                value.Append(chunk, 0, read);
            }
        }
        finally
        {
            System.Buffers.ArrayPool<char>.Shared.Return(chunk);
        }
    }

    private static string? SheetPath(ZipArchive archive, string? sheet)
    {
        if (archive.GetEntry("xl/workbook.xml") is not { } workbook) return null;
        string? relation = null;
        using (var reader = Reader(workbook))
        {
            while (relation is null && reader.Read())
            {
                if (reader.NodeType != XmlNodeType.Element || reader.LocalName != "sheet") continue;
                if (sheet is null || reader.GetAttribute("name") == sheet) relation = reader.GetAttribute("id", "http://schemas.openxmlformats.org/officeDocument/2006/relationships");
            }
        }
        if (relation is null || archive.GetEntry("xl/_rels/workbook.xml.rels") is not { } relations) return null;
        using var links = Reader(relations);
        while (links.Read())
        {
            if (links.NodeType != XmlNodeType.Element || links.LocalName != "Relationship" || links.GetAttribute("Id") != relation) continue;
            var target = links.GetAttribute("Target") ?? "";
            return target.StartsWith('/') ? target[1..] : "xl/" + target;
        }
        return null;
    }

    private static XmlReader Reader(ZipArchiveEntry entry) => XmlReader.Create(
        new BoundedStream(entry.Open(), PartLimit), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, CloseInput = true, IgnoreWhitespace = true });

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
