using System.Text;
using System.Text.Json.Nodes;
using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Snap;
using DeductionGateway.Data;
using Microsoft.Extensions.Logging;

namespace DeductionGateway.Banks;

/// <summary>
/// Orders to banks, one by one. Each is written down with its reference before it is sent, and marked as being sent before the first byte leaves: whenever this program
/// dies, what moved money is asked for and never sent anew. Between the two no transaction is open.
/// </summary>
internal sealed partial class BankOrders(Database database, SnapClient client, TimeProvider time, ILogger<BankOrders> log)
{
    /// <summary>After the time of all tries of a call its sender is gone.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(15);

    /// <summary>Before a bank knows itself what became of something.</summary>
    private static readonly TimeSpan FirstQuestion = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(10);

    /// <summary>Days after a day in which banks still book what they did on it, holidays between.</summary>
    private const int BookingDays = 3;

    /// <summary>Writes an order down; it is sent when its transaction has committed.</summary>
    /// <param name="body">Of its reference.</param>
    /// <param name="amount">Whole rupiah that it moves; 0 where it moves none.</param>
    /// <returns>The reference.</returns>
    public static async Task<string> Add(Tx tx, Partner partner, SnapService service, Func<string, JsonObject> body, long amount, string actor, DateTimeOffset now)
    {
        Check.That(service.MovesMoney() == amount > 0, "an order has an amount where it moves money");
        var reference = SnapReference.New(now);
        await new BankOrderStore(tx).Add(partner.CooperativeId, partner.Name, service, reference, amount, Encoding.UTF8.GetBytes(body(reference).ToJsonString()), actor, now);
        return reference;
    }

    /// <summary>Takes one order of a bank a step further; false where none is due.</summary>
    public async Task<bool> Step(Partner partner, CancellationToken stop)
    {
        if (await Take(partner, stop) is not { } order) return false;
        if (order.State == SnapOrderState.Sending) await Send(partner, order, stop);
        else await Ask(partner, order, stop);
        return true;
    }

    private Task<Taken?> Take(Partner partner, CancellationToken stop) => database.Write(partner.CooperativeId, async tx =>
    {
        var (store, now) = (new BankOrderStore(tx), time.GetUtcNow());
        if (await store.Due(partner.Name, now) is not { } row) return null;
        var before = (SnapOrderState)row.State;
        var state = before == SnapOrderState.Sending ? SnapOrder.AfterLoss(row.Asked) : before;
        if (state == SnapOrderState.Asking)
        {
            await store.Lease(row.OrderNo, state, now + Lease);
            return new Taken(row, state, []);
        }
        await store.Sending(row.OrderNo, now, now + Lease);
        return new Taken(row, SnapOrderState.Sending, store.BodyOf(row));
    }, stop);

    private async Task Send(Partner partner, Taken order, CancellationToken stop)
    {
        var answer = await client.Call(partner, order.Row.Asked, order.Body, stop);
        var state = SnapOrder.AfterSending(order.Row.Asked, answer.Outcome);
        await Put(partner, order, state, answer, state == SnapOrderState.Asking ? FirstQuestion : Wait(order.Row.Tries), stop);
    }

    private async Task Ask(Partner partner, Taken order, CancellationToken stop)
    {
        var row = order.Row;
        var sent = new DateTimeOffset(row.FirstSent!.Value.ToUniversalTime());
        var answer = await client.Call(partner, SnapService.TransferStatus, SnapBodies.Status(row.Reference, row.Service, sent, row.Amount), stop);
        var day = JakartaTime.DayOf(sent);
        var over = new DateTimeOffset(day.AddDays(BookingDays + 1), default, JakartaTime.Offset).ToUniversalTime();
        var (isOnStatement, isIn) = await database.Ask(new WholeCooperative(partner.CooperativeId), async tx =>
        {
            var store = new BankOrderStore(tx);
            var texts = await store.Outgoing(partner.Account, partner.Actor, row.Amount, day);
            return (texts.Exists(text => OneFact.HoldsWord(text, row.Reference)), await store.IsIn(partner.Name, day, over));
        }, stop);
        var state = SnapOrder.AfterAsking(SnapReadings.Status(answer), isOnStatement, SnapReadings.IsNotFound(answer) && isIn);
        await Put(partner, order, state, answer, Wait(row.Tries), stop);
    }

    private async Task Put(Partner partner, Taken order, SnapOrderState state, BankAnswer answer, TimeSpan wait, CancellationToken stop)
    {
        var code = answer.Answer.CodeOf(answer.Service);
        await database.Write(partner.CooperativeId, async tx =>
        {
            await new BankOrderStore(tx).Put(order.Row.OrderNo, state, time.GetUtcNow() + wait, code, answer.Body);
            return true;
        }, stop);
        LogStep(log, order.Row.OrderNo, partner.CooperativeId, partner.Name, state, code);
    }

    /// <summary>Five seconds, doubled with each try.</summary>
    private static TimeSpan Wait(int tries) => TimeSpan.FromTicks(Math.Min(LongestWait.Ticks, TimeSpan.FromSeconds(5).Ticks << Math.Min(tries, 10)));

    [LoggerMessage(1, LogLevel.Information, "Order {OrderNo} of cooperative {Cooperative} to bank {Bank} is {State} after {Code}")]
    private static partial void LogStep(ILogger log, long orderNo, long cooperative, string bank, SnapOrderState state, string code);

    /// <param name="Body">As it goes out; empty where its status is asked for.</param>
    private sealed record Taken(BankOrderRow Row, SnapOrderState State, byte[] Body);
}
