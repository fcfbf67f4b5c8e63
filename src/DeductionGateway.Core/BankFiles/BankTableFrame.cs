namespace DeductionGateway.Core.BankFiles;

/// <summary>What stands around a table: account, currency and period above it, balances and totals below it or in rows of their own.</summary>
internal sealed class BankTableFrame
{
    private readonly BankTable _table;
    private readonly HashSet<int> _summaryLines = [];

    public BankTableFrame(BankTable table)
    {
        _table = table;
        foreach (var row in table.Above)
        {
            if (Account.Length == 0 && Value(row, BankTableLayouts.AccountWords) is { } account) Account = FirstNumber(account);
            else if (Value(row, BankTableLayouts.PeriodWords) is { } period) Period ??= StatementDates.ParsePeriod(period);
            else if (Value(row, BankTableLayouts.CurrencyWords) is { } currency) Currency = currency.Trim().ToUpperInvariant() is "RP" or "RUPIAH" ? "IDR" : currency.Trim().ToUpperInvariant();
            TakeSummary(row);
        }
    }

    public string Account { get; } = "";

    /// <summary>Rupiah where the file names none: all layouts are of banks in Indonesia.</summary>
    public string Currency { get; } = "IDR";

    public (DateOnly From, DateOnly To)? Period { get; }
    public Summary? Opening { get; private set; }
    public Summary? Closing { get; private set; }
    public Summary? Credits { get; private set; }
    public Summary? Debits { get; private set; }

    public IEnumerable<Summary> Summaries => new[] { Opening, Closing, Credits, Debits }.OfType<Summary>();

    public bool IsSummary(BankTableRow row) => _summaryLines.Contains(row.Line);

    /// <summary>Keeps a row that begins with one of the words and says a balance or a total; it moves no money.</summary>
    public void TakeSummary(BankTableRow row)
    {
        if (Summary.Of(row, BankTableLayouts.OpeningWords, _table) is { } opening) Opening ??= Keep(opening);
        else if (Summary.Of(row, BankTableLayouts.ClosingWords, _table) is { } closing) Closing = Keep(closing);
        else if (Summary.Of(row, BankTableLayouts.CreditWords, _table) is { } credits) Credits ??= Keep(credits);
        else if (Summary.Of(row, BankTableLayouts.DebitWords, _table) is { } debits) Debits ??= Keep(debits);
    }

    private Summary Keep(Summary summary)
    {
        _summaryLines.Add(summary.Row.Line);
        return summary;
    }

    /// <summary>What follows one of the words at a row's beginning, after a colon or in the next cell; null where the row begins otherwise.</summary>
    private static string? Value(BankTableRow row, string[] words)
    {
        var whole = row.Whole;
        foreach (var word in words)
        {
            if (!whole.StartsWith(word, StringComparison.OrdinalIgnoreCase)) continue;
            var rest = whole[word.Length..];
            if (rest.Length > 0 && char.IsLetterOrDigit(rest[0])) continue;
            return rest.TrimStart(' ', ':', '=', '\'', '.').Trim();
        }
        return null;
    }

    /// <summary>The account without the holder's name behind it; groups of digits may be parted by points, dashes or spaces.</summary>
    private static string FirstNumber(string text)
    {
        var end = 0;
        while (end < text.Length && (char.IsAsciiDigit(text[end]) || text[end] is '-' or '.' or ' ')) end++;
        var number = text[..end].Trim(' ', '-', '.');
        return number.Length > 0 ? number : text.Split(' ')[0];
    }
}

/// <summary>A balance or total in a row of its own. <paramref name="Place"/>: its cell.</summary>
internal sealed record Summary(BankTableRow Row, int Place, string Text, bool IsNumber)
{
    /// <summary>
    /// The row's last filled cell, or what follows the colon within it. A row with a date moves money even where its text begins with such a word, unless
    /// nothing but a balance stands in it.
    /// </summary>
    public static Summary? Of(BankTableRow row, string[] words, BankTable table)
    {
        var text = Array.FindIndex(row.Cells, static cell => cell.Length > 0);
        if (text < 0) return null;
        var starts = words.Any(word => row.Cells[text].StartsWith(word, StringComparison.OrdinalIgnoreCase))
            || (table.All(BankColumnRole.Text).Any(place => words.Any(word => row.Cell(place).StartsWith(word, StringComparison.OrdinalIgnoreCase))) && !MovesMoney(row, table));
        if (!starts) return null;
        var last = Array.FindLastIndex(row.Cells, static cell => cell.AsSpan().IndexOfAnyInRange('0', '9') >= 0);
        if (last < 0) return null;
        var cell = row.Cells[last];
        var colon = cell.LastIndexOfAny([':', '=']);
        return new Summary(row, last, cell[(colon + 1)..].Trim(), row.IsNumber(last));
    }

    private static bool MovesMoney(BankTableRow row, BankTable table) =>
        new[] { BankColumnRole.Amount, BankColumnRole.Debit, BankColumnRole.Credit }.SelectMany(table.All).Any(place => row.Cell(place).AsSpan().IndexOfAnyInRange('1', '9') >= 0);
}
