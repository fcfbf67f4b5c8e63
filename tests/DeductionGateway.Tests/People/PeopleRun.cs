using DeductionGateway.Commands;
using DeductionGateway.Tests.Harness;
using DeductionGateway.Tests.Proofs;

namespace DeductionGateway.Tests.People;

/// <summary>A generated cooperative with every kind of mismatch, reconciled once for all tests of a class.</summary>
public sealed class PeopleRun : IDisposable
{
    private readonly Scratch _scratch = new();
    private readonly TestDatabase _database;

    public PeopleRun(TestCluster cluster)
    {
        _database = new TestDatabase(cluster);
        Folder = DataFolder.Generate(_scratch["period"], 1_500, 7, "2026-02", "KOP-PEOPLE");
        Run = Reconciling.Folder(Folder, _scratch["out"], _database);
        Run.ExitCode.ShouldBe(ExitCode.Done, Run.Error);
        Result = new SheetFile(Path.Combine(Run.Out, "hasil.xlsx"));
        Lines = CsvTable.Parse(Run.Read("lines.csv"));
        Members = CsvTable.Read(Path.Combine(Folder, "members.csv"));
        Billing = CsvTable.Read(Path.Combine(Folder, "expected.csv"));
    }

    public string Folder { get; }
    public Reconciling Run { get; }
    internal SheetFile Result { get; }
    internal CsvTable Lines { get; }
    internal CsvTable Members { get; }
    internal CsvTable Billing { get; }

    /// <summary>Employer codes that have a letter, and the letters.</summary>
    internal Dictionary<string, SheetFile> Letters() =>
        Directory.EnumerateFiles(Path.Combine(Run.Out, "surat")).ToDictionary(static path => Path.GetFileNameWithoutExtension(path), static path => new SheetFile(path), StringComparer.Ordinal);

    /// <summary>The same folder once more, into another result folder.</summary>
    public Reconciling Again(string output) => Reconciling.Folder(Folder, _scratch[output], _database);

    public void Dispose()
    {
        _database.Dispose();
        _scratch.Dispose();
    }
}
