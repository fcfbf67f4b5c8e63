using System.Text;
using DeductionGateway.Contract.V1;
using DeductionGateway.Tests.Golden;
using DeductionGateway.Tests.Harness;
using DeductionGateway.Wire;
using Grpc.Core;
using Role = DeductionGateway.Access.Role;

namespace DeductionGateway.Tests.Periods;

/// <summary>An employer's program takes its list, sends the same lines back with what was withheld, and each is whom and what it was billed for.</summary>
public sealed class ReturnRoundTripTests(PeriodsServer server) : IClassFixture<PeriodsServer>
{
    private const string Period = PeriodsServer.Period;

    private static readonly string Billing = Text("expected.csv"), Profiles = Text("profiles.json");

    [Fact]
    public async Task By_employee_number()
    {
        var own = await Draft("by-number");
        var list = await List("E1", own);
        list.ShouldAllBe(static line => line.EmployeeNo.Length > 0 && line.NationalId.Length == 0 && line.AccountNo.Length == 0);
        await AllMatched("E1", list, own, "by-number");
    }

    [Fact]
    public async Task By_national_id()
    {
        var own = await Draft("by-id", ("profiles.json", Profiles.Replace("\"file\": \"payroll_E1.csv\",", "\"file\": \"payroll_E1.csv\", \"key\": \"national_id\",", StringComparison.Ordinal)));
        var list = await List("E1", own);
        list.Select(static line => line.NationalId).Distinct().ShouldBe(["3273014506800001", "3273011203790002", "3273015808850003"]);
        foreach (var line in list) line.EmployeeNo = "";
        await AllMatched("E1", list, own, "by-id");
    }

    [Fact]
    public async Task By_account_number()
    {
        var members = string.Join('\n', Text("members.csv").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static (line, at) => $"{line},{(at == 0 ? "account_no" : $"{4_936_667_420 + at}")}"));
        var own = await Draft("by-account", ("members.csv", members), ("profiles.json", Profiles.Replace("\"skip_rows\": 1,", "\"skip_rows\": 1, \"key\": \"account_no\", \"account_header\": \"NO PEGAWAI\",", StringComparison.Ordinal)), ("payroll_E2.csv", ""));
        var list = await List("E2", own);
        list.ShouldAllBe(static line => line.AccountNo.Length == 10 && line.NationalId.Length == 0);
        await AllMatched("E2", list, own, "by-account");
    }

    [Fact]
    public async Task One_amount_for_each()
    {
        var own = await Draft("one-amount", ("profiles.json", Profiles.Replace("\"shape\": \"lines\", \"number\": \"1250000\"", "\"shape\": \"total\", \"number\": \"1250000\"", StringComparison.Ordinal)), ("payroll_E1.csv", ""));
        var list = await List("E1", own);
        list.Select(static line => (line.Code, line.Amount.AmountMinor / 100)).ShouldBe([("", 600_000), ("", 170_000), ("", 100_000)]);
        await AllMatched("E1", list, own, "one-amount");
        (await Lines("E1", own)).Count.ShouldBe(3, "what each is made of is not said");
        var coded = Answer(list);
        coded[0].Code = "SW";
        (await Submit("E1", coded, own, commit: false)).Verdicts[0].Fault.ShouldContain("one amount");
    }

    /// <summary>Of two loans under one code the one that the line names gets the money, though the other would be closer.</summary>
    [Fact]
    public async Task By_obligation()
    {
        var lines = Billing.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static (line, at) => $"{line},{(at == 0 ? "obligation" : line.StartsWith("X8,", StringComparison.Ordinal) ? "LOAN-1" : "")}");
        var billed = $"{string.Join('\n', lines)}\nX9,2026-02,E2,7002,M5,Dewi Lestari,3273016212880005,PB,200000,0,200000,LOAN-2\n";
        var own = await Draft("by-obligation", ("expected.csv", billed));
        var list = await List("E2", own);
        list.Where(static line => line.Code == "PB").Select(static line => line.Obligation).ShouldBe(["LOAN-1", "LOAN-2"]);
        await Submit("E2", Answer(list), own);
        var answer = Answer(list);
        answer.Single(static line => line.Obligation == "LOAN-1").Amount = WireMoney.Of(200_000);
        answer.Single(static line => line.Obligation == "LOAN-2").Amount = WireMoney.Of(50_000);
        answer.Add(new ReturnLine(answer[^1]) { Obligation = "LOAN-9", Amount = WireMoney.Of(7_000) });
        await Submit("E2", answer, own);
        await Run("by-obligation");
        (await Lines("E2", own)).Where(static line => line.Code == "PB").Select(static line => (line.Record, line.Billed.AmountMinor / 100, line.Reported.AmountMinor / 100, line.Amount)).ShouldBe(
            [(3, 310_000, 200_000, AmountFinding.Short), (4, 200_000, 50_000, AmountFinding.Short), (5, 0, 7_000, AmountFinding.Unbilled)]);
    }

    /// <summary>Personal numbers are whole to the employer whose people they are, in the audit, and masked to everybody else.</summary>
    [Fact]
    public async Task Numbers_are_whole_to_their_employer_alone()
    {
        var own = await Draft("numbers", ("profiles.json", Profiles.Replace("\"file\": \"payroll_E1.csv\",", "\"file\": \"payroll_E1.csv\", \"key\": \"national_id\",", StringComparison.Ordinal)));
        long Taken() => server.Database.AsSuperuser<long>("select count(*) from audit a join cooperative c on c.cooperative_id = a.cooperative_id where c.code = 'numbers' and action = 'deductions.get';").Single();
        foreach (var who in (Metadata[])[PeriodsServer.As(Role.Manager, cooperative: "numbers"), PeriodsServer.As(Role.CoreSystem, cooperative: "numbers")])
        {
            (await List("E1", who))[0].NationalId.ShouldBe("327301******0001");
            (await server.Send(HttpMethod.Get, $"/v1/periods/{Period}/employers/E1/deductions:download", who: who)).Text.ShouldNotContain("3273014506800001");
        }
        Taken().ShouldBe(0);
        (await List("E1", PeriodsServer.As(Role.PayrollOfficer, "E1", "numbers")))[0].NationalId.ShouldBe("3273014506800001");
        (await server.Send(HttpMethod.Get, $"/v1/periods/{Period}/employers/E1/deductions:download", who: own("E1"))).Text.ShouldContain(",3273014506800001,\n");
        Taken().ShouldBe(2);
        (await Should.ThrowAsync<RpcException>(() => List("E1", own("E2")))).StatusCode.ShouldBe(StatusCode.NotFound);
        (await List("E2", own("E2"))).ShouldAllBe(static line => line.NationalId.Length == 0, "another employer's profile names people by number");
    }

    private static string Text(string name) => Encoding.UTF8.GetString(PeriodsServer.Base(name));

    /// <summary>Each line of the list with all that it was billed for.</summary>
    private static List<ReturnLine> Answer(List<DeductionLine> list) => list.ConvertAll(static line => new ReturnLine
    {
        EmployeeNo = line.EmployeeNo, NationalId = line.NationalId, AccountNo = line.AccountNo, Name = line.Name, Code = line.Code, Obligation = line.Obligation, Amount = line.Amount,
    });

    private async Task AllMatched(string employer, List<DeductionLine> list, Func<string, Metadata> own, string cooperative)
    {
        var (verdicts, stored) = await Submit(employer, Answer(list), own);
        verdicts.ShouldAllBe(static one => one.LineClass == LineClass.Matched && one.Fault.Length == 0);
        (stored!.Reading.RowCount, stored.Reading.Sum.AmountMinor).ShouldBe((list.Count, list.Sum(static line => line.Amount.AmountMinor)));
        await Run(cooperative);
        var lines = await Lines(employer, own);
        lines.ShouldAllBe(static line => line.LineClass == LineClass.Matched && line.Identity == IdentityFinding.Key);
        lines.Sum(static line => line.Applied.AmountMinor).ShouldBe(stored.Reading.Sum.AmountMinor);
    }

    /// <summary>The base folder with some of its files otherwise; one without text is left out.</summary>
    private async Task<Func<string, Metadata>> Draft(string cooperative, params (string Name, string Text)[] otherwise)
    {
        var who = server.NewCooperative(cooperative);
        var folder = GoldenFolder.PathOf(GoldenFolder.Base);
        foreach (var name in PeriodsServer.InOrder(folder))
        {
            var other = otherwise.FirstOrDefault(one => one.Name == name);
            if (other.Text != "") await server.Put(name, other.Text is null ? PeriodsServer.Base(name) : Encoding.UTF8.GetBytes(other.Text), who);
        }
        return employer => PeriodsServer.As(Role.EmployerSystem, employer, cooperative);
    }

    private async Task Run(string cooperative)
    {
        var end = (await server.Run(Period, PeriodsServer.As(Role.Manager, cooperative: cooperative)))[^1];
        end.State.ShouldBe(RunState.Done, string.Join('\n', end.Faults));
    }

    private Task<List<DeductionLine>> List(string employer, Func<string, Metadata> own) => List(employer, own(employer));

    private async Task<List<DeductionLine>> List(string employer, Metadata who)
    {
        using var call = server.Deductions.GetDeductionList(new GetDeductionListRequest { Period = Period, Employer = employer }, who);
        var lines = new List<DeductionLine>();
        await foreach (var part in call.ResponseStream.ReadAllAsync())
        {
            if (part.Line is { } line) lines.Add(line);
        }
        return lines;
    }

    private async Task<List<ReturnLineState>> Lines(string employer, Func<string, Metadata> own) =>
        [.. (await server.Deductions.ListReturnLinesAsync(new ListReturnLinesRequest { Period = Period, Employer = employer }, own(employer))).Lines];

    private async Task<(List<LineVerdict> Verdicts, StoredFile? Stored)> Submit(string employer, List<ReturnLine> lines, Func<string, Metadata> own, bool commit = true)
    {
        using var call = server.Deductions.SubmitReturn(own(employer));
        await call.RequestStream.WriteAsync(new SubmitReturnRequest { Start = new ReturnStart { Period = Period, Employer = employer } });
        await call.RequestStream.WriteAsync(new SubmitReturnRequest { Lines = new ReturnLines { Lines = { lines } } });
        if (commit) await call.RequestStream.WriteAsync(new SubmitReturnRequest { Commit = new ReturnCommit { ControlRows = lines.Count, ControlTotal = new Money { AmountMinor = lines.Sum(static line => line.Amount.AmountMinor), CurrencyCode = "IDR" } } });
        await call.RequestStream.CompleteAsync();
        var (verdicts, stored) = (new List<LineVerdict>(), (StoredFile?)null);
        await foreach (var part in call.ResponseStream.ReadAllAsync())
        {
            if (part.Verdicts is { } some) verdicts.AddRange(some.Verdicts);
            else stored = part.Stored;
        }
        return (verdicts, stored);
    }
}
