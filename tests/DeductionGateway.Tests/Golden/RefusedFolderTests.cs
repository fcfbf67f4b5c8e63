using DeductionGateway.Commands;
using DeductionGateway.Tests.Harness;

namespace DeductionGateway.Tests.Golden;

/// <summary>
/// Folders broken in one way each: refused whole, every fault with its place and a sentence, on standard error and in errors.csv alike,
/// and nothing stored. A partner's bad file becomes a folder here and stays for ever.
/// </summary>
public sealed class RefusedFolderTests(TestDatabase database) : IClassFixture<TestDatabase>, IDisposable
{
    private readonly Scratch _scratch = new();

    public static TheoryData<string> Cases => [.. GoldenFolder.Cases(GoldenFolder.Refused)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_broken_folder_is_refused_whole_and_leaves_nothing(string name)
    {
        // Each case is a cooperative of its own, so that what an earlier period stored is part of no other case.
        string[] asCooperative = ["--cooperative", name];
        var folder = GoldenFolder.LayRefused(_scratch, name);
        if (File.Exists(Path.Combine(folder, "after-base.txt")))
        {
            Reconciling.Folder(GoldenFolder.PathOf(GoldenFolder.Base), _scratch["first"], database, asCooperative).ExitCode.ShouldBe(ExitCode.Done);
        }
        var before = database.RowCounts();

        var run = Reconciling.Folder(folder, _scratch["out"], database, asCooperative);

        var expected = File.ReadAllText(GoldenFolder.PathOf(GoldenFolder.Refused, name, "expected-errors.csv"));
        run.Error.ShouldNotContain("   at ", customMessage: "a stack trace");
        run.ExitCode.ShouldBe(ExitCode.FileRefused, run.Error);
        run.Read("errors.csv").ShouldBe(expected);
        run.ErrorLines.SkipLast(1).ShouldBe(CsvText.Rows(expected).Skip(1).Select(static row => $"{row[0]}:{row[1]}:{row[2]} {row[3]} {row[4]}"));
        Directory.GetFiles(run.Out).ShouldHaveSingleItem("a refused folder has no other answer");
        database.RowCounts().ShouldBe(before);
        database.AsSuperuser<long>("select count(*) from cooperative where code = @name;", new { name })[0].ShouldBe(before.Count > 0 && File.Exists(Path.Combine(folder, "after-base.txt")) ? 1 : 0);
    }

    [Fact]
    public void The_base_itself_is_accepted()
    {
        var run = Reconciling.Folder(GoldenFolder.PathOf(GoldenFolder.Base), _scratch["out"], database, "--cooperative", "the-base");
        run.ExitCode.ShouldBe(ExitCode.Done, run.Error);
        run.Read("lines.csv").Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).ShouldAllBe(static line => line.Contains(",matched,"));
    }

    public void Dispose() => _scratch.Dispose();
}
