using DeductionGateway.Core.Intake;
using System.Text;

namespace DeductionGateway.Core.Learning;

/// <summary>What identity numbers look like (NIK: 16 digits with a date of birth, day + 40 for women; NIP: 18 digits that begin with one).</summary>
internal static class KeyEvidence
{
    /// <summary>Digits that a spreadsheet keeps of a number.</summary>
    public const int SpreadsheetDigits = 15;

    /// <summary>What people write between the digits of a key.</summary>
    public const string Between = " .-'’/=\"";

    public static string Bare(string text)
    {
        var bare = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (!Between.Contains(c)) bare.Append(c);
        }
        return bare.ToString();
    }

    public static bool IsNationalId(string digits)
    {
        if (digits.Length != 16 || !digits.All(char.IsAsciiDigit)) return false;
        var day = int.Parse(digits.AsSpan(6, 2)) % 40;
        return day is >= 1 and <= 31 && int.Parse(digits.AsSpan(8, 2)) is >= 1 and <= 12;
    }

    public static bool IsNip(string digits) =>
        digits.Length == 18 && digits.All(char.IsAsciiDigit) && int.Parse(digits.AsSpan(0, 4)) is >= 1930 and <= 2020 && int.Parse(digits.AsSpan(4, 2)) is >= 1 and <= 12 && int.Parse(digits.AsSpan(6, 2)) is >= 1 and <= 31;

    /// <summary>Digits, or one word with a digit in it.</summary>
    public static bool IsKeyLike(string text)
    {
        var bare = Bare(text);
        return bare.Length is >= 2 and <= 34 && bare.Any(char.IsAsciiDigit) && bare.All(static c => char.IsAsciiLetterOrDigit(c) || c == '_')
            && (bare.All(char.IsAsciiDigit) || !text.Contains(' ', StringComparison.Ordinal));
    }

    /// <summary>A name and an identity number in one cell: "Siti Aminah, NIP. 19800605 200501 2 003".</summary>
    public static bool IsNameWithNumber(string text) =>
        text.Count(char.IsAsciiDigit) is 16 or 18 && text.Count(char.IsLetter) >= 5 && text.Where(static c => !char.IsAsciiDigit(c)).All(static c => char.IsLetter(c) || char.IsPunctuation(c) || c == ' ');

    public static bool IsRetyped(string text, bool isNumber) =>
        KeyTexts.IsRetyped(Encoding.UTF8.GetBytes(text)) || (isNumber && text.IndexOfAny(['E', 'e']) > 0);

    public static int WholeDigits(string text) => text.TakeWhile(char.IsAsciiDigit).Count();

    /// <summary>"NIK" is the national id to the state and the employee number (nomor induk karyawan) to a company: the content decides.</summary>
    public static bool IsOnlyNik(string header) => Words.Of(header) is ["NIK"] or ["NO", "NIK"] or ["NIK", "KARYAWAN"] or ["NIK", "PEGAWAI"];
}
