using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Intake;

namespace DeductionGateway.Core.Learning;

/// <summary>
/// A table as it lies in a grid, its columns counted from 0 within it. <paramref name="HeaderAt"/>: index of its first header row, or of its first row
/// where <paramref name="HeaderRows"/> is 0. <paramref name="Rows"/>: rows that look like employees'. <paramref name="Others"/>: what else stands below the header.
/// <paramref name="Title"/>: what stands above it. <paramref name="Columns"/>: its columns in the file, from 1; null = all.
/// </summary>
internal sealed record FoundTable(
    Grid Grid, int HeaderAt, int HeaderRows, IReadOnlyList<string> Names, IReadOnlyList<GridRow> Rows, IReadOnlyList<GridRow> Others, string Title, Outcome Outcome,
    (int First, int Last)? Columns, string From, string Until)
{
    /// <summary>The header's names say nothing to us: it may be a recapitulation's as well as a list's.</summary>
    public bool HasUnknownNames { get; init; }

    /// <summary>Where <see cref="Outcome"/> is doubtful: the line of the title that makes it so.</summary>
    public string OutcomeTitle { get; init; } = "";

    /// <summary>The month that its own title names; null where it names none.</summary>
    public PayPeriod? Month { get; init; }

    public int Width => Math.Max(Names.Count, Rows.Count == 0 ? 0 : Rows.Max(static row => row.Texts.Length));

    public string Name(int column) => column < Names.Count ? Names[column] : "";

    /// <summary>How a profile names the column: by its name where that is its own, else by its place.</summary>
    public string Reference(int column)
    {
        var name = Name(column);
        if (name.Length > 0 && Names.Count(one => one.Equals(name, StringComparison.OrdinalIgnoreCase)) == 1 && !name.StartsWith('#') && !IsByPlace) return name;
        return name.Length == 0 ? $"#{column + 1}" : $"#{column + 1} {name}";
    }

    /// <summary>A name stands twice, so that the profile speaks of places throughout.</summary>
    public bool IsByPlace => HeaderRows == 0 || Names.Where(static name => name.Length > 0).GroupBy(static name => name, StringComparer.OrdinalIgnoreCase).Any(static group => group.Count() > 1);
}
