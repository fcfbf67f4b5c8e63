using System.Text;
using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Intake;

namespace DeductionGateway.Core.Learning;

/// <summary>How periods are written, from all that a column shows; and the title that names one.</summary>
internal static class PeriodEvidence
{
    private static readonly PeriodStyle[] Styles =
    [
        PeriodStyle.Dashed, PeriodStyle.MonthFirst, PeriodStyle.Compact, PeriodStyle.MonthDash, PeriodStyle.YearSlash, PeriodStyle.IsoDate, PeriodStyle.DayFirst, PeriodStyle.SheetDate,
        PeriodStyle.MonthName,
    ];

    /// <summary>The one style that reads every text; null where none does.</summary>
    public static PeriodStyle? Of(IReadOnlyList<string> texts)
    {
        if (texts.Count == 0) return null;
        foreach (var style in Styles)
        {
            if (texts.All(text => PeriodTexts.Parse(Encoding.UTF8.GetBytes(text), style) is not null)) return style;
        }
        return null;
    }

    /// <summary>
    /// One month in every row is the period, whatever its column is called; unless it is written as an amount is (202602, or the 46054 of a sheet) and is
    /// far from the period known, or no cell says that it is a date.
    /// </summary>
    public static bool IsByContent(ColumnFacts column, PayPeriod? reference)
    {
        if (column.Filled < column.Rows || column.Distinct != 1 || Of(column.Values) is not { } style) return false;
        if (style is not (PeriodStyle.Compact or PeriodStyle.SheetDate)) return true;
        return (style == PeriodStyle.Compact || column.Dates == column.Filled) && !IsFar(column, style, reference);
    }

    /// <summary>Most of what the column says is more than a year from the period known.</summary>
    public static bool IsFar(ColumnFacts column, PeriodStyle style, PayPeriod? reference) => reference is { } known && IsFar(Most(column, style), known);

    public static bool IsFar(PayPeriod one, PayPeriod other) => Math.Abs((one.Year - other.Year) * 12 + one.Month - other.Month) > 12;

    /// <summary>The month that stands in most rows.</summary>
    public static PayPeriod Most(ColumnFacts column, PeriodStyle style) =>
        column.Values.Select(text => PeriodTexts.Parse(Encoding.UTF8.GetBytes(text), style)!.Value).GroupBy(static period => period).OrderByDescending(static group => group.Count()).ThenByDescending(static group => group.Key).First().Key;

    /// <summary>The period that a row above the table names, and a word of that row by which to find it next month.</summary>
    public static (string Word, PayPeriod Period)? OfTitle(IEnumerable<GridRow> titles)
    {
        (string Word, PayPeriod Period)? plain = null;
        foreach (var row in titles)
        {
            var text = row.Line1;
            if (MonthNames.Find(text) is not { } period) continue;
            foreach (var word in (ReadOnlySpan<string>)["PERIODE", "PERIOD", "BULAN", "BLN", "MASA", "MONTH"])
            {
                if (text.Contains(word, StringComparison.OrdinalIgnoreCase)) return (word, period);
            }
            // A date of printing is no period; a month in a title is.
            if (plain is null && !text.Contains("CETAK", StringComparison.OrdinalIgnoreCase) && !text.Contains("PRINT", StringComparison.OrdinalIgnoreCase) && !text.Contains("TANGGAL", StringComparison.OrdinalIgnoreCase)
                && !text.Contains("TGL", StringComparison.OrdinalIgnoreCase) && !text.Contains("DATE", StringComparison.OrdinalIgnoreCase)) plain = (FirstWord(text), period);
        }
        return plain;
    }

    /// <summary>A word of the title that stands there next month too.</summary>
    private static string FirstWord(string text) =>
        text.Split(' ').FirstOrDefault(static word => word.Length > 2 && word.All(char.IsLetter) && MonthNames.Of(word) == 0) ?? "";
}
