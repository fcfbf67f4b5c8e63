using System.Globalization;
using DeductionGateway.Contract.V1;
using Grpc.Core;
using Case = DeductionGateway.Contract.V1.Case;

namespace DeductionGateway.Tests.Cases;

/// <summary>What an approval would come to is said before it is given, and nothing of the question stays.</summary>
public sealed class PreviewTests(CasesServer server) : IClassFixture<CasesServer>
{
    /// <summary>As <see cref="CasesServer.Between"/> writes it.</summary>
    internal static string Moves(DecisionPreview preview) => string.Join(", ", preview.Accounts.Select(static one => string.Create(CultureInfo.InvariantCulture, $"{one.Account} {one.Change.AmountMinor / 100:+0;-0}")));

    [Fact]
    public async Task A_credit_given_to_a_period_shows_the_file_and_all_that_its_money_does()
    {
        const string coop = "preview";
        server.Run(coop, server.Month().With("bank.csv", "Dinas Pendidikan Kota Bandung,POTONGAN KOPERASI 202602 E1", "SESEORANG,TITIPAN LAIN").Folder);
        var open = await Open(coop);
        var (books, entries) = (server.Books(coop), server.Entries(coop));
        var credit = open.Single(static one => one is { Cause: "unidentified_credit", Amount.AmountMinor: 89_500_000 });
        var proposed = await Give(coop, credit.CaseId, "E1");
        var preview = await Preview(coop, proposed);
        Moves(preview).ShouldBe("1-1100 +500000, 1-1130 +120000, 2-1030 +25000, 2-1040 -795000, 3-1020 +100000, 4-1010 +50000");
        preview.Accounts.Sum(static one => one.Change.AmountMinor).ShouldBe(0);
        preview.Accounts.Single(static one => one.Account == "3-1020").MemberCount.ShouldBe(2);
        preview.Files.Select(static one => (one.Period, one.Employer, one.ReceivedBefore.AmountMinor, one.ReceivedAfter.AmountMinor)).ShouldBe([("2026-02", "E1", 0, 89_500_000)]);
        preview.Warnings.ShouldBeEmpty();
        server.Books(coop).ShouldBe(books, "nothing of it stays");
        server.Entries(coop).ShouldBe(entries);
        (await server.Cases.GetDecisionAsync(new GetDecisionRequest { DecisionNo = proposed.DecisionNo }, CasesServer.Manager(coop))).ShouldBe(proposed);
        (await Preview(coop, proposed)).ShouldBe(preview, "asked again it says the same");
        server.Server.Database.AsSuperuser<string>("select actor || ' ' || object || ' ' || outcome from audit where cooperative_id = @id and action = 'case.preview';", new { id = server.Id(coop) })
            .ShouldBe(Enumerable.Repeat($"{coop}.Manager decision {proposed.DecisionNo} shown", 2));

        await server.Approve(coop, proposed);
        var now = await Open(coop);
        var changed = preview.Cases.ToDictionary(static one => one.CaseId);
        preview.CaseChangeCount.ShouldBe(changed.Count);
        foreach (var gone in open.ExceptBy(now.Select(static one => one.CaseId), static one => one.CaseId)) (changed[gone.CaseId].AmountBefore, changed[gone.CaseId].AmountAfter.AmountMinor).ShouldBe((gone.Amount, 0), gone.CaseId);
        foreach (var come in now.ExceptBy(open.Select(static one => one.CaseId), static one => one.CaseId)) (changed[come.CaseId].AmountBefore.AmountMinor, changed[come.CaseId].AmountAfter).ShouldBe((0, come.Amount), come.CaseId);
        open.Select(static one => one.CaseId).Except(now.Select(static one => one.CaseId)).ShouldContain(credit.CaseId);
        (await CasesServer.Refusal(() => Preview(coop, proposed))).ShouldBe((StatusCode.FailedPrecondition, "DECIDED"));
    }

    [Fact]
    public async Task A_remark_that_names_another_employer_is_warned_of()
    {
        const string coop = "preview-other";
        server.Run(coop, server.Month().With("bank.csv", "Dinas Pendidikan Kota Bandung,POTONGAN KOPERASI 202602 E1", "SESEORANG,SETORAN DARI E2").Folder);
        var held = (await Open(coop)).Single(static one => one is { Cause: "held_for_employer", Employer: "E2" });
        (await Preview(coop, await Give(coop, held.CaseId, "E1"))).Warnings.Single().ShouldContain("names E2, and the credit would be given to E1");
    }

    /// <summary>Taking back is shown as well, and what waits posts nothing.</summary>
    [Fact]
    public async Task An_undo_shows_what_comes_back()
    {
        const string coop = "preview-undo";
        server.Run(coop, server.Month().Folder);
        var approved = await server.Approve(coop, await server.Propose(coop, (await server.Case(coop, "unknown")).CaseId, ResolutionKind.Refund));
        var undo = await server.Cases.UndoResolutionAsync(new UndoResolutionRequest { DecisionNo = approved.DecisionNo, Reason = "it was wrong" }, CasesServer.Officer(coop));
        Moves(await Preview(coop, undo)).ShouldBe("2-1040 +100000, 2-1050 -100000");
        var waits = await server.Cases.ProposeResolutionAsync(
            new ProposeResolutionRequest { CaseId = (await server.Case(coop, "over")).CaseId, Kind = ResolutionKind.Wait, Reason = "because", WaitUntil = "2999-01-01" }, CasesServer.Officer(coop));
        (await Preview(coop, waits)).ShouldBe(new DecisionPreview());
        server.ShouldBeProved();
    }

    private async Task<DecisionPreview> Preview(string coop, Decision decision) => await server.Cases.PreviewDecisionAsync(new PreviewDecisionRequest { DecisionNo = decision.DecisionNo }, CasesServer.Manager(coop));

    private async Task<Decision> Give(string coop, string caseId, string employer) => await server.Cases.ProposeResolutionAsync(
        new ProposeResolutionRequest { CaseId = caseId, Kind = ResolutionKind.GiveToPeriod, Reason = "the treasurer says so", ToEmployer = employer, ToPeriod = "2026-02" }, CasesServer.Officer(coop));

    private async Task<List<Case>> Open(string coop) => [.. (await server.Cases.ListCasesAsync(new ListCasesRequest(), CasesServer.Manager(coop))).Cases];
}
