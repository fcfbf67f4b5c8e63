using System.Text;

namespace DeductionGateway.Tests.Architecture;

/// <summary>A string of the source: where its first character stands, what it says (holes of an interpolation included), and whether it has holes.</summary>
internal sealed record Literal(int At, int End, string Text, bool IsInterpolated);

/// <summary>
/// A C# file taken apart into code, comments and strings, without a compiler: <see cref="Code"/> has the length of the file, with blanks
/// where strings and comments are. Knows verbatim, raw and interpolated strings and the code inside their holes.
/// </summary>
internal sealed class CSharpText
{
    private readonly string _text;
    private readonly StringBuilder _code;
    private readonly List<Literal> _strings = [];
    private readonly List<(int At, string Text)> _comments = [];
    private int _at;

    private CSharpText(string text)
    {
        _text = text;
        _code = new StringBuilder(text);
        ReadCode(0);
        Code = _code.ToString();
    }

    public string Code { get; }
    public IReadOnlyList<Literal> Strings => _strings;
    public IReadOnlyList<(int At, string Text)> Comments => _comments;

    public static CSharpText Of(string text) => new(text);

    /// <summary>Reads code up to the end, or to the brace that closes a hole (<paramref name="holeBraces"/> of them; 0 = no hole).</summary>
    private void ReadCode(int holeBraces)
    {
        var depth = 0;
        while (_at < _text.Length)
        {
            var c = _text[_at];
            if (holeBraces > 0 && depth == 0 && c is '}') return;
            if (c is '{' or '(' or '[') depth++;
            else if (c is '}' or ')' or ']') depth--;
            if (Stands("//")) ReadComment(_text.IndexOf('\n', _at));
            else if (Stands("/*")) ReadComment(_text.IndexOf("*/", _at, StringComparison.Ordinal) is var end and >= 0 ? end + 2 : -1);
            else if (c == '\'') ReadCharacter();
            else if (c is '"' or '$' or '@' && StartOfString() is var quote && quote >= 0) ReadString(quote);
            else _at++;
        }
    }

    private bool Stands(string what) => string.CompareOrdinal(_text, _at, what, 0, what.Length) == 0;

    /// <summary>The position of the first quote where <c>$</c>, <c>@</c> or a quote here begins a string, else -1 (<c>@event</c>).</summary>
    private int StartOfString()
    {
        var quote = _at;
        while (quote < _text.Length && _text[quote] is '$' or '@') quote++;
        return quote < _text.Length && _text[quote] == '"' ? quote : -1;
    }

    private void ReadComment(int end)
    {
        if (end < 0) end = _text.Length;
        _comments.Add((_at, _text[_at..end]));
        Blank(_at, end);
        _at = end;
    }

    private void ReadCharacter()
    {
        var start = _at++;
        while (_at < _text.Length && _text[_at] is not ('\'' or '\n')) _at += _text[_at] == '\\' ? 2 : 1;
        Blank(start, ++_at);
    }

    private void ReadString(int quote)
    {
        var start = _at;
        var prefix = _text[_at..quote];
        var dollars = prefix.Count(static c => c == '$');
        var quotes = 0;
        while (quote + quotes < _text.Length && _text[quote + quotes] == '"') quotes++;
        if (quotes is 2 && !prefix.Contains('@', StringComparison.Ordinal))
        {
            _at = quote + 2;
            Keep(start, quote + 1, quote + 1, dollars);
            return;
        }
        var isRaw = quotes >= 3 && !prefix.Contains('@', StringComparison.Ordinal);
        var closing = isRaw ? new string('"', quotes) : "\"";
        _at = quote + closing.Length;
        var first = _at;
        var hasHole = false;
        while (_at < _text.Length && !Stands(closing) || IsDoubledQuote(prefix))
        {
            if (IsDoubledQuote(prefix)) _at += 2;
            else if (dollars > 0 && _text[_at] == '{' && ReadHole(isRaw ? dollars : 1, isRaw)) hasHole = true;
            else _at += !isRaw && !prefix.Contains('@', StringComparison.Ordinal) && _text[_at] == '\\' ? 2 : 1;
        }
        var last = Math.Min(_at, _text.Length);
        while (isRaw && last + quotes < _text.Length && _text[last + quotes] == '"') last++;
        _at = Math.Min(last + closing.Length, _text.Length);
        Keep(start, first, last, hasHole ? dollars : 0);
    }

    private bool IsDoubledQuote(string prefix) => prefix.Contains('@', StringComparison.Ordinal) && Stands("\"\"");

    /// <summary>Reads <c>{ code }</c> inside an interpolated string; false where the braces are text.</summary>
    private bool ReadHole(int braces, bool isRaw)
    {
        var open = 0;
        while (_at + open < _text.Length && _text[_at + open] == '{') open++;
        if (isRaw ? open < braces : open % 2 == 0)
        {
            _at += open;
            return false;
        }
        _at += open;
        ReadCode(braces);
        _at += braces;
        return true;
    }

    private void Keep(int start, int first, int last, int dollars)
    {
        _strings.Add(new Literal(start, _at, _text[first..last], dollars > 0));
        Blank(start, _at);
    }

    private void Blank(int from, int to)
    {
        for (var i = from; i < to && i < _code.Length; i++)
        {
            if (_code[i] != '\n') _code[i] = ' ';
        }
    }
}
