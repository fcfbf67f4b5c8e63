using System.Globalization;

namespace DeductionGateway.Core.Snap;

/// <summary>Moments as SNAP writes them: <c>2026-02-27T08:00:00+07:00</c>. Some partners send UTC as <c>Z</c>, fractions of a second, or no punctuation.</summary>
public static class SnapTime
{
    private static readonly string[] Formats =
    [
        "yyyy-MM-dd'T'HH:mm:sszzz", "yyyy-MM-dd'T'HH:mm:ss.fffzzz", "yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", "yyyyMMdd'T'HHmmss'Z'",
    ];

    private const int FirstYear = 2000, LastYear = 2999;

    /// <summary>Null where it is none, says no zone, or is of no year in which banks do this.</summary>
    public static DateTimeOffset? Parse(string text) =>
        DateTimeOffset.TryParseExact(text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) && at.Year is >= FirstYear and <= LastYear ? at : null;

    /// <summary>In the time of Jakarta.</summary>
    public static string Format(DateTimeOffset at) => at.ToOffset(Basics.JakartaTime.Offset).ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);
}
