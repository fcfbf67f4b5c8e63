using DeductionGateway.Commands;
using DeductionGateway.Contract.V1;
using DeductionGateway.Tests.Golden;
using DeductionGateway.Tests.Harness;
using DeductionGateway.Wire;
using Grpc.Core;

namespace DeductionGateway.Tests.Wire;

/// <summary>What the first capabilities answer, against what the database holds.</summary>
public sealed class CapabilityTests(BusinessServer server) : IClassFixture<BusinessServer>
{
    private Contract.V1.Runs.RunsClient Runs => new(server.Channel);
    private Contract.V1.Ledger.LedgerClient Ledger => new(server.Channel);

    [Fact]
    public async Task A_cooperative_sees_its_own_and_nothing_else()
    {
        (await Runs.ListRunsAsync(new ListRunsRequest(), server.First)).Runs.Count.ShouldBe(1);
        server.Cooperatives.Database.AsSuperuser<long>("select count(distinct cooperative_id) from run;").ShouldBe([2]);
        var trial = await Ledger.GetTrialBalanceAsync(new GetTrialBalanceRequest(), server.First);
        var debit = server.Cooperatives.Database.AsSuperuser<long>("select sum(debit)::bigint from posting where cooperative_id = @First;", new { server.Cooperatives.First })[0];
        trial.TotalDebit.ShouldBe(new Money { AmountMinor = debit * 100, CurrencyCode = "IDR" });
        trial.TotalCredit.ShouldBe(trial.TotalDebit);
        trial.Lines.Sum(static line => line.Balance.AmountMinor).ShouldBe(0);
    }

    [Fact]
    public async Task A_run_shows_its_units_and_classes()
    {
        var run = await Runs.GetRunAsync(new GetRunRequest { Period = "2026-02", RunNo = 1 }, server.First);
        run.Units.Select(static unit => unit.Employer).ShouldBe(["E1", "E2"]);
        run.Summary.UnitCount.ShouldBe(2);
        run.Summary.Reported.AmountMinor.ShouldBe(run.Units.Sum(static unit => unit.Reported.AmountMinor));
        run.Units[0].PayrollFile.ShouldBe("payroll_E1.csv");
        run.Units[0].Reported.AmountMinor.ShouldBe(87_000_000);
        run.Units[0].Money.ShouldBe(Contract.V1.MoneyFinding.Received);
        run.Units.ShouldAllBe(static unit => !unit.IsSuperseded && unit.Revision == 1);
        var rows = server.Cooperatives.Database.AsSuperuser<(short Class, long Rows, long Reported, long Received)>(
            "select class, count(*), sum(reported)::bigint, sum(received)::bigint from line where cooperative_id = @First group by class order by class;", new { server.Cooperatives.First });
        run.Classes.Select(static one => ((short)((int)one.LineClass - WireEnum.Offset), one.RowCount, one.Reported.AmountMinor / 100, one.Received.AmountMinor / 100)).ShouldBe(rows);
    }

    [Fact]
    public async Task Pages_of_entries_are_the_whole_list_in_order()
    {
        var whole = (await Ledger.ListEntriesAsync(new ListEntriesRequest { Period = "2026-02" }, server.First)).Entries;
        var paged = new List<Entry>();
        var request = new ListEntriesRequest { Period = "2026-02", Page = new PageRequest { Size = 3 } };
        do
        {
            var page = await Ledger.ListEntriesAsync(request, server.First);
            page.Entries.Count.ShouldBeLessThanOrEqualTo(3);
            paged.AddRange(page.Entries);
            request.Page.Token = page.Page.NextToken;
        }
        while (request.Page.Token.Length > 0);
        paged.ShouldBe(whole);
        whole.ShouldAllBe(static entry => entry.Postings.Sum(static one => one.Debit.AmountMinor) == entry.Postings.Sum(static one => one.Credit.AmountMinor) && entry.Postings.Count > 1);
    }

    [Fact]
    public async Task A_token_of_another_filter_is_refused()
    {
        var first = await Ledger.ListEntriesAsync(new ListEntriesRequest { Period = "2026-02", Page = new PageRequest { Size = 1 } }, server.First);
        foreach (var token in (string[])[first.Page.NextToken, "x", "AAAA"])
        {
            var other = new ListEntriesRequest { Period = "2026-02", Account = "1-1020", Page = new PageRequest { Size = 1, Token = token } };
            (await Should.ThrowAsync<RpcException>(async () => await Ledger.ListEntriesAsync(other, server.First))).StatusCode.ShouldBe(StatusCode.InvalidArgument);
        }
    }

    [Fact]
    public async Task A_statement_runs_from_opening_to_closing_and_equals_the_totals()
    {
        var statement = await Ledger.GetMemberStatementAsync(new GetMemberStatementRequest { MemberNo = "M1" }, server.First);
        statement.Name.ShouldBe("Siti Aminah");
        statement.Accounts.ShouldNotBeEmpty();
        foreach (var account in statement.Accounts)
        {
            account.ClosingBalance.AmountMinor.ShouldBe(account.OpeningBalance.AmountMinor + account.Postings.Sum(static one => one.Debit.AmountMinor - one.Credit.AmountMinor));
            account.Postings[^1].Balance.ShouldBe(account.ClosingBalance);
        }
        var stored = server.Cooperatives.Database.AsSuperuser<long>("""
            select sum(t.debit - t.credit)::bigint
            from account_total t
            join member m on m.cooperative_id = t.cooperative_id and m.member_id = t.member_id
            where t.cooperative_id = @First and m.member_no = 'M1';
            """, new { server.Cooperatives.First })[0];
        statement.Accounts.Sum(static account => account.ClosingBalance.AmountMinor).ShouldBe(stored * 100);
        var later = await Ledger.GetMemberStatementAsync(new GetMemberStatementRequest { MemberNo = "M1", FromDate = "2026-02-02" }, server.First);
        later.Accounts.Select(static account => account.ClosingBalance).ShouldBe(statement.Accounts.Select(static account => account.ClosingBalance));
        later.Accounts.Sum(static account => account.OpeningBalance.AmountMinor).ShouldNotBe(0);
    }

    [Fact]
    public async Task A_text_that_cannot_be_kept_is_the_callers_fault()
    {
        var wrong = await Should.ThrowAsync<RpcException>(async () => await Ledger.GetMemberStatementAsync(new GetMemberStatementRequest { MemberNo = "a\0b" }, server.First));
        wrong.StatusCode.ShouldBe(StatusCode.InvalidArgument);
    }

    /// <summary>The second cooperative, so that the others' counts stay: a corrected file is a second run, and who watches the first one sees its unit superseded.</summary>
    [Fact]
    public async Task A_watcher_sees_a_later_run()
    {
        var second = server.Second;
        using var watch = Runs.WatchRun(new WatchRunRequest { Period = "2026-02", RunNo = 1 }, second);
        (await watch.ResponseStream.MoveNext(CancellationToken.None)).ShouldBeTrue();
        watch.ResponseStream.Current.Units.ShouldAllBe(static unit => !unit.IsSuperseded);
        using var scratch = new Scratch();
        var folder = scratch.Lay(GoldenFolder.PathOf(GoldenFolder.Base), "corrected");
        var file = Path.Combine(folder, "payroll_E1.csv");
        await File.WriteAllLinesAsync(file, (await File.ReadAllLinesAsync(file)).Where(static line => !line.Contains("550000", StringComparison.Ordinal)));
        var run = Reconciling.Folder(folder, scratch["out"], server.Cooperatives.Database, "--cooperative", "second");
        run.ExitCode.ShouldBe(ExitCode.Done, run.Error);
        (await watch.ResponseStream.MoveNext(CancellationToken.None)).ShouldBeTrue();
        watch.ResponseStream.Current.Units.Single(static unit => unit.Employer == "E1").IsSuperseded.ShouldBeTrue();
        (await Runs.ListRunsAsync(new ListRunsRequest(), second)).Runs.Select(static one => one.RunNo).ShouldBe([2, 1]);
    }

    [Fact]
    public void Enums_of_the_wire_are_those_of_Core()
    {
        Same<Core.Settlement.MoneyFinding, Contract.V1.MoneyFinding>();
        Same<Core.Settlement.IdentityFinding, Contract.V1.IdentityFinding>();
        Same<Core.Settlement.AmountFinding, Contract.V1.AmountFinding>();
        Same<Core.Settlement.PeriodFinding, Contract.V1.PeriodFinding>();
        Same<Core.Settlement.LineClass, Contract.V1.LineClass>();
        Same<Core.Ledger.EntrySource, Contract.V1.EntrySource>();
    }

    private static void Same<TCore, TWire>() where TCore : struct, Enum where TWire : struct, Enum =>
        Enum.GetNames<TWire>().ShouldBe(["Unspecified", .. Enum.GetValues<TCore>().Select(static one => one.ToString())]);
}
