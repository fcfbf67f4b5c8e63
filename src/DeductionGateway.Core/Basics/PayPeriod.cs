using System.Globalization;

namespace DeductionGateway.Core.Basics;

/// <summary>A pay period: one month of one year. Written <c>2026-02</c>; as a number <c>202602</c>.</summary>
public readonly record struct PayPeriod : IComparable<PayPeriod>
{
    /// <exception cref="ArgumentOutOfRangeException">Year outside 1900–2999 or month outside 1–12.</exception>
    public PayPeriod(int year, int month)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(year, 1900);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(year, 2999);
        ArgumentOutOfRangeException.ThrowIfLessThan(month, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(month, 12);
        Number = year * 100 + month;
    }

    /// <summary>yyyymm, for the database and for comparing. 0 in the default value, which is no period.</summary>
    public int Number { get; private init; }

    public int Year => Number / 100;
    public int Month => Number % 100;
    public DateOnly FirstDay => new(Year, Month, 1);

    public static PayPeriod? FromNumber(int yyyymm) =>
        yyyymm / 100 is >= 1900 and <= 2999 && yyyymm % 100 is >= 1 and <= 12 ? new PayPeriod(yyyymm / 100, yyyymm % 100) : null;

    /// <summary>Reads <c>2026-02</c>; null where the text is anything else.</summary>
    public static PayPeriod? Parse(ReadOnlySpan<byte> text)
    {
        if (text.Length != 7 || text[4] != (byte)'-') return null;
        var number = 0;
        for (var i = 0; i < 7; i++)
        {
            if (i == 4) continue;
            if (text[i] is < (byte)'0' or > (byte)'9') return null;
            number = number * 10 + (text[i] - '0');
        }
        return FromNumber(number);
    }

    public int CompareTo(PayPeriod other) => Number.CompareTo(other.Number);
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Year:0000}-{Month:00}");

    public static bool operator <(PayPeriod left, PayPeriod right) => left.Number < right.Number;
    public static bool operator >(PayPeriod left, PayPeriod right) => left.Number > right.Number;
    public static bool operator <=(PayPeriod left, PayPeriod right) => left.Number <= right.Number;
    public static bool operator >=(PayPeriod left, PayPeriod right) => left.Number >= right.Number;
}
