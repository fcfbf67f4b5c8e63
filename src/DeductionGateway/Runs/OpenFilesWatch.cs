using System.Data.Common;
using System.Diagnostics.Metrics;
using DeductionGateway.Data;

namespace DeductionGateway.Runs;

/// <summary>
/// What employers still owe, as metrics of each cooperative: looked up every half minute, because a scrape does not wait for a database. Ages are given as the
/// moment they count from, as collectors want it.
/// </summary>
internal sealed class OpenFilesWatch : IDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(30);

    private readonly Meter _meter = new("DeductionGateway.OpenFiles");
    private readonly Database _database;
    private readonly TimeProvider _time;
    private volatile IReadOnlyList<(string Cooperative, OpenFilesRow Row)> _seen = [];

    public OpenFilesWatch(Database database, TimeProvider time)
    {
        (_database, _time) = (database, time);
        _meter.CreateObservableGauge("gateway.files.open", () => Each(static row => row.Files), "{file}", "Employers' files whose money is missing, whole or in part.");
        _meter.CreateObservableGauge("gateway.files.owed", () => Each(static row => row.Owed), "{rupiah}", "Rupiah that such files report and nobody has remitted.");
        _meter.CreateObservableGauge("gateway.files.oldest_open", () => Each(static row => row.Oldest is { } day ? new DateTimeOffset(day, default, TimeSpan.Zero).ToUnixTimeSeconds() : 0), "s", "First day of the oldest period with such a file, in seconds since 1970; 0 where there is none.");
    }

    /// <summary>Looks now and then until it is stopped; a database that does not answer leaves what was seen last.</summary>
    public async Task Watch(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(Every, _time);
        try
        {
            do
            {
                try
                {
                    await Look(stop);
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

    public void Dispose() => _meter.Dispose();

    private async Task Look(CancellationToken stop)
    {
        var seen = new List<(string, OpenFilesRow)>();
        foreach (var (id, code) in await _database.AskOfNone(static tx => tx.QueryAsync<(long, string)>("select cooperative_id, code from cooperative order by code;"), stop))
        {
            if (await _database.Ask(new WholeCooperative(id), static tx => new RunsStore(tx).OpenFiles(), stop) is { } row) seen.Add((code, row));
        }
        _seen = seen;
    }

    private IEnumerable<Measurement<long>> Each(Func<OpenFilesRow, long> value) =>
        _seen.Select(one => new Measurement<long>(value(one.Row), new KeyValuePair<string, object?>("cooperative", one.Cooperative)));
}
