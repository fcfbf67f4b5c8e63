using DeductionGateway.Commands;
using DeductionGateway.Tests.Harness;
using DeductionGateway.Tests.Proofs;

namespace DeductionGateway.Tests.People;

/// <summary>A remittance that names its employer otherwise than employers.csv: never tied on the amount alone, and never passed over by who reads the answers.</summary>
public sealed class LikelyFileTests(TestDatabase database) : IClassFixture<TestDatabase>, IDisposable
{
    private const string Rule = "\"kind\":\"lump\",\"employer\":\"E1\"";
    private readonly Scratch _scratch = new();

    [Fact]
    public void A_credit_equal_to_an_open_file_is_shown_as_its_likely_remittance_and_the_letter_asks_before_it_demands()
    {
        var run = Run(Unnamed(870_000), "equal");
        run.Table("lines.csv", "payroll_file", "class", "received_amount").ShouldContain("payroll_E1.csv unremitted 0");
        run.Table("bank_entries.csv", "bank_ref", "kind", "held", "held_in").ShouldContain("B101 unidentified 870000 2-1040");
        var advice = CsvTable.Parse(run.Read("mismatches.csv")).Rows.First(static row => row["bank_ref"] == "B101")["advice"];
        advice.ShouldContain("It equals payroll_E1.csv of E1 for 2026-02 to the rupiah.");
        advice.ShouldContain("name the employer in employers.csv as the bank does");
        advice.ShouldContain(Rule);
        CsvTable.Parse(run.Read("mismatches.csv")).Rows.Where(static row => row["class"] == "unremitted").ShouldAllBe(static row => row["advice"].StartsWith("A credit that nothing ties may pay this file", StringComparison.Ordinal));
        run.Output.ShouldContain("2026-02-27              870.000 = E1 2026-02\n");
        var letter = Letter(run);
        letter.ShouldContain("Setoran mohon dipastikan");
        letter.ShouldContain("Pada 27 Februari 2026 masuk Rp870.000, yaitu jumlah daftar bulan Februari 2026, yang belum dapat kami kenali sebagai setoran Bapak/Ibu.");
        letter.ShouldNotContain("Sudah dipotong, belum disetor");
        letter.ShouldNotContain("DISDIK", Case.Insensitive, "what the bank wrote may be another's");
        var workbook = new SheetFile(Path.Combine(run.Out, "hasil.xlsx")).Picture();
        workbook.ShouldContain("Sama dengan jumlah berkas payroll_E1.csv (E1, Februari 2026). Bila benar:");
        workbook.ShouldContain("'2026-02-27 TRF DARI DISDIK KOTA BANDUNG'");
        workbook.ShouldContain("'Setoran perlu dipastikan'");
        workbook.ShouldNotContain("belum menyetor; anggota tidak menunggak.'\t'Belum diterima'");
        run.Read("anggota.csv").ShouldContain("Rp600.000 dipotong kantor tetapi setorannya belum cocok");
    }

    [Theory]
    [InlineData(869_999)]
    [InlineData(870_001)]
    public void One_rupiah_more_or_less_is_like_nothing(long amount)
    {
        var run = Run(Unnamed(amount), $"near{amount}");
        (run.Output + run.Read("mismatches.csv")).ShouldNotContain("may pay");
        run.Read("mismatches.csv").ShouldContain("Ask the bank or the sender who paid this");
        Letter(run).ShouldContain("Sudah dipotong, belum disetor");
    }

    [Fact]
    public void As_the_advice_says_it_is_tied()
    {
        var period = Unnamed(870_000);
        File.WriteAllText(Path.Combine(period.Folder, "bank_rules.json"), "[{" + Rule + ",\"pattern\":\"DISDIK KOTA\"},{\"kind\":\"lump\",\"pattern\":\"POTONGAN KOPERASI (?<period>\\\\d{6}) (?<employer>\\\\S+)\"}]");
        var run = Run(period, "by-rule");
        run.Read("lines.csv").ShouldNotContain("unremitted");
        run.Error.ShouldContain("bank_rules.json replaces the built-in rules: 1 entry is read by none of its rules and would be by a built-in one. If that is not meant, add the pattern to it: BIAYA ADM");
        new SheetFile(Path.Combine(run.Out, "hasil.xlsx")).Picture().ShouldContain("'Uang keluar yang belum dikenali'");
        Run(Unnamed(870_000).With("employers.csv", "Dinas Pendidikan Kota Bandung", "Disdik Kota Bandung"), "by-name").Read("lines.csv").ShouldNotContain("unremitted");
    }

    /// <summary>A credit tied by name counts to the rupiah; with a rule that reads the month the listed fee counts.</summary>
    [Fact]
    public void A_listed_fee_counts_where_a_rule_reads_the_month()
    {
        var period = Unnamed(867_100, "TRF DARI DISDIK KOTA BANDUNG POT FEBRUARI 2026").With("profiles.json", "\"E1\": {", "\"E1\": { \"fees\": [2900],");
        var byName = Run(period.With("employers.csv", "Dinas Pendidikan Kota Bandung", "Disdik Kota Bandung"), "fee");
        byName.Table("bank_entries.csv", "bank_ref", "held", "held_in").ShouldContain("B101 867100 2-1045");
        var advice = CsvTable.Parse(byName.Read("mismatches.csv")).Rows.First(static row => row["bank_ref"] == "B101")["advice"];
        advice.ShouldContain("The credit is 2900 less than payroll_E1.csv of E1 for 2026-02: a fee that the profile lists. A fee counts only where a rule of bank_rules.json reads employer and month");
        Letter(byName).ShouldContain("dikurangi biaya bank Rp2.900");
        File.WriteAllText(Path.Combine(period.Folder, "bank_rules.json"), "[{" + Rule + ",\"pattern\":\"DISDIK.* POT (?<period>\\\\w+ \\\\d{4})\"},{\"kind\":\"fee\",\"pattern\":\"BIAYA ADM\"},{\"kind\":\"lump\",\"pattern\":\"POTONGAN KOPERASI (?<period>\\\\d{6}) (?<employer>\\\\S+)\"}]");
        var byRule = Run(period, "fee-by-rule");
        byRule.Table("lines.csv", "expected_id", "class", "f_money").ShouldContain("X2 matched fee");
        byRule.Error.ShouldNotContain("replaces the built-in rules");
        new SheetFile(Path.Combine(byRule.Out, "hasil.xlsx")).Picture().ShouldContain("'Biaya bank atas setoran'\t'5-1010: dipotong bank sebelum setoran masuk; termasuk dalam yang diterima di atas'\t2900");
    }

    public void Dispose() => _scratch.Dispose();

    private SmallPeriod Unnamed(long amount, string remark = "TRF DARI DISDIK KOTA BANDUNG") =>
        SmallPeriod.February(_scratch, $"period{_made++}").Without("B001").WithStatement("bank-2.csv", $"B101,2026-02-27,C,{amount},,{remark}");

    private int _made;

    private Reconciling Run(SmallPeriod period, string cooperative)
    {
        var run = Reconciling.Folder(period.Folder, _scratch["out-" + cooperative], database, "--cooperative", cooperative);
        run.ExitCode.ShouldBe(ExitCode.Done, run.Error);
        return run;
    }

    private static string Letter(Reconciling run) => new SheetFile(Path.Combine(run.Out, "surat", "E1.xlsx")).Picture();
}
