using DeductionGateway.Commands;
using DeductionGateway.Contract.V1;
using DeductionGateway.Tests.Cases;
using DeductionGateway.Tests.Harness;
using DeductionGateway.Tests.Proofs;

namespace DeductionGateway.Tests.Payouts;

/// <summary>Folders that show a payout's debit, run as a user would: Budi (M2) is owed 25,000.</summary>
public sealed class PayoutRunTests(CasesServer server) : IClassFixture<CasesServer>
{
    private const string Account = "1370012345678", Reference = "20260227090000123000000001", Paid = "1-1020 +25000, 2-1050 M2 -25000";
    private const string Approved = $"reference,member_no,amount\n{Reference},M2,25000\n";
    private const string Row = $"snap/bank-a/row/T1,2026-02-27,2026-02-27,D,25000.00,IDR,{Account},,TRF {Reference} REF T1";
    private const string Shown = $"B900,2026-02-27,D,25000,BUDI SANTOSO,TRF {Reference}";

    /// <summary>The payout is known (k), the debit stands in a row of the statement that was asked for (r), and in its file (f): run by run in every order.</summary>
    [Theory]
    [InlineData("krf")]
    [InlineData("kfr")]
    [InlineData("rkf")]
    [InlineData("rfk")]
    [InlineData("fkr")]
    [InlineData("frk")]
    public async Task Whatever_comes_first_it_is_booked_once(string order)
    {
        var coop = $"payout-{order}";
        var month = await Owing(coop);
        var before = server.Books(coop);
        foreach (var step in order)
        {
            if (step == 'k') Write(month, "payouts.csv", Approved);
            if (step == 'r') Write(month, "bank_pushed.csv", $"bank_ref,booking_date,value_date,dc,amount,currency,account,counterparty,narrative\n{Row}\n");
            if (step == 'f') month.WithStatement("bank-more.csv", Shown);
            server.Run(coop, month.Folder);
        }
        CasesServer.Between(before, server.Books(coop)).ShouldBe(Paid);
        server.ShouldBeProved();
        var run = server.Run(coop, month.Folder);
        run.Table("bank_entries.csv", "amount", "kind", "member_no").ShouldContain("-25000 debit M2");
        run.Table("mismatches.csv", "cause").ShouldBeEmpty();
        run.Table("journal.csv", "account", "member_no", "debit", "credit", "source").Where(static row => row.EndsWith("payout", StringComparison.Ordinal)).ShouldBe(["2-1050 M2 25000 0 payout", "1-1020  0 25000 payout"]);
        CasesServer.Between(before, server.Books(coop)).ShouldBe(Paid, "the same folder again");
    }

    /// <summary>One that names the payout and is of another amount, or one more, is not it; nor was it taken for a shortfall that it happens to equal.</summary>
    [Theory]
    [InlineData($"B900,2026-02-28,D,100000,,TRF {Reference}", "payout_differs 100000", "1-1020 +100000, 1-1050 -100000")]
    [InlineData($"{Shown}\nB901,2026-02-28,D,25000,,TRF {Reference}", "payout_differs 25000", "1-1020 +50000, 1-1050 -25000, 2-1050 M2 -25000")]
    public async Task Another_debit_that_names_it_stays_open_and_says_so(string debits, string queue, string posted)
    {
        var coop = $"payout-other-{debits.Length}";
        // Rina's 100,000 were not withheld.
        var month = await Owing(coop, static month => month.With("payroll_E1.csv", "00103,RINA WULANDARI,3273015808850003,SW,100000,2026-02\n", "").With("bank.csv", "C,895000.00", "C,795000.00"));
        var before = server.Books(coop);
        Write(month, "payouts.csv", Approved);
        month.WithStatement("bank-more.csv", debits.Split('\n'));
        server.Run(coop, month.Folder).Table("mismatches.csv", "cause", "amount").ShouldBe([queue, "missing 100000"], ignoreOrder: true);
        CasesServer.Between(before, server.Books(coop)).ShouldBe(posted);
        var found = await server.Case(coop, "payout_differs");
        (found.Taxonomy, found.HeldIn).ShouldBe(("A08", "1-1050"));
        (await server.Cases.GetCaseAsync(new GetCaseRequest { CaseId = found.CaseId }, CasesServer.Manager(coop))).Advice.ShouldContain("names a payout");
        server.ShouldBeProved();
    }

    /// <summary>The bank takes its debit back in the month after, by a reversal or by a credit that names the payout: it is owed again.</summary>
    [Theory]
    [InlineData("B900,2026-03-03,RD,25000,,KOREKSI", "reversal M2")]
    [InlineData($"C900,2026-03-03,C,25000,,RETUR {Reference}", "reversal M2")]
    public async Task What_comes_back_is_owed_again(string entry, string listed)
    {
        var coop = $"payout-back-{entry.Length}";
        var month = await Owing(coop);
        Write(month, "payouts.csv", Approved);
        var before = server.Books(coop)["2-1050 M2"];
        server.Run(coop, month.WithStatement("bank-more.csv", Shown).Folder);
        server.Books(coop).ShouldNotContainKey("2-1050 M2");
        var march = server.March().WithStatement("bank-more.csv", entry);
        Write(march, "payouts.csv", Approved);
        server.Run(coop, march.Folder).Table("bank_entries.csv", "kind", "member_no").ShouldContain(listed);
        server.Books(coop)["2-1050 M2"].ShouldBe(before);
        server.ShouldBeProved();
        server.Server.Database.AsSuperuser<string>("select identity from bank_entry_now where cooperative_id = @id and member_no = 'M2' and employer is not null;", new { id = server.Id(coop) }).ShouldBeEmpty("it is no affair of his employer");
        var entries = server.Entries(coop);
        server.Run(coop, march.Folder);
        server.Run(coop, month.Folder);
        server.Entries(coop).ShouldBe(entries, "both months again");
    }

    [Fact]
    public async Task A_payout_to_nobody_refuses_the_folder()
    {
        const string coop = "payout-nobody";
        var month = await Owing(coop);
        Write(month, "payouts.csv", Approved.Replace("M2", "M77", StringComparison.Ordinal));
        var run = Reconciling.Folder(month.Folder, server.NewFolder(), server.Server.Database, "--cooperative", coop);
        (run.ExitCode, run.Error.Contains("payouts.csv:0:0 MEMBER_UNKNOWN", StringComparison.Ordinal)).ShouldBe((ExitCode.FileRefused, true), run.Error);
    }

    private async Task<SmallPeriod> Owing(string coop, Func<SmallPeriod, SmallPeriod>? otherwise = null)
    {
        var month = server.Plain().With("payroll_E1.csv", "00102,BUDI SANTOSO,3273011203790002,SW,50000", "00102,BUDI SANTOSO,3273011203790002,SW,75000").With("bank.csv", "C,870000.00", "C,895000.00");
        month = otherwise?.Invoke(month) ?? month;
        server.Run(coop, month.Folder);
        await server.Approve(coop, await server.Propose(coop, (await server.Case(coop, "over")).CaseId, ResolutionKind.Refund));
        return month;
    }

    private static void Write(SmallPeriod month, string file, string text) => File.WriteAllText(Path.Combine(month.Folder, file), text);
}
