using System.IO.Compression;
using System.Text;

namespace DeductionGateway.Tests.Workbooks;

/// <summary>Workbooks made to do harm: small as files, or plain in form, and more than any reader should hold.</summary>
internal static class HostileBooks
{
    private const string Rels = "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" Type=\"x\" Target=\"worksheets/sheet1.xml\"/></Relationships>";
    private const string Workbook = "<workbook xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets><sheet name=\"S\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>";

    /// <summary>A sheet of these parts: before, a piece so many times, after.</summary>
    public static byte[] Sheet(string before, string piece, int times, string after = "</sheetData></worksheet>") => Book(before, piece, times, after, null);

    /// <summary>A sheet of one shared text, and shared texts of a piece so many times.</summary>
    public static byte[] Texts(string piece, int times) => Book("<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c></row>", "", 0, "</sheetData></worksheet>", (piece, times));

    /// <summary>A plain sheet with the styles of its cells: no harm in it.</summary>
    public static byte[] Styled(string sheet, string styles)
    {
        using var memory = new MemoryStream();
        using (var zip = new ZipArchive(memory, ZipArchiveMode.Create, leaveOpen: true))
        {
            Part(zip, "xl/workbook.xml", Workbook, "", 0, "");
            Part(zip, "xl/_rels/workbook.xml.rels", Rels, "", 0, "");
            Part(zip, "xl/worksheets/sheet1.xml", sheet, "", 0, "");
            Part(zip, "xl/styles.xml", styles, "", 0, "");
        }
        return memory.ToArray();
    }

    /// <summary>So many names of one sheet, each row of which is this piece; and shared texts of a piece so many times.</summary>
    public static byte[] Names(int names, string row, int rows, string text, int texts)
    {
        using var memory = new MemoryStream();
        using (var zip = new ZipArchive(memory, ZipArchiveMode.Create, leaveOpen: true))
        {
            var sheets = string.Concat(Enumerable.Range(1, names).Select(static at => $"<sheet name=\"S{at}\" sheetId=\"{at}\" r:id=\"r1\"/>"));
            Part(zip, "xl/workbook.xml", Workbook[..Workbook.IndexOf("<sheet ", StringComparison.Ordinal)] + sheets + "</sheets></workbook>", "", 0, "");
            Part(zip, "xl/_rels/workbook.xml.rels", Rels, "", 0, "");
            Part(zip, "xl/worksheets/sheet1.xml", "<worksheet><sheetData>", row, rows, "</sheetData></worksheet>");
            Part(zip, "xl/sharedStrings.xml", "<sst>", text, texts, "</sst>");
        }
        return memory.ToArray();
    }

    private static byte[] Book(string before, string piece, int times, string after, (string Piece, int Times)? texts)
    {
        using var memory = new MemoryStream();
        using (var zip = new ZipArchive(memory, ZipArchiveMode.Create, leaveOpen: true))
        {
            Part(zip, "xl/workbook.xml", Workbook, "", 0, "");
            Part(zip, "xl/_rels/workbook.xml.rels", Rels, "", 0, "");
            Part(zip, "xl/worksheets/sheet1.xml", before, piece, times, after);
            if (texts is { } shared) Part(zip, "xl/sharedStrings.xml", "<sst>", shared.Piece, shared.Times, "</sst>");
        }
        return memory.ToArray();
    }

    private static void Part(ZipArchive zip, string name, string before, string piece, int times, string after)
    {
        using var stream = zip.CreateEntry(name, CompressionLevel.Optimal).Open();
        stream.Write(Encoding.UTF8.GetBytes(before));
        if (times > 0)
        {
            var many = Math.Clamp((1 << 22) / Math.Max(piece.Length, 1), 1, times);
            var block = Encoding.UTF8.GetBytes(new StringBuilder().Insert(0, piece, many).ToString());
            for (var left = times; left > 0; left -= many) stream.Write(block.AsSpan(0, block.Length / many * Math.Min(left, many)));
        }
        stream.Write(Encoding.UTF8.GetBytes(after));
    }
}
