using System.Globalization;
using DeductionGateway.Core.Intake;

namespace DeductionGateway.Core.BankFiles;

/// <summary>
/// An amount as a bank states it: exact, in thousandths of the currency's unit, credit positive. Cents and the three decimals of the dinars
/// fit; a finer fraction is a fault. The books know whole rupiah only; <see cref="TryRupiah"/> and, for balances, <see cref="Parts"/> are the ways there (decision 0013).
/// </summary>
/// <param name="Thousandths">Between ±(10^18 − 1): <see cref="MaximumDigits"/> digits before the mark.</param>
public readonly record struct StatementAmount(long Thousandths)
{
    /// <summary>Digits before the decimal mark; more is a mistake, not money.</summary>
    public const int MaximumDigits = Amounts.MaximumDigits;

    private const int Scale = 1_000;

    public bool IsNegative => Thousandths < 0;

    /// <summary>Whole rupiah; false where a fraction of one would be lost.</summary>
    public bool TryRupiah(out long rupiah)
    {
        rupiah = Thousandths / Scale;
        return Thousandths % Scale == 0;
    }

    /// <summary>
    /// A balance in whole rupiah, rounded down, and the thousandths above it. Between balances of one fraction, whole entries make the difference of the whole parts exactly.
    /// </summary>
    public (long Rupiah, int Thousandths) Parts()
    {
        var (rupiah, rest) = Math.DivRem(Thousandths, Scale);
        return rest < 0 ? (rupiah - 1, (int)rest + Scale) : (rupiah, (int)rest);
    }

    /// <summary>Of at most <see cref="MaximumDigits"/> digits, as the readers of rupiah give them.</summary>
    public static StatementAmount OfRupiah(long rupiah) => new(rupiah * Scale);

    public static StatementAmount operator -(StatementAmount amount) => new(-amount.Thousandths);

    /// <summary>Digits, and after <paramref name="mark"/> decimals; the mark may end the text (MT940 writes <c>1000,</c>). No sign, no grouping.</summary>
    public static AmountFault Parse(ReadOnlySpan<char> text, char mark, out StatementAmount amount)
    {
        amount = default;
        if (text.IsEmpty) return AmountFault.Empty;
        if (text[0] == '-') return AmountFault.Negative;
        var at = text.IndexOf(mark);
        var whole = at < 0 ? text : text[..at];
        var decimals = at < 0 ? default : text[(at + 1)..];
        if (whole.IsEmpty) return AmountFault.Style;
        if (whole.IndexOfAnyExceptInRange('0', '9') is var other and >= 0) return whole[other] is '.' or ',' or ' ' ? AmountFault.Style : AmountFault.Letters;
        if (decimals.IndexOfAnyExceptInRange('0', '9') is var stray and >= 0) return decimals[stray] is '.' or ',' or ' ' ? AmountFault.Style : AmountFault.Letters;
        whole = whole.TrimStart('0');
        if (whole.Length > MaximumDigits) return AmountFault.TooLong;
        long value = 0;
        foreach (var digit in whole) value = value * 10 + (digit - '0');
        for (var i = 0; i < 3; i++) value = value * 10 + (i < decimals.Length ? decimals[i] - '0' : 0);
        if (decimals.Length > 3 && decimals[3..].IndexOfAnyExcept('0') >= 0) return AmountFault.Fraction;
        amount = new StatementAmount(value);
        return AmountFault.Good;
    }

    /// <summary>The code and the sentence for a person: why a text in a bank's file is no amount.</summary>
    public static (string Code, string Text) Explain(AmountFault fault, string text, string example) => fault switch
    {
        AmountFault.Empty => ("AMOUNT_EMPTY", "The amount is empty; ask the bank for the file again."),
        AmountFault.Letters or AmountFault.Style when example.Length == 0 => (fault == AmountFault.Letters ? "AMOUNT_LETTERS" : "AMOUNT_STYLE", $"'{text}' is no amount in digits, with or without marks of thousands and decimals. Ask the bank for the file again."),
        AmountFault.Letters => ("AMOUNT_LETTERS", $"'{text}' is not a number; amounts of this file are written like {example}."),
        AmountFault.Negative => ("AMOUNT_NEGATIVE", $"'{text}' is negative; here the direction is said beside the amount, and a sign would turn it round."),
        AmountFault.Fraction => ("AMOUNT_FRACTION", $"'{text}' has a finer fraction than thousandths; no currency has."),
        AmountFault.TooLong => ("AMOUNT_TOO_LONG", $"'{text}' has more than {MaximumDigits} digits, which is no money."),
        _ => ("AMOUNT_STYLE", $"'{text}' is not written like {example}, as the amounts of this file are."),
    };

    /// <summary>Characters that any amount has at most as <see cref="Write"/> writes it.</summary>
    public const int MaximumLength = 24;

    public override string ToString()
    {
        Span<char> text = stackalloc char[MaximumLength];
        return text[..Write(text)].ToString();
    }

    /// <summary>As people write it: a sign, two decimals, a third where there is one. A statement may have a million, so without a string for each.</summary>
    /// <param name="text">Of at least <see cref="MaximumLength"/> characters.</param>
    /// <returns>The number of characters.</returns>
    public int Write(Span<char> text)
    {
        var (units, fraction) = Math.DivRem(Math.Abs(Thousandths), Scale);
        text.TryWrite(CultureInfo.InvariantCulture, $"{(Thousandths < 0 ? "-" : "")}{units}.{fraction:000}", out var length);
        return fraction % 10 == 0 ? length - 1 : length;
    }

    /// <summary>A sum of thousandths, wide enough for any number of amounts, as people write it: a sign, two decimals, a third where there is one.</summary>
    public static string Text(Int128 thousandths)
    {
        var size = Int128.Abs(thousandths);
        var text = string.Create(CultureInfo.InvariantCulture, $"{(thousandths < 0 ? "-" : "")}{size / Scale}.{(int)(size % Scale):000}");
        return text[^1] == '0' ? text[..^1] : text;
    }
}
