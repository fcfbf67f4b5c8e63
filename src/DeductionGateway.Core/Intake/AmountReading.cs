using DeductionGateway.Core.Basics;

namespace DeductionGateway.Core.Intake;

/// <summary>An amount cell to whole rupiah, by the style, the marks, the sign and the unit that one profile declares. Nothing else is an amount.</summary>
internal sealed class AmountReading(NumberStyle style, PayrollLayout layout)
{
    /// <summary>From here on an amount in thousands has more digits than money.</summary>
    private const long LargestThousands = 1_000_000_000_000;

    private readonly byte[][] _marks = [.. layout.AmountMarks.Select(System.Text.Encoding.UTF8.GetBytes)];
    private readonly bool _isNegative = layout.IsNegative;
    private readonly int _unitRupiah = layout.AmountUnitRupiah;

    /// <summary>The amount's own example, for a sentence.</summary>
    public string Example { get; } = Amounts.Example(style);

    /// <param name="text">The cell, trimmed.</param>
    /// <param name="isNumber">It is a number as such and follows no style.</param>
    public AmountFault Parse(ReadOnlySpan<byte> text, bool isNumber, out long rupiah)
    {
        rupiah = 0;
        if (text.IsEmpty) return AmountFault.Empty;
        if (text[0] == (byte)'=') return AmountFault.Formula;
        if (!isNumber && _marks.Length > 0)
        {
            text = WithoutMarks(text);
            // Accounting formats show nothing as "Rp -".
            if (text.IsEmpty || IsDash(text)) return AmountFault.Good;
        }
        var isMinus = false;
        if (_isNegative) text = WithoutMinus(text, out isMinus);
        var fault = isNumber || _unitRupiah > 1 ? Number(text, isNumber, out rupiah) : Amounts.Parse(text, style, out rupiah);
        return fault == AmountFault.Good && _isNegative && !isMinus && rupiah > 0 ? AmountFault.Positive : fault;
    }

    /// <summary>Nothing was withheld: an empty cell or the dash that stands for it.</summary>
    public bool IsNothing(Utf8Text cell) => cell.IsEmpty || IsDash(cell.Span) || (_marks.Length > 0 && WithoutMarks(cell.Span) is var bare && (bare.IsEmpty || IsDash(bare)));

    /// <summary>Somebody would take the text for an amount, whatever this file's style: digits in groups of three, with or without the currency. No date is.</summary>
    public static bool IsLike(ReadOnlySpan<byte> text)
    {
        foreach (var currency in (ReadOnlySpan<byte[]>)[[.. "RP"u8], [.. "IDR"u8]])
        {
            if (text.Length > currency.Length && System.Text.Ascii.EqualsIgnoreCase(text[..currency.Length], currency)) text = Trimmed(text[currency.Length..]).TrimStart((byte)'.');
        }
        text = Trimmed(Trimmed(text).TrimEnd(",-="u8));
        int digits = 0, sinceMark = 0, marks = 0;
        foreach (var c in text)
        {
            if (c is >= (byte)'0' and <= (byte)'9')
            {
                (digits, sinceMark) = (digits + 1, sinceMark + 1);
                continue;
            }
            if (c is not ((byte)'.' or (byte)',') || digits == 0 || (marks++ > 0 && sinceMark != 3)) return false;
            sinceMark = 0;
        }
        return digits is > 0 and <= Amounts.MaximumDigits && (marks == 0 || sinceMark is > 0 and <= 3);
    }

    /// <summary>A hyphen, or the dash that a word processor or spreadsheet makes of it.</summary>
    private static bool IsDash(ReadOnlySpan<byte> text) => text.SequenceEqual("-"u8) || text.SequenceEqual("–"u8) || text.SequenceEqual("—"u8);

    private AmountFault Number(ReadOnlySpan<byte> text, bool isNumber, out long rupiah)
    {
        if (!isNumber) return Thousands(text, out rupiah);
        return _unitRupiah == 1 && text.IndexOfAny((byte)'e', (byte)'E') < 0 ? Amounts.ParseCell(text, out rupiah) : Amounts.ParseNumber(text, _unitRupiah, out rupiah);
    }

    /// <summary>
    /// A text in thousands of rupiah: the whole ones by the style, marks of groups where groups end; behind the decimal mark, also where the style knows
    /// none, one or two digits of a thousand, or the three of a style of thousandths. Three digits behind another mark may as well be a group: a fault.
    /// </summary>
    private AmountFault Thousands(ReadOnlySpan<byte> text, out long rupiah)
    {
        var isThreeDecimals = style is NumberStyle.PointThousandths or NumberStyle.CommaThousandths;
        var at = text.IndexOf(style is NumberStyle.DotGroupedDecimal or NumberStyle.CommaThousandths ? (byte)',' : (byte)'.');
        var fault = Amounts.Parse(at < 0 ? text : text[..at], style, out rupiah);
        if (fault != AmountFault.Good) return fault == AmountFault.Empty ? AmountFault.Style : fault;
        if (rupiah >= LargestThousands) return AmountFault.TooLong;
        rupiah *= _unitRupiah;
        if (at < 0) return AmountFault.Good;
        var decimals = text[(at + 1)..];
        if (decimals.IndexOfAnyExceptInRange((byte)'0', (byte)'9') >= 0 || (isThreeDecimals ? decimals.Length != 3 : decimals.Length is not (1 or 2))) return AmountFault.Style;
        var place = _unitRupiah;
        foreach (var digit in decimals) rupiah += (digit - '0') * (place /= 10);
        return AmountFault.Good;
    }

    private ReadOnlySpan<byte> WithoutMarks(ReadOnlySpan<byte> text)
    {
        for (var again = true; again;)
        {
            again = false;
            foreach (var mark in _marks)
            {
                if (text.Length < mark.Length) continue;
                var isBefore = System.Text.Ascii.EqualsIgnoreCase(text[..mark.Length], mark);
                if (!isBefore && !System.Text.Ascii.EqualsIgnoreCase(text[^mark.Length..], mark)) continue;
                text = Trimmed(isBefore ? text[mark.Length..] : text[..^mark.Length]);
                again = true;
            }
        }
        return text;
    }

    /// <summary>-150000, (150000) and the 150000- of some payroll programs.</summary>
    private static ReadOnlySpan<byte> WithoutMinus(ReadOnlySpan<byte> text, out bool isMinus)
    {
        isMinus = true;
        if (text is [(byte)'(', .. var inside, (byte)')']) return Trimmed(inside);
        if (text is [(byte)'-', .. var after]) return Trimmed(after);
        if (text is [.. var before, (byte)'-']) return Trimmed(before);
        isMinus = false;
        return text;
    }

    private static ReadOnlySpan<byte> Trimmed(ReadOnlySpan<byte> text)
    {
        while (text is [(byte)' ', .. var rest]) text = rest;
        while (text is [0xC2, 0xA0, .. var rest]) text = rest;
        while (text is [.. var rest, (byte)' ']) text = rest;
        while (text is [.. var rest, 0xC2, 0xA0]) text = rest;
        return text;
    }
}
