using DeductionGateway.Contract.V1;
using DeductionGateway.Core.Intake;
using DeductionGateway.Tests.Cases;
using DeductionGateway.Tests.Harness;
using DeductionGateway.Tests.Periods;
using DeductionGateway.Tests.Proofs;
using Role = DeductionGateway.Access.Role;

namespace DeductionGateway.Tests.Banks;

/// <summary>What banks tell by SNAP of other channels, through the run, to the case and its resolution.</summary>
public sealed class ChannelsTests(PeriodsServer server) : IClassFixture<PeriodsServer>, IDisposable
{
    private const string Period = PeriodsServer.Period, Collector = "PENAGIH-9";
    private readonly Scratch _scratch = new();

    private Contract.V1.Cases.CasesClient Cases => new(server.Channel);

    /// <summary>Rina was withheld 60,000 of 100,000; she pays the rest to a virtual account, and Siti pays once more what her wages paid.</summary>
    [Fact]
    public async Task A_top_up_closes_a_short_line_and_a_second_payment_is_found_and_paid_back()
    {
        const string coop = "top-up";
        var who = server.NewCooperative(coop);
        using var bank = await server.BankOf(coop, Collector);
        await server.PutFolder(SmallPeriod.February(_scratch, coop).With("payroll_E1.csv", "3273015808850003,SW,100000", "3273015808850003,SW,60000").With("bank.csv", "C,870000.00", "C,830000.00").Folder, who);
        AddVa(coop, "103", "M3", 40_000);
        AddVa(coop, "101", "M1", 50_000);
        var token = await bank.Token();
        (await bank.Pay(token, "103", "p1", "40000.00", "1001")).ShouldBe("2002500");
        (await bank.Pay(token, "101", "p2", "50000.00", "1002")).ShouldBe("2002500");
        await Run(who);
        var lines = await Result("lines.csv", who);
        lines.Where(static row => row["expected_id"] is "X1" or "X5").Select(static row => $"{row["expected_id"]} {row["class"]} {row["taxonomy"]} {row["received_amount"]} {row["rule"]}").ShouldBe(["X1 double_deducted D05 100000 key@1", "X5 short B01 100000 other_channel"]);
        (await Result("mismatches.csv", who)).Select(static row => $"{row["cause"]} {row["member_no"]} {row["amount"]} {row["payroll_line"]} {row["bank_ref"]}").ShouldBe(["double_deducted M1 50000 1 snap/bank-a/va/p2"]);
        var found = (await Cases.ListCasesAsync(new ListCasesRequest(), who)).Cases.Single();
        (await Cases.GetCaseAsync(new GetCaseRequest { CaseId = found.CaseId }, who)).Entries.Select(static entry => entry.BankRef).ShouldBe(["B001", "snap/bank-a/va/p2"], ignoreOrder: true, "the employer's money and her own, nobody else's");
        await Resolve(coop, found.CaseId, ResolutionKind.Refund);
        (await Result("mismatches.csv", who, again: true)).ShouldBeEmpty();
    }

    /// <summary>Of a bill that wages left short the member paid more than was open, and for another an autodebit brought more: the queue says which was which.</summary>
    [Fact]
    public async Task What_came_beyond_a_short_bill_says_by_which_channel()
    {
        const string coop = "beyond";
        var who = server.NewCooperative(coop);
        using var bank = await server.BankOf(coop, Collector);
        await server.PutFolder(SmallPeriod.February(_scratch, coop).With("payroll_E1.csv", "3273015808850003,SW,100000", "3273015808850003,SW,60000").With("payroll_E1.csv", "PU,550000", "PU,500000").With("bank.csv", "C,870000.00", "C,780000.00").Folder, who);
        AddVa(coop, "103", "M3", 45_000);
        var token = await bank.Token();
        (await bank.Pay(token, "103", "b1", "45000.00", "3101")).ShouldBe("2002500");
        (await Debit(bank, token, "B2", "00", 60_000, "AUTODEBET M1 PU 202602", "3102", merchant: "")).ShouldBe("2005600");
        await Run(who);
        string[] beyond = ["paid_beyond M1 10000 D04", "paid_beyond M3 5000 D05"];
        (await Result("mismatches.csv", who)).Select(static row => $"{row["cause"]} {row["member_no"]} {row["amount"]} {row["taxonomy"]}").ShouldBe(beyond);
        (await Cases.ListCasesAsync(new ListCasesRequest { Cause = "paid_beyond" }, who)).Cases.Select(static one => $"{one.Cause} {one.MemberNo} {one.Amount.AmountMinor / 100} {one.Taxonomy}").ShouldBe(beyond, ignoreOrder: true);
    }

    /// <summary>Siti's instalment is not in her employer's file: a bank took it for a collector of its own.</summary>
    [Fact]
    public async Task What_a_collector_took_marks_the_line_posts_nothing_and_goes_when_it_is_given_back()
    {
        const string coop = "collector";
        var who = server.NewCooperative(coop);
        using var bank = await server.BankOf(coop, Collector);
        await server.PutFolder(SmallPeriod.February(_scratch, coop).With("payroll_E1.csv", "00101,SITI AMINAH,3273014506800001,PU,550000,2026-02\n", "")
            .With("payroll_E1.csv", "3273011203790002,SW,50000", "3273011203790002,SW,75000").With("bank.csv", "C,870000.00", "C,345000.00").Folder, who);
        await Run(who);
        var journal = await Read("journal.csv", who);
        (await Queue(who)).ShouldBe(["missing M1 550000 X2", "over M2 25000 X3"]);
        var token = await bank.Token();
        foreach (var (id, external) in ((string, string)[])[("T1", "2001"), ("T1", "2002")]) (await Debit(bank, token, id, "00", 550_000, "AUTODEBET M1 PU 202602", external)).ShouldBe("2005600", "told again it is the same");
        (await Debit(bank, token, "T1", "00", 550_001, "AUTODEBET M1 PU 202602", "2003")).ShouldBe("4045618");
        (await Debit(bank, token, "T2", "00", 50_000, "AUTODEBET M1 SW 202602", "2004")).ShouldBe("2005600", "her wages paid it already");
        (await Debit(bank, token, "T3", "00", 12_000, "ANGSURAN KENDARAAN", "2005")).ShouldBe("2005600", "nobody's");
        (await Debit(bank, token, "T4", "03", 9_000, "AUTODEBET M1 SW 202602", "2006")).ShouldBe("2005600", "not done");
        (await server.Names(who)).ShouldContain(CollectorDebits.FileName);
        await Run(who);
        string[] claimed = ["taken_elsewhere M1 550000 X2", "taken_twice M1 50000 X1", "over M2 25000 X3", "taken_unbilled  12000 "];
        (await Queue(who)).ShouldBe(claimed, ignoreOrder: true);
        (await Read("journal.csv", who)).ShouldBe(journal, "nothing is posted");
        (await Result("lines.csv", who)).Where(static row => row["expected_id"] == "X2").Select(static row => $"{row["class"]} {row["taxonomy"]} {row["received_amount"]} {row["rule"]}").ShouldBe(["missing F08|B03 0 taken_elsewhere"]);
        server.Database.AsSuperuser<string>("select l.taxonomy || ' ' || l.rule from line l join cooperative c using (cooperative_id) where c.code = @coop and (l.taxonomy like '%F08%' or l.rule like '%taken%');", new { coop }).ShouldBeEmpty("employers read these columns");
        (await Read("anggota.csv", who)).ShouldContain("Rp550.000 didebet bank untuk pihak lain, sedang kami tanyakan, bukan tunggakan Anda");
        var claim = (await Cases.ListCasesAsync(new ListCasesRequest { Cause = "taken_elsewhere" }, who)).Cases.Single();
        claim.CaseId.ShouldNotContain("debit/T1");
        var detail = await Cases.GetCaseAsync(new GetCaseRequest { CaseId = claim.CaseId }, who);
        detail.Entries.Select(static entry => $"{entry.BankRef} {entry.ValueDate} {entry.Amount.AmountMinor / 100} {entry.Counterparty} {entry.Narrative}").ShouldBe(["snap/bank-a/debit/T1 2026-02-26 550000 PENAGIH-9 AUTODEBET M1 PU 202602"]);
        detail.Advice.ShouldContain("ask the bank");
        // A decision about another row of the employer decides the file anew, without a folder, and knows what was taken.
        await Resolve(coop, (await Cases.ListCasesAsync(new ListCasesRequest { Cause = "over" }, who)).Cases.Single().CaseId, ResolutionKind.Keep);
        (await Open(who)).ShouldBe(claimed.Where(static one => !one.StartsWith("over", StringComparison.Ordinal)), ignoreOrder: true);
        foreach (var (id, amount, remark, external) in ((string, long, string, string)[])[("T1", 550_000, "AUTODEBET M1 PU 202602", "2007"), ("T2", 50_000, "AUTODEBET M1 SW 202602", "2008"), ("T3", 12_000, "ANGSURAN KENDARAAN", "2009")]) (await Debit(bank, token, id, "04", amount, remark, external)).ShouldBe("2005600");
        await Run(who);
        (await Queue(who)).ShouldBe(["missing M1 550000 X2"]);
        (await Open(who)).ShouldBe(["missing M1 550000 X2"]);
        (await Read("anggota.csv", who)).ShouldNotContain("pihak lain");
        server.Database.AsSuperuser<string>("select substr(reference, 19) || ' ' || is_returned || ' ' || amount from collector_notice join cooperative using (cooperative_id) where code = @coop order by 1;", new { coop })
            .ShouldBe(["T1 false 550000", "T1 true 550000", "T2 false 50000", "T2 true 50000", "T3 false 12000", "T3 true 12000"]);
    }

    /// <summary>A merchant becomes a collector, and is none again, between two notices of one debit: what it was told as first it stays.</summary>
    [Fact]
    public async Task One_debit_is_one_fact_whatever_its_merchant_becomes()
    {
        const string coop = "becomes-collector";
        var who = server.NewCooperative(coop);
        using var bank = await server.BankOf(coop, "PENAGIH-1");
        await server.PutFolder(SmallPeriod.February(_scratch, coop).Folder, who);
        var token = await bank.Token();
        await Tell("T1", "00", "4001");
        (await server.BankOf(coop, Collector)).Dispose();
        await Tell("T1", "00", "4002");
        await Tell("T2", "00", "4003");
        await Tell("T1", "04", "4004");
        Facts().ShouldBe(["taken T2 50000", "pushed T1 -50000", "pushed T1 50000"], ignoreOrder: true);
        (await server.BankOf(coop, "PENAGIH-1")).Dispose();
        await Tell("T2", "00", "4005");
        await Tell("T2", "04", "4006");
        Facts().ShouldBe(["taken T2 50000", "returned T2 50000", "pushed T1 -50000", "pushed T1 50000"], ignoreOrder: true);
        (await Debit(bank, token, "T1", "00", 50_001, "AUTODEBET M1 SW 202602", "4007")).ShouldBe("4045618", "of another amount than it was");

        async Task Tell(string id, string status, string external) => (await Debit(bank, token, id, status, 50_000, "AUTODEBET M1 SW 202602", external)).ShouldBe("2005600");

        List<string> Facts() => server.Database.AsSuperuser<string>("""
            select 'pushed ' || substr(bank_ref, 19) || ' ' || amount from pushed_posting join cooperative using (cooperative_id) where code = @coop
            union all
            select case when is_returned then 'returned ' else 'taken ' end || substr(reference, 19) || ' ' || amount from collector_notice join cooperative using (cooperative_id) where code = @coop;
            """, new { coop });
    }

    public void Dispose() => _scratch.Dispose();

    private void AddVa(string coop, string customer, string member, long amount) => server.Database.AsSuperuser<int>("""
        insert into virtual_account (cooperative_id, partner, va_no, name, employer, member_no, code, period, kind, amount, expires, actor, at)
        select cooperative_id, 'bank-a', '88899' || @customer, @member, 'E1', @member, 'SW', 202602, 'C', @amount, '2026-04-01', 'test', '2026-02-01' from cooperative where code = @coop;
        """, new { coop, customer, member, amount });

    private static Task<string> Debit(SigningBank bank, string token, string id, string status, long amount, string remark, string external, string merchant = Collector) => bank.Send(
        token, "debit/notify", $$$"""{"originalReferenceNo":"{{{id}}}","latestTransactionStatus":"{{{status}}}","merchantId":"{{{merchant}}}","amount":{"value":"{{{amount}}}.00","currency":"IDR"},"additionalInfo":{"remark":"{{{remark}}}"}}""", external);

    private async Task Run(Grpc.Core.Metadata who)
    {
        var end = (await server.Run(Period, who))[^1];
        end.State.ShouldBe(RunState.Done, end.Reason + string.Join('\n', end.Faults));
    }

    private async Task Resolve(string coop, string caseId, ResolutionKind kind)
    {
        var proposed = await Cases.ProposeResolutionAsync(new ProposeResolutionRequest { CaseId = caseId, Kind = kind, Reason = "because" }, CasesServer.Officer(coop));
        (await Cases.DecideResolutionAsync(new DecideResolutionRequest { DecisionNo = proposed.DecisionNo, Approve = true }, CasesServer.Manager(coop))).State.ShouldBe(DecisionState.Approved);
    }

    private async Task<string> Read(string file, Grpc.Core.Metadata who) => System.Text.Encoding.UTF8.GetString(await server.Result(Period, file, who));

    private async Task<IReadOnlyList<CsvRow>> Result(string file, Grpc.Core.Metadata who, bool again = false)
    {
        if (again) await Run(who);
        return [.. CsvTable.Parse(await Read(file, who)).Rows];
    }

    private async Task<IEnumerable<string>> Queue(Grpc.Core.Metadata who) => (await Result("mismatches.csv", who)).Select(static row => $"{row["cause"]} {row["member_no"]} {row["amount"]} {row["expected_id"]}");

    /// <summary>The cases of the wire, in the same words.</summary>
    private async Task<IEnumerable<string>> Open(Grpc.Core.Metadata who) =>
        (await Cases.ListCasesAsync(new ListCasesRequest(), who)).Cases.Select(static one => $"{one.Cause} {one.MemberNo} {one.Amount.AmountMinor / 100} {one.ExpectedId}");
}
