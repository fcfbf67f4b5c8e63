using System.Globalization;

namespace DeductionGateway.Core.BankFiles;

/// <summary>
/// Dates as banks' tables have them: day before month, months as numbers or names, Excel's serial numbers. What is no day of the calendar is none.
/// </summary>
internal static class StatementDates
{
    /// <summary>Day 60 of a sheet is a 29 February 1900 that never was; after it serials count from here.</summary>
    private static readonly DateOnly SerialOrigin = new(1899, 12, 30);

    /// <summary>First letters of months; English and Indonesian, old spellings too.</summary>
    private static readonly (string Start, int Month)[] Months =
    [
        ("jan", 1), ("feb", 2), ("peb", 2), ("mar", 3), ("apr", 4), ("may", 5), ("mei", 5), ("jun", 6), ("jul", 7), ("aug", 8), ("agu", 8), ("ags", 8), ("agt", 8),
        ("sep", 9), ("oct", 10), ("okt", 10), ("nov", 11), ("nop", 11), ("dec", 12), ("des", 12),
    ];

    /// <summary>Null where the text is no date. <paramref name="period"/>: where a year is missing, it is the only one that brings the day into it.</summary>
    public static DateOnly? Parse(string text, (DateOnly From, DateOnly To)? period)
    {
        var parts = Parts(text);
        if (parts.Length == 1 && parts[0].Length == 8 && Number(parts[0]) is not null) parts = [parts[0][..4], parts[0][4..6], parts[0][6..]];
        if (parts.Length > 1 && parts[1].Contains(':', StringComparison.Ordinal)) return null;
        if (parts.Length >= 3 && parts[0].Length == 4 && Number(parts[0]) is { } first) return Day(first, Month(parts[1]), Number(Cut(parts[2])));
        if (parts.Length >= 3 && !parts[2].Contains(':', StringComparison.Ordinal)) return Day(Year(parts[2]), Month(parts[1]), Number(parts[0]));
        return parts.Length == 2 && period is { } known ? Within(known, Month(parts[1]), Number(parts[0])) : null;
    }

    /// <summary>A sheet's serial number of a day; the time of day behind the point is passed over. <paramref name="dayShift"/>: of the sheet, <see cref="Intake.RecordSource.DayShift"/>.</summary>
    public static DateOnly? FromSerial(string text, int dayShift = 0)
    {
        var point = text.IndexOf('.', StringComparison.Ordinal);
        return Number(point < 0 ? text : text[..point]) is { } days && days + dayShift is >= 61 and < 110_000 ? SerialOrigin.AddDays(days + dayShift) : null;
    }

    /// <summary><c>01/02/2026 - 28/02/2026</c>, also with "s/d" or "to" between; a single month's name and year is its month.</summary>
    public static (DateOnly From, DateOnly To)? ParsePeriod(string text)
    {
        foreach (var mark in (string[])[" - ", " s/d ", " s.d. ", " to ", " sampai ", "–", "-"])
        {
            var at = text.IndexOf(mark, StringComparison.OrdinalIgnoreCase);
            if (at > 0 && Parse(text[..at], null) is { } from && Parse(text[(at + mark.Length)..], null) is { } to && from <= to) return (from, to);
        }
        var parts = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length == 2 && Month(parts[0]) is { } month && Year(parts[1]) is { } year) return (new DateOnly(year, month, 1), new DateOnly(year, month, DateTime.DaysInMonth(year, month)));
        return null;
    }

    /// <summary>The text has no year, and more than one brings it into the period.</summary>
    public static bool IsOfSeveralYears(string text, (DateOnly From, DateOnly To) period) =>
        Parse(text, null) is null && Parts(text) is { Length: 2 } parts && Years(period, Month(parts[1]), Number(parts[0])).Count() > 1;

    /// <summary>The only day of the period that it can be; null where there is none, or more than one.</summary>
    private static DateOnly? Within((DateOnly From, DateOnly To) period, int? month, int? day) => Years(period, month, day).ToList() is [var only] ? only : null;

    private static IEnumerable<DateOnly> Years((DateOnly From, DateOnly To) period, int? month, int? day)
    {
        for (var year = period.From.Year; year <= period.To.Year; year++)
        {
            if (Day(year, month, day) is { } date && date >= period.From && date <= period.To) yield return date;
        }
    }

    private static string[] Parts(string text) => text.Trim().Split([' ', '/', '-', '.', '\t', ','], StringSplitOptions.RemoveEmptyEntries);

    private static DateOnly? Day(int? year, int? month, int? day) =>
        year is >= 1900 and <= 9999 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year.Value, month.Value) ? new DateOnly(year.Value, month.Value, day.Value) : null;

    private static int? Year(string text) => text.Length switch
    {
        4 => Number(text),
        2 => 2000 + Number(text),
        _ => null,
    };

    private static int? Month(string text)
    {
        if (Number(text) is { } number) return number is >= 1 and <= 12 ? number : null;
        if (text.Length < 3) return null;
        foreach (var (start, month) in Months)
        {
            if (text.StartsWith(start, StringComparison.OrdinalIgnoreCase)) return month;
        }
        return null;
    }

    /// <summary>The day of <c>2026-02-15T10:00:00</c>.</summary>
    private static string Cut(string text) => text.Split('T')[0];

    private static int? Number(string text) => text.Length <= 9 && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
