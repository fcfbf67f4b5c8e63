using System.Xml;
using DeductionGateway.Core.BankFiles;
using DeductionGateway.Core.Intake;

namespace DeductionGateway.Intake;

/// <summary>Reads a bank file of any format by its content; XML and workbooks are opened here, within bounds, and read in Core.</summary>
internal static class BankFileBytes
{
    /// <summary>Bytes of a file whose XML is read; a million entries have less.</summary>
    private const long XmlLimit = 1L << 30;

    /// <summary>Sheets of a workbook that are looked into; a year has twelve months.</summary>
    private const int SheetLimit = 100;

    private static readonly XmlReaderSettings Bounded = new()
    {
        DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, IgnoreComments = true, IgnoreProcessingInstructions = true, IgnoreWhitespace = true,
        MaxCharactersInDocument = XmlLimit, MaxCharactersFromEntities = 1024, CloseInput = false,
    };

    /// <summary>Null where the file is refused before anything of it could be read; the fault says why.</summary>
    public static ReadBankFile? Read(string file, byte[] bytes, FaultList faults)
    {
        var content = BankContents.Of(bytes);
        if (content == BankContent.Xml) return ReadXml(file, new MemoryStream(bytes, writable: false), faults);
        if (ReadKnown(file, content, bytes, faults) is { } read) return read;
        if (faults.CountOf(file) == 0) Refuse(file, content, bytes, faults);
        return null;
    }

    /// <summary>A file that is no XML, where it is a bank's that we know; null where it is not, with a fault only where it is certainly a bank's.</summary>
    public static ReadBankFile? ReadKnown(string file, BankContent content, byte[] bytes, FaultList faults)
    {
        switch (content)
        {
            case BankContent.Mt940:
                return Mt940Reader.Read(file, bytes, faults);
            case BankContent.OwnCsv:
                return BankCsvReader.Read(file, bytes, faults);
            case BankContent.Workbook:
                return ReadWorkbook(file, bytes, faults);
            case BankContent.Text:
                return BankTableReader.ReadCsv(file, bytes, faults);
            case BankContent.Html:
                faults.Add(file, 1, 1, "HTML_TABLE", "This is a web page under another name; open it in a spreadsheet and save it as Excel Workbook (.xlsx), or export it as CSV.");
                return null;
            default:
                return null;
        }
    }

    /// <summary>A camt message as a stream: nothing of the file is held.</summary>
    public static ReadBankFile? ReadXml(string file, Stream stream, FaultList faults)
    {
        try
        {
            var declared = XmlEncoding.Declared(stream);
            var codePage = declared is null ? null : XmlEncoding.CodePage(declared);
            if (declared is not null && codePage is null)
            {
                faults.Add(file, 1, 1, "XML_ENCODING", $"The file says that it is written in '{declared}', which is not read. Ask the bank for it in UTF-8.");
                return null;
            }
            var bounded = new BoundedStream(stream, XmlLimit);
            using var text = codePage is null ? null : new StreamReader(bounded, codePage, detectEncodingFromByteOrderMarks: false, bufferSize: -1, leaveOpen: true);
            using var xml = text is null ? XmlReader.Create(bounded, Bounded) : XmlReader.Create(text, Bounded);
            return CamtReader.Read(file, xml, faults);
        }
        catch (InvalidDataException)
        {
            faults.Add(file, 0, 0, "FILE_TOO_LARGE", $"The file has more than {XmlLimit} bytes; at most that many are read.");
            return null;
        }
        catch (XmlException trouble)
        {
            faults.Add(file, trouble.LineNumber, trouble.LinePosition, "XML_UNREADABLE", "The file is no readable XML: it is cut off or damaged. Ask the bank for it again.");
            return null;
        }
    }

    /// <summary>
    /// Every sheet that a person sees and that has a bank's header: a year may have a sheet a month. What the sheets are found to be decides whether their faults are
    /// a bank file's.
    /// </summary>
    private static ReadBankFile? ReadWorkbook(string file, byte[] bytes, FaultList faults)
    {
        using var book = XlsxBook.Open(file, bytes, new FaultList());
        if (book is null) return null;
        var (tables, said) = (new List<ReadBankFile>(), new List<(string Sheet, FaultList Faults)>());
        foreach (var (name, part) in book.Shown.Take(SheetLimit))
        {
            var own = new FaultList();
            said.Add((name, own));
            using var sheet = XlsxRecords.Open(file, book, name, part, own);
            if (sheet is not null && BankTableReader.ReadTable(file, "bank-xlsx", sheet, own) is { } table) tables.Add(table);
        }
        if (tables.Count == 0) return null;
        foreach (var (sheet, own) in said)
        {
            foreach (var fault in own.Kept) faults.Add(fault.File, fault.Line, fault.Column, fault.Code, said.Count == 1 ? fault.Text : $"Sheet '{sheet}': {fault.Text}");
        }
        if (book.Shown.Count > SheetLimit) faults.Add(file, 0, 0, "XLSX_SHEETS", $"The workbook has more than {SheetLimit} sheets; at most that many are read of a bank's. Save the statements into workbooks of fewer sheets.");
        return BankTableReader.Joined(tables, faults);
    }

    /// <summary>What is no bank file that we know: why, as far as it can be said.</summary>
    private static void Refuse(string file, BankContent content, byte[] bytes, FaultList faults)
    {
        var nearest = "";
        if (content == BankContent.Workbook)
        {
            using var sheet = XlsxRecords.Open(file, bytes, null, faults);
            if (sheet is not null) nearest = NearestLayout.Of(sheet);
        }
        else if (new CsvRecords(file, bytes, ',', faults).IsReadable && !file.EndsWith(".csv", StringComparison.OrdinalIgnoreCase))
        {
            Mt940Reader.Read(file, bytes, faults);
        }
        if (faults.CountOf(file) > 0) return;
        if (content == BankContent.Text) nearest = ",;\t|".Select(delimiter => NearestLayout.Of(new CsvRecords(file, bytes, delimiter, new FaultList()))).FirstOrDefault(static sentence => sentence.Length > 0, "");
        faults.Add(file, 0, 0, "BANK_LAYOUT_UNKNOWN", $"The columns are of no export that is known. {nearest}Known are exports called {string.Join(", ", BankTableLayouts.All.Select(static layout => layout.Name).Distinct())}, each by its columns. Ask the bank for MT940 or camt.053, or write bank.csv.");
    }
}
