using DeductionGateway.Contract.V1;
using DeductionGateway.Tests.Golden;
using DeductionGateway.Tests.Proofs;
using Grpc.Core;

namespace DeductionGateway.Tests.Cases;

/// <summary>What an approved decision posts, and that files, bank entries and decisions together always give the same books.</summary>
public sealed class ResolutionTests(CasesServer server) : IClassFixture<CasesServer>
{
    [Theory]
    [InlineData("fuzzy", ResolutionKind.Accept, "", "1-1100 M5 +300000, 2-1040 -310000, 4-1010 +10000")]
    [InlineData("unknown", ResolutionKind.Assign, "M3", "2-1040 -100000, 3-1020 M3 +100000")]
    [InlineData("unknown", ResolutionKind.Assign, "M2", "2-1030 M2 +100000, 2-1040 -100000")]
    [InlineData("unknown", ResolutionKind.Deposit, "M3", "2-1030 M3 +100000, 2-1040 -100000")]
    [InlineData("unknown", ResolutionKind.Refund, "", "2-1040 -100000, 2-1050 +100000")]
    [InlineData("unknown", ResolutionKind.ReturnToEmployer, "", "2-1040 -100000, 2-1050 +100000")]
    [InlineData("fuzzy", ResolutionKind.Refund, "", "2-1040 -310000, 2-1050 +310000")]
    [InlineData("over", ResolutionKind.Suspense, "", "2-1030 M2 -25000, 2-1040 +25000")]
    [InlineData("over", ResolutionKind.Refund, "", "2-1030 M2 -25000, 2-1050 M2 +25000")]
    [InlineData("over", ResolutionKind.Keep, "", "")]
    [InlineData("gap_owed", ResolutionKind.WriteOff, "", "1-1030 +50, 5-1090 -50")]
    [InlineData("unexplained_debit", ResolutionKind.WriteOff, "", "1-1050 +60, 5-1090 -60")]
    [InlineData("unidentified_credit", ResolutionKind.Deposit, "M1", "2-1030 M1 +75000, 2-1040 -75000")]
    [InlineData("unidentified_credit", ResolutionKind.Refund, "", "2-1040 -75000, 2-1050 +75000")]
    [InlineData("held_for_employer", ResolutionKind.ReturnToEmployer, "", "2-1045 -40000, 2-1050 +40000")]
    [InlineData("held_for_employer", ResolutionKind.Suspense, "", "2-1040 +40000, 2-1045 -40000")]
    public async Task A_resolution_posts_what_it_says_and_can_be_taken_back(string cause, ResolutionKind kind, string member, string posted)
    {
        var (coop, month) = ($"posts-{cause}-{kind}-{member}", server.Month());
        server.Run(coop, month.Folder);
        var before = server.Books(coop);
        var proposed = await server.Propose(coop, (await server.Case(coop, cause)).CaseId, kind, member);
        server.Books(coop).ShouldBe(before, "nothing is posted for a proposal");
        (await server.Case(coop, cause)).State.ShouldBe(CaseState.Proposed);
        var approved = await server.Approve(coop, proposed);
        approved.State.ShouldBe(DecisionState.Approved);
        var after = server.Books(coop);
        CasesServer.Between(before, after).ShouldBe(posted);
        // An assigned row is a proposal from then on.
        (await server.Case(coop, "", CaseState.Resolved)).DecisionNo.ShouldBe(approved.DecisionNo);
        server.ShouldBeProved();
        RunsTheSame(coop, month);
        server.Books(coop).ShouldBe(after);
        (await server.Undo(coop, approved)).State.ShouldBe(DecisionState.Approved);
        CasesServer.Between(before, server.Books(coop)).ShouldBe("");
        var open = await server.Case(coop, cause);
        (open.State, open.HasLapsed).ShouldBe((CaseState.Open, false));
        server.ShouldBeProved();
        RunsTheSame(coop, month);
        CasesServer.Between(before, server.Books(coop)).ShouldBe("");
    }

    /// <summary>The same files again post nothing, and journal.csv has every entry of February as it stands in the books, those of decisions among them.</summary>
    private void RunsTheSame(string coop, SmallPeriod month)
    {
        var entries = server.Entries(coop);
        var journal = CsvTable.Parse(server.Run(coop, month.Folder).Read("journal.csv")).Rows.Select(static row => $"{row["reference"]} {row["source"] == "resolution"} {row.Rupiah("debit")} {row.Rupiah("credit")}");
        server.Entries(coop).ShouldBe(entries, "the same folder again posts nothing");
        journal.ShouldBe(server.Server.Database.AsSuperuser<string>("""
            select e.reference || case when e.source = 7 then ' True ' else ' False ' end || p.debit || ' ' || p.credit
            from posting p
            join journal_entry e on e.cooperative_id = p.cooperative_id and e.period = p.period and e.entry_id = p.entry_id
            where p.cooperative_id = @id and p.period = 202602
            order by p.entry_id, p.posting_no;
            """, new { id = server.Id(coop) }));
    }

    [Fact]
    public async Task A_moved_row_says_where_its_money_is_and_leaves_the_queue()
    {
        var (coop, month) = ("row-says", server.Month());
        server.Run(coop, month.Folder).Table("mismatches.csv", "cause").ShouldContain("unknown");
        await server.Approve(coop, await server.Propose(coop, (await server.Case(coop, "unknown")).CaseId, ResolutionKind.Refund));
        var run = server.Run(coop, month.Folder);
        run.Table("lines.csv", "class", "a_suspense", "held_in").ShouldContain("unknown 100000 2-1050");
        run.Table("mismatches.csv", "cause").ShouldNotContain("unknown");
    }

    [Fact]
    public async Task An_accepted_and_an_assigned_row_keep_the_class_fuzzy()
    {
        var (coop, month) = ("stays-fuzzy", server.Month());
        server.Run(coop, month.Folder);
        await server.Approve(coop, await server.Propose(coop, (await server.Case(coop, "fuzzy")).CaseId, ResolutionKind.Accept));
        await server.Approve(coop, await server.Propose(coop, (await server.Case(coop, "unknown")).CaseId, ResolutionKind.Assign, "M3"));
        var lines = server.Run(coop, month.Folder).Table("lines.csv", "class", "candidate_member_no", "candidate_expected_id", "rule");
        lines.ShouldContain("fuzzy M3 X5 assigned+confirmed");
        lines.ShouldContain(line => line.StartsWith("fuzzy M5 X8 proposal(", StringComparison.Ordinal) && line.EndsWith("+confirmed", StringComparison.Ordinal));
        lines.ShouldNotContain(line => line.StartsWith("missing", StringComparison.Ordinal));
    }

    /// <summary>E2 has not paid yet: accepting its row posts nothing and stands; when the money comes, it is applied as if the row had named her.</summary>
    [Fact]
    public async Task What_is_accepted_before_the_money_comes_is_applied_when_it_comes()
    {
        var (coop, month) = ("before-money", server.Month());
        var bank = await File.ReadAllTextAsync(Path.Combine(month.Folder, "bank.csv"), TestContext.Current.CancellationToken);
        server.Run(coop, month.Without("B002").Folder);
        var entries = server.Entries(coop);
        var accepted = await server.Approve(coop, await server.Propose(coop, (await server.Case(coop, "fuzzy")).CaseId, ResolutionKind.Accept));
        accepted.Amount.AmountMinor.ShouldBe(31_000_000, "what was reported decides who may approve");
        server.Entries(coop).ShouldBe(entries);
        (await server.Case(coop, "fuzzy", CaseState.Resolved)).DecisionNo.ShouldBe(accepted.DecisionNo);
        var before = server.Books(coop);
        await File.WriteAllTextAsync(Path.Combine(month.Folder, "bank.csv"), bank, TestContext.Current.CancellationToken);
        server.Run(coop, month.Folder);
        CasesServer.Between(before, server.Books(coop)).ShouldBe("1-1020 -559950, 1-1030 -50, 1-1100 M5 +300000, 2-1010 M4 +200000, 3-1020 M4 +50000, 4-1010 +10000");
        server.ShouldBeProved();
    }

    /// <summary>The employer's corrected file names Rina: the stranger's row is gone, and what was decided about its money with it.</summary>
    [Fact]
    public async Task A_decision_lapses_when_a_corrected_file_changes_its_case()
    {
        var (coop, month) = ("lapse-gone", server.Month());
        server.Run(coop, month.Folder);
        var before = server.Books(coop);
        await server.Approve(coop, await server.Propose(coop, (await server.Case(coop, "unknown")).CaseId, ResolutionKind.Refund));
        server.Run(coop, month.With("payroll_E1.csv", "99999,ORANG LAIN,1111222233334444,SW,100000", "00103,RINA WULANDARI,3273015808850003,SW,100000").Folder);
        CasesServer.Between(before, server.Books(coop)).ShouldBe("2-1040 -100000, 3-1020 M3 +100000");
        server.ShouldBeProved();
        RunsTheSame(coop, month);
    }

    [Fact]
    public async Task A_decision_about_another_sum_lapses_and_the_case_is_open_again_with_a_word_why()
    {
        var (coop, month) = ("lapse-sum", server.Month());
        server.Run(coop, month.Folder);
        await server.Approve(coop, await server.Propose(coop, (await server.Case(coop, "over")).CaseId, ResolutionKind.Refund));
        server.Run(coop, month.With("payroll_E1.csv", "SW,75000", "SW,65000").With("bank.csv", "C,895000.00", "C,885000.00").With("bank.csv", "B001", "B021").Folder);
        // The first credit stands beside the second: what is paid twice waits for the employer.
        var open = await server.Case(coop, "over");
        (open.State, open.HasLapsed, open.Held.AmountMinor).ShouldBe((CaseState.Open, true, 1_500_000));
        server.Books(coop).ShouldNotContainKey("2-1050");
        server.ShouldBeProved();
        RunsTheSame(coop, month);
    }

    [Fact]
    public async Task A_file_in_another_order_changes_no_decision()
    {
        var (coop, month) = ("order", server.Month());
        server.Run(coop, month.Folder);
        await server.Approve(coop, await server.Propose(coop, (await server.Case(coop, "unknown")).CaseId, ResolutionKind.Refund));
        await server.Approve(coop, await server.Propose(coop, (await server.Case(coop, "over")).CaseId, ResolutionKind.Refund));
        var (after, entries) = (server.Books(coop), server.Entries(coop));
        var path = Path.Combine(month.Folder, "payroll_E1.csv");
        var lines = await File.ReadAllLinesAsync(path);
        await File.WriteAllLinesAsync(path, [lines[0], .. lines.Skip(1).Reverse()]);
        server.Run(coop, month.Folder);
        server.Entries(coop).ShouldBe(entries);
        server.Books(coop).ShouldBe(after);
        server.ShouldBeProved();
    }

    [Fact]
    public async Task One_decision_resolves_a_whole_cause()
    {
        var coop = "cause";
        var month = server.Month().With("payroll_E1.csv", "99999,ORANG LAIN,1111222233334444,SW,100000", "99998,ORANG LAIN,1111222233334444,SW,40000,2026-02\n99999,ORANG LAIN,1111222233334444,SW,60000");
        server.Run(coop, month.Folder);
        var before = server.Books(coop);
        var cause = (await server.Cases.ListCausesAsync(new ListCausesRequest(), CasesServer.Manager(coop))).Causes.Single(static one => one.Cause_ == "unknown");
        (cause.CaseCount, cause.Amount.AmountMinor, cause.Oldest).ShouldBe((2, 10_000_000, "2026-02-01"));
        var decision = await server.Cases.ProposeForCauseAsync(new ProposeForCauseRequest { Cause = "unknown", Kind = ResolutionKind.Refund, Reason = "nobody knows them" }, CasesServer.Officer(coop));
        (decision.CaseCount, decision.Amount.AmountMinor, decision.CaseIds.Count).ShouldBe((2, 10_000_000, 2));
        var approved = await server.Approve(coop, decision);
        CasesServer.Between(before, server.Books(coop)).ShouldBe("2-1040 -100000, 2-1050 +100000");
        (await server.Cases.ListCausesAsync(new ListCausesRequest(), CasesServer.Manager(coop))).Causes.ShouldNotContain(static one => one.Cause_ == "unknown");
        server.ShouldBeProved();
        await server.Undo(coop, approved);
        CasesServer.Between(before, server.Books(coop)).ShouldBe("");
    }

    /// <summary>Between proposal and approval the employer corrects one of two strangers' rows: the other is decided, this one is named and stays open.</summary>
    [Fact]
    public async Task A_changed_case_of_a_cause_is_left_open_and_the_others_are_decided()
    {
        const string coop = "cause-in-part";
        var month = server.Month().With("payroll_E1.csv", "99999,ORANG LAIN,1111222233334444,SW,100000", "99998,ORANG LAIN,1111222233334444,SW,40000,2026-02\n99999,ORANG LAIN,1111222233334444,SW,60000");
        server.Run(coop, month.Folder);
        var decision = await server.Cases.ProposeForCauseAsync(new ProposeForCauseRequest { Cause = "unknown", Kind = ResolutionKind.Refund, Reason = "nobody knows them" }, CasesServer.Officer(coop));
        server.Run(coop, month.With("payroll_E1.csv", "SW,40000", "SW,30000").With("payroll_E1.csv", "SW,75000", "SW,85000").Folder);
        var before = server.Books(coop);
        var approved = await server.Approve(coop, decision);
        (approved.State, approved.CaseCount, approved.LeftOpenCount, approved.Amount.AmountMinor).ShouldBe((DecisionState.Approved, 1, 1, 6_000_000));
        CasesServer.Between(before, server.Books(coop)).ShouldBe("2-1040 -60000, 2-1050 +60000");
        var open = await server.Case(coop, "unknown");
        (open.CaseId, open.State, open.HasLapsed, open.Amount.AmountMinor).ShouldBe((approved.LeftOpenCaseIds.Single(), CaseState.Open, false, 3_000_000));
        approved.CaseIds.ShouldNotContain(open.CaseId);
        (await server.Cases.ListCaseHistoryAsync(new ListCaseHistoryRequest { CaseId = open.CaseId }, CasesServer.Officer(coop))).Events.Select(static one => one.Kind).ShouldBe(["proposed", "left_open"]);
        server.ShouldBeProved();
        RunsTheSame(coop, month);
        // It can be resolved by itself, and taking the first back leaves that alone.
        await server.Approve(coop, await server.Propose(coop, open.CaseId, ResolutionKind.Refund));
        await server.Undo(coop, approved);
        CasesServer.Between(before, server.Books(coop)).ShouldBe("2-1040 -30000, 2-1050 +30000");
        server.ShouldBeProved();
        RunsTheSame(coop, month);
    }

    [Fact]
    public async Task A_case_that_waits_is_not_listed_before_its_day()
    {
        var coop = "waits";
        server.Run(coop, server.Month().Folder);
        var one = await server.Case(coop, "missing");
        var entries = server.Entries(coop);
        ProposeResolutionRequest Wait(string day) => new() { CaseId = one.CaseId, Kind = ResolutionKind.Wait, Reason = "the employer answers next week", WaitUntil = day };
        (await CasesServer.Refusal(async () => await server.Cases.ProposeResolutionAsync(Wait("2026-02-28"), CasesServer.Officer(coop)))).ShouldBe((StatusCode.InvalidArgument, "FIELD_INVALID"));
        await server.Approve(coop, await server.Cases.ProposeResolutionAsync(Wait("2999-01-01"), CasesServer.Officer(coop)));
        (await server.Cases.ListCasesAsync(new ListCasesRequest { Cause = "missing" }, CasesServer.Manager(coop))).Cases.ShouldBeEmpty();
        (await server.Case(coop, "missing", CaseState.Waiting)).CaseId.ShouldBe(one.CaseId);
        server.Entries(coop).ShouldBe(entries);
    }

    /// <summary>A credit without a name is said to be E1's for February, whose own had not come: the file is received, and the same month again reads the credit as people did.</summary>
    [Fact]
    public async Task A_credit_given_to_a_period_pays_its_file()
    {
        var coop = "given";
        var month = server.Month().With("bank.csv", "Dinas Pendidikan Kota Bandung,POTONGAN KOPERASI 202602 E1", "SESEORANG,TITIPAN LAIN");
        server.Run(coop, month.Folder);
        var before = server.Books(coop);
        var credit = (await server.Cases.ListCasesAsync(new ListCasesRequest { Cause = "unidentified_credit" }, CasesServer.Manager(coop))).Cases.Single(static one => one.Amount.AmountMinor == 89_500_000);
        var request = new ProposeResolutionRequest { CaseId = credit.CaseId, Kind = ResolutionKind.GiveToPeriod, Reason = "the treasurer says so", ToEmployer = "E1", ToPeriod = "2026-02" };
        var proposed = await server.Cases.ProposeResolutionAsync(request, CasesServer.Officer(coop));
        (proposed.ToEmployer, proposed.ToPeriod, proposed.Cases.Single().CaseId, proposed.Cases.Single().Amount.AmountMinor).ShouldBe(("E1", "2026-02", credit.CaseId, 89_500_000));
        // It moves more than itself: whoever has a limit, however high, does not approve it; a manager without one does.
        server.Server.Database.AsSuperuser<int>("insert into approval_band (cooperative_id, role, up_to) values (@id, 1, 999999999999);", new { id = server.Id(coop) });
        (await CasesServer.Refusal(() => server.Approve(coop, proposed))).ShouldBe((StatusCode.PermissionDenied, "BAND"));
        server.Server.Database.AsSuperuser<int>("update approval_band set up_to = null where cooperative_id = @id;", new { id = server.Id(coop) });
        var approved = await server.Approve(coop, proposed);
        CasesServer.Between(before, server.Books(coop)).ShouldBe("1-1100 M1 +500000, 1-1130 M2 +120000, 2-1030 M2 +25000, 2-1040 -795000, 3-1020 M1 +50000, 3-1020 M2 +50000, 4-1010 +50000");
        server.ShouldBeProved();
        RunsTheSame(coop, month);
        server.Server.Database.AsSuperuser<int>("update approval_band set up_to = 999999999999 where cooperative_id = @id;", new { id = server.Id(coop) });
        (await CasesServer.Refusal(() => server.Undo(coop, approved))).ShouldBe((StatusCode.PermissionDenied, "BAND"), "taking it back moves as much");
        server.Server.Database.AsSuperuser<int>("update approval_band set up_to = null where cooperative_id = @id;", new { id = server.Id(coop) });
        await server.Undo(coop, approved);
        CasesServer.Between(before, server.Books(coop)).ShouldBe("");
        server.ShouldBeProved();
        RunsTheSame(coop, month);
        CasesServer.Between(before, server.Books(coop)).ShouldBe("");
    }

    /// <summary>A credit's file names one member and its row another: in later months too it waits for people, who may decide as of any that is nobody's. Taken back, it waits again.</summary>
    [Theory]
    [InlineData(ResolutionKind.Deposit, "M1", "2-1030 M1 +75000, 2-1040 -75000")]
    [InlineData(ResolutionKind.GiveToPeriod, "", "2-1040 -75000, 2-1045 +75000")]
    public async Task A_credit_that_names_two_members_is_peoples_to_decide(ResolutionKind kind, string member, string posted)
    {
        const string shown = "B020,2026-02-27,C,75000,,AUTODEBET M2 SW 202602";
        var (coop, month, march) = ($"names-two-{kind}", server.Plain().WithStatement("bank-more.csv", shown), server.March().WithStatement("bank-more.csv", shown));
        server.Run(coop, month.Folder);
        server.Run(coop, month.WithStatement("bank_pushed.csv", "snap/bank-a/row/T1,2026-02-27,C,75000,,AUTODEBET M1 SW 202602").Folder);
        server.Run(coop, march.Folder);
        var before = server.Books(coop);
        var open = await server.Case(coop, "unidentified_credit");
        var request = new ProposeResolutionRequest { CaseId = open.CaseId, Kind = kind, Reason = "the treasurer says so", MemberNo = member };
        if (kind == ResolutionKind.GiveToPeriod) (request.ToEmployer, request.ToPeriod) = ("E1", "2026-02");
        var approved = await server.Approve(coop, await server.Cases.ProposeResolutionAsync(request, CasesServer.Officer(coop)));
        CasesServer.Between(before, server.Books(coop)).ShouldBe(posted);
        server.Run(coop, march.Folder);
        CasesServer.Between(before, server.Books(coop)).ShouldBe(posted, "March's statement shows it again");
        await server.Undo(coop, approved);
        server.Run(coop, march.Folder);
        CasesServer.Between(before, server.Books(coop)).ShouldBe("");
        (await server.Case(coop, "unidentified_credit")).CaseId.ShouldBe(open.CaseId);
        server.ShouldBeProved();
    }

    /// <summary>The bank takes a refunded credit back: there is nothing to pay back any more.</summary>
    [Fact]
    public async Task A_move_of_a_bank_entry_lapses_when_the_bank_takes_it_back()
    {
        var (coop, month) = ("taken-back", server.Month());
        server.Run(coop, month.Folder);
        var before = server.Books(coop);
        await server.Approve(coop, await server.Propose(coop, (await server.Case(coop, "unidentified_credit")).CaseId, ResolutionKind.Refund));
        server.Run(coop, month.WithStatement("bank-back.csv", "B010,2026-03-02,RC,75000,SESEORANG,TITIPAN").Folder);
        CasesServer.Between(before, server.Books(coop)).ShouldBe("1-1020 +75000, 2-1040 -75000");
        server.ShouldBeProved();
        RunsTheSame(coop, month);
    }

    /// <summary>An approval in February after March was run: March's own answer stays what it was.</summary>
    [Fact]
    public async Task An_approval_about_an_earlier_month_leaves_the_later_one_alone()
    {
        var (coop, month, march) = ("earlier", server.Month(), server.March());
        server.Run(coop, month.Folder);
        server.Run(coop, march.Folder);
        var journal = server.Run(coop, march.Folder).Read("journal.csv");
        await server.Approve(coop, await server.Propose(coop, (await server.Case(coop, "fuzzy")).CaseId, ResolutionKind.Accept));
        server.ShouldBeProved();
        var after = server.Books(coop);
        server.Run(coop, march.Folder).Read("journal.csv").ShouldBe(journal);
        RunsTheSame(coop, month);
        server.Books(coop).ShouldBe(after);
    }
}
