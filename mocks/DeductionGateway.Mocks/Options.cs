using System.Globalization;

namespace DeductionGateway.Mocks;

/// <summary>The words of a command line are not understood; the message says which.</summary>
internal sealed class UsageException(string message) : Exception(message);

/// <summary>Pairs of <c>--name value</c>; unknown names are refused.</summary>
internal sealed class Options
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    /// <exception cref="UsageException">A name is unknown, stands twice, or has no value.</exception>
    public Options(IReadOnlyList<string> words, params string[] names)
    {
        for (var at = 0; at < words.Count; at += 2)
        {
            if (!names.Contains(words[at])) throw new UsageException($"'{words[at]}' is not known here; --help says what is.");
            if (at + 1 == words.Count) throw new UsageException($"{words[at]} needs a value.");
            if (!_values.TryAdd(words[at], words[at + 1])) throw new UsageException($"{words[at]} stands twice.");
        }
    }

    public string? Text(string name) => _values.GetValueOrDefault(name);

    public string Text(string name, string standard) => Text(name) ?? standard;

    public string Needed(string name) => Text(name) ?? throw new UsageException($"{name} is missing.");

    public long Number(string name, long standard) => Text(name) is not { } text ? standard
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw new UsageException($"{name} is a whole number, not '{text}'.");

    public DateOnly Day(string name, DateOnly standard) => Text(name) is not { } text ? standard
        : DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : throw new UsageException($"{name} is a day such as 2026-02-27, not '{text}'.");

    public Uri? Address(string name) => Text(name) is not { } text ? null
        : Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" ? address : throw new UsageException($"{name} is an address such as http://127.0.0.1:5080, not '{text}'.");
}
