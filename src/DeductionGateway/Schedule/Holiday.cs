using System.Globalization;

namespace DeductionGateway.Schedule;

/// <summary>A day on which banks do not work, and why.</summary>
internal sealed record Holiday(DateOnly Day, string Name)
{
    private const string Header = "day,name";

    /// <summary>Reads a table of columns day and name.</summary>
    /// <param name="fault">The first line that is none, with its number and a sentence; null where there is none.</param>
    public static IReadOnlyList<Holiday> ReadAll(IReadOnlyList<string> lines, out string? fault)
    {
        fault = lines.Count > 0 && lines[0].TrimStart('\uFEFF') == Header ? null : $"1: the first line must be '{Header}'.";
        var days = new List<Holiday>();
        for (var number = 2; fault is null && number <= lines.Count; number++)
        {
            if (lines[number - 1].Length == 0) continue;
            if (lines[number - 1].Split(',', 2) is not [var text, var name] || !DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)) fault = $"{number}: a day as yyyy-mm-dd, a comma and a name are wanted.";
            else if (days.Exists(one => one.Day == day)) fault = $"{number}: {text} stands twice.";
            else days.Add(new Holiday(day, name.Trim('"')));
        }
        if (fault is null && days.Count == 0) fault = "1: the table has no day.";
        return days;
    }
}
