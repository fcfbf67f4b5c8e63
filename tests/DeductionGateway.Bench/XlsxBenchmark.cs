using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using System.Xml;
using DeductionGateway.Core.Billing;
using DeductionGateway.Core.Intake;
using DeductionGateway.Core.Basics;
using DeductionGateway.Inspection;
using DeductionGateway.Intake;

namespace DeductionGateway.Bench;

/// <summary>Workbooks: an honest one of 100,000 rows, read and learned, and dishonest ones, refused. Each in a process of its own, so that the memory is its own.</summary>
internal static class XlsxBenchmark
{
    private const int Rows = 100_000;
    private const string Rels = "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" Type=\"x\" Target=\"worksheets/sheet1.xml\"/></Relationships>";
    private const string Workbook = "<workbook xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets><sheet name=\"S\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>";
    private const string Profile = """{"file":"a.xlsx","format":"xlsx","shape":"columns","header":["NIP","NAMA","","","",""],"amounts":{"WAJIB":"SW","ANGSURAN":"PU","TOKO":"TK"},"number":"1250000","period":"folder"}""";

    private static readonly string[] Cases = ["floor", "read", "learn", "bomb", "rows", "texts", "attribute", "dtd"];

    public static void Run()
    {
        using var room = new Room();
        var table = new ResultTable("workbook", "file", "seconds", "of processor", "memory above start");
        foreach (var one in Cases)
        {
            var path = room[one + ".xlsx"];
            Write(one, path);
            var output = Shell.Run("dotnet", [typeof(XlsxBenchmark).Assembly.Location, "xlsx-one", one, path], Tree.Root).Trim().Split('|');
            table.Add(output[0], $"{new FileInfo(path).Length / 1024:N0} KiB", output[1], output[2], output[3]);
        }
        var report = new Report("xlsx", "workbooks: 100,000 rows of five columns, and some made to do harm");
        report.Add(table);
        report.Add("Seconds from opening the bytes to the last row or the refusal, the program just started; memory is the peak of the process less what it held before. Seconds of the processor say what the work is where the machine is busy with other work.");
        report.Write();
    }

    /// <summary>One case, in this process.</summary>
    public static void One(string name, string path)
    {
        var bytes = File.ReadAllBytes(path);
        var start = Process.GetCurrentProcess().WorkingSet64;
        var faults = new FaultList();
        var before = Process.GetCurrentProcess().TotalProcessorTime;
        var watch = Stopwatch.StartNew();
        var said = name;
        if (name == "learn")
        {
            said = $"learn {new FileLearner(path, null, null).Learn(new Dictionary<string, string>()).Records:N0} rows";
        }
        else if (name == "floor")
        {
            said = $"floor: the framework's readers alone, {Floor(bytes):N0} nodes";
        }
        else if (name != "read")
        {
            using var records = XlsxRecords.Open("a.xlsx", bytes, null, faults);
            while (records?.Read() == true) { }
            said = $"{name}: {faults.Kept[0].Code}";
        }
        else
        {
            var profile = ProfilesJson.ReadOne("E1", Profile);
            var answer = PayrollBytes.Read(profile, new Employer("E1", "", BankMode.Lump, null, null), new PayPeriod(2026, 2), DeductionCode.Standard, "a.xlsx", bytes, faults);
            said = $"read {answer!.Rows.Count:N0} amounts";
        }
        var seconds = watch.Elapsed.TotalSeconds;
        var processor = (Process.GetCurrentProcess().TotalProcessorTime - before).TotalSeconds;
        Console.WriteLine($"{said}|{seconds:0.00}|{processor:0.00}|{(Process.GetCurrentProcess().PeakWorkingSet64 - start) >> 20} MB");
    }

    /// <summary>The same sheet unpacked and gone through by XmlReader, nothing done.</summary>
    private static int Floor(byte[] bytes)
    {
        using var zip = new ZipArchive(new MemoryStream(bytes), ZipArchiveMode.Read);
        using var xml = XmlReader.Create(zip.GetEntry("xl/worksheets/sheet1.xml")!.Open(), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
        var nodes = 0;
        while (xml.Read()) nodes++;
        return nodes;
    }

    private static void Write(string name, string path)
    {
        using var zip = ZipFile.Open(path, ZipArchiveMode.Create);
        Part(zip, "xl/workbook.xml", Workbook, "", 0, "");
        Part(zip, "xl/_rels/workbook.xml.rels", Rels, "", 0, "");
        const string sheet = "xl/worksheets/sheet1.xml", start = "<worksheet><sheetData>", end = "</sheetData></worksheet>";
        switch (name)
        {
            case "bomb": Part(zip, sheet, start, new string(' ', 1024), 700_000, end); break;
            case "rows": Part(zip, sheet, start, "<row><c><v>1</v></c></row>", 10_000_000, end); break;
            case "texts":
                Part(zip, sheet, start + "<row><c t=\"s\"><v>0</v></c></row>", "", 0, end);
                Part(zip, "xl/sharedStrings.xml", "<sst>", "<si><t>a</t></si>", 10_000_000, "</sst>");
                break;
            case "attribute": Part(zip, sheet, start + "<row spans=\"", new string('a', 1024), 200_000, "\"/>" + end); break;
            case "dtd": Part(zip, sheet, "<!DOCTYPE a [<!ENTITY b \"c\">]>" + start, "", 0, end); break;
            default: Honest(zip, sheet); break;
        }
    }

    private static void Honest(ZipArchive zip, string name)
    {
        using var sheet = new StreamWriter(zip.CreateEntry(name, CompressionLevel.Fastest).Open());
        sheet.Write("<worksheet><sheetData><row r=\"1\">");
        foreach (var (header, at) in new[] { "NIP", "NAMA", "WAJIB", "ANGSURAN", "TOKO" }.Select(static (header, at) => (header, at))) sheet.Write($"<c r=\"{(char)('A' + at)}1\" t=\"inlineStr\"><is><t>{header}</t></is></c>");
        sheet.Write("</row>");
        for (var row = 2; row <= Rows + 1; row++)
        {
            sheet.Write($"<row r=\"{row}\"><c r=\"A{row}\" t=\"inlineStr\"><is><t>19800101200501{row % 10_000:0000}</t></is></c><c r=\"B{row}\" t=\"inlineStr\"><is><t>PEGAWAI NOMOR {row}</t></is></c>");
            sheet.Write($"<c r=\"C{row}\"><v>50000</v></c><c r=\"D{row}\"><v>{100_000 + row}</v></c><c r=\"E{row}\"><v>{row % 7 * 12_500}</v></c></row>");
        }
        sheet.Write("</sheetData></worksheet>");
    }

    private static void Part(ZipArchive zip, string name, string before, string piece, int times, string after)
    {
        using var stream = zip.CreateEntry(name, CompressionLevel.SmallestSize).Open();
        stream.Write(Encoding.UTF8.GetBytes(before));
        const int many = 1_000;
        var block = Encoding.UTF8.GetBytes(new StringBuilder().Insert(0, piece, times == 0 ? 0 : many).ToString());
        for (var left = times; left > 0; left -= many) stream.Write(block);
        stream.Write(Encoding.UTF8.GetBytes(after));
    }
}
