namespace DeductionGateway.Wire;

/// <summary>A path of <c>google.api.http</c> that is not well formed; the message says where.</summary>
internal sealed class PathTemplateException(string message) : Exception(message);

/// <summary>A field of the request that a part of the path fills: segments from, to (exclusive); to is -1 where the rest is taken.</summary>
internal readonly record struct PathVariable(string Field, int From, int To);

/// <summary>
/// A path template: <c>/v1/{name=groups/*}/{deep=**}:verb</c>. Segments are literals, <c>*</c> (one segment, not empty) or, last, <c>**</c>
/// (any number). Variables are field paths; the verb follows the last segment after a colon.
/// </summary>
internal sealed class PathTemplate
{
    private const string One = "*", Rest = "**";
    private readonly List<string> _segments = [];
    private readonly List<PathVariable> _variables = [];

    private PathTemplate(string text) => Text = text;

    public string Text { get; }
    public string Verb { get; private set; } = "";
    public IReadOnlyList<PathVariable> Variables => _variables;

    /// <summary>The same for two templates that no path tells apart.</summary>
    public string Shape => string.Join('/', _segments) + ":" + Verb;

    /// <summary>Sorts the more particular first: literals, then <c>*</c>, then <c>**</c>, segment by segment; a verb before none.</summary>
    public string Order => (Verb.Length > 0 ? "0" : "1") + string.Concat(_segments.Select(static segment => segment == Rest ? "3" : segment == One ? "2" : "1")) + "4";

    /// <exception cref="PathTemplateException">It is not well formed.</exception>
    public static PathTemplate Parse(string text)
    {
        var template = new PathTemplate(text);
        if (!text.StartsWith('/')) throw new PathTemplateException($"{text}: a path begins with a slash.");
        var at = 1;
        while (true)
        {
            at = text.AsSpan(at).StartsWith("{") ? template.ReadVariable(at) : template.ReadSegment(at, "/:");
            if (at == text.Length) break;
            if (text[at] == ':')
            {
                template.Verb = text[(at + 1)..];
                if (template.Verb.Length == 0 || template.Verb.AsSpan().ContainsAny("/:{}*")) throw new PathTemplateException($"{text}: '{template.Verb}' is no verb.");
                break;
            }
            if (text[at] != '/') throw new PathTemplateException($"{text}: a slash or a colon is wanted at {at}.");
            at++;
        }
        var rest = template._segments.IndexOf(Rest);
        if (rest >= 0 && rest != template._segments.Count - 1) throw new PathTemplateException($"{text}: ** stands last.");
        return template;
    }

    /// <summary>The segments of each variable, still escaped, where the path is of this template; else null.</summary>
    /// <param name="segments">Of the path, without the first slash, not unescaped.</param>
    public IReadOnlyList<string[]>? Match(string[] segments)
    {
        if (Verb.Length > 0)
        {
            var last = segments[^1];
            if (!last.EndsWith(":" + Verb, StringComparison.Ordinal)) return null;
            segments = [.. segments[..^1], last[..^(Verb.Length + 1)]];
            if (segments[^1].Length == 0 && _segments[^1] == Rest) segments = segments[..^1];
        }
        var takesRest = _segments[^1] == Rest;
        if (takesRest ? segments.Length < _segments.Count - 1 : segments.Length != _segments.Count) return null;
        for (var i = 0; i < segments.Length; i++)
        {
            var wanted = i < _segments.Count ? _segments[i] : Rest;
            if (wanted is One or Rest ? segments[i].Length == 0 : wanted != segments[i]) return null;
        }
        var all = segments;
        return [.. _variables.Select(variable => all[variable.From..(variable.To < 0 ? all.Length : variable.To)])];
    }

    private int ReadVariable(int at)
    {
        var close = Text.IndexOf('}', at);
        if (close < 0) throw new PathTemplateException($"{Text}: a brace is not closed.");
        var (from, equals) = (_segments.Count, Text.IndexOf('=', at, close - at));
        var field = Text[(at + 1)..(equals < 0 ? close : equals)];
        if (field.Length == 0 || equals + 1 == close) throw new PathTemplateException($"{Text}: a variable has a name, and segments after its equals sign.");
        if (equals < 0) _segments.Add(One);
        for (var next = equals + 1; equals >= 0 && next < close; next++) next = ReadSegment(next, "/}");
        _variables.Add(new PathVariable(field, from, _segments[^1] == Rest ? -1 : _segments.Count));
        return close + 1;
    }

    private int ReadSegment(int at, string ends)
    {
        var end = Text.AsSpan(at).IndexOfAny(ends);
        end = end < 0 ? Text.Length : at + end;
        var segment = Text[at..end];
        if (segment.Length == 0 || (segment is not (One or Rest) && segment.AsSpan().ContainsAny("*{}:"))) throw new PathTemplateException($"{Text}: '{segment}' at {at} is no segment.");
        _segments.Add(segment);
        return end;
    }
}
