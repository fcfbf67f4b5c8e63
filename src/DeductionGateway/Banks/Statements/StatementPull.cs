using DeductionGateway.BankPostings;
using DeductionGateway.Banks.Calls;
using DeductionGateway.Banks.Register;
using DeductionGateway.Contract.V1;
using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Settlement;
using DeductionGateway.Data;
using Microsoft.Extensions.Logging;

namespace DeductionGateway.Banks.Statements;

/// <summary>Gets a bank's statements (service 14) and makes their rows pushed postings, each once, however often it is shown. What else told of them the run finds (<see cref="ToldEntries"/>).</summary>
internal sealed partial class StatementPull(Database database, SnapClient client, StatementGaps gaps, TimeProvider time, ILogger<StatementPull> log)
{
    /// <summary>All that is missing until today. A window that is refused is asked for again day by day, so that one bad day holds up no other.</summary>
    /// <returns>New postings; null where the bank gave no answer now: what came before it is taken.</returns>
    /// <exception cref="StatementFault">A day's statement is not taken; all others are.</exception>
    public async Task<int?> Pull(Partner partner, CancellationToken stop)
    {
        var (added, fault) = (0, (StatementFault?)null);
        var windows = new Queue<(DateOnly First, DateOnly Last)>(await gaps.Missing(partner, stop));
        while (windows.TryDequeue(out var window))
        {
            try
            {
                if (await Pull(partner, window.First, window.Last, stop) is not { } some) return null;
                added += some;
            }
            catch (StatementFault refused) when (window.First < window.Last)
            {
                _ = refused;
                for (var day = window.First; day <= window.Last; day = day.AddDays(1)) windows.Enqueue((day, day));
            }
            catch (StatementFault refused)
            {
                fault ??= new StatementFault($"{window.First:yyyy-MM-dd}: {refused.Message}");
            }
        }
        return fault is null ? added : throw fault;
    }

    private async Task<int?> Pull(Partner partner, DateOnly first, DateOnly last, CancellationToken stop)
    {
        // What is booked while the bank answers may be missing: the statement is as of the question.
        var asked = time.GetUtcNow();
        if (await new StatementQuestion(client, partner, time).Ask(first, last, stop) is not { } rows) return null;
        var (added, refused) = await database.Write(partner.CooperativeId, async tx =>
        {
            var store = new BankPullStore(tx);
            // Rows without an id are counted against what is there: two gateways would both find a place free.
            await store.Lock(partner);
            var taken = await Take(tx, partner, rows, asked);
            await store.Add(partner, asked, first, last, rows.Count, SideTotal.Of(rows, isCredit: true), SideTotal.Of(rows, isCredit: false));
            return taken;
        }, stop);
        foreach (var ack in refused) LogRefused(log, partner.CooperativeId, partner.Name, ack.BankRef, ack.Code);
        return added;
    }

    /// <summary>How many rows were new, and those of which no posting can be made, with the reason.</summary>
    private static async Task<(int Added, List<BankPostingAck> Refused)> Take(Tx tx, Partner partner, IReadOnlyList<StatementRow> rows, DateTimeOffset at)
    {
        if (rows.Count == 0) return (0, []);
        var known = await PostingIntake.Begun(tx, partner.Account, RowIdentities.Prefix(partner.Name), rows[0].Day, rows[^1].Day);
        var postings = RowIdentities.New(partner, rows, known).ConvertAll(one => PostingOf(partner, one.Row, one.Reference));
        var acks = await ToldPosting.Push(tx, partner, postings, at);
        return (acks.Count(static ack => ack.State == PostingState.Stored), [.. acks.Where(static ack => ack.State == PostingState.Refused)]);
    }

    private static BankPosting PostingOf(Partner partner, StatementRow row, string reference)
    {
        // Whole rupiah are booked; the reader of postings says so of a row with sen.
        var posting = ToldPosting.Of(partner, reference, row.IsCredit ? row.Amount : -row.Amount, row.At, "", row.Remark, (ToldEntries.ReferenceWord, row.TransactionId));
        posting.IsReversal = row.IsCorrection;
        return posting;
    }

    [LoggerMessage(1, LogLevel.Error, "Row {Reference} of the statement of bank {Bank} of cooperative {Cooperative} is no posting that can be taken: {Code}; it is told with every statement that shows it")]
    private static partial void LogRefused(ILogger log, long cooperative, string bank, string reference, string code);
}
