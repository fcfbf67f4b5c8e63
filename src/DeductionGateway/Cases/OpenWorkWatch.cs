using System.Diagnostics.Metrics;
using DeductionGateway.Core.Basics;
using DeductionGateway.Data;

namespace DeductionGateway.Cases;

/// <summary>
/// What employers still owe and what waits for a decision, as metrics of each cooperative. Causes are told by their kind, and of no employer: who watches the machine is not
/// to read who owes, and series would grow with the employers. Ages are given as the moment they count from, as collectors want it.
/// </summary>
internal sealed class OpenWorkWatch : IDisposable
{
    private readonly Meter _meter = new("DeductionGateway.OpenWork");
    private readonly CooperativesSeen<(OpenFilesRow? Files, List<CauseRow> Causes)> _open;

    public OpenWorkWatch(Database database, TimeProvider time)
    {
        _open = new(database, async tx => (await new CaseStore(tx).OpenFiles(), await new CaseStore(tx).Kinds(JakartaTime.DayOf(time.GetUtcNow()))));
        _meter.CreateObservableGauge("gateway.files.open", () => Each(static row => row.Files), "{file}", "Employers' files whose money is missing, whole or in part.");
        _meter.CreateObservableGauge("gateway.files.owed", () => Each(static row => row.Owed), "{rupiah}", "Rupiah that such files report and nobody has remitted.");
        _meter.CreateObservableGauge("gateway.files.oldest_open", () => Each(static row => SecondsOf(row.Oldest)), "s", "First day of the oldest period with such a file, in seconds since 1970; 0 where there is none.");
        _meter.CreateObservableGauge("gateway.cases.open", () => EachCause(static row => row.CaseCount), "{case}", "Cases that are open or proposed, by kind of cause.");
        _meter.CreateObservableGauge("gateway.cases.amount", () => EachCause(static row => row.Amount), "{rupiah}", "Rupiah that they are about.");
        _meter.CreateObservableGauge("gateway.cases.oldest", () => EachCause(static row => SecondsOf(row.Oldest)), "s", "Since when the oldest of them is there, in seconds since 1970.");
    }

    public Task Watch(CancellationToken stop) => _open.Watch(stop);

    public void Dispose() => _meter.Dispose();

    private IEnumerable<Measurement<long>> Each(Func<OpenFilesRow, long> value) =>
        _open.All.Where(static one => one.Seen.Files is not null).Select(one => new Measurement<long>(value(one.Seen.Files!), new KeyValuePair<string, object?>("cooperative", one.Cooperative)));

    private IEnumerable<Measurement<long>> EachCause(Func<CauseRow, long> value) =>
        _open.All.SelectMany(one => one.Seen.Causes.Select(row => new Measurement<long>(value(row), new("cooperative", one.Cooperative), new("cause", row.Cause))));

    private static long SecondsOf(DateOnly? day) => day is { } known ? new DateTimeOffset(known, default, TimeSpan.Zero).ToUnixTimeSeconds() : 0;
}
