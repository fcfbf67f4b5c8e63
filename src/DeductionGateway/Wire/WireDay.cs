using System.Globalization;

namespace DeductionGateway.Wire;

/// <summary>Days and moments as the wire writes them.</summary>
internal static class WireDay
{
    private const string Format = "yyyy-MM-dd";

    private const int FirstYear = 1900, LastYear = 2999;

    /// <summary>Null where nothing is said.</summary>
    /// <exception cref="Grpc.Core.RpcException">It is no day, or of no year in which anything happens here.</exception>
    public static DateOnly? Read(string field, string text)
    {
        if (text.Length == 0) return null;
        var isDay = DateOnly.TryParseExact(text, Format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is >= FirstYear and <= LastYear;
        return isDay ? day : throw Faults.Invalid(field, $"'{text}' is no day; yyyy-mm-dd is wanted, of the years {FirstYear} to {LastYear}.");
    }

    /// <summary>Two ends of a stretch of days, both within it.</summary>
    public static (DateOnly? From, DateOnly? To) ReadStretch(string from, string to)
    {
        var both = (From: Read("from_date", from), To: Read("to_date", to));
        return both.From > both.To ? throw Faults.Invalid("to_date", "to_date lies before from_date.") : both;
    }

    public static string Of(DateOnly day) => day.ToString(Format, CultureInfo.InvariantCulture);

    /// <summary>RFC 3339, UTC, to the millisecond.</summary>
    public static string Of(DateTime at) => at.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
}
