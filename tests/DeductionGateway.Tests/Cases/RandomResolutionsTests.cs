using System.Globalization;
using DeductionGateway.Commands;
using DeductionGateway.Contract.V1;
using DeductionGateway.Tests.Proofs;
using Grpc.Core;
using Case = DeductionGateway.Contract.V1.Case;

namespace DeductionGateway.Tests.Cases;

/// <summary>Whatever people decide, in whatever order: the proofs hold, and the same files again post nothing.</summary>
public sealed class RandomResolutionsTests(CasesServer server) : IClassFixture<CasesServer>
{
    private static readonly ResolutionKind[] Kinds = [.. Enum.GetValues<ResolutionKind>().Where(static kind => kind is > ResolutionKind.Unspecified and < ResolutionKind.Undo)];

    [Fact]
    public async Task Any_sequence_of_decisions_leaves_books_that_hold()
    {
        const string coop = "random";
        var seed = Environment.TickCount;
        var random = new Random(seed);
        var folder = server.NewFolder();
        using (var output = new StringWriter(CultureInfo.InvariantCulture)) GenerateCommand.Run(["--lines", "600", "--seed", $"{seed & 0xFFFF}", "--out", folder], output).ShouldBe(ExitCode.Done);
        File.Delete(Path.Combine(folder, "cooperative.json"));
        server.Run(coop, folder);
        var approved = new List<Decision>();
        var kinds = new HashSet<ResolutionKind>();
        for (var decided = 0; decided < ProofSize.Of(15, 300);)
        {
            if (approved.Count > 0 && random.Next(4) == 0)
            {
                var at = random.Next(approved.Count);
                await server.Undo(coop, approved[at]);
                approved.RemoveAt(at);
            }
            else if (await Decide(coop, random) is { } decision)
            {
                decided++;
                approved.Add(decision);
                kinds.Add(decision.Kind);
            }
        }
        ProofSize.Say($"seed {seed}: {approved.Count} decisions in force, of {string.Join(", ", kinds)}");
        kinds.Count.ShouldBeGreaterThan(1, $"seed {seed}");
        server.ShouldBeProved();
        var (entries, books) = (server.Entries(coop), server.Books(coop));
        server.Run(coop, folder);
        server.Entries(coop).ShouldBe(entries, $"seed {seed}: the same folder again posts nothing");
        foreach (var decision in approved) await server.Undo(coop, decision);
        server.ShouldBeProved();
        server.Run(coop, folder);
        server.Books(coop).Where(static one => one.Key is "2-1050" or "5-1090").ShouldBeEmpty($"seed {seed}: all was taken back; before it was {string.Join(", ", books.Select(static one => $"{one.Key} {one.Value}"))}");
    }

    /// <summary>Something is proposed about some case and approved; null where the case cannot be resolved so.</summary>
    private async Task<Decision?> Decide(string coop, Random random)
    {
        var causes = (await server.Cases.ListCausesAsync(new ListCausesRequest { State = CaseState.Open }, CasesServer.Manager(coop))).Causes;
        var cause = causes[random.Next(causes.Count)];
        var cases = (await server.Cases.ListCasesAsync(new ListCasesRequest { Cause = cause.Cause_, State = CaseState.Open }, CasesServer.Manager(coop))).Cases;
        var one = cases[random.Next(cases.Count)];
        var kind = Kinds[random.Next(Kinds.Length)];
        try
        {
            var proposed = random.Next(4) == 0 && kind is ResolutionKind.Refund or ResolutionKind.Accept
                ? await server.Cases.ProposeForCauseAsync(new ProposeForCauseRequest { Cause = cause.Cause_, Kind = kind, Reason = "all of them" }, CasesServer.Officer(coop))
                : await server.Cases.ProposeResolutionAsync(Request(one, kind, await MemberOf(coop, one, random)), CasesServer.Officer(coop));
            // Of ten proposals one comes to nothing, by the one or the other.
            if (random.Next(10) == 0) return random.Next(2) == 0 ? await Nothing(server.Reject(coop, proposed, "by chance")) : await Nothing(Withdraw(coop, proposed));
            var preview = await server.Cases.PreviewDecisionAsync(new PreviewDecisionRequest { DecisionNo = proposed.DecisionNo }, CasesServer.Manager(coop));
            var before = ByAccount(coop);
            var approved = await server.Approve(coop, proposed);
            CasesServer.Between(before, ByAccount(coop)).ShouldBe(PreviewTests.Moves(preview), $"{kind} of {one.CaseId}: the preview says what is posted");
            return approved;
        }
        catch (RpcException refusal) when (refusal.StatusCode is StatusCode.FailedPrecondition or StatusCode.InvalidArgument)
        {
            return null;
        }
    }

    private static async Task<Decision?> Nothing(Task<Decision> ended)
    {
        (await ended).State.ShouldBeOneOf(DecisionState.Rejected, DecisionState.Withdrawn);
        return null;
    }

    private async Task<Decision> Withdraw(string coop, Decision proposed) => await server.Cases.WithdrawResolutionAsync(new WithdrawResolutionRequest { DecisionNo = proposed.DecisionNo }, CasesServer.Officer(coop));

    /// <summary>The books without members: what a preview tells.</summary>
    private SortedDictionary<string, long> ByAccount(string coop) =>
        new(server.Books(coop).GroupBy(static one => one.Key.Split(' ')[0]).ToDictionary(static same => same.Key, static same => same.Sum(static one => one.Value)), StringComparer.Ordinal);

    private static ProposeResolutionRequest Request(Case one, ResolutionKind kind, string memberNo) => new()
    {
        CaseId = one.CaseId, Kind = kind, Reason = "by chance", MemberNo = kind is ResolutionKind.Assign or ResolutionKind.Deposit ? memberNo : "",
        ToEmployer = kind == ResolutionKind.GiveToPeriod ? one.Employer.Length > 0 ? one.Employer : "E001" : "", ToPeriod = kind == ResolutionKind.GiveToPeriod ? one.Period : "",
        WaitUntil = kind == ResolutionKind.Wait ? "2999-01-01" : "",
    };

    private Task<string> MemberOf(string coop, Case one, Random random)
    {
        var members = server.Server.Database.AsSuperuser<string>(
            "select member_no from member where cooperative_id = @id and (@employer = '' or employer = @employer) order by member_no;", new { id = server.Id(coop), employer = one.Employer });
        return Task.FromResult(members[random.Next(members.Count)]);
    }
}
