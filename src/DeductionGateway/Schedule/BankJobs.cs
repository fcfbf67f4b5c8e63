using DeductionGateway.Banks;
using DeductionGateway.Core.Basics;
using DeductionGateway.Sealing;

namespace DeductionGateway.Schedule;

/// <summary>What is asked of a cooperative's banks: their statements, and what was ordered of them. Each bank is gone to by itself, so that a silent one holds up no other.</summary>
internal sealed class BankJobs(BankCalls calls)
{
    public const string StatementPull = "statement-pull", BankOrders = "bank-orders";

    private static readonly TimeSpan Every = TimeSpan.FromMinutes(30);

    /// <summary>Cooperatives at once, each with two connections as long as its banks answer: a silent bank is waited for once a round, and no other's is to wait for it.</summary>
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
        if (await Called(tick) is not { Count: > 0 } banks || await calls.Orders.Waiting(tick.CooperativeId, banks.ConvertAll(static bank => bank.Partner), tick.Stop) is not { } facts) return;
        await tick.Database.Write(tick.CooperativeId, tx => new JobRunStore(tx).OpenFacts(tick.CooperativeId, BankOrders, JakartaTime.DayOf(tick.Now), new DueFacts(default, "", facts), tick.Now), tick.Stop);
    }

    /// <summary>Items: postings that are new.</summary>
    private Task Pull(JobClaim claim) => Visit(claim, async partner =>
        await calls.Statements.Pull(partner, claim.Tick.Stop) is { } added ? (added, null) : (0, $"Bank {partner.Name} gave no statement now; what it showed before is taken."));

    /// <summary>Items: steps that orders went. The first that a bank does not answer ends its round; what waits has its own next time.</summary>
    private Task Order(JobClaim claim) => Visit(claim, async partner =>
    {
        var steps = 0;
        for (var end = OrderStep.Answered; end == OrderStep.Answered;)
        {
            end = await calls.Orders.Step(partner, claim.Tick.Stop);
            if (end != OrderStep.NoneDue) steps++;
        }
        return (steps, null);
    });

    private async Task Visit(JobClaim claim, Func<Partner, Task<(int Items, string? Trouble)>> visit)
    {
        var row = claim.Rows[0];
        await claim.Begin([row]);
        var ends = await Task.WhenAll((await Called(claim.Tick)).Select(one => Visit(one, visit)));
        var troubles = ends.Select(static end => end.Trouble).OfType<string>().ToList();
        var items = ends.Sum(static end => end.Items);
        await claim.End(row, troubles.Count == 0 ? JobOutcome.Done(items) : JobOutcome.Failed(string.Join(" ", troubles), items));
    }

    private async Task<(int Items, string? Trouble)> Visit(PartnerRow row, Func<Partner, Task<(int, string?)>> visit)
    {
        try
        {
            using var partner = Partner.Open(row, calls.Master);
            return partner.IsCalled ? await visit(partner) : (0, null);
        }
        catch (StatementFault fault)
        {
            return (0, $"The statement of bank {row.Partner} is refused: {fault.Message}");
        }
        catch (Exception trouble) when (trouble is ProfileException or MasterKeyException or InvariantException)
        {
            return (0, $"Bank {row.Partner} cannot be asked: {trouble.Message}");
        }
    }
}
