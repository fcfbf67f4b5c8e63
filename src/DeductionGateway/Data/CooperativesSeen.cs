using System.Data.Common;

namespace DeductionGateway.Data;

/// <summary>
/// What a look at each cooperative found last, for metrics: looked up every half minute, because a scrape does not wait for a database. One that takes too long keeps what was
/// seen last, and the others are looked at; so do all where the database does not answer.
/// </summary>
/// <param name="look">At one cooperative, as it is now.</param>
internal sealed class CooperativesSeen<T>(Database database, Func<Tx, Task<T>> look)
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(30);

    private volatile IReadOnlyList<(string Cooperative, T Seen)> _all = [];

    /// <summary>By the cooperatives' codes.</summary>
    public IReadOnlyList<(string Cooperative, T Seen)> All => _all;

    /// <summary>Looks now and then until it is stopped.</summary>
    public async Task Watch(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(Every);
        try
        {
            do
            {
                try
                {
                    _all = await Look(stop);
                }
                catch (DbException)
                {
                    // Readiness says that the database is away.
                }
            }
            while (await timer.WaitForNextTickAsync(stop));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
        }
    }

    private async Task<List<(string, T)>> Look(CancellationToken stop)
    {
        var all = new List<(string, T)>();
        foreach (var (id, code) in await database.AskOfNone(static tx => tx.QueryAsync<(long, string)>("select cooperative_id, code from cooperative order by code;"), stop))
        {
            try
            {
                all.Add((code, await database.Ask(new WholeCooperative(id), look, stop)));
            }
            catch (DbException)
            {
                all.AddRange(_all.Where(one => one.Cooperative == code));
            }
        }
        return all;
    }
}
