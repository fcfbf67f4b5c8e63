using System.Globalization;
using DeductionGateway.Commands;
using DeductionGateway.Tests.Harness;

namespace DeductionGateway.Tests.Proofs;

/// <summary>
/// Whole folders against their answers, before and after the proposals are confirmed: every row right, every account right, every entry
/// balanced, a second run the same bytes, and the ledger proved.
/// </summary>
public sealed class FolderTruthTests(TestCluster cluster) : IDisposable
{
    private readonly Scratch _scratch = new();

    /// <summary>A case is a period folder, a folder of such (one database, in the order of their names), or <c>N lines, seed S</c>.</summary>
    public static TheoryData<string> Cases => Environment.GetEnvironmentVariable("PROOF_FOLDERS") is { Length: > 0 } named
        ? [.. named.Split(':')]
        : [.. ProofSize.Of(Small(), Full()).Select(static one => $"{one.Lines} lines, seed {one.Seed}")];

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_folder_gives_its_answers(string name)
    {
        var folders = Directory.Exists(name) ? Series(name) : [Generated(name)];
        using var unconfirmed = new ProofDatabase(cluster);
        foreach (var folder in folders) ShouldRepeat(ShouldAnswer(folder, unconfirmed.Run(folder), isConfirmed: false), unconfirmed.Run(folder));
        unconfirmed.ShouldBeProved();
        using var confirmedLater = new ProofDatabase(cluster);
        foreach (var folder in folders)
        {
            confirmedLater.Run(folder);
            ShouldRepeat(ShouldAnswer(folder, confirmedLater.Confirm(folder), isConfirmed: true), confirmedLater.Run(folder));
        }
        confirmedLater.ShouldBeProved();
        using var confirmedAtOnce = new ProofDatabase(cluster);
        foreach (var folder in folders) ShouldAnswer(folder, confirmedAtOnce.Confirm(folder), isConfirmed: true);
        confirmedAtOnce.ShouldBeProved();
        ProofSize.Say($"{name}: every row and account right");
    }

    public void Dispose() => _scratch.Dispose();

    private static IEnumerable<(int Lines, long Seed)> Small() => from seed in Enumerable.Range(1, 3) from lines in new[] { 200, 1_000 } select (lines, (long)seed);

    private static IEnumerable<(int Lines, long Seed)> Full()
    {
        int[] sizes = [200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000];
        for (var seed = 1; seed <= 40; seed++) yield return (sizes[seed % sizes.Length], seed);
        yield return (1_000_000, 41);
    }

    private static List<string> Series(string folder) =>
        File.Exists(Path.Combine(folder, "expected.csv")) ? [folder] : [.. Directory.GetDirectories(folder).Order(StringComparer.Ordinal)];

    private string Generated(string name)
    {
        var words = name.Split(' ');
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        GenerateCommand.Run(["--lines", words[0], "--seed", words[^1], "--out", _scratch["folder"]], output).ShouldBe(ExitCode.Done);
        return _scratch["folder"];
    }

    private static Reconciling ShouldAnswer(string folder, Reconciling run, bool isConfirmed)
    {
        var wrong = new PeriodAnswers(folder).Wrong(run, isConfirmed);
        wrong.ShouldBeEmpty($"{wrong.Count} wrong in {folder}, {(isConfirmed ? "confirmed" : "unconfirmed")}:\n{string.Join('\n', wrong.Take(20))}\n");
        return run;
    }

    private static void ShouldRepeat(Reconciling first, Reconciling second)
    {
        foreach (var file in Directory.EnumerateFiles(first.Out, "*.csv").Select(Path.GetFileName))
        {
            (first.Read(file!) == second.Read(file!)).ShouldBeTrue($"{file} of a second run differs");
        }
    }
}
