using System.Net;
using System.Text.Json;
using DeductionGateway.Access;
using DeductionGateway.Contract.V1;
using DeductionGateway.Wire;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Rpc;
using Grpc.Core;

namespace DeductionGateway.Tests.Wire;

/// <summary>Every method that has a REST path gives the same answer by both wires, and fails alike.</summary>
public sealed class BothWiresTests(BusinessServer server) : IClassFixture<BusinessServer>
{
    private sealed record Both(string Method, string Path, Func<CallInvoker, Metadata, Task<IMessage>> Call, IMessage Empty)
    {
        public override string ToString() => Path;
    }

    private static readonly Both[] Table =
    [
        new("Runs.ListRuns", "/v1/runs", static async (to, headers) => await new Contract.V1.Runs.RunsClient(to).ListRunsAsync(new ListRunsRequest(), headers), new ListRunsResponse()),
        new("Runs.ListRuns", "/v1/runs?period=2026-02&page.size=1", static async (to, headers) => await new Contract.V1.Runs.RunsClient(to).ListRunsAsync(new ListRunsRequest { Period = "2026-02", Page = new PageRequest { Size = 1 } }, headers), new ListRunsResponse()),
        new("Runs.GetRun", "/v1/runs/2026-02/1", static async (to, headers) => await new Contract.V1.Runs.RunsClient(to).GetRunAsync(new GetRunRequest { Period = "2026-02", RunNo = 1 }, headers), new Run()),
        new("Runs.WatchRun", "/v1/runs/2026-02/1:watch", static (to, headers) => First(new Contract.V1.Runs.RunsClient(to).WatchRun(new WatchRunRequest { Period = "2026-02", RunNo = 1 }, headers)), new Run()),
        new("Periods.ListFiles", "/v1/periods/2026-02/files", static (to, headers) => DraftOfOne(to, headers), new ListFilesResponse()),
        new("Deductions.ListReturnLines", "/v1/periods/2026-02/employers/E2/return/lines?page.size=2&language=ANSWER_LANGUAGE_ENGLISH", static async (to, headers) => await new Contract.V1.Deductions.DeductionsClient(to).ListReturnLinesAsync(new ListReturnLinesRequest { Period = "2026-02", Employer = "E2", Page = new PageRequest { Size = 2 }, Language = AnswerLanguage.English }, headers), new ListReturnLinesResponse()),
        new("Ledger.ListAccounts", "/v1/accounts", static async (to, headers) => await new Contract.V1.Ledger.LedgerClient(to).ListAccountsAsync(new ListAccountsRequest(), headers), new ListAccountsResponse()),
        new("Ledger.ListEntries", "/v1/entries?period=2026-02&account=2-1045&page.size=2", static async (to, headers) => await new Contract.V1.Ledger.LedgerClient(to).ListEntriesAsync(new ListEntriesRequest { Period = "2026-02", Account = "2-1045", Page = new PageRequest { Size = 2 } }, headers), new ListEntriesResponse()),
        new("Ledger.ListEntries", "/v1/entries?period=2026-02&memberNo=M1", static async (to, headers) => await new Contract.V1.Ledger.LedgerClient(to).ListEntriesAsync(new ListEntriesRequest { Period = "2026-02", MemberNo = "M1" }, headers), new ListEntriesResponse()),
        new("Ledger.GetEntry", "/v1/entries/2026-02/{entry}", static async (to, headers) => await new Contract.V1.Ledger.LedgerClient(to).GetEntryAsync(new GetEntryRequest { Period = "2026-02", EntryId = await AnEntry(to, headers) }, headers), new Entry()),
        new("Ledger.GetTrialBalance", "/v1/trial-balance", static async (to, headers) => await new Contract.V1.Ledger.LedgerClient(to).GetTrialBalanceAsync(new GetTrialBalanceRequest(), headers), new TrialBalance()),
        new("Ledger.GetTrialBalance", "/v1/trial-balance?upTo=2026-02-27", static async (to, headers) => await new Contract.V1.Ledger.LedgerClient(to).GetTrialBalanceAsync(new GetTrialBalanceRequest { UpTo = "2026-02-27" }, headers), new TrialBalance()),
        new("Ledger.GetMemberStatement", "/v1/members/M1/statement?from_date=2026-02-02", static async (to, headers) => await new Contract.V1.Ledger.LedgerClient(to).GetMemberStatementAsync(new GetMemberStatementRequest { MemberNo = "M1", FromDate = "2026-02-02" }, headers), new MemberStatement()),
        new("Members.ListMembers", "/v1/members?employer=E1&page.size=2", static async (to, headers) => await new Contract.V1.Members.MembersClient(to).ListMembersAsync(new ListMembersRequest { Employer = "E1", Page = new PageRequest { Size = 2 } }, headers), new ListMembersResponse()),
        new("Members.ListMembers", "/v1/members?namePrefix=si&memberNoPrefix=M", static async (to, headers) => await new Contract.V1.Members.MembersClient(to).ListMembersAsync(new ListMembersRequest { NamePrefix = "si", MemberNoPrefix = "M" }, headers), new ListMembersResponse()),
        new("AuditTrail.ListAuditLines", "/v1/audit?actionPrefix=sign-in&toDate=2000-01-01", static async (to, headers) => await new Contract.V1.AuditTrail.AuditTrailClient(to).ListAuditLinesAsync(new ListAuditLinesRequest { ActionPrefix = "sign-in", ToDate = "2000-01-01" }, headers), new ListAuditLinesResponse()),
        new("Jobs.ListJobRuns", "/v1/jobs?job=verify-ledger&state=JOB_RUN_STATE_DONE&fromDate=2026-02-02", static async (to, headers) => await new Contract.V1.Jobs.JobsClient(to).ListJobRunsAsync(new ListJobRunsRequest { Job = "verify-ledger", State = JobRunState.Done, FromDate = "2026-02-02" }, headers), new ListJobRunsResponse()),
        new("Payouts.ListPayouts", "/v1/payouts?memberNo=M1&state=PAYOUT_STATE_BOOKED", static async (to, headers) => await new Contract.V1.Payouts.PayoutsClient(to).ListPayoutsAsync(new ListPayoutsRequest { MemberNo = "M1", State = PayoutState.Booked }, headers), new ListPayoutsResponse()),
        new("Members.GetMember", "/v1/members/M1", static async (to, headers) => await new Contract.V1.Members.MembersClient(to).GetMemberAsync(new GetMemberRequest { MemberNo = "M1" }, headers), new Member()),
    ];

    /// <summary>Methods that change something, or whose bodies are bytes: done by the one wire and looked at by the other in the tests of their capability.</summary>
    private static readonly string[] ByOtherTests = ["Periods.GetFile", "Periods.PutFile", "Periods.DeleteFile", "Periods.BeginUpload", "Periods.AppendUpload", "Periods.CompleteUpload", "Periods.ProposeRelease", "Periods.ListReleases", "Periods.DecideRelease",
        "Runs.StartRun", "Runs.WatchRunProgress", "Runs.GetRunResultFile",
        "Deductions.GetDeductionList", "Deductions.DownloadDeductionList", "Deductions.AcknowledgeDeductionList", "Deductions.GetMarkedReturn",
        "Payouts.ProposePayout", "Payouts.DecidePayout", "Payouts.WithdrawPayout", "Payouts.EndPayout",
        "Members.FindMembers", "Members.RevealMember", "Members.ListRegulatorHashes"];

    public static TheoryData<string> Paths => [.. Table.Select(static row => row.Path)];

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task The_answer_is_the_same(string path)
    {
        var row = Table.Single(row => row.Path == path);
        var to = server.Channel.CreateCallInvoker();
        var byGrpc = await row.Call(to, server.First);
        if (path.Contains("{entry}", StringComparison.Ordinal)) path = path.Replace("{entry}", (await AnEntry(to, server.First)).ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
        var text = path.Contains(":watch", StringComparison.Ordinal) ? await FirstLine(path) : await Whole(path);
        var byRest = JsonParser.Default.Parse(text, row.Empty.Descriptor);
        byRest.ShouldBe(byGrpc);
        byGrpc.CalculateSize().ShouldBeGreaterThan(0);
    }

    [Fact]
    public void Every_method_with_a_path_is_in_the_table()
    {
        ServiceDescriptor[] services = [Contract.V1.Runs.Descriptor, Contract.V1.Ledger.Descriptor, Contract.V1.Periods.Descriptor, Contract.V1.Deductions.Descriptor, Contract.V1.Members.Descriptor, Contract.V1.AuditTrail.Descriptor, Contract.V1.Payouts.Descriptor];
        var routes = new RestTable(services).Routes.Select(static route => $"{route.Method.Service.Name}.{route.Method.Name}").Distinct().ToList();
        routes.Except(Table.Select(static row => row.Method)).Except(ByOtherTests).ShouldBeEmpty();
        routes.Count.ShouldBe(services.Sum(static service => service.Methods.Count(static method => !(method.IsClientStreaming && method.IsServerStreaming))), "every method but conversations has a path");
    }

    /// <summary>Path, caller, code, and the call that fails alike.</summary>
    public static TheoryData<string, string?, StatusCode> Failures => new()
    {
        { "/v1/runs/2026-02/9", "first", StatusCode.NotFound },
        { "/v1/runs/2026-2/1", "first", StatusCode.InvalidArgument },
        { "/v1/runs/2026-02/1", null, StatusCode.Unauthenticated },
        { "/v1/runs/2026-02/1", "bank-system", StatusCode.PermissionDenied },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task A_failure_is_the_same(string path, string? who, StatusCode code)
    {
        var token = who is null ? null : who == "first" ? null : await server.TokenOf(Roles.Of(who)!.Value);
        var (status, text) = await server.Get(path, who);
        status.ShouldNotBe(HttpStatusCode.OK);
        var words = path.Split('/');
        var headers = who is null ? [] : token is null ? server.First : BusinessServer.Bearing(token);
        var failure = await Should.ThrowAsync<RpcException>(async () => await new Contract.V1.Runs.RunsClient(server.Channel).GetRunAsync(
            new GetRunRequest { Period = words[3], RunNo = int.Parse(words[4], System.Globalization.CultureInfo.InvariantCulture) }, headers));
        failure.StatusCode.ShouldBe(code);
        var problem = JsonDocument.Parse(text).RootElement;
        problem.GetProperty("code").GetString().ShouldBe(Problem.NameOf(code));
        problem.GetProperty("detail").GetString().ShouldBe(failure.Status.Detail);
        var details = Google.Rpc.Status.Parser.ParseFrom(failure.Trailers.GetValueBytes(Faults.DetailsTrailer)).Details;
        details[0].Unpack<ErrorInfo>().Reason.ShouldBe(problem.GetProperty("details")[0].GetProperty("reason").GetString());
        problem.GetProperty("details").GetArrayLength().ShouldBe(details.Count);
    }

    private async Task<string> Whole(string path)
    {
        var (status, text) = await server.Get(path);
        status.ShouldBe(HttpStatusCode.OK, text);
        return text;
    }

    private async Task<string> FirstLine(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(server.Http, path));
        request.Headers.Add("Authorization", server.First.GetValue("authorization"));
        using var response = await server.Rest.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        return JsonDocument.Parse((await reader.ReadLineAsync())!).RootElement.GetProperty("result").GetRawText();
    }

    private static async Task<IMessage> First(AsyncServerStreamingCall<Run> call)
    {
        using (call)
        {
            (await call.ResponseStream.MoveNext(CancellationToken.None)).ShouldBeTrue();
            return call.ResponseStream.Current;
        }
    }

    private static async Task<IMessage> DraftOfOne(CallInvoker to, Metadata headers)
    {
        var periods = new Contract.V1.Periods.PeriodsClient(to);
        using var put = periods.PutFile(headers);
        await put.RequestStream.WriteAsync(new PutFileRequest { Period = "2026-02", Name = "employers.csv", Content = new Google.Api.HttpBody { Data = ByteString.CopyFromUtf8("employer,name,bank_mode\nE1,Dinas,lump\n") } });
        await put.RequestStream.CompleteAsync();
        await put;
        return await periods.ListFilesAsync(new ListFilesRequest { Period = "2026-02" }, headers);
    }

    private static async Task<long> AnEntry(CallInvoker to, Metadata headers) =>
        (await new Contract.V1.Ledger.LedgerClient(to).ListEntriesAsync(new ListEntriesRequest { Period = "2026-02" }, headers)).Entries[3].EntryId;
}
