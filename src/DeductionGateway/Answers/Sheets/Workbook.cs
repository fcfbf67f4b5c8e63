using System.IO.Compression;
using System.Text;
using DeductionGateway.Core.Basics;

namespace DeductionGateway.Answers.Sheets;

/// <summary>
/// Writes an .xlsx part by part into a stream; the sheets are named first and may be written in any order, one at a time. Entry times are
/// fixed, so the same content gives the same bytes on the same machine.
/// </summary>
internal sealed class Workbook : IDisposable
{
    public const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    public const string Relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    public const string Declaration = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

    private const string Package = "http://schemas.openxmlformats.org/package/2006/";
    private const string Types = "application/vnd.openxmlformats-officedocument.spreadsheetml.";

    private readonly ZipArchive _zip;
    private readonly IReadOnlyList<SheetLayout> _sheets;
    private readonly HashSet<string> _written = new(StringComparer.Ordinal);

    /// <param name="stream">Where the workbook goes.</param>
    /// <param name="title">What the file's properties call it.</param>
    /// <param name="sheets">All sheets, in the order of their tabs; names differ and are at most <see cref="SheetNames.Most"/> long.</param>
    /// <param name="staysOpen">The stream is read again; else it is closed with the workbook.</param>
    public Workbook(Stream stream, string title, IReadOnlyList<SheetLayout> sheets, bool staysOpen = false)
    {
        _zip = new ZipArchive(stream, ZipArchiveMode.Create, staysOpen);
        _sheets = sheets;
        // First of all: what tells a mail gateway by the first bytes that this is a workbook.
        Part("[Content_Types].xml", ContentTypes());
        Part("_rels/.rels", $"""<Relationships xmlns="{Package}relationships"><Relationship Id="rId1" Type="{Relations}/officeDocument" Target="xl/workbook.xml"/><Relationship Id="rId2" Type="{Package}relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>""");
        Part("docProps/core.xml", $"""<cp:coreProperties xmlns:cp="{Package}metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{Escaped(title)}</dc:title><dc:creator>DeductionGateway</dc:creator><dc:language>id</dc:language></cp:coreProperties>""");
        Part("xl/workbook.xml", Contents());
        Part("xl/_rels/workbook.xml.rels", Links());
        Part("xl/styles.xml", Styles.Xml());
    }

    /// <summary>Begins a sheet that was named; disposed of, it is complete, and the next may begin.</summary>
    public Sheet Begin(SheetLayout layout)
    {
        var place = 0;
        while (!ReferenceEquals(_sheets[place], layout)) place++;
        Check.That(_written.Add(layout.Name), $"sheet {layout.Name} is written once");
        return new Sheet(Entry($"xl/worksheets/sheet{place + 1}.xml"), layout, place == 0);
    }

    public void Dispose() => _zip.Dispose();

    private string ContentTypes()
    {
        var xml = new StringBuilder($"""<Types xmlns="{Package}content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="{Types}sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="{Types}styles+xml"/><Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>""");
        for (var i = 1; i <= _sheets.Count; i++) xml.Append($"""<Override PartName="/xl/worksheets/sheet{i}.xml" ContentType="{Types}worksheet+xml"/>""");
        return xml.Append("</Types>").ToString();
    }

    private string Contents()
    {
        var xml = new StringBuilder($"""<workbook xmlns="{Main}" xmlns:r="{Relations}"><bookViews><workbookView/></bookViews><sheets>""");
        for (var i = 0; i < _sheets.Count; i++) xml.Append($"""<sheet name="{Escaped(_sheets[i].Name)}" sheetId="{i + 1}" r:id="rId{i + 1}"/>""");
        xml.Append("</sheets>");
        var names = new StringBuilder();
        for (var i = 0; i < _sheets.Count; i++)
        {
            var sheet = Escaped($"'{_sheets[i].Name.Replace("'", "''", StringComparison.Ordinal)}'");
            if (_sheets[i].PrintColumns > 0) names.Append($"""<definedName name="_xlnm.Print_Area" localSheetId="{i}">{sheet}!$A:${Sheet.ColumnName(_sheets[i].PrintColumns - 1)}</definedName>""");
            if (_sheets[i].RepeatFrom > 0) names.Append($"""<definedName name="_xlnm.Print_Titles" localSheetId="{i}">{sheet}!${_sheets[i].RepeatFrom}:${_sheets[i].RepeatTo}</definedName>""");
        }
        if (names.Length > 0) xml.Append("<definedNames>").Append(names).Append("</definedNames>");
        return xml.Append("</workbook>").ToString();
    }

    private string Links()
    {
        var xml = new StringBuilder($"""<Relationships xmlns="{Package}relationships">""");
        for (var i = 1; i <= _sheets.Count; i++) xml.Append($"""<Relationship Id="rId{i}" Type="{Relations}/worksheet" Target="worksheets/sheet{i}.xml"/>""");
        return xml.Append($"""<Relationship Id="rId{_sheets.Count + 1}" Type="{Relations}/styles" Target="styles.xml"/></Relationships>""").ToString();
    }

    private static string Escaped(string text)
    {
        using var stream = new MemoryStream();
        using (var xml = new SheetXml(stream)) xml.Text(text);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private void Part(string name, string content)
    {
        using var stream = Entry(name);
        stream.Write(Encoding.UTF8.GetBytes(Declaration + content));
    }

    private Stream Entry(string name)
    {
        var entry = _zip.CreateEntry(name, CompressionLevel.Fastest);
        entry.LastWriteTime = new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
        return entry.Open();
    }
}
