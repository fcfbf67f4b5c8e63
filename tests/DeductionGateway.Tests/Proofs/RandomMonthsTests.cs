using DeductionGateway.Samples;
using DeductionGateway.Tests.Harness;

namespace DeductionGateway.Tests.Proofs;

/// <summary>
/// Months of a small cooperative drawn from a seed, run in a drawn order with drawn changes between: after every run the ledger is proved,
/// the files agree with one another, and the same folder again posts nothing. In the end the books are those of a database that saw the
/// last state of every folder and nothing else.
/// </summary>
public sealed class RandomMonthsTests(TestCluster cluster) : IDisposable
{
    private static readonly string[] Files = ["lines.csv", "late.csv", "journal.csv", "bank_entries.csv", "employer_claims.csv", "mismatches.csv"];
    private readonly Scratch _scratch = new();
    private readonly HashSet<string> _takenBack = [];

    /// <summary>From which seed on; another in MONTH_SEED tries months that nobody has seen.</summary>
    private static int FirstSeed => int.TryParse(Environment.GetEnvironmentVariable("MONTH_SEED"), System.Globalization.CultureInfo.InvariantCulture, out var first) ? first : 1;

    public static TheoryData<int, bool> Seeds
    {
        get
        {
            var seeds = new TheoryData<int, bool>();
            for (var seed = FirstSeed; seed < FirstSeed + ProofSize.Of(3, 60); seed++)
            {
                seeds.Add(seed, true);
                seeds.Add(seed, false);
            }
            return seeds;
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Whatever_happens_the_books_hold(int seed, bool isOrderless)
    {
        using var database = new ProofDatabase(cluster);
        var random = new SeededRandom((ulong)seed * 7919);
        var cooperative = new RandomCooperative((ulong)seed, isOrderless);
        for (var step = 0; step < ProofSize.Of(10, 18); step++)
        {
            var isNext = cooperative.Months.Count == 0 || (cooperative.Months.Count < 4 && random.Chance(350));
            var month = isNext ? cooperative.AddMonth() : random.Pick(cooperative.Months);
            var what = isNext ? "first" : string.Join(", ", Enumerable.Range(0, 1 + random.Below(3)).Select(_ => cooperative.Happen(month)));
            ProofSize.Say($"step {step}: {month.Text} {what}");
            ShouldHold(database, month, !isOrderless && random.Chance(150));
        }
        var ended = RunAll(database, cooperative, isOrderless);
        if (!isOrderless) return;
        using var fresh = new ProofDatabase(cluster);
        var alone = RunAll(fresh, cooperative, isOrderless);
        string[] differences = [.. Enumerable.Range(0, ended.Length).SelectMany(place => Differences(ended[place], alone[place]).Select(line => $"{cooperative.Months[place].Text} {line}"))];
        differences.ShouldBeEmpty();
        Balances.Of(ended).ShouldBe(Balances.Of(alone));
    }

    /// <summary>Rows and bank entries that one run has and the other has not.</summary>
    private static IEnumerable<string> Differences(Reconciling ended, Reconciling alone)
    {
        foreach (var file in (string[])["bank_entries.csv", "lines.csv"])
        {
            string[] one = ended.Read(file).Split('\n'), other = alone.Read(file).Split('\n');
            foreach (var line in one.Except(other)) yield return $"ended with {line}";
            foreach (var line in other.Except(one)) yield return $"alone has {line}";
        }
    }

    public void Dispose() => _scratch.Dispose();

    private string FolderOf(RandomMonth month)
    {
        var folder = _scratch[$"folder-{month.Number}"];
        month.Write(folder);
        return folder;
    }

    private void ShouldHold(ProofDatabase database, RandomMonth month, bool isConfirmed)
    {
        var folder = FolderOf(month);
        _takenBack.UnionWith(month.Entries.Where(static entry => entry.Sign == "RC").Select(static entry => entry.Reference));
        var run = isConfirmed ? database.Confirm(folder) : database.Run(folder);
        database.ShouldBeProved();
        foreach (var row in CsvTable.Parse(run.Read("lines.csv")).Rows.Concat(CsvTable.Parse(run.Read("late.csv")).Rows)) ShouldAddUp(row);
        foreach (var entry in CsvTable.Parse(run.Read("bank_entries.csv")).Rows)
        {
            var (amount, stands) = (entry.Rupiah("amount"), entry.Rupiah("applied") + entry.Rupiah("held"));
            (stands == amount || (stands == 0 && (amount < 0 || IsTakenBack(entry)))).ShouldBeTrue(entry.ToString());
            (entry.Rupiah("held") != 0).ShouldBe(entry["held_in"].Length > 0, entry.ToString());
        }
        var again = database.Run(folder);
        foreach (var file in Files) again.Read(file).ShouldBe(run.Read(file), file);
    }

    private bool IsTakenBack(CsvRow entry) => _takenBack.Contains(entry["bank_ref"]);

    /// <summary>What a row received stands in one of its columns, and its class says no more than was received.</summary>
    private static void ShouldAddUp(CsvRow row)
    {
        var applied = row.Rupiah("a_interest") + row.Rupiah("a_principal") + row.Rupiah("a_savings") + row.Rupiah("a_shop") + row.Rupiah("a_other");
        (applied + row.Rupiah("a_suspense")).ShouldBe(row.Rupiah("received_amount"), row.ToString());
        (row.Rupiah("a_suspense") != 0).ShouldBe(row["held_in"].Length > 0, row.ToString());
        if (row["expected_id"].Length > 0) applied.ShouldBeLessThanOrEqualTo(row.Rupiah("expected_amount"), row.ToString());
        if (row["class"] is "matched") row.Rupiah("received_amount").ShouldBe(row.Rupiah("reported_amount"), row.ToString());
        if (row["class"] is "unknown") row["held_in"].ShouldBeOneOf("", "2-1040");
        if (row["class"] is "unbilled" or "wrong_period") row["held_in"].ShouldBeOneOf("", "2-1030");
        if (row["f_money"] is "part" or "none") row.Rupiah("received_amount").ShouldBe(0, row.ToString());
    }

    /// <summary>
    /// All months in order until a whole round posts nothing: at once where order does not count, else within a few rounds, since a tie by
    /// name that one month gives up is free for another.
    /// </summary>
    private Reconciling[] RunAll(ProofDatabase database, RandomCooperative cooperative, bool isOrderless)
    {
        var before = cooperative.Months.ConvertAll(month => database.Run(FolderOf(month)));
        for (var rounds = 1; ; rounds++)
        {
            var now = cooperative.Months.ConvertAll(month => database.Run(FolderOf(month)));
            var posted = Enumerable.Range(0, now.Count).Where(place => now[place].Read("journal.csv") != before[place].Read("journal.csv")).Select(place => cooperative.Months[place].Text).ToList();
            before = now;
            if (posted.Count == 0) break;
            rounds.ShouldBeLessThan(isOrderless ? 1 : 4, $"{string.Join(", ", posted)} posted once more");
        }
        database.ShouldBeProved();
        return [.. before];
    }
}
