using DeductionGateway.Commands;
using DeductionGateway.Core.Intake;
using DeductionGateway.Tests.Harness;
using DeductionGateway.Tests.People;

namespace DeductionGateway.Tests.Proofs;

/// <summary>What collectors took, over folders that follow each other: Siti's instalment of February, 550,000, is not in her employer's file.</summary>
public sealed class TakenElsewhereTests(TestCluster cluster) : IDisposable
{
    private readonly Scratch _scratch = new();

    [Fact]
    public void A_later_folder_marks_an_earlier_months_line_and_both_say_so_each_time()
    {
        using var database = new ProofDatabase(cluster);
        var february = February();
        database.Run(february.Folder).Table("mismatches.csv", "cause", "amount").ShouldBe(["missing 550000"]);
        var march = SmallPeriod.March(_scratch, "march");
        Take(march, "T1,2026-03-02,PENAGIH,550000,taken,AUTODEBET M1 PU 202602");
        string[] claimed = ["2026-02/E1/taken_elsewhere/1f93603db53bfad5c92390f735d0cbb8 taken_elsewhere M1 550000 X2"];
        for (var run = 1; run <= 2; run++)
        {
            database.Run(march.Folder).Table("mismatches.csv", "case_id", "cause", "member_no", "amount", "expected_id").ShouldBe(claimed, $"run {run} of March");
            database.Run(february.Folder).Table("mismatches.csv", "case_id", "cause", "member_no", "amount", "expected_id").ShouldBe(claimed, $"run {run} of February");
        }
        Take(march, "T1,2026-03-02,PENAGIH,550000,taken,AUTODEBET M1 PU 202602", "T1,2026-03-09,PENAGIH,550000,returned,");
        database.Run(march.Folder).Table("mismatches.csv", "cause").ShouldBeEmpty();
        database.Run(february.Folder).Table("mismatches.csv", "cause", "amount").ShouldBe(["missing 550000"]);
        database.ShouldBeProved();
    }

    /// <summary>The rest is open as before: it is billed, asked of the employer, who is not told why it is less, and nobody says that the member owes nothing.</summary>
    [Fact]
    public void A_part_that_was_taken_leaves_the_rest_open()
    {
        using var database = new ProofDatabase(cluster);
        var february = February();
        Take(february, "T1,2026-02-26,PENAGIH,50000,taken,AUTODEBET M1 PU 202602");
        var run = database.Run(february.Folder);
        run.Table("mismatches.csv", "cause", "amount").ShouldBe(["missing 500000", "taken_elsewhere 50000"], ignoreOrder: true);
        run.Table("lines.csv", "expected_id", "reason").ShouldContain("X2 Billed 550000, no payroll line; 0 received; a collector took 50000 of the rest from the member's account, for which nothing is posted; 500000 is open still.");
        new SheetFile(Path.Combine(run.Out, "hasil.xlsx")).Texts.ShouldContain("Ditagih Rp550.000, tidak ada di daftar kantor. Rp50.000 didebet bank untuk pihak lain dari rekening anggota, tidak dibukukan; Rp500.000 masih terbuka.");
        var letter = new SheetFile(LettersOf(run).Single());
        letter.Rows("Surat").First(static row => row.TryGetValue(0, out var cell) && cell.Value.StartsWith("Jumlah", StringComparison.Ordinal))[7].Rupiah.ShouldBe(500_000);
        letter.Texts.ShouldNotContain(static text => text.Contains("pihak lain", StringComparison.Ordinal));
        Take(february, "T1,2026-02-26,PENAGIH,50000,taken,AUTODEBET M1 PU 202602", "T2,2026-02-27,PENAGIH,500000,taken,AUTODEBET M1 PU 202602");
        var whole = database.Run(february.Folder);
        whole.Table("mismatches.csv", "cause", "amount").ShouldBe(["taken_elsewhere 500000", "taken_elsewhere 50000"], ignoreOrder: true);
        new SheetFile(Path.Combine(whole.Out, "hasil.xlsx")).Texts.ShouldContain(static text => text.Contains("anggota tidak menunggak", StringComparison.Ordinal));
        LettersOf(whole).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("T1,2026-02-26,PENAGIH,550001,taken,AUTODEBET M1 PU 202602")]
    [InlineData("T1,2026-02-25,PENAGIH,550000,taken,AUTODEBET M1 PU 202602")]
    [InlineData("T1,2026-02-26,LAIN,550000,taken,AUTODEBET M1 PU 202602")]
    [InlineData("T1,2026-02-26,PENAGIH,550000,taken,AUTODEBET M3 SW 202602")]
    public void One_reference_is_one_debit(string other)
    {
        using var database = new TestDatabase(cluster);
        var february = February();
        Take(february, "T1,2026-02-26,PENAGIH,550000,taken,AUTODEBET M1 PU 202602");
        Reconciling.Folder(february.Folder, _scratch["first"], database, "--cooperative", "one").ExitCode.ShouldBe(ExitCode.Done);
        Take(february, other);
        var run = Reconciling.Folder(february.Folder, _scratch["other"], database, "--cooperative", "one");
        (run.ExitCode, run.Error.Contains("taken_elsewhere.csv:0:0 COLLECTOR_DISAGREES", StringComparison.Ordinal)).ShouldBe((ExitCode.FileRefused, true), run.Error);
    }

    /// <summary>Rules that read the remark come later: what nobody could read is read anew, and a case of its own no more.</summary>
    [Fact]
    public void What_no_rule_read_is_read_when_one_does()
    {
        using var database = new ProofDatabase(cluster);
        var february = February();
        Take(february, "T1,2026-02-26,PENAGIH,550000,taken,ANGSURAN M1 PU 202602");
        database.Run(february.Folder).Table("mismatches.csv", "case_id", "cause", "candidates").ShouldBe(["2026-02/E1/missing/0/X2/PU missing", "bank/T1 taken_unbilled 2026-02-26 PENAGIH: ANGSURAN M1 PU 202602"], ignoreOrder: true);
        var ruled = february.WithRules(("lump", @"POTONGAN KOPERASI (?<period>\d{6}) (?<employer>\S+)"), ("autodebit", @"(AUTODEBET|ANGSURAN) (?<member_no>\S+) (?<code>\S+) (?<period>\d{6})"), ("fee", "BIAYA ADM"));
        database.Run(ruled.Folder).Table("mismatches.csv", "cause", "amount").ShouldBe(["taken_elsewhere 550000"]);
    }

    public void Dispose() => _scratch.Dispose();

    private SmallPeriod February() => SmallPeriod.February(_scratch, "february").With("payroll_E1.csv", "00101,SITI AMINAH,3273014506800001,PU,550000,2026-02\n", "").With("bank.csv", "C,870000.00", "C,320000.00");

    private static string[] LettersOf(Reconciling run) => Directory.Exists(Path.Combine(run.Out, "surat")) ? Directory.GetFiles(Path.Combine(run.Out, "surat")) : [];

    private static void Take(SmallPeriod period, params string[] debits) =>
        File.WriteAllLines(Path.Combine(period.Folder, CollectorDebits.FileName), ["reference,date,collector,amount,status,remark", .. debits]);
}
