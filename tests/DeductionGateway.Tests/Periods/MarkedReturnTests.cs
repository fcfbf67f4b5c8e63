using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using DeductionGateway.Commands;
using DeductionGateway.Contract.V1;
using DeductionGateway.Core.Intake;
using DeductionGateway.Intake;
using DeductionGateway.Tests.Cases;
using DeductionGateway.Tests.Golden;
using DeductionGateway.Tests.Harness;
using DeductionGateway.Tests.Proofs;
using Grpc.Core;
using Case = Shouldly.Case;
using Role = DeductionGateway.Access.Role;

namespace DeductionGateway.Tests.Periods;

/// <summary>An employer's own file back: record by record as it came, with what became of each beside it.</summary>
public sealed class MarkedReturnTests(CasesServer server) : IClassFixture<CasesServer>, IDisposable
{
    private const string Period = PeriodsServer.Period;
    private const int Marks = 5;
    private static readonly string[] Refused = ["12-smpn-nip-angka-tolak", "13-hotel-total-tidak-cocok-tolak"];

    private readonly Scratch _scratch = new();

    public static TheoryData<string> Blind => [.. GoldenFolder.Cases("blind").Where(static name => !Refused.Contains(name))];

    [Fact]
    public async Task The_records_come_as_they_were_with_five_columns_more()
    {
        server.Run("as-it-was", server.Month().Folder);
        Encoding.UTF8.GetString(await Marked("E2", CasesServer.Officer("as-it-was"))).ShouldBe("""
            DAFTAR POTONGAN KOPERASI;;;;
            NO PEGAWAI;NAMA;KODE;POTONGAN;PERIODE;Koperasi: hasil;Koperasi: kode;Koperasi: keterangan;Koperasi: ditagih;Koperasi: diterima
            7001;AGUS SETIAWAN;S01;50.000,00;02/2026;Cocok;;"Dipotong sesuai tagihan; Rp50.000 diterima. Setorannya kurang sedikit; selisihnya terutang oleh kantor.";50000;50000
            7001;AGUS SETIAWAN;S02;200.000,00;02/2026;Cocok;;"Dipotong sesuai tagihan; Rp200.000 diterima. Setorannya kurang sedikit; selisihnya terutang oleh kantor.";200000;200000
            7020;DEWI LESTARI;K02;310.000,00;02/2026;Perlu dipastikan;A01;"Nomornya tidak dikenal; yang mungkin hanya anggota M5; Rp310.000 ditahan sampai dipastikan. Setorannya kurang sedikit; selisihnya terutang oleh kantor.";310000;310000
            ;TOTAL;;560.000,00;

            """);
        Encoding.UTF8.GetString(await Marked("E1", CasesServer.Officer("as-it-was"), AnswerLanguage.English)).Split('\n')[..4].ShouldBe(
        [
            "nip,nama,nik,kode,jumlah,periode,Cooperative: result,Cooperative: codes,Cooperative: reason,Cooperative: billed,Cooperative: received",
            "00101,SITI AMINAH,3273014506800001,SW,50000,2026-02,matched,,Identified by the number; 50000 reported of 50000 billed; 50000 received.,50000,50000",
            "00101,SITI AMINAH,3273014506800001,PU,550000,2026-02,matched,,Identified by the number; 550000 reported of 550000 billed; 550000 received.,550000,550000",
            "00102,BUDI SANTOSO,3273011203790002,SW,75000,2026-02,over,B04,\"Identified by the number; 75000 reported, more than billed; 25000 waits in the member's deposit.\",50000,75000",
        ]);
    }

    /// <summary>Whatever form a file has: nothing of it is lost, moved or written otherwise, and every line of the list is marked and no other.</summary>
    [Theory]
    [MemberData(nameof(Blind))]
    public async Task A_file_of_any_form_comes_back_whole(string name)
    {
        var (coop, employer, path, period) = Run(name);
        var who = PeriodsServer.As(Role.EmployerSystem, employer, coop);
        var lines = await Lines(employer, who, period);
        lines.ShouldNotBeEmpty();
        var (before, after) = (File.ReadAllBytes(path), await Marked(employer, who, period: period));
        var marked = path.EndsWith(".xlsx", StringComparison.OrdinalIgnoreCase) ? CompareBooks(before, after, employer, path) : CompareTexts(before, after);
        var headers = marked.Where(static one => one.Value[0] == "Koperasi: hasil").Select(static one => one.Key).ToHashSet();
        headers.Count.ShouldBeGreaterThan(0);
        marked.Keys.Where(line => !headers.Contains(line)).Order().ShouldBe(lines.Select(static line => line.FileLine).Distinct().Order());
        marked.Where(one => !headers.Contains(one.Key)).Sum(static one => long.Parse(one.Value[4], System.Globalization.CultureInfo.InvariantCulture)).ShouldBe(lines.Sum(static line => line.Received.AmountMinor) / 100);
        foreach (var line in lines) marked[line.FileLine][2].ShouldContain(line.Reason.Split(" Nama ditulis berbeda")[0]);
    }

    [Fact]
    public async Task What_would_be_a_formula_is_text_and_an_amount_stays_one()
    {
        var month = server.Month();
        month.With("payroll_E1.csv", "00102,BUDI SANTOSO,3273011203790002,TK,120000,2026-02", "00102,\"=HYPERLINK(\"\"http://x\"\",\"\"BUDI\"\")\",3273011203790002,TK,120000,2026-02\r\n00102,a;@SUM(A1),,SW,0,2026-02");
        server.Run("formula", month.Folder);
        var text = Encoding.UTF8.GetString(await Marked("E1", CasesServer.Officer("formula")));
        text.ShouldContain("00102,\"'=HYPERLINK(\"\"http://x\"\",\"\"BUDI\"\")\",3273011203790002,TK,120000,2026-02,");
        text.ShouldContain("00102,a;'@SUM(A1),,SW,0,2026-02,");
        text.ShouldNotContain(",=");
        text.Split('\n')[4].ShouldEndWith("\r", Case.Sensitive, "a line end stays what it was, behind the marks");
    }

    [Theory]
    [InlineData("\t", "utf-8", "\r\n", true)]
    [InlineData("|", "windows-1252", "\n", false)]
    [InlineData(";", "utf-16", "\r\n", true)]
    public async Task Delimiter_encoding_and_line_ends_are_the_files(string delimiter, string encoding, string end, bool hasEnd)
    {
        var month = server.Month();
        var profiles = JsonNode.Parse(File.ReadAllText(Path.Combine(month.Folder, "profiles.json")))!;
        (profiles["E1"]!["delimiter"], profiles["E1"]!["encoding"]) = (delimiter, encoding);
        File.WriteAllText(Path.Combine(month.Folder, "profiles.json"), profiles.ToJsonString());
        var file = Path.Combine(month.Folder, "payroll_E1.csv");
        var text = File.ReadAllText(file).TrimEnd('\n').Replace("SITI AMINAH", "SITI AMINÁH", StringComparison.Ordinal).Replace(",", delimiter, StringComparison.Ordinal).Replace("\n", end, StringComparison.Ordinal) + (hasEnd ? end : "");
        var code = encoding == "utf-16" ? Encoding.BigEndianUnicode : encoding == "utf-8" ? new UTF8Encoding(true) : Encoding.Latin1;
        File.WriteAllBytes(file, [.. code.GetPreamble(), .. code.GetBytes(text)]);
        var coop = $"dialect-{encoding}";
        server.Run(coop, month.Folder);
        var bytes = await Marked("E1", CasesServer.Officer(coop));
        bytes.AsSpan(0, code.GetPreamble().Length).ToArray().ShouldBe(code.GetPreamble());
        var back = code.GetString(bytes.AsSpan(code.GetPreamble().Length));
        var (was, now) = (text.Split(end), back.Split(end));
        now.Length.ShouldBe(was.Length);
        for (var at = 0; at < was.Length; at++) now[at].ShouldStartWith(was[at], Case.Sensitive);
        CsvText.Rows(Encoding.UTF8.GetBytes(back), delimiter[0]).ShouldAllBe(static row => row.Length == 6 + Marks);
    }

    [Fact]
    public async Task One_amount_for_an_employee_has_one_mark_that_says_nothing_of_its_parts()
    {
        Reconciling.Folder(GoldenFolder.PathOf(GoldenFolder.Accepted, "total-short-and-over"), _scratch["total"], server.Server.Database, "--cooperative", "total-marked").ExitCode.ShouldBe(ExitCode.Done);
        Encoding.UTF8.GetString(await Marked("E1", PeriodsServer.As(Role.PayrollOfficer, "E1", "total-marked"))).Split('\n')[1..3].ShouldBe(
        [
            "101,SITI AMINAH,720000,Kurang potong,B01|B02,\"Dipotong Rp720.000 dari tagihan Rp1.000.000, kurang Rp280.000; Rp720.000 diterima.\",1000000,720000",
            "102,BUDI SANTOSO,80000,Lebih potong,B04,Dipotong lebih dari tagihan; Rp30.000 menunggu sebagai titipan anggota.,50000,80000",
        ]);
    }

    [Fact]
    public async Task Both_wires_give_the_same_bytes_and_say_alike_why_there_are_none()
    {
        var who = server.Server.NewCooperative("marked-draft");
        var own = PeriodsServer.As(Role.PayrollOfficer, "E1", "marked-draft");
        await server.Server.PutFolder(GoldenFolder.PathOf(GoldenFolder.Base), who);
        (await Refusal("E1", own)).ShouldBe((StatusCode.FailedPrecondition, "NOT_RUN"));
        (await Refusal("E2", own)).ShouldBe((StatusCode.NotFound, "NOT_FOUND"));
        (await Refusal("E9", who)).ShouldBe((StatusCode.NotFound, "NOT_FOUND"));
        (await server.Server.Run(Period, who))[^1].State.ShouldBe(RunState.Done);
        var (status, text) = await server.Server.Send(HttpMethod.Get, $"/v1/periods/{Period}/employers/E1/return:marked?language=ANSWER_LANGUAGE_ENGLISH", who: own);
        (status, text).ShouldBe((HttpStatusCode.OK, Encoding.UTF8.GetString(await Marked("E1", own, AnswerLanguage.English))));
        (await Refusal("E1", PeriodsServer.As(Role.EmployerSystem, "E2", "marked-draft"))).ShouldBe((StatusCode.NotFound, "NOT_FOUND"));

        await server.Server.Put("payroll_E1.csv", [.. PeriodsServer.Base("payroll_E1.csv"), .. "00103,RINA,,SW,0,2026-02\n"u8], own);
        (await Refusal("E1", own)).ShouldBe((StatusCode.FailedPrecondition, "FILE_CHANGED"));
        (await server.Server.Send(HttpMethod.Get, $"/v1/periods/{Period}/employers/E1/return:marked", who: own)).Text.ShouldContain("FILE_CHANGED");
        (await server.Server.Run(Period, who))[^1].State.ShouldBe(RunState.Done);
        Encoding.UTF8.GetString(await Marked("E1", own)).ShouldContain("00103,RINA,,SW,0,2026-02,");
        Directory.GetFiles(Path.GetTempPath(), "gateway-marked-*").ShouldBeEmpty("nothing of it stays on disk");
    }

    [Fact]
    public async Task Without_an_answer_there_is_nothing_to_give_back()
    {
        var month = server.Month();
        File.Delete(Path.Combine(month.Folder, "payroll_E1.csv"));
        server.Run("no-answer", month.Folder);
        (await Refusal("E1", CasesServer.Officer("no-answer"))).ShouldBe((StatusCode.FailedPrecondition, "NO_ANSWER"));
    }

    public void Dispose() => _scratch.Dispose();

    /// <summary>A file that somebody else made, learned and run with his own cooperative's tables and a statement that pays nothing.</summary>
    private (string Cooperative, string Employer, string File, string Period) Run(string name)
    {
        var folder = _scratch.Lay(GoldenFolder.PathOf("blind", name), name);
        using var facts = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "facts.json")));
        using var given = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "answers.json")));
        string Fact(string key) => facts.RootElement.GetProperty(key).GetString()!;
        var (file, period) = (Path.Combine(folder, Fact("file")), Fact("period"));
        var answers = given.RootElement.GetProperty("answers").EnumerateObject().SelectMany(static one => new[] { "--answer", $"{one.Name}={one.Value}" });
        using var output = new StringWriter();
        Troubles.Answer(["inspect", "--learn", file, "--employer", Fact("employer"), "--folder", folder, "--save", "--json", .. answers], output, output, CancellationToken.None).ShouldBe(ExitCode.Done, output.ToString());
        File.WriteAllText(Path.Combine(folder, "bank.csv"), $"bank_ref,booking_date,value_date,dc,amount,currency,account,counterparty,narrative\nZ1,{period}-27,{period}-27,C,1234.00,IDR,1370012345678,,LAIN\n");
        server.Run($"blind-{name}", folder);
        return ($"blind-{name}", Fact("employer"), file, period);
    }

    /// <summary>Marks by line; every line begins as it was, and one without marks is what it was.</summary>
    private static Dictionary<int, string[]> CompareTexts(byte[] before, byte[] after)
    {
        var code = before is [0xFF, 0xFE, ..] ? Encoding.Unicode : before is [0xFE, 0xFF, ..] ? Encoding.BigEndianUnicode : Encoding.Latin1;
        var (was, now) = (code.GetString(before).Split('\n'), code.GetString(after).Split('\n'));
        now.Length.ShouldBe(was.Length);
        var marks = new Dictionary<int, string[]>();
        for (var at = 0; at < was.Length; at++)
        {
            var line = was[at].TrimEnd('\r');
            now[at].ShouldStartWith(line, Case.Sensitive);
            now[at].EndsWith('\r').ShouldBe(was[at].EndsWith('\r'));
            var more = now[at][line.Length..].TrimEnd('\r');
            if (more.Length == 0) continue;
            var fields = CsvText.Rows(Encoding.UTF8.GetBytes(more), more[0])[0];
            marks[at + 1] = fields[^Marks..];
            fields[..^Marks].ShouldAllBe(static field => field.Length == 0);
        }
        return marks;
    }

    /// <summary>The same of the sheet that the list stands on.</summary>
    private static Dictionary<int, string[]> CompareBooks(byte[] before, byte[] after, string employer, string path)
    {
        var profile = ProfilesJson.Read(File.ReadAllBytes(Path.Combine(Path.GetDirectoryName(path)!, "profiles.json")), "profiles.json", new FaultList())[employer];
        var sheets = (profile.Tables.Count == 0 ? [profile] : profile.Tables).Select(static table => table.Sheet).Distinct().ToList();
        var marks = new Dictionary<int, string[]>();
        foreach (var sheet in sheets)
        {
            var (was, now) = (Sheet(before, sheet), Sheet(after, sheet));
            now.Keys.ShouldBe(was.Keys);
            var width = was.Values.Max(static row => row.Count);
            foreach (var (row, fields) in was)
            {
                now[row].Take(fields.Count).ShouldBe(fields);
                if (now[row].Count <= width) continue;
                now[row].Count.ShouldBe(width + Marks);
                now[row].Skip(fields.Count).Take(width - fields.Count).ShouldAllBe(static field => field.Length == 0);
                marks[row] = [.. now[row].Skip(width)];
            }
        }
        return marks;
    }

    /// <summary>Rows by their number; days as they are written, texts as they are shown where they would be formulas.</summary>
    private static Dictionary<int, List<string>> Sheet(byte[] book, string? name)
    {
        var faults = new FaultList();
        using var records = XlsxRecords.Open("book.xlsx", book, name, faults, withDates: true)!;
        var rows = new Dictionary<int, List<string>>();
        while (records.Read())
        {
            var row = new List<string>();
            for (var at = 0; at < records.Count; at++)
            {
                var text = records.Field(at).ToString();
                if (records.IsDate(at) && int.TryParse(text, out var day)) text = new DateOnly(1899, 12, 30).AddDays(day + records.DayShift).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
                row.Add(records.IsNumber(at) ? text : Answers.SafeText.Of(text).Replace("''", "'", StringComparison.Ordinal));
            }
            rows[records.Line] = row;
        }
        faults.Any.ShouldBeFalse();
        return rows;
    }

    private async Task<List<ReturnLineState>> Lines(string employer, Metadata who, string period)
    {
        var (lines, token) = (new List<ReturnLineState>(), "");
        do
        {
            var page = await server.Server.Deductions.ListReturnLinesAsync(new ListReturnLinesRequest { Period = period, Employer = employer, Page = new PageRequest { Size = 1000, Token = token } }, who);
            lines.AddRange(page.Lines);
            token = page.Page.NextToken;
        }
        while (token.Length > 0);
        return lines;
    }

    private async Task<byte[]> Marked(string employer, Metadata who, AnswerLanguage language = AnswerLanguage.Unspecified, string period = Period)
    {
        using var call = server.Server.Deductions.GetMarkedReturn(new GetMarkedReturnRequest { Period = period, Employer = employer, Language = language }, who);
        using var bytes = new MemoryStream();
        await foreach (var piece in call.ResponseStream.ReadAllAsync()) bytes.Write(piece.Data.Span);
        return bytes.ToArray();
    }

    private Task<(StatusCode Status, string Reason)> Refusal(string employer, Metadata who) => CasesServer.Refusal(() => Marked(employer, who));
}
