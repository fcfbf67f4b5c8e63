using System.Globalization;
using DeductionGateway.Tests.Harness;

namespace DeductionGateway.Tests.Proofs;

/// <summary>
/// A run's rows, postings and bank entries as multisets of texts without places: a payroll line number becomes what the line says, entry
/// and posting numbers are left out. Two runs over the same facts in another order must give the same.
/// </summary>
internal sealed class OrderlessPicture
{
    private readonly List<string> _rows;
    private readonly List<string> _postings;
    private readonly List<string> _bank;
    private readonly List<string> _accounts;

    public OrderlessPicture(string folder, Reconciling run)
    {
        var layouts = PayrollLayout.All(folder);
        var lines = CsvTable.Parse(run.Read("lines.csv"));
        var journal = CsvTable.Parse(run.Read("journal.csv"));
        var bank = CsvTable.Parse(run.Read("bank_entries.csv"));
        _rows = Sorted(lines.Rows.Select(row => Without(row, "payroll_line") + "  " + Said(layouts, row)));
        _postings = Sorted(journal.Rows.Select(static posting => Without(posting, "entry_no", "posting_no")));
        _bank = Sorted(bank.Rows.Select(static entry => entry.ToString()));
        _accounts = [.. JournalTotals.ByAccount(journal).Select(static account => $"{account.Key} {account.Value}")];
    }

    /// <summary>What one has and the other has not, at most so many of each kind; empty = the same.</summary>
    public List<string> Differences(OrderlessPicture other, int most = 8) =>
    [
        .. Difference("row", _rows, other._rows, most),
        .. Difference("posting", _postings, other._postings, most),
        .. Difference("bank entry", _bank, other._bank, most),
        .. Difference("account", _accounts, other._accounts, most),
    ];

    private static string Said(Dictionary<string, PayrollLayout> layouts, CsvRow row)
    {
        if (row["payroll_line"].Length == 0) return "";
        return layouts.TryGetValue(row["payroll_file"], out var layout) ? layout.Content(int.Parse(row["payroll_line"], CultureInfo.InvariantCulture)) : row["payroll_line"];
    }

    private static string Without(CsvRow row, params ReadOnlySpan<string> columns)
    {
        var kept = new List<string>();
        foreach (var column in row.Table.Columns)
        {
            if (!columns.Contains(column)) kept.Add(row[column]);
        }
        return string.Join(',', kept);
    }

    private static List<string> Sorted(IEnumerable<string> texts) => [.. texts.Order(StringComparer.Ordinal)];

    private static IEnumerable<string> Difference(string kind, List<string> one, List<string> other, int most)
    {
        var count = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var text in one) count[text] = count.GetValueOrDefault(text) + 1;
        foreach (var text in other) count[text] = count.GetValueOrDefault(text) - 1;
        return count.Where(static text => text.Value != 0).OrderBy(static text => text.Key, StringComparer.Ordinal)
            .Take(most).Select(text => $"{kind} {(text.Value > 0 ? "lost" : "new")}: {text.Key}");
    }
}
