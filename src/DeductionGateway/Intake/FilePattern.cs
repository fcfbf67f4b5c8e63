using System.Text.RegularExpressions;
using DeductionGateway.Core.Intake;

namespace DeductionGateway.Intake;

/// <summary>The <c>file</c> of a profile: a name, or one in which <c>*</c> stands for any run of characters, so that next month's file is found too.</summary>
internal static partial class FilePattern
{
    public static bool IsPattern(string? file) => file is not null && file.Contains('*', StringComparison.Ordinal);

    public static bool Fits(string? file, string name)
    {
        if (!IsPattern(file)) return file == name;
        var parts = file!.Split('*');
        if (name.Length < parts[0].Length + parts[^1].Length || !name.StartsWith(parts[0], StringComparison.Ordinal) || !name.EndsWith(parts[^1], StringComparison.Ordinal)) return false;
        // The shortest run that lets the next part follow leaves most for the rest.
        var (at, end) = (parts[0].Length, name.Length - parts[^1].Length);
        foreach (var part in parts[1..^1])
        {
            var found = name.AsSpan(at, end - at).IndexOf(part, StringComparison.Ordinal);
            if (found < 0) return false;
            at += found + part.Length;
        }
        return true;
    }

    /// <summary>The name with a star for its month and year; null where it shows none.</summary>
    public static string? Suggested(string name)
    {
        var ending = Path.GetExtension(name);
        var stem = Words().Replace(InDigits().Replace(Path.GetFileNameWithoutExtension(name), "*"), static word => IsOfMonth(word.Value) ? "*" : word.Value);
        stem = Runs().Replace(stem, "*");
        return stem.Contains('*', StringComparison.Ordinal) && stem.Any(char.IsLetter) ? stem + ending : null;
    }

    private static bool IsOfMonth(string word) => MonthNames.Of(word) > 0 || (word.All(char.IsAsciiDigit) && word.Length switch
    {
        6 => IsYear(word[..4]) && IsMonth(word[4..]) || IsYear(word[2..]) && IsMonth(word[..2]),
        4 => IsYear(word) || IsMonth(word[..2]) && int.Parse(word[2..]) is >= 20 and < 60,
        _ => false,
    });

    private static bool IsYear(string digits) => int.Parse(digits) is >= 2020 and < 2060;
    private static bool IsMonth(string digits) => int.Parse(digits) is >= 1 and <= 12;

    /// <summary>A month in digits beside its year: one digit where a mark stands between, as a number before a year may mean anything.</summary>
    [GeneratedRegex(@"(?<![0-9])((0[1-9]|1[0-2])[ _.-]+|[1-9][_.-])20[2-5][0-9](?![0-9])|(?<![0-9])20[2-5][0-9]([ _.-]+(0[1-9]|1[0-2])|[_.-][1-9])(?![0-9])")]
    private static partial Regex InDigits();

    [GeneratedRegex("[A-Za-z]+|[0-9]+")]
    private static partial Regex Words();

    [GeneratedRegex(@"\*([ _.-]*([0-9]{1,2})?[ _.-]*\*)+|\*[ _.'-]?[0-9]{2}(?![0-9])")]
    private static partial Regex Runs();
}
