using System.Diagnostics;
using System.Reflection;
using DeductionGateway.Commands;
using DeductionGateway.Tests.Architecture;
using DeductionGateway.Tests.Harness;

namespace DeductionGateway.Tests.Docs;

/// <summary>The pages say what the program does: their commands run, the output they show is its output, what they name is there.</summary>
public sealed class ReadmeTests
{
    private const string Start = "dotnet run --project src/DeductionGateway -- ";
    private static readonly string[] Pages = ["README.md", "SECURITY.md", "src/docs/ARCHITECTURE.md", "src/docs/OPERATING.md", "src/docs/SNAP.md", "src/docs/THREATS.md", "src/docs/CHANGELOG.md"];
    private static readonly string[] OnTheirData = ["demo", "reconcile", "verify-ledger", "migrate", "seed"];

    /// <summary>Each as a reader would type it; only where results and data go is ours. One data folder for all, as for a reader.</summary>
    [Fact]
    public void Commands_of_the_readme_run_and_print_what_it_shows()
    {
        using var scratch = new Scratch();
        var readme = Document.Read("README.md");
        var commands = readme.Lines("sh");
        commands.ShouldNotBeEmpty();
        var printed = new HashSet<string>();
        foreach (var command in commands)
        {
            command.ShouldStartWith(Start, customMessage: "a command that this test does not run");
            var (exit, output, error) = Run(scratch, command[Start.Length..].Split(' '));
            exit.ShouldBe(ExitCode.Done, $"{command}\n{error}");
            printed.UnionWith(output.Split('\n').Select(static line => line.Trim()));
        }
        readme.Lines("text").Select(static line => line.Trim()).Where(line => !printed.Contains(line)).ShouldBeEmpty("shown in the README and printed by no command");
    }

    [Fact]
    public void The_test_command_of_the_readme_can_be_started()
    {
        Document.Read("README.md").Says("`tests/run`").ShouldBeTrue();
        Programs.Run("test", "-x", SourceTree.PathOf("tests/run")).ExitCode.ShouldBe(0, "tests/run may be executed");
        Programs.Run("bash", "-n", SourceTree.PathOf("tests/run")).ShouldBe((0, "", ""));
    }

    [Fact]
    public void What_the_pages_name_is_there()
    {
        foreach (var page in Pages.Concat(Decisions())) Document.Read(page).BrokenPaths().ShouldBeEmpty(page);
    }

    [Fact]
    public void Types_and_members_that_the_pages_name_are_in_the_program()
    {
        foreach (var page in Decisions().Append("src/docs/ARCHITECTURE.md")) Document.Read(page).UnknownNames().ShouldBeEmpty(page);
    }

    [Fact]
    public void It_bites_on_a_name_that_is_nowhere() =>
        Document.Of("src/docs/A.md", "`Waterfall.Lay`, `Waterfall.Flow` and `Reckoner`, not `a.md`, `E1` or Prose.").UnknownNames().ShouldBe(["Flow", "Reckoner"]);

    [Fact]
    public void It_bites_on_a_path_a_link_and_a_file_that_are_not_there() =>
        Document.Of("src/docs/A.md", "`src/Nowhere/A.cs` and src/docs are named, [this](../../README.md) and [that](NOTHING.md) linked, `Reconciler.cs` and `Reckoner.cs` too.")
            .BrokenPaths().ShouldBe(["src/Nowhere/A.cs", "NOTHING.md", "Reckoner.cs"]);

    [Fact]
    public void Every_exit_code_stands_in_the_operating_page()
    {
        var page = Document.Read("src/docs/OPERATING.md");
        var codes = typeof(ExitCode).GetFields(BindingFlags.Public | BindingFlags.Static).Select(static field => (int)field.GetRawConstantValue()!).ToList();
        codes.Count.ShouldBeGreaterThan(5);
        codes.Where(code => !page.Says($"\n| {code} | ")).ShouldBeEmpty("exit codes that OPERATING does not explain");
    }

    [Fact]
    public void Every_command_stands_in_the_operating_page_and_in_the_readme()
    {
        using var help = new StringWriter { NewLine = "\n" };
        Help.Write("--help", help);
        var words = help.ToString().Split('\n').Where(static line => line.StartsWith("  ", StringComparison.Ordinal) && char.IsLower(line[2])).Select(static line => line.Trim().Split(' ')[0]).ToList();
        words.ShouldContain("reconcile");
        foreach (var page in (string[])["README.md", "src/docs/OPERATING.md"])
        {
            words.Where(word => !Document.Read(page).Says($"\n| `{word}` | ")).ShouldBeEmpty($"commands that {page} does not explain");
        }
    }

    private static IEnumerable<string> Decisions() =>
        Directory.EnumerateFiles(SourceTree.PathOf("src/docs/decisions"), "*.md").Select(static path => "src/docs/decisions/" + Path.GetFileName(path));

    /// <summary>The built program from the repository's root; results and data go to the scratch folder.</summary>
    private static (int Exit, string Output, string Error) Run(Scratch scratch, string[] words)
    {
        var results = Array.IndexOf(words, "--out") + 1;
        if (results > 0) words[results] = scratch[words[results]];
        if (OnTheirData.Contains(words[0]) && !words.Contains("--help")) words = [.. words, "--data", scratch.Path];
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "DeductionGateway.dll"), .. words])
        {
            WorkingDirectory = SourceTree.PathOf(""), RedirectStandardOutput = true, RedirectStandardError = true,
        };
        using var program = Process.Start(start)!;
        var error = new System.Text.StringBuilder();
        program.ErrorDataReceived += (_, line) => error.AppendLine(line.Data);
        program.BeginErrorReadLine();
        var output = program.StandardOutput.ReadToEnd();
        program.WaitForExit();
        return (program.ExitCode, output, error.ToString());
    }
}
