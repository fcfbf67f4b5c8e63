using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Intake;

namespace DeductionGateway.Core.Learning;

/// <summary>Finds the row, or the rows, that name the columns.</summary>
internal static class HeaderFinder
{
    private const int MostRows = 3;

    private static readonly ColumnRole[] Identities = [ColumnRole.EmployeeNo, ColumnRole.NationalId, ColumnRole.Account, ColumnRole.Name];

    /// <summary>How many rows from here are a header, and their names; null where none begins here.</summary>
    public static (int Rows, IReadOnlyList<string> Names)? At(Grid grid, int index)
    {
        (int Rows, IReadOnlyList<string> Names, int Score)? best = null;
        for (var rows = 1; rows <= MostRows && index + rows <= grid.Rows.Count; rows++)
        {
            var row = grid.Rows[index + rows - 1];
            if (!CanBeHeader(row) || (rows > 1 && row.Filled < 2)) break;
            var names = Names(grid, index, rows);
            var score = Score(names);
            if (score > 0 && (best is not { } had || score > had.Score)) best = (rows, names, score);
            // "BERHASIL DIPOTONG" and "GAGAL DIPOTONG" beside each other are the titles of two tables, not groups of columns.
            if (rows == 1 && best is null && index + 1 < grid.Rows.Count && SaysOutcomes(row, grid.Rows[index + 1])) break;
            // The row above a whole header is its title unless it groups columns.
            if (rows == 1 && !CanGroup(row, best is not null)) break;
        }
        return best is { } found ? (found.Rows, found.Names) : null;
    }

    public static IReadOnlyList<string> Names(Grid grid, int index, int rows) =>
        rows == 0 ? [] : HeaderNames.Join([.. Enumerable.Range(index, rows).Select(at => grid.Rows[at].Texts.Select(static text => Utf8Text.From(text)).ToArray())]);

    /// <summary>Named columns and known ones count; without someone to identify and something besides it is no header.</summary>
    private static int Score(IReadOnlyList<string> names)
    {
        var roles = names.Where(static name => name.Length > 0).Select(HeaderWords.Of).ToList();
        var identities = roles.Where(static role => Identities.Contains(role)).Distinct().Count();
        var known = roles.Where(static role => role is not (ColumnRole.Unknown or ColumnRole.RowNo)).Distinct().Count();
        if (identities == 0 || known < 2 || (identities == known && identities < 3 && !roles.Contains(ColumnRole.RowNo) && roles.Count < 3)) return 0;
        return roles.Count * 2 + known * 3 + roles.Count(static role => role == ColumnRole.CodeAmount);
    }

    public static bool CanBeHeader(GridRow row)
    {
        if (row.Filled == 0 || row.Numbers.Any(static number => number)) return false;
        foreach (var text in row.Texts)
        {
            if (text.Length > 60 || HasDigits(text, 4) || NumberEvidence.IsAmount(text)) return false;
        }
        return true;
    }

    /// <summary>A title has words of titles, a colon, or one long text; a group has the short name of what stands below it.</summary>
    private static bool CanGroup(GridRow row, bool isHeaderItself)
    {
        foreach (var text in row.Texts)
        {
            if (text.Length > 30 || text.Contains(':', StringComparison.Ordinal)) return false;
            if (Words.Of(text).Any(static word => word is "DAFTAR" or "LAPORAN" or "REKAP" or "REKAPITULASI" or "PT" or "CV" or "DINAS" or "PEMERINTAH" or "SEKRETARIAT")) return false;
        }
        return isHeaderItself || row.Filled >= 2 || row[0].Length == 0;
    }

    /// <summary>Outcomes and nothing else, from the column on in which the header itself begins: over inner columns they would be a group.</summary>
    private static bool SaysOutcomes(GridRow row, GridRow below) =>
        row.Texts.Where(static text => text.Length > 0).All(static text => OutcomeWords.OfTitle(text) != Outcome.Unsaid)
        && Array.FindIndex(row.Texts, static text => text.Length > 0) == Array.FindIndex(below.Texts, static text => text.Length > 0);

    private static bool HasDigits(string text, int count)
    {
        var run = 0;
        foreach (var c in text)
        {
            run = char.IsAsciiDigit(c) ? run + 1 : 0;
            if (run >= count) return true;
        }
        return false;
    }
}
