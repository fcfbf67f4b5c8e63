using DeductionGateway.Commands;
using DeductionGateway.Tests.Harness;

namespace DeductionGateway.Tests.Golden;

/// <summary>
/// Small folders, each for a sentence of the matching and money rules. What is expected was worked out by hand from the rules' text, never
/// taken from the program; a column that the sentence does not speak of is not in the expectation.
/// </summary>
public sealed class AcceptedFolderTests(TestDatabase database) : IClassFixture<TestDatabase>, IDisposable
{
    private readonly Scratch _scratch = new();

    public static TheoryData<string> Cases => [.. GoldenFolder.Cases(GoldenFolder.Accepted)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_folder_gives_the_rows_worked_out_by_hand(string name)
    {
        var folder = GoldenFolder.PathOf(GoldenFolder.Accepted, name);
        if (Directory.Exists(Path.Combine(folder, "earlier"))) Run(Path.Combine(folder, "earlier"), name, "earlier");
        var run = Run(folder, name, "out");
        ShouldHold(Path.Combine(folder, "expected-lines.csv"), run.Read("lines.csv"));
        var late = Path.Combine(folder, "expected-late.csv");
        if (File.Exists(late)) ShouldHold(late, run.Read("late.csv"));
        var queue = Path.Combine(folder, "expected-mismatches.csv");
        if (File.Exists(queue)) ShouldHold(queue, run.Read("mismatches.csv"));

        // The same folder again: the same rows, and not a posting more.
        var before = database.RowCounts();
        var again = Run(folder, name, "again");
        again.Read("lines.csv").ShouldBe(run.Read("lines.csv"));
        again.Read("journal.csv").ShouldBe(run.Read("journal.csv"));
        database.RowCounts().ShouldBe(before);
    }

    public void Dispose() => _scratch.Dispose();

    private Reconciling Run(string folder, string cooperative, string output)
    {
        var run = Reconciling.Folder(folder, _scratch[output], database, "--cooperative", cooperative);
        run.ExitCode.ShouldBe(ExitCode.Done, run.Error);
        return run;
    }

    private static void ShouldHold(string expectedFile, string answer)
    {
        var expected = CsvText.Rows(File.ReadAllText(expectedFile));
        var rows = CsvText.Rows(answer);
        var places = expected[0].Select(column => Array.IndexOf(rows[0], column)).ToArray();
        places.ShouldNotContain(-1, "the expectation names a column that the answer has not");
        string.Join('\n', rows.Select(row => string.Join(',', places.Select(place => row[place])))).ShouldBe(string.Join('\n', expected.Select(static row => string.Join(',', row))));
    }
}
