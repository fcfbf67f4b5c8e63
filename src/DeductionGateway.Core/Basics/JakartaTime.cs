namespace DeductionGateway.Core.Basics;

/// <summary>The time of Jakarta (WIB), by which banks and cooperatives count their days. Its offset never changes.</summary>
public static class JakartaTime
{
    public static readonly TimeSpan Offset = new(7, 0, 0);

    public static DateOnly DayOf(DateTimeOffset at) => DateOnly.FromDateTime(at.ToOffset(Offset).DateTime);

    /// <summary>When the day begins, in UTC.</summary>
    public static DateTimeOffset StartOf(DateOnly day) => new DateTimeOffset(day, TimeOnly.MinValue, Offset).ToUniversalTime();
}
