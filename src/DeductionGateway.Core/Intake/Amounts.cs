namespace DeductionGateway.Core.Intake;

/// <summary>Why a text is no amount; <see cref="Good"/> where it is one.</summary>
public enum AmountFault { Good, Empty, Letters, Negative, Style, Fraction, TooLong, Positive, Formula }

/// <summary>
/// Text to whole rupiah and back, by one declared style. Strict: digits that do not fit the style are a fault, never a guess —
/// 303,00 read as 3,03 or 30,300 is how others lost money.
/// </summary>
public static class Amounts
{
    /// <summary>Digits of rupiah at most; more is a mistake, not money.</summary>
    public const int MaximumDigits = 15;

    /// <summary>Decimals that must be all 0 or all 9 where a number is whole but for the noise of a double.</summary>
    private const int NoiseDecimals = 6;

    /// <param name="text">The field, trimmed.</param>
    /// <param name="style">How the employer writes numbers.</param>
    /// <param name="rupiah">Whole rupiah, ≥ 0.</param>
    public static AmountFault Parse(ReadOnlySpan<byte> text, NumberStyle style, out long rupiah)
    {
        if (IsDigits(text, out rupiah)) return AmountFault.Good;
        rupiah = 0;
        if (text.IsEmpty) return AmountFault.Empty;
        if (text[0] == (byte)'-' || text[0] == (byte)'(') return AmountFault.Negative;
        if (style is NumberStyle.PointThousandths or NumberStyle.CommaThousandths) return Thousandths(text, style == NumberStyle.PointThousandths ? (byte)'.' : (byte)',', out rupiah);
        var (group, point) = style switch
        {
            NumberStyle.CommaGrouped => ((byte)',', (byte)'.'),
            NumberStyle.DotGroupedDecimal => ((byte)'.', (byte)','),
            _ => ((byte)0, (byte)'.'),
        };
        var digits = 0;
        var sinceGroup = -1;
        var at = 0;
        for (; at < text.Length && text[at] != point; at++)
        {
            var c = text[at];
            if (c == group && group != 0)
            {
                if (digits == 0 || (sinceGroup >= 0 && sinceGroup != 3) || (sinceGroup < 0 && digits > 3)) return AmountFault.Style;
                sinceGroup = 0;
                continue;
            }
            if (c is < (byte)'0' or > (byte)'9') return c is (byte)',' or (byte)'.' or (byte)' ' ? AmountFault.Style : AmountFault.Letters;
            if (++digits > MaximumDigits) return AmountFault.TooLong;
            rupiah = rupiah * 10 + (c - '0');
            if (sinceGroup >= 0) sinceGroup++;
        }
        if (digits == 0 || (sinceGroup >= 0 && sinceGroup != 3)) return AmountFault.Style;
        if (at == text.Length) return style == NumberStyle.DotGroupedDecimal || style == NumberStyle.PlainDecimal ? Whole(text) : AmountFault.Good;
        return style is NumberStyle.Plain or NumberStyle.CommaGrouped ? PlainFraction(text[(at + 1)..], style) : Decimals(text[(at + 1)..]);
    }

    /// <summary>A number as such, from a sheet's numeric cell or the bank: digits, and decimals that must be zero.</summary>
    public static AmountFault ParseNumber(ReadOnlySpan<byte> text, out long rupiah)
    {
        rupiah = 0;
        if (text.IsEmpty) return AmountFault.Empty;
        if (text[0] == (byte)'-') return AmountFault.Negative;
        var point = text.IndexOf((byte)'.');
        var whole = point < 0 ? text : text[..point];
        var fault = Parse(whole, NumberStyle.Plain, out rupiah);
        if (fault != AmountFault.Good || point < 0) return fault;
        foreach (var c in text[(point + 1)..])
        {
            if (c is < (byte)'0' or > (byte)'9') return AmountFault.Letters;
            if (c != (byte)'0') return AmountFault.Fraction;
        }
        return AmountFault.Good;
    }

    /// <summary>
    /// A number as such in units of <paramref name="unitRupiah"/> (1 or 1,000), also written with an exponent as some programs do (1e+05 is 100,000).
    /// Exact, never through a floating-point type.
    /// </summary>
    public static AmountFault ParseNumber(ReadOnlySpan<byte> text, int unitRupiah, out long rupiah)
    {
        rupiah = 0;
        var exponent = text.IndexOfAny((byte)'e', (byte)'E');
        var shift = unitRupiah == 1_000 ? 3 : 0;
        if (exponent < 0 && shift == 0) return ParseNumber(text, out rupiah);
        if (exponent >= 0)
        {
            if (!System.Buffers.Text.Utf8Parser.TryParse(text[(exponent + 1)..].TrimStart((byte)'+'), out int power, out var used) || used == 0 || power is < 0 or > MaximumDigits) return AmountFault.Letters;
            text = text[..exponent];
            shift += power;
        }
        if (text.IsEmpty) return AmountFault.Empty;
        if (text[0] == (byte)'-') return AmountFault.Negative;
        if (text.Length > 40) return AmountFault.TooLong;
        var point = text.IndexOf((byte)'.');
        var fraction = point < 0 ? default : text[(point + 1)..];
        var whole = point < 0 ? text : text[..point];
        // The point moves to the right by so many places: digits go over, zeros fill up, what stays behind it must be zero.
        Span<byte> moved = stackalloc byte[whole.Length + shift];
        whole.CopyTo(moved);
        for (var i = 0; i < shift; i++) moved[whole.Length + i] = i < fraction.Length ? fraction[i] : (byte)'0';
        var fault = Parse(moved, NumberStyle.Plain, out rupiah);
        if (fault != AmountFault.Good) return fault;
        return fraction.Length > shift && fraction[shift..].IndexOfAnyExcept((byte)'0') >= 0 ? AmountFault.Fraction : AmountFault.Good;
    }

    /// <summary>
    /// A sheet's number cell that shows the noise of binary arithmetic: 208333.00000000006 and 208332.99999999997 are 208,333. Such a text has more
    /// digits than the 15 that a double holds for sure, and is nearer than a millionth to a whole rupiah; 208333.5 and 208333.0001 are no noise.
    /// </summary>
    public static AmountFault ParseCell(ReadOnlySpan<byte> text, out long rupiah)
    {
        var fault = ParseNumber(text, out rupiah);
        var point = text.IndexOf((byte)'.');
        if (fault != AmountFault.Fraction || text.Length - 1 <= MaximumDigits || point + NoiseDecimals > MaximumDigits) return fault;
        var decimals = text[(point + 1)..];
        if (decimals.IndexOfAnyExceptInRange((byte)'0', (byte)'9') >= 0) return AmountFault.Letters;
        var near = decimals[..NoiseDecimals];
        if (near.IndexOfAnyExcept((byte)'0') < 0) return AmountFault.Good;
        if (near.IndexOfAnyExcept((byte)'9') >= 0) return fault;
        rupiah++;
        return AmountFault.Good;
    }

    /// <summary>The code and the sentence for a person.</summary>
    public static (string Code, string Text) Explain(AmountFault fault, string text, string example) => fault switch
    {
        AmountFault.Empty => ("AMOUNT_EMPTY", "The amount is empty; write 0 where nothing was deducted."),
        AmountFault.Letters => ("AMOUNT_LETTERS", $"'{text}' is not a number; amounts of this file are written like {example}."),
        AmountFault.Negative => ("AMOUNT_NEGATIVE", $"'{text}' is negative; a correction is a new file, not a negative line."),
        AmountFault.Fraction => ("AMOUNT_FRACTION", $"'{text}' has a fraction of a rupiah; amounts are whole rupiah."),
        AmountFault.Positive => ("AMOUNT_SIGN", $"'{text}' is not negative, as the amounts of this file are by its profile; correct the line or the profile."),
        AmountFault.Formula => ("AMOUNT_FORMULA", $"The cell holds the formula '{text}' and no value; open the file in the spreadsheet, save it and send it again."),
        AmountFault.TooLong => ("AMOUNT_TOO_LONG", $"'{text}' has more than {MaximumDigits} digits, which is no money; correct the line."),
        _ => ("AMOUNT_STYLE", $"'{text}' is not written like {example}, as the profile says; correct the line or the profile."),
    };

    public static string Example(NumberStyle style) => style switch
    {
        NumberStyle.PlainDecimal => "1250000.00",
        NumberStyle.CommaGrouped => "1,250,000",
        NumberStyle.DotGroupedDecimal => "1.250.000,00",
        NumberStyle.PointThousandths => "1250000.000",
        NumberStyle.CommaThousandths => "1250000,000",
        _ => "1250000",
    };

    /// <summary>Digits alone say the same in every style; nearly all amounts are written so.</summary>
    private static bool IsDigits(ReadOnlySpan<byte> text, out long rupiah)
    {
        rupiah = 0;
        if (text.IsEmpty || text.Length > MaximumDigits) return false;
        foreach (var c in text)
        {
            var digit = unchecked((uint)(c - '0'));
            if (digit > 9) return false;
            rupiah = unchecked(rupiah * 10 + digit);
        }
        return true;
    }

    private static AmountFault Thousandths(ReadOnlySpan<byte> text, byte point, out long rupiah)
    {
        var at = text.IndexOf(point);
        var fault = Parse(at < 0 ? text : text[..at], NumberStyle.Plain, out rupiah);
        if (fault != AmountFault.Good || at < 0) return fault;
        if (text.Length - at != 4) return AmountFault.Style;
        return text[(at + 1)..].IndexOfAnyExceptInRange((byte)'0', (byte)'9') >= 0 ? AmountFault.Letters
            : text[(at + 1)..].IndexOfAnyExcept((byte)'0') < 0 ? AmountFault.Good : AmountFault.Fraction;
    }

    /// <summary>Where decimals are declared a whole number without them is still unmistakable.</summary>
    private static AmountFault Whole(ReadOnlySpan<byte> text) => text.IsEmpty ? AmountFault.Empty : AmountFault.Good;

    private static AmountFault Decimals(ReadOnlySpan<byte> decimals)
    {
        foreach (var c in decimals)
        {
            if (c is < (byte)'0' or > (byte)'9') return c is (byte)',' or (byte)'.' or (byte)' ' ? AmountFault.Style : AmountFault.Letters;
        }
        if (decimals.Length is 0 or > 2) return AmountFault.Style;
        return decimals.IndexOfAnyExcept((byte)'0') < 0 ? AmountFault.Good : AmountFault.Fraction;
    }

    /// <summary>A style without decimals: ".00" says the same rupiah; anything else may be a wrong scale.</summary>
    private static AmountFault PlainFraction(ReadOnlySpan<byte> decimals, NumberStyle style)
    {
        if (decimals.Length != 2) return AmountFault.Style;
        var fault = Decimals(decimals);
        return fault == AmountFault.Good && style == NumberStyle.Plain ? AmountFault.Style : fault;
    }
}
