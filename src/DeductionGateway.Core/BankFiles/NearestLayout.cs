using DeductionGateway.Core.Intake;

namespace DeductionGateway.Core.BankFiles;

/// <summary>What a header of no known export lacks to be the one that it is most like: a bank may be known and this export of it not.</summary>
public static class NearestLayout
{
    /// <summary>Columns of a layout that must be there, and half of all that it has, before it is named.</summary>
    private const int LeastShared = 3;

    /// <param name="rows">The file's rows from its first, as records of fields.</param>
    /// <returns>A sentence of the row that is most like a layout; empty where none is.</returns>
    public static string Of(RecordSource rows)
    {
        Likeness? best = null;
        for (var read = 0; read < BankTable.HeaderWithin && rows.Read(); read++)
        {
            var row = BankTableRow.Of(rows);
            if (Most(row.Cells, row.Line) is { } own && own.Share > (best?.Share ?? 0)) best = own;
        }
        return Sentence(best);
    }

    /// <param name="header">The names of one row's columns.</param>
    /// <param name="line">Its line.</param>
    public static string Of(IReadOnlyList<string> header, int line) => Sentence(Most(header, line));

    private static Likeness? Most(IReadOnlyList<string> header, int line)
    {
        var names = header.Select(BankTable.Name).ToHashSet(StringComparer.Ordinal);
        Likeness? best = null;
        foreach (var layout in BankTableLayouts.All)
        {
            var needed = layout.Columns.Where(static column => column.Header.Length > 0 && !column.IsOptional).Select(static column => column.Header).Distinct(StringComparer.Ordinal).ToList();
            var missing = needed.FindAll(name => !names.Contains(BankTable.Name(name)));
            var own = new Likeness(layout.Name, line, missing, (needed.Count - missing.Count) * 100 / needed.Count);
            if (needed.Count - missing.Count >= LeastShared && own.Share >= 50 && own.Share > (best?.Share ?? 0)) best = own;
        }
        return best;
    }

    private static string Sentence(Likeness? best) => best switch
    {
        null => "",
        { Missing.Count: 0 } => $"Line {best.Line} has all columns of {best.Layout}, but not as that export has them. ",
        _ => $"Line {best.Line} is most like {best.Layout}, and lacks its {string.Join(", ", best.Missing.Select(static name => $"'{name}'"))}. ",
    };

    /// <summary>A layout held against a row. <paramref name="Share"/>: of its columns there are so many of a hundred there.</summary>
    private sealed record Likeness(string Layout, int Line, IReadOnlyList<string> Missing, int Share);
}
