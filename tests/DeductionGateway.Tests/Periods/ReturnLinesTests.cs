using System.Text;
using DeductionGateway.Contract.V1;
using DeductionGateway.Core.Settlement;
using DeductionGateway.Data;
using DeductionGateway.Tests.Cases;
using DeductionGateway.Tests.Golden;
using DeductionGateway.Tests.Harness;
using DeductionGateway.Tests.People;
using DeductionGateway.Tests.Proofs;
using DeductionGateway.Wire;
using Grpc.Core;
using LineClass = DeductionGateway.Contract.V1.LineClass;
using Role = DeductionGateway.Access.Role;

namespace DeductionGateway.Tests.Periods;

/// <summary>The state of an employer's file line by line: what lines.csv and hasil.xlsx say of it, for its own employer and nobody else's.</summary>
public sealed class ReturnLinesTests(CasesServer server) : IClassFixture<CasesServer>, IDisposable
{
    private const string Period = PeriodsServer.Period;

    private readonly Scratch _scratch = new();

    public static TheoryData<string> Folders => [GoldenFolder.Base, .. GoldenFolder.Cases(GoldenFolder.Accepted).Select(static name => $"{GoldenFolder.Accepted}/{name}")];

    [Theory]
    [MemberData(nameof(Folders))]
    public async Task Every_line_of_a_file_is_told_as_lines_csv_and_the_workbook_tell_it(string name)
    {
        var folder = GoldenFolder.PathOf(name.Split('/'));
        var coop = $"told-{name.Split('/')[^1]}";
        if (Directory.Exists(Path.Combine(folder, "earlier"))) Reconciling.Folder(Path.Combine(folder, "earlier"), _scratch["earlier"], server.Server.Database, "--cooperative", coop).ExitCode.ShouldBe(0);
        var run = Reconciling.Folder(folder, _scratch["out"], server.Server.Database, "--cooperative", coop);
        run.ExitCode.ShouldBe(0, run.Error);
        if (File.Exists(Path.Combine(folder, Core.Intake.CollectorDebits.FileName))) run = WithoutCollectors(folder, coop);
        var all = CsvTable.Parse(run.Read("lines.csv")).Rows;
        var words = new SheetFile(Path.Combine(run.Out, "hasil.xlsx")).Texts.ToHashSet();
        var isTotal = File.ReadAllText(Path.Combine(folder, "profiles.json")).Contains("\"total\"", StringComparison.Ordinal);
        foreach (var employer in all.Select(static row => row["employer"]).Distinct())
        {
            var wanted = all.Where(row => row["employer"] == employer && row["payroll_line"].Length > 0).ToList();
            var who = PeriodsServer.As(Role.EmployerSystem, employer, coop);
            var period = PeriodOf(folder);
            var english = await All(employer, who, language: AnswerLanguage.English, period: period);
            if (isTotal)
            {
                english.Select(static line => line.Record).ShouldBe(wanted.Select(static row => (int)row.Rupiah("payroll_line")).Distinct());
                foreach (var line in english)
                {
                    var own = wanted.FindAll(row => row.Rupiah("payroll_line") == line.Record);
                    (line.Code, line.Reported.AmountMinor, line.Received.AmountMinor, line.Held.AmountMinor, line.Billed.AmountMinor).ShouldBe(
                        ("", 100 * own.Sum(static row => row.Rupiah("reported_amount")), 100 * own.Sum(static row => row.Rupiah("received_amount")), 100 * own.Sum(static row => row.Rupiah("a_suspense")), 100 * own.Sum(static row => row.Rupiah("expected_amount"))));
                }
                continue;
            }
            english.Select(Told).ShouldBe(wanted.Select(Told), ignoreOrder: true);
            english.Select(static line => line.Record).ShouldBe(english.Select(static line => line.Record).Order());
            foreach (var line in await All(employer, who, period: period)) if (line.LineClass != LineClass.Unremitted) words.ShouldContain(line.Reason);
        }
    }

    /// <summary>The kept file is gone after the first page, and the others say what it wrote all the same.</summary>
    [Fact]
    public async Task The_file_is_read_once_for_all_pages_of_its_list()
    {
        server.Run("read-once", server.Month().Folder);
        var who = PeriodsServer.As(Role.PayrollOfficer, "E2", "read-once");
        var first = await Ask(new ListReturnLinesRequest { Period = Period, Employer = "E2", Page = new PageRequest { Size = 2 } }, who);
        server.Server.Database.AsSuperuser<int>("delete from source_chunk s using cooperative c where c.cooperative_id = s.cooperative_id and c.code = 'read-once' and encode(s.sha256, 'hex') = @PayrollSha256;", new { first.PayrollSha256 });
        var last = (await Ask(new ListReturnLinesRequest { Period = Period, Employer = "E2", Page = new PageRequest { Size = 2, Token = first.Page.NextToken } }, who)).Lines.Single();
        (last.Record, last.FileLine, last.EmployeeKey, last.Name).ShouldBe((3, 5, "7020", "DEWI LESTARI"));
    }

    [Fact]
    public async Task Number_name_and_place_are_the_files_own_and_a_page_is_a_page()
    {
        server.Run("own-texts", server.Month().Folder);
        var who = PeriodsServer.As(Role.PayrollOfficer, "E2", "own-texts");
        var first = await Ask(new ListReturnLinesRequest { Period = Period, Employer = "E2", Page = new PageRequest { Size = 2 } }, who);
        first.Lines.Select(static line => (line.Record, line.FileLine, line.EmployeeKey, line.Name, line.Code, line.LineClass)).ShouldBe(
            [(1, 3, "7001", "AGUS SETIAWAN", "SW", LineClass.Matched), (2, 4, "7001", "AGUS SETIAWAN", "SS", LineClass.Matched)]);
        first.Classes.Sum(static one => one.RowCount).ShouldBe(3);
        (first.PayrollFile, first.IsReplaced, first.RunPeriod, first.RunNo, first.Revision).ShouldBe(("payroll_E2.csv", false, Period, 1, 1));
        var second = await Ask(new ListReturnLinesRequest { Period = Period, Employer = "E2", Page = new PageRequest { Size = 2, Token = first.Page.NextToken } }, who);
        var last = second.Lines.Single();
        (last.Record, last.EmployeeKey, last.Name, last.LineClass, last.Identity, last.IsOpen).ShouldBe((3, "7020", "DEWI LESTARI", LineClass.Fuzzy, Contract.V1.IdentityFinding.Fuzzy, true));
        (last.Reason, last.CaseId).ShouldBe(("Nomornya tidak dikenal; yang mungkin hanya anggota M5; Rp310.000 ditahan sampai dipastikan. Setorannya kurang sedikit; selisihnya terutang oleh kantor.", (await server.Case("own-texts", "fuzzy")).CaseId));
        (second.Page.NextToken, second.Classes.Count).ShouldBe(("", 0));
        var classes = (await Ask(new ListReturnLinesRequest { Period = Period, Employer = "E1" }, CasesServer.Officer("own-texts"))).Classes;
        classes.Select(static one => (one.LineClass, one.RowCount)).ShouldBe([(LineClass.Matched, 3), (LineClass.Over, 1), (LineClass.Missing, 1), (LineClass.Unknown, 1)], "the bill that the file does not name is counted");
        (await Refusal(new ListReturnLinesRequest { Period = Period, Employer = "E2", OnlyOpen = true, Page = new PageRequest { Token = first.Page.NextToken } }, who)).ShouldBe((StatusCode.InvalidArgument, "FIELD_INVALID"));
    }

    [Fact]
    public async Task Only_a_class_or_only_what_is_open_is_told_where_that_is_asked_for()
    {
        server.Run("filters", server.Month().Folder);
        var who = CasesServer.Officer("filters");
        (await All("E1", who, kind: LineClass.Over)).Select(static line => line.Record).ShouldBe([3]);
        (await All("E1", who, onlyOpen: true)).Select(static line => (line.Record, line.LineClass)).ShouldBe([(3, LineClass.Over), (5, LineClass.Unknown)]);
        var decision = await server.Propose("filters", (await server.Case("filters", "over")).CaseId, ResolutionKind.Refund);
        await server.Approve("filters", decision);
        (await All("E1", who, onlyOpen: true)).Select(static line => line.Record).ShouldBe([5]);
        var resolved = (await All("E1", who, kind: LineClass.Over)).Single();
        (resolved.IsOpen, resolved.CaseId.Length > 0).ShouldBe((false, true));
    }

    /// <summary>Rows that were stored before their codes were kept with them.</summary>
    [Fact]
    public async Task Rows_of_before_say_the_codes_of_their_case()
    {
        server.Run("of-before", server.Month().Folder);
        server.Server.Database.AsSuperuser<int>("update line l set taxonomy = null from cooperative c where c.cooperative_id = l.cooperative_id and c.code = 'of-before';");
        (await All("E1", CasesServer.Officer("of-before"), onlyOpen: true)).Select(static line => line.Taxonomy).ShouldBe(["B04", "A01"]);
    }

    [Fact]
    public async Task Nobody_is_told_of_another_employer_or_cooperative()
    {
        server.Run("bound", server.Month().Folder);
        foreach (var who in (Metadata[])[PeriodsServer.As(Role.PayrollOfficer, "E1", "bound"), PeriodsServer.As(Role.EmployerSystem, "E1", "bound")])
        {
            (await All("E1", who)).Count.ShouldBe(5);
            (await Refusal(new ListReturnLinesRequest { Period = Period, Employer = "E2" }, who)).ShouldBe((StatusCode.NotFound, "NOT_FOUND"));
        }
        server.Server.NewCooperative("beside");
        (await Refusal(new ListReturnLinesRequest { Period = Period, Employer = "E1" }, CasesServer.Officer("beside"))).ShouldBe((StatusCode.NotFound, "NOT_FOUND"));
    }

    /// <summary>Whatever a statement asks for: the role itself reads no other employer's row, and no column that is not its business.</summary>
    [Fact]
    public async Task The_employers_role_reads_its_own_lines_and_not_what_they_were_laid_on()
    {
        server.Run("role", server.Month().Folder);
        var (database, own) = (server.Server.Database.Database, new Caller(server.Id("role"), "role", "rina", Role.PayrollOfficer, "E1"));
        var stop = TestContext.Current.CancellationToken;
        (await database.Ask(own, static tx => tx.QueryAsync<(long, string)>("select distinct cooperative_id, employer from line;"), stop)).ShouldBe([(own.CooperativeId, "E1")]);
        (await database.Ask(own, static tx => tx.QueryAsync<(long, string)>("select distinct cooperative_id, employer from open_case;"), stop)).ShouldBe([(own.CooperativeId, "E1")]);
        foreach (var column in (string[])["line.a_interest", "line.a_principal", "line.a_savings", "line.member_id", "line.held_in", "open_case.member_no", "open_case.subject", "open_case.amount"])
        {
            var (table, name) = (column.Split('.')[0], column.Split('.')[1]);
            (await Should.ThrowAsync<Npgsql.PostgresException>(() => database.Ask(own, tx => tx.QueryAsync<string>($"select {name}::text from {table};"), stop))).SqlState.ShouldBe(Npgsql.PostgresErrorCodes.InsufficientPrivilege, column);
        }
    }

    [Fact]
    public async Task Before_a_run_it_says_so_and_a_file_that_was_replaced_says_so_until_the_next()
    {
        var who = server.Server.NewCooperative("waiting");
        var own = PeriodsServer.As(Role.PayrollOfficer, "E1", "waiting");
        (await Refusal(new ListReturnLinesRequest { Period = Period, Employer = "E1" }, who)).ShouldBe((StatusCode.NotFound, "NOT_FOUND"));
        await server.Server.PutFolder(GoldenFolder.PathOf(GoldenFolder.Base), who);
        foreach (var asks in (Metadata[])[own, who]) (await Refusal(new ListReturnLinesRequest { Period = Period, Employer = "E1" }, asks)).ShouldBe((StatusCode.FailedPrecondition, "NOT_RUN"));
        (await Refusal(new ListReturnLinesRequest { Period = Period, Employer = "E9" }, who)).ShouldBe((StatusCode.NotFound, "NOT_FOUND"));
        (await server.Server.Run(Period, who))[^1].State.ShouldBe(RunState.Done);
        var first = await Ask(new ListReturnLinesRequest { Period = Period, Employer = "E1", Page = new PageRequest { Size = 1 } }, own);
        (first.IsReplaced, first.PayrollSha256).ShouldBe((false, PeriodsServer.Sha256(PeriodsServer.Base("payroll_E1.csv"))));

        await server.Server.Put("payroll_E1.csv", Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(PeriodsServer.Base("payroll_E1.csv")).Replace(",PU,550000,", ",PU,500000,", StringComparison.Ordinal)), own);
        var replaced = await Ask(new ListReturnLinesRequest { Period = Period, Employer = "E1" }, own);
        (replaced.IsReplaced, replaced.Lines.Single(static line => line.Record == 2).Reported.AmountMinor).ShouldBe((true, 55_000_000));
        (await server.Server.Run(Period, who))[^1].State.ShouldBe(RunState.Done);
        var anew = await Ask(new ListReturnLinesRequest { Period = Period, Employer = "E1" }, own);
        (anew.IsReplaced, anew.Revision, anew.Lines.Single(static line => line.Record == 2).Reported.AmountMinor).ShouldBe((false, 2, 50_000_000));
        var goesOn = await Ask(new ListReturnLinesRequest { Period = Period, Employer = "E1", Page = new PageRequest { Size = 1, Token = first.Page.NextToken } }, own);
        (goesOn.Revision, goesOn.Lines.Single().Reported.AmountMinor).ShouldBe((1, 55_000_000), "a list that was begun goes on as it was");
    }

    public void Dispose() => _scratch.Dispose();

    private static string PeriodOf(string folder) => Inspection.Neighbours.Period(Path.Combine(folder, "expected.csv"))!.Value.ToString();

    /// <summary>What collectors took from members is no affair of their employer: it is told what it would be told had none taken anything.</summary>
    private Reconciling WithoutCollectors(string folder, string coop)
    {
        var without = _scratch.Lay(folder, "without");
        File.Delete(Path.Combine(without, Core.Intake.CollectorDebits.FileName));
        var run = Reconciling.Folder(without, _scratch["out-without"], server.Server.Database, "--cooperative", coop + "-without");
        run.ExitCode.ShouldBe(0, run.Error);
        return run;
    }

    private static (long, string, string, long, long, long, long, string, string) Told(CsvRow row) => (
        row.Rupiah("payroll_line"), row["code"], row["class"], row.Rupiah("expected_amount"), row.Rupiah("reported_amount"), row.Rupiah("received_amount"), row.Rupiah("a_suspense"), row["taxonomy"], row["reason"]);

    private static (long, string, string, long, long, long, long, string, string) Told(ReturnLineState line)
    {
        line.Applied.AmountMinor.ShouldBe(line.Received.AmountMinor - line.Held.AmountMinor);
        return (line.Record, line.Code, Answers.LineNames.Of((Core.Settlement.LineClass)((int)line.LineClass - WireEnum.Offset)), line.Billed.AmountMinor / 100, line.Reported.AmountMinor / 100, line.Received.AmountMinor / 100, line.Held.AmountMinor / 100, line.Taxonomy, line.Reason);
    }

    private async Task<ListReturnLinesResponse> Ask(ListReturnLinesRequest request, Metadata who) => await server.Server.Deductions.ListReturnLinesAsync(request, who);

    private async Task<List<ReturnLineState>> All(string employer, Metadata who, LineClass kind = LineClass.Unspecified, bool onlyOpen = false, AnswerLanguage language = AnswerLanguage.Unspecified, string period = Period)
    {
        var (lines, token) = (new List<ReturnLineState>(), "");
        do
        {
            var page = await Ask(new ListReturnLinesRequest { Period = period, Employer = employer, LineClass = kind, OnlyOpen = onlyOpen, Language = language, Page = new PageRequest { Size = 1, Token = token } }, who);
            lines.AddRange(page.Lines);
            token = page.Page.NextToken;
        }
        while (token.Length > 0);
        return lines;
    }

    private Task<(StatusCode Status, string Reason)> Refusal(ListReturnLinesRequest request, Metadata who) => CasesServer.Refusal(() => Ask(request, who));
}
