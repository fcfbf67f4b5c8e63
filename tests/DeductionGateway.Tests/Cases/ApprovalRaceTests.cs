using DeductionGateway.Contract.V1;
using DeductionGateway.Tests.Proofs;
using Grpc.Core;

namespace DeductionGateway.Tests.Cases;

/// <summary>Many approve the same at once: exactly one does.</summary>
public sealed class ApprovalRaceTests(CasesServer server) : IClassFixture<CasesServer>
{
    private const int Callers = 64;

    /// <summary>Then another cooperative takes over, with new accounts: a token is good for ten minutes.</summary>
    private const int RoundsOfOne = 50;

    [Fact]
    public async Task Of_64_approvals_of_one_case_exactly_one_wins()
    {
        var rounds = ProofSize.Of(5, 1_000);
        for (var done = 0; done < rounds; done += RoundsOfOne)
        {
            await Race($"race-{done}", Math.Min(rounds - done, RoundsOfOne));
            ProofSize.Say($"{Math.Min(done + RoundsOfOne, rounds)} rounds of {Callers} approvals: one won each");
        }
        server.ShouldBeProved();
    }

    private async Task Race(string coop, int rounds)
    {
        server.Run(coop, server.Month().Folder);
        var before = server.Books(coop);
        for (var round = 1; round <= rounds; round++)
        {
            var decision = await server.Propose(coop, (await server.Case(coop, "unknown")).CaseId, ResolutionKind.Refund);
            var entries = server.Entries(coop);
            var outcomes = await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Outcome(coop, decision)));
            outcomes.Count(static one => one == StatusCode.OK).ShouldBe(1, $"round {round}: {string.Join(", ", outcomes.GroupBy(static one => one).Select(static one => $"{one.Count()} {one.Key}"))}");
            outcomes.Count(static one => one == StatusCode.FailedPrecondition).ShouldBe(Callers - 1);
            server.Entries(coop).ShouldBe(entries + 1, "one entry for one decision");
            CasesServer.Between(before, server.Books(coop)).ShouldBe("2-1040 -100000, 2-1050 +100000");
            await server.Undo(coop, decision);
            CasesServer.Between(before, server.Books(coop)).ShouldBe("");
        }
    }

    private async Task<StatusCode> Outcome(string coop, Decision decision)
    {
        try
        {
            await server.Approve(coop, decision);
            return StatusCode.OK;
        }
        catch (RpcException refusal)
        {
            return refusal.StatusCode;
        }
    }
}
