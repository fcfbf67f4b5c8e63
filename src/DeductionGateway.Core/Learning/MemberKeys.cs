namespace DeductionGateway.Core.Learning;

internal static class MemberKeys
{
    /// <summary>A key of the file as the profile will read it.</summary>
    public static string Clean(string value, KeyChoice key) => Clean(value, key.IsInName, key.Without, key.Width);

    public static string Clean(string value, bool isInName, string without, int width)
    {
        var clean = isInName ? string.Concat(value.Where(char.IsAsciiDigit)) : without.Length == 0 ? value : string.Concat(value.Where(c => !without.Contains(c)));
        return width > 0 && clean.Length > 0 && clean.All(char.IsAsciiDigit) ? clean.PadLeft(width, '0') : clean;
    }
}
