using System.Net;
using System.Text;
using DeductionGateway.Contract.V1;
using DeductionGateway.Tests.Cases;
using DeductionGateway.Tests.Periods;
using DeductionGateway.Tests.Proofs;
using DeductionGateway.Tests.Harness;
using Grpc.Core;
using Role = DeductionGateway.Access.Role;

namespace DeductionGateway.Tests.Members;

/// <summary>Where else personal numbers could be read: in what a bank wrote of a case, in faults, in whole files.</summary>
public sealed class NumbersElsewhereTests(CasesServer server) : IClassFixture<CasesServer>, IDisposable
{
    private const string Id = "3273014506800001";
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task What_a_bank_wrote_is_whole_for_who_resolves_cases_and_masked_for_others()
    {
        const string coop = "remarks";
        server.Run(coop, SmallPeriod.February(_scratch, coop).WithStatement("bank-more.csv", "B010,2026-02-28,C,75000,1234567890 SESEORANG,TITIPAN NIK 3273014506800001 TGL 20260228").Folder);
        foreach (var (role, counterparty, narrative) in ((Role, string, string)[])[
            (Role.Manager, "1234567890 SESEORANG", $"TITIPAN NIK {Id} TGL 20260228"), (Role.Officer, "1234567890 SESEORANG", $"TITIPAN NIK {Id} TGL 20260228"),
            (Role.Supervisor, "******7890 SESEORANG", "TITIPAN NIK 327301******0001 TGL 20260228"), (Role.Board, "******7890 SESEORANG", "TITIPAN NIK 327301******0001 TGL 20260228")])
        {
            var who = PeriodsServer.As(role, cooperative: coop);
            var one = (await server.Cases.ListCasesAsync(new ListCasesRequest { Cause = "unidentified_credit" }, who)).Cases.Single();
            one.Candidates.ShouldBe($"2026-02-28 {counterparty}: {narrative}");
            var detail = await server.Cases.GetCaseAsync(new GetCaseRequest { CaseId = one.CaseId }, who);
            detail.Case.ShouldBe(one);
            (detail.Entries.Single().Counterparty, detail.Entries.Single().Narrative).ShouldBe((counterparty, narrative));
        }
    }

    [Fact]
    public async Task A_fault_says_where_a_national_id_stands_and_not_which()
    {
        var who = server.Server.NewCooperative("quoting");
        foreach (var name in (string[])["employers.csv", "members.csv", "expected.csv", "profiles.json"]) await server.Server.Put(name, PeriodsServer.Base(name), who);
        var file = Encoding.UTF8.GetString(PeriodsServer.Base("payroll_E1.csv")).Replace("00102,BUDI SANTOSO,", $"{Id},BUDI SANTOSO,", StringComparison.Ordinal);
        var repeated = Encoding.UTF8.GetBytes(file.Replace("550000", $"{Id}x", StringComparison.Ordinal));
        var refusal = await Should.ThrowAsync<RpcException>(async () => await server.Server.Put("payroll_E1.csv", repeated, who));
        var faults = PeriodsServer.FaultsOf(refusal);
        faults.Faults.ShouldContain(static fault => fault.Text.Contains("327301******0001", StringComparison.Ordinal) && fault.Line > 0);
        (refusal.Status.Detail + faults).ShouldNotContain(Id);
        var (status, text) = await server.Server.Send(HttpMethod.Put, "/v1/periods/2026-02/files/payroll_E1.csv", new ByteArrayContent(repeated), who);
        status.ShouldBe(HttpStatusCode.BadRequest);
        text.ShouldContain("327301******0001");
        text.ShouldNotContain(Id);
    }

    [Fact]
    public async Task Who_takes_a_file_that_shows_people_stands_in_the_audit()
    {
        var who = server.Server.NewCooperative("taking");
        foreach (var name in (string[])["employers.csv", "members.csv"]) await server.Server.Put(name, PeriodsServer.Base(name), who);
        foreach (var name in (string[])["members.csv", "employers.csv"]) (await server.Server.Send(HttpMethod.Get, $"/v1/periods/2026-02/files/{name}", who: who)).Status.ShouldBe(HttpStatusCode.OK);
        (await server.Server.Send(HttpMethod.Get, "/v1/periods/2026-02/files/expected.csv", who: who)).Status.ShouldBe(HttpStatusCode.NotFound);
        server.Server.Database.AsSuperuser<string>("select actor || ' ' || object from audit where action = 'file.get' and actor like 'taking.%';").ShouldBe(["taking.Manager 2026-02/members.csv"]);
    }
}
