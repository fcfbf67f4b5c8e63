namespace DeductionGateway.Answers.Sheets;

/// <summary>
/// One sheet of a <see cref="Workbook"/>, written row by row and cell by cell from left to right; nothing is kept but its merged cells and links.
/// Texts are inline, so that no spreadsheet takes one for a formula; numbers are whole.
/// </summary>
internal sealed class Sheet : IDisposable
{
    /// <summary>Rows that a spreadsheet has.</summary>
    public const int RowLimit = 1_048_576;

    private readonly SheetXml _xml;
    private readonly SheetLayout _layout;
    private readonly List<string> _merged = [];
    private readonly List<(string Cell, string Target)> _links = [];
    private string _filter = "";
    private int _column;
    private bool _isInRow;

    public Sheet(Stream part, SheetLayout layout, bool isFirst)
    {
        _xml = new SheetXml(part);
        _layout = layout;
        WriteBefore(isFirst);
    }

    /// <summary>The row begun last, from 1.</summary>
    public int Row { get; private set; }

    /// <summary>Begins the next row. <paramref name="height"/> in points, 0 = as the spreadsheet finds it; <paramref name="level"/> 1 = may be folded away.</summary>
    public void NextRow(int height = 0, int level = 0)
    {
        EndRow();
        Row++;
        _isInRow = true;
        _column = 0;
        _xml.Raw("<row r=\""u8);
        _xml.Number(Row);
        if (height > 0)
        {
            _xml.Raw("\" customHeight=\"1\" ht=\""u8);
            _xml.Number(height);
        }
        if (level > 0)
        {
            _xml.Raw("\" outlineLevel=\""u8);
            _xml.Number(level);
        }
        _xml.Raw("\">"u8);
    }

    /// <summary>A text cell, whatever the text looks like; an empty one keeps its border.</summary>
    public void Text(string text, CellStyle style = CellStyle.Text)
    {
        BeginCell(style);
        if (text.Length == 0)
        {
            _xml.Raw("\"/>"u8);
            return;
        }
        _xml.Raw("\" t=\"inlineStr\"><is><t xml:space=\"preserve\">"u8);
        _xml.Text(SafeText.Of(text));
        _xml.Raw("</t></is></c>"u8);
    }

    public void Number(long number, CellStyle style = CellStyle.Number)
    {
        BeginCell(style);
        _xml.Raw("\"><v>"u8);
        _xml.Number(number);
        _xml.Raw("</v></c>"u8);
    }

    /// <summary>A number of somebody else's workbook, digit by digit as it stood there; whoever calls has seen that it is one.</summary>
    public void Number(string asWritten, CellStyle style)
    {
        BeginCell(style);
        _xml.Raw("\"><v>"u8);
        _xml.Text(asWritten);
        _xml.Raw("</v></c>"u8);
    }

    /// <summary>A formula of ours beside the value that it has now.</summary>
    public void Formula(string formula, long value, CellStyle style = CellStyle.TotalNumber)
    {
        BeginCell(style);
        _xml.Raw("\"><f>"u8);
        _xml.Text(formula);
        _xml.Raw("</f><v>"u8);
        _xml.Number(value);
        _xml.Raw("</v></c>"u8);
    }

    public void Empty(CellStyle style = CellStyle.Plain, int cells = 1)
    {
        for (var i = 0; i < cells; i++)
        {
            BeginCell(style);
            _xml.Raw("\"/>"u8);
        }
    }

    /// <summary>A text over several columns of the row, the next cell following them.</summary>
    public void Wide(string text, int columns, CellStyle style)
    {
        var from = Place(_column, Row);
        Text(text, style);
        Empty(style, columns - 1);
        if (columns > 1) _merged.Add($"{from}:{Place(_column - 1, Row)}");
    }

    /// <summary>A heading in bold and a text below it in one cell over several columns, which no page break parts.</summary>
    public void WideHeaded(string heading, string text, int columns, CellStyle style)
    {
        var from = Place(_column, Row);
        BeginCell(style);
        _xml.Raw("\" t=\"inlineStr\"><is><r><rPr><b/><sz val=\"10\"/><rFont val=\"Calibri\"/></rPr><t xml:space=\"preserve\">"u8);
        _xml.Text(SafeText.Of(heading) + "\n");
        _xml.Raw("</t></r><r><rPr><sz val=\"10\"/><rFont val=\"Calibri\"/></rPr><t xml:space=\"preserve\">"u8);
        _xml.Text(text);
        _xml.Raw("</t></r></is></c>"u8);
        Empty(style, columns - 1);
        _merged.Add($"{from}:{Place(_column - 1, Row)}");
    }

    /// <summary>Points that a text needs in a column so many characters wide, a letter being a tenth narrower than the digit that widths count in; 0 where one line does.</summary>
    public static int HeightFor(string text, int width)
    {
        var lines = text.Split('\n').Sum(line => 1 + Math.Max(0, line.Length - 1) * 10 / ((width - 2) * 11));
        return lines == 1 ? 0 : 14 * lines;
    }

    /// <summary>A text that leads to another sheet.</summary>
    public void Link(string text, string sheet, CellStyle style = CellStyle.Link)
    {
        _links.Add((Place(_column, Row), $"'{sheet.Replace("'", "''", StringComparison.Ordinal)}'!A1"));
        Text(text, style);
    }

    /// <summary>A filter over the table whose header is the row begun last and that has so many rows below it.</summary>
    public void Filter(int rows) => _filter = $"A{Row}:{Place(_layout.Widths.Length - 1, Row + Math.Max(1, rows))}";

    public void Dispose()
    {
        EndRow();
        WriteAfter();
        _xml.Dispose();
    }

    /// <summary>The name of a column from 0: A, B, … Z, AA.</summary>
    public static string ColumnName(int column) => column < 26 ? ((char)('A' + column)).ToString() : ColumnName(column / 26 - 1) + (char)('A' + column % 26);

    private static string Place(int column, int row) => $"{ColumnName(column)}{row}";

    private void BeginCell(CellStyle style)
    {
        _xml.Raw("<c r=\""u8);
        if (_column < 26) _xml.Raw([(byte)('A' + _column)]);
        else _xml.Raw(ColumnName(_column));
        _xml.Number(Row);
        _xml.Raw("\" s=\""u8);
        _xml.Number((int)style);
        _column++;
    }

    private void EndRow()
    {
        if (_isInRow) _xml.Raw("</row>"u8);
        _isInRow = false;
    }

    private void WriteBefore(bool isFirst)
    {
        _xml.Raw(Workbook.Declaration);
        _xml.Raw($"""<worksheet xmlns="{Workbook.Main}" xmlns:r="{Workbook.Relations}"><sheetPr><outlinePr summaryBelow="0"/><pageSetUpPr fitToPage="1"/></sheetPr><sheetViews><sheetView workbookViewId="0"{(isFirst ? " tabSelected=\"1\"" : "")}{(_layout.HasGrid ? "" : " showGridLines=\"0\"")}>""");
        if (_layout.FrozenRows + _layout.FrozenColumns > 0)
        {
            var pane = _layout.FrozenColumns == 0 ? "bottomLeft" : _layout.FrozenRows == 0 ? "topRight" : "bottomRight";
            var split = (_layout.FrozenColumns > 0 ? $" xSplit=\"{_layout.FrozenColumns}\"" : "") + (_layout.FrozenRows > 0 ? $" ySplit=\"{_layout.FrozenRows}\"" : "");
            _xml.Raw($"""<pane{split} topLeftCell="{Place(_layout.FrozenColumns, _layout.FrozenRows + 1)}" activePane="{pane}" state="frozen"/><selection pane="{pane}"/>""");
        }
        _xml.Raw("</sheetView></sheetViews><sheetFormatPr defaultRowHeight=\"13.5\" outlineLevelRow=\"1\"/><cols>"u8);
        for (var i = 0; i < _layout.Widths.Length; i++) _xml.Raw($"""<col min="{i + 1}" max="{i + 1}" width="{_layout.Widths[i]}" customWidth="1"/>""");
        _xml.Raw("</cols><sheetData>"u8);
    }

    private void WriteAfter()
    {
        _xml.Raw("</sheetData>"u8);
        if (_filter.Length > 0) _xml.Raw($"""<autoFilter ref="{_filter}"/>""");
        if (_merged.Count > 0)
        {
            _xml.Raw($"""<mergeCells count="{_merged.Count}">""");
            foreach (var area in _merged) _xml.Raw($"""<mergeCell ref="{area}"/>""");
            _xml.Raw("</mergeCells>"u8);
        }
        if (_links.Count > 0)
        {
            _xml.Raw("<hyperlinks>"u8);
            foreach (var (cell, target) in _links)
            {
                _xml.Raw($"""<hyperlink ref="{cell}" location=""" + '"');
                _xml.Text(target);
                _xml.Raw("\"/>"u8);
            }
            _xml.Raw("</hyperlinks>"u8);
        }
        // 9 = A4. The footer says which page of how many, and whose sheet.
        _xml.Raw("""<pageMargins left="0.6" right="0.6" top="0.7" bottom="0.7" header="0.3" footer="0.3"/><pageSetup paperSize="9" orientation="%" fitToWidth="1" fitToHeight="0"/>""".Replace("%", _layout.IsLandscape ? "landscape" : "portrait", StringComparison.Ordinal));
        _xml.Raw("<headerFooter><oddFooter>&amp;L&amp;A&amp;RHalaman &amp;P dari &amp;N</oddFooter></headerFooter>"u8);
        _xml.Raw($"""<ignoredErrors><ignoredError sqref="A1:{Place(_layout.Widths.Length - 1, Math.Max(1, Row))}" numberStoredAsText="1"/></ignoredErrors></worksheet>""");
    }
}
