using DeductionGateway.Contract.V1;
using DeductionGateway.Tests.Periods;
using DeductionGateway.Tests.Proofs;
using Grpc.Core;
using Npgsql;
using Role = DeductionGateway.Access.Role;

namespace DeductionGateway.Tests.Cases;

/// <summary>Two people, and the database itself holds that they are two.</summary>
public sealed class TwoPeopleTests(CasesServer server) : IClassFixture<CasesServer>
{
    private const string Verdict = "insert into case_verdict (cooperative_id, decision_no, is_approved, reason, checker, at) values (@Coop, @No, @Approve, 'because', @Who, now());";

    [Fact]
    public async Task Who_proposed_may_neither_approve_nor_reject()
    {
        var (coop, decision) = await Proposed("self");
        foreach (var approve in (bool[])[true, false])
        {
            (await CasesServer.Refusal(async () => await server.Cases.DecideResolutionAsync(new DecideResolutionRequest { DecisionNo = decision.DecisionNo, Approve = approve, Reason = "I say so" }, CasesServer.Officer(coop))))
                .ShouldBe((StatusCode.PermissionDenied, "TWO_PEOPLE"));
        }
        (await server.Cases.GetDecisionAsync(new GetDecisionRequest { DecisionNo = decision.DecisionNo }, CasesServer.Officer(coop))).State.ShouldBe(DecisionState.Proposed);
    }

    /// <summary>The service's own role, without the program: the statement that it would send, and others that it would not.</summary>
    [Fact]
    public async Task The_service_cannot_get_round_it()
    {
        var (coop, decision) = await Proposed("direct");
        var id = server.Id(coop);
        await TokenOf(coop, Role.Supervisor);
        await TokenOf(coop, Role.Manager);
        (await Refused(id, Verdict, new { Coop = id, No = decision.DecisionNo, Approve = true, Who = $"{coop}.Officer" })).ShouldStartWith("TWO_PEOPLE");
        (await Refused(id, Verdict, new { Coop = id, No = decision.DecisionNo, Approve = true, Who = $"{coop}.Supervisor" })).ShouldStartWith("CHECKER");
        (await Refused(id, Verdict, new { Coop = id, No = decision.DecisionNo, Approve = true, Who = "nobody" })).ShouldStartWith("CHECKER");
        (await Refused(id, "insert into case_decision_item (cooperative_id, decision_no, case_id, period, employer, cause, subject, amount) values (@Coop, @No, 'another', 202602, 'E1', 'unknown', 'x', 1);",
            new { Coop = id, No = decision.DecisionNo })).ShouldStartWith("ITEM");
        (await Refused(id, "insert into case_decision (cooperative_id, kind, business_date, reason, proposer, at) values (@Coop, 5, now(), 'x', @Who, now());",
            new { Coop = id, Who = $"{coop}.Supervisor" })).ShouldStartWith("PROPOSER");
        (await Refused(id, "insert into case_decision (cooperative_id, kind, undoes, business_date, reason, proposer, at) values (@Coop, 10, @No, now(), 'x', @Who, now());",
            new { Coop = id, No = decision.DecisionNo, Who = $"{coop}.Officer" })).ShouldStartWith("UNDO");
        (await Refused(id, "insert into case_verdict (cooperative_id, decision_no, is_approved, checker, at) values (@Coop, @No, false, @Who, now());",
            new { Coop = id, No = decision.DecisionNo, Who = $"{coop}.Manager" })).ShouldStartWith("REASON");
        (await Refused(id, "insert into case_verdict (cooperative_id, decision_no, is_approved, is_withdrawal, checker, at) values (@Coop, @No, false, true, @Who, now());",
            new { Coop = id, No = decision.DecisionNo, Who = $"{coop}.Manager" })).ShouldStartWith("WITHDRAWAL");
        (await Refused(id, "insert into case_left_open (cooperative_id, decision_no, case_id) values (@Coop, @No, @Case);", new { Coop = id, No = decision.DecisionNo, Case = decision.CaseIds[0] })).ShouldStartWith("ITEM");
        foreach (var attempt in (string[])["update case_decision set proposer = 'x';", "delete from case_verdict;", "insert into approval_band (cooperative_id, role) values (1, 2);", "insert into write_off_limit (cooperative_id, amount) values (1, 1000000);", "select password_hash from app_user;"])
        {
            (await Should.ThrowAsync<PostgresException>(() => Write(id, attempt, new { }))).SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege, attempt);
        }
        server.Server.Database.AsSuperuser<int>("update app_user set is_disabled = true where user_name = @who;", new { who = $"{coop}.Manager" });
        (await Refused(id, Verdict, new { Coop = id, No = decision.DecisionNo, Approve = true, Who = $"{coop}.Manager" })).ShouldStartWith("CHECKER");
        server.Server.Database.AsSuperuser<int>("update app_user set is_disabled = false where user_name = @who;", new { who = $"{coop}.Manager" });
        await Write(id, Verdict, new { Coop = id, No = decision.DecisionNo, Approve = false, Who = $"{coop}.Manager" });
        (await Should.ThrowAsync<PostgresException>(() => Write(id, Verdict, new { Coop = id, No = decision.DecisionNo, Approve = true, Who = $"{coop}.Manager" }))).SqlState.ShouldBe(PostgresErrorCodes.UniqueViolation);
    }

    [Fact]
    public async Task Who_approves_needs_a_band_for_the_amount()
    {
        var (coop, decision) = await Proposed("band");
        // Nobody but the owner sets bands: here a manager up to 99,999 rupiah, and the case is about 100,000.
        server.Server.Database.AsSuperuser<int>("insert into approval_band (cooperative_id, role, up_to) values (@id, 1, 99999);", new { id = server.Id(coop) });
        (await CasesServer.Refusal(() => server.Approve(coop, decision))).ShouldBe((StatusCode.PermissionDenied, "BAND"));
        server.Server.Database.AsSuperuser<int>("update approval_band set up_to = 100000 where cooperative_id = @id;", new { id = server.Id(coop) });
        (await server.Approve(coop, decision)).State.ShouldBe(DecisionState.Approved);
    }

    /// <summary>Without bands of its own: an officer up to five million, a manager anything. Asked of the function, for officers of one cooperative share an account here.</summary>
    [Theory]
    [InlineData(2, 5_000_000, true)]
    [InlineData(2, 5_000_001, false)]
    [InlineData(1, 5_000_001, true)]
    [InlineData(3, 1, false)]
    public void The_standard_bands(short role, long amount, bool may) =>
        server.Server.Database.AsSuperuser<bool>("select may_approve(@role::smallint, @amount);", new { role = (int)role, amount }).Single().ShouldBe(may);

    [Fact]
    public async Task More_than_the_limit_is_not_written_off()
    {
        const string coop = "limit";
        server.Run(coop, server.Month().Folder);
        server.Server.Database.AsSuperuser<int>("insert into write_off_limit (cooperative_id, amount) values (@id, 49);", new { id = server.Id(coop) });
        var gap = await server.Case(coop, "gap_owed");
        (await CasesServer.Refusal(() => server.Propose(coop, gap.CaseId, ResolutionKind.WriteOff))).ShouldBe((StatusCode.FailedPrecondition, "LIMIT"));
        (await Should.ThrowAsync<RpcException>(() => server.Propose(coop, gap.CaseId, ResolutionKind.WriteOff))).Status.Detail
            .ShouldBe("50 rupiah is more than the 49 rupiah that may be written off in one case; the owner of the database sets this limit in its table write_off_limit.");
        server.Server.Database.AsSuperuser<int>("update write_off_limit set amount = 50 where cooperative_id = @id;", new { id = server.Id(coop) });
        (await server.Propose(coop, gap.CaseId, ResolutionKind.WriteOff)).State.ShouldBe(DecisionState.Proposed);
    }

    [Fact]
    public async Task A_rejected_proposal_posts_nothing_and_another_may_follow()
    {
        var (coop, decision) = await Proposed("rejected");
        var entries = server.Entries(coop);
        (await CasesServer.Refusal(() => server.Propose(coop, decision.CaseIds[0], ResolutionKind.Refund))).ShouldBe((StatusCode.FailedPrecondition, "PROPOSED"));
        // Who says neither, or rejects without a word why, has decided nothing.
        foreach (var body in (string[])["{}", """{"approve": null}""", """{"reason": "because"}""", """{"approve": false}""", """{"approve": false, "reason": " "}"""])
        {
            using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
            (await server.Server.Send(HttpMethod.Post, $"/v1/decisions/{decision.DecisionNo}:decide", content, CasesServer.Manager(coop))).Status.ShouldBe(System.Net.HttpStatusCode.BadRequest, body);
        }
        (await CasesServer.Refusal(async () => await server.Cases.DecideResolutionAsync(new DecideResolutionRequest { DecisionNo = decision.DecisionNo, Reason = "because" }, CasesServer.Manager(coop)))).ShouldBe((StatusCode.InvalidArgument, "FIELD_INVALID"));
        (await server.Reject(coop, decision, "ask Rina first")).State.ShouldBe(DecisionState.Rejected);
        var seen = await server.Cases.GetDecisionAsync(new GetDecisionRequest { DecisionNo = decision.DecisionNo }, CasesServer.Officer(coop));
        (seen.State, seen.VerdictReason, seen.Checker).ShouldBe((DecisionState.Rejected, "ask Rina first", $"{coop}.Manager"), "who proposed is told why");
        (await server.Cases.ListCaseHistoryAsync(new ListCaseHistoryRequest { CaseId = decision.CaseIds[0] }, CasesServer.Officer(coop))).Events.Select(static one => $"{one.Kind} {one.Text}").ShouldBe(["proposed because", "rejected ask Rina first"]);
        server.Server.Database.AsSuperuser<string>("select outcome from audit where cooperative_id = @id and action = 'case.decide';", new { id = server.Id(coop) }).ShouldBe(["rejected: ask Rina first"]);
        (await CasesServer.Refusal(() => server.Approve(coop, decision))).ShouldBe((StatusCode.FailedPrecondition, "DECIDED"));
        server.Entries(coop).ShouldBe(entries);
        (await server.Propose(coop, decision.CaseIds[0], ResolutionKind.ReturnToEmployer)).State.ShouldBe(DecisionState.Proposed);
    }

    [Fact]
    public async Task Who_proposed_withdraws_before_anybody_decided()
    {
        var (coop, decision) = await Proposed("withdrawn");
        var (entries, request) = (server.Entries(coop), new WithdrawResolutionRequest { DecisionNo = decision.DecisionNo });
        void ProposedBy(Role role) => server.Server.Database.AsSuperuser<int>("update case_decision set proposer = @who where decision_no = @no;", new { who = $"{coop}.{role}", no = decision.DecisionNo });
        ProposedBy(Role.Manager);
        (await CasesServer.Refusal(async () => await server.Cases.WithdrawResolutionAsync(request, CasesServer.Officer(coop)))).ShouldBe((StatusCode.PermissionDenied, "WITHDRAWAL"));
        ProposedBy(Role.Officer);
        var withdrawn = await server.Cases.WithdrawResolutionAsync(request, CasesServer.Officer(coop));
        (withdrawn.State, withdrawn.Checker).ShouldBe((DecisionState.Withdrawn, $"{coop}.Officer"));
        (await CasesServer.Refusal(async () => await server.Cases.WithdrawResolutionAsync(request, CasesServer.Officer(coop)))).ShouldBe((StatusCode.FailedPrecondition, "WITHDRAWN"));
        (await CasesServer.Refusal(() => server.Approve(coop, decision))).ShouldBe((StatusCode.FailedPrecondition, "WITHDRAWN"));
        server.Entries(coop).ShouldBe(entries);
        (await server.Cases.ListCaseHistoryAsync(new ListCaseHistoryRequest { CaseId = decision.CaseIds[0] }, CasesServer.Officer(coop))).Events.Select(static one => one.Kind).ShouldBe(["proposed", "withdrawn"]);
        var again = await server.Propose(coop, decision.CaseIds[0], ResolutionKind.Refund);
        await server.Approve(coop, again);
        (await CasesServer.Refusal(async () => await server.Cases.WithdrawResolutionAsync(new WithdrawResolutionRequest { DecisionNo = again.DecisionNo }, CasesServer.Officer(coop)))).ShouldBe((StatusCode.FailedPrecondition, "DECIDED"));
    }

    [Fact]
    public async Task A_case_that_became_another_since_it_was_proposed_is_not_approved()
    {
        const string coop = "changed";
        var month = server.Month();
        server.Run(coop, month.Folder);
        var decision = await server.Propose(coop, (await server.Case(coop, "over")).CaseId, ResolutionKind.Refund);
        server.Run(coop, month.With("payroll_E1.csv", "SW,75000", "SW,65000").With("payroll_E1.csv", "SW,100000", "SW,110000").Folder);
        (await CasesServer.Refusal(() => server.Approve(coop, decision))).ShouldBe((StatusCode.FailedPrecondition, "CASE_CHANGED"));
        (await server.Cases.GetDecisionAsync(new GetDecisionRequest { DecisionNo = decision.DecisionNo }, CasesServer.Manager(coop))).State.ShouldBe(DecisionState.Proposed, "nothing of a refused approval is stored");
        server.ShouldBeProved();
    }

    [Fact]
    public async Task The_same_key_approves_once_and_answers_again()
    {
        var (coop, decision) = await Proposed("key");
        var request = new DecideResolutionRequest { DecisionNo = decision.DecisionNo, Approve = true };
        var first = await server.Cases.DecideResolutionAsync(request, CasesServer.Manager(coop, "once"));
        var entries = server.Entries(coop);
        (await server.Cases.DecideResolutionAsync(request, CasesServer.Manager(coop, "once"))).ShouldBe(first);
        server.Entries(coop).ShouldBe(entries);
    }

    private async Task<(string Cooperative, Decision Decision)> Proposed(string coop)
    {
        server.Run(coop, server.Month().Folder);
        return (coop, await server.Propose(coop, (await server.Case(coop, "unknown")).CaseId, ResolutionKind.Refund));
    }

    /// <summary>Makes the account by calling once.</summary>
    private async Task TokenOf(string coop, Role role) => await server.Cases.ListCausesAsync(new ListCausesRequest(), PeriodsServer.As(role, cooperative: coop));

    private Task Write(long cooperative, string sql, object arguments) => server.Server.Database.Database.Write(cooperative, async tx =>
    {
        await tx.ExecuteAsync(sql, arguments);
        return true;
    }, TestContext.Current.CancellationToken);

    private async Task<string> Refused(long cooperative, string sql, object arguments)
    {
        var refusal = await Should.ThrowAsync<PostgresException>(() => Write(cooperative, sql, arguments));
        refusal.SqlState.ShouldBe("DG001", refusal.Message);
        return refusal.MessageText;
    }
}
