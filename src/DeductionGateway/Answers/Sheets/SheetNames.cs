namespace DeductionGateway.Answers.Sheets;

/// <summary>Names that a spreadsheet and a file system take, each once, from codes that may hold anything.</summary>
internal static class SheetNames
{
    /// <summary>Characters of a sheet name.</summary>
    public const int Most = 31;

    private const string Forbidden = "[]:*?/\\";

    /// <summary>Names Windows keeps for devices; a letter is forwarded to whoever has Windows.</summary>
    private static readonly string[] Devices =
    [
        "CON", "PRN", "AUX", "NUL", "CLOCK$", .. Enumerable.Range(0, 10).Select(static number => $"COM{number}"), .. Enumerable.Range(0, 10).Select(static number => $"LPT{number}"),
    ];

    /// <summary>A sheet name for the code that none of <paramref name="taken"/> is, upper and lower case alike; it is added to them.</summary>
    public static string Sheet(string code, ISet<string> taken)
    {
        var name = new string([.. code.Select(static one => Forbidden.Contains(one) || char.IsControl(one) || char.IsSurrogate(one) ? '_' : one)]).Trim().Trim('\'');
        // "History" is a name Excel keeps for itself.
        if (name.Length == 0 || name.Equals("History", StringComparison.OrdinalIgnoreCase)) name += "_";
        return Unique(Cut(name, Most), Most, taken);
    }

    /// <summary>A file name without its ending: letters, digits, dot, minus and underscore; never hidden, never a path, never a device.</summary>
    public static string File(string code, ISet<string> taken)
    {
        var name = new string([.. code.Select(static one => char.IsAsciiLetterOrDigit(one) || one is '.' or '-' or '_' ? one : '_')]).TrimStart('.', '-').TrimEnd('.');
        if (name.Length == 0 || Devices.Contains(name.Split('.')[0], StringComparer.OrdinalIgnoreCase)) name = "_" + name;
        return Unique(Cut(name, 80), 80, taken);
    }

    private static string Unique(string name, int most, ISet<string> taken)
    {
        var unique = name;
        for (var number = 2; !taken.Add(unique); number++)
        {
            var ending = $"_{number}";
            unique = Cut(name, most - ending.Length) + ending;
        }
        return unique;
    }

    private static string Cut(string name, int most) => name.Length <= most ? name : name[..most].TrimEnd();
}
