using System.Text.RegularExpressions;

namespace DeductionGateway.Tests.Architecture;

/// <summary>Rules that are read from the source files. Each takes files, gives findings as file:line.</summary>
internal static partial class TextRules
{
    public const int LongestFileLines = 600;
    public const int LongestMethodLines = 70;

    public static IReadOnlyList<Finding> LongFiles(IEnumerable<SourceFile> files) =>
        [.. files.Select(static file => (file, Lines: file.LineOf(file.Text.TrimEnd('\n').Length))).Where(static one => one.Lines > LongestFileLines)
            .Select(static one => new Finding(one.file.Path, $"has {one.Lines} lines"))];

    public static IReadOnlyList<Finding> LongMethods(IEnumerable<SourceFile> files) =>
        [.. files.SelectMany(static file => MethodLengths.In(file.Text).Where(static method => method.Lines > LongestMethodLines)
            .Select(method => new Finding($"{file.Path}:{method.Line}", $"{method.Name} has {method.Lines} lines")))];

    /// <summary>Names that say nothing of the field, on files and on types.</summary>
    public static IReadOnlyList<Finding> EmptyNames(IEnumerable<SourceFile> files) =>
        [.. files.SelectMany(static file => TypeName().Matches(CSharpText.Of(file.Text).Code).Select(static match => match.Groups[1].Value)
            .Append(Path.GetFileNameWithoutExtension(file.Name)).Where(static name => EmptyName().IsMatch(name)).Distinct()
            .Select(name => new Finding(file.Path, $"is or holds {name}")))];

    /// <summary>A namespace that is not the folder: a border would be crossed unseen.</summary>
    public static IReadOnlyList<Finding> NamespacesNotFolders(IEnumerable<SourceFile> files) =>
        [.. files.SelectMany(static file => NamespaceName().Matches(CSharpText.Of(file.Text).Code)
            .Where(match => match.Groups[1].Value != string.Join('.', file.Path.Split('/')[1..^1]))
            .Select(match => new Finding($"{file.Path}:{file.LineOf(match.Groups[1].Index)}", $"namespace {match.Groups[1].Value}")))];

    /// <summary>
    /// Names of other rooms in the source of a room that the table does not allow. The compiled code alone would not show a constant:
    /// its value is copied and its origin forgotten.
    /// </summary>
    public static IReadOnlyList<Finding> Borders(IEnumerable<SourceFile> files, string root, IReadOnlyDictionary<string, string[]> table)
    {
        var room = new Regex($@"\b{Regex.Escape(root)}\.(\w+)");
        return [.. files.Where(file => file.IsUnder($"src/{root}/") && file.Path.Split('/').Length > 3).SelectMany(file => room.Matches(CSharpText.Of(file.Text).Code)
            .Select(match => (match.Index, From: file.Path.Split('/')[2], To: match.Groups[1].Value))
            .Where(use => use.From != use.To && !(table.TryGetValue(use.From, out var may) && may.Contains(use.To)))
            .Select(use => new Finding($"{file.Path}:{file.LineOf(use.Index)}", $"{use.From} names {use.To}")))];
    }

    /// <summary>Absolute paths of one machine. <paramref name="roots"/>: the first names under / that may not be named.</summary>
    public static IReadOnlyList<Finding> MachinePaths(IEnumerable<SourceFile> files, params string[] roots) =>
        Lines(files, new Regex($@"(?<![\w./~}}-])/({string.Join('|', roots)})(?![\w-])"));

    public static IReadOnlyList<Finding> RegistryHosts(IEnumerable<SourceFile> files) => Lines(files, RegistryHost());

    public static IReadOnlyList<Finding> Leftovers(IEnumerable<SourceFile> files) => Lines(files, Leftover());

    /// <summary>SQL put together at run time: with holes, or glued with +. What the compiler holds as a constant is constant.</summary>
    public static IReadOnlyList<Finding> AssembledSql(IEnumerable<SourceFile> files)
    {
        var findings = new List<Finding>();
        foreach (var file in files)
        {
            var text = CSharpText.Of(file.Text);
            foreach (var literal in text.Strings.Where(static literal => SqlStart().IsMatch(literal.Text)))
            {
                var before = text.Code.AsSpan(0, literal.At).TrimEnd();
                var statement = before[(before.LastIndexOfAny(';', '{', '}') + 1)..];
                var isGlued = text.Code.AsSpan(literal.End).TrimStart() is ['+', ..] || before is [.., '+'];
                if ((literal.IsInterpolated || isGlued) && !ConstWord().IsMatch(statement)) findings.Add(new Finding($"{file.Path}:{file.LineOf(literal.At)}", "SQL is assembled"));
            }
        }
        return findings;
    }

    /// <summary>Tables written from two capabilities. The capability is the folder under the project; migrations make tables and write none.</summary>
    public static IReadOnlyList<Finding> TablesWithTwoWriters(IEnumerable<SourceFile> files) =>
        [.. Writes(files).GroupBy(static write => write.Table, StringComparer.Ordinal)
            .Where(static table => table.Select(static write => write.Capability).Distinct().Count() > 1).OrderBy(static table => table.Key, StringComparer.Ordinal)
            .Select(static table => new Finding(table.Key, "is written by " + string.Join(" and ", table.Select(static write => write.Capability).Distinct().Order(StringComparer.Ordinal))))];

    /// <summary>Every table that a statement of the program writes, with the capability that does.</summary>
    public static IEnumerable<(string Table, string Capability)> Writes(IEnumerable<SourceFile> files) =>
        files.Where(static file => !file.Path.Contains("/migrations/", StringComparison.Ordinal)).SelectMany(static file =>
            (file.Is(".sql") ? [file.Text] : CSharpText.Of(file.Text).Strings.Select(static literal => literal.Text))
            .SelectMany(static sql => SqlWrite().Matches(sql)).Select(match => (match.Groups["table"].Value, file.Path.Split('/')[2]))).Distinct();

    /// <summary>Migrations are numbered from 0001 without gaps; <c>.after.sql</c> beside a step asserts its result.</summary>
    public static IReadOnlyList<Finding> MigrationNames(IEnumerable<string> names)
    {
        var ordered = names.Order(StringComparer.Ordinal).ToList();
        var findings = ordered.Where(static name => !MigrationName().IsMatch(name)).Select(static name => new Finding(name, "is not named NNNN-name.sql")).ToList();
        var steps = ordered.Where(static name => MigrationName().IsMatch(name) && !name.EndsWith(".after.sql", StringComparison.Ordinal)).ToList();
        for (var i = 0; i < steps.Count; i++)
        {
            var expected = (i + 1).ToString("0000", System.Globalization.CultureInfo.InvariantCulture);
            if (!steps[i].StartsWith(expected + "-", StringComparison.Ordinal)) findings.Add(new Finding(steps[i], $"should be number {expected}"));
        }
        return findings;
    }

    private static List<Finding> Lines(IEnumerable<SourceFile> files, Regex pattern) =>
        [.. files.SelectMany(file => pattern.Matches(file.Text).Select(match => new Finding($"{file.Path}:{file.LineOf(match.Index)}", match.Value)).Distinct())];

    [GeneratedRegex(@"\b(?:class|struct|record(?:\s+(?:class|struct))?|interface|enum)\s+(\w+)")]
    private static partial Regex TypeName();

    [GeneratedRegex("(Manager|Managers|Helper|Helpers|Util|Utils|Utility|Utilities|Impl)$")]
    private static partial Regex EmptyName();

    [GeneratedRegex(@"^namespace\s+([\w.]+)", RegexOptions.Multiline)]
    private static partial Regex NamespaceName();

    [GeneratedRegex(@"\b(nuget\.org|npmjs\.(org|com)|yarnpkg\.com|pypi\.org|pythonhosted\.org|crates\.io|rubygems\.org|maven\.org|proxy\.golang\.org|artifact[o]ry|nexus\.\w+|v3/index[.]json)\b", RegexOptions.IgnoreCase)]
    private static partial Regex RegistryHost();

    [GeneratedRegex(@"\b(TODO|HACK|FIXME|XXX)\b")]
    private static partial Regex Leftover();

    [GeneratedRegex(@"\bconst\b")]
    private static partial Regex ConstWord();

    [GeneratedRegex(@"^\s*(select\s|insert into\s|update\s+\w+(\s+(as\s+)?\w+)?\s+set\s|delete from\s|merge into\s|copy\s+\w+\s*\(|copy\s*\(|with\s+(recursive\s+)?\w+\s*(\([^)]*\)\s*)?as\s|truncate\s|lock table\s|(create|alter|drop)\s+(table|database|index|role|view|schema)\s|set\s+(local|session)\s)")]
    private static partial Regex SqlStart();

    [GeneratedRegex(@"\b(insert\s+into|delete\s+from|merge\s+into|truncate(\s+table)?|copy(?=\s+\w+\s*\([^)]*\)\s*from\s+stdin)|update(?=\s+\w+(\s+(as\s+)?\w+)?\s+set\b))\s+(?<table>\w+)")]
    private static partial Regex SqlWrite();

    [GeneratedRegex(@"^\d{4}-[a-z0-9]+(-[a-z0-9]+)*(\.after)?\.sql$")]
    private static partial Regex MigrationName();
}
