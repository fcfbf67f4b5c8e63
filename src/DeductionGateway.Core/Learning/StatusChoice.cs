namespace DeductionGateway.Core.Learning;

/// <summary>A column that says of each row whether the money was withheld: BERHASIL or GAGAL, or a reason beside those that failed.</summary>
internal sealed record StatusChoice(ColumnFacts Column, IReadOnlyList<string> Failed, IReadOnlyList<string> Done)
{
    /// <summary>More different texts than this are remarks, not a status.</summary>
    private const int MostTexts = 12;

    public static StatusChoice? Of(FoundTable table, IReadOnlyList<ColumnFacts> columns)
    {
        foreach (var column in columns.Where(static column => column.Role is ColumnRole.Status or ColumnRole.Note or ColumnRole.Unknown && column is { Filled: > 0, IsMostlyAmounts: false, Distinct: <= MostTexts }).OrderBy(static column => column.Role))
        {
            var texts = column.Values.Distinct(StringComparer.OrdinalIgnoreCase).ToList();
            var outcomes = texts.ToLookup(static text => OutcomeWords.Of(text));
            if (outcomes[Outcome.Unsaid].Any() || (column.Role != ColumnRole.Status && !outcomes[Outcome.Failed].Any())) continue;
            List<string> done = [.. outcomes[Outcome.Done]];
            if (column.Filled < table.Rows.Count || column.Role != ColumnRole.Status) done.Add("");
            return new StatusChoice(column, [.. outcomes[Outcome.Failed]], done);
        }
        return null;
    }

    /// <summary>
    /// Remarks of all kinds, and some of them say that nothing was withheld though an amount stands beside them: asked.
    /// </summary>
    /// <param name="hasMoney">The table's n-th row holds an amount above zero.</param>
    public static StatusChoice? OfRemarks(FoundTable table, IReadOnlyList<ColumnFacts> columns, Func<int, bool> hasMoney, Asking asking)
    {
        foreach (var column in columns.Where(static column => column is { Filled: > 0, IsMostlyAmounts: false } && (column.Role is ColumnRole.Status or ColumnRole.Note || column is { Role: ColumnRole.Unknown, Distinct: <= MostTexts })))
        {
            var failed = Enumerable.Range(0, table.Rows.Count).Where(row => hasMoney(row) && OutcomeWords.IsOfFailure(table.Rows[row][column.Column])).ToList();
            if (failed.Count == 0) continue;
            var remarks = failed.Select(row => table.Rows[row][column.Column]).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
            var answer = asking.Ask("remarks", $"'{table.Reference(column.Column)}' says beside {failed.Count} amount{(failed.Count == 1 ? "" : "s")}: {string.Join(", ", remarks.Take(3).Select(static remark => $"'{remark}'"))}{(remarks.Count > 3 ? " and more" : "")}. Were these amounts withheld?",
                [new Choice("failed", "no, nothing was withheld in these rows"), new Choice("withheld", "yes, the remarks are about something else")], "failed");
            if (answer == "withheld") continue;
            return new StatusChoice(column, remarks, [.. column.Values.Distinct(StringComparer.OrdinalIgnoreCase).Where(text => !remarks.Contains(text, StringComparer.OrdinalIgnoreCase)), ""]);
        }
        return null;
    }
}
