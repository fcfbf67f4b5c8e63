namespace DeductionGateway.Core.Intake;

/// <summary>Dates in our own files and the bank's: <c>2026-02-15</c>, and <c>yymmdd</c> in MT940.</summary>
public static class Dates
{
    public static DateOnly? Parse(ReadOnlySpan<byte> text) =>
        text.Length == 10 && text[4] == (byte)'-' && text[7] == (byte)'-' && Number(text[..4]) is >= 1900 and var year && Number(text[5..7]) is var month && Number(text[8..]) is var day
            ? Make(year, month, day) : null;

    /// <summary>The same of characters.</summary>
    public static DateOnly? Parse(ReadOnlySpan<char> text)
    {
        Span<byte> bytes = stackalloc byte[10];
        if (text.Length != bytes.Length) return null;
        for (var i = 0; i < bytes.Length; i++)
        {
            if (!char.IsAscii(text[i])) return null;
            bytes[i] = (byte)text[i];
        }
        return Parse((ReadOnlySpan<byte>)bytes);
    }

    /// <summary>yymmdd; 80–99 is the last century.</summary>
    public static DateOnly? ParseShort(ReadOnlySpan<char> text)
    {
        if (text.Length != 6 || text.IndexOfAnyExceptInRange('0', '9') >= 0) return null;
        var year = (text[0] - '0') * 10 + (text[1] - '0');
        return Make(year >= 80 ? 1900 + year : 2000 + year, (text[2] - '0') * 10 + (text[3] - '0'), (text[4] - '0') * 10 + (text[5] - '0'));
    }

    private static DateOnly? Make(int year, int month, int day) =>
        month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month) ? new DateOnly(year, month, day) : null;

    private static int Number(ReadOnlySpan<byte> digits)
    {
        var number = 0;
        foreach (var digit in digits)
        {
            if (digit is < (byte)'0' or > (byte)'9') return -1;
            number = number * 10 + (digit - '0');
        }
        return number;
    }
}
