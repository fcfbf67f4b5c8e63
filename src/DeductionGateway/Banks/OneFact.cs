namespace DeductionGateway.Banks;

/// <summary>What a source says of a posting, as far as another source can say the same. Amount in whole rupiah, credit positive.</summary>
/// <param name="Text">Of a statement's row: remark and ids. Empty of a call.</param>
/// <param name="Words">Ids by which a call's fact is known in a remark; empty of a row.</param>
/// <param name="VaNo">The number that was paid to; empty where none was.</param>
internal sealed record Told(string BankRef, DateOnly Day, long Amount, string Text, IReadOnlyList<string> Words, string VaNo);

/// <summary>
/// When a row of a statement and a call of the bank tell of one fact: the same account, amount and sign, value dates three days apart at most, and the row holds an id of
/// the call as a whole word, or the number that was paid to. Each tells of one: of several that are alike the first is the first, and two equal credits stay two.
/// </summary>
internal static class OneFact
{
    /// <summary>Banks book on the next working day.</summary>
    public const int Days = 3;

    /// <summary>A shorter word stands in remarks by chance.</summary>
    private const int ShortestWord = 6;

    /// <summary>For each row the place of its call, or null. Ids first: a number is paid to more than once.</summary>
    /// <param name="rows">In the order of the statement.</param>
    /// <param name="calls">In the order of their days.</param>
    public static int?[] Pairs(IReadOnlyList<Told> rows, IReadOnlyList<Told> calls)
    {
        var (pairs, isTaken) = (new int?[rows.Count], new bool[calls.Count]);
        var byAmount = calls.Select(static (call, place) => (call, place)).ToLookup(static one => one.call.Amount);
        foreach (var names in (Func<Told, Told, bool>[])[NamesById, NamesByNumber])
        {
            for (var row = 0; row < rows.Count; row++)
            {
                if (pairs[row] is not null) continue;
                var (told, nearest, least) = (rows[row], -1, Days + 1);
                foreach (var (call, place) in byAmount[told.Amount])
                {
                    var apart = Math.Abs(call.Day.DayNumber - told.Day.DayNumber);
                    if (isTaken[place] || apart >= least || !names(told, call)) continue;
                    (nearest, least) = (place, apart);
                }
                if (nearest < 0) continue;
                (pairs[row], isTaken[nearest]) = (nearest, true);
            }
        }
        return pairs;
    }

    /// <summary>A text holds a word, with nothing of a word at its ends.</summary>
    public static bool HoldsWord(string text, string word)
    {
        if (word.Length < ShortestWord) return false;
        for (var at = text.IndexOf(word, StringComparison.OrdinalIgnoreCase); at >= 0; at = text.IndexOf(word, at + 1, StringComparison.OrdinalIgnoreCase))
        {
            var end = at + word.Length;
            if ((at == 0 || !char.IsLetterOrDigit(text[at - 1])) && (end == text.Length || !char.IsLetterOrDigit(text[end]))) return true;
        }
        return false;
    }

    private static bool NamesById(Told row, Told call) => call.Words.Any(word => HoldsWord(row.Text, word));

    /// <summary>A number is paid to again and again: a row of a day before the payment is another's.</summary>
    private static bool NamesByNumber(Told row, Told call) => row.Day >= call.Day && HoldsWord(row.Text, call.VaNo);
}
