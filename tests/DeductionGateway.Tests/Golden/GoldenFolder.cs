using DeductionGateway.Tests.Architecture;
using DeductionGateway.Tests.Harness;

namespace DeductionGateway.Tests.Golden;

/// <summary>
/// The period folders under <c>tests/golden</c>. <c>base</c> is whole and accepted; a case of <c>refused</c> is the base with a few files
/// replaced, a directory in place of a file, or the files that <c>delete.txt</c> names taken away. A case of <c>accepted</c> stands alone.
/// What a case is for stands in its <c>why.txt</c>.
/// </summary>
internal static class GoldenFolder
{
    public const string Base = "base";
    public const string Refused = "refused";
    public const string Accepted = "accepted";
    private const string Deleted = "delete.txt";

    public static string Root { get; } = SourceTree.PathOf(Path.Combine("tests", "golden"));

    /// <summary>Names of the cases of a kind, as they stand on disk.</summary>
    public static IEnumerable<string> Cases(string kind) =>
        Directory.EnumerateDirectories(Path.Combine(Root, kind)).Select(static path => Path.GetFileName(path)).Order(StringComparer.Ordinal);

    public static string PathOf(params string[] names) => Path.Combine([Root, .. names]);

    /// <summary>The whole period folder of a case that is broken.</summary>
    public static string LayRefused(Scratch scratch, string name)
    {
        var folder = scratch.Lay(PathOf(Base), name);
        var list = PathOf(Refused, name, Deleted);
        if (File.Exists(list))
        {
            foreach (var file in File.ReadAllLines(list)) File.Delete(Path.Combine(folder, file));
        }
        foreach (var directory in Directory.EnumerateDirectories(PathOf(Refused, name)))
        {
            File.Delete(Path.Combine(folder, Path.GetFileName(directory)));
        }
        return scratch.Lay(PathOf(Refused, name), name);
    }
}
