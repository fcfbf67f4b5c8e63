using DeductionGateway.Banks.Calls;
using DeductionGateway.Banks.Register;
using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Snap;

namespace DeductionGateway.Banks.Statements;

/// <summary>Asks a bank for its statement of some days (service 14), page by page, and takes it only where it agrees with itself.</summary>
internal sealed class StatementQuestion(SnapClient client, Partner partner, TimeProvider time)
{
    private static readonly TimeSpan Overlap = TimeSpan.FromSeconds(1);

    private readonly List<StatementPage> _pages = [];

    /// <summary>All rows, each once, the oldest first; null where the bank gave no answer now.</summary>
    /// <param name="last">At most the partner's window after <paramref name="first"/>.</param>
    /// <exception cref="StatementFault">It is refused: it does not agree with itself, has no end, or cannot be read.</exception>
    public async Task<IReadOnlyList<StatementRow>?> Ask(DateOnly first, DateOnly last, CancellationToken stop)
    {
        var isWhole = partner.Profile.Statement.MidnightOnly ? await AskDays(first, last, stop) : await AskMoments(Midnight(first), Midnight(last.AddDays(1)) - Overlap, stop);
        if (!isWhole) return null;
        var all = Merged();
        foreach (var page in _pages)
        {
            if (page.Disagreement(all) is { } sentence) throw new StatementFault(sentence);
        }
        return all;
    }

    /// <summary>Where only whole days may be asked for, more than one answer holds is asked for in halves.</summary>
    private async Task<bool> AskDays(DateOnly first, DateOnly last, CancellationToken stop)
    {
        if (await Page(Midnight(first), Midnight(last.AddDays(1)), stop) is not { } page) return false;
        if (!page.HasMore)
        {
            _pages.Add(page);
            return true;
        }
        if (first == last) throw new StatementFault($"{first:yyyy-MM-dd} has more rows than the bank shows of a day.");
        var middle = first.AddDays((last.DayNumber - first.DayNumber) / 2);
        return await AskDays(first, middle, stop) && await AskDays(middle.AddDays(1), last, stop);
    }

    /// <summary>The rest is asked for from the last row on, a second of it again: rows of one second may stand on two pages.</summary>
    private async Task<bool> AskMoments(DateTimeOffset from, DateTimeOffset to, CancellationToken stop)
    {
        if (await Page(from, to, stop) is not { } page) return false;
        _pages.Add(page);
        if (!page.HasMore) return true;
        if (page.Last is not { } last || page.Rows.Count == 0) throw new StatementFault("The bank says that there is more, and not from where.");
        // The newest come first, as the standard has it; some begin with the oldest. Rows of one second say neither: the rest is on one of its sides.
        var (first, end) = (page.Rows[0].At, page.Rows[^1].At);
        return (first < end || await AskRest(from, last + Overlap)) && (first > end || await AskRest(last - Overlap, to));

        async Task<bool> AskRest(DateTimeOffset nextFrom, DateTimeOffset nextTo)
        {
            var (begin, finish) = (nextFrom > from ? nextFrom : from, nextTo < to ? nextTo : to);
            if (begin == from && finish == to) throw new StatementFault($"More rows are of {last:O} than the bank shows at once.");
            return await AskMoments(begin, finish, stop);
        }
    }

    private async Task<StatementPage?> Page(DateTimeOffset from, DateTimeOffset to, CancellationToken stop)
    {
        var answer = await client.Call(partner, SnapService.BankStatement, SnapBodies.Statement(partner, SnapReference.New(time.GetUtcNow()), from, to), stop);
        return answer.Outcome switch
        {
            SnapOutcome.Done => StatementPage.Read(answer.Body),
            // A window without rows is no refusal, and some banks say it so.
            SnapOutcome.Refused when answer.Answer == SnapAnswer.TransactionNotFound => new StatementPage([], false, null, null, null, null, null),
            SnapOutcome.Refused => throw new StatementFault($"The bank refuses the question: {answer.Answer.CodeOf(SnapService.BankStatement)} {answer.Answer.Message}."),
            _ => null,
        };
    }

    /// <summary>
    /// What stands on several pages is there as often as on the page that has it most often: of the second in which two pages meet, one has all. Within a second the order
    /// is of the rows' own words, and so the same in whatever pages they come.
    /// </summary>
    private List<StatementRow> Merged()
    {
        var most = new Dictionary<StatementRow, int>();
        foreach (var group in _pages.SelectMany(static page => page.Rows.GroupBy(static row => row)))
        {
            most[group.Key] = Math.Max(most.GetValueOrDefault(group.Key), group.Count());
        }
        return [.. most.SelectMany(static one => Enumerable.Repeat(one.Key, one.Value)).OrderBy(static row => row.At).ThenBy(static row => row.Amount).ThenBy(static row => row.Remark, StringComparer.Ordinal)];
    }

    private static DateTimeOffset Midnight(DateOnly day) => new(day, default, JakartaTime.Offset);
}
