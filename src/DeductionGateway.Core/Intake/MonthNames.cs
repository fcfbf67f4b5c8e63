using DeductionGateway.Core.Basics;

namespace DeductionGateway.Core.Intake;

/// <summary>Months in words, Indonesian and English, whole or cut to three letters: <c>Februari 2026</c>, <c>FEB-26</c>, <c>Agustus'25</c>.</summary>
public static class MonthNames
{
    private static readonly string[][] Names =
    [
        ["januari", "january", "jan"], ["februari", "february", "pebruari", "feb", "peb"], ["maret", "march", "mar"], ["april", "apr"], ["mei", "may"],
        ["juni", "june", "jun"], ["juli", "july", "jul"], ["agustus", "august", "agu", "agt", "ags", "aug"], ["september", "sep", "sept"],
        ["oktober", "october", "okt", "oct"], ["november", "nopember", "nov", "nop"], ["desember", "december", "des", "dec"],
    ];

    /// <summary>The month of a word, from 1; 0 where it is none.</summary>
    public static int Of(string word) => Array.FindIndex(Names, names => Array.Exists(names, name => name.Equals(word, StringComparison.OrdinalIgnoreCase))) + 1;

    /// <summary>The text is a month and a year and nothing else, or a day of it.</summary>
    public static PayPeriod? Only(string text)
    {
        var words = Words(text);
        return words.Count is 2 or 3 && words.Count(static word => Of(word) > 0) == 1 && words.TrueForAll(static word => Of(word) > 0 || word.Length <= 4 && word.All(char.IsAsciiDigit)) ? Find(text) : null;
    }

    /// <summary>The one period that a line of text speaks of: a month in words with its year, <c>02/2026</c>, <c>2026-02</c>, <c>02-2026</c>; null where none or several.</summary>
    public static PayPeriod? Find(string text)
    {
        PayPeriod? found = null;
        var words = Words(text);
        for (var i = 0; i + 1 < words.Count; i++)
        {
            var period = Pair(words[i], words[i + 1]);
            if (period is null) continue;
            if (found is { } other && other != period) return null;
            found = period;
        }
        return found;
    }

    private static PayPeriod? Pair(string first, string second)
    {
        if (Of(first) is > 0 and var named) return Year(second) is { } after ? PayPeriod.FromNumber(after * 100 + named) : null;
        if (Of(second) is > 0 and var behind && first.Length == 4) return Year(first) is { } before ? PayPeriod.FromNumber(before * 100 + behind) : null;
        if (!first.All(char.IsAsciiDigit) || !second.All(char.IsAsciiDigit)) return null;
        if (first.Length is 1 or 2 && second.Length == 4) return PayPeriod.FromNumber(int.Parse(second) * 100 + int.Parse(first));
        return first.Length == 4 && second.Length == 2 ? PayPeriod.FromNumber(int.Parse(first) * 100 + int.Parse(second)) : null;
    }

    private static int? Year(string word) => !word.All(char.IsAsciiDigit) ? null : word.Length switch
    {
        4 => int.Parse(word),
        2 => 2000 + int.Parse(word),
        _ => null,
    };

    private static List<string> Words(string text)
    {
        var words = new List<string>();
        for (var at = 0; at < text.Length;)
        {
            var end = at;
            while (end < text.Length && (char.IsAsciiDigit(text[at]) ? char.IsAsciiDigit(text[end]) : char.IsLetter(text[end]))) end++;
            if (end > at) words.Add(text[at..end]);
            at = Math.Max(end, at + 1);
        }
        return words;
    }
}
