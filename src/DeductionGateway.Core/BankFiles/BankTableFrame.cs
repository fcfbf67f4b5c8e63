using System.Globalization;

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
            // "Account statement" begins with the word as well; an account has digits.
            if (Account.Length == 0 && Value(row, BankTableLayouts.AccountWords) is { } account && account.AsSpan().IndexOfAnyInRange('0', '9') >= 0) Account = FirstNumber(account);
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

    /// <summary>The row below the table that adds up its columns; null where there is none.</summary>
    public BankTableRow? Total { get; private set; }

    public IEnumerable<Summary> Summaries => new[] { Opening, Closing, Credits, Debits }.OfType<Summary>();

    public bool IsSummary(BankTableRow row) => _summaryLines.Contains(row.Line);

    /// <summary>Keeps a row that begins with one of the words and says a balance or a total; it moves no money.</summary>
    public void TakeSummary(BankTableRow row)
    {
        if (Summary.Of(row, BankTableLayouts.OpeningWords, _table) is { } opening) Opening ??= Keep(opening);
        else if (Summary.Of(row, BankTableLayouts.ClosingWords, _table) is { } closing) Closing = Keep(closing);
        else if (Summary.Of(row, BankTableLayouts.CreditWords, _table, BankTableLayouts.CreditCells) is { } credits) Credits ??= Keep(credits);
        else if (Summary.Of(row, BankTableLayouts.DebitWords, _table, BankTableLayouts.DebitCells) is { } debits) Debits ??= Keep(debits);
        else if (IsTotal(row))
        {
            Total = row;
            _summaryLines.Add(row.Line);
        }
    }

    /// <summary>No date, and its first word is a total's.</summary>
    private bool IsTotal(BankTableRow row) =>
        row.Cell(_table.One(BankColumnRole.BookingDate)).AsSpan().IndexOfAnyInRange('0', '9') < 0
        && Array.Find(row.Cells, static cell => cell.Length > 0) is { } first && BankTableLayouts.TotalWords.Contains(first.TrimEnd(' ', ':').ToLowerInvariant());

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

/// <summary>A balance or total in a row of its own. <paramref name="Place"/>: its cell. <paramref name="Count"/>: how many rows the bank added up, where it says so.</summary>
internal sealed record Summary(BankTableRow Row, int Place, string Text, bool IsNumber, int? Count)
{
    /// <summary>
    /// What follows the word: behind a colon in its cell, or the next cell with digits; a whole number behind that is the count. A row with a date moves money
    /// even where its text begins with such a word, unless nothing but a balance stands in it.
    /// </summary>
    public static Summary? Of(BankTableRow row, string[] words, BankTable table, params string[] cells)
    {
        bool Begins(int place) => words.Any(word => row.Cell(place).StartsWith(word, StringComparison.OrdinalIgnoreCase)) || cells.Contains(row.Cell(place).TrimEnd(' ', ':', '='), StringComparer.OrdinalIgnoreCase);
        var word = Array.FindIndex(row.Cells, static cell => cell.Length > 0);
        if (word < 0) return null;
        if (!Begins(word)) word = MovesMoney(row, table) ? -1 : table.All(BankColumnRole.Text).FirstOrDefault(Begins, -1);
        if (word < 0) return null;
        var amount = Array.FindIndex(row.Cells, word, static cell => cell.AsSpan().IndexOfAnyInRange('0', '9') >= 0);
        if (amount < 0) return null;
        var cell = row.Cells[amount];
        var colon = cell.LastIndexOfAny([':', '=']);
        var next = Array.FindIndex(row.Cells, amount + 1, static cell => cell.Length > 0);
        return new Summary(row, amount, cell[(colon + 1)..].Trim(), row.IsNumber(amount), next > 0 && int.TryParse(row.Cells[next], NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : null);
    }

    private static bool MovesMoney(BankTableRow row, BankTable table) =>
        new[] { BankColumnRole.Amount, BankColumnRole.Debit, BankColumnRole.Credit }.SelectMany(table.All).Any(place => row.Cell(place).AsSpan().IndexOfAnyInRange('1', '9') >= 0);
}
