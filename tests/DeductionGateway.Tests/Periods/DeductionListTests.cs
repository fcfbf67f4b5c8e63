using System.Net;
using System.Text;
using System.Text.Json;
using DeductionGateway.Contract.V1;
using DeductionGateway.Core.Intake;
using DeductionGateway.Intake;
using DeductionGateway.Tests.Golden;
using DeductionGateway.Tests.Harness;
using DeductionGateway.Wire;
using Google.Protobuf;
using Grpc.Core;
using Role = DeductionGateway.Access.Role;

namespace DeductionGateway.Tests.Periods;

/// <summary>What employers are to deduct: their own lines of the billing, with control totals that add up, and what changed since they took a list over.</summary>
public sealed class DeductionListTests(PeriodsServer server) : IClassFixture<PeriodsServer>
{
    private const string Period = PeriodsServer.Period, Path = $"/v1/periods/{Period}/employers/E1/deductions";

    [Fact]
    public async Task The_list_is_the_billing_and_its_control_adds_up_by_both_wires()
    {
        var who = await Draft("list");
        var (lines, control) = await List("E1", who);
        lines.Where(static line => line.EmployeeNo == "00101").ShouldBe(
        [
            new DeductionLine { EmployeeNo = "00101", Name = "Siti Aminah", Code = "PU", Amount = WireMoney.Of(550_000) },
            new DeductionLine { EmployeeNo = "00101", Name = "Siti Aminah", Code = "SW", Amount = WireMoney.Of(50_000) },
        ]);
        control.RowCount.ShouldBe(lines.Count);
        control.Total.AmountMinor.ShouldBe(lines.Sum(static line => line.Amount.AmountMinor));
        control.HashTotal.ShouldBe(lines.Sum(static line => long.Parse(line.EmployeeNo, System.Globalization.CultureInfo.InvariantCulture)).ToString(System.Globalization.CultureInfo.InvariantCulture));
        var billed = Encoding.UTF8.GetString(PeriodsServer.Base("expected.csv")).Split('\n').Where(static line => line.Contains(",E1,", StringComparison.Ordinal)).Select(static line => line.Replace("\"Rina Wulandari, S.E.\"", "Rina", StringComparison.Ordinal).Split(',')).ToList();
        lines.Select(static line => (line.EmployeeNo, line.Code, line.Amount.AmountMinor / 100)).ShouldBe(billed.Select(static one => (one[3], one[7], long.Parse(one[8], System.Globalization.CultureInfo.InvariantCulture))), ignoreOrder: true);

        var (status, text) = await server.Send(HttpMethod.Get, Path, who: who);
        status.ShouldBe(HttpStatusCode.OK, text);
        var parts = text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => JsonParser.Default.Parse<DeductionListPart>(JsonDocument.Parse(line).RootElement.GetProperty("result").GetRawText())).ToList();
        parts.SkipLast(1).Select(static part => part.Line).ShouldBe(lines);
        parts[^1].Control.ShouldBe(control);
    }

    [Fact]
    public async Task As_a_file_it_says_the_same()
    {
        var who = await Draft("file");
        var (lines, control) = await List("E1", who);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(server.Http, $"{Path}:download"));
        foreach (var header in who) request.Headers.Add(header.Key, header.Value);
        using var response = await server.Client.SendAsync(request);
        var rows = (await response.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        rows[0].ShouldBe("employee_no,name,code,amount,obligation,change,amount_before,national_id,account_no");
        rows.Skip(1).ShouldBe(lines.Select(static line => $"{line.EmployeeNo},{(line.Name.Contains(',', StringComparison.Ordinal) ? $"\"{line.Name}\"" : line.Name)},{line.Code},{line.Amount.AmountMinor / 100},{line.Obligation},,,,"));
        string Header(string name) => response.Headers.GetValues(name).Single();
        (Header("control-rows"), Header("hash-total"), Header("list-sha256")).ShouldBe((control.RowCount.ToString(System.Globalization.CultureInfo.InvariantCulture), control.HashTotal, control.ListSha256));
        Header("control-total").ShouldBe((control.Total.AmountMinor / 100).ToString(System.Globalization.CultureInfo.InvariantCulture));

        using var book = server.Deductions.DownloadDeductionList(new DownloadDeductionListRequest { Period = Period, Employer = "E1", Format = DeductionListFormat.Xlsx }, who);
        using var bytes = new MemoryStream();
        await foreach (var piece in book.ResponseStream.ReadAllAsync()) bytes.Write(piece.Data.Span);
        var faults = new FaultList();
        using var sheet = XlsxRecords.Open("list.xlsx", bytes.ToArray(), null, faults)!;
        var cells = new List<string>();
        while (sheet.Read())
        {
            var line = new List<string>();
            foreach (var field in sheet.Fields) line.Add(field.ToString());
            cells.Add(string.Join('|', line));
        }
        faults.Any.ShouldBeFalse();
        foreach (var line in lines) cells.ShouldContain(row => row.StartsWith($"{line.EmployeeNo}|{line.Name}|{line.Code}|{line.Amount.AmountMinor / 100}", StringComparison.Ordinal));
        cells[^1].ShouldContain($"{control.Total.AmountMinor / 100}");
    }

    [Fact]
    public async Task After_an_acknowledgement_only_what_changed_is_given_where_it_is_asked_for()
    {
        var who = await Draft("changes");
        var own = PeriodsServer.As(Role.EmployerSystem, "E1", "changes");
        var (all, control) = await List("E1", own);
        (await List("E1", own, onlyChanges: true)).Lines.ShouldBe(all, "nothing was acknowledged yet");
        (await Should.ThrowAsync<RpcException>(() => Acknowledge("E1", new string('0', 64), own))).StatusCode.ShouldBe(StatusCode.FailedPrecondition);
        await Acknowledge("E1", control.ListSha256, own);
        (await List("E1", own, onlyChanges: true)).Lines.ShouldBeEmpty();

        var billing = Encoding.UTF8.GetString(PeriodsServer.Base("expected.csv"));
        billing = billing.Replace(",SW,50000,,", ",SS,50000,,", StringComparison.Ordinal).Replace(",PU,550000,50000,500000", ",PU,540000,50000,490000", StringComparison.Ordinal);
        await server.Put("expected.csv", Encoding.UTF8.GetBytes(billing), who);
        var (changes, whole) = await List("E1", own, onlyChanges: true);
        var siti = changes.Where(static line => line.EmployeeNo == "00101").ToList();
        siti.ShouldBe(
        [
            new DeductionLine { EmployeeNo = "00101", Name = "Siti Aminah", Code = "PU", Amount = WireMoney.Of(540_000), Change = "changed", AmountBefore = WireMoney.Of(550_000) },
            new DeductionLine { EmployeeNo = "00101", Name = "Siti Aminah", Code = "SS", Amount = WireMoney.Of(50_000), Change = "added" },
            new DeductionLine { EmployeeNo = "00101", Name = "Siti Aminah", Code = "SW", Amount = WireMoney.Of(0), Change = "removed", AmountBefore = WireMoney.Of(50_000) },
        ]);
        (whole.RowCount, whole.AcknowledgedPeriod).ShouldBe((all.Count, Period));
        (await Should.ThrowAsync<RpcException>(() => Acknowledge("E1", control.ListSha256, own))).StatusCode.ShouldBe(StatusCode.FailedPrecondition, "that list is no more");
    }

    [Fact]
    public async Task An_employer_whose_answer_has_one_amount_sees_no_components()
    {
        var who = await Draft("total");
        var profiles = Encoding.UTF8.GetString(PeriodsServer.Base("profiles.json")).Replace("\"shape\": \"lines\"", "\"shape\": \"total\"", StringComparison.Ordinal);
        await server.Put("profiles.json", Encoding.UTF8.GetBytes(profiles), who);
        var (lines, control) = await List("E1", who);
        lines.ShouldAllBe(static line => line.Code.Length == 0 && line.Obligation.Length == 0);
        lines.Single(static line => line.EmployeeNo == "00101").Amount.ShouldBe(WireMoney.Of(600_000));
        control.Total.AmountMinor.ShouldBe(lines.Sum(static line => line.Amount.AmountMinor));
    }

    [Fact]
    public async Task Another_employers_list_is_not_there()
    {
        await Draft("others");
        var own = PeriodsServer.As(Role.PayrollOfficer, "E1", "others");
        (await Should.ThrowAsync<RpcException>(() => List("E2", own))).StatusCode.ShouldBe(StatusCode.NotFound);
        (await Should.ThrowAsync<RpcException>(() => Acknowledge("E2", new string('0', 64), own))).StatusCode.ShouldBe(StatusCode.NotFound);
        (await server.Send(HttpMethod.Get, $"/v1/periods/{Period}/employers/E2/deductions:download", who: own)).Status.ShouldBe(HttpStatusCode.NotFound);
        (await Should.ThrowAsync<RpcException>(() => List("E9", PeriodsServer.As(Role.Manager, cooperative: "others")))).StatusCode.ShouldBe(StatusCode.NotFound);
        (await Should.ThrowAsync<RpcException>(() => List("E1", PeriodsServer.As(Role.Board, cooperative: "others")))).StatusCode.ShouldBe(StatusCode.PermissionDenied);
    }

    /// <summary>A period that the command ran has no draft; its billing is that of its last run.</summary>
    [Fact]
    public async Task Without_a_draft_the_last_run_speaks()
    {
        using var scratch = new Scratch();
        Reconciling.Folder(GoldenFolder.PathOf(GoldenFolder.Base), scratch["out"], server.Database, "--cooperative", "ran").ExitCode.ShouldBe(0);
        (await List("E1", PeriodsServer.As(Role.PayrollOfficer, "E1", "ran"))).Lines.ShouldNotBeEmpty();
        (await Should.ThrowAsync<RpcException>(async () => await server.Deductions.GetDeductionList(
            new GetDeductionListRequest { Period = "2026-03", Employer = "E1" }, PeriodsServer.As(Role.Manager, cooperative: "ran")).ResponseStream.MoveNext(CancellationToken.None))).StatusCode.ShouldBe(StatusCode.NotFound);
    }

    private async Task<Metadata> Draft(string cooperative)
    {
        var who = server.NewCooperative(cooperative);
        await server.PutFolder(GoldenFolder.PathOf(GoldenFolder.Base), who);
        return who;
    }

    private async Task<(List<DeductionLine> Lines, DeductionListControl Control)> List(string employer, Metadata who, bool onlyChanges = false)
    {
        using var call = server.Deductions.GetDeductionList(new GetDeductionListRequest { Period = Period, Employer = employer, OnlyChanges = onlyChanges }, who);
        var parts = new List<DeductionListPart>();
        await foreach (var part in call.ResponseStream.ReadAllAsync()) parts.Add(part);
        return ([.. parts.SkipLast(1).Select(static part => part.Line)], parts[^1].Control);
    }

    private async Task Acknowledge(string employer, string list, Metadata who) =>
        await server.Deductions.AcknowledgeDeductionListAsync(new AcknowledgeDeductionListRequest { Period = Period, Employer = employer, ListSha256 = list }, who);
}
