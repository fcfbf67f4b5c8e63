using DeductionGateway.Core.Intake;

namespace DeductionGateway.Core.BankFiles;

/// <summary>
/// One <c>Stmt</c> as it stands in the message. <paramref name="Sequence"/>: what pages of one statement have in common;
/// <paramref name="IsFollowed"/>: a page must follow, because it says so or has no closing balance.
/// </summary>
internal readonly record struct CamtPage(ReadStatement Statement, string Sequence, bool IsFollowed);

/// <summary>
/// Puts the pages of camt.053 statements together. The balances may stand on the first and last page only, or each page has its own: what is put together must add up,
/// and what opens or closes nowhere is cut off and refused, like an MT940 without :62F:.
/// </summary>
internal static class CamtPages
{
    /// <param name="file">Its name, for faults.</param>
    /// <param name="pages">In the order of the file, none of them twice.</param>
    /// <param name="faults">Where what is cut off is added.</param>
    public static List<ReadStatement> Joined(string file, IEnumerable<CamtPage> pages, FaultList faults)
    {
        var statements = new List<ReadStatement>();
        var entries = new Dictionary<int, List<ReadEntry>>();
        var open = new Dictionary<(string Account, string Sequence), int>();
        foreach (var page in pages)
        {
            var key = (page.Statement.Account, page.Sequence);
            if (open.Remove(key, out var place))
            {
                CheckLink(file, statements[place], page.Statement, faults);
                if (!entries.TryGetValue(place, out var joined)) entries[place] = joined = [.. statements[place].Entries];
                joined.AddRange(page.Statement.Entries);
                statements[place] = statements[place] with { Closing = page.Statement.Closing, IsIncomplete = statements[place].IsIncomplete || page.Statement.IsIncomplete, Currency = Currency(file, statements[place], page.Statement, faults) };
            }
            else
            {
                place = statements.Count;
                statements.Add(page.Statement);
            }
            if (page.IsFollowed) open[key] = place;
        }
        var followed = open.Values.ToHashSet();
        for (var place = 0; place < statements.Count; place++)
        {
            statements[place] = statements[place] with { Entries = entries.GetValueOrDefault(place) ?? statements[place].Entries, ContinuesPage = false, IsContinued = false };
            if (!statements[place].IsIncomplete) CheckEnds(file, statements[place], followed.Contains(place), faults);
        }
        return statements;
    }

    private static void CheckEnds(string file, ReadStatement statement, bool isFollowed, FaultList faults)
    {
        var named = $"Statement {statement.Number} of account {statement.Account}";
        if (isFollowed || statement.Closing is null) faults.Add(file, statement.Line, 1, "CAMT_CUT", $"{named} has no closing balance (CLBD), or says that a page follows, and none does; the file is cut off. Ask the bank for all pages in one file.");
        else if (statement.Opening is null) faults.Add(file, statement.Line, 1, "CAMT_CUT", $"{named} has no opening balance (OPBD); its beginning is missing. Ask the bank for all pages in one file.");
    }

    private static void CheckLink(string file, ReadStatement before, ReadStatement page, FaultList faults)
    {
        if (before.Closing is not { } closing || page.Opening is not { } opening || closing.Amount == opening.Amount) return;
        faults.Add(file, opening.Line, 1, "BALANCE_CHAIN", $"The page opens with {opening.Amount}, the one before closed with {closing.Amount}; a page is missing or was changed. Ask the bank for it.");
    }

    private static string Currency(string file, ReadStatement before, ReadStatement page, FaultList faults)
    {
        if (before.Currency.Length > 0 && page.Currency.Length > 0 && before.Currency != page.Currency) faults.Add(file, page.Line, 1, "CURRENCY_MIXED", $"The statement's pages hold {before.Currency} and {page.Currency}; one account has one currency.");
        return before.Currency.Length > 0 ? before.Currency : page.Currency;
    }
}
