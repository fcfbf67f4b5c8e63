using System.Collections.Concurrent;
using DeductionGateway.BankPostings;
using DeductionGateway.Contract.V1;
using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Intake;
using DeductionGateway.Data;
using Microsoft.Extensions.Logging;

namespace DeductionGateway.Banks;

/// <summary>Gets a bank's statements (service 14) and makes their rows pushed postings, each once, however often it is shown. What else told of them the run finds (<see cref="ToldEntries"/>).</summary>
internal sealed partial class StatementPull(Database database, SnapClient client, TimeProvider time, ILogger<StatementPull> log)
{
    /// <summary>The last days, all of them over, that are asked for again: a holiday's rows come late.</summary>
    private const int DaysAgain = 3;

    /// <summary>Days that a gap is looked for behind the last day that a bank shows: nobody was away for longer.</summary>
    private const int LongestAway = 366;

    /// <summary>Days that a gap which no question fills any more is told of, beside every round.</summary>
    private const int DaysTold = 31;

    private readonly ConcurrentDictionary<(long Cooperative, string Partner, DateOnly Last), bool> _logged = new();

    /// <summary>All that is missing until today. A window that is refused is asked for again day by day, so that one bad day holds up no other.</summary>
    /// <returns>New postings; null where the bank gave no answer now: what came before it is taken.</returns>
    /// <exception cref="StatementFault">A day's statement is not taken; all others are.</exception>
    public async Task<int?> Pull(Partner partner, CancellationToken stop)
    {
        var (added, fault) = (0, (StatementFault?)null);
        var windows = new Queue<(DateOnly First, DateOnly Last)>(await Missing(partner, JakartaTime.DayOf(time.GetUtcNow()), stop));
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

    /// <summary>A sentence about days since the first statement of which none was taken after they were over, and which the bank shows no more; null where there are none, or for long.</summary>
    public async Task<string?> Lost(Partner partner, CancellationToken stop)
    {
        var (oldest, taken) = await Taken(partner, JakartaTime.DayOf(time.GetUtcNow()), stop);
        if (taken.Count == 0) return null;
        var lost = new List<DateOnly>();
        for (var day = taken.Min(static one => one.First); day < oldest; day = day.AddDays(1))
        {
            if (!IsIn(taken, day)) lost.Add(day);
        }
        if (lost.Count == 0 || lost[^1] < oldest.AddDays(-DaysTold)) return null;
        if (_logged.TryAdd((partner.CooperativeId, partner.Name, lost[^1]), true)) LogLost(log, partner.CooperativeId, partner.Name, lost.Count, lost[0], lost[^1], partner.Profile.Statement.OldestDays);
        return $"Of {lost.Count} {(lost.Count == 1 ? "day" : "days")} from {lost[0]:yyyy-MM-dd} to {lost[^1]:yyyy-MM-dd} bank {partner.Name} gave no statement, and it shows {partner.Profile.Statement.OldestDays} days only: theirs comes as a file.";
    }

    private async Task<(DateOnly Oldest, List<(DateOnly First, DateOnly Last)> Days)> Taken(Partner partner, DateOnly today, CancellationToken stop)
    {
        var oldest = today.AddDays(1 - partner.Profile.Statement.OldestDays);
        return (oldest, await database.Ask(new WholeCooperative(partner.CooperativeId), tx => new BankPullStore(tx).Days(partner, oldest.AddDays(-LongestAway)), stop));
    }

    private static bool IsIn(List<(DateOnly First, DateOnly Last)> taken, DateOnly day) => taken.Exists(one => one.First <= day && day <= one.Last);

    /// <summary>Days since the first statement of which none was taken after they were over and which the bank still shows, and the last ones, in windows as the bank takes them.</summary>
    private async Task<List<(DateOnly First, DateOnly Last)>> Missing(Partner partner, DateOnly today, CancellationToken stop)
    {
        var rules = partner.Profile.Statement;
        var (oldest, taken) = await Taken(partner, today, stop);
        var (first, last) = taken.Count == 0 ? (today.AddDays(1 - rules.WindowDays), today) : (taken.Min(static one => one.First), taken.Max(static one => one.Last).AddDays(-DaysAgain));
        var windows = new List<(DateOnly First, DateOnly Last)>();
        for (var day = first < oldest ? oldest : first; day <= today; day = day.AddDays(1))
        {
            if (day <= last && IsIn(taken, day)) continue;
            if (windows.Count > 0 && windows[^1].Last == day.AddDays(-1) && day.DayNumber - windows[^1].First.DayNumber < rules.WindowDays) windows[^1] = (windows[^1].First, day);
            else windows.Add((day, day));
        }
        return windows;
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
        var known = await PostingIntake.Begun(tx, partner.Account, RowIdentities.Prefix(partner), rows[0].Day, rows[^1].Day);
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

    [LoggerMessage(2, LogLevel.Warning, "Of {Days} days from {First} to {Last} bank {Bank} of cooperative {Cooperative} gave no statement, and it shows {OldestDays} days only: theirs comes as a file")]
    private static partial void LogLost(ILogger log, long cooperative, string bank, int days, DateOnly first, DateOnly last, int oldestDays);

    [LoggerMessage(1, LogLevel.Error, "Row {Reference} of the statement of bank {Bank} of cooperative {Cooperative} is no posting that can be taken: {Code}; it is told with every statement that shows it")]
    private static partial void LogRefused(ILogger log, long cooperative, string bank, string reference, string code);
}
