using DeductionGateway.Contract.V1;
using DeductionGateway.Tests.Periods;
using Grpc.Core;
using Role = DeductionGateway.Access.Role;

namespace DeductionGateway.Tests.Cases;

/// <summary>The list of decisions: what waits for a verdict, and whose word it waits for.</summary>
public sealed class DecisionListTests(CasesServer server) : IClassFixture<CasesServer>
{
    [Fact]
    public async Task It_shows_how_each_stands_the_latest_first()
    {
        const string coop = "decisions";
        server.Run(coop, server.Month().Folder);
        var approved = await server.Approve(coop, await server.Propose(coop, (await server.Case(coop, "unknown")).CaseId, ResolutionKind.Refund));
        var undo = await server.Cases.UndoResolutionAsync(new UndoResolutionRequest { DecisionNo = approved.DecisionNo, Reason = "it was wrong" }, CasesServer.Officer(coop));
        var rejected = await server.Reject(coop, await server.Propose(coop, (await server.Case(coop, "over")).CaseId, ResolutionKind.Refund), "not yet");
        var withdrawn = await server.Cases.WithdrawResolutionAsync(
            new WithdrawResolutionRequest { DecisionNo = (await server.Propose(coop, (await server.Case(coop, "over")).CaseId, ResolutionKind.Suspense)).DecisionNo }, CasesServer.Officer(coop));
        var proposed = await server.Propose(coop, (await server.Case(coop, "fuzzy")).CaseId, ResolutionKind.Accept);
        Decision[] all = [proposed, withdrawn, rejected, undo, approved];
        (await Numbers(coop, new ListDecisionsRequest())).ShouldBe(all.Select(static one => one.DecisionNo));
        foreach (var state in all.Select(static one => one.State).Distinct())
        {
            (await Numbers(coop, new ListDecisionsRequest { State = state })).ShouldBe(all.Where(one => one.State == state).Select(static one => one.DecisionNo), $"{state}");
        }
        (await Numbers(coop, new ListDecisionsRequest { Proposer = $"{coop}.Officer" })).Count.ShouldBe(5);
        (await Numbers(coop, new ListDecisionsRequest { Proposer = $"{coop}.Manager" })).ShouldBeEmpty();
        var first = (await server.Cases.ListDecisionsAsync(new ListDecisionsRequest(), CasesServer.Officer(coop))).Decisions[0];
        proposed.CaseIds.Clear();
        proposed.Cases.Clear();
        first.ShouldBe(proposed, "without its cases");
        await server.Approve(coop, undo);
        (await Numbers(coop, new ListDecisionsRequest { State = DecisionState.Undone })).ShouldBe([approved.DecisionNo]);
        server.Server.NewCooperative("decisions-beside");
        (await server.Cases.ListDecisionsAsync(new ListDecisionsRequest(), CasesServer.Manager("decisions-beside"))).Decisions.ShouldBeEmpty();
    }

    /// <summary>Mine to decide is what the database would let me approve: what another proposed, within my band.</summary>
    [Fact]
    public async Task Mine_to_decide_is_what_I_may_approve()
    {
        const string coop = "mine";
        server.Run(coop, server.Month().Folder);
        var fuzzy = await server.Propose(coop, (await server.Case(coop, "fuzzy")).CaseId, ResolutionKind.Accept);
        var over = await server.Propose(coop, (await server.Case(coop, "over")).CaseId, ResolutionKind.Refund);
        var given = await server.Cases.ProposeResolutionAsync(
            new ProposeResolutionRequest { CaseId = (await server.Case(coop, "unidentified_credit")).CaseId, Kind = ResolutionKind.GiveToPeriod, Reason = "because", ToEmployer = "E1", ToPeriod = "2026-02" }, CasesServer.Officer(coop));
        var request = new ListDecisionsRequest { MineToDecide = true };
        (await Numbers(coop, request)).ShouldBe([given.DecisionNo, over.DecisionNo, fuzzy.DecisionNo]);
        (await server.Cases.ListDecisionsAsync(request, CasesServer.Officer(coop))).Decisions.ShouldBeEmpty("who proposed decides none of them");
        (await server.Cases.ListDecisionsAsync(request, PeriodsServer.As(Role.Board, cooperative: coop))).Decisions.ShouldBeEmpty();
        server.Server.Database.AsSuperuser<int>("insert into approval_band (cooperative_id, role, up_to) values (@id, 1, 25000);", new { id = server.Id(coop) });
        (await Numbers(coop, request)).ShouldBe([over.DecisionNo], "a credit given to a period is beyond any limit");
        await server.Approve(coop, over);
        (await Numbers(coop, request)).ShouldBeEmpty();
    }

    /// <summary>What the database would refuse is not shown as mine, and what is not shown it refuses: by the same function.</summary>
    [Fact]
    public async Task What_cannot_be_approved_any_more_is_nobodys_to_decide()
    {
        const string coop = "no-more";
        server.Run(coop, server.Month().Folder);
        var request = new ListDecisionsRequest { MineToDecide = true };
        var approved = await server.Approve(coop, await server.Propose(coop, (await server.Case(coop, "unknown")).CaseId, ResolutionKind.Refund));
        var undos = new List<Decision>();
        for (var wish = 0; wish < 2; wish++) undos.Add(await server.Cases.UndoResolutionAsync(new UndoResolutionRequest { DecisionNo = approved.DecisionNo, Reason = "it was wrong" }, CasesServer.Officer(coop)));
        (await Numbers(coop, request)).ShouldBe([undos[1].DecisionNo, undos[0].DecisionNo]);
        await server.Approve(coop, undos[0]);
        (await Numbers(coop, request)).ShouldBeEmpty("what it takes back is taken back already");
        (await CasesServer.Refusal(() => server.Approve(coop, undos[1]))).ShouldBe((StatusCode.FailedPrecondition, "UNDO"));

        var over = await server.Propose(coop, (await server.Case(coop, "over")).CaseId, ResolutionKind.Refund);
        (await Numbers(coop, request)).ShouldBe([over.DecisionNo]);
        server.Server.Database.AsSuperuser<int>("update app_user set is_disabled = true where user_name = @who;", new { who = $"{coop}.Officer" });
        (await Numbers(coop, request)).ShouldBeEmpty("who proposed it is gone");
        (await CasesServer.Refusal(() => server.Approve(coop, over))).ShouldBe((StatusCode.PermissionDenied, "PROPOSER"));
        (await Numbers(coop, new ListDecisionsRequest { State = DecisionState.Proposed })).ShouldBe([over.DecisionNo, undos[1].DecisionNo], "they wait to be rejected");
    }

    /// <summary>Whatever the page's size: every decision stands on one page, once.</summary>
    [Fact]
    public async Task Pages_of_any_size_show_each_once()
    {
        const string coop = "pages";
        server.Run(coop, server.Month().Folder);
        var id = (await server.Case(coop, "over")).CaseId;
        var proposed = new List<long>();
        for (var round = 0; round < 7; round++) proposed.Insert(0, (await server.Reject(coop, await server.Propose(coop, id, ResolutionKind.Refund), "once more")).DecisionNo);
        for (var size = 1; size <= 8; size++) (await Numbers(coop, new ListDecisionsRequest { Page = new PageRequest { Size = size } })).ShouldBe(proposed, $"{size} on a page");
    }

    private async Task<List<long>> Numbers(string coop, ListDecisionsRequest request)
    {
        var numbers = new List<long>();
        request.Page ??= new PageRequest();
        do
        {
            var page = await server.Cases.ListDecisionsAsync(request, CasesServer.Manager(coop));
            numbers.AddRange(page.Decisions.Select(static one => one.DecisionNo));
            request.Page.Token = page.Page.NextToken;
        }
        while (request.Page.Token.Length > 0);
        return numbers;
    }
}
