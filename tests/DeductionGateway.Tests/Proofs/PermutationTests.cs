using System.Globalization;
using DeductionGateway.Commands;
using DeductionGateway.Tests.Harness;

namespace DeductionGateway.Tests.Proofs;

/// <summary>One generated folder in many orders of its rows, columns and files: the same class, amounts and rule per row and the same ledger.</summary>
public sealed class PermutationTests(TestCluster cluster) : IDisposable
{
    private readonly Scratch _scratch = new();

    [Fact]
    public void No_order_of_rows_columns_and_files_changes_a_row_or_a_posting()
    {
        var lines = ProofSize.Of(500, 3_000);
        var first = ProofSize.Of(1, Random.Shared.Next(1_000_000_000));
        var folder = Generated(lines, first);
        PlantReversals(folder);
        var pictures = new[] { Picture(folder, isConfirmed: false), Picture(folder, isConfirmed: true) };
        for (var round = 0; round < ProofSize.Of(10, 100); round++)
        {
            var seed = first + round;
            var other = _scratch[$"order-{round}"];
            OtherOrder.Lay(folder, other, new Random(seed));
            var isConfirmed = round % 2 == 1;
            var differences = pictures[isConfirmed ? 1 : 0].Differences(Picture(other, isConfirmed));
            differences.ShouldBeEmpty($"{lines} lines of seed {first}, order of seed {seed}, {(isConfirmed ? "confirmed" : "unconfirmed")}:\n{string.Join('\n', differences)}\n");
            Directory.Delete(other, recursive: true);
            ProofSize.Say($"order {round + 1} (seed {seed}) of {lines} lines (seed {first}): the same rows and ledger");
        }
    }

    public void Dispose() => _scratch.Dispose();

    private string Generated(int lines, int seed)
    {
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        string[] order = ["--lines", lines.ToString(CultureInfo.InvariantCulture), "--seed", seed.ToString(CultureInfo.InvariantCulture), "--out", _scratch["folder"]];
        GenerateCommand.Run(order, output).ShouldBe(ExitCode.Done);
        return _scratch["folder"];
    }

    /// <summary>
    /// Two receipts taken back, one by the same reference and one quoted, in the statement and in a bank CSV. They leave no money, so the
    /// folder's answers for the accounts still hold.
    /// </summary>
    private static void PlantReversals(string folder)
    {
        (string Reference, string Mark, string Remark)[] planted =
            [("R1", "C", "SETORAN KELIRU"), ("R1", "RC", "KOREKSI"), ("R2", "C", "SETORAN GANDA"), ("R3", "RC", "BATAL R2")];
        var csv = Directory.EnumerateFiles(folder, "bank*.csv").Order(StringComparer.Ordinal).Last();
        var statement = Path.Combine(folder, "bank.mt940");
        var closing = "";
        foreach (var (reference, mark, remark) in planted)
        {
            File.AppendAllText(csv, $"{reference},2026-02-28,2026-02-28,{mark},777000.00,IDR,1370012345678,,{remark}\n");
            closing += $":61:2602280228{mark}777000,00NTRFNONREF//{reference}\n:86:{remark}\n";
        }
        var text = File.ReadAllText(statement);
        File.WriteAllText(statement, text.Insert(text.IndexOf(":62F:", StringComparison.Ordinal), closing));
    }

    private OrderlessPicture Picture(string folder, bool isConfirmed)
    {
        using var database = new ProofDatabase(cluster);
        var run = isConfirmed ? database.Confirm(folder) : database.Run(folder);
        database.ShouldBeProved();
        var wrong = JournalTotals.Wrong(Path.Combine(folder, "manifest.json"), CsvTable.Parse(run.Read("journal.csv")), isConfirmed);
        wrong.ShouldBeEmpty();
        return new OrderlessPicture(folder, run);
    }
}
