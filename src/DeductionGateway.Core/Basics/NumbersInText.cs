using System.Globalization;

namespace DeductionGateway.Core.Basics;

/// <summary>
/// Finds long numbers in what people write, also with a blank, a dot or a hyphen between digits (<c>3273 0145 0680 0001</c>), and masks their digits where they stand. Amounts
/// (<c>1.250.000</c>) and days (<c>2026-02-28</c>, <c>20260228</c>) are none and end one. In doubt it masks: two numbers beside each other are taken for one.
/// </summary>
internal static class NumbersInText
{
    /// <summary>Digits of an amount of trillions.</summary>
    private const int LongestAmount = 15;

    private static readonly string[] Days = ["yyyyMMdd", "yyyy-MM-dd", "yyyy.MM.dd", "yyyy-MM", "dd-MM-yyyy", "dd.MM.yyyy"];

    public static string Masked(string text, int leastDigits)
    {
        var masked = text.ToCharArray();
        for (var at = 0; at < text.Length; at++)
        {
            if (!char.IsAsciiDigit(text[at])) continue;
            var end = EndOf(text, at);
            MaskRun(text.AsSpan(at, end - at), masked.AsSpan(at, end - at), leastDigits);
            at = end;
        }
        return new string(masked);
    }

    /// <summary>Behind the last digit that no more than one separator parts from the digit before it.</summary>
    private static int EndOf(string text, int at)
    {
        while (true)
        {
            while (at < text.Length && char.IsAsciiDigit(text[at])) at++;
            if (at + 1 >= text.Length || !IsSeparator(text[at]) || !char.IsAsciiDigit(text[at + 1])) return at;
            at++;
        }
    }

    /// <summary>Words between blanks are joined until one that is long by itself, an amount or a day. Sixteen digits are a national id, whatever a part of them looks like.</summary>
    private static void MaskRun(ReadOnlySpan<char> run, Span<char> masked, int leastDigits)
    {
        var isId = DigitsOf(run) == PersonalNumbers.NationalIdDigits;
        var from = 0;
        for (var at = 0; at < run.Length;)
        {
            var length = run[at..].IndexOf(' ') is var blank && blank < 0 ? run.Length - at : blank;
            var word = run.Slice(at, length);
            if (IsThousands(word) || IsWrittenDay(word) || (!isId && (IsDecimal(word) || IsDay(word))) || HasLong(word, leastDigits))
            {
                MaskDigits(masked[from..at], leastDigits);
                if (HasLong(word, leastDigits)) MaskGroups(word, masked.Slice(at, length), leastDigits);
                from = at + length;
            }
            at += length + 1;
        }
        if (from < run.Length) MaskDigits(masked[from..], leastDigits);
    }

    /// <summary>A word whose digits without separators suffice: those parts alone.</summary>
    private static void MaskGroups(ReadOnlySpan<char> word, Span<char> masked, int leastDigits)
    {
        for (var at = 0; at < word.Length;)
        {
            var length = word[at..].IndexOfAny('.', '-') is var end && end < 0 ? word.Length - at : end;
            MaskDigits(masked.Slice(at, length), leastDigits);
            at += length + 1;
        }
    }

    private static void MaskDigits(Span<char> part, int leastDigits)
    {
        var digits = DigitsOf(part);
        if (digits < leastDigits) return;
        var (first, last) = digits >= PersonalNumbers.NationalIdDigits ? (6, 4) : (0, digits >= 8 ? 4 : digits / 4);
        var seen = 0;
        foreach (ref var one in part)
        {
            if (!char.IsAsciiDigit(one)) continue;
            seen++;
            if (seen > first && seen <= digits - last) one = '*';
        }
    }

    private static bool HasLong(ReadOnlySpan<char> word, int leastDigits)
    {
        var length = 0;
        foreach (var one in word)
        {
            length = char.IsAsciiDigit(one) ? length + 1 : 0;
            if (length >= leastDigits) return true;
        }
        return false;
    }

    /// <summary>Groups of three behind dots.</summary>
    private static bool IsThousands(ReadOnlySpan<char> word)
    {
        var dot = word.IndexOf('.');
        if (dot is < 1 or > 3 || word[0] == '0' || word.Contains('-') || DigitsOf(word) > LongestAmount) return false;
        for (var rest = word[(dot + 1)..]; ; rest = rest[4..])
        {
            if (rest.Length == 3) return !rest.Contains('.');
            if (rest.Length < 3 || rest[3] != '.' || rest[..3].Contains('.')) return false;
        }
    }

    private static bool IsDecimal(ReadOnlySpan<char> word) => word.Count('.') == 1 && !word.Contains('-');

    private static bool IsWrittenDay(ReadOnlySpan<char> word) => word.ContainsAny('-', '.') && IsDay(word);

    private static bool IsDay(ReadOnlySpan<char> word)
    {
        foreach (var form in Days)
        {
            if (word.Length == form.Length && DateOnly.TryParseExact(word, form, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is >= 1900 and < 2100) return true;
        }
        return false;
    }

    private static int DigitsOf(ReadOnlySpan<char> text)
    {
        var digits = 0;
        foreach (var one in text)
        {
            if (char.IsAsciiDigit(one)) digits++;
        }
        return digits;
    }

    private static bool IsSeparator(char one) => one is ' ' or '.' or '-';
}
