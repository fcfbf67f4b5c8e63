using Dapper;
using DeductionGateway.Contract.V1;
using Grpc.Core;

namespace DeductionGateway.Tests.Cases;

/// <summary>Whoever waits for a cooperative's run or approval waits without what others need.</summary>
public sealed class TurnsTests(CasesServer server) : IClassFixture<CasesServer>
{
    /// <summary>Of each kind: more than the pool has connections, and all kinds together fewer than one HTTP/2 connection carries.</summary>
    private const int Callers = 30;

    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(20);

    [Fact]
    public async Task Who_waits_for_one_cooperative_stops_no_other()
    {
        const string held = "held", free = "free";
        server.Run(held, server.Month().Folder);
        server.Run(free, server.Month().Folder);
        var (decision, other) = (await server.Propose(held, (await server.Case(held, "unknown")).CaseId, ResolutionKind.Refund), await server.Propose(free, (await server.Case(free, "unknown")).CaseId, ResolutionKind.Refund));
        List<Task<StatusCode>> waiting;
        await using (var run = server.Server.Database.Database.OpenAsOwner())
        {
            await using var transaction = await run.BeginTransactionAsync(TestContext.Current.CancellationToken);
            await run.ExecuteAsync("select 1 from cooperative where code = @held for update;", new { held }, transaction);
            waiting =
            [
                .. Enumerable.Range(0, Callers).Select(_ => Outcome(() => server.Cases.WithdrawResolutionAsync(new WithdrawResolutionRequest { DecisionNo = decision.DecisionNo }, CasesServer.Officer(held)))),
                .. Enumerable.Range(0, Callers).Select(_ => Outcome(() => server.Cases.PreviewDecisionAsync(new PreviewDecisionRequest { DecisionNo = decision.DecisionNo }, CasesServer.Manager(held)))),
                .. Enumerable.Range(0, Callers).Select(_ => Outcome(() => server.Cases.DecideResolutionAsync(new DecideResolutionRequest { DecisionNo = decision.DecisionNo, Approve = true }, CasesServer.Manager(held)))),
            ];
            while (Waiting() == 0) await Task.Delay(Again, TestContext.Current.CancellationToken);
            await server.Cases.PreviewDecisionAsync(new PreviewDecisionRequest { DecisionNo = other.DecisionNo }, CasesServer.Manager(free));
            (await server.Approve(free, other)).State.ShouldBe(DecisionState.Approved);
            for (var call = 0; call < Callers; call++) await server.Cases.ListCasesAsync(new ListCasesRequest(), CasesServer.Manager(free));
            Waiting().ShouldBe(1, "of all who wait one has a connection");
            waiting.ShouldAllBe(static one => !one.IsCompleted);
            await transaction.RollbackAsync(TestContext.Current.CancellationToken);
        }
        var outcomes = await Task.WhenAll(waiting);
        outcomes[..Callers].Concat(outcomes[(2 * Callers)..]).Count(static one => one == StatusCode.OK).ShouldBe(1, "one of withdrawals and approvals is the last word");
        outcomes.ShouldAllBe(static one => one == StatusCode.OK || one == StatusCode.FailedPrecondition);
        server.ShouldBeProved();
    }

    /// <summary>Backends that wait for a lock.</summary>
    private int Waiting() => server.Server.Database.AsSuperuser<int>("select count(*)::int from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock';").Single();

    private static async Task<StatusCode> Outcome<T>(Func<AsyncUnaryCall<T>> call)
    {
        try
        {
            await call();
            return StatusCode.OK;
        }
        catch (RpcException refusal)
        {
            return refusal.StatusCode;
        }
    }
}
