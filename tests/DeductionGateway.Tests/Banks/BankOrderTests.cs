using System.Globalization;
using DeductionGateway.Banks;
using DeductionGateway.Banks.Calls;
using DeductionGateway.Banks.Orders;
using DeductionGateway.Banks.Register;
using DeductionGateway.Banks.Statements;
using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Snap;
using Microsoft.AspNetCore.Http;

namespace DeductionGateway.Tests.Banks;

/// <summary>Orders go out in their turn, and what moves money goes out once, whatever becomes of the answer.</summary>
public sealed class BankOrderTests(BankClients clients) : IClassFixture<BankClients>
{
    private const string Transfer = "transfer-intrabank";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_transfer_is_done_and_sent_once()
    {
        var (bank, partner) = await New();
        var reference = await clients.OrderTransfer(partner);
        await Steps(partner);
        clients.OrdersOf(partner).ShouldBe([new(SnapService.TransferIntrabank, reference, SnapOrderState.Done, "2001700")]);
        await Steps(partner);
        Sent(bank).ShouldBe([reference]);
    }

    /// <summary>It was done and the answer was lost: its status says so.</summary>
    [Fact]
    public async Task After_silence_the_status_is_asked_for_and_nothing_is_sent_again()
    {
        var (bank, partner) = await New();
        bank.Trouble = (path, _, http) =>
        {
            if (path != Transfer) return Task.FromResult(false);
            bank.Transfers[bank.Calls[^1].Field("partnerReferenceNo")] = "03";
            http.Abort();
            return Task.FromResult(true);
        };
        var reference = await clients.OrderTransfer(partner);
        await Steps(partner);
        clients.OrdersOf(partner).ShouldBe([new(SnapService.TransferIntrabank, reference, SnapOrderState.Asking, "5041700")]);
        clients.Clock.Move(TimeSpan.FromSeconds(59));
        (await clients.Orders.Step(partner, Stop)).ShouldBe(OrderStep.NoneDue, "a bank is not asked before it can know");
        clients.Clock.Move(TimeSpan.FromSeconds(1));
        await Steps(partner);
        clients.OrdersOf(partner)[0].State.ShouldBe(SnapOrderState.Asking, "the bank is at it");
        bank.Transfers[reference] = "00";
        clients.Clock.Move(TimeSpan.FromMinutes(10));
        await Steps(partner);
        clients.OrdersOf(partner).ShouldBe([new(SnapService.TransferIntrabank, reference, SnapOrderState.Done, "2003600")]);
        Sent(bank).ShouldBe([reference]);
    }

    [Theory]
    [InlineData("04")]
    [InlineData("05")]
    [InlineData("06")]
    public async Task A_status_that_says_it_was_not_done_ends_it(string status)
    {
        var (bank, partner) = await New();
        var reference = await Lost(bank, partner);
        bank.Transfers[reference] = status;
        clients.Clock.Move(TimeSpan.FromMinutes(10));
        await Steps(partner);
        clients.OrdersOf(partner)[0].State.ShouldBe(SnapOrderState.Refused);
        Sent(bank).ShouldBe([reference]);
    }

    /// <summary>The status does not find it, and the statement has it.</summary>
    [Fact]
    public async Task What_the_statement_shows_was_done()
    {
        var (bank, partner) = await New();
        var reference = await Lost(bank, partner);
        bank.Book(new BankRow(clients.Clock.GetUtcNow(), -10_000, $"TRF {reference}"));
        (await clients.Statements.Pull(partner, Stop)).ShouldNotBeNull();
        clients.Clock.Move(TimeSpan.FromMinutes(10));
        await Steps(partner);
        clients.OrdersOf(partner)[0].State.ShouldBe(SnapOrderState.Done);
        Sent(bank).ShouldBe([reference]);
    }

    /// <summary>07 is no proof; it is one together with the statements of its days.</summary>
    [Fact]
    public async Task What_neither_status_nor_statement_knows_was_not_done_when_its_days_are_over()
    {
        var (bank, partner) = await New();
        var reference = await Lost(bank, partner);
        for (var day = 0; day < 4; day++)
        {
            (await clients.Statements.Pull(partner, Stop)).ShouldNotBeNull();
            clients.Clock.Move(TimeSpan.FromMinutes(10));
            await Steps(partner);
            clients.OrdersOf(partner)[0].State.ShouldBe(SnapOrderState.Asking, $"day {day}");
            clients.Clock.Move(TimeSpan.FromDays(1));
        }
        await Steps(partner);
        clients.OrdersOf(partner)[0].State.ShouldBe(SnapOrderState.Asking, "the statement of the last day is not in");
        (await clients.Statements.Pull(partner, Stop)).ShouldNotBeNull();
        clients.Clock.Move(TimeSpan.FromMinutes(10));
        await Steps(partner);
        clients.OrdersOf(partner)[0].State.ShouldBe(SnapOrderState.Refused);
        Sent(bank).ShouldBe([reference]);
    }

    /// <summary>Not every bank's statement shows a transfer's reference, least of all of one to another bank, and some take their fee with it: called refused, it would be paid again.</summary>
    [Theory]
    [InlineData(-10_000, "KELUAR", "Asking")]
    [InlineData(-10_000, "KELUAR {0}", "Refused")]
    [InlineData(-10_001, "KELUAR", "Refused")]
    [InlineData(-10_001, "KELUAR {1}", "Asking")]
    [InlineData(10_000, "MASUK", "Refused")]
    public async Task A_debit_of_its_amount_that_names_no_order_may_be_it(long amount, string remark, string state)
    {
        var (bank, partner) = await New();
        var other = await clients.OrderTransfer(partner);
        await Steps(partner);
        var reference = await Lost(bank, partner);
        bank.Book(new BankRow(clients.Clock.GetUtcNow(), amount, string.Format(CultureInfo.InvariantCulture, remark, other, reference)));
        clients.Clock.Move(TimeSpan.FromDays(4));
        (await clients.Statements.Pull(partner, Stop)).ShouldBe(1);
        await Steps(partner);
        clients.OrdersOf(partner).Single(one => one.Reference == reference).State.ToString().ShouldBe(state);
        Sent(bank).ShouldBe([other, reference]);
    }

    /// <summary>The statement of one of its days is refused: those of the others prove nothing.</summary>
    [Fact]
    public async Task What_a_day_that_is_not_in_may_show_is_not_refused()
    {
        var (bank, partner) = await New();
        await Lost(bank, partner);
        bank.Book(new BankRow(clients.Clock.GetUtcNow().AddDays(1), 1_000, "SETOR"));
        bank.Falsify = static answer => answer["balance"]![0]!["endingBalance"]!["value"] = "1.00";
        clients.Clock.Move(TimeSpan.FromDays(4));
        await Should.ThrowAsync<StatementFault>(() => clients.Statements.Pull(partner, Stop));
        await Steps(partner);
        clients.OrdersOf(partner)[0].State.ShouldBe(SnapOrderState.Asking);
        bank.Falsify = static _ => { };
        (await clients.Statements.Pull(partner, Stop)).ShouldBe(1);
        clients.Clock.Move(TimeSpan.FromMinutes(11));
        await Steps(partner);
        clients.OrdersOf(partner)[0].State.ShouldBe(SnapOrderState.Refused);
    }

    /// <summary>It was put off for days, and sent at last: what was in before that day proves nothing.</summary>
    [Fact]
    public async Task Only_the_last_sending_can_have_moved_money()
    {
        var (bank, partner) = await New();
        bank.Trouble = static (path, _, http) =>
        {
            if (path == Transfer) http.Response.StatusCode = 429;
            return Task.FromResult(path == Transfer);
        };
        await clients.OrderTransfer(partner);
        await Steps(partner);
        for (var day = 0; day < 5; day++)
        {
            clients.Clock.Move(TimeSpan.FromDays(1));
            (await clients.Statements.Pull(partner, Stop)).ShouldNotBeNull();
        }
        bank.Trouble = static (path, _, http) =>
        {
            if (path == Transfer) http.Abort();
            return Task.FromResult(path == Transfer);
        };
        await Steps(partner);
        clients.Clock.Move(TimeSpan.FromMinutes(10));
        await Steps(partner);
        clients.OrdersOf(partner)[0].State.ShouldBe(SnapOrderState.Asking, "the statements of its days are not in");
    }

    /// <summary>The bank booked it and took it back.</summary>
    [Fact]
    public async Task What_came_back_was_not_done()
    {
        var (bank, partner) = await New();
        var reference = await Lost(bank, partner);
        bank.Book(new BankRow(clients.Clock.GetUtcNow(), -10_000, $"TRF {reference}", "B1"), new BankRow(clients.Clock.GetUtcNow().AddSeconds(1), 10_000, $"TRF {reference}", "B1", IsCorrection: true));
        clients.Clock.Move(TimeSpan.FromMinutes(10));
        (await clients.Statements.Pull(partner, Stop)).ShouldNotBeNull();
        await Steps(partner);
        clients.OrdersOf(partner)[0].State.ShouldBe(SnapOrderState.Asking);
    }

    /// <summary>A debit that takes back what was credited by mistake names what it will; it is no transfer.</summary>
    [Fact]
    public async Task What_takes_a_credit_back_is_no_transfer()
    {
        var (bank, partner) = await New();
        var reference = await Lost(bank, partner);
        bank.Book(new BankRow(clients.Clock.GetUtcNow(), -10_000, $"KOREKSI {reference}", "B1", IsCorrection: true));
        clients.Clock.Move(TimeSpan.FromMinutes(10));
        (await clients.Statements.Pull(partner, Stop)).ShouldBe(1);
        await Steps(partner);
        clients.OrdersOf(partner)[0].State.ShouldBe(SnapOrderState.Asking);
    }

    /// <summary>An order that a bank never answers is tried on beside the others after some time.</summary>
    [Fact]
    public async Task One_that_is_never_answered_does_not_stop_the_rest_for_ever()
    {
        var (bank, partner) = await New();
        // 409 00 says nothing of what became of it, and is no failure of the bank's that would stop all calls to it.
        bank.Trouble = static async (path, _, http) =>
        {
            if (path != "transfer-va/create-va") return false;
            http.Response.StatusCode = 409;
            await http.Response.WriteAsync("{\"responseCode\":\"4092700\"}");
            return true;
        };
        foreach (var service in (SnapService[])[SnapService.VaCreate, SnapService.VaDelete]) await clients.Order(partner, service, "88899100", SnapBodies.VaNumber("88899", "88899100"), 0, clients.Clock.GetUtcNow());
        var transfer = await clients.OrderTransfer(partner);
        for (var times = 0; times < 7; times++)
        {
            await Steps(partner);
            clients.Clock.Move(TimeSpan.FromMinutes(11));
        }
        clients.OrdersOf(partner).Select(static one => one.State).ShouldBe([SnapOrderState.New, SnapOrderState.New, SnapOrderState.Done]);
        Sent(bank).ShouldBe([transfer]);
        bank.Calls.ShouldNotContain(static call => call.Path == "transfer-va/delete-va", "a number is not ended before it was made");
    }

    /// <summary>A gateway that dies between writing and reading leaves an order that is being sent: another asks for it.</summary>
    [Fact]
    public async Task An_order_whose_sender_died_is_asked_for()
    {
        var (bank, partner) = await New();
        var reference = await clients.OrderTransfer(partner);
        using (var death = new CancellationTokenSource())
        {
            bank.Trouble = async (path, _, http) =>
            {
                if (path != Transfer) return false;
                await death.CancelAsync();
                return await bank.Silence(http);
            };
            await Should.ThrowAsync<OperationCanceledException>(() => clients.Orders.Step(partner, death.Token));
        }
        bank.Trouble = static (_, _, _) => Task.FromResult(false);
        (await clients.Orders.Step(partner, Stop)).ShouldBe(OrderStep.NoneDue, "as long as its sender may live it is his");
        bank.Transfers[reference] = "00";
        clients.Clock.Move(TimeSpan.FromMinutes(15));
        await Steps(partner);
        clients.OrdersOf(partner)[0].State.ShouldBe(SnapOrderState.Done);
        Sent(bank).ShouldBe([reference]);
    }

    [Fact]
    public async Task What_was_never_sent_is_sent_later_under_its_reference()
    {
        var (bank, partner) = await New();
        bank.Trouble = static (path, number, http) =>
        {
            if (path != Transfer || number > 1) return Task.FromResult(false);
            http.Response.StatusCode = 429;
            return Task.FromResult(true);
        };
        var reference = await clients.OrderTransfer(partner);
        await Steps(partner);
        clients.OrdersOf(partner).ShouldBe([new(SnapService.TransferIntrabank, reference, SnapOrderState.New, "4291700")]);
        clients.Clock.Move(TimeSpan.FromMinutes(1));
        await Steps(partner);
        clients.OrdersOf(partner)[0].State.ShouldBe(SnapOrderState.Done);
        Sent(bank).ShouldBe([reference, reference]);
    }

    /// <summary>Many gateways at once: each order goes out once, and none before the one ahead of it.</summary>
    [Fact]
    public async Task Many_gateways_send_each_order_once_and_in_turn()
    {
        var (bank, partner) = await New();
        var references = new List<string>();
        for (var no = 0; no < 12; no++) references.Add(await clients.OrderTransfer(partner));
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(async () =>
        {
            for (var step = 0; step < 60; step++) await clients.Orders.Step(partner, Stop);
        }, Stop)));
        await Steps(partner);
        Sent(bank).ShouldBe(references);
        clients.OrdersOf(partner).ShouldAllBe(static order => order.State == SnapOrderState.Done);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task The_database_lets_nobody_send_again_what_is_asked_for(int state)
    {
        var (bank, partner) = await New();
        await Lost(bank, partner);
        Should.Throw<Exception>(() => clients.Database.AsSuperuser<long>($"""
            insert into bank_order_step select cooperative_id, order_no, step_no + 1, {state}, at, next_try, code, key_no, answer from bank_order_step
            where cooperative_id = {partner.CooperativeId} order by step_no desc limit 1;
            """)).Message.ShouldContain("not sent again");
    }

    /// <summary>A transfer whose answer was lost and of which the bank's status knows nothing.</summary>
    private async Task<string> Lost(TestBank bank, Partner partner)
    {
        bank.Trouble = static (path, _, http) =>
        {
            if (path == Transfer) http.Abort();
            return Task.FromResult(path == Transfer);
        };
        var reference = await clients.OrderTransfer(partner);
        await Steps(partner);
        clients.OrdersOf(partner)[^1].State.ShouldBe(SnapOrderState.Asking);
        return reference;
    }

    private async Task<(TestBank Bank, Partner Partner)> New()
    {
        var bank = await clients.NewBank();
        return (bank, await clients.NewPartner(bank));
    }

    private async Task Steps(Partner partner)
    {
        while (await clients.Orders.Step(partner, Stop) != OrderStep.NoneDue)
        {
        }
    }

    private static List<string> Sent(TestBank bank) => [.. bank.Calls.Where(static call => call.Path == Transfer).Select(static call => call.Field("partnerReferenceNo"))];
}
