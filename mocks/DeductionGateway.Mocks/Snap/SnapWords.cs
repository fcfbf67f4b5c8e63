using System.Globalization;
using System.Text.Json.Nodes;

namespace DeductionGateway.Mocks.Snap;

/// <summary>How SNAP writes moments and amounts.</summary>
internal static class SnapWords
{
    private const string Moment = "yyyy-MM-ddTHH:mm:sszzz";

    /// <summary>Jakarta's.</summary>
    public static TimeSpan Zone { get; } = TimeSpan.FromHours(7);

    public static string Time(DateTimeOffset at) => at.ToOffset(Zone).ToString(Moment, CultureInfo.InvariantCulture);

    public static DateTimeOffset? TimeOf(string text) => DateTimeOffset.TryParseExact(text, ["yyyy-MM-ddTHH:mm:ssK", "yyyy-MM-ddTHH:mm:sszzz"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var at) ? at : null;

    /// <param name="minor">Sen; negative for an overdrawn balance.</param>
    public static string Amount(long minor) => string.Create(CultureInfo.InvariantCulture, $"{(minor < 0 ? "-" : "")}{Math.Abs(minor) / 100}.{Math.Abs(minor) % 100:00}");

    public static JsonObject Money(long minor) => new() { ["value"] = Amount(minor), ["currency"] = "IDR" };

    public static JsonObject Money(long minor, DateTimeOffset at)
    {
        var money = Money(minor);
        money["dateTime"] = Time(at);
        return money;
    }

    /// <summary>Sen; null where it is no amount with two decimals.</summary>
    public static long? AmountOf(string text)
    {
        const int decimals = 3;
        if (text.Length is < decimals + 1 or > 19 || text[^decimals] != '.') return null;
        return long.TryParse(text.AsSpan(0, text.Length - decimals), NumberStyles.None, CultureInfo.InvariantCulture, out var whole)
            && int.TryParse(text.AsSpan(text.Length - decimals + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var cents) ? whole * 100 + cents : null;
    }
}
