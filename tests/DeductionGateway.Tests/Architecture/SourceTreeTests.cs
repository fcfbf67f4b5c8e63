namespace DeductionGateway.Tests.Architecture;

/// <summary>The repository itself is a test subject: sizes, names, paths, SQL.</summary>
public sealed class SourceTreeTests
{
    private static readonly Allowed[] NameLeftovers = [new("tests/DeductionGateway.Tests/Architecture", "the rule and what shows that it bites")];

    /// <summary>Statements that cannot be constant: a name of the database has no parameter.</summary>
    private static readonly Allowed[] MayAssembleSql = [];

    /// <summary>Tables that two capabilities write, with the reason.</summary>
    private static readonly Allowed[] TwoWriters = [];

    private static readonly Allowed[] SystemPaths =
    [
        new("src/DeductionGateway/Hosting/EmbeddedPostgres.cs", "the socket folder of a deep data folder: a socket's path may have 107 bytes"),
    ];

    [Fact]
    public void The_tree_is_read() => SourceTree.Product.Count.ShouldBeGreaterThan(50);

    [Fact]
    public void No_file_is_longer_than_600_lines() => TextRules.LongFiles(SourceTree.CSharp).ShouldHold("A file is one idea; two ideas are two files.");

    /// <summary>Shows the five longest, so that one can see them grow.</summary>
    [Fact]
    public void No_method_is_longer_than_70_lines()
    {
        foreach (var (path, name, lines) in SourceTree.CSharp.SelectMany(static file => MethodLengths.In(file.Text).Select(method => (file.Path, method.Name, method.Lines)))
            .OrderByDescending(static method => method.Lines).Take(5))
        {
            TestContext.Current.TestOutputHelper?.WriteLine($"{lines} lines: {path} {name}");
        }
        TextRules.LongMethods(SourceTree.CSharp).ShouldHold("A method fits on a screen.");
    }

    [Fact]
    public void The_program_file_only_reads_the_command_word() =>
        SourceTree.Product.Single(static file => file.Path == "src/DeductionGateway/Program.cs").Text.Count(static c => c == '\n').ShouldBeLessThanOrEqualTo(40);

    /// <summary>A string or comment misread would show as a brace too many.</summary>
    [Fact]
    public void Every_file_comes_apart_evenly() =>
        SourceTree.CSharp.Select(static file => (file.Path, CSharpText.Of(file.Text).Code))
            .Where(static file => file.Code.Count(static c => c == '{') != file.Code.Count(static c => c == '}') || file.Code.Count(static c => c == '(') != file.Code.Count(static c => c == ')'))
            .Select(static file => file.Path).ShouldBeEmpty();

    [Fact]
    public void No_file_or_type_has_an_empty_name() => TextRules.EmptyNames(SourceTree.CSharp).ShouldHold("Name it in the field's terms.");

    [Fact]
    public void Namespaces_follow_folders() => TextRules.NamespacesNotFolders(SourceTree.Product.Where(static file => !file.IsUnder("src/Grpc.") && !file.IsUnder("src/docs/clients/"))).ShouldHold("The borders are read from namespaces.");

    [Fact]
    public void No_machine_path_stands_in_the_tree()
    {
        TextRules.MachinePaths(SourceTree.Files, "work", "home", "root").ShouldHold("Paths come from options or from the repository's root.");
        TextRules.MachinePaths(SourceTree.Files.Where(static file => file.IsUnder("src/")), "tmp").Except(SystemPaths).ShouldHold("Only the documented socket folder lies there.");
    }

    [Fact]
    public void No_package_registry_is_named() => TextRules.RegistryHosts(SourceTree.Files).ShouldHold("The registry is the machine's choice.");

    [Fact]
    public void Nothing_is_left_for_later_in_the_code() =>
        TextRules.Leftovers(SourceTree.Files.Where(static file => !file.Is(".md"))).Except(NameLeftovers).ShouldHold("What is not done stands in the documents.");

    [Fact]
    public void Statements_are_constant() => TextRules.AssembledSql(SourceTree.Product).Except(MayAssembleSql).ShouldHold("SQL is constant text; values are parameters.");

    [Fact]
    public void Each_table_has_one_writer() =>
        TextRules.TablesWithTwoWriters(SourceTree.Files.Where(static file => file.IsUnder("src/") && (file.Is(".cs") || file.Is(".sql"))))
            .Except(TwoWriters).ShouldHold("A capability writes its own tables and asks the others.");

    [Fact]
    public void The_writers_are_seen()
    {
        var tables = TextRules.Writes(SourceTree.Product).Select(static write => write.Table).ToHashSet();
        tables.ShouldContain("posting");
        tables.ShouldContain("run");
    }

    [Fact]
    public void Migrations_are_numbered_without_gaps() =>
        TextRules.MigrationNames(SourceTree.Files.Where(static file => file.Path.Contains("/Data/migrations/", StringComparison.Ordinal)).Select(static file => file.Name))
            .ShouldHold("Steps are NNNN-name.sql, forward only.");
}
