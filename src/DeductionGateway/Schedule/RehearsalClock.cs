using System.Globalization;

namespace DeductionGateway.Schedule;

/// <summary>A clock that goes faster, for rehearsals of a schedule: gateways that are given the same three numbers agree about the moment, however often one is started again.</summary>
/// <param name="instant">What it shows at the anchor.</param>
/// <param name="factor">Seconds that it goes on in a real one.</param>
/// <param name="anchor">A real moment.</param>
internal sealed class RehearsalClock(DateTimeOffset instant, int factor, DateTimeOffset anchor) : TimeProvider
{
    private const int MostFactor = 1_000_000;

    public override DateTimeOffset GetUtcNow() => instant.ToUniversalTime() + TimeSpan.FromTicks((System.GetUtcNow() - anchor).Ticks * factor);

    /// <summary>Reads <c>2026-03-01T00:00:00+07:00,8640,2026-11-26T05:00:00Z</c>; null where the text is none.</summary>
    public static RehearsalClock? Parse(string text)
    {
        var parts = text.Split(',');
        return parts.Length == 3 && Moment(parts[0]) is { } instant && Moment(parts[2]) is { } anchor
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var factor) && factor is > 0 and <= MostFactor ? new RehearsalClock(instant, factor, anchor) : null;
    }

    public override string ToString() => $"{instant:yyyy-MM-dd'T'HH:mm:ssK} at {anchor:yyyy-MM-dd'T'HH:mm:ssK}, and {factor} times as fast from there";

    private static DateTimeOffset? Moment(string text) =>
        DateTimeOffset.TryParseExact(text, "yyyy-MM-dd'T'HH:mm:ssK", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment) ? moment : null;
}
