using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Xml;
using DeductionGateway.Core.BankFiles;
using DeductionGateway.Core.Intake;
using DeductionGateway.Intake;

namespace DeductionGateway.Bench;

/// <summary>A camt.053 of many entries, read as <c>inspect</c> reads it, beside the floor: the same bytes through the framework's XmlReader and nothing done.</summary>
internal static class CamtBenchmark
{
    private const int Rounds = 5;

    public static void Run(int entries)
    {
        using var room = new Room();
        var path = Write(room["big.xml"], entries);
        var seconds = new List<double>();
        var floors = new List<double>();
        long held = 0, allocated = 0;
        for (var round = 0; round < Rounds; round++)
        {
            floors.Add(Floor(path));
            var before = GC.GetTotalMemory(forceFullCollection: true);
            var allocatedBefore = GC.GetTotalAllocatedBytes(precise: true);
            var watch = Stopwatch.StartNew();
            var read = Read(path);
            seconds.Add(watch.Elapsed.TotalSeconds);
            allocated = GC.GetTotalAllocatedBytes(precise: true) - allocatedBefore;
            held = GC.GetTotalMemory(forceFullCollection: true) - before;
            if (read.Statements[0].Entries.Count != entries) throw new InvalidDataException("not all entries were read");
        }
        var table = new ResultTable("camt.053", "seconds", "entries/s", "MB/s");
        var megabytes = new FileInfo(path).Length / 1e6;
        foreach (var (name, all) in new[] { ("read: balances, entries, texts, details", seconds), ("floor: XmlReader alone", floors) })
        {
            var middle = all.Order().ElementAt(Rounds / 2);
            table.Add(name, $"{middle:0.000}", $"{entries / middle:N0}", $"{megabytes / middle:0}");
        }
        var report = new Report("camt", $"{entries:N0} entries, {megabytes:0} MB, one core, middle of {Rounds} in a warm process");
        report.Add(table);
        report.Add(string.Create(CultureInfo.InvariantCulture, $"Held when read: {held / 1e6:0} MB; allocated on the way: {allocated / 1e6:0} MB; peak of this process: {Process.GetCurrentProcess().PeakWorkingSet64 / 1e6:0} MB."));
        report.Write();
    }

    private static ReadBankFile Read(string path)
    {
        var faults = new FaultList();
        using var stream = File.OpenRead(path);
        var read = BankFileBytes.ReadXml("big.xml", stream, faults)!;
        return faults.Any ? throw new InvalidDataException(faults.Kept[0].ToString()) : read;
    }

    private static double Floor(string path)
    {
        var watch = Stopwatch.StartNew();
        using var stream = File.OpenRead(path);
        using var xml = XmlReader.Create(stream, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
        while (xml.Read()) { }
        return watch.Elapsed.TotalSeconds;
    }

    /// <summary>Entries as a bank writes them, with one detail each; about 600 bytes an entry.</summary>
    private static string Write(string path, int entries)
    {
        using var file = new StreamWriter(path, append: false, new UTF8Encoding(false), 1 << 16);
        long AmountOf(int entry) => 50_000 + entry * 7_919L % 5_000_000;
        var sum = Enumerable.Range(0, entries).Sum(AmountOf);
        file.Write("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\"><BkToCstmrStmt><GrpHdr><MsgId>M1</MsgId></GrpHdr><Stmt><Id>S1</Id>"
            + "<Acct><Id><Othr><Id>1370012345678</Id></Othr></Id><Ccy>IDR</Ccy></Acct>");
        foreach (var (code, amount) in new[] { ("OPBD", 0), ("CLBD", sum) })
        {
            file.Write($"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy=\"IDR\">{amount}.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-02-25</Dt></Dt></Bal>\n");
        }
        for (var i = 0; i < entries; i++)
        {
            var amount = AmountOf(i);
            file.Write($"<Ntry><NtryRef>{i + 1}</NtryRef><Amt Ccy=\"IDR\">{amount}.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2026-02-25</Dt></BookgDt><ValDt><Dt>2026-02-25</Dt></ValDt>"
                + $"<AcctSvcrRef>B{i:D8}</AcctSvcrRef><BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>DMCT</SubFmlyCd></Fmly></Domn></BkTxCd>"
                + $"<NtryDtls><TxDtls><Refs><EndToEndId>E2E{i:D8}</EndToEndId></Refs><Amt Ccy=\"IDR\">{amount}.00</Amt><CdtDbtInd>CRDT</CdtDbtInd>"
                + $"<RltdPties><Dbtr><Pty><Nm>ANGGOTA {i % 5_000}</Nm></Pty></Dbtr></RltdPties><RmtInf><Ustrd>PG 202602 E{i % 20:D3} {i:D7}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>\n");
        }
        file.Write("</Stmt></BkToCstmrStmt></Document>\n");
        return path;
    }
}
