using System.Text;

namespace DeductionGateway.Core.BankFiles;

/// <summary>
/// Takes an MT940 file apart into its tags: with SWIFT envelope or bare, several messages, any line end. A tag is only what the standard
/// and the banks know as one; a line of a remark that begins with a time or a word between colons stays part of the remark.
/// </summary>
internal sealed class Mt940Fields
{
    /// <summary>What ends a message: given out like a tag, so that a reader knows that nothing continues.</summary>
    public const string EndOfMessage = "-";

    private static readonly HashSet<string> Known = new(StringComparer.Ordinal)
    {
        "20", "21", "25", "25P", "28", "28C", "60F", "60M", "61", "62F", "62M", "64", "65", "86", "13", "13D", "34F", "90C", "90D", "NS",
    };

    private readonly string _text;
    private readonly StringBuilder _value = new();
    private string? _tag;
    private int _start;

    public Mt940Fields(byte[] bytes)
    {
        // The standard is ASCII; what is not UTF-8 either is shown as the nearest of its kind.
        var text = System.Text.Unicode.Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : Encoding.Latin1.GetString(bytes);
        text = text.TrimStart('\uFEFF');
        if (!text.Contains('\n', StringComparison.Ordinal)) text = text.Replace("@@", "\n", StringComparison.Ordinal).Replace('\r', '\n');
        _text = text;
        var header = text.IndexOf("{2:", StringComparison.Ordinal);
        var type = header >= 0 && header + 7 <= text.Length && text[header + 3] is 'I' or 'O' ? text.Substring(header + 4, 3) : "";
        Application = type.All(char.IsAsciiDigit) ? type : "";
        var sender = text.IndexOf("{1:", StringComparison.Ordinal);
        Sender = sender >= 0 && sender + 14 <= text.Length ? text.Substring(sender + 6, 8) : "";
        Header = header >= 0 ? text[header..Math.Min(text.Length, header + 64)].Split('\n')[0] : "";
    }

    /// <summary>The message type of the envelope, such as 940; empty without one.</summary>
    public string Application { get; }

    /// <summary>The first eight letters of the envelope's sender; empty without one.</summary>
    public string Sender { get; }

    /// <summary>The application header, which may name the bank as well.</summary>
    public string Header { get; }

    public bool HasEnvelope => _text.Contains("{4:", StringComparison.Ordinal);

    /// <summary>Where a block {4: begins that nothing closes; 0 where all are closed.</summary>
    public int OpenBlock { get; private set; }

    /// <summary>The tags with their values; continuation lines keep their line end, so that each tag joins them in its own way.</summary>
    public IEnumerable<(int Line, string Tag, string Value)> Read()
    {
        var line = 0;
        foreach (var raw in _text.Split('\n'))
        {
            line++;
            // Start and end of text of a telex line stay on some files.
            var current = raw.Trim('\r', '\u0001', '\u0002', '\u0003');
            if (IsEnvelope(current))
            {
                var block = current.IndexOf("{4:", StringComparison.Ordinal);
                if (Ended() is { } open) yield return open;
                if (block < 0) continue;
                OpenBlock = line;
                current = current[(block + 3)..];
            }
            if (current.TrimEnd() is "-" or "-}" || current.StartsWith("-}", StringComparison.Ordinal))
            {
                OpenBlock = 0;
                if (Ended() is { } last) yield return last;
                yield return (line, EndOfMessage, "");
                // Two messages on one line: {5:…}{1:…}{2:…}{4:
                var next = current.IndexOf("{4:", StringComparison.Ordinal);
                if (next < 0) continue;
                OpenBlock = line;
                current = current[(next + 3)..];
            }
            if (TagOf(current) is { } tag)
            {
                if (Ended() is { } before) yield return before;
                _tag = tag;
                _value.Append(current, tag.Length + 2, current.Length - tag.Length - 2);
                _start = line;
            }
            else if (_tag is not null)
            {
                _value.Append('\n').Append(current);
            }
        }
        if (Ended() is { } rest) yield return rest;
    }

    private (int, string, string)? Ended()
    {
        if (_tag is not { } tag) return null;
        var value = _value.ToString().TrimEnd('\n');
        _value.Clear();
        _tag = null;
        return (_start, tag, value);
    }

    private static bool IsEnvelope(string line) => line.Length > 2 && line[0] == '{' && line[2] == ':' && line[1] is (>= '1' and <= '5') or 'S';

    /// <summary>The tag a line begins with; null where the line continues the one before.</summary>
    private static string? TagOf(string line)
    {
        if (line.Length < 4 || line[0] != ':') return null;
        var end = line.IndexOf(':', 1);
        if (end is not (3 or 4)) return null;
        var tag = line[1..end];
        if (Known.Contains(tag)) return tag;
        var isField = char.IsAsciiDigit(tag[0]) && char.IsAsciiDigit(tag[1]) && (tag.Length == 2 || char.IsAsciiLetterUpper(tag[2]));
        // ":16:30" in a remark is a time of day.
        var isTime = tag.Length == 2 && end + 1 < line.Length && char.IsAsciiDigit(line[end + 1]);
        return isField && !isTime ? tag : null;
    }
}
