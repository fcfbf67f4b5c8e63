using System.Collections.Concurrent;
using DeductionGateway.Banks.Register;
using DeductionGateway.Core.Basics;
using DeductionGateway.Data;
using Microsoft.Extensions.Logging;

namespace DeductionGateway.Banks.Statements;

/// <summary>Of which days a bank's statements are missing: what it still shows is asked for, and of the rest somebody is told. A day counts as taken where it was over when it was asked for.</summary>
internal sealed partial class StatementGaps(Database database, TimeProvider time, ILogger<StatementGaps> log)
{
    /// <summary>The last days, all of them over, that are asked for again: a holiday's rows come late.</summary>
    private const int DaysAgain = 3;

    /// <summary>Days that a gap is looked for behind the last day that a bank shows: nobody was away for longer.</summary>
    private const int LongestAway = 366;

    /// <summary>Days that a gap which no question fills any more is told of, beside every round.</summary>
    private const int DaysTold = 31;

    /// <summary>The last of the lost days that the log was told of, by bank.</summary>
    private readonly ConcurrentDictionary<(long Cooperative, string Partner), DateOnly> _logged = new();

    /// <summary>Days since the first statement of which none was taken and which the bank still shows, and the last ones, in windows as the bank takes them.</summary>
    public async Task<List<(DateOnly First, DateOnly Last)>> Missing(Partner partner, CancellationToken stop)
    {
        var (rules, today) = (partner.Profile.Statement, JakartaTime.DayOf(time.GetUtcNow()));
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

    /// <summary>A sentence about days since the first statement of which none was taken, and which the bank shows no more; null where there are none, or for long.</summary>
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
        var bank = (partner.CooperativeId, partner.Name);
        if (!_logged.TryGetValue(bank, out var told) || told != lost[^1])
        {
            _logged[bank] = lost[^1];
            LogLost(log, partner.CooperativeId, partner.Name, lost.Count, lost[0], lost[^1], partner.Profile.Statement.OldestDays);
        }
        return $"Of {lost.Count} {(lost.Count == 1 ? "day" : "days")} from {lost[0]:yyyy-MM-dd} to {lost[^1]:yyyy-MM-dd} bank {partner.Name} gave no statement, and it shows {partner.Profile.Statement.OldestDays} days only: theirs comes as a file.";
    }

    private async Task<(DateOnly Oldest, List<(DateOnly First, DateOnly Last)> Days)> Taken(Partner partner, DateOnly today, CancellationToken stop)
    {
        var oldest = today.AddDays(1 - partner.Profile.Statement.OldestDays);
        return (oldest, await database.Ask(new WholeCooperative(partner.CooperativeId), tx => new BankPullStore(tx).Days(partner, oldest.AddDays(-LongestAway)), stop));
    }

    private static bool IsIn(List<(DateOnly First, DateOnly Last)> taken, DateOnly day) => taken.Exists(one => one.First <= day && day <= one.Last);

    [LoggerMessage(1, LogLevel.Warning, "Of {Days} days from {First} to {Last} bank {Bank} of cooperative {Cooperative} gave no statement, and it shows {OldestDays} days only: theirs comes as a file")]
    private static partial void LogLost(ILogger log, long cooperative, string bank, int days, DateOnly first, DateOnly last, int oldestDays);
}
