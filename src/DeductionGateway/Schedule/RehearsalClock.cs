using System.Globalization;

namespace DeductionGateway.Schedule;

/// <summary>
/// The clock of a rehearsal. A file says what it showed when the file was written, and how fast it goes: gateways and simulators that read one file agree about the moment, however
/// often each is started again, and who writes the file anew moves all their clocks. A file that is gone or means nothing leaves the clock as it was.
/// </summary>
internal sealed class RehearsalClock : TimeProvider
{
    private const int MostFactor = 100_000;

    private readonly string _path;
    private volatile Reading _reading;

    private RehearsalClock(string path, Reading reading) => (_path, _reading) = (path, reading);

    /// <summary>Null where there is no such file, or it has no clock: a line such as <c>2026-03-01T00:00:00+07:00</c>, or <c>2026-03-01T00:00:00+07:00,8640</c> for so many seconds in a real one.</summary>
    public static RehearsalClock? Open(string path) => Read(path) is { } reading ? new RehearsalClock(path, reading) : null;

    public override DateTimeOffset GetUtcNow()
    {
        if (File.GetLastWriteTimeUtc(_path) != _reading.Written.UtcDateTime) _reading = Read(_path) ?? _reading;
        return _reading.At(System.GetUtcNow());
    }

    private static Reading? Read(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var text = new StreamReader(file);
            // The moment of this very file, though another may have its name by now.
            var written = File.GetLastWriteTimeUtc(file.SafeFileHandle);
            var parts = text.ReadToEnd().Trim().Split(',');
            var factor = 1;
            if (parts.Length > 2 || parts.Length == 2 && !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out factor) || factor is 0 or > MostFactor) return null;
            return DateTimeOffset.TryParseExact(parts[0], "yyyy-MM-dd'T'HH:mm:ssK", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment) ? new Reading(moment.ToUniversalTime(), factor, written) : null;
        }
        catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }

    /// <param name="Moment">What it showed when the file was written.</param>
    /// <param name="Factor">Seconds that it goes on in a real one.</param>
    private sealed record Reading(DateTimeOffset Moment, int Factor, DateTimeOffset Written)
    {
        public DateTimeOffset At(DateTimeOffset real) => Moment + TimeSpan.FromTicks((real - Written).Ticks * Factor);
    }
}
