using DeductionGateway.Banks;
using DeductionGateway.Banks.Orders;
using DeductionGateway.Banks.Register;
using DeductionGateway.Banks.Statements;
using DeductionGateway.Core.Basics;
using DeductionGateway.Sealing;

namespace DeductionGateway.Schedule;

/// <summary>What is asked of a cooperative's banks: their statements, and what was ordered of them. Each bank is gone to by itself, so that a silent one holds up no other.</summary>
internal sealed class BankJobs(BankCalls calls)
{
    public const string StatementPull = "statement-pull", BankOrders = "bank-orders";

    private static readonly TimeSpan Every = TimeSpan.FromMinutes(30);

    /// <summary>
    /// Cooperatives at once, each with two connections as long as its banks answer. A silent bank keeps its cooperative's place until its call has had all its tries, and then,
    /// its breaker open, for one try a round at most: so many silent ones at once, and the others wait for the first of them.
    /// </summary>
    private const int AtOnce = 6;

    public IEnumerable<ScheduledJob> Jobs =>
    [
        // On holidays too: virtual accounts are paid on them.
        new(StatementPull, new JobDays(At: TimeOnly.MinValue, Every, OnBankingDays: false, CatchUpDays: 1), Pull, For: IsCalled, AtOnce: AtOnce),
        // Due by its facts: an order that waits to be sent, or to be asked for.
        new(BankOrders, Days: null, Order, Open, AtOnce: AtOnce),
    ];

    private async Task<bool> IsCalled(JobTick tick) => (await Called(tick)).Count > 0;

    private Task<List<PartnerRow>> Called(JobTick tick) => calls.Called(tick.CooperativeId, tick.Stop);

    private async Task Open(JobTick tick)
    {
        if (await Called(tick) is not { Count: > 0 } banks || !await calls.Orders.IsDue(tick.CooperativeId, banks.ConvertAll(static bank => bank.Partner), tick.Stop)) return;
        // Without facts: what becomes of an order stands in its own steps.
        await tick.Database.Write(tick.CooperativeId, tx => new JobRunStore(tx).OpenFacts(tick.CooperativeId, BankOrders, JakartaTime.DayOf(tick.Now), new DueFacts(default, "", null), tick.Now), tick.Stop);
    }

    /// <summary>Items: postings that are new.</summary>
    private Task Pull(JobClaim claim) => Visit(claim, async partner =>
    {
        var lost = await calls.Gaps.Lost(partner, claim.Tick.Stop);
        try
        {
            var added = await calls.Statements.Pull(partner, claim.Tick.Stop);
            return new Visited(added ?? 0, added is null ? $"Bank {partner.Name} gave no statement now; what it showed before is taken." : null, lost);
        }
        catch (StatementFault fault)
        {
            return new Visited(0, $"The statement of bank {partner.Name} is refused: {fault.Message}", lost);
        }
    });

    /// <summary>Items: steps that orders went. The first that a bank does not answer ends its round; what waits has its own next time.</summary>
    private Task Order(JobClaim claim) => Visit(claim, async partner =>
    {
        var steps = 0;
        for (var end = OrderStep.Answered; end == OrderStep.Answered;)
        {
            end = await calls.Orders.Step(partner, claim.Tick.Stop);
            if (end != OrderStep.NoneDue) steps++;
        }
        return new Visited(steps);
    });

    private async Task Visit(JobClaim claim, Func<Partner, Task<Visited>> visit)
    {
        var row = claim.Rows[0];
        await claim.Begin([row]);
        var visits = await Task.WhenAll((await Called(claim.Tick)).Select(one => Visit(one, visit)));
        var items = visits.Sum(static one => one.Items);
        var reason = string.Join(" ", visits.Select(static one => one.Trouble).Concat(visits.Select(static one => one.Remark)).OfType<string>());
        await claim.End(row, visits.All(static one => one.Trouble is null) ? JobOutcome.Done(items, reason: reason) : JobOutcome.Failed(reason, items));
    }

    private async Task<Visited> Visit(PartnerRow row, Func<Partner, Task<Visited>> visit)
    {
        try
        {
            using var partner = Partner.Open(row, calls.Master);
            return partner.IsCalled ? await visit(partner) : new Visited(0);
        }
        catch (Exception trouble) when (trouble is ProfileException or MasterKeyException or InvariantException)
        {
            return new Visited(0, $"Bank {row.Partner} cannot be asked: {trouble.Message}");
        }
    }

    /// <summary>What came of a bank's part of a round. Trouble fails the round, a remark stands beside whatever it came to; each is a sentence.</summary>
    private sealed record Visited(int Items, string? Trouble = null, string? Remark = null);
}
