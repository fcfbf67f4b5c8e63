namespace DeductionGateway.Core.Intake;

/// <summary>
/// One account is written in several ways: with a BIC before it, zeros in front, a currency behind, inside an IBAN. Digits decide: one number holds the other.
/// </summary>
internal static class AccountNumbers
{
    /// <summary>Shorter numbers lie within others by chance.</summary>
    private const int LeastDigits = 8;

    /// <summary>The account of ours that a file's account is; the file's own text where it is none, or where it could be two.</summary>
    public static string Resolve(string written, IReadOnlyCollection<string> own)
    {
        if (own.Contains(written)) return written;
        var digits = Digits(written);
        var fits = own.Where(account => Holds(digits, Digits(account))).ToList();
        return fits.Count == 1 ? fits[0] : written;
    }

    private static bool Holds(string one, string other)
    {
        var (longer, shorter) = one.Length >= other.Length ? (one, other) : (other, one);
        return shorter.Length >= LeastDigits && longer.Contains(shorter, StringComparison.Ordinal);
    }

    private static string Digits(string text) => string.Concat(text.Where(char.IsAsciiDigit)).TrimStart('0');
}
