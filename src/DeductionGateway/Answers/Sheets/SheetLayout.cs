namespace DeductionGateway.Answers.Sheets;

/// <summary>
/// What of a sheet stands before its rows. <paramref name="Widths"/>: column widths in characters. <paramref name="FrozenRows"/> and
/// <paramref name="FrozenColumns"/> stay in sight; rows <paramref name="RepeatFrom"/> to <paramref name="RepeatTo"/> (0 = none) stand on every printed page.
/// Printed on A4, as wide as the page; <paramref name="PrintColumns"/> of the columns (0 = all).
/// </summary>
internal sealed record SheetLayout(string Name, int[] Widths, bool IsLandscape = false, int FrozenRows = 0, int FrozenColumns = 0, int RepeatFrom = 0, int RepeatTo = 0, bool HasGrid = true, int PrintColumns = 0);
