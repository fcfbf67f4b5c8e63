using System.Text.RegularExpressions;
using DeductionGateway.Tests.Architecture;

namespace DeductionGateway.Tests.Docs;

/// <summary>A page for readers: its fenced blocks by language, and the paths of the repository that it names.</summary>
internal sealed partial class Document
{
    /// <summary>Top folders; a word that begins with one of them and a slash is meant as a path.</summary>
    private static readonly string[] Tops = ["src", "tests", "mocks", "protos", ".ci"];

    private static readonly Lazy<HashSet<string>> Words = new(static () =>
        [.. SourceTree.Files.Where(static file => file.IsUnder("src/") && !file.Is(".md")).SelectMany(static file => Word().Matches(file.Text)).Select(static match => match.Value)]);

    private readonly string _path;
    private readonly string _text;

    private Document(string path, string text)
    {
        _path = path;
        _text = text;
    }

    /// <param name="path">From the repository's root.</param>
    public static Document Read(string path) => new(path, File.ReadAllText(SourceTree.PathOf(path)));

    /// <summary>The same page with another text, to show that a rule bites.</summary>
    public static Document Of(string path, string text) => new(path, text);

    public bool Says(string words) => _text.Contains(words, StringComparison.Ordinal);

    /// <summary>The fenced blocks, each with its language, in order.</summary>
    public IReadOnlyList<(string Language, string Text)> Blocks() => [.. Fence().Matches(_text).Select(static block => (block.Groups["language"].Value, block.Groups["lines"].Value))];

    /// <summary>Lines of the fenced blocks of a language, in order.</summary>
    public IReadOnlyList<string> Lines(string language) =>
        [.. Fence().Matches(_text).Where(block => block.Groups["language"].Value == language).SelectMany(static block => block.Groups["lines"].Value.Split('\n')).Where(static line => line.Trim().Length > 0)];

    /// <summary>
    /// Paths named and not there: what stands in backticks or in the tree's picture, from the root or, for a C# file or type named alone, anywhere;
    /// and what is linked, from the page's own folder.
    /// </summary>
    public IReadOnlyList<string> BrokenPaths() =>
        [.. Named().Where(static path => !Stands(SourceTree.PathOf(path)))
            .Concat(Link().Matches(_text).Select(static match => match.Groups[1].Value).Where(path => !Stands(Path.Combine(SourceTree.PathOf(""), Path.GetDirectoryName(_path) ?? "", path))))
            .Concat(CSharpFile().Matches(_text).Select(static match => match.Groups[1].Value).Where(static name => !SourceTree.Files.Any(file => file.Name == name)))
            .Distinct()];

    /// <summary>Names of types and members in backticks that no source of the program has.</summary>
    public IReadOnlyList<string> UnknownNames() =>
        [.. CodeName().Matches(_text).SelectMany(static match => match.Groups[1].Value.Split('.')).Where(static name => !Words.Value.Contains(name)).Distinct()];

    private IEnumerable<string> Named() => RootPath().Matches(_text).Select(static match => match.Value.TrimEnd('/', '.')).Where(static path => Tops.Contains(path.Split('/')[0]));

    private static bool Stands(string path) => File.Exists(path) || Directory.Exists(path);

    [GeneratedRegex(@"^```(?<language>\w*)\n(?<lines>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex(@"(?<![\w./-])\.?\w+/[\w./-]+")]
    private static partial Regex RootPath();

    [GeneratedRegex(@"(?:\]\(|src="")(?!https?:)([^)""#]+)")]
    private static partial Regex Link();

    [GeneratedRegex(@"`([A-Z]\w*[a-z]\w*(?:\.[A-Z]\w*)?)`")]
    private static partial Regex CodeName();

    [GeneratedRegex(@"[A-Za-z_]\w*")]
    private static partial Regex Word();

    [GeneratedRegex(@"`(\w+\.cs)`")]
    private static partial Regex CSharpFile();
}
