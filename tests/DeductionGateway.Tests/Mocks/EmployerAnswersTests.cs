using System.Net;
using System.Security.Cryptography;
using System.Text;
using DeductionGateway.Access;
using DeductionGateway.Contract.V1;
using DeductionGateway.Mocks.Bank;
using DeductionGateway.Mocks.Employer;
using DeductionGateway.Mocks.Faults;
using DeductionGateway.Sealing;
using DeductionGateway.Tests.Golden;
using DeductionGateway.Tests.Harness;
using DeductionGateway.Tests.Periods;
using Role = DeductionGateway.Access.Role;

namespace DeductionGateway.Tests.Mocks;

/// <summary>The simulated employer against the services as <c>serve</c> runs them: what it withheld is what the gateway has, by stream and by file, however the wire fails.</summary>
public sealed class EmployerAnswersTests(PeriodsServer server) : IClassFixture<PeriodsServer>, IDisposable
{
    private const string Period = PeriodsServer.Period;

    private readonly Scratch _scratch = new();

    [Theory]
    [InlineData("all", false, 11)]
    [InlineData("short", false, 12)]
    [InlineData("resigned", false, 13)]
    [InlineData("retyped", false, 14)]
    [InlineData("all", true, 15)]
    [InlineData("short", true, 16)]
    [InlineData("resigned", true, 17)]
    [InlineData("retyped", true, 18)]
    public async Task What_was_withheld_is_what_the_gateway_has(string payroll, bool byFile, int seed)
    {
        var cooperative = $"mock-{payroll}-{(byFile ? "file" : "stream")}";
        var (options, who) = await Employer(cooperative);
        var faults = new FaultPlan(Scenario.Named("hostile"), seed);
        var month = await EmployerMock.Run(options, Payroll.Named(payroll), faults, byFile, CancellationToken.None);

        month.Billed.Count.ShouldBe(5);
        (month.WithheldMinor == month.Billed.Sum(static line => line.Amount.AmountMinor)).ShouldBe(payroll is "all" or "retyped");
        (await Kept(who, byFile)).ShouldBe(Said(month));
        if (byFile) return;
        month.Verdicts.Count.ShouldBe(month.Withheld.Count);
        month.Verdicts.ShouldAllBe(static one => one.Fault.Length == 0);
        month.Verdicts.All(static one => one.LineClass == LineClass.Matched).ShouldBe(payroll == "all");
        if (payroll is "short" or "resigned") month.Verdicts.Count(static one => one.LineClass == LineClass.Short).ShouldBe(month.Withheld.Count(static line => line.Reason.Length > 0));
    }

    /// <summary>Lost, sent by nobody known, cut and doubled: in the end the answer stands there, once. The seeds are ones under which these happen.</summary>
    [Theory]
    [InlineData(false, 666, "AnswerLost", "WrongSignature", "Truncated", "Duplicate")]
    [InlineData(false, 2, "Reset")]
    [InlineData(true, 888, "WrongSignature", "Reset", "AnswerLost", "Duplicate")]
    [InlineData(true, 6, "Truncated")]
    public async Task However_it_fails_the_answer_arrives(bool byFile, int seed, params string[] happen)
    {
        var (options, who) = await Employer($"mock-faults-{seed}");
        var faults = new FaultPlan(Scenario.Named("hostile"), seed);
        var month = await EmployerMock.Run(options, Payroll.Named("short"), faults, byFile, CancellationToken.None);
        (await Kept(who, byFile)).ShouldBe(Said(month));
        foreach (var fault in happen) faults.Counts.Keys.ShouldContain($"{(byFile ? "PutFile" : "SubmitReturn")} {fault}");
    }

    /// <summary>Paid at the simulated bank, or withheld and not paid: the run says matched, or unremitted.</summary>
    [Theory]
    [InlineData("all", "matched")]
    [InlineData("unremitted", "unremitted")]
    public async Task What_was_paid_decides_what_the_run_says(string payroll, string kind)
    {
        await using var bank = await BankMock.Start(new BankOptions { Day = new DateOnly(2026, 2, 27), RunNo = 1, Account = MockBank.Account }, new FaultPlan(Scenario.Named("clean"), 1), new IPEndPoint(IPAddress.Loopback, 0), TimeProvider.System, CancellationToken.None);
        var (options, who) = await Employer($"mock-paid-{payroll}");
        options = options with { Bank = bank.Address, Name = "Dinas Pendidikan Kota Bandung" };
        var month = await EmployerMock.Run(options, Payroll.Named(payroll), new FaultPlan(Scenario.Named("clean"), 1), byFile: false, CancellationToken.None);
        month.RemittedMinor.ShouldBe(payroll == "all" ? month.WithheldMinor : 0);

        var day = bank.Ledger.Day;
        await server.Put("bank.csv", Encoding.UTF8.GetBytes(StatementFiles.Csv(bank.Ledger, MockBank.Account, day, day)), who);
        await server.Put("bank.mt940", Encoding.UTF8.GetBytes(StatementFiles.Mt940(bank.Ledger, MockBank.Account, day, day)), who);
        var end = (await server.Run(Period, who))[^1];
        end.State.ShouldBe(RunState.Done, string.Join('\n', end.Faults));
        var lines = CsvText.Rows(Encoding.UTF8.GetString(await server.Result(Period, "lines.csv", who)));
        var (file, says) = (lines[0].ToList().IndexOf("payroll_file"), lines[0].ToList().IndexOf("class"));
        lines.Skip(1).Where(row => row[file] == "streamed_E1.csv").Select(row => row[says]).ShouldBe(Enumerable.Repeat(kind, 5));
    }

    public void Dispose() => _scratch.Dispose();

    /// <summary>Number, code and rupiah of each line of the file that the gateway has.</summary>
    private async Task<List<string>> Kept(Grpc.Core.Metadata who, bool byFile)
    {
        var (status, text) = await server.Send(HttpMethod.Get, $"/v1/periods/{Period}/files/{(byFile ? "payroll_E1.csv" : "streamed_E1.csv")}", who: who);
        status.ShouldBe(HttpStatusCode.OK, text);
        var rows = CsvText.Rows(text);
        var header = rows[0].ToList();
        int[] at = [.. (byFile ? "nip kode jumlah" : "employee_no code amount").Split(' ').Select(name => header.IndexOf(name))];
        return [.. rows.Skip(1).Select(row => string.Join(' ', at.Select(one => row[one])))];
    }

    private static IEnumerable<string> Said(EmployerMonth month) => month.Withheld.Select(static line => $"{line.EmployeeNo} {line.Code} {line.AmountMinor / 100}");

    /// <summary>A cooperative of the base folder whose E1 has not answered yet, and E1's account.</summary>
    private async Task<(EmployerOptions Options, Grpc.Core.Metadata Manager)> Employer(string cooperative)
    {
        var who = server.NewCooperative(cooperative);
        await server.PutFolder(GoldenFolder.PathOf(GoldenFolder.Base), who);
        await server.Periods.DeleteFileAsync(new DeleteFileRequest { Period = Period, Name = "payroll_E1.csv" }, who);
        server.Database.AsSuperuser<int>("insert into employer (cooperative_id, employer, name, bank_mode) select cooperative_id, 'E1', 'E1', 0 from cooperative where code = @cooperative on conflict do nothing;", new { cooperative });
        var accounts = new Accounts(server.Database.Database, MasterKey.ReadOrMake(_scratch["master.key"]), TimeProvider.System);
        var secret = await accounts.AddClient($"hr-{cooperative}", cooperative, Role.EmployerSystem, "E1", null, CancellationToken.None);
        return (new EmployerOptions(server.Http, new Uri($"http://{server.Channel.Target}"), $"hr-{cooperative}", secret!, Period, "E1") { File = "payroll_E1.csv" }, who);
    }
}
