using System.Text.RegularExpressions;

namespace DeductionGateway.Tests.Architecture;

/// <summary>Finds the methods of a C# file by its braces, with their first line and length. Tables and other initialisers are no methods.</summary>
internal static partial class MethodLengths
{
    public static IEnumerable<(string Name, int Line, int Lines)> In(string text)
    {
        var code = CSharpText.Of(text).Code;
        return Members(code, 0, code.Length).Select(member => (member.Name, LineOf(code, member.From), LineOf(code, member.To) - LineOf(code, member.From) + 1));
    }

    private static IEnumerable<(string Name, int From, int To)> Members(string code, int from, int to)
    {
        for (var at = from; at < to;)
        {
            while (at < to && (char.IsWhiteSpace(code[at]) || code[at] is ';' or '}' or ',')) at++;
            if (at >= to) yield break;
            var (open, end, isInitialiser) = Extent(code, at, to);
            var header = code[at..open];
            if (open < end && TypeHeader().IsMatch(header))
            {
                foreach (var member in Members(code, open + 1, end)) yield return member;
            }
            else if (!isInitialiser && MethodName().Match(Attributes().Replace(header, "")) is { Success: true } name) yield return (name.Groups[1].Value, at, end);
            at = end + 1;
        }
    }

    /// <summary>Where the member's head ends (brace, arrow, equals sign or semicolon), where the member ends, and whether it is a field with a value.</summary>
    private static (int Open, int End, bool IsInitialiser) Extent(string code, int from, int to)
    {
        int depth = 0, open = -1;
        var needsSemicolon = false;
        var isInitialiser = false;
        for (var i = from; i < to; i++)
        {
            var c = code[i];
            if (c is '(' or '[') depth++;
            else if (c is ')' or ']') depth--;
            else if (c == '=' && depth == 0 && !IsOperator(code, from, i))
            {
                needsSemicolon = true;
                if (open < 0) (open, isInitialiser) = (i, code[i + 1] != '>');
            }
            else if (c == '{')
            {
                if (depth == 0 && open < 0) open = i;
                depth++;
            }
            else if (c == '}')
            {
                depth--;
                if (depth == 0 && !needsSemicolon && !GoesOn(code, i + 1)) return (open, i, isInitialiser);
            }
            else if (c == ';' && depth == 0) return (open < 0 ? i : open, i, isInitialiser);
        }
        return (open < 0 ? to : open, to - 1, isInitialiser);
    }

    /// <summary>The signs of <c>operator ==</c> and its like are a name.</summary>
    private static bool IsOperator(string code, int from, int at) => OperatorName().IsMatch(code[from..at]);

    /// <summary>After the accessors of a property a value may follow.</summary>
    private static bool GoesOn(string code, int at)
    {
        while (at < code.Length && char.IsWhiteSpace(code[at])) at++;
        return at < code.Length && code[at] == '=';
    }

    private static int LineOf(string code, int at) => code.AsSpan(0, Math.Min(at, code.Length)).Count('\n') + 1;

    [GeneratedRegex(@"\b(namespace|(class|struct|interface|enum|record)\s+\w)")]
    private static partial Regex TypeHeader();

    [GeneratedRegex(@"(\w+|operator\s*\S+?)\s*(<[^<>(]*>)?\s*\(")]
    private static partial Regex MethodName();

    [GeneratedRegex(@"^(\s*\[[^\]]*\])+")]
    private static partial Regex Attributes();

    [GeneratedRegex(@"\boperator\s*[=!<>]*$")]
    private static partial Regex OperatorName();
}
