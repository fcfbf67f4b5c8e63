using System.Text;
using System.Text.Json;
using DeductionGateway.Commands;
using DeductionGateway.Contract.V1;
using DeductionGateway.Tests.Golden;
using DeductionGateway.Tests.Harness;
using DeductionGateway.Wire;
using Grpc.Core;
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
        await server.Periods.DeleteFileAsync(new DeleteFileRequest { Period = Period, Name = "payroll_E1.csv" }, own);
        var (verdicts, stored) = await Submit("E1", LinesOfE1(), own);
        verdicts.ShouldAllBe(static one => one.LineClass == LineClass.Matched && one.Fault.Length == 0);
        verdicts.Select(static one => one.LineNo).ShouldBe(Enumerable.Range(1, verdicts.Count).Select(static no => (long)no));
        (stored!.Name, stored.Reading.RowCount, stored.Reading.Employer, stored.Actor).ShouldBe(("payroll_E1.csv", verdicts.Count, "E1", "streamed.EmployerSystem.E1"));
        (await server.Run(Period, who))[^1].State.ShouldBe(RunState.Done);
        using var scratch = new Scratch();
        var command = Reconciling.Folder(GoldenFolder.PathOf(GoldenFolder.Base), scratch["out"], server.Database, "--cooperative", "filed");
        command.ExitCode.ShouldBe(ExitCode.Done);
        foreach (var file in (string[])["lines.csv", "journal.csv"]) Encoding.UTF8.GetString(await server.Result(Period, file, who)).ShouldBe(command.Read(file), file);
    }

    [Fact]
    public async Task A_return_that_replaces_a_file_of_another_layout_says_what_is_otherwise()
    {
        var who = await Draft("replaced");
        var lines = new List<ReturnLine> { Line("7001", "AGUS SETIAWAN", "", "SW", 50_000), Line("7001", "AGUS SETIAWAN", "", "SS", 150_000, "B01"), Line("7002", "DEWI LESTARI", "", "PB", 310_000) };
        var (verdicts, stored) = await Submit("E2", lines, PeriodsServer.As(Role.PayrollOfficer, "E2", "replaced"));
        verdicts.Select(static one => one.LineClass).ShouldBe([LineClass.Matched, LineClass.Short, LineClass.Matched]);
        (verdicts[1].Taxonomy, verdicts[1].ExpectedId, verdicts[1].Expected).ShouldBe(("B01", "X7", WireMoney.Of(200_000)));
        stored!.Reading.Changes.Single(static one => one.Kind == "changed").ShouldBe(new PayrollChange
        {
            Kind = "changed", Key = "7001", Code = "SS", RecordBefore = 2, RecordNow = 2, AmountBefore = WireMoney.Of(200_000), AmountNow = WireMoney.Of(150_000),
        });
        var end = (await server.Run(Period, who))[^1];
        end.State.ShouldBe(RunState.Done, string.Join('\n', end.Faults));
        var (_, profiles) = await server.Send(HttpMethod.Get, $"/v1/periods/{Period}/files/profiles.json", who: who);
        var json = JsonDocument.Parse(profiles).RootElement;
        json.GetProperty("E2").GetProperty("shape").GetString().ShouldBe("lines");
        JsonElement.DeepEquals(json.GetProperty("E1"), JsonDocument.Parse(PeriodsServer.Base("profiles.json")).RootElement.GetProperty("E1")).ShouldBeTrue("what stands there of others stays");
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
        (await server.Names(who)).ShouldContain("payroll_E1.csv");

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
        PeriodsServer.FaultsOf(refusal).Faults.Select(static one => one.Line).Distinct().ShouldBe([2, 3, 4]);
        server.Database.RowCounts().ShouldBe(counts);
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
