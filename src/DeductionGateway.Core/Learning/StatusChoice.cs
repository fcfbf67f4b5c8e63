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
}
