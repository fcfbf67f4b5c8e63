using DeductionGateway.Contract.V1;
using DeductionGateway.Tests.Proofs;
using Grpc.Core;

namespace DeductionGateway.Tests.Cases;

/// <summary>A bank takes members' shortfall from the cooperative's own account: the run finds whose, and two people make it their debt.</summary>
public sealed class RecourseTests(CasesServer server) : IClassFixture<CasesServer>
{
    private const string Debit = "B020,2026-02-28,D,650000,,PENDEBETAN KEKURANGAN";

    /// <summary>Siti's loan of 550,000 and Rina's saving of 100,000 were not withheld.</summary>
    private SmallPeriod Month(string debit = Debit) => server.Plain()
        .With("payroll_E1.csv", "00101,SITI AMINAH,3273014506800001,PU,550000,2026-02\n", "")
        .With("payroll_E1.csv", "00103,RINA WULANDARI,3273015808850003,SW,100000,2026-02\n", "")
        .With("bank.csv", "C,870000.00", "C,220000.00").WithStatement("bank-more.csv", debit);

    [Fact]
    public async Task A_debit_of_what_members_left_open_becomes_their_debt_and_can_be_taken_back()
    {
        var (coop, month) = ("recourse", Month());
        server.Run(coop, month.Folder).Table("mismatches.csv", "cause", "taxonomy", "employer", "amount", "bank_ref", "candidates").ShouldContain("recourse E06 E1 650000 B020 M1 2026-02 550000|M3 2026-02 100000");
        var before = server.Books(coop);
        var found = await server.Case(coop, "recourse");
        (found.Employer, found.Taxonomy, found.HeldIn, found.Candidates, found.Amount.AmountMinor).ShouldBe(("E1", "E06", "1-1050", "M1 2026-02 550000|M3 2026-02 100000", 65_000_000));
        (await server.Cases.GetCaseAsync(new GetCaseRequest { CaseId = found.CaseId }, CasesServer.Manager(coop))).Entries.Single().Narrative.ShouldBe("PENDEBETAN KEKURANGAN");
        var proposed = await server.Propose(coop, found.CaseId, ResolutionKind.Subrogate);
        (await server.Cases.PreviewDecisionAsync(new PreviewDecisionRequest { DecisionNo = proposed.DecisionNo }, CasesServer.Manager(coop))).Accounts.Select(static one => $"{one.Account} {one.Change.AmountMinor / 100} {one.MemberCount}")
            .ShouldBe(["1-1050 650000 0", "1-1140 -650000 2"]);
        var approved = await server.Approve(coop, proposed);
        CasesServer.Between(before, server.Books(coop)).ShouldBe("1-1050 +650000, 1-1140 M1 -550000, 1-1140 M3 -100000");
        server.ShouldBeProved();
        var (entries, after) = (server.Entries(coop), server.Books(coop));
        var again = server.Run(coop, month.Folder);
        again.Table("mismatches.csv", "cause").ShouldBe(["missing", "missing"], "what they owe stays billed, and the debit is no work any more");
        server.Entries(coop).ShouldBe(entries);
        server.Books(coop).ShouldBe(after);
        (await server.Case(coop, "recourse", CaseState.Resolved)).DecisionNo.ShouldBe(approved.DecisionNo);
        await server.Undo(coop, approved);
        CasesServer.Between(before, server.Books(coop)).ShouldBe("");
        (await server.Case(coop, "recourse")).State.ShouldBe(CaseState.Open);
        server.ShouldBeProved();
    }

    [Theory]
    [InlineData("B020,2026-02-28,D,100000,,PENDEBETAN", "recourse M3 2026-02 100000")]
    [InlineData("B020,2026-02-28,D,650001,,PENDEBETAN", "unexplained_debit 2026-02-28 PENDEBETAN")]
    [InlineData("B020,2026-02-28,D,650000,,KEKURANGAN PT KARYA ABADI SEJAHTERA", "unexplained_debit 2026-02-28 KEKURANGAN PT KARYA ABADI SEJAHTERA")]
    [InlineData("B020,2026-02-28,D,650000,,KEKURANGAN E1", "recourse M1 2026-02 550000|M3 2026-02 100000")]
    public void Found_by_amount_in_one_way_only(string debit, string found)
    {
        var month = Month(debit);
        server.Run($"one-way-{debit.GetHashCode(StringComparison.Ordinal)}", month.Folder).Table("mismatches.csv", "cause", "candidates").Where(static one => !one.StartsWith("missing", StringComparison.Ordinal)).ShouldBe([found]);
    }

    [Fact]
    public async Task What_is_paid_since_is_no_shortfall_and_a_proposal_about_it_is_looked_at_again()
    {
        var (coop, month) = ("recourse-paid", Month());
        server.Run(coop, month.Folder);
        var proposed = await server.Propose(coop, (await server.Case(coop, "recourse")).CaseId, ResolutionKind.Subrogate);
        var topUp = month.WithStatement("bank-va.csv", "B030,2026-02-28,C,100000,RINA,AUTODEBET M3 SW 202602 VA 88899103");
        server.Run(coop, topUp.Folder).Table("mismatches.csv", "cause", "amount").ShouldBe(["unexplained_debit 650000", "missing 550000"], ignoreOrder: true);
        (await CasesServer.Refusal(() => server.Approve(coop, proposed))).ShouldBe((StatusCode.FailedPrecondition, "CASE_CHANGED"));
        server.ShouldBeProved();
    }

    /// <summary>A second debit of the same sum finds the shortfall gone: it is theirs already.</summary>
    [Fact]
    public async Task A_shortfall_is_subrogated_once()
    {
        var (coop, month) = ("recourse-once", Month());
        server.Run(coop, month.Folder);
        await server.Approve(coop, await server.Propose(coop, (await server.Case(coop, "recourse")).CaseId, ResolutionKind.Subrogate));
        server.Run(coop, month.WithStatement("bank-second.csv", "B021,2026-02-28,D,650000,,PENDEBETAN LAGI").Folder).Table("mismatches.csv", "cause").ShouldBe(["missing", "missing", "unexplained_debit"], ignoreOrder: true);
        server.ShouldBeProved();
    }

    /// <summary>The bank gives the debit back: what was decided about it lapses.</summary>
    [Fact]
    public async Task A_debit_that_is_taken_back_takes_the_debt_with_it()
    {
        var (coop, month) = ("recourse-back", Month());
        server.Run(coop, month.Folder);
        await server.Approve(coop, await server.Propose(coop, (await server.Case(coop, "recourse")).CaseId, ResolutionKind.Subrogate));
        server.Run(coop, month.WithStatement("bank-back.csv", "B020,2026-02-28,RD,650000,,PENDEBETAN DIBATALKAN").Folder);
        server.Books(coop).Keys.ShouldNotContain(static account => account.StartsWith("1-1140", StringComparison.Ordinal) || account == "1-1050");
        server.ShouldBeProved();
    }

    /// <summary>What the bank gave back is no member's debt, so the next debit finds the same shortfall.</summary>
    [Fact]
    public async Task A_debit_that_is_taken_back_and_made_anew_is_found_again()
    {
        var (coop, month) = ("recourse-anew", Month());
        server.Run(coop, month.Folder);
        await server.Approve(coop, await server.Propose(coop, (await server.Case(coop, "recourse")).CaseId, ResolutionKind.Subrogate));
        var debited = server.Books(coop);
        server.Run(coop, month.WithStatement("bank-anew.csv", "B020,2026-02-28,RD,650000,,PENDEBETAN DIBATALKAN", "B021,2026-02-28,D,650000,,PENDEBETAN LAGI").Folder)
            .Table("mismatches.csv", "cause", "bank_ref", "candidates").ShouldContain("recourse B021 M1 2026-02 550000|M3 2026-02 100000");
        await server.Approve(coop, await server.Propose(coop, (await server.Case(coop, "recourse")).CaseId, ResolutionKind.Subrogate));
        CasesServer.Between(debited, server.Books(coop)).ShouldBe("");
        server.ShouldBeProved();
    }
}
