using DeductionGateway.Core.Basics;

namespace DeductionGateway.Core.Intake;

/// <summary>The period as an employer writes it.</summary>
public static class PeriodTexts
{
    public static PayPeriod? Parse(ReadOnlySpan<byte> text, PeriodStyle style) => style switch
    {
        PeriodStyle.Dashed => PayPeriod.Parse(text),
        PeriodStyle.MonthFirst => text.Length == 7 && text[2] == (byte)'/' ? FromDigits(text[3..], text[..2]) : null,
        PeriodStyle.Compact => text.Length == 6 ? FromDigits(text[..4], text[4..]) : null,
        _ => null,
    };

    public static string Example(PeriodStyle style) => style switch
    {
        PeriodStyle.MonthFirst => "02/2026",
        PeriodStyle.Compact => "202602",
        _ => "2026-02",
    };

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
