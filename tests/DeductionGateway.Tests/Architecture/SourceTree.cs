namespace DeductionGateway.Tests.Architecture;

/// <summary>A file of the repository: its path from the root with slashes, and its text.</summary>
internal sealed record SourceFile(string Path, string Text)
{
    public bool Is(string extension) => Path.EndsWith(extension, StringComparison.Ordinal);
    public bool IsUnder(string folder) => Path.StartsWith(folder, StringComparison.Ordinal);
    public string Name => Path[(Path.LastIndexOf('/') + 1)..];
    public int LineOf(int at) => Text.AsSpan(0, at).Count('\n') + 1;
}

/// <summary>The files that people write, read once; what the build makes is left out.</summary>
internal static class SourceTree
{
    private static readonly string[] Folders = ["src", "tests", "mocks", "protos", "docs", ".ci"];
    private static readonly string[] Extensions = [".cs", ".csproj", ".props", ".targets", ".json", ".sql", ".sh", ".md", ".yml", ".proto", ".razor", ".js", ".css", ".txt", ".sln", "run", ".editorconfig"];
    private static readonly string[] Made = ["bin", "obj", "node_modules", "golden", "results", "samples", "TestResults"];
    private static readonly Lazy<IReadOnlyList<SourceFile>> Read = new(static () => [.. Folders.SelectMany(In).Concat(OnTop())]);

    public static string Root { get; } = FindRoot();
    public static IReadOnlyList<SourceFile> Files => Read.Value;

    /// <summary>C# of the program itself.</summary>
    public static IReadOnlyList<SourceFile> Product => [.. Files.Where(static file => file.Is(".cs") && file.IsUnder("src/"))];

    /// <summary>All C# but the fixtures that break the rules on purpose.</summary>
    public static IReadOnlyList<SourceFile> CSharp => [.. Files.Where(static file => file.Is(".cs") && !IsPlanted(file))];

    public static bool IsPlanted(SourceFile file) => file.Path.Contains("/Architecture/Planted/", StringComparison.Ordinal);

    public static string PathOf(string fromRoot) => Path.Combine(Root, fromRoot);

    private static IEnumerable<SourceFile> OnTop() =>
        Directory.EnumerateFiles(Root).Where(IsText).Select(static path => new SourceFile(Path.GetFileName(path), File.ReadAllText(path)));

    private static IEnumerable<SourceFile> In(string folder)
    {
        var path = PathOf(folder);
        if (!Directory.Exists(path)) yield break;
        foreach (var file in Directory.EnumerateFiles(path).Where(IsText).Order(StringComparer.Ordinal)) yield return new SourceFile($"{folder}/{Path.GetFileName(file)}", File.ReadAllText(file));
        foreach (var below in Directory.EnumerateDirectories(path).Select(Path.GetFileName).Where(static name => !Made.Contains(name)).Order(StringComparer.Ordinal))
        {
            foreach (var file in In($"{folder}/{below}")) yield return file;
        }
    }

    private static bool IsText(string path) => Extensions.Any(extension => path.EndsWith(extension, StringComparison.Ordinal)) && new FileInfo(path).Length < 2_000_000;

    private static string FindRoot()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "DeductionGateway.sln"))) return folder;
        }
        throw new InvalidOperationException("The tests run outside the repository: no DeductionGateway.sln above them.");
    }
}
