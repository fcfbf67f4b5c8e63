using System.IO.Compression;
using System.Xml;
using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Intake;

namespace DeductionGateway.Intake;

/// <summary>
/// An .xlsx opened within bounds: no DTD, at most <see cref="PartLimit"/> bytes a part and no more than a packed text swells to, tags that end,
/// texts that a cell can hold. What is larger is refused by what the file says of itself where it is honest, and while reading where it is not.
/// </summary>
internal sealed class XlsxBook : IDisposable
{
    /// <summary>Uncompressed bytes read of one part of the file.</summary>
    public const long PartLimit = 256L << 20;

    /// <summary>How many times its packed size a part may have. What payroll programs write swells five to forty times; a part made to do harm, a thousand.</summary>
    private const int SwellLimit = 100;

    /// <summary>Up to here a part may swell as it likes, bytes.</summary>
    private const long SmallPart = 16L << 20;

    /// <summary>Texts that cells share; a sheet of 300,000 employees has fewer.</summary>
    private const int SharedStringLimit = 1_500_000;

    /// <summary>Kinds of cells that a workbook tells apart; the spreadsheet itself has at most twice as many.</summary>
    private const int StyleLimit = 32_767;

    /// <summary>Elements within elements; a sheet needs seven.</summary>
    private const int DepthLimit = 32;

    private const string Relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

    private readonly ZipArchive _archive;
    private readonly PackedTexts _texts = new();
    private List<Utf8Text>? _sharedStrings;
    private List<bool>? _dateStyles;

    /// <summary>Days from 30 December 1899 to 1 January 1904, from which the days of some workbooks count, most of them made on a Macintosh.</summary>
    private const int From1904 = 1_462;

    private XlsxBook(ZipArchive archive) => _archive = archive;

    /// <summary>Names of the sheets in their order, hidden ones last: what a person does not see is not what was sent.</summary>
    public IReadOnlyList<(string Name, string Part)> Sheets { get; private set; } = [];

    /// <summary>What a person sees who opens the workbook: its sheets that are not hidden, each part once; where all are, the first.</summary>
    public IReadOnlyList<(string Name, string Part)> Shown { get; private set; } = [];

    /// <summary>Days to be added to the numbers of days in all its sheets; see <see cref="RecordSource.DayShift"/>.</summary>
    public int DayShift { get; private set; }

    /// <summary>The workbook, or null with a fault where the bytes are none that can be read.</summary>
    public static XlsxBook? Open(string file, byte[] bytes, FaultList faults)
    {
        if (bytes is [0xD0, 0xCF, 0x11, 0xE0, ..])
        {
            faults.Add(file, 0, 0, "XLS_OLD", "This is the old .xls format; open it and save it as Excel Workbook (.xlsx).");
            return null;
        }
        try
        {
            var book = new XlsxBook(new ZipArchive(new MemoryStream(bytes, writable: false), ZipArchiveMode.Read));
            book.ReadSheets();
            return book;
        }
        catch (Exception trouble) when (IsDamage(trouble))
        {
            faults.Add(file, 0, 0, "XLSX_UNREADABLE", "The file is no readable .xlsx workbook: it is damaged, or another format under this name. Open it in the spreadsheet and save it as Excel Workbook.");
            return null;
        }
    }

    /// <summary>What bad bytes make the readers of zip and XML throw.</summary>
    public static bool IsDamage(Exception trouble) => trouble is InvalidDataException or XmlException or EndOfStreamException or OverflowException or ArgumentException or NotSupportedException;

    /// <summary>The part says itself that it is larger than is read.</summary>
    public bool IsTooLarge(string path) => _archive.GetEntry(path) is { } entry && entry.Length > Bound(entry);

    /// <summary>A part's reader; null where the workbook has no such part.</summary>
    /// <exception cref="InvalidDataException">It says itself that it is too large.</exception>
    public XmlReader? Part(string path)
    {
        if (_archive.GetEntry(path) is not { } entry) return null;
        var bound = Bound(entry);
        if (entry.Length > bound) throw new InvalidDataException($"a part of the workbook has {entry.Length} bytes");
        return XmlReader.Create(
            new BoundedStream(entry.Open(), bound), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, CloseInput = true, IgnoreWhitespace = true, IgnoreComments = true });
    }

    /// <summary>The next node, unless the document is nested as no workbook is.</summary>
    public static bool Next(XmlReader reader) =>
        reader.Read() && (reader.Depth <= DepthLimit ? true : throw new InvalidDataException($"elements stand {DepthLimit} deep"));

    /// <summary>A shared text.</summary>
    /// <exception cref="InvalidDataException">There is none of that number: an empty cell in its place would be an amount lost.</exception>
    public Utf8Text Shared(ReadOnlySpan<char> number)
    {
        _sharedStrings ??= ReadSharedStrings();
        return int.TryParse(number, out var index) && index >= 0 && index < _sharedStrings.Count ? _sharedStrings[index]
            : throw new InvalidDataException("a cell shows a shared text that is not there");
    }

    /// <summary>Cells of this style show their number as a day or a month.</summary>
    public bool IsDateStyle(int style)
    {
        _dateStyles ??= ReadDateStyles();
        return style >= 0 && style < _dateStyles.Count && _dateStyles[style];
    }

    /// <summary>The text, kept for as long as anyone points to it.</summary>
    public Utf8Text Keep(ReadOnlySpan<char> text) => _texts.Keep(text);

    public void Dispose() => _archive.Dispose();

    /// <summary>Bytes read of a part: by its packed size, which is what it has, whatever it says of the unpacked one.</summary>
    private static long Bound(ZipArchiveEntry entry) => Math.Min(PartLimit, Math.Max(SmallPart, entry.CompressedLength * SwellLimit));

    private void ReadSheets()
    {
        var sheets = new List<(string Name, string Relation, bool IsHidden)>();
        using (var reader = Part("xl/workbook.xml"))
        {
            while (reader is not null && Next(reader))
            {
                if (reader.NodeType == XmlNodeType.Element && reader.LocalName == "workbookPr") DayShift = reader.GetAttribute("date1904") is "1" or "true" ? From1904 : 0;
                if (reader.NodeType != XmlNodeType.Element || reader.LocalName != "sheet") continue;
                sheets.Add((reader.GetAttribute("name") ?? "", reader.GetAttribute("id", Relations) ?? "", reader.GetAttribute("state") is "hidden" or "veryHidden"));
            }
        }
        var parts = Targets();
        sheets = [.. sheets.Where(sheet => parts.ContainsKey(sheet.Relation)).OrderBy(static sheet => sheet.IsHidden)];
        Sheets = sheets.ConvertAll(sheet => (sheet.Name, parts[sheet.Relation]));
        Shown = [.. Sheets.Take(Math.Max(1, sheets.Count(static sheet => !sheet.IsHidden))).DistinctBy(static sheet => sheet.Part)];
    }

    private Dictionary<string, string> Targets()
    {
        var targets = new Dictionary<string, string>(StringComparer.Ordinal);
        using var links = Part("xl/_rels/workbook.xml.rels");
        while (links is not null && Next(links))
        {
            if (links.NodeType != XmlNodeType.Element || links.LocalName != "Relationship") continue;
            var target = links.GetAttribute("Target") ?? "";
            targets[links.GetAttribute("Id") ?? ""] = target.StartsWith('/') ? target[1..] : "xl/" + target;
        }
        return targets;
    }

    private List<bool> ReadDateStyles()
    {
        var styles = new List<bool>();
        var own = new HashSet<int>();
        using var reader = Part("xl/styles.xml");
        var isOfCells = false;
        while (reader is not null && Next(reader))
        {
            if (reader.LocalName == "cellXfs") isOfCells = reader.NodeType == XmlNodeType.Element && !reader.IsEmptyElement;
            if (reader.NodeType != XmlNodeType.Element) continue;
            var isKnown = int.TryParse(reader.GetAttribute("numFmtId"), out var format);
            if (reader.LocalName == "numFmt" && isKnown && IsDateFormat(reader.GetAttribute("formatCode") ?? "")) own.Add(format);
            // Those of the spreadsheet itself: 14 to 17 and 22, and where the East writes its own 27 to 36 and 50 to 58.
            if (isOfCells && reader.LocalName == "xf" && styles.Count < StyleLimit) styles.Add(isKnown && (format is >= 14 and <= 17 or 22 or >= 27 and <= 36 or >= 50 and <= 58 || own.Contains(format)));
        }
        return styles;
    }

    /// <summary>A day, a year or a month by its name, outside quotes and brackets: <c>[$-421]mmm\-yy</c>.</summary>
    private static bool IsDateFormat(string code)
    {
        for (var at = 0; at < code.Length; at++)
        {
            if (code[at] is '\\' or '_' or '*') at++;
            else if (code[at] is '"' or '[') at = code.IndexOf(code[at] == '"' ? '"' : ']', at + 1) is >= 0 and var end ? end : code.Length;
            else if (code[at] is 'd' or 'D' or 'y' or 'Y' || code.AsSpan(at).StartsWith("mmm", StringComparison.OrdinalIgnoreCase)) return true;
        }
        return false;
    }

    private List<Utf8Text> ReadSharedStrings()
    {
        var texts = new List<Utf8Text>();
        var text = new CellText();
        using var reader = Part("xl/sharedStrings.xml");
        var isSpoken = false;
        while (reader is not null && Next(reader))
        {
            if (reader.NodeType == XmlNodeType.Element && reader.LocalName == "si")
            {
                text.Clear();
                isSpoken = false;
                if (reader.IsEmptyElement) texts.Add(default);
            }
            else if (reader.LocalName == "rPh") isSpoken = reader.NodeType == XmlNodeType.Element && !reader.IsEmptyElement;
            else if (reader.NodeType is XmlNodeType.Text or XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace or XmlNodeType.CDATA)
            {
                if (!isSpoken) text.Append(reader);
            }
            else if (reader.NodeType == XmlNodeType.EndElement && reader.LocalName == "si") texts.Add(Keep(text.Span));
            if (texts.Count > SharedStringLimit) throw new InvalidDataException($"the workbook has more than {SharedStringLimit} texts");
        }
        return texts;
    }
}
