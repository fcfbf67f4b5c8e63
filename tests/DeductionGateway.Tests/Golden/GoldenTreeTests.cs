using DeductionGateway.Tests.Architecture;

namespace DeductionGateway.Tests.Golden;

/// <summary>A golden folder that no test reads protects nothing, and one without its expectation neither.</summary>
public sealed class GoldenTreeTests
{
    [Fact]
    public void Every_folder_on_disk_is_named_by_a_test()
    {
        var tests = SourceTree.CSharp.Where(static file => file.IsUnder("tests/") && file.Name != "GoldenTreeTests.cs").ToList();
        var unused = Directory.EnumerateDirectories(GoldenFolder.Root).Select(static path => Path.GetFileName(path))
            .Where(name => !tests.Exists(file => file.Text.Contains($"\"{name}\"", StringComparison.Ordinal)));
        unused.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(GoldenFolder.Refused, "expected-errors.csv")]
    [InlineData(GoldenFolder.Accepted, "expected-lines.csv")]
    public void Every_case_says_why_it_is_there_and_what_is_expected(string kind, string expectation)
    {
        var cases = GoldenFolder.Cases(kind).ToList();
        cases.ShouldNotBeEmpty();
        foreach (var name in cases)
        {
            File.Exists(GoldenFolder.PathOf(kind, name, "why.txt")).ShouldBeTrue($"{kind}/{name}/why.txt");
            File.ReadAllLines(GoldenFolder.PathOf(kind, name, "why.txt")).ShouldNotBeEmpty($"{kind}/{name}/why.txt");
            CsvText.Rows(File.ReadAllText(GoldenFolder.PathOf(kind, name, expectation))).Count.ShouldBeGreaterThan(1, $"{kind}/{name}/{expectation}");
            Directory.EnumerateFileSystemEntries(GoldenFolder.PathOf(kind, name)).Count().ShouldBeGreaterThan(2, $"{kind}/{name} changes nothing");
        }
    }
}
