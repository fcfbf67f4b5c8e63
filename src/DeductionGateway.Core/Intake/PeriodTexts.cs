using System.Text;
using DeductionGateway.Core.Basics;

namespace DeductionGateway.Core.Intake;

/// <summary>The period as an employer writes it.</summary>
public static class PeriodTexts
{
    /// <summary>Days since this one are a date in a sheet (its day 60 never was; later days count rightly from here).</summary>
    private static readonly DateOnly SheetDayZero = new(1899, 12, 30);

    /// <param name="text">As it stands in the file.</param>
    /// <param name="style">As the profile says.</param>
    /// <param name="dayShift">Of the sheet that it stands in: <see cref="RecordSource.DayShift"/>.</param>
    public static PayPeriod? Parse(ReadOnlySpan<byte> text, PeriodStyle style, int dayShift = 0) => style switch
    {
        PeriodStyle.Dashed => PayPeriod.Parse(text),
        PeriodStyle.MonthFirst => text.Length == 7 && text[2] == (byte)'/' ? FromDigits(text[3..], text[..2]) : null,
        PeriodStyle.Compact => text.Length == 6 ? FromDigits(text[..4], text[4..]) : null,
        PeriodStyle.MonthDash => text.Length == 7 && text[2] == (byte)'-' ? FromDigits(text[3..], text[..2]) : null,
        PeriodStyle.YearSlash => text.Length == 7 && text[4] == (byte)'/' ? FromDigits(text[..4], text[5..]) : null,
        PeriodStyle.MonthName => MonthNames.Only(Encoding.UTF8.GetString(text)),
        PeriodStyle.IsoDate => Dates.Parse(text.Length > 10 && text[10] is (byte)'T' or (byte)' ' ? text[..10] : text) is { } day ? Of(day) : null,
        PeriodStyle.DayFirst => DayFirst(text),
        PeriodStyle.SheetDate => SheetDate(text, dayShift) ?? Parse(text, PeriodStyle.IsoDate),
        _ => null,
    };

    public static string Example(PeriodStyle style) => style switch
    {
        PeriodStyle.MonthFirst => "02/2026",
        PeriodStyle.Compact => "202602",
        PeriodStyle.MonthDash => "02-2026",
        PeriodStyle.YearSlash => "2026/02",
        PeriodStyle.MonthName => "Februari 2026",
        PeriodStyle.IsoDate => "2026-02-01",
        PeriodStyle.DayFirst => "01/02/2026",
        PeriodStyle.SheetDate => "date",
        PeriodStyle.Folder => "folder",
        _ => "2026-02",
    };

    /// <summary>Days since the sheet's day zero, between 1950 and 2099; a time of day behind a point is let go.</summary>
    private static PayPeriod? SheetDate(ReadOnlySpan<byte> text, int dayShift)
    {
        var point = text.IndexOf((byte)'.');
        if (point >= 0) text = text[..point];
        if (text.Length != 5 || !System.Buffers.Text.Utf8Parser.TryParse(text, out int days, out var used) || used != 5 || days + dayShift is < 18_264 or > 73_050) return null;
        var day = SheetDayZero.AddDays(days + dayShift);
        return Of(day);
    }

    private static PayPeriod? DayFirst(ReadOnlySpan<byte> text)
    {
        if (text.Length != 10 || text[2] is not ((byte)'/' or (byte)'-' or (byte)'.') || text[5] != text[2]) return null;
        Span<byte> iso = [.. text[6..], (byte)'-', .. text[3..5], (byte)'-', .. text[..2]];
        return Dates.Parse(iso) is { } day ? Of(day) : null;
    }

    /// <summary>Null for a year that no pay period has, such as 4026.</summary>
    private static PayPeriod? Of(DateOnly day) => PayPeriod.FromNumber(day.Year * 100 + day.Month);

    private static PayPeriod? FromDigits(ReadOnlySpan<byte> year, ReadOnlySpan<byte> month)
    {
        var number = 0;
        foreach (var part in (ReadOnlySpan<byte>)[.. year, .. month])
        {
            if (part is < (byte)'0' or > (byte)'9') return null;
            number = number * 10 + (part - '0');
        }
        return PayPeriod.FromNumber(number);
    }
}
