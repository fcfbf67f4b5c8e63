using System.Globalization;
using DeductionGateway.Schedule;

namespace DeductionGateway.Tests.Schedule;

/// <summary>The clock of a rehearsal in the hand of a test: gateways that are started with its file go by it, and what the test opens goes with them.</summary>
internal sealed class ClockFile(string path)
{
    public string Path => path;

    /// <summary>From now on it shows a moment and what follows, so many times as fast.</summary>
    public ClockFile Show(DateTimeOffset moment, int factor = 1)
    {
        // By its name it is always whole.
        File.WriteAllText(path + ".new", string.Create(CultureInfo.InvariantCulture, $"{moment:yyyy-MM-dd'T'HH:mm:sszzz},{factor}\n"));
        File.Move(path + ".new", path, overwrite: true);
        return this;
    }

    public RehearsalClock Open() => RehearsalClock.Open(path)!;
}
