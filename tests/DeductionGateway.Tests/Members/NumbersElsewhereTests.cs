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

    /// <summary>What a run made, by the roles that may have it: whole for who resolves cases, masked or refused for others, and each in the audit.</summary>
    [Fact]
    public async Task Result_files_show_long_numbers_to_who_resolves_cases_only()
    {
        var who = server.Server.NewCooperative("results");
        var folder = SmallPeriod.February(_scratch, "results")
            .WithStatement("bank-more.csv", "B010,2026-02-28,C,75000,1234567890 SESEORANG,\"TITIPAN \"\"NIK\"\" 3273 0145 0680 0001 TGL 20260228\"")
            .With("payroll_E1.csv", "00103,RINA WULANDARI,3273015808850003,SW,100000", "00103,RINA WULANDARI,3273015808850003,SW,100000,2026-02\n3273014506800009,ORANG LAIN,1111222233334444,SW,100000").Folder;
        await server.Server.PutFolder(folder, who);
        (await server.Server.Run("2026-02", who))[^1].State.ShouldBe(RunState.Done);
        await server.Server.Put("payroll_E1.csv", Encoding.UTF8.GetBytes((await File.ReadAllTextAsync(Path.Combine(folder, "payroll_E1.csv"))).Replace("1111222233334444,SW,100000", "1111222233334444,SW,90000", StringComparison.Ordinal)), who);
        var files = (await server.Server.Run("2026-02", who))[^1].Result.Files.Select(static one => one.Name).ToList();
        files.ShouldContain("corrections.csv");
        var whole = new Dictionary<string, string>();
        foreach (var name in files.Where(static name => name.EndsWith(".csv", StringComparison.Ordinal))) whole[name] = await Text(name, who);
        whole["mismatches.csv"].ShouldContain("1234567890 SESEORANG: TITIPAN \"\"NIK\"\" 3273 0145 0680 0001 TGL 20260228");
        whole["corrections.csv"].ShouldContain(",3273014506800009,");
        foreach (var role in (Role[])[Role.Supervisor, Role.Board, Role.CoreSystem])
        {
            var other = PeriodsServer.As(role, cooperative: "results");
            foreach (var (name, text) in whole)
            {
                (await Text(name, other)).ShouldBe(text
                    .Replace("1234567890 SESEORANG", "******7890 SESEORANG", StringComparison.Ordinal).Replace("3273 0145 0680 0001", "3273 01** **** 0001", StringComparison.Ordinal)
                    .Replace(",3273014506800009,", ",327301******0009,", StringComparison.Ordinal), name);
            }
            (await Text("summary.json", other)).ShouldNotBeEmpty();
            foreach (var name in files.Where(static name => name.EndsWith(".xlsx", StringComparison.Ordinal)))
            {
                var refusal = await Should.ThrowAsync<RpcException>(() => Text(name, other));
                refusal.StatusCode.ShouldBe(StatusCode.PermissionDenied, name);
                refusal.Status.Detail.ShouldStartWith($"{name} is for managers and officers: ");
            }
        }
        files.ShouldContain("hasil.xlsx");
        (await Text("hasil.xlsx", PeriodsServer.As(Role.Officer, cooperative: "results"))).ShouldNotBeEmpty();
        var audit = server.Server.Database.AsSuperuser<string>("select actor || ' ' || object || ' ' || outcome from audit where action = 'file.get' and actor like 'results.%';");
        audit.ShouldContain("results.Board 2026-02/results/mismatches.csv given masked");
        audit.ShouldContain("results.CoreSystem 2026-02/results/lines.csv given");
        audit.ShouldContain("results.Officer 2026-02/results/hasil.xlsx given");
        audit.Count.ShouldBe(whole.Count + 3 * (whole.Count + 1) + 1);

        async Task<string> Text(string name, Metadata caller) => Encoding.UTF8.GetString(await server.Server.Result("2026-02", name, caller));
    }
}
