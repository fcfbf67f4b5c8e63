namespace DeductionGateway.Commands;

/// <summary>The words of a command line are not understood; the message says which (exit code 2).</summary>
internal sealed class UsageException(string message) : Exception(message);

/// <summary>Options, flags and plain words of one command. Unknown options are refused by name.</summary>
internal sealed class CommandLine
{
    private readonly Dictionary<string, string> _options = new(StringComparer.Ordinal);
    private readonly HashSet<string> _flags = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<string>> _lists = new(StringComparer.Ordinal);
    private readonly List<string> _words = [];

    /// <param name="args">What follows the command word.</param>
    /// <param name="options">Options that take a value, such as <c>--out</c>.</param>
    /// <param name="flags">Options that take none.</param>
    /// <param name="lists">Options that take a value and may stand several times.</param>
    /// <exception cref="UsageException">An option is unknown, stands twice, or has no value.</exception>
    public CommandLine(IReadOnlyList<string> args, string[] options, string[] flags, params string[] lists)
    {
        for (var i = 0; i < args.Count; i++)
        {
            var word = args[i];
            if (!word.StartsWith("--", StringComparison.Ordinal))
            {
                _words.Add(word);
                continue;
            }
            var equals = word.IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? word : word[..equals];
            if (flags.Contains(name) && equals < 0)
            {
                _flags.Add(name);
                continue;
            }
            if (!options.Contains(name) && !lists.Contains(name)) throw new UsageException($"The option {name} is not known here.");
            if (equals < 0 && i + 1 == args.Count) throw new UsageException($"The option {name} needs a value.");
            var value = equals < 0 ? args[++i] : word[(equals + 1)..];
            if (lists.Contains(name)) (_lists.TryGetValue(name, out var list) ? list : _lists[name] = []).Add(value);
            else if (!_options.TryAdd(name, value)) throw new UsageException($"The option {name} stands twice.");
        }
    }

    public IReadOnlyList<string> Words => _words;
    public string? Option(string name) => _options.GetValueOrDefault(name);
    public IReadOnlyList<string> All(string list) => _lists.GetValueOrDefault(list) ?? [];
    public bool Has(string flag) => _flags.Contains(flag);

    /// <summary>The one plain word the command needs.</summary>
    public string OnlyWord(string what) => _words.Count switch
    {
        1 => _words[0],
        0 => throw new UsageException($"{what} is missing."),
        _ => throw new UsageException($"'{_words[1]}' is one word too many; {what} is '{_words[0]}'."),
    };

    public long WholeNumber(string name, long standard, long least, long most)
    {
        if (Option(name) is not { } text) return standard;
        return long.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number : throw new UsageException($"{name} must be a whole number from {least} to {most}, not '{text}'.");
    }
}
