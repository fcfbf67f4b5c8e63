namespace DeductionGateway.Core.Basics;

/// <summary>Numbers that are a person's own, masked so that somebody who knows one recognises it and nobody else learns it.</summary>
public static class PersonalNumbers
{
    /// <summary>Digits of a national id (NIK).</summary>
    public const int NationalIdDigits = 16;

    /// <summary>The shortest account number of the banks we read.</summary>
    public const int LeastAccountDigits = 10;

    /// <summary>A national id: its region and its last four digits stand, the day of birth does not. Shorter ones keep their ends.</summary>
    public static string MaskedNationalId(string id) => id.Length >= NationalIdDigits ? Masked(id, 6, 4) : Masked(id, id.Length / 4, id.Length / 4);

    /// <summary>An account number: its last four digits stand, of a short one its last quarter.</summary>
    public static string MaskedAccountNo(string number) => Masked(number, 0, number.Length >= 8 ? 4 : number.Length / 4);

    /// <summary>An employee's number is his employer's to give, and stays, but where it is a national id.</summary>
    public static string MaskedEmployeeNo(string number, string nationalId) => (number.Length > 0 && number == nationalId) || IsNationalId(number) ? MaskedNationalId(number) : number;

    /// <summary>A text in which numbers of at least so many digits are masked, a blank, dot or hyphen between digits or not: as a national id from 16 on, else as an account number.</summary>
    public static string MaskedIn(string text, int leastDigits) => NumbersInText.Masked(text, leastDigits);

    /// <summary>A national id as it is compared: its 16 digits without the blanks, dots and hyphens of whoever wrote it. What does not come to 16 digits stays as it is.</summary>
    /// <param name="id">UTF-8.</param>
    public static ReadOnlySpan<byte> Compared(ReadOnlySpan<byte> id)
    {
        if (id.Length <= NationalIdDigits) return id;
        var digits = new byte[NationalIdDigits];
        var length = 0;
        foreach (var one in id)
        {
            if (one is (byte)' ' or (byte)'.' or (byte)'-') continue;
            if (length == digits.Length || !char.IsAsciiDigit((char)one)) return id;
            digits[length++] = one;
        }
        return length == digits.Length ? digits : id;
    }

    private static bool IsNationalId(string number) => number.Length == NationalIdDigits && number.All(char.IsAsciiDigit);

    private static string Masked(string number, int first, int last) => string.Concat(number.AsSpan(0, first), new string('*', number.Length - first - last), number.AsSpan(number.Length - last));
}
