using System.Globalization;

namespace DeductionGateway.Core.Snap;

/// <summary>Amounts as SNAP writes them: text, at most 16 digits before the point, two after it.</summary>
public static class SnapMoney
{
    private const int MostDigits = 16;

    /// <summary>In minor units (1/100); null where it is no such amount. Decimals are exactly two, as the standard has them; banks' samples without any are read too. No sign, exponent or separator.</summary>
    public static long? Parse(string text)
    {
        var point = text.IndexOf('.', StringComparison.Ordinal);
        var whole = point < 0 ? text.AsSpan() : text.AsSpan(0, point);
        if (whole.Length is 0 or > MostDigits || (point >= 0 && text.Length - point != 3)) return null;
        if (!long.TryParse(whole, NumberStyles.None, CultureInfo.InvariantCulture, out var units)) return null;
        if (point < 0) return units * 100;
        return int.TryParse(text.AsSpan(point + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var cents) ? units * 100 + cents : null;
    }

    /// <param name="minor">Not negative.</param>
    public static string Format(long minor) => string.Create(CultureInfo.InvariantCulture, $"{minor / 100}.{minor % 100:00}");
}
