using System.Text;

namespace DeductionGateway.Answers.Sheets;

/// <summary>How a cell looks. The order is that of the formats in the workbook's styles part, which <see cref="Styles"/> writes.</summary>
internal enum CellStyle
{
    Plain, Title, Section, Note, Wrap, Bold, Link,
    Header, HeaderRight,
    Text, TextWrap, Id, Number, QuietNumber, Good, Check,
    TotalText, TotalNumber,
    Group, GroupNumber, Advice,
    LetterHead, LetterText, LetterBold, LetterRight,
}

/// <summary>The styles part: fonts, fills, borders, and one format per <see cref="CellStyle"/>.</summary>
internal static class Styles
{
    private const int Left = 1, Right = 2, Center = 3;

    /// <summary>Borders: none, of a table's cells, of its sums, below the letter's head.</summary>
    private const int None = 0, InTable = 1, InTotals = 2, BelowHead = 3;

    /// <summary>Number formats: 0 general, 3 = <c>#,##0</c>, 49 = text; 164 shows no zero.</summary>
    private const int General = 0, Thousands = 3, AsText = 49, ThousandsOrBlank = 164;

    private static readonly (CellStyle Style, int Format, int Font, int Fill, int Border, int Align, bool Wrap)[] Formats =
    [
        (CellStyle.Plain, General, 0, 0, None, 0, false),
        (CellStyle.Title, General, 2, 0, None, 0, false),
        (CellStyle.Section, General, 3, 0, None, 0, false),
        (CellStyle.Note, General, 4, 0, None, Left, true),
        (CellStyle.Wrap, General, 0, 0, None, Left, true),
        (CellStyle.Bold, General, 1, 0, None, 0, false),
        (CellStyle.Link, General, 6, 0, InTable, Left, false),
        (CellStyle.Header, General, 5, 2, InTable, Left, true),
        (CellStyle.HeaderRight, General, 5, 2, InTable, Right, true),
        (CellStyle.Text, General, 0, 0, InTable, Left, false),
        (CellStyle.TextWrap, General, 0, 0, InTable, Left, true),
        (CellStyle.Id, AsText, 0, 0, InTable, Left, false),
        (CellStyle.Number, Thousands, 0, 0, InTable, Right, false),
        (CellStyle.QuietNumber, ThousandsOrBlank, 0, 0, InTable, Right, false),
        (CellStyle.Good, General, 7, 0, InTable, Left, false),
        (CellStyle.Check, General, 1, 3, InTable, Left, true),
        (CellStyle.TotalText, General, 1, 4, InTotals, Left, false),
        (CellStyle.TotalNumber, Thousands, 1, 4, InTotals, Right, false),
        (CellStyle.Group, General, 1, 4, InTable, Left, false),
        (CellStyle.GroupNumber, Thousands, 1, 4, InTable, Right, false),
        (CellStyle.Advice, General, 4, 0, InTable, Left, true),
        (CellStyle.LetterHead, General, 2, 0, BelowHead, Center, true),
        (CellStyle.LetterText, General, 0, 0, None, Left, true),
        (CellStyle.LetterBold, General, 1, 0, None, Left, true),
        (CellStyle.LetterRight, General, 0, 0, None, Right, false),
    ];

    private const string Fonts = """
        <fonts count="8"><font><sz val="10"/><name val="Calibri"/></font><font><b/><sz val="10"/><name val="Calibri"/></font><font><b/><sz val="15"/><name val="Calibri"/></font><font><b/><sz val="12"/><color rgb="FF1F4E5F"/><name val="Calibri"/></font><font><i/><sz val="10"/><color rgb="FF595959"/><name val="Calibri"/></font><font><b/><sz val="10"/><color rgb="FFFFFFFF"/><name val="Calibri"/></font><font><u/><sz val="10"/><color rgb="FF0563C1"/><name val="Calibri"/></font><font><sz val="10"/><color rgb="FF2E7D32"/><name val="Calibri"/></font></fonts>
        """;

    private const string FillsAndBorders = """
        <fills count="5"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill><fill><patternFill patternType="solid"><fgColor rgb="FF1F4E5F"/></patternFill></fill><fill><patternFill patternType="solid"><fgColor rgb="FFFFE8B3"/></patternFill></fill><fill><patternFill patternType="solid"><fgColor rgb="FFE7EEF1"/></patternFill></fill></fills><borders count="4"><border><left/><right/><top/><bottom/><diagonal/></border><border><left style="thin"><color rgb="FFBFBFBF"/></left><right style="thin"><color rgb="FFBFBFBF"/></right><top style="thin"><color rgb="FFBFBFBF"/></top><bottom style="thin"><color rgb="FFBFBFBF"/></bottom><diagonal/></border><border><left/><right/><top style="thin"><color rgb="FF1F4E5F"/></top><bottom style="thin"><color rgb="FF1F4E5F"/></bottom><diagonal/></border><border><left/><right/><top/><bottom style="medium"><color rgb="FF1F4E5F"/></bottom><diagonal/></border></borders>
        """;

    public static string Xml()
    {
        var xml = new StringBuilder();
        xml.Append($"""<styleSheet xmlns="{Workbook.Main}"><numFmts count="1"><numFmt numFmtId="{ThousandsOrBlank}" formatCode="#,##0;\-#,##0;"/></numFmts>""");
        xml.Append(Fonts).Append(FillsAndBorders);
        xml.Append($"""<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="{Formats.Length}">""");
        foreach (var (_, format, font, fill, border, align, wrap) in Formats)
        {
            // In a table a little room between a number and the text beside it.
            var indent = border is InTable or InTotals ? " indent=\"1\"" : "";
            var horizontal = align switch { Left => " horizontal=\"left\"" + indent, Right => " horizontal=\"right\"", Center => " horizontal=\"center\"", _ => "" };
            xml.Append($"""<xf numFmtId="{format}" fontId="{font}" fillId="{fill}" borderId="{border}" xfId="0" applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1"><alignment{horizontal} vertical="top"{(wrap ? " wrapText=\"1\"" : "")}/></xf>""");
        }
        return xml.Append("</cellXfs><cellStyles count=\"1\"><cellStyle name=\"Normal\" xfId=\"0\" builtinId=\"0\"/></cellStyles></styleSheet>").ToString();
    }
}
