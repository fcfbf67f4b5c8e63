using DeductionGateway.Core.Intake;

namespace DeductionGateway.Core.Learning;

/// <summary>
/// The number style of a file, from every amount that it shows. A mark with three digits behind it, alone, may group or part decimals: where no cell
/// decides, the style stays open and is asked.
/// </summary>
internal sealed class NumberEvidence
{
    /// <summary>What people write around amounts; the longer ones first.</summary>
    private static readonly string[] KnownMarks = ["Rp.", "Rp", "IDR", ",--", ",-", ".-", ",=", "=", ";-"];

    private readonly HashSet<string> _marks = [];
    private int _dotThree, _commaThree, _dotSure, _commaSure, _pointDecimals, _commaDecimals, _pointThousandths, _commaThousandths, _negative, _positive;

    /// <summary>Kinds of zeros that were met. Nothing is nothing in every style: they count only where no amount says more.</summary>
    private readonly HashSet<char> _zeros = [];

    /// <summary>Marks that were met, in the order in which they are taken off.</summary>
    public IReadOnlyList<string> Marks => [.. KnownMarks.Where(_marks.Contains)];

    /// <summary>Every amount but nothing is negative.</summary>
    public bool IsNegative => _negative > 0 && _positive == 0;

    /// <summary>
    /// Three digits behind the only kind of mark, and no amount that is grouped for sure or has the other mark. One or two digits behind the same mark
    /// decide nothing: the mark parts decimals in them, and it may in the others.
    /// </summary>
    public bool IsAmbiguous => _dotSure == 0 && _commaSure == 0 && _pointThousandths == 0 && _commaThousandths == 0 && (_dotThree > 0) != (_commaThree > 0) && (_dotThree > 0 ? _commaDecimals : _pointDecimals) == 0;

    /// <summary>The style by the evidence; while it is open, that of thousands.</summary>
    public NumberStyle Style =>
        _pointThousandths > 0 ? NumberStyle.PointThousandths : _commaThousandths > 0 ? NumberStyle.CommaThousandths
        : _dotSure > 0 || (_dotThree > 0 && _commaThree == 0) ? NumberStyle.DotGroupedDecimal
        : _commaSure > 0 || _commaThree > 0 ? NumberStyle.CommaGrouped
        : _commaDecimals > 0 ? NumberStyle.DotGroupedDecimal
        : _pointDecimals > 0 ? NumberStyle.PlainDecimal : StyleOfZeros;

    /// <summary>All amounts are digits alone, or nothing; "0.000" is what a format of thousands makes of nothing.</summary>
    private NumberStyle StyleOfZeros =>
        _zeros.Overlaps("ctD") ? NumberStyle.DotGroupedDecimal : _zeros.Overlaps("TC") ? NumberStyle.CommaGrouped : _zeros.Contains('d') ? NumberStyle.PlainDecimal : NumberStyle.Plain;

    /// <summary>The other reading of an open style.</summary>
    public NumberStyle OtherStyle => _dotThree > 0 ? NumberStyle.PointThousandths : NumberStyle.CommaThousandths;

    /// <summary>The text is an amount in one style or another.</summary>
    public static bool IsAmount(string text) => Kind(Bare(text, [], out _)) is not ('?' or ' ');

    /// <summary>The text is the dash by which a list says that nothing was withheld, with marks or without: –, "Rp -".</summary>
    public static bool IsNothing(string text) => text.IndexOfAny(['-', '–', '—']) >= 0 && Kind(Bare(text, [], out _)) == ' ';

    /// <param name="isMoney">The column is an amount by its name; of others only marks and signs are taken.</param>
    public void Add(string text, bool isNumber, bool isMoney)
    {
        if (text.Length == 0) return;
        var bare = isNumber ? Sign(text, out var isMinus) : Bare(text, _marks, out isMinus);
        var kind = isNumber ? 'n' : Kind(bare);
        if (kind is ' ') return;
        var isZero = bare.All(static c => c is '0' or '.' or ',');
        if (!isZero && kind != '?')
        {
            if (isMinus) _negative++;
            else _positive++;
        }
        if (isNumber || !isMoney) return;
        if (isZero)
        {
            _zeros.Add(kind);
            return;
        }
        switch (kind)
        {
            case '.': _dotThree++; break;
            case ',': _commaThree++; break;
            case 'D': _dotSure++; break;
            case 'C': _commaSure++; break;
            case 'd': _pointDecimals++; break;
            case 'c': _commaDecimals++; break;
            case 't': _pointThousandths++; break;
            case 'T': _commaThousandths++; break;
            default: break;
        }
    }

    /// <summary>The text without known marks and sign. "" where it stands for nothing.</summary>
    private static string Bare(string text, HashSet<string> met, out bool isMinus)
    {
        var bare = Sign(text, out isMinus);
        for (var again = true; again;)
        {
            again = false;
            foreach (var mark in KnownMarks)
            {
                if (bare.Length < mark.Length || !bare.Any(char.IsAsciiDigit) && bare.Trim() is "-" or "–" or "—") continue;
                var isBefore = bare.StartsWith(mark, StringComparison.OrdinalIgnoreCase) && char.IsLetter(mark[0]);
                if (!isBefore && !bare.EndsWith(mark, StringComparison.OrdinalIgnoreCase)) continue;
                bare = (isBefore ? bare[mark.Length..] : bare[..^mark.Length]).Trim();
                met.Add(mark);
                again = true;
            }
        }
        if (bare is "-" or "–" or "—") bare = "";
        return isMinus ? bare : Sign(bare, out isMinus);
    }

    private static string Sign(string text, out bool isMinus)
    {
        isMinus = true;
        if (text.Length > 2 && text[0] == '(' && text[^1] == ')') return text[1..^1].Trim();
        if (text.Length > 1 && text[0] == '-') return text[1..].Trim();
        if (text.Length > 1 && text[^1] == '-' && char.IsAsciiDigit(text[^2])) return text[..^1].Trim();
        isMinus = false;
        return text;
    }

    /// <summary>
    /// p digits only; . and , one mark with three digits behind it; D and C grouped for sure; d and c one or two decimals; t and T three decimals for sure;
    /// ? no amount; space nothing.
    /// </summary>
    private static char Kind(string bare)
    {
        if (bare.Length == 0) return ' ';
        if (bare.Length > 24 || !bare.All(static c => char.IsAsciiDigit(c) || c is '.' or ',') || !char.IsAsciiDigit(bare[0]) || !char.IsAsciiDigit(bare[^1])) return '?';
        var marks = bare.Where(static c => c is '.' or ',').ToArray();
        if (marks.Length == 0) return bare.Length <= 15 ? 'p' : '?';
        var parts = bare.Split('.', ',');
        if (marks.Length == 1)
        {
            if (parts[1].Length is 1 or 2) return marks[0] == '.' ? 'd' : 'c';
            if (parts[1].Length != 3) return '?';
            // 0,125 and 1250,000 can only be decimals.
            return parts[0].Length <= 3 && parts[0][0] != '0' ? marks[0] : marks[0] == '.' ? 't' : 'T';
        }
        var group = marks[0];
        var isDecimal = marks[^1] != group;
        if (marks.SkipLast(isDecimal ? 1 : 0).Any(mark => mark != group) || parts[0].Length > 3 || parts.Skip(1).SkipLast(isDecimal ? 1 : 0).Any(static part => part.Length != 3)) return '?';
        if (isDecimal && parts[^1].Length > 2) return '?';
        return group == '.' ? 'D' : 'C';
    }
}
