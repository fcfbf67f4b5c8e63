using System.Data.Common;
using System.Diagnostics.Metrics;
using DeductionGateway.Core.Basics;
using DeductionGateway.Data;

namespace DeductionGateway.Cases;

/// <summary>
/// What employers still owe and what waits for a decision, as metrics of each cooperative: looked up every half minute, because a scrape does not wait for a database.
/// Causes are told by their kind, and of no employer: who watches the machine is not to read who owes, and series would grow with the employers.
/// Ages are given as the moment they count from, as collectors want it.
/// </summary>
internal sealed class OpenWorkWatch : IDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(30);

    private readonly Meter _meter = new("DeductionGateway.OpenWork");
    private readonly Database _database;
    private readonly TimeProvider _time;
    private volatile IReadOnlyList<(string Cooperative, OpenFilesRow Row)> _files = [];
    private volatile IReadOnlyList<(string Cooperative, CauseRow Row)> _cases = [];

    public OpenWorkWatch(Database database, TimeProvider time)
    {
        (_database, _time) = (database, time);
        _meter.CreateObservableGauge("gateway.files.open", () => Each(static row => row.Files), "{file}", "Employers' files whose money is missing, whole or in part.");
        _meter.CreateObservableGauge("gateway.files.owed", () => Each(static row => row.Owed), "{rupiah}", "Rupiah that such files report and nobody has remitted.");
        _meter.CreateObservableGauge("gateway.files.oldest_open", () => Each(static row => SecondsOf(row.Oldest)), "s", "First day of the oldest period with such a file, in seconds since 1970; 0 where there is none.");
        _meter.CreateObservableGauge("gateway.cases.open", () => EachCause(static row => row.CaseCount), "{case}", "Cases that are open or proposed, by kind of cause.");
        _meter.CreateObservableGauge("gateway.cases.amount", () => EachCause(static row => row.Amount), "{rupiah}", "Rupiah that they are about.");
        _meter.CreateObservableGauge("gateway.cases.oldest", () => EachCause(static row => SecondsOf(row.Oldest)), "s", "Since when the oldest of them is there, in seconds since 1970.");
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
        var (files, cases) = (new List<(string, OpenFilesRow)>(), new List<(string, CauseRow)>());
        var today = JakartaTime.DayOf(_time.GetUtcNow());
        foreach (var (id, code) in await _database.AskOfNone(static tx => tx.QueryAsync<(long, string)>("select cooperative_id, code from cooperative order by code;"), stop))
        {
            try
            {
                var (owed, open) = await _database.Ask(new WholeCooperative(id), async tx => (await new CaseStore(tx).OpenFiles(), await new CaseStore(tx).Kinds(today)), stop);
                if (owed is not null) files.Add((code, owed));
                cases.AddRange(open.Select(row => (code, row)));
            }
            catch (DbException)
            {
                // One that takes too long keeps what was seen last, and the others are looked at.
                files.AddRange(_files.Where(one => one.Cooperative == code));
                cases.AddRange(_cases.Where(one => one.Cooperative == code));
            }
        }
        (_files, _cases) = (files, cases);
    }

    private IEnumerable<Measurement<long>> Each(Func<OpenFilesRow, long> value) =>
        _files.Select(one => new Measurement<long>(value(one.Row), new KeyValuePair<string, object?>("cooperative", one.Cooperative)));

    private IEnumerable<Measurement<long>> EachCause(Func<CauseRow, long> value) =>
        _cases.Select(one => new Measurement<long>(value(one.Row), new("cooperative", one.Cooperative), new("cause", one.Row.Cause)));

    private static long SecondsOf(DateOnly? day) => day is { } known ? new DateTimeOffset(known, default, TimeSpan.Zero).ToUnixTimeSeconds() : 0;
}
