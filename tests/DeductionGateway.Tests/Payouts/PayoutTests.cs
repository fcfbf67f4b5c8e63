using System.Net;
using System.Text;
using System.Text.Json;
using DeductionGateway.Contract.V1;
using DeductionGateway.Data;
using DeductionGateway.Tests.Cases;
using DeductionGateway.Tests.Periods;
using Grpc.Core;
using Npgsql;
using Role = DeductionGateway.Access.Role;

namespace DeductionGateway.Tests.Payouts;

/// <summary>Who may pay out what to whom, by the wire and below it.</summary>
public sealed class PayoutTests(CasesServer server) : IClassFixture<CasesServer>
{
    private const string Verdict = "insert into payout_verdict (cooperative_id, payout_no, is_approved, checker, reason, at) values (@Coop, @No, @Approve, @Who, 'because', now());";

    [Fact]
    public async Task What_one_wire_proposes_the_other_shows_and_decides()
    {
        const string coop = "payout-wires";
        await using var bank = await PayoutBank.Start(server, coop);
        using var body = Json($$"""{"memberNo":"M2","amount":{"amountMinor":"2500000","currencyCode":"IDR"},"bank":"{{PayoutBank.Name}}","beneficiaryAccount":"{{PayoutBank.BudisAccount}}","beneficiaryName":"BUDI SANTOSO","reason":"he asked for it"}""");
        var (status, text) = await server.Server.Send(HttpMethod.Post, "/v1/payouts", body, CasesServer.Officer(coop));
        status.ShouldBe(HttpStatusCode.OK, text);
        var listed = (await bank.List()).Single();
        JsonDocument.Parse(text).RootElement.GetProperty("reference").GetString().ShouldBe(listed.Reference);
        (listed.State, listed.MemberNo, listed.Amount.AmountMinor, listed.Proposer, listed.BeneficiaryAccount).ShouldBe((PayoutState.Proposed, "M2", 2_500_000, $"{coop}.Officer", PayoutBank.BudisAccount));
        using var verdict = Json("""{"approve":true}""");
        var (decided, said) = await server.Server.Send(HttpMethod.Post, $"/v1/payouts/{listed.PayoutNo}:decide", verdict, CasesServer.Manager(coop));
        decided.ShouldBe(HttpStatusCode.OK, said);
        var (_, shown) = await server.Server.Send(HttpMethod.Get, "/v1/payouts?memberNo=M2&state=PAYOUT_STATE_APPROVED", who: PeriodsServer.As(Role.Supervisor, cooperative: coop));
        var one = JsonDocument.Parse(shown).RootElement.GetProperty("payouts")[0];
        (one.GetProperty("checker").GetString(), one.GetProperty("beneficiaryAccount").GetString()).ShouldBe(($"{coop}.Manager", "******1234"), "who does not decide sees its end");
        (await server.Server.Send(HttpMethod.Get, "/v1/payouts?memberNo=M1", who: CasesServer.Manager(coop))).Text.ShouldNotContain("M2");
        (await bank.Payouts.ListPayoutsAsync(new ListPayoutsRequest(), CasesServer.Manager("second"))).Payouts.ShouldBeEmpty();
        server.Server.Database.AsSuperuser<string>("select service || ' ' || reference || ' ' || amount from bank_order where cooperative_id = @id;", new { id = server.Id(coop) }).ShouldBe([$"17 {listed.Reference} {PayoutBank.Owed}"]);
        server.Server.Database.AsSuperuser<string>("select action || ' ' || outcome from audit where cooperative_id = @id and action like 'payout%' order by 1;", new { id = server.Id(coop) }).ShouldBe(["payout.decide approved", "payout.propose M2 25000"]);
    }

    [Fact]
    public async Task Who_proposed_may_neither_approve_nor_reject()
    {
        const string coop = "payout-self";
        await using var bank = await PayoutBank.Start(server, coop);
        var payout = await bank.Propose();
        foreach (var approve in (bool[])[true, false])
        {
            (await CasesServer.Refusal(async () => await bank.Payouts.DecidePayoutAsync(new DecidePayoutRequest { PayoutNo = payout.PayoutNo, Approve = approve, Reason = "I say so" }, CasesServer.Officer(coop)))).ShouldBe((StatusCode.PermissionDenied, "TWO_PEOPLE"));
        }
        (await CasesServer.Refusal(() => bank.Decide(payout, approve: false))).ShouldBe((StatusCode.FailedPrecondition, "REASON"));
        var rejected = await bank.Decide(payout, approve: false, reason: "another account");
        (rejected.State, rejected.VerdictReason).ShouldBe((PayoutState.Rejected, "another account"));
        (await CasesServer.Refusal(() => bank.Decide(payout))).ShouldBe((StatusCode.FailedPrecondition, "DECIDED"));
        (await bank.Propose()).State.ShouldBe(PayoutState.Proposed, "what was rejected is free");
    }

    [Fact]
    public async Task Who_proposed_may_take_it_back_before_it_is_decided()
    {
        const string coop = "payout-withdrawn";
        await using var bank = await PayoutBank.Start(server, coop);
        var payout = await bank.Propose();
        (await CasesServer.Refusal(() => Withdraw(CasesServer.Manager(coop)))).ShouldBe((StatusCode.PermissionDenied, "WITHDRAWAL"));
        (await Withdraw(CasesServer.Officer(coop))).State.ShouldBe(PayoutState.Withdrawn);
        (await CasesServer.Refusal(() => bank.Decide(payout))).ShouldBe((StatusCode.FailedPrecondition, "WITHDRAWN"));
        var again = await bank.Propose();
        again.State.ShouldBe(PayoutState.Proposed, "what was withdrawn is free");
        payout = await bank.Decide(again);
        (await CasesServer.Refusal(() => Withdraw(CasesServer.Officer(coop)))).ShouldBe((StatusCode.FailedPrecondition, "DECIDED"));

        async Task<Payout> Withdraw(Metadata who) => await bank.Payouts.WithdrawPayoutAsync(new WithdrawPayoutRequest { PayoutNo = payout.PayoutNo }, who);
    }

    [Fact]
    public async Task What_was_approved_and_not_sent_may_be_ended_by_one_person()
    {
        const string coop = "payout-unsent";
        await using var bank = await PayoutBank.Start(server, coop);
        var payout = await bank.Propose();
        (await CasesServer.Refusal(() => bank.End(payout, CasesServer.Officer(coop)))).ShouldBe((StatusCode.FailedPrecondition, "ENDED"));
        await bank.Decide(payout);
        var ended = await bank.End(payout, CasesServer.Officer(coop));
        (ended.State, ended.EndedBy.Single().Person, ended.EndedBy[0].Reason).ShouldBe((PayoutState.Refused, $"{coop}.Officer", "the bank wrote so"));
        await bank.Order();
        bank.Ledger.Entries(PayoutBank.BudisAccount).ShouldBeEmpty("it never goes out");
        (await bank.Propose()).State.ShouldBe(PayoutState.Proposed, "the money is free again");
    }

    /// <summary>The bank was sent it and never says what became of it; days ago, or today.</summary>
    [Fact]
    public async Task What_was_sent_ends_by_two_people_after_the_bank_would_have_booked_it()
    {
        const string coop = "payout-unknown";
        await using var bank = await PayoutBank.Start(server, coop);
        var (old, now) = (await bank.Propose(15_000), await bank.Propose(10_000));
        foreach (var payout in (Payout[])[old, now]) await bank.Decide(payout);
        Sent(old, days: 4, state: 2);
        Sent(now, days: 3, state: 2);
        (await CasesServer.Refusal(() => bank.End(now, CasesServer.Officer(coop)))).ShouldBe((StatusCode.FailedPrecondition, "MAY_YET_BE_BOOKED"));
        (await bank.End(old, CasesServer.Officer(coop))).State.ShouldBe(PayoutState.Sent, "one word is not enough");
        (await CasesServer.Refusal(() => bank.End(old, CasesServer.Officer(coop)))).ShouldBe((StatusCode.PermissionDenied, "TWO_PEOPLE"));
        server.Server.Database.AsSuperuser<int>("insert into approval_band (cooperative_id, role, up_to) values (@id, 1, 24999);", new { id = server.Id(coop) });
        (await CasesServer.Refusal(() => bank.End(old, CasesServer.Manager(coop)))).ShouldBe((StatusCode.PermissionDenied, "BAND"), "it is asked for what an approval is");
        server.Server.Database.AsSuperuser<int>("update approval_band set up_to = 25000 where cooperative_id = @id;", new { id = server.Id(coop) });
        var ended = await bank.End(old, CasesServer.Manager(coop));
        (ended.State, string.Join(' ', ended.EndedBy.Select(static one => one.Person))).ShouldBe((PayoutState.Refused, $"{coop}.Officer {coop}.Manager"));
        (await CasesServer.Refusal(() => bank.Propose(15_001))).ShouldBe((StatusCode.FailedPrecondition, "BOUND"), "the other one is under way");
        (await bank.Propose(15_000)).State.ShouldBe(PayoutState.Proposed);
    }

    /// <summary>The bank called it done and gave it back before it booked it.</summary>
    [Fact]
    public async Task What_the_bank_called_done_and_never_booked_ends_by_two_people()
    {
        const string coop = "payout-bounced";
        await using var bank = await PayoutBank.Start(server, coop);
        var payout = await bank.Decide(await bank.Propose());
        Sent(payout, days: 4, state: 3);
        (await bank.End(payout, CasesServer.Officer(coop))).State.ShouldBe(PayoutState.Done);
        (await bank.End(payout, CasesServer.Manager(coop))).State.ShouldBe(PayoutState.Refused);
        (await bank.Propose()).State.ShouldBe(PayoutState.Proposed);
    }

    /// <summary>The first of two has left: the word of who may give none any more is none.</summary>
    [Fact]
    public async Task Who_has_left_has_said_nothing()
    {
        const string coop = "payout-left";
        await using var bank = await PayoutBank.Start(server, coop);
        var payout = await bank.Decide(await bank.Propose());
        Sent(payout, days: 4, state: 2);
        (await bank.End(payout, CasesServer.Officer(coop))).State.ShouldBe(PayoutState.Sent);
        server.Server.Database.AsSuperuser<int>("update app_user set is_disabled = true where user_name = @person;", new { person = $"{coop}.Officer" });
        (await bank.End(payout, CasesServer.Manager(coop))).State.ShouldBe(PayoutState.Sent, "his is the first word");
    }

    /// <summary>As a run would find it.</summary>
    [Fact]
    public async Task What_the_statement_names_nobody_ends()
    {
        const string coop = "payout-shown";
        await using var bank = await PayoutBank.Start(server, coop);
        var payout = await bank.Decide(await bank.Propose());
        Sent(payout, days: 4, state: 2);
        server.Server.Database.AsSuperuser<int>("""
            insert into pushed_posting (cooperative_id, account, bank_ref, is_reversal, value_date, booking_date, amount, currency, counterparty, narrative, actor, at)
            select cooperative_id, @account, 'snap/bank-a/row/1', false, current_date - 3, current_date - 3, -amount - 2500, 'IDR', '', 'TRF ' || reference, 'x', now() from payout where reference = @Reference;
            """, new { payout.Reference, account = DeductionGateway.Tests.Mocks.MockBank.Account });
        (await CasesServer.Refusal(() => bank.End(payout, CasesServer.Officer(coop)))).ShouldBe((StatusCode.FailedPrecondition, "ON_STATEMENT"));
    }

    [Fact]
    public async Task About_which_the_bank_is_being_called_nobody_ends()
    {
        const string coop = "payout-called";
        await using var bank = await PayoutBank.Start(server, coop);
        var payout = await bank.Decide(await bank.Propose());
        Sent(payout, days: 4, state: 2, wait: 600);
        (await CasesServer.Refusal(() => bank.End(payout, CasesServer.Officer(coop)))).ShouldBe((StatusCode.FailedPrecondition, "BEING_CALLED"));
    }

    /// <summary>The service's own role writes the steps of orders.</summary>
    [Fact]
    public async Task The_service_cannot_say_alone_that_a_transfer_was_not_done()
    {
        const string coop = "payout-step";
        await using var bank = await PayoutBank.Start(server, coop);
        var payout = await bank.Decide(await bank.Propose());
        var id = server.Id(coop);
        const string refuse = """
            insert into bank_order_step (cooperative_id, order_no, step_no, state, at, next_try, code, key_no, answer)
            select o.cooperative_id, o.order_no, coalesce(max(s.step_no), 0) + 1, 4, now(), now(), '', o.key_no, o.body
            from bank_order o left join bank_order_step s on s.cooperative_id = o.cooperative_id and s.order_no = o.order_no
            where o.reference = @Reference
            group by o.cooperative_id, o.order_no, o.key_no, o.body;
            """;
        (await Refused(id, refuse, new { payout.Reference })).ShouldStartWith("TWO_PEOPLE");
        Sent(payout, days: 4, state: 2);
        await bank.End(payout, CasesServer.Officer(coop));
        (await Refused(id, refuse, new { payout.Reference })).ShouldStartWith("TWO_PEOPLE");
        (await Refused(id, "insert into payout_ending (cooperative_id, payout_no, person, reason, at) values (@Coop, @No, 'nobody', 'x', now());", new { Coop = id, No = payout.PayoutNo })).ShouldStartWith("PROPOSER");
    }

    /// <summary>The service's own role, without the program.</summary>
    [Fact]
    public async Task The_service_cannot_get_round_it()
    {
        const string coop = "payout-direct";
        await using var bank = await PayoutBank.Start(server, coop);
        var payout = await bank.Propose();
        var id = server.Id(coop);
        (await Refused(id, Verdict, new { Coop = id, No = payout.PayoutNo, Approve = true, Who = payout.Proposer })).ShouldStartWith("TWO_PEOPLE");
        (await Refused(id, Verdict, new { Coop = id, No = payout.PayoutNo, Approve = true, Who = "nobody" })).ShouldStartWith("CHECKER");
        const string another = """
            insert into payout (cooperative_id, member_id, amount, partner, service, reference, beneficiary_bank, beneficiary_name, key_no, beneficiary_account, reason, proposer, at)
            select cooperative_id, member_id, @Amount, partner, service, @Reference, beneficiary_bank, beneficiary_name, key_no, beneficiary_account, reason, @Who, at from payout where payout_no = @No;
            """;
        (await Refused(id, another, new { No = payout.PayoutNo, Amount = 1L, Reference = "another", Who = payout.Proposer })).ShouldStartWith("BOUND");
        (await Refused(id, another, new { No = payout.PayoutNo, Amount = 1L, Reference = "another", Who = "nobody" })).ShouldStartWith("PROPOSER");
        foreach (var attempt in (string[])["update payout set amount = 1;", "delete from payout_verdict;"])
        {
            (await Should.ThrowAsync<PostgresException>(() => Write(id, attempt, new { }))).SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege, attempt);
        }
    }

    [Fact]
    public async Task A_transfer_is_ordered_under_an_approved_payout_only()
    {
        const string coop = "payout-order";
        await using var bank = await PayoutBank.Start(server, coop);
        var (payout, id) = (await bank.Propose(), server.Id(coop));
        const string order = """
            insert into bank_order (cooperative_id, partner, service, reference, amount, key_no, body, actor, at)
            select cooperative_id, partner, service, reference, amount + @More, key_no, beneficiary_account, 'x', at from payout where payout_no = @No;
            """;
        (await Refused(id, order, new { No = payout.PayoutNo, More = 0L })).ShouldStartWith("PAYOUT", Shouldly.Case.Sensitive, "nobody approved it");
        await bank.Decide(payout);
        (await Refused(id, order, new { No = payout.PayoutNo, More = 1L })).ShouldStartWith("PAYOUT", Shouldly.Case.Sensitive, "another amount");
    }

    [Fact]
    public async Task Nothing_goes_out_beyond_what_is_owed_to_another_person_or_to_an_incomplete_account()
    {
        const string coop = "payout-bound";
        await using var bank = await PayoutBank.Start(server, coop);
        await Refuses(bank.Propose(PayoutBank.Owed + 1), StatusCode.FailedPrecondition, "BOUND");
        await Refuses(bank.Propose(1, member: "M1", name: "Siti Aminah"), StatusCode.FailedPrecondition, "BOUND");
        await Refuses(bank.Propose(name: "SITI AMINAH"), StatusCode.FailedPrecondition, "NAME_OTHER");
        await Refuses(bank.Propose(account: "555000123"), StatusCode.InvalidArgument, "FIELD_INVALID");
        await Refuses(bank.Propose(otherBank: "14"), StatusCode.InvalidArgument, "FIELD_INVALID");
        await Refuses(bank.Propose(0), StatusCode.InvalidArgument, "FIELD_INVALID");
        await Refuses(bank.Propose(member: "M99"), StatusCode.NotFound, "NOT_FOUND");
        await Refuses(bank.Propose(bank: "bank-z"), StatusCode.NotFound, "NOT_FOUND");
        (await bank.Propose(15_000, name: "BUDI SANTOSSO")).Amount.AmountMinor.ShouldBe(1_500_000, "one letter more is one name");
        await Refuses(bank.Propose(10_001), StatusCode.FailedPrecondition, "BOUND");
        var rest = await bank.Propose(10_000, key: "rest");
        (await bank.Propose(10_000, key: "rest")).ShouldBe(rest, "the same key is the same payout");

        async Task Refuses(Task<Payout> proposed, StatusCode code, string reason) => (await CasesServer.Refusal(() => proposed)).ShouldBe((code, reason));
    }

    [Fact]
    public async Task Of_many_at_once_those_are_taken_that_are_owed_and_one_verdict_counts()
    {
        const string coop = "payout-race";
        await using var bank = await PayoutBank.Start(server, coop);
        var proposed = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Tried(() => bank.Propose(15_000))));
        proposed.Count(static one => one.Reason.Length == 0).ShouldBe(1);
        proposed.Where(static one => one.Reason.Length > 0).ShouldAllBe(static one => one.Reason == "BOUND");
        var payout = (await bank.List()).Single();
        var decided = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Tried(() => bank.Decide(payout))));
        decided.Count(static one => one.Reason.Length == 0).ShouldBe(1);
        decided.Where(static one => one.Reason.Length > 0).ShouldAllBe(static one => one.Reason == "DECIDED");
        server.Server.Database.AsSuperuser<long>("select count(*) from bank_order where cooperative_id = @id;", new { id = server.Id(coop) }).ShouldBe([1L]);
    }

    /// <summary>A manager approves up to his band where he has one; here of 24,999 rupiah.</summary>
    [Fact]
    public async Task Who_approves_needs_a_band_for_the_amount()
    {
        const string coop = "payout-band";
        await using var bank = await PayoutBank.Start(server, coop);
        var payout = await bank.Propose();
        server.Server.Database.AsSuperuser<int>("insert into approval_band (cooperative_id, role, up_to) values (@id, 1, 24999);", new { id = server.Id(coop) });
        (await CasesServer.Refusal(() => bank.Decide(payout))).ShouldBe((StatusCode.PermissionDenied, "BAND"));
    }

    /// <summary>Whose the money is the case says: a name beside it would be forgotten, and the money stand there without one.</summary>
    [Fact]
    public async Task A_refund_to_somebody_who_is_named_is_refused()
    {
        const string coop = "payout-named";
        await using var bank = await PayoutBank.Start(server, coop);
        (await CasesServer.Refusal(() => server.Propose(coop, bank.Refund.CaseIds[0], ResolutionKind.Refund, "M2"))).ShouldBe((StatusCode.InvalidArgument, "FIELD_INVALID"));
    }

    [Fact]
    public async Task In_parts_it_is_no_less()
    {
        const string coop = "payout-parts";
        await using var bank = await PayoutBank.Start(server, coop);
        server.Server.Database.AsSuperuser<int>("insert into approval_band (cooperative_id, role, up_to) values (@id, 1, 24999);", new { id = server.Id(coop) });
        var (part, rest) = (await bank.Propose(15_000), await bank.Propose(10_000));
        (await bank.Decide(part)).State.ShouldBe(PayoutState.Approved);
        (await CasesServer.Refusal(() => bank.Decide(rest))).ShouldBe((StatusCode.PermissionDenied, "BAND"));
    }

    /// <summary>What counts with it was approved within 30 days, however long before that it was proposed.</summary>
    [Theory]
    [InlineData(29, "BAND")]
    [InlineData(31, "")]
    public async Task Parts_of_a_month_count_together_from_their_approval(int days, string refusal)
    {
        var coop = $"payout-parts-{days}";
        await using var bank = await PayoutBank.Start(server, coop);
        server.Server.Database.AsSuperuser<int>("insert into approval_band (cooperative_id, role, up_to) values (@id, 1, 24999);", new { id = server.Id(coop) });
        var (part, rest) = (await bank.Propose(15_000), await bank.Propose(10_000));
        await bank.Decide(part);
        server.Server.Database.AsSuperuser<int>("""
            begin;
            set local session_replication_role = replica;
            update payout set at = at - interval '60 days' where payout_no = @PayoutNo;
            update payout_verdict set at = at - make_interval(days => @days) where payout_no = @PayoutNo;
            commit;
            """, new { part.PayoutNo, days });
        (await Tried(() => bank.Decide(rest))).Reason.ShouldBe(refusal);
    }

    /// <summary>Answers are kept for their keys as they were given.</summary>
    [Fact]
    public async Task The_account_is_whole_only_as_long_as_somebody_has_to_compare_it()
    {
        const string coop = "payout-masked", whole = PayoutBank.BudisAccount, masked = "******1234";
        await using var bank = await PayoutBank.Start(server, coop);
        var payout = await bank.Propose(key: "masked");
        payout.BeneficiaryAccount.ShouldBe(masked);
        (await bank.List()).Single().BeneficiaryAccount.ShouldBe(whole);
        (await bank.Decide(payout)).BeneficiaryAccount.ShouldBe(masked);
        (await bank.List()).Single().BeneficiaryAccount.ShouldBe(masked);
        server.Server.Database.AsSuperuser<long>("select count(*) from write_key where position(convert_to(@whole, 'UTF8') in answer) > 0;", new { whole }).ShouldBe([0L]);
    }

    [Theory]
    [InlineData("a")]
    [InlineData("b")]
    [InlineData("c")]
    public async Task A_refund_is_taken_back_or_its_payout_approved_and_never_both(string round)
    {
        var coop = $"payout-both-{round}";
        await using var bank = await PayoutBank.Start(server, coop);
        var payout = await bank.Propose();
        var ends = await Task.WhenAll(Tried(() => bank.Decide(payout)), Tried(async () =>
        {
            await server.Undo(coop, bank.Refund);
            return payout;
        }));
        ends.Count(static one => one.Reason.Length == 0).ShouldBe(1);
        ends.Single(static one => one.Reason.Length > 0).Reason.ShouldBeOneOf("BOUND", "PAID_OUT");
    }

    /// <summary>Steps of an order that was sent some days ago and has come to a state since.</summary>
    /// <param name="wait">Seconds until its next step is due.</param>
    private void Sent(Payout payout, int days, short state, int wait = 0) => server.Server.Database.AsSuperuser<int>("""
        insert into bank_order_step (cooperative_id, order_no, step_no, state, at, next_try, code, key_no, answer)
        select cooperative_id, order_no, step, case step when 1 then 1 else @state end, now() - make_interval(days => @days), now() + make_interval(secs => @wait), '', key_no, body
        from bank_order, generate_series(1, 2) step where reference = @Reference;
        """, new { payout.Reference, days, state, wait });

    private static async Task<(Payout? Payout, string Reason)> Tried(Func<Task<Payout>> call)
    {
        try
        {
            return (await call(), "");
        }
        catch (RpcException refusal)
        {
            var details = Google.Rpc.Status.Parser.ParseFrom(refusal.Trailers.GetValueBytes(DeductionGateway.Wire.Faults.DetailsTrailer)).Details;
            return (null, details.First(static detail => detail.Is(Google.Rpc.ErrorInfo.Descriptor)).Unpack<Google.Rpc.ErrorInfo>().Reason);
        }
    }

    private async Task<string> Refused(long cooperative, string sql, object arguments) => (await Should.ThrowAsync<PostgresException>(() => Write(cooperative, sql, arguments))).MessageText;

    private Task<bool> Write(long cooperative, string sql, object arguments) => server.Server.Database.Database.Write(cooperative, async tx =>
    {
        await tx.ExecuteAsync(sql, arguments);
        return true;
    }, TestContext.Current.CancellationToken);

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");
}
