using DeductionGateway.Core.Basics;

namespace DeductionGateway.Core.Matching;

/// <summary>
/// When two spellings are one name (CONTRACT §3 "One name"): upper case, no titles after a comma, single spaces, any word order,
/// at most 3 letters wrong, lost, added or exchanged with their neighbour; at most 1 where the billed name is shorter than 8.
/// </summary>
public static class NameLikeness
{
    /// <summary>Larger than any distance that counts.</summary>
    public const int Strangers = 99;

    private const int ShortName = 8;
    private const int MaximumWordsPermuted = 4;

    /// <summary>Longer texts are no names; they are one only where they are equal.</summary>
    private const int LongestCompared = 200;

    /// <summary>Letters that differ, or <see cref="Strangers"/> where the two are not one name.</summary>
    public static int Distance(Utf8Text reported, Utf8Text billed)
    {
        if (EqualIgnoringAsciiCase(reported.Span, billed.Span)) return billed.IsEmpty ? Strangers : 0;
        return Distance(Normalise(reported), Normalise(billed));
    }

    public static bool IsOneName(Utf8Text reported, Utf8Text billed) => Distance(reported, billed) != Strangers;

    /// <summary>A distance as people are told of it.</summary>
    public static string InWords(int letters) => letters switch
    {
        Strangers => "another name",
        0 => "same name",
        1 => "1 letter of the name differs",
        _ => $"{letters} letters of the name differ",
    };

    /// <summary>Upper case, up to the first comma, single spaces.</summary>
    public static string Normalise(Utf8Text name)
    {
        var text = name.ToString();
        var comma = text.IndexOf(',', StringComparison.Ordinal);
        if (comma >= 0) text = text[..comma];
        return string.Join(' ', text.ToUpperInvariant().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>The same on names already normalised.</summary>
    public static int Distance(string reported, string billed)
    {
        if (reported.Length == 0 || billed.Length == 0) return Strangers;
        var limit = billed.Length < ShortName ? 1 : 3;
        if (Math.Abs(reported.Length - billed.Length) > limit || LettersApart(reported, billed) > limit) return Strangers;
        var best = Edits(reported, billed, limit);
        if (best == 0) return 0;
        var words = reported.Split(' ');
        if (words.Length > 1 && words.Length <= MaximumWordsPermuted) best = Math.Min(best, BestOrder(words, 0, billed, limit));
        else if (words.Length > MaximumWordsPermuted) best = Math.Min(best, WithoutCommonWords(words, billed, limit));
        return best <= limit ? best : Strangers;
    }

    private static int BestOrder(string[] words, int from, string billed, int limit)
    {
        if (from == words.Length - 1) return Edits(string.Join(' ', words), billed, limit);
        var best = Strangers;
        for (var i = from; i < words.Length && best > 0; i++)
        {
            (words[from], words[i]) = (words[i], words[from]);
            best = Math.Min(best, BestOrder(words, from + 1, billed, limit));
            (words[from], words[i]) = (words[i], words[from]);
        }
        return best;
    }

    /// <summary>Long names have too many orders to try: words that both have are taken out first; three wrong letters leave few.</summary>
    private static int WithoutCommonWords(string[] words, string billed, int limit)
    {
        var left = words.ToList();
        var wanted = billed.Split(' ').Where(word => !left.Remove(word)).ToArray();
        if (left.Count == 0 && wanted.Length == 0) return 0;
        if (left.Count == 0 || wanted.Length == 0) return Math.Min(Strangers, string.Join(' ', left.Concat(wanted)).Length + 1);
        return left.Count <= MaximumWordsPermuted
            ? BestOrder([.. left], 0, string.Join(' ', wanted), limit)
            : Edits(Sorted([.. left]), Sorted(wanted), limit);
    }

    private static string Sorted(string[] words)
    {
        Array.Sort(words, StringComparer.Ordinal);
        return string.Join(' ', words);
    }

    /// <summary>A lower bound of the edits: half the letters that one has and the other has not. Cheap, and order-blind.</summary>
    private static int LettersApart(string a, string b)
    {
        Span<int> counts = stackalloc int[64];
        counts.Clear();
        foreach (var c in a) counts[c & 63]++;
        foreach (var c in b) counts[c & 63]--;
        int more = 0, less = 0;
        foreach (var count in counts)
        {
            if (count > 0) more += count;
            else less -= count;
        }
        return Math.Max(more, less);
    }

    /// <summary>Wrong, lost, added letters and exchanged neighbours (optimal string alignment), or more than the limit.</summary>
    private static int Edits(string a, string b, int limit)
    {
        if (a.Length > LongestCompared || b.Length > LongestCompared) return a == b ? 0 : Strangers;
        // What both begin and end with costs nothing.
        var same = a.AsSpan().CommonPrefixLength(b);
        ReadOnlySpan<char> x = a.AsSpan(same), y = b.AsSpan(same);
        while (!x.IsEmpty && !y.IsEmpty && x[^1] == y[^1])
        {
            x = x[..^1];
            y = y[..^1];
        }
        return x.IsEmpty || y.IsEmpty ? Within(Math.Max(x.Length, y.Length), limit) : EditsInBand(x, y, limit);
    }

    /// <summary>Only cells within the limit of the diagonal are looked at: beyond them there are more edits than the limit.</summary>
    private static int EditsInBand(ReadOnlySpan<char> a, ReadOnlySpan<char> b, int limit)
    {
        Span<int> before = stackalloc int[b.Length + 1], previous = stackalloc int[b.Length + 1], current = stackalloc int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++) previous[j] = j;
        var previousBest = 0;
        for (var i = 1; i <= a.Length; i++)
        {
            int from = Math.Max(1, i - limit), to = Math.Min(b.Length, i + limit);
            current[from - 1] = from == 1 ? i : Strangers;
            var rowBest = current[from - 1];
            for (var j = from; j <= to; j++)
            {
                var best = Math.Min(Math.Min(previous[j], current[j - 1]) + 1, previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) best = Math.Min(best, before[j - 2] + 1);
                current[j] = best;
                rowBest = Math.Min(rowBest, best);
            }
            if (Math.Min(rowBest, previousBest) > limit) return Strangers;
            if (to < b.Length) current[to + 1] = Strangers;
            previousBest = rowBest;
            var spare = before;
            before = previous;
            previous = current;
            current = spare;
        }
        return Within(previous[b.Length], limit);
    }

    private static int Within(int edits, int limit) => edits <= limit ? edits : Strangers;

    private static bool EqualIgnoringAsciiCase(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b) =>
        a.Length == b.Length && (a.SequenceEqual(b) || System.Text.Ascii.EqualsIgnoreCase(a, b));
}
