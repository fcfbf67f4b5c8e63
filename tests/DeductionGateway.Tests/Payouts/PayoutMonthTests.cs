using DeductionGateway.Contract.V1;
using DeductionGateway.Mocks.Bank;
using DeductionGateway.Mocks.Faults;
using DeductionGateway.Tests.Cases;
using DeductionGateway.Tests.Mocks;
using Grpc.Core;

namespace DeductionGateway.Tests.Payouts;

/// <summary>From a refund that two people decided to the debit in the books, with a simulated bank that moves the money.</summary>
public sealed class PayoutMonthTests(CasesServer server) : IClassFixture<CasesServer>
{
    /// <summary>Two fifths of its answers are lost after what was asked is done.</summary>
    private static readonly Scenario Lossy = new("lossy", "answers get lost", 0, [new FaultRate(FaultKind.Reset, 400)], [], []);

    [Fact]
    public async Task A_payout_whose_answer_was_lost_is_sent_once_booked_once_and_owed_no_more()
    {
        const string coop = "payout-lost";
        var seed = Enumerable.Range(1, 1_000).First(static seed => new FaultPlan(Lossy, seed).Next(FaultPlace.Answers, "17") == FaultKind.Reset);
        await using var bank = await PayoutBank.Start(server, coop, new FaultPlan(Lossy, seed));
        server.Books(coop)["2-1050 M2"].ShouldBe(PayoutBank.Owed);
        var payout = await bank.Propose();
        payout.State.ShouldBe(PayoutState.Proposed);
        (await bank.Decide(payout)).State.ShouldBe(PayoutState.Approved);
        var before = server.Books(coop);
        await bank.Order();
        bank.Faults.Counts["17 Reset"].ShouldBe(1);
        bank.Faults.Counts["17"].ShouldBe(1, "what moved money is asked for, and never sent anew");
        (await bank.List()).Single().State.ShouldBe(PayoutState.Done);
        server.Books(coop).ShouldBe(before, "nothing is booked by the bank's word alone");
        await bank.Run();
        CasesServer.Between(before, server.Books(coop)).ShouldBe("1-1020 +25000, 2-1050 M2 -25000");
        server.Books(coop).ShouldNotContainKey("2-1050 M2");
        bank.Ledger.Entries(PayoutBank.BudisAccount).Select(static one => one.SignedMinor).ShouldBe([PayoutBank.Owed * 100]);
        var booked = (await bank.List()).Single();
        (booked.State, booked.BookedOn, booked.ReturnedOn).ShouldBe((PayoutState.Booked, "2026-02-27", ""));
        server.ShouldBeProved();
        var entries = server.Entries(coop);
        await bank.Run();
        server.Entries(coop).ShouldBe(entries, "the same statement again posts nothing");
        (await CasesServer.Refusal(async () => await bank.Propose(1))).ShouldBe((StatusCode.FailedPrecondition, "BOUND"));

        bank.Ledger.Post(MockBank.Account, "R1", PayoutBank.Owed * 100, "BUDI SANTOSO", $"RETUR {payout.Reference}");
        await bank.Run();
        CasesServer.Between(before, server.Books(coop)).ShouldBe("", "it is owed again");
        var back = (await bank.List()).Single();
        (back.State, back.ReturnedOn).ShouldBe((PayoutState.Returned, "2026-02-27"));
        server.ShouldBeProved();
        (await bank.Propose()).State.ShouldBe(PayoutState.Proposed);
    }

    /// <summary>The account is none of the bank's.</summary>
    [Fact]
    public async Task What_the_bank_refuses_moves_nothing_and_may_be_proposed_anew()
    {
        const string coop = "payout-refused";
        await using var bank = await PayoutBank.Start(server, coop);
        await bank.Decide(await bank.Propose(account: "5559999999"));
        (await CasesServer.Refusal(async () => await bank.Propose(1))).ShouldBe((StatusCode.FailedPrecondition, "BOUND"), "all of it is under way");
        await bank.Order();
        (await bank.List()).Single().State.ShouldBe(PayoutState.Refused);
        bank.Ledger.Entries(MockBank.Account).ShouldBeEmpty();
        await bank.Decide(await bank.Propose(otherBank: "014"));
        await bank.Order();
        await bank.Run();
        (await bank.List()).Select(static one => one.State).ShouldBe([PayoutState.Booked, PayoutState.Refused]);
        server.Books(coop).ShouldNotContainKey("2-1050 M2");
        server.ShouldBeProved();
    }

    /// <summary>It lay for half a year before somebody approved it.</summary>
    [Fact]
    public async Task What_was_proposed_long_before_is_known_by_its_approval()
    {
        const string coop = "payout-late";
        await using var bank = await PayoutBank.Start(server, coop);
        var payout = await bank.Propose();
        server.Server.Database.AsSuperuser<int>("begin; set local session_replication_role = replica; update payout set at = '2025-08-01' where payout_no = @PayoutNo; commit;", new { payout.PayoutNo });
        await bank.Decide(payout);
        await bank.Order();
        await bank.Run();
        (await bank.List()).Single().State.ShouldBe(PayoutState.Booked);
    }

    [Fact]
    public async Task A_refund_that_was_taken_back_is_not_paid()
    {
        const string coop = "payout-taken-back";
        await using var bank = await PayoutBank.Start(server, coop);
        var payout = await bank.Propose();
        await server.Undo(coop, bank.Refund);
        (await CasesServer.Refusal(() => bank.Decide(payout))).ShouldBe((StatusCode.FailedPrecondition, "BOUND"), "nothing is owed any more");
        (await bank.Decide(payout, approve: false, reason: "it was taken back")).State.ShouldBe(PayoutState.Rejected);
    }

    [Fact]
    public async Task A_refund_whose_payout_is_under_way_is_not_taken_back()
    {
        const string coop = "payout-undo";
        await using var bank = await PayoutBank.Start(server, coop);
        await bank.Decide(await bank.Propose());
        (await CasesServer.Refusal(() => server.Undo(coop, bank.Refund))).ShouldBe((StatusCode.FailedPrecondition, "PAID_OUT"));
        server.Books(coop)["2-1050 M2"].ShouldBe(PayoutBank.Owed);
        server.ShouldBeProved();
    }
}
