using System.Text;
using DeductionGateway.Core.Intake;

namespace DeductionGateway.Core.Learning;

/// <summary>
/// The columns of a text without delimiters, from what stands below each other in the lines that look alike: places that are blank in all of them,
/// and places where digits end and letters begin in all of them.
/// </summary>
internal static class FixedWidths
{
    private const int Sample = 500;

    public static IReadOnlyList<FixedColumn> Of(byte[] utf8)
    {
        var lines = Encoding.UTF8.GetString(utf8).TrimStart('\uFEFF').Split('\n').Take(Sample).Select(static line => line.TrimEnd('\r', ' ', '\f').TrimStart('\f')).Where(IsData).ToList();
        if (lines.Count < 2) return [];
        var width = lines.Max(static line => line.Length);
        var classes = new char[width];
        for (var place = 0; place < width; place++) classes[place] = ClassOf(lines, place);
        var columns = new List<FixedColumn>();
        var start = -1;
        for (var place = 0; place <= width; place++)
        {
            var isBlank = place == width || (classes[place] == ' ' && !IsInsideName(classes, place));
            if (start >= 0 && (isBlank || IsTurn(classes, start, place)))
            {
                columns.Add(new FixedColumn(start + 1, place));
                start = -1;
            }
            if (!isBlank && start < 0) start = place;
        }
        return Widened(WithoutPeriods(columns, lines), width);
    }

    /// <summary>A line with a number of four digits and a word of three letters.</summary>
    private static bool IsData(string line)
    {
        int digits = 0, letters = 0;
        bool hasNumber = false, hasWord = false;
        foreach (var c in line)
        {
            digits = char.IsAsciiDigit(c) || (digits > 0 && c is '.' or ',') ? digits + 1 : 0;
            letters = char.IsLetter(c) ? letters + 1 : 0;
            hasNumber |= digits >= 4;
            hasWord |= letters >= 3;
        }
        var first = line.TrimStart().Split(' ')[0];
        return hasNumber && hasWord && first.Any(char.IsAsciiDigit);
    }

    /// <summary>9 digits in every line, A letters, space blank in every line, x anything.</summary>
    private static char ClassOf(List<string> lines, int place)
    {
        char? found = null;
        foreach (var line in lines)
        {
            var c = place < line.Length ? line[place] : ' ';
            var kind = c == ' ' ? ' ' : char.IsAsciiDigit(c) ? '9' : char.IsLetter(c) ? 'A' : 'x';
            if (found is not null && found != kind) return 'x';
            found = kind;
        }
        return found ?? ' ';
    }

    /// <summary>One blank between letters may stand inside a name in every line when there are few lines.</summary>
    private static bool IsInsideName(char[] classes, int place) =>
        place > 0 && place + 1 < classes.Length && classes[place - 1] == 'A' && classes[place + 1] == 'A';

    private static bool IsTurn(char[] classes, int start, int place) =>
        place > start && ((classes[place - 1] == '9' && classes[place] == 'A') || (classes[place - 1] is 'A' && classes[place] == '9' && place - start > 3));

    /// <summary>Digits that end in one month in every line are two columns written without a gap.</summary>
    private static List<FixedColumn> WithoutPeriods(List<FixedColumn> columns, List<string> lines)
    {
        var parted = new List<FixedColumn>();
        foreach (var column in columns)
        {
            var ends = column.Last - column.First >= 11 ? lines.Select(line => line.Length >= column.Last ? line[(column.Last - 6)..column.Last] : "").Distinct().ToList() : [];
            if (ends is not [{ Length: 6 } end] || PeriodTexts.Parse(Encoding.UTF8.GetBytes(end), PeriodStyle.Compact) is null) parted.Add(column);
            else parted.AddRange([column with { Last = column.Last - 6 }, new FixedColumn(column.Last - 5, column.Last)]);
        }
        return parted;
    }

    /// <summary>
    /// Columns end at the middle of their gaps: next month a longer name stands on its left, a larger amount on its right. The middle itself stays
    /// blank, by which a text that crosses it is known.
    /// </summary>
    private static List<FixedColumn> Widened(List<FixedColumn> columns, int width)
    {
        var wide = new List<FixedColumn>();
        var first = 1;
        for (var at = 0; at < columns.Count; at++)
        {
            var gap = at + 1 == columns.Count ? 0 : columns[at + 1].First - 1 - columns[at].Last;
            var last = at + 1 == columns.Count ? width : columns[at].Last + Math.Max(gap - 1, 0) / 2;
            wide.Add(new FixedColumn(first, last));
            first = last + (gap > 0 ? 2 : 1);
        }
        return wide;
    }
}
