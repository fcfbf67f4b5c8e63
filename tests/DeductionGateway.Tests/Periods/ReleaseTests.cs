using System.Net;
using System.Text;
using DeductionGateway.Commands;
using DeductionGateway.Contract.V1;
using DeductionGateway.Intake;
using DeductionGateway.Tests.Cases;
using DeductionGateway.Tests.Golden;
using DeductionGateway.Tests.Harness;
using DeductionGateway.Tests.Proofs;
using DeductionGateway.Wire;
using Google.Protobuf;
using Grpc.Core;
using Npgsql;
using Case = Shouldly.Case;
using Role = DeductionGateway.Access.Role;

namespace DeductionGateway.Tests.Periods;

/// <summary>A file with unreadable lines is refused, unless a second person releases it without them and what is left ties.</summary>
public sealed class ReleaseTests(CasesServer server) : IClassFixture<CasesServer>, IDisposable
{
    private const string Period = PeriodsServer.Period;

    private readonly Scratch _scratch = new();

    /// <summary>Of the base file: record 2 says no amount, record 4 a code that is nobody's; 200,000 rupiah are left.</summary>
    private static readonly string Spoilt = Encoding.UTF8.GetString(PeriodsServer.Base("payroll_E1.csv"))
        .Replace(",PU,550000,", ",PU,lima ratus,", StringComparison.Ordinal).Replace(",TK,120000,", ",XX,120000,", StringComparison.Ordinal);

    [Fact]
    public async Task Two_people_release_a_file_and_the_run_is_as_if_the_lines_were_not_in_it()
    {
        var (who, own) = await Draft("whole-way");
        var proposed = await Propose(Spoilt, own, 3, 200_000);
        (proposed.State, proposed.Employer, proposed.Proposer, proposed.Checker).ShouldBe((ReleaseState.Proposed, "E1", "whole-way.PayrollOfficer.E1", ""));
        proposed.Lines.Select(static line => (line.Record, line.FileLine, line.Code)).ShouldBe([(2, 3, "AMOUNT_LETTERS"), (4, 5, "CODE_UNKNOWN")]);
        (await server.Server.Names(own)).ShouldBeEmpty("nothing is in the draft before another person decided");
        (await server.Server.Send(HttpMethod.Get, $"/v1/periods/{Period}/releases", who: PeriodsServer.As(Role.PayrollOfficer, "E2", "whole-way"))).Text.ShouldNotContain("payroll_E1");

        var (status, text) = await server.Server.Send(HttpMethod.Post, $"/v1/releases/{proposed.ReleaseNo}:decide", new StringContent("""{"approve": true, "comment": "seen"}""", Encoding.UTF8, "application/json"), CasesServer.Officer("whole-way"));
        status.ShouldBe(HttpStatusCode.OK, text);
        var approved = (await server.Server.Periods.ListReleasesAsync(new ListReleasesRequest { Period = Period }, own)).Releases.Single();
        approved.ShouldBe(JsonParser.Default.Parse<FileRelease>(text));
        (approved.State, approved.Checker, approved.CheckerComment).ShouldBe((ReleaseState.Approved, "whole-way.Officer", "seen"));
        (await server.Server.Names(own)).ShouldBe(["payroll_E1.csv"]);
        var end = (await server.Server.Run(Period, who))[^1];
        end.State.ShouldBe(RunState.Done, end.Reason + string.Join('\n', end.Faults));
        end.Result.Warnings.ShouldContain(static warning => warning.Contains("2 records are left out", StringComparison.Ordinal));

        // The same folder by the command gives the same bytes; without the lines the same but for the numbers of those below.
        var folder = _scratch.Lay(GoldenFolder.PathOf(GoldenFolder.Base), "command");
        File.WriteAllText(Path.Combine(folder, "payroll_E1.csv"), Spoilt);
        File.WriteAllText(Path.Combine(folder, "profiles.json"), (await server.Server.Send(HttpMethod.Get, $"/v1/periods/{Period}/files/profiles.json", who: who)).Text);
        var command = Reconciling.Folder(folder, _scratch["out"], server.Server.Database, "--cooperative", "whole-command");
        command.ExitCode.ShouldBe(ExitCode.Done, command.Error);
        var lines = command.Read("lines.csv");
        Encoding.UTF8.GetString(await server.Server.Result(Period, "lines.csv", who)).ShouldBe(lines);
        var without = _scratch.Lay(GoldenFolder.PathOf(GoldenFolder.Base), "without");
        File.WriteAllLines(Path.Combine(without, "payroll_E1.csv"), Spoilt.Split('\n').Where(static line => !line.Contains("lima", StringComparison.Ordinal) && !line.Contains(",XX,", StringComparison.Ordinal)));
        var clean = Reconciling.Folder(without, _scratch["clean"], server.Server.Database, "--cooperative", "whole-clean");
        Unnumbered(lines).ShouldBe(Unnumbered(clean.Read("lines.csv")));
        command.Read("journal.csv").ShouldBe(clean.Read("journal.csv"));

        var state = await server.Server.Deductions.ListReturnLinesAsync(new ListReturnLinesRequest { Period = Period, Employer = "E1" }, own);
        state.Lines.Select(static line => line.Record).ShouldBe([1, 3, 5]);
        state.LeftOut.ShouldBe(approved.Lines);
        (state.ReleasedBy, state.ReleaseApprovedBy).ShouldBe(("whole-way.PayrollOfficer.E1", "whole-way.Officer"));
        (await server.Server.Send(HttpMethod.Get, $"/v1/periods/{Period}/employers/E1/return:marked?language=ANSWER_LANGUAGE_ENGLISH", who: own)).Text.ShouldContain(
            "00101,SITI AMINAH,3273014506800001,PU,lima ratus,2026-02,left out,AMOUNT_LETTERS,\"The line cannot be read and is left out, released by whole-way.PayrollOfficer.E1 and whole-way.Officer; nothing of it is reported.\",0,0");
        server.Server.Database.AsSuperuser<string>("select a.action || ' ' || a.outcome from audit a join cooperative c using (cooperative_id) where c.code = 'whole-way' and a.action like 'release.%' order by a.audit_no;")
            .ShouldBe([$"release.propose 2 lines as release {proposed.ReleaseNo}", "release.decide approved"]);
    }

    [Fact]
    public async Task Who_asked_does_not_decide_and_the_database_holds_it_itself()
    {
        var (who, _) = await Draft("two");
        var release = await Propose(Spoilt, who, 3, 200_000);
        (await CasesServer.Refusal(() => Decide(release, who))).ShouldBe((StatusCode.PermissionDenied, "TWO_PEOPLE"));
        await server.Server.Periods.ListFilesAsync(new ListFilesRequest { Period = Period }, PeriodsServer.As(Role.Board, cooperative: "two"));
        await server.Server.Periods.ListFilesAsync(new ListFilesRequest { Period = Period }, CasesServer.Officer("two"));
        foreach (var (checker, rule) in ((string, string)[])[("two.Manager", "TWO_PEOPLE"), ("two.Board", "CHECKER"), ("nobody", "CHECKER")])
        {
            (await Refused("insert into file_release_verdict (cooperative_id, release_no, is_approved, checker, comment, at) values (@Id, @No, true, @Checker, '', now());", new { Id = server.Id("two"), No = release.ReleaseNo, Checker = checker })).ShouldStartWith(rule);
        }
        (await Refused("insert into file_release_line (cooperative_id, release_no, record, file_line, code, text) values (@Id, @No, 5, 6, '', '');", new { Id = server.Id("two"), No = release.ReleaseNo })).ShouldStartWith("LINES");
        (await Refused("insert into file_release (cooperative_id, period, employer, name, sha256, length, control_rows, control_total, comment, proposer, at) values (@Id, 202602, 'E2', 'payroll_E2.csv', '', 1, 1, 1, 'x', 'two.Board', now());", new { Id = server.Id("two") })).ShouldStartWith("PROPOSER");
        (await server.Server.Names(who)).ShouldNotContain("payroll_E1.csv");

        // Who says neither has decided nothing: by neither wire.
        (await CasesServer.Refusal(async () => await server.Server.Periods.DecideReleaseAsync(new DecideReleaseRequest { ReleaseNo = release.ReleaseNo }, CasesServer.Officer("two")))).ShouldBe((StatusCode.InvalidArgument, "FIELD_INVALID"));
        (await server.Server.Send(HttpMethod.Post, $"/v1/releases/{release.ReleaseNo}:decide", new StringContent("{}", Encoding.UTF8, "application/json"), CasesServer.Officer("two"))).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await server.Server.Periods.ListReleasesAsync(new ListReleasesRequest { Period = Period }, who)).Releases.Single().State.ShouldBe(ReleaseState.Proposed);

        // Nor has who rejects without a word why; the database holds it itself.
        foreach (var comment in (string[])["", " "])
        {
            (await CasesServer.Refusal(async () => await server.Server.Periods.DecideReleaseAsync(new DecideReleaseRequest { ReleaseNo = release.ReleaseNo, Approve = false, Comment = comment }, CasesServer.Officer("two")))).ShouldBe((StatusCode.InvalidArgument, "FIELD_INVALID"));
        }
        (await Refused("insert into file_release_verdict (cooperative_id, release_no, is_approved, checker, comment, at) values (@Id, @No, false, 'two.Officer', '', now());", new { Id = server.Id("two"), No = release.ReleaseNo })).ShouldStartWith("REASON: who rejects release");

        // A rejection stores nothing, and is the last word.
        var rejection = new DecideReleaseRequest { ReleaseNo = release.ReleaseNo, Approve = false, Comment = "ask the clerk first" };
        (await server.Server.Periods.DecideReleaseAsync(rejection, CasesServer.Officer("two", "once"))).State.ShouldBe(ReleaseState.Rejected);
        (await server.Server.Periods.DecideReleaseAsync(rejection, CasesServer.Officer("two", "once"))).State.ShouldBe(ReleaseState.Rejected, "the same key answers again");
        (await server.Server.Periods.ListReleasesAsync(new ListReleasesRequest { Period = Period }, who)).Releases.Single().CheckerComment.ShouldBe("ask the clerk first", "who proposed is told why");
        server.Server.Database.AsSuperuser<string>("select outcome from audit where cooperative_id = @id and action = 'release.decide';", new { id = server.Id("two") }).ShouldBe(["rejected: ask the clerk first"]);
        (await CasesServer.Refusal(() => Decide(release, CasesServer.Officer("two")))).ShouldBe((StatusCode.FailedPrecondition, "DECIDED"));
        (await server.Server.Names(who)).ShouldNotContain("payroll_E1.csv");
        (await CasesServer.Refusal(() => Decide(new FileRelease { ReleaseNo = 999 }, who))).ShouldBe((StatusCode.NotFound, "NOT_FOUND"));
        server.Server.NewCooperative("two-beside");
        (await CasesServer.Refusal(() => Decide(release, CasesServer.Manager("two-beside")))).ShouldBe((StatusCode.NotFound, "NOT_FOUND"));
    }

    [Fact]
    public async Task What_is_left_ties_to_the_figures_that_are_given()
    {
        var (who, own) = await Draft("ties");
        (await CasesServer.Refusal(() => Propose(Spoilt, own, 5, 200_000))).ShouldBe((StatusCode.InvalidArgument, "FIELD_INVALID"));
        (await CasesServer.Refusal(() => Propose(Spoilt, own, 3, 200_001))).ShouldBe((StatusCode.InvalidArgument, "FIELD_INVALID"));
        (await CasesServer.Refusal(() => Propose(Spoilt, own, 3, 200_000, comment: " "))).ShouldBe((StatusCode.InvalidArgument, "FIELD_INVALID"));
        (await CasesServer.Refusal(() => Propose(Encoding.UTF8.GetString(PeriodsServer.Base("payroll_E1.csv")), own, 5, 870_000))).ShouldBe((StatusCode.FailedPrecondition, "READABLE"));
        (await CasesServer.Refusal(() => Propose(Spoilt.Replace("kode,jumlah", "kode,uang", StringComparison.Ordinal), own, 3, 200_000))).ShouldBe((StatusCode.FailedPrecondition, "NOT_OF_LINES"));
        (await CasesServer.Refusal(() => Propose(Spoilt.Replace("00103,RINA", ",RINA", StringComparison.Ordinal), own, 3, 200_000))).ShouldBe((StatusCode.FailedPrecondition, "NOT_OF_LINES"), "whose an amount is without a number, no line says");
        (await server.Server.Periods.ListReleasesAsync(new ListReleasesRequest { Period = Period }, who)).Releases.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_total_of_the_files_own_and_an_announced_control_tie_too()
    {
        var (who, _) = await Draft("own-total");
        var file = Encoding.UTF8.GetString(PeriodsServer.Base("payroll_E2.csv")).Replace("310.000,00;", "tiga;", StringComparison.Ordinal);
        var refusal = await Should.ThrowAsync<RpcException>(() => Propose(file, who, 2, 250_000, "payroll_E2.csv"));
        PeriodsServer.FaultsOf(refusal).Faults.Single().Code.ShouldBe("TOTAL_DISAGREES");
        var tied = file.Replace("560.000,00", "250.000,00", StringComparison.Ordinal);
        (await Propose(tied, who, 2, 250_000, "payroll_E2.csv")).State.ShouldBe(ReleaseState.Proposed);
        await server.Server.Put("employers.csv", "employer,name,bank_mode,control_rows,control_total\nE1,Dinas,lump,,\nE2,PT,lump,3,560000\n"u8.ToArray(), who);
        var announced = await Should.ThrowAsync<RpcException>(() => Propose(tied, who, 2, 250_000, "payroll_E2.csv"));
        PeriodsServer.FaultsOf(announced).Faults.Select(static fault => fault.Code).ShouldBe(["CONTROL_ROWS", "CONTROL_TOTAL"], ignoreOrder: true);
    }

    [Fact]
    public async Task An_approval_reads_the_file_by_the_profile_of_its_day()
    {
        var (who, own) = await Draft("of-its-day");
        var release = await Propose(Spoilt, own, 3, 200_000);
        var profiles = Encoding.UTF8.GetString(PeriodsServer.Base("profiles.json"));
        await server.Server.Put("profiles.json", Encoding.UTF8.GetBytes(profiles.Replace("\"payroll_E1.csv\"", "\"payroll_new.csv\"", StringComparison.Ordinal)), who);
        (await CasesServer.Refusal(() => Decide(release, CasesServer.Officer("of-its-day")))).ShouldBe((StatusCode.FailedPrecondition, "PROFILE_OTHER"));
        await server.Server.Put("profiles.json", Encoding.UTF8.GetBytes(profiles.Replace("\"jumlah\"", "\"nik\"", StringComparison.Ordinal)), who);
        (await Should.ThrowAsync<RpcException>(() => Decide(release, CasesServer.Officer("of-its-day")))).StatusCode.ShouldBe(StatusCode.InvalidArgument);
        await server.Server.Put("profiles.json", Encoding.UTF8.GetBytes(profiles), who);
        (await Decide(release, CasesServer.Officer("of-its-day"))).State.ShouldBe(ReleaseState.Approved, "nothing of a refused approval was stored");
    }

    /// <summary>By the wire nobody leaves records out alone, and a new file of the name has all of them.</summary>
    [Fact]
    public async Task Left_out_records_are_of_one_file_and_of_two_people()
    {
        var (who, own) = await Draft("one-file");
        var profiles = Encoding.UTF8.GetString(PeriodsServer.Base("profiles.json"));
        var left = LeftOutJson.With(Encoding.UTF8.GetBytes(profiles), "E1", new Core.Intake.LeftOutRecords(PeriodsServer.Sha256(Encoding.UTF8.GetBytes(Spoilt)), new HashSet<int> { 2, 4 }));
        PeriodsServer.FaultsOf(await Should.ThrowAsync<RpcException>(() => server.Server.Put("profiles.json", left, who))).Faults.Single().Code.ShouldBe("LEFT_OUT_UNRELEASED");
        await Decide(await Propose(Spoilt, own, 3, 200_000), who);
        (await server.Server.Put("profiles.json", left, who)).Name.ShouldBe("profiles.json");
        var more = LeftOutJson.With(left, "E1", new Core.Intake.LeftOutRecords(PeriodsServer.Sha256(Encoding.UTF8.GetBytes(Spoilt)), new HashSet<int> { 2, 4, 5 }));
        PeriodsServer.FaultsOf(await Should.ThrowAsync<RpcException>(() => server.Server.Put("profiles.json", more, who))).Faults.Single().Code.ShouldBe("LEFT_OUT_UNRELEASED");

        await server.Server.Put("payroll_E1.csv", Encoding.UTF8.GetBytes(Spoilt), own);
        (await Profiles(who)).ShouldContain("left_out", Case.Sensitive, "the same bytes again change nothing");
        await server.Server.Put("payroll_E1.csv", PeriodsServer.Base("payroll_E1.csv"), own);
        (await Profiles(who)).ShouldNotContain("left_out");
        (await server.Server.Run(Period, who))[^1].State.ShouldBe(RunState.Done);
    }

    [Fact]
    public void A_folder_whose_profile_leaves_records_out_of_another_file_is_refused_by_name()
    {
        var folder = _scratch.Lay(GoldenFolder.PathOf(GoldenFolder.Base), "other");
        var path = Path.Combine(folder, "profiles.json");
        void Leave(string sha256, params int[] records) => File.WriteAllBytes(path, LeftOutJson.With(File.ReadAllBytes(path), "E1", new Core.Intake.LeftOutRecords(sha256, records.ToHashSet())));
        Leave(new string('a', 64), 2);
        Run().ShouldContain("payroll_E1.csv:0:0 LEFT_OUT_OTHER");
        Leave(PeriodsServer.Sha256(PeriodsServer.Base("payroll_E1.csv")), 99);
        Run().ShouldContain("LEFT_OUT_OTHER The profile leaves out record 99");
        File.WriteAllText(path, File.ReadAllText(path).Replace("\"sha256\"", "\"sha\"", StringComparison.Ordinal));
        Run().ShouldContain("PROFILE_VALUE E1.left_out must be");

        string Run()
        {
            var run = Reconciling.Folder(folder, _scratch["refused"], server.Server.Database, "--cooperative", "refused-left-out");
            run.ExitCode.ShouldBe(ExitCode.FileRefused);
            return run.Error;
        }
    }

    public void Dispose() => _scratch.Dispose();

    /// <summary>The base folder without E1's file.</summary>
    private async Task<(Metadata Manager, Metadata PayrollOfficer)> Draft(string coop)
    {
        var who = server.Server.NewCooperative(coop);
        var folder = _scratch.Lay(GoldenFolder.PathOf(GoldenFolder.Base), $"draft-{coop}");
        File.Delete(Path.Combine(folder, "payroll_E1.csv"));
        await server.Server.PutFolder(folder, who);
        return (who, PeriodsServer.As(Role.PayrollOfficer, "E1", coop));
    }

    private async Task<FileRelease> Propose(string text, Metadata who, long rows, long total, string name = "payroll_E1.csv", string comment = "the office is closed")
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var upload = await server.Server.Periods.BeginUploadAsync(new BeginUploadRequest { Period = Period, Name = name, Length = bytes.Length, Sha256 = PeriodsServer.Sha256(bytes) }, who);
        if (upload.Offset == 0) (await server.Server.Send(HttpMethod.Put, $"/v1/uploads/{upload.UploadId}/0", new ByteArrayContent(bytes), who)).Status.ShouldBe(HttpStatusCode.OK);
        return await server.Server.Periods.ProposeReleaseAsync(new ProposeReleaseRequest { UploadId = upload.UploadId, ControlRows = rows, ControlTotal = WireMoney.Of(total), Comment = comment }, who);
    }

    private async Task<FileRelease> Decide(FileRelease release, Metadata who) => await server.Server.Periods.DecideReleaseAsync(new DecideReleaseRequest { ReleaseNo = release.ReleaseNo, Approve = true }, who);

    private async Task<string> Profiles(Metadata who) => (await server.Server.Send(HttpMethod.Get, $"/v1/periods/{Period}/files/profiles.json", who: who)).Text;

    private static List<string> Unnumbered(string lines) => [.. CsvTable.Parse(lines).Rows.Select(row => string.Join('|', row.Table.Columns.Where(static name => name != "payroll_line").Select(name => row[name])))];

    private async Task<string> Refused(string sql, object arguments)
    {
        var id = (long)arguments.GetType().GetProperty("Id")!.GetValue(arguments)!;
        var refusal = await Should.ThrowAsync<PostgresException>(() => server.Server.Database.Database.Write(id, async tx =>
        {
            await tx.ExecuteAsync(sql, arguments);
            return true;
        }, TestContext.Current.CancellationToken));
        refusal.SqlState.ShouldBe("DG001", refusal.Message);
        return refusal.MessageText;
    }
}
