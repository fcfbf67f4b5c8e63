using System.Text;
using DeductionGateway.Commands;
using DeductionGateway.Contract.V1;
using DeductionGateway.Periods;
using DeductionGateway.Tests.Golden;
using DeductionGateway.Tests.Harness;
using DeductionGateway.Wire;
using Grpc.Core;
using PayPeriod = DeductionGateway.Core.Basics.PayPeriod;
using Role = DeductionGateway.Access.Role;

namespace DeductionGateway.Tests.Periods;

/// <summary>An answer that comes line by line is the file that it would have been, or nothing.</summary>
public sealed class ReturnTests(PeriodsServer server) : IClassFixture<PeriodsServer>
{
    private const string Period = PeriodsServer.Period;

    /// <summary>The lines of the base folder's payroll_E1.csv.</summary>
    private static List<ReturnLine> LinesOfE1() =>
    [
        .. Encoding.UTF8.GetString(PeriodsServer.Base("payroll_E1.csv")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1)
            .Select(static line => Golden.CsvText.Rows(line)[0]).Select(static row => Line(row[0], row[1], row[2], row[3], long.Parse(row[4], System.Globalization.CultureInfo.InvariantCulture))),
    ];

    private static ReturnLine Line(string employeeNo, string name, string nationalId, string code, long rupiah, string reason = "") =>
        new() { EmployeeNo = employeeNo, Name = name, NationalId = nationalId, Code = code, Amount = WireMoney.Of(rupiah), ReasonCode = reason };

    [Fact]
    public async Task A_streamed_return_gives_the_rows_that_the_file_gives()
    {
        var who = await Draft("streamed");
        var own = PeriodsServer.As(Role.EmployerSystem, "E1", "streamed");
        var (verdicts, stored) = await Submit("E1", LinesOfE1(), own);
        verdicts.ShouldAllBe(static one => one.LineClass == LineClass.Matched && one.Fault.Length == 0);
        verdicts.Select(static one => one.LineNo).ShouldBe(Enumerable.Range(1, verdicts.Count).Select(static no => (long)no));
        (stored!.Name, stored.Reading.RowCount, stored.Reading.Employer, stored.Actor).ShouldBe(("streamed_E1.csv", verdicts.Count, "E1", "streamed.EmployerSystem.E1"));
        (await server.Names(own)).ShouldBe(["streamed_E1.csv"], "it stands in the place of the file that he sent before");
        (await server.Run(Period, who))[^1].State.ShouldBe(RunState.Done);
        using var scratch = new Scratch();
        var command = Reconciling.Folder(GoldenFolder.PathOf(GoldenFolder.Base), scratch["out"], server.Database, "--cooperative", "filed");
        command.ExitCode.ShouldBe(ExitCode.Done);
        // Rows stand by the name of their file.
        Encoding.UTF8.GetString(await server.Result(Period, "lines.csv", who)).Replace("streamed_E1.csv", "payroll_E1.csv", StringComparison.Ordinal).Split('\n').ShouldBe(command.Read("lines.csv").Split('\n'), ignoreOrder: true);
    }

    /// <summary>What the profile says is of the usual file: a stream neither changes nor needs it.</summary>
    [Fact]
    public async Task After_a_stream_the_usual_file_is_taken_as_before()
    {
        var (who, own) = (await Draft("usual"), PeriodsServer.As(Role.EmployerSystem, "E2", "usual"));
        var (_, stored) = await Submit("E2", LinesOfE2(), own);
        (await server.Run(Period, who))[^1].State.ShouldBe(RunState.Done);
        (await Profiles(who)).ShouldBe(Encoding.UTF8.GetString(PeriodsServer.Base("profiles.json")));

        await server.Periods.DeleteFileAsync(new DeleteFileRequest { Period = Period, Name = stored!.Name }, own);
        (await server.Names(own)).ShouldBeEmpty();
        (await server.Run(Period, who))[^1].Result.Warnings.ShouldContain(static one => one.StartsWith("E2: payroll_E2.csv is not there", StringComparison.Ordinal));
        (await server.Put("payroll_E2.csv", PeriodsServer.Base("payroll_E2.csv"), own)).Reading.RowCount.ShouldBe(3);
        (await server.Run(Period, who))[^1].State.ShouldBe(RunState.Done);

        await Submit("E2", LinesOfE2(), own);
        (await server.Names(own)).ShouldBe(["streamed_E2.csv"]);
        (await server.Run(Period, who))[^1].State.ShouldBe(RunState.Done);
        var corrected = Encoding.UTF8.GetString(PeriodsServer.Base("payroll_E2.csv")).Replace("200.000,00", "150.000,00", StringComparison.Ordinal).Replace("560.000,00", "510.000,00", StringComparison.Ordinal);
        var again = await server.Put("payroll_E2.csv", Encoding.UTF8.GetBytes(corrected), own);
        again.Reading.Changes.ShouldBe([new PayrollChange { Kind = "changed", Key = "7001", Code = "SS", RecordBefore = 2, RecordNow = 2, AmountBefore = WireMoney.Of(200_000), AmountNow = WireMoney.Of(150_000) }]);
        (await server.Names(own)).ShouldBe(["payroll_E2.csv"], "the streamed return is replaced");
        (await server.Run(Period, who))[^1].State.ShouldBe(RunState.Done);
        (await server.Deductions.ListReturnLinesAsync(new ListReturnLinesRequest { Period = Period, Employer = "E2" }, own)).PayrollFile.ShouldBe("payroll_E2.csv");
    }

    /// <summary>A profile that the command took may have a pattern for the usual file: what it fits is the answer before, and what is another employer's by name is not.</summary>
    [Fact]
    public async Task A_stream_takes_out_a_usual_file_that_is_known_by_a_pattern()
    {
        var who = server.NewCooperative("pattern");
        foreach (var name in (string[])["employers.csv", "members.csv", "expected.csv", "payroll_E1.csv", "payroll_E2.csv"]) await server.Put(name, PeriodsServer.Base(name), who);
        using var scratch = new Scratch();
        var folder = scratch.Lay(GoldenFolder.PathOf(GoldenFolder.Base), "folder");
        File.Delete(Path.Combine(folder, "payroll_E1.csv"));
        var profiles = Path.Combine(folder, "profiles.json");
        await File.WriteAllTextAsync(profiles, (await File.ReadAllTextAsync(profiles)).Replace("payroll_E2.csv", "payroll_*.csv", StringComparison.Ordinal));
        var run = Reconciling.Folder(folder, scratch["out"], server.Database, "--cooperative", "pattern");
        run.ExitCode.ShouldBe(ExitCode.Done, run.Error);

        await Submit("E2", LinesOfE2(), PeriodsServer.As(Role.EmployerSystem, "E2", "pattern"));
        (await server.Names(who)).ShouldBe(["employers.csv", "expected.csv", "members.csv", "payroll_E1.csv", "streamed_E2.csv"]);
    }

    /// <summary>Two gateways store the employer's two answers at once: the one that comes to its end later finds the other.</summary>
    [Fact]
    public async Task Of_two_answers_that_are_stored_at_once_one_stands()
    {
        var who = await Draft("at-once");
        var (cooperative, period) = (server.Database.AsSuperuser<long>("select cooperative_id from cooperative where code = 'at-once';").Single(), PayPeriod.FromNumber(202602)!.Value);
        var (stored, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        Task<bool> Store(string name, Task before) => server.Database.Database.Write(cooperative, async tx =>
        {
            await new DraftStore(tx).AddFile(cooperative, period, name, [1], 1, "somebody", DateTimeOffset.UtcNow);
            await EmployerAnswers.TakeOutOther(tx, cooperative, period, "E2", name, "somebody", DateTimeOffset.UtcNow);
            stored.TrySetResult();
            await before;
            return true;
        }, TestContext.Current.CancellationToken);
        var first = Store("payroll_E2.csv", goOn.Task);
        await stored.Task;
        var second = Store("streamed_E2.csv", Task.CompletedTask);
        // The second waits for the first, or is at its end without having seen it.
        while (!second.IsCompleted && server.Database.AsSuperuser<int>("select count(*)::int from pg_locks where locktype = 'advisory' and not granted and database = (select oid from pg_database where datname = current_database());").Single() == 0)
        {
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
        goOn.SetResult();
        await Task.WhenAll(first, second);
        (await server.Names(PeriodsServer.As(Role.EmployerSystem, "E2", "at-once"))).ShouldBe(["streamed_E2.csv"]);
        (await server.Names(who)).Count(static name => name.Contains("E1", StringComparison.Ordinal)).ShouldBe(1, "another employer's stays");
    }

    /// <summary>A folder is read by the command as the draft is: the streamed return describes itself, and beside the usual file it is one too many.</summary>
    [Fact]
    public async Task A_folder_with_a_streamed_return_is_the_drafts()
    {
        var (who, own) = (await Draft("laid"), PeriodsServer.As(Role.EmployerSystem, "E2", "laid"));
        await Submit("E2", LinesOfE2(), own);
        (await server.Run(Period, who))[^1].State.ShouldBe(RunState.Done);
        using var scratch = new Scratch();
        var folder = scratch.Lay(GoldenFolder.PathOf(GoldenFolder.Base), "folder");
        using (var call = server.Periods.GetFile(new GetFileRequest { Period = Period, Name = "streamed_E2.csv" }, own))
        {
            (await call.ResponseStream.MoveNext(CancellationToken.None)).ShouldBeTrue();
            await File.WriteAllBytesAsync(Path.Combine(folder, "streamed_E2.csv"), call.ResponseStream.Current.Data.ToByteArray());
        }
        var both = Reconciling.Folder(folder, scratch["both"], server.Database, "--cooperative", "laid-by-command");
        (both.ExitCode, both.Error.Contains("FILE_SEVERAL", StringComparison.Ordinal)).ShouldBe((ExitCode.FileRefused, true), both.Error);
        File.Delete(Path.Combine(folder, "payroll_E2.csv"));
        var command = Reconciling.Folder(folder, scratch["out"], server.Database, "--cooperative", "laid-by-command");
        command.ExitCode.ShouldBe(ExitCode.Done);
        foreach (var file in (string[])["lines.csv", "journal.csv"]) Encoding.UTF8.GetString(await server.Result(Period, file, who)).ShouldBe(command.Read(file), file);
    }

    /// <summary>No file but a stream has its name, and nobody else's profile.</summary>
    [Fact]
    public async Task A_streamed_return_is_sent_by_nobody_as_a_file()
    {
        var who = await Draft("named");
        foreach (var sends in (Metadata[])[who, PeriodsServer.As(Role.EmployerSystem, "E2", "named")])
        {
            (await Should.ThrowAsync<RpcException>(() => server.Put("streamed_E2.csv", PeriodsServer.Base("payroll_E1.csv"), sends))).Status.Detail.ShouldContain("no name of a period's file");
        }
        var profiles = Encoding.UTF8.GetString(PeriodsServer.Base("profiles.json")).Replace("payroll_E1.csv", "streamed_E2.csv", StringComparison.Ordinal);
        PeriodsServer.FaultsOf(await Should.ThrowAsync<RpcException>(() => server.Put("profiles.json", Encoding.UTF8.GetBytes(profiles), who))).Faults.Single().Code.ShouldBe("PROFILE_FILE");
        await Submit("E2", LinesOfE2(), PeriodsServer.As(Role.EmployerSystem, "E2", "named"));
        (await server.Names(PeriodsServer.As(Role.PayrollOfficer, "E1", "named"))).ShouldBe(["payroll_E1.csv"]);
    }

    [Fact]
    public async Task A_return_that_replaces_a_file_of_another_layout_says_what_is_otherwise()
    {
        var who = await Draft("replaced");
        var lines = LinesOfE2();
        (lines[1].Amount, lines[1].ReasonCode) = (WireMoney.Of(150_000), "B01");
        var (verdicts, stored) = await Submit("E2", lines, PeriodsServer.As(Role.PayrollOfficer, "E2", "replaced"));
        verdicts.Select(static one => one.LineClass).ShouldBe([LineClass.Matched, LineClass.Short, LineClass.Matched]);
        (verdicts[1].Taxonomy, verdicts[1].ExpectedId, verdicts[1].Expected).ShouldBe(("B01", "X7", WireMoney.Of(200_000)));
        stored!.Reading.Changes.Single(static one => one.Kind == "changed").ShouldBe(new PayrollChange
        {
            Kind = "changed", Key = "7001", Code = "SS", RecordBefore = 2, RecordNow = 2, AmountBefore = WireMoney.Of(200_000), AmountNow = WireMoney.Of(150_000),
        });
        var end = (await server.Run(Period, who))[^1];
        end.State.ShouldBe(RunState.Done, string.Join('\n', end.Faults));
    }

    [Fact]
    public async Task Each_line_gets_the_class_that_it_would_have()
    {
        await Draft("verdicts");
        var (verdicts, stored) = await Submit("E1",
        [
            Line("00101", "SITI AMINAH", "3273014506800001", "PU", 500_000), Line("00101", "SITI AMINAH", "3273014506800001", "PU", 50_000), Line("00101", "SITI AMINAH", "3273014506800001", "SW", 60_000),
            Line("00102", "BUDI SANTOSO", "3273011203790002", "PB", 1), Line("99999", "NOBODY", "", "SW", 50_000), Line("00102", "BUDI SANTOSO", "3273011203790002", "TK", 120_000),
            Line("00102", "BUDI SANTOSO", "3273011203790002", "TK", 120_000), Line("00103", "RINA WULANDARI", "3273015808850003", "SW", 0),
        ], PeriodsServer.As(Role.EmployerSystem, "E1", "verdicts"), commit: false);
        verdicts.Select(static one => one.LineClass).ShouldBe([LineClass.Short, LineClass.Matched, LineClass.Over, LineClass.Unbilled, LineClass.Unknown, LineClass.Matched, LineClass.Duplicate, LineClass.Short]);
        verdicts.Select(static one => one.Taxonomy).ShouldBe(["B01", "", "B04", "B05", "A01", "", "D03", "B02"]);
        stored.ShouldBeNull();
    }

    [Fact]
    public async Task Lines_that_come_together_get_the_verdicts_and_make_the_file_of_lines_that_come_one_by_one()
    {
        var who = await Draft("together");
        var (verdicts, one) = await Submit("E1", LinesOfE1(), PeriodsServer.As(Role.EmployerSystem, "E1", "together"));
        using var call = server.Deductions.SubmitReturn(PeriodsServer.As(Role.EmployerSystem, "E1", "together"));
        await call.RequestStream.WriteAsync(new SubmitReturnRequest { Start = new ReturnStart { Period = Period, Employer = "E1" } });
        foreach (var some in LinesOfE1().Chunk(2)) await call.RequestStream.WriteAsync(new SubmitReturnRequest { Lines = new ReturnLines { Lines = { some } } });
        await call.RequestStream.WriteAsync(new SubmitReturnRequest { Commit = new ReturnCommit { ControlRows = verdicts.Count, ControlTotal = new Money { AmountMinor = LinesOfE1().Sum(static line => line.Amount.AmountMinor), CurrencyCode = "IDR" } } });
        await call.RequestStream.CompleteAsync();
        var parts = new List<SubmitReturnResponse>();
        await foreach (var part in call.ResponseStream.ReadAllAsync()) parts.Add(part);
        parts.SkipLast(1).SelectMany(static part => part.Verdicts.Verdicts).ShouldBe(verdicts);
        parts[^1].Stored.Sha256.ShouldBe(one!.Sha256);
        (await server.Names(who)).ShouldContain("streamed_E1.csv");

        using var many = server.Deductions.SubmitReturn(who);
        await many.RequestStream.WriteAsync(new SubmitReturnRequest { Start = new ReturnStart { Period = Period, Employer = "E1" } });
        await many.RequestStream.WriteAsync(new SubmitReturnRequest { Lines = new ReturnLines { Lines = { Enumerable.Repeat(LinesOfE1()[0], 1_001) } } });
        (await Should.ThrowAsync<RpcException>(() => many.ResponseStream.MoveNext(CancellationToken.None))).StatusCode.ShouldBe(StatusCode.InvalidArgument);
    }

    [Fact]
    public async Task Without_a_commit_or_with_other_control_figures_nothing_is_stored()
    {
        await Draft("uncommitted");
        var own = PeriodsServer.As(Role.EmployerSystem, "E1", "uncommitted");
        await server.Names(own);
        var counts = server.Database.RowCounts();
        await Submit("E1", LinesOfE1(), own, commit: false);
        foreach (var (rows, rupiah, field) in ((int, long, string)[])[(-1, 0, "control_rows"), (0, 1, "control_total")])
        {
            var refusal = await Should.ThrowAsync<RpcException>(() => Submit("E1", LinesOfE1(), own, moreRows: rows, moreRupiah: rupiah));
            (refusal.StatusCode, refusal.Status.Detail.Contains(field, StringComparison.Ordinal)).ShouldBe((StatusCode.InvalidArgument, true), refusal.Status.Detail);
        }
        server.Database.RowCounts().ShouldBe(counts);
    }

    [Fact]
    public async Task A_line_with_a_fault_is_told_at_once_and_refuses_the_commit()
    {
        await Draft("faulty");
        var own = PeriodsServer.As(Role.EmployerSystem, "E1", "faulty");
        await server.Names(own);
        var counts = server.Database.RowCounts();
        var cents = Line("00101", "SITI AMINAH", "", "SW", 0);
        cents.Amount.AmountMinor = 5_000_050;
        List<ReturnLine> lines = [Line("00101", "SITI AMINAH", "", "QQ", 50_000), cents, Line("00102", "BUDI SANTOSO", "", "SW", -5)];
        var (verdicts, _) = await Submit("E1", lines, own, commit: false);
        verdicts.ShouldAllBe(static one => one.LineClass == LineClass.Unspecified && one.Fault.Length > 0);
        var refusal = await Should.ThrowAsync<RpcException>(() => Submit("E1", lines, own));
        PeriodsServer.FaultsOf(refusal).Faults.Select(static one => (one.File, one.Line)).ShouldBe([("stream", 1), ("stream", 2), ("stream", 3)]);
        PeriodsServer.FaultsOf(refusal).Faults.Zip(verdicts).ShouldAllBe(static one => one.First.Text == $"line {one.Second.LineNo} of the stream: {one.Second.Fault}");
        refusal.Status.Detail.ShouldNotContain("csv");
        server.Database.RowCounts().ShouldBe(counts);
    }

    /// <summary>What only the whole shows is said of the line that was sent, though a text before it has line ends.</summary>
    [Fact]
    public async Task What_the_reading_finds_is_said_of_the_line_that_was_sent()
    {
        await Draft("retyped");
        List<ReturnLine> lines = [Line("00101", "SITI\nAMINAH", "", "SW", 50_000), Line("3.27302E+15", "BUDI SANTOSO", "", "SW", 50_000)];
        var (verdicts, _) = await Submit("E1", lines, PeriodsServer.As(Role.EmployerSystem, "E1", "retyped"), commit: false);
        verdicts.ShouldAllBe(static one => one.Fault.Length == 0);
        var refusal = await Should.ThrowAsync<RpcException>(() => Submit("E1", lines, PeriodsServer.As(Role.EmployerSystem, "E1", "retyped")));
        var fault = PeriodsServer.FaultsOf(refusal).Faults.Single();
        (fault.File, fault.Line, fault.Column, fault.Code).ShouldBe(("stream", 2, 0, "KEY_RETYPED"));
        fault.Text.ShouldStartWith("line 2 of the stream: ");
        refusal.Status.Detail.ShouldNotContain("streamed_");
    }

    [Fact]
    public async Task What_is_no_answer_in_rupiah_is_not_taken()
    {
        await Draft("strange");
        var own = PeriodsServer.As(Role.EmployerSystem, "E1", "strange");
        await server.Names(own);
        var counts = server.Database.RowCounts();
        ReturnLine With(Money? amount) => new() { EmployeeNo = "00101", Name = "SITI AMINAH", Code = "SW", Amount = amount };
        foreach (var (line, says) in ((ReturnLine?, string)[])
        [
            (null, "No line came"), (With(new Money { AmountMinor = 5_000_000, CurrencyCode = "USD" }), "currency_code is 'USD'"), (With(new Money { AmountMinor = 5_000_000 }), "currency_code is ''"),
            (With(new Money { AmountMinor = long.MaxValue, CurrencyCode = "IDR" }), "is no wage"), (With(new Money { AmountMinor = long.MinValue, CurrencyCode = "IDR" }), "is no wage"),
        ])
        {
            var refusal = await Should.ThrowAsync<RpcException>(() => Submit("E1", line is null ? [] : [line], own));
            (refusal.StatusCode, refusal.Status.Detail.Contains(says, StringComparison.Ordinal)).ShouldBe((StatusCode.InvalidArgument, true), refusal.Status.Detail);
        }
        var (verdicts, _) = await Submit("E1", [With(null)], own, commit: false);
        verdicts.Single().Fault.ShouldBe("The amount is missing.");
        PeriodsServer.FaultsOf(await Should.ThrowAsync<RpcException>(() => Submit("E1", [With(null)], own))).Faults.ShouldNotBeEmpty();
        server.Database.RowCounts().ShouldBe(counts);
        // A line has a bound, a file's total has none.
        var most = With(new Money { AmountMinor = 10_000_000_000_000, CurrencyCode = "IDR" });
        (await Submit("E1", [most, most, most], own)).Stored.ShouldNotBeNull();
    }

    [Fact]
    public async Task Another_employers_return_is_refused()
    {
        await Draft("foreign");
        (await Should.ThrowAsync<RpcException>(() => Submit("E2", LinesOfE1(), PeriodsServer.As(Role.EmployerSystem, "E1", "foreign")))).StatusCode.ShouldBe(StatusCode.NotFound);
        (await Should.ThrowAsync<RpcException>(() => Submit("E9", LinesOfE1(), PeriodsServer.As(Role.Manager, cooperative: "foreign")))).StatusCode.ShouldBe(StatusCode.NotFound);
    }

    /// <summary>The lines of the base folder's payroll_E2.csv.</summary>
    private static List<ReturnLine> LinesOfE2() => [Line("7001", "AGUS SETIAWAN", "", "SW", 50_000), Line("7001", "AGUS SETIAWAN", "", "SS", 200_000), Line("7002", "DEWI LESTARI", "", "PB", 310_000)];

    private async Task<string> Profiles(Metadata who) => (await server.Send(HttpMethod.Get, $"/v1/periods/{Period}/files/profiles.json", who: who)).Text;

    private async Task<Metadata> Draft(string cooperative)
    {
        var who = server.NewCooperative(cooperative);
        await server.PutFolder(GoldenFolder.PathOf(GoldenFolder.Base), who);
        return who;
    }

    /// <summary>Sends the lines one by one, each after the verdict of the one before.</summary>
    private async Task<(List<LineVerdict> Verdicts, StoredFile? Stored)> Submit(string employer, List<ReturnLine> lines, Metadata who, bool commit = true, int moreRows = 0, long moreRupiah = 0)
    {
        using var call = server.Deductions.SubmitReturn(who);
        await call.RequestStream.WriteAsync(new SubmitReturnRequest { Start = new ReturnStart { Period = Period, Employer = employer } });
        var verdicts = new List<LineVerdict>();
        foreach (var line in lines)
        {
            await call.RequestStream.WriteAsync(new SubmitReturnRequest { Line = line });
            (await call.ResponseStream.MoveNext(CancellationToken.None)).ShouldBeTrue();
            verdicts.Add(call.ResponseStream.Current.Verdict);
        }
        if (commit)
        {
            var total = lines.Sum(static line => line.Amount?.AmountMinor ?? 0) + moreRupiah * 100;
            await call.RequestStream.WriteAsync(new SubmitReturnRequest { Commit = new ReturnCommit { ControlRows = lines.Count + moreRows, ControlTotal = new Money { AmountMinor = total, CurrencyCode = "IDR" } } });
        }
        await call.RequestStream.CompleteAsync();
        StoredFile? stored = null;
        while (await call.ResponseStream.MoveNext(CancellationToken.None)) stored = call.ResponseStream.Current.Stored;
        return (verdicts, stored);
    }
}
