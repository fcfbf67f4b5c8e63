using System.IO.Compression;
using System.Text;
using System.Xml;

namespace DeductionGateway.Samples;

/// <summary>A small workbook: a cover sheet and the sheet "Potongan". Entry times are fixed, so that bytes are equal.</summary>
internal sealed class SampleXlsx : ISampleSheet
{
    private const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private const string Relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private const string Package = "http://schemas.openxmlformats.org/package/2006/";
    private const string Declaration = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

    private readonly FileStream _file;
    private readonly ZipArchive _zip;
    private readonly XmlWriter _xml;
    private int _row = 1;
    private int _column;

    public SampleXlsx(string path)
    {
        _file = new FileStream(path, FileMode.Create);
        _zip = new ZipArchive(_file, ZipArchiveMode.Create);
        Part("[Content_Types].xml", $"""
            <Types xmlns="{Package}content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/worksheets/sheet2.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>
            """);
        Part("_rels/.rels", $"""<Relationships xmlns="{Package}relationships"><Relationship Id="rId1" Type="{Relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>""");
        Part("xl/workbook.xml", $"""
            <workbook xmlns="{Main}" xmlns:r="{Relations}"><sheets><sheet name="Keterangan" sheetId="1" r:id="rId1"/><sheet name="Potongan" sheetId="2" r:id="rId2"/></sheets></workbook>
            """);
        Part("xl/_rels/workbook.xml.rels", $"""
            <Relationships xmlns="{Package}relationships"><Relationship Id="rId1" Type="{Relations}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="{Relations}/worksheet" Target="worksheets/sheet2.xml"/></Relationships>
            """);
        Part("xl/worksheets/sheet1.xml", $"""
            <worksheet xmlns="{Main}"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>Potongan koperasi</t></is></c></row></sheetData></worksheet>
            """);
        _xml = XmlWriter.Create(Entry("xl/worksheets/sheet2.xml"), new XmlWriterSettings { Encoding = new UTF8Encoding(false), CloseOutput = true, NewLineChars = "\n" });
        _xml.WriteStartElement("worksheet", Main);
        _xml.WriteStartElement("sheetData");
        BeginRow();
    }

    public void Text(string text)
    {
        var place = Place();
        _xml.WriteStartElement("c");
        _xml.WriteAttributeString("r", place);
        if (text.Length == 0)
        {
            _xml.WriteEndElement();
            return;
        }
        _xml.WriteAttributeString("t", "inlineStr");
        _xml.WriteStartElement("is");
        _xml.WriteElementString("t", text);
        _xml.WriteEndElement();
        _xml.WriteEndElement();
    }

    /// <summary>Amounts are numbers in a workbook; the dialect's style is for text.</summary>
    public void Amount(long rupiah, DialectStyle style)
    {
        _xml.WriteStartElement("c");
        _xml.WriteAttributeString("r", Place());
        _xml.WriteElementString("v", rupiah.ToString());
        _xml.WriteEndElement();
    }

    public void EndRow()
    {
        _xml.WriteEndElement();
        _row++;
        BeginRow();
    }

    public void Dispose()
    {
        _xml.Dispose();
        _zip.Dispose();
        _file.Dispose();
    }

    private void BeginRow()
    {
        _column = 0;
        _xml.WriteStartElement("row");
        _xml.WriteAttributeString("r", _row.ToString());
    }

    // No dialect has more than 26 columns.
    private string Place() => (char)('A' + _column++) + _row.ToString();

    private void Part(string name, string content)
    {
        using var stream = Entry(name);
        stream.Write(Encoding.UTF8.GetBytes(Declaration + content));
    }

    private Stream Entry(string name)
    {
        // Stored, not deflated: how deflate packs depends on the processor, and the bytes must not.
        var entry = _zip.CreateEntry(name, CompressionLevel.NoCompression);
        entry.LastWriteTime = new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
        return entry.Open();
    }
}
