using System.Net;
using System.Text;
using System.Text.Json;
using DeductionGateway.Commands;
using DeductionGateway.Contract.V1;
using DeductionGateway.Core.Basics;
using DeductionGateway.Inspection;
using DeductionGateway.Runs;
using DeductionGateway.Tests.Golden;
using DeductionGateway.Tests.Harness;
using Google.Protobuf;
using Grpc.Core;
using Role = DeductionGateway.Access.Role;

namespace DeductionGateway.Tests.Periods;

/// <summary>A run over a draft is the command's run over a folder: the same bytes, the same refusals, once.</summary>
public sealed class RunTests(PeriodsServer server) : IClassFixture<PeriodsServer>, IDisposable
{
    private const string Period = PeriodsServer.Period;

    /// <summary>What a run by the wire adds beside the books.</summary>
    private static readonly string[] OfTheWire = ["run_job", "run_job_event", "run_fault", "result_file", "result_chunk", "draft_file", "write_key", "audit"];

    private readonly Scratch _scratch = new();

    public static TheoryData<string> Folders => [GoldenFolder.Base, .. GoldenFolder.Cases(GoldenFolder.Accepted).Select(static name => $"{GoldenFolder.Accepted}/{name}")];

    [Theory]
    [MemberData(nameof(Folders))]
    public async Task A_folder_sent_file_by_file_and_run_gives_the_bytes_of_the_command(string name)
    {
        var (folder, code) = (GoldenFolder.PathOf(name.Split('/')), name.Split('/')[^1]);
        var who = server.NewCooperative($"{code}-wire");
        foreach (var one in ((string[])[Path.Combine(folder, "earlier"), folder]).Where(Directory.Exists))
        {
            var period = Neighbours.Period(Path.Combine(one, "expected.csv"))!.Value.ToString();
            await server.PutFolder(one, who, period);
            var end = (await server.Run(period, who))[^1];
            end.State.ShouldBe(RunState.Done, end.Reason + string.Join('\n', end.Faults));
            var command = Reconciling.Folder(one, _scratch["out"], server.Database, "--cooperative", $"{code}-command");
            command.ExitCode.ShouldBe(ExitCode.Done, command.Error);
            foreach (var file in (string[])["lines.csv", "journal.csv", "late.csv", "mismatches.csv", "bank_entries.csv", "anggota.csv"])
            {
                Encoding.UTF8.GetString(await server.Result(period, file, who)).ShouldBe(command.Read(file), file);
            }
            end.Result.Files.Select(static one => one.Name).Order(StringComparer.Ordinal).ShouldBe(
                Directory.EnumerateFiles(command.Out, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(command.Out, path)).Order(StringComparer.Ordinal));
            end.Result.Classes.Sum(static one => one.RowCount).ShouldBe(command.Read("lines.csv").Count(static c => c == '\n') - 1);
        }
    }

    [Fact]
    public async Task The_same_draft_again_changes_nothing_and_a_corrected_file_is_posted_anew()
    {
        var who = server.NewCooperative("again");
        await server.PutFolder(GoldenFolder.PathOf(GoldenFolder.Base), who);
        (await server.Run(Period, who))[^1].Result.RunNo.ShouldBe(1);
        // Fetching a result stands in the audit: the books are counted after it.
        var lines = await server.Result(Period, "lines.csv", who);
        var books = Books();
        var again = (await server.Run(Period, who))[^1];
        (again.State, again.JobNo, again.Result.RunNo).ShouldBe((RunState.Done, 2, 1));
        Books().ShouldBe(books);
        (await server.Result(Period, "lines.csv", who)).ShouldBe(lines);
        server.Database.AsSuperuser<long>("select count(distinct f.job_no) from result_file f join cooperative c using (cooperative_id) where c.code = 'again';").ShouldBe([1L], "only the last run's results are kept");

        await server.Put("payroll_E1.csv", Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(PeriodsServer.Base("payroll_E1.csv")).Replace(",PU,550000,", ",PU,500000,", StringComparison.Ordinal)), who);
        var corrected = (await server.Run(Period, who))[^1];
        (corrected.State, corrected.Result.RunNo).ShouldBe((RunState.Done, 2));
        Encoding.UTF8.GetString(await server.Result(Period, "corrections.csv", who)).ShouldContain("E1,2026-02,payroll_E1.csv,changed,00101,PU,2,2,550000,500000");
    }

    [Fact]
    public async Task A_draft_with_faults_is_refused_with_the_words_of_the_command_and_nothing_is_stored()
    {
        var who = server.NewCooperative("refused");
        var folder = _scratch.Lay(GoldenFolder.PathOf(GoldenFolder.Base), "folder");
        foreach (var name in (string[])["bank.csv", "bank.mt940", "members.csv"]) File.Delete(Path.Combine(folder, name));
        await server.PutFolder(folder, who);
        var books = Books();
        var end = (await server.Run(Period, who))[^1];
        (end.State, end.Result).ShouldBe((RunState.Refused, null));
        var command = Reconciling.Folder(folder, _scratch["out"], server.Database, "--cooperative", "refused");
        command.ExitCode.ShouldBe(ExitCode.FileRefused);
        end.Faults.Select(static one => $"{one.File}:{one.Line}:{one.Column} {one.Code} {one.Text}").ShouldBe(command.ErrorLines.SkipLast(1));
        end.Faults.Count.ShouldBe(2);
        Books().ShouldBe(books);
        (await Should.ThrowAsync<RpcException>(() => server.Result(Period, "lines.csv", who))).StatusCode.ShouldBe(StatusCode.NotFound);
    }

    [Fact]
    public async Task A_billing_of_another_period_is_refused()
    {
        var who = server.NewCooperative("elsewhen");
        await server.Put("employers.csv", PeriodsServer.Base("employers.csv"), who, "2026-03");
        await server.Put("members.csv", PeriodsServer.Base("members.csv"), who, "2026-03");
        var refusal = await Should.ThrowAsync<RpcException>(() => server.Put("expected.csv", PeriodsServer.Base("expected.csv"), who, "2026-03"));
        PeriodsServer.FaultsOf(refusal).Faults.Single().Code.ShouldBe("PERIOD_OTHER");
    }

    [Fact]
    public async Task Progress_and_results_are_the_same_by_REST()
    {
        var who = server.NewCooperative("rest");
        await server.PutFolder(GoldenFolder.PathOf(GoldenFolder.Base), who);
        var (status, text) = await server.Send(HttpMethod.Post, $"/v1/periods/{Period}/runs", new StringContent("{}", Encoding.UTF8, "application/json"), who);
        status.ShouldBe(HttpStatusCode.OK, text);
        JsonParser.Default.Parse<RunJob>(text).JobNo.ShouldBe(1);
        var said = await server.Watch(Period, 0, who);
        said.ShouldContain(static one => one.State == RunState.Running);
        said[^1].EmployersDone.ShouldBe(2);
        (_, text) = await server.Send(HttpMethod.Get, $"/v1/periods/{Period}/runs/1:progress", who: who);
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => JsonParser.Default.Parse<RunProgress>(JsonDocument.Parse(line).RootElement.GetProperty("result").GetRawText())).ToList();
        lines.ShouldBe(said);
        foreach (var file in said[^1].Result.Files)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(server.Http, $"/v1/periods/{Period}/results/{file.Name}"));
            foreach (var header in who) request.Headers.Add(header.Key, header.Value);
            using var response = await server.Client.SendAsync(request);
            var bytes = await response.Content.ReadAsByteArrayAsync();
            (PeriodsServer.Sha256(bytes), (long)bytes.Length).ShouldBe((file.Sha256, file.Length), file.Name);
            bytes.ShouldBe(await server.Result(Period, file.Name, who));
        }
        (await server.Send(HttpMethod.Get, $"/v1/periods/{Period}/results/nothing.csv", who: who)).Status.ShouldBe(HttpStatusCode.NotFound);
        (await server.Send(HttpMethod.Get, $"/v1/periods/{Period}/runs/9:progress", who: who)).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task One_run_at_a_time_in_a_period_and_none_without_files()
    {
        var who = server.NewCooperative("one");
        (await Should.ThrowAsync<RpcException>(async () => await server.Runs.StartRunAsync(new StartRunRequest { Period = Period }, who))).Status.Detail.ShouldContain("no file");
        await server.PutFolder(GoldenFolder.PathOf(GoldenFolder.Base), who);
        var cooperative = Id("one");
        server.Database.Database.Transact(tx =>
        {
            new RunJobStore(tx).TryLock(cooperative, new PayPeriod(2026, 2)).ShouldBeTrue();
            var refusal = Should.Throw<RpcException>(() => server.Runs.StartRun(new StartRunRequest { Period = Period }, who));
            (refusal.StatusCode, refusal.Status.Detail.Contains("under way", StringComparison.Ordinal)).ShouldBe((StatusCode.FailedPrecondition, true));
            return (false, true);
        });
        server.Database.AsSuperuser<long>("select count(*) from run_job where cooperative_id = @cooperative;", new { cooperative }).ShouldBe([0L]);
        (await server.Run(Period, who))[^1].State.ShouldBe(RunState.Done);
    }

    [Fact]
    public async Task The_same_key_starts_one_run()
    {
        var who = server.NewCooperative("key");
        await server.PutFolder(GoldenFolder.PathOf(GoldenFolder.Base), who);
        var keyed = PeriodsServer.As(Role.Manager, cooperative: "key", key: "march");
        var first = await server.Runs.StartRunAsync(new StartRunRequest { Period = Period }, keyed);
        (await server.Runs.StartRunAsync(new StartRunRequest { Period = Period }, keyed)).ShouldBe(first);
        (await Should.ThrowAsync<RpcException>(async () => await server.Runs.StartRunAsync(new StartRunRequest { Period = "2026-03" }, keyed))).StatusCode.ShouldBe(StatusCode.AlreadyExists);
        (await server.Watch(Period, first.JobNo, who))[^1].State.ShouldBe(RunState.Done);
    }

    /// <summary>A job whose gateway died: a row without an end, and nobody holds its lock.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_run_whose_gateway_died_is_found_interrupted(bool byStart)
    {
        var code = $"dead-{byStart}";
        var who = server.NewCooperative(code);
        server.Database.AsSuperuser<int>("insert into run_job (cooperative_id, period, job_no, actor, started) values (@id, 202602, 1, 'somebody', now());", new { id = Id(code) });
        if (byStart) await new RunJobs(server.Database.Database, TimeProvider.System, CancellationToken.None).CloseAllDead(CancellationToken.None);
        var end = (await server.Watch(Period, 1, who)).Single();
        (end.State, end.Reason.Contains("Start it again", StringComparison.Ordinal)).ShouldBe((RunState.Interrupted, true));
        await server.PutFolder(GoldenFolder.PathOf(GoldenFolder.Base), who);
        var next = (await server.Run(Period, who))[^1];
        (next.State, next.JobNo).ShouldBe((RunState.Done, 2));
    }

    /// <summary>A gateway that died between the two transactions of a run leaves a period that is stored and a run that does not say so at its end.</summary>
    [Fact]
    public async Task A_run_whose_gateway_died_after_its_period_was_stored_is_done_without_the_files_for_people()
    {
        var who = server.NewCooperative("dead-late");
        await server.PutFolder(GoldenFolder.PathOf(GoldenFolder.Base), who);
        var whole = (await server.Run(Period, who))[^1];
        whole.Reason.ShouldBeEmpty();
        server.Database.AsSuperuser<int>("""
            delete from run_job_event where cooperative_id = @id and state = 3;
            delete from result_file where cooperative_id = @id and (name in ('hasil.xlsx', 'anggota.csv', 'summary.json') or name like 'surat/%');
            """, new { id = Id("dead-late") });
        await new RunJobs(server.Database.Database, TimeProvider.System, CancellationToken.None).CloseAllDead(CancellationToken.None);
        var said = await server.Watch(Period, 1, who);
        // It may have waited first: one run at a time is worked on in a process, and other tests have runs.
        said.SkipLast(1).SkipWhile(static one => one.State == RunState.Waiting).ShouldAllBe(static one => one.State == RunState.Running && one.Result == null);
        var (end, books) = (said[^1], Books());
        (end.State, end.Reason.Contains("Start the run again", StringComparison.Ordinal), end.EmployersDone, end.RowCount).ShouldBe((RunState.Done, true, 2, whole.RowCount));
        end.Result.Classes.ShouldBe(whole.Result.Classes);
        end.Result.Files.Select(static file => file.Name).ShouldBe(["bank_entries.csv", "employer_claims.csv", "journal.csv", "late.csv", "lines.csv", "mismatches.csv"]);
        var again = (await server.Run(Period, who))[^1];
        (again.State, again.Result.RunNo, again.Reason).ShouldBe((RunState.Done, whole.Result.RunNo, ""));
        again.Result.Files.Select(static file => file.Name).ShouldBe(whole.Result.Files.Select(static file => file.Name));
        Books().ShouldBe(books);
    }

    [Fact]
    public void Folders_that_killed_runs_left_are_swept_and_a_living_runs_stays()
    {
        using var living = new RunFolder();
        File.WriteAllText(Path.Combine(living.In, "lines.csv"), "x");
        var dead = Directory.CreateTempSubdirectory("gateway-run-").FullName;
        Directory.CreateDirectory(Path.Combine(dead, "in"));
        foreach (var name in (string[])["held", "in/members.csv"]) File.WriteAllText(Path.Combine(dead, name), "x");
        RunFolder.Sweep();
        Directory.Exists(dead).ShouldBeFalse();
        File.Exists(Path.Combine(living.In, "lines.csv")).ShouldBeTrue();
        living.Dispose();
        Directory.Exists(living.In).ShouldBeFalse();
    }

    [Fact]
    public async Task A_core_system_sends_the_files_runs_and_gets_lists_and_results()
    {
        server.NewCooperative("core");
        var core = PeriodsServer.As(Role.CoreSystem, cooperative: "core");
        await server.PutFolder(GoldenFolder.PathOf(GoldenFolder.Base), core);
        (await server.Run(Period, core))[^1].State.ShouldBe(RunState.Done);
        (await server.Result(Period, "lines.csv", core)).ShouldNotBeEmpty();
        var path = $"/v1/periods/{Period}/employers/E1/deductions";
        foreach (var list in (string[])[path, $"{path}:download"]) (await server.Send(HttpMethod.Get, list, who: core)).Status.ShouldBe(HttpStatusCode.OK, list);
    }

    [Fact]
    public async Task Employers_start_and_see_no_run()
    {
        foreach (var who in (Metadata[])[PeriodsServer.As(Role.PayrollOfficer, "E1"), PeriodsServer.As(Role.EmployerSystem, "E1")])
        {
            (await Should.ThrowAsync<RpcException>(async () => await server.Runs.StartRunAsync(new StartRunRequest { Period = Period }, who))).StatusCode.ShouldBe(StatusCode.PermissionDenied);
            (await Should.ThrowAsync<RpcException>(() => server.Watch(Period, 1, who))).StatusCode.ShouldBe(StatusCode.PermissionDenied);
            (await Should.ThrowAsync<RpcException>(() => server.Result(Period, "lines.csv", who))).StatusCode.ShouldBe(StatusCode.PermissionDenied);
        }
    }

    public void Dispose() => _scratch.Dispose();

    /// <summary>Everything but what the wire keeps of itself.</summary>
    private SortedDictionary<string, long> Books()
    {
        var counts = server.Database.RowCounts();
        foreach (var table in OfTheWire) counts.Remove(table);
        return counts;
    }

    private long Id(string code) => server.Database.AsSuperuser<long>("select cooperative_id from cooperative where code = @code;", new { code })[0];
}
