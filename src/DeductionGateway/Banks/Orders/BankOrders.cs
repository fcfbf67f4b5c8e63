using System.Text.Json.Nodes;
using DeductionGateway.BankPostings;
using DeductionGateway.Banks.Calls;
using DeductionGateway.Banks.Register;
using DeductionGateway.Banks.Statements;
using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Snap;
using DeductionGateway.Data;
using Microsoft.Extensions.Logging;

namespace DeductionGateway.Banks.Orders;

/// <summary>How a step of an order ended.</summary>
internal enum OrderStep
{
    NoneDue,
    Answered,

    /// <summary>The bank is silent, fails, or wants no more now: the next one would wait for nothing.</summary>
    Unanswered,
}

/// <summary>What becomes of an order of which people say that it was not done.</summary>
internal enum OrderEnd
{
    Ended,

    /// <summary>It may have been done: one person's word is not enough.</summary>
    WantsTwo,

    /// <summary>A row of the statement names it.</summary>
    OnStatement,

    /// <summary>Its bank is being called just now.</summary>
    BeingCalled,
}

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
    /// <param name="reference">By which the bank knows it, for ever.</param>
    /// <param name="amount">Whole rupiah that it moves; 0 where it moves none.</param>
    public static Task Add(Tx tx, long cooperative, string partner, SnapService service, string reference, JsonObject body, long amount, string actor, DateTimeOffset now)
    {
        Check.That(service.MovesMoney() == amount > 0, "an order has an amount where it moves money");
        return new BankOrderStore(tx).Add(cooperative, partner, service, reference, amount, SnapJson.Bytes(body), actor, now);
    }

    /// <summary>A bank of the cooperative; null where there is none of this name, or it is disabled.</summary>
    public static Task<OrderedBank?> Bank(Tx tx, string partner) => new BankOrderStore(tx).Bank(partner);

    /// <summary>Ends an order that was not done by the word of people, where the bank's does not come: before it was sent by one person's. What the bank called done stays so.</summary>
    /// <param name="isAgreed">Two people say so, after the days in which the bank books it.</param>
    public static async Task<OrderEnd> End(Tx tx, long cooperative, long order, bool isAgreed, DateTimeOffset now)
    {
        var store = new BankOrderStore(tx);
        var row = (await store.Find(order))!;
        if (row.IsBeingCalled(now)) return OrderEnd.BeingCalled;
        // One whose sender is gone may have been sent.
        var isUnsent = (SnapOrderState)row.State == SnapOrderState.New;
        if (!isUnsent && (await Look(tx, (await store.Account(row.Partner))!, row)).IsNamed) return OrderEnd.OnStatement;
        if (!isUnsent && !isAgreed) return OrderEnd.WantsTwo;
        if ((SnapOrderState)row.State == SnapOrderState.Done) return OrderEnd.Ended;
        return await store.Step(cooperative, row, SnapOrderState.Refused, now, now, "", []) ? OrderEnd.Ended : OrderEnd.BeingCalled;
    }

    /// <summary>Whether something is due of these banks.</summary>
    public Task<bool> IsDue(long cooperative, IReadOnlyCollection<string> partners, CancellationToken stop) =>
        database.Ask(new WholeCooperative(cooperative), tx => new BankOrderStore(tx).IsDue(partners, time.GetUtcNow()), stop);

    /// <summary>Takes one order of a bank a step further.</summary>
    public async Task<OrderStep> Step(Partner partner, CancellationToken stop)
    {
        if (await Take(partner, stop) is not { } order) return OrderStep.NoneDue;
        var answer = (SnapOrderState)order.Row.State == SnapOrderState.Sending ? await Send(partner, order, stop) : await Ask(partner, order, stop);
        return answer.Outcome is SnapOutcome.Unknown or SnapOutcome.Later ? OrderStep.Unanswered : OrderStep.Answered;
    }

    private Task<Taken?> Take(Partner partner, CancellationToken stop) => database.Write(partner.CooperativeId, async tx =>
    {
        var (store, now) = (new BankOrderStore(tx), time.GetUtcNow());
        // Whoever adds the step has the order; who comes late looks for the next one.
        while (await store.Due(partner.Name, now) is { } row)
        {
            var before = (SnapOrderState)row.State;
            var isAsked = (before == SnapOrderState.Sending ? SnapOrder.AfterLoss(row.Asked) : before) == SnapOrderState.Asking;
            // From here on nobody may say that it was not sent.
            var state = isAsked ? SnapOrderState.Asking : SnapOrderState.Sending;
            if (await store.Step(partner.CooperativeId, row, state, now, now + Lease, "", [])) return new Taken(row with { State = (short)state, StepNo = row.StepNo + 1 }, isAsked ? [] : store.BodyOf(row));
        }
        return null;
    }, stop);

    private async Task<BankAnswer> Send(Partner partner, Taken order, CancellationToken stop)
    {
        var answer = await client.Call(partner, order.Row.Asked, order.Body, stop);
        var state = SnapOrder.AfterSending(order.Row.Asked, answer.Outcome);
        await Put(partner, order.Row, state, answer, state == SnapOrderState.Asking ? FirstQuestion : Wait(order.Row.StepNo), stop);
        return answer;
    }

    private async Task<BankAnswer> Ask(Partner partner, Taken order, CancellationToken stop)
    {
        var row = order.Row;
        var answer = await client.Call(partner, SnapService.TransferStatus, SnapBodies.Status(row.Reference, row.Service, SentAt(row), row.Amount), stop);
        var (seen, isIn) = await database.Ask(new WholeCooperative(partner.CooperativeId), async tx =>
        {
            var (first, last) = BookedOn(row);
            return (await Look(tx, partner.Account, row), await new BankPullStore(tx).IsIn(partner, first, last, JakartaTime.StartOf(last.AddDays(1))));
        }, stop);
        var state = SnapOrder.AfterAsking(SnapReadings.Status(answer), seen.IsDone, SnapReadings.IsNotFound(answer) && isIn && !seen.MayBeDone);
        await Put(partner, row, state, answer, Wait(row.StepNo), stop);
        return answer;
    }

    /// <summary>Looks for an order in the statements of the days in which the bank may have booked it.</summary>
    private static async Task<OnStatement> Look(Tx tx, string account, BankOrderRow order)
    {
        var (first, last) = BookedOn(order);
        var debits = await PostingIntake.Begun(tx, account, RowIdentities.Prefix(order.Partner), first, last);
        var isBack = debits.Exists(one => one.Amount == order.Amount && Names(one, order.Reference));
        debits.RemoveAll(static one => one.Amount >= 0 || one.IsReversal);
        // What came back was not done.
        var own = debits.FindAll(one => Names(one, order.Reference) && !(isBack && one.Amount == -order.Amount));
        // Not every bank shows a transfer's reference, and some take their fee in one sum with it: who that is, people have to say.
        var others = await new BankOrderStore(tx).OtherReferences(order);
        var unnamed = debits.Exists(one => one.Amount == -order.Amount && !Names(one, order.Reference) && !others.Exists(other => Names(one, other)));
        return new OnStatement(own.Exists(one => one.Amount == -order.Amount), own.Count > 0, own.Count > 0 || unnamed);
    }

    private static bool Names(PushedRow row, string reference) => row.Narrative.Contains(reference, StringComparison.Ordinal);

    /// <summary>Only the last sending can have moved money.</summary>
    private static DateTimeOffset SentAt(BankOrderRow order) => new(order.LastSent!.Value.ToUniversalTime());

    private static (DateOnly First, DateOnly Last) BookedOn(BankOrderRow order)
    {
        var day = JakartaTime.DayOf(SentAt(order));
        return (day, day.AddDays(BookingDays));
    }

    /// <summary>Where somebody else has taken it for lost by now, what he finds out counts.</summary>
    private async Task Put(Partner partner, BankOrderRow order, SnapOrderState state, BankAnswer answer, TimeSpan wait, CancellationToken stop)
    {
        var (code, now) = (answer.Answer.CodeOf(answer.Service), time.GetUtcNow());
        if (await database.Write(partner.CooperativeId, tx => new BankOrderStore(tx).Step(partner.CooperativeId, order, state, now, now + wait, code, answer.Body), stop))
        {
            LogStep(log, order.OrderNo, partner.CooperativeId, partner.Name, state, code);
        }
        else
        {
            LogLate(log, order.OrderNo, partner.CooperativeId, partner.Name, code);
        }
    }

    /// <summary>Five seconds, doubled with each try, which has two steps.</summary>
    private static TimeSpan Wait(int steps) => TimeSpan.FromTicks(Math.Min(LongestWait.Ticks, TimeSpan.FromSeconds(5).Ticks << Math.Min(steps / 2 + 1, 10)));

    [LoggerMessage(1, LogLevel.Information, "Order {OrderNo} of cooperative {Cooperative} to bank {Bank} is {State} after {Code}")]
    private static partial void LogStep(ILogger log, long orderNo, long cooperative, string bank, SnapOrderState state, string code);

    [LoggerMessage(2, LogLevel.Warning, "Order {OrderNo} of cooperative {Cooperative} was taken further without the answer {Code} of bank {Bank}, which came too late")]
    private static partial void LogLate(ILogger log, long orderNo, long cooperative, string bank, string code);

    /// <summary>What a statement shows of an order.</summary>
    /// <param name="IsDone">A debit of its amount names it, and did not come back.</param>
    /// <param name="IsNamed">A debit of whatever amount names it.</param>
    /// <param name="MayBeDone">A debit names it, or is of its amount and names no other.</param>
    private readonly record struct OnStatement(bool IsDone, bool IsNamed, bool MayBeDone);

    /// <param name="Body">As it goes out; empty where its status is asked for.</param>
    private sealed record Taken(BankOrderRow Row, byte[] Body);
}
