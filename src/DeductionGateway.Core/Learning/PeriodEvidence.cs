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
