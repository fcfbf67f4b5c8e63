using System.Globalization;
using DeductionGateway.Commands;
using DeductionGateway.Tests.Harness;

namespace DeductionGateway.Tests.Proofs;

/// <summary>The same month as other payroll programs would write it: the same rows byte for byte, the same ledger.</summary>
public sealed class DialectTests(TestCluster cluster) : IDisposable
{
    private static readonly string[] Compared = ["lines.csv", "mismatches.csv", "bank_entries.csv", "employer_claims.csv"];

    private readonly Scratch _scratch = new();

    [Fact]
    public void No_way_of_writing_an_employers_file_changes_a_row_or_a_posting()
    {
        var lines = ProofSize.Of(500, 3_000);
        for (var round = 0; round < ProofSize.Of(3, 100); round++)
        {
            var seed = ProofSize.IsFull ? Random.Shared.Next(1_000_000_000) : round + 11;
            var folder = _scratch[$"folder-{round}"];
            using var output = new StringWriter(CultureInfo.InvariantCulture);
            string[] order = ["--lines", lines.ToString(CultureInfo.InvariantCulture), "--seed", seed.ToString(CultureInfo.InvariantCulture), "--out", folder];
            GenerateCommand.Run(order, output).ShouldBe(ExitCode.Done);
            var other = _scratch[$"other-{round}"];
            OtherDialect.Lay(folder, other, new Random(seed));
            using var first = new ProofDatabase(cluster);
            using var second = new ProofDatabase(cluster);
            var (as1, as2) = (first.Run(folder), second.Run(other));
            foreach (var file in Compared) AsCsv(as2.Read(file)).ShouldBe(AsCsv(as1.Read(file)), $"{file} of {lines} lines, seed {seed}");
            Postings(as2).Except(Postings(as1)).ShouldBeEmpty($"postings of {lines} lines, seed {seed}");
            Postings(as2).Count.ShouldBe(Postings(as1).Count);
            second.ShouldBeProved();
            ProofSize.Say($"dialect {round + 1} (seed {seed}) of {lines} lines: the same rows and ledger");
            Directory.Delete(folder, recursive: true);
            Directory.Delete(other, recursive: true);
        }
    }

    public void Dispose() => _scratch.Dispose();

    /// <summary>Without their numbers: entries stand in the order of the file's columns.</summary>
    private static List<string> Postings(Reconciling run) => [.. CsvTable.Parse(run.Read("journal.csv")).Rows.Select(static row =>
        string.Join(',', new[] { "entry_date", "account", "member_no", "debit", "credit", "source", "reference" }.Select(column => row[column]))).Order(StringComparer.Ordinal)];

    /// <summary>A file that became a workbook is the same file.</summary>
    private static string AsCsv(string text) => text.Replace(".xlsx,", ".csv,").Replace(".xlsx ", ".csv ");
}
