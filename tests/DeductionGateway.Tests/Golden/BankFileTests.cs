using System.Text.Json.Nodes;
using DeductionGateway.Commands;
using DeductionGateway.Tests.Harness;

namespace DeductionGateway.Tests.Golden;

/// <summary>
/// Banks' files as they export them, a folder per dialect under <c>tests/golden/banks</c>. Beside a good file stands what <c>inspect --json</c> must say, beside a
/// bad one its faults, both worked out from what the file was made of, never taken from the program. All names and numbers are made up.
/// </summary>
public sealed class BankFileTests(TestDatabase database) : IClassFixture<TestDatabase>, IDisposable
{
    private const string Banks = "banks";
    private const string Expectation = ".json";
    private const string Faults = ".faults";

    /// <summary>What a file called so holds: the very entries of the base folder's own statement.</summary>
    private const string TheBase = "good-base";

    private readonly Scratch _scratch = new();

    public static TheoryData<string> Good => [.. Files(Expectation)];
    public static TheoryData<string> Bad => [.. Files(Faults)];
    public static TheoryData<string> OfTheBase => [.. Files(Expectation).Where(static name => name.Split('/')[1].StartsWith(TheBase, StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Good))]
    public void A_good_file_is_read_as_what_it_was_made_of(string name)
    {
        var (exit, said) = Inspect(name);
        var expected = JsonNode.Parse(File.ReadAllText(PathOf(name) + Expectation));
        JsonNode.DeepEquals(said, expected).ShouldBeTrue($"{name}\n{said}");
        exit.ShouldBe(ExitCode.Done);
    }

    [Theory]
    [MemberData(nameof(Bad))]
    public void A_bad_file_is_refused_at_its_place_with_a_sentence(string name)
    {
        var (exit, said) = Inspect(name);
        var faults = said["faults"]!.AsArray();
        faults.Select(static fault => $"{fault!["line"]}:{fault["column"]} {fault["code"]}").ShouldBe(File.ReadAllLines(PathOf(name) + Faults), $"{said["faults"]}");
        faults.ShouldAllBe(static fault => fault!["text"]!.ToString().EndsWith('.') || fault["text"]!.ToString().EndsWith('?'));
        exit.ShouldBe(ExitCode.FileRefused);
    }

    /// <summary>Whatever the format, the same money comes to the same rows, and the ledger's proofs hold over it.</summary>
    [Theory]
    [MemberData(nameof(OfTheBase))]
    public void The_base_folder_with_its_statement_in_another_format_has_the_same_answer(string name)
    {
        var folder = Folder(name, needsAccount: true);
        var run = Run(folder, "out", name);
        run.ExitCode.ShouldBe(ExitCode.Done, run.Error);
        var first = Run(GoldenFolder.PathOf(GoldenFolder.Base), "base", "as-mt940-" + name);
        Money(run, "lines.csv", "class", "received_amount", "a_interest", "a_principal", "a_savings", "a_shop", "a_suspense", "held_in")
            .ShouldBe(Money(first, "lines.csv", "class", "received_amount", "a_interest", "a_principal", "a_savings", "a_shop", "a_suspense", "held_in"));
        Money(run, "bank_entries.csv", "value_date", "amount", "kind", "employer", "applied", "held").Order()
            .ShouldBe(Money(first, "bank_entries.csv", "value_date", "amount", "kind", "employer", "applied", "held").Order());
        var before = database.RowCounts();
        Run(folder, "again", name).Read("journal.csv").ShouldBe(run.Read("journal.csv"));
        database.RowCounts().ShouldBe(before);
        Proofs().ShouldBe(ExitCode.Done);
    }

    [Theory]
    [MemberData(nameof(Bad))]
    public void A_bad_file_in_a_period_folder_refuses_it_and_stores_nothing(string name)
    {
        var before = database.RowCounts();
        var run = Run(Folder(name, needsAccount: true), "out", name);
        run.ExitCode.ShouldBe(ExitCode.FileRefused, run.Error);
        foreach (var fault in File.ReadAllLines(PathOf(name) + Faults)) run.Error.ShouldContain(fault);
        database.RowCounts().ShouldBe(before);
    }

    [Fact]
    public void A_report_within_the_day_is_shown_and_never_posted()
    {
        var run = Run(Folder("camt.052/good-intraday.xml", needsAccount: true), "out", "intraday");
        run.ExitCode.ShouldBe(ExitCode.FileRefused);
        run.Error.ShouldContain("CAMT052_NOT_POSTED");
    }

    [Fact]
    public void A_file_that_names_no_account_is_refused_where_ours_could_be_any()
    {
        var run = Run(Folder("bsi/good-base.csv", needsAccount: false), "out", "no-account");
        run.ExitCode.ShouldBe(ExitCode.FileRefused);
        run.Error.ShouldContain("bank-golden.csv:2:0 ACCOUNT_MISSING");
    }

    [Fact]
    public void A_table_of_no_known_bank_is_refused_and_says_which_are_known()
    {
        var folder = Folder("bsi/good-base.csv", needsAccount: true);
        File.WriteAllText(Path.Combine(folder, "bank-golden.csv"), "Tarikh,Butiran,Jumlah\n27/02/2026,X,1.00\n");
        var run = Run(folder, "out", "unknown-layout");
        run.ExitCode.ShouldBe(ExitCode.FileRefused);
        run.Error.ShouldContain("bank-golden.csv:0:0 BANK_LAYOUT_UNKNOWN");
        run.Error.ShouldNotContain("most like");
    }

    [Fact]
    public void An_unknown_table_of_a_known_bank_is_told_what_differs()
    {
        var folder = Folder("bsi/good-base.csv", needsAccount: true);
        File.WriteAllText(Path.Combine(folder, "bank-golden.csv"), "No. Rekening,=,'1370012345678\n\nTgl,Keterangan,Cabang,Jumlah,,Saldo\n'27/02/2026,X,'0000,1.00,CR,1.00\n");
        var run = Run(folder, "out", "unlike");
        run.ExitCode.ShouldBe(ExitCode.FileRefused);
        run.Error.ShouldContain("bank-golden.csv:0:0 BANK_LAYOUT_UNKNOWN The columns are of no export that is known. Line 3 is most like bca-klikbca, and lacks its 'Tanggal Transaksi'. ");
    }

    [Fact]
    public void What_follows_a_gap_between_statements_waits_until_the_gap_is_filled()
    {
        var folder = _scratch.Lay(GoldenFolder.PathOf(GoldenFolder.Base), "gap");
        File.Delete(Path.Combine(folder, "bank.csv"));
        File.WriteAllText(Path.Combine(folder, "bank-3.sta"), ":20:S\n:25:1370012345678\n:28C:4/1\n:60F:C260303IDR11400000,00\n:61:2603030303C5000,00NTRFNONREF//B900\n:86:SETORAN\n:62F:C260303IDR11405000,00\n");
        var first = Run(folder, "first", "gap");
        first.ExitCode.ShouldBe(ExitCode.Done, first.Error);
        (first.Output + first.Error + first.Read("summary.json")).ShouldContain("STATEMENT_GAP");
        first.Read("bank_entries.csv").ShouldNotContain("B900");
        File.WriteAllText(Path.Combine(folder, "bank-2.sta"), ":20:S\n:25:1370012345678\n:28C:3/1\n:60F:C260302IDR11427500,00\n:61:2603020302D27500,00NTRFNONREF//B800\n:86:PEMBAYARAN\n:62F:C260302IDR11400000,00\n");
        var second = Run(folder, "second", "gap");
        second.ExitCode.ShouldBe(ExitCode.Done, second.Error);
        second.Read("bank_entries.csv").ShouldContain("B900");
        (second.Output + second.Error + second.Read("summary.json")).ShouldNotContain("STATEMENT_GAP");
        Proofs().ShouldBe(ExitCode.Done);
    }

    [Fact]
    public void Every_dialect_says_why_each_of_its_files_is_there()
    {
        foreach (var folder in Directory.EnumerateDirectories(GoldenFolder.PathOf(Banks)))
        {
            var why = File.ReadAllText(Path.Combine(folder, "why.txt"));
            var files = Directory.EnumerateFiles(folder).Select(static path => Path.GetFileName(path)).Where(static name => name != "why.txt").ToList();
            files.ShouldNotBeEmpty(folder);
            foreach (var file in files.Where(static name => !name.EndsWith(Expectation, StringComparison.Ordinal) && !name.EndsWith(Faults, StringComparison.Ordinal)))
            {
                why.ShouldContain(file + ": ");
                files.ShouldContain(file + (file.StartsWith("good-", StringComparison.Ordinal) ? Expectation : Faults));
            }
        }
    }

    public void Dispose() => _scratch.Dispose();

    private static IEnumerable<string> Files(string ending) =>
        Directory.EnumerateFiles(GoldenFolder.PathOf(Banks), "*" + ending, SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(GoldenFolder.PathOf(Banks), path)[..^ending.Length]).Order(StringComparer.Ordinal);

    private static string PathOf(string name) => GoldenFolder.PathOf([Banks, .. name.Split('/')]);

    private static (int Exit, JsonNode Said) Inspect(string name)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var exit = Troubles.Answer(["inspect", PathOf(name), "--json"], output, error, CancellationToken.None);
        error.ToString().ShouldBeEmpty();
        return (exit, JsonNode.Parse(output.ToString())!);
    }

    /// <summary>The base folder with this bank file in place of its own.</summary>
    private string Folder(string name, bool needsAccount)
    {
        var folder = _scratch.Lay(GoldenFolder.PathOf(GoldenFolder.Base), "period");
        foreach (var own in Directory.EnumerateFiles(folder, "bank*")) File.Delete(own);
        // The folder takes the bank's endings only; what the file is, its content says.
        var ending = Path.GetExtension(name) == ".fin" ? ".txt" : Path.GetExtension(name);
        File.Copy(PathOf(name), Path.Combine(folder, "bank-golden" + ending));
        if (needsAccount) File.WriteAllText(Path.Combine(folder, "cooperative.json"), """{"code":"K","name":"Koperasi Contoh","accounts":["1370012345678"]}""");
        return folder;
    }

    private Reconciling Run(string folder, string output, string cooperative) =>
        Reconciling.Folder(folder, _scratch[output], database, "--cooperative", cooperative.Replace('/', '-'));

    private int Proofs()
    {
        using var output = new StringWriter { NewLine = "\n" };
        return Troubles.Answer(["verify-ledger", "--database", database.ConnectionString], output, output, CancellationToken.None);
    }

    private static List<string> Money(Reconciling run, string file, params string[] columns)
    {
        var rows = CsvText.Rows(run.Read(file));
        var places = columns.Select(column => Array.IndexOf(rows[0], column)).ToArray();
        places.ShouldNotContain(-1);
        return [.. rows.Skip(1).Select(row => string.Join(',', places.Select(place => row[place])))];
    }
}
