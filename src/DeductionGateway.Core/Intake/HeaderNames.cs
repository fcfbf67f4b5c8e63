using System.Text;
using DeductionGateway.Core.Basics;

namespace DeductionGateway.Core.Intake;

/// <summary>The names of columns from one header row or several: an upper cell groups the cells below it and the empty ones to its right.</summary>
public static class HeaderNames
{
    public static IReadOnlyList<string> Join(IReadOnlyList<Utf8Text[]> rows)
    {
        var width = rows.Max(static row => row.Length);
        var names = new string[width];
        Array.Fill(names, "");
        for (var depth = 0; depth < rows.Count; depth++)
        {
            var group = "";
            for (var column = 0; column < width; column++)
            {
                var own = Text(rows[depth], column);
                var hasBelow = HasBelow(rows, depth, column);
                // A merged cell is stored once: its name reaches over the empty cells to its right as long as something stands below it.
                if (own.Length > 0) group = hasBelow ? own : "";
                else if (!hasBelow) group = "";
                var part = own.Length > 0 ? own : group;
                if (part.Length > 0) names[column] = names[column].Length == 0 ? part : names[column] + " " + part;
            }
        }
        return names;
    }

    /// <summary>Trimmed, with every run of spaces and line breaks as one space.</summary>
    public static string Plain(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (!char.IsWhiteSpace(c)) plain.Append(c);
            else if (plain.Length > 0 && plain[^1] != ' ') plain.Append(' ');
        }
        return plain.ToString().TrimEnd();
    }

    private static bool HasBelow(IReadOnlyList<Utf8Text[]> rows, int depth, int column)
    {
        for (var below = depth + 1; below < rows.Count; below++)
        {
            if (Text(rows[below], column).Length > 0) return true;
        }
        return false;
    }

    private static string Text(Utf8Text[] row, int column) => column < row.Length ? Plain(row[column].ToString()) : "";
}
