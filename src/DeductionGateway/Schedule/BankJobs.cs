using DeductionGateway.Banks;
using DeductionGateway.Core.Basics;
using DeductionGateway.Sealing;

namespace DeductionGateway.Schedule;

/// <summary>What is asked of a cooperative's banks: their statements, and what was ordered of them. Each bank is gone to by itself, so that a silent one holds up no other.</summary>
internal sealed class BankJobs(MasterKey master, BankOrders orders, StatementPull statements)
{
    public const string StatementPull = "statement-pull", BankOrders = "bank-orders";

    private static readonly TimeSpan Every = TimeSpan.FromMinutes(30);

    /// <summary>Cooperatives at once: what waits for a silent bank is little, and another's bank is not to wait for it.</summary>
    private const int AtOnce = 8;

    public IEnumerable<ScheduledJob> Jobs =>
    [
        // On holidays too: virtual accounts are paid on them.
        new(StatementPull, new JobDays(At: new TimeOnly(0, 30), Every, OnBankingDays: false, CatchUpDays: 1), Pull, For: IsCalled, AtOnce: AtOnce),
        // Due by its facts: an order that waits to be sent, or to be asked for.
        new(BankOrders, Days: null, Order, Open, AtOnce: AtOnce),
    ];

    private static async Task<bool> IsCalled(JobTick tick) => (await Called(tick)).Count > 0;

    private static async Task<List<PartnerRow>> Called(JobTick tick) => await tick.Database.AsAccess(tx => new PartnerStore(tx).Called(tick.CooperativeId), tick.Stop);

    private async Task Open(JobTick tick)
    {
        if (!await IsCalled(tick) || await orders.Waiting(tick.CooperativeId, tick.Stop) is not { } facts) return;
        await tick.Database.Write(tick.CooperativeId, tx => new JobRunStore(tx).OpenFacts(tick.CooperativeId, BankOrders, JakartaTime.DayOf(tick.Now), new DueFacts(default, "", facts), tick.Now), tick.Stop);
    }

    /// <summary>Items: postings that are new.</summary>
    private Task Pull(JobClaim claim) => Visit(claim, async partner =>
        await statements.Pull(partner, claim.Tick.Stop) is { } added ? (added, null) : (0, $"Bank {partner.Name} gave no statement now; what it showed before is taken."));

    /// <summary>Items: steps that orders went. A bank that is silent leaves its orders as they are, each with its own next time.</summary>
    private Task Order(JobClaim claim) => Visit(claim, async partner =>
    {
        var steps = 0;
        while (await orders.Step(partner, claim.Tick.Stop)) steps++;
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
            using var partner = Partner.Open(row, master);
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
