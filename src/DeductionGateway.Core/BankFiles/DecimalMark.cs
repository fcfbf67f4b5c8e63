using System.Buffers;
using DeductionGateway.Core.Intake;

namespace DeductionGateway.Core.BankFiles;

/// <summary>
/// How a file writes numbers, English <c>1,234.00</c> or Indonesian <c>1.234,00</c>, decided by every amount in it: one that can only be the one, and none that
/// can only be the other. <c>1.234</c> could be both; a file that has nothing clearer is refused, for a thousandth or a thousandfold is at stake.
/// </summary>
internal sealed class DecimalMark
{
    private (int Line, int Column, string Text)? _english, _indonesian, _unclear;

    private static readonly SearchValues<char> OfAmounts = SearchValues.Create("0123456789.,");

    /// <summary>A zero's mark, by which zeros are read where nothing else has one. It never decides for an amount.</summary>
    private char _ofZeros = '.';

    /// <summary>The decimal mark; settled by <see cref="Decide"/>.</summary>
    public char Mark { get; private set; } = '.';

    /// <summary>An amount of the file shows the mark; else it is only supposed.</summary>
    public bool IsShown => _english is not null || _indonesian is not null;

    /// <summary>Takes an amount into account; what is none, such as a footer's text, says nothing.</summary>
    public void Weigh(int line, int column, string text)
    {
        if (text.AsSpan().IndexOfAnyInRange('0', '9') < 0 || text.AsSpan().ContainsAnyExcept(OfAmounts)) return;
        int points = text.Count('.'), commas = text.Count(',');
        if (points + commas == 0) return;
        var last = text.LastIndexOfAny(['.', ',']);
        var (isPoint, behind) = (text[last] == '.', text.Length - last - 1);
        if (text.AsSpan().IndexOfAnyInRange('1', '9') < 0)
        {
            if (behind != 3) _ofZeros = isPoint ? '.' : ',';
            return;
        }
        if (points > 0 && commas > 0) Say(isPoint, line, column, text);
        // Several of one kind can only group; a single one groups three digits or is the mark.
        else if (points + commas > 1) Say(!isPoint, line, column, text);
        // No group begins with a zero: 0.500 is a half.
        else if (behind != 3 || text[0] == '0') Say(isPoint, line, column, text);
        else _unclear ??= (line, column, text);
    }

    /// <summary>Settles the mark; false with a fault where the amounts contradict each other or say nothing.</summary>
    public bool Decide(string file, FaultList faults)
    {
        if (_english is { } english && _indonesian is { } indonesian)
        {
            var later = english.Line > indonesian.Line ? english : indonesian;
            var earlier = english.Line > indonesian.Line ? indonesian : english;
            faults.Add(file, later.Line, later.Column, "NUMBER_MIXED", $"'{later.Text}' is written otherwise than '{earlier.Text}' in line {earlier.Line}: point and comma change places. Export the file again, without opening it in a spreadsheet.");
            return false;
        }
        if (_english is null && _indonesian is null && _unclear is { } unclear)
        {
            faults.Add(file, unclear.Line, unclear.Column, "NUMBER_AMBIGUOUS", $"'{unclear.Text}' may be a thousandfold or have three decimals, and no amount of this file shows which. Export it with decimals.");
            return false;
        }
        Mark = _indonesian is not null ? ',' : _english is not null ? '.' : _ofZeros;
        return true;
    }

    /// <summary>Digits in the file's style; groups must be of three.</summary>
    public AmountFault Parse(string text, out StatementAmount amount)
    {
        amount = default;
        var group = Mark == '.' ? ',' : '.';
        var mark = text.IndexOf(Mark, StringComparison.Ordinal);
        var whole = mark < 0 ? text : text[..mark];
        var groups = whole.Split(group);
        if (groups.Length > 1 && (groups[0].Length is 0 or > 3 || groups[0][0] == '0' || groups.Skip(1).Any(static one => one.Length != 3))) return AmountFault.Style;
        // Some banks write nothing before the mark: ".00" is zero.
        if (whole.Length == 0 && mark >= 0 && text.Length > mark + 1) groups = ["0"];
        return StatementAmount.Parse(string.Concat(groups) + (mark < 0 ? "" : "." + text[(mark + 1)..]), '.', out amount);
    }

    private void Say(bool isEnglish, int line, int column, string text)
    {
        if (isEnglish) _english ??= (line, column, text);
        else _indonesian ??= (line, column, text);
    }
}
