using DeductionGateway.Commands;
using DeductionGateway.Core.Intake;
using DeductionGateway.Tests.Harness;

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
        string[] claimed = ["2026-02/E1/taken_elsewhere/T1 taken_elsewhere M1 550000 X2"];
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

    private static void Take(SmallPeriod period, params string[] debits) =>
        File.WriteAllLines(Path.Combine(period.Folder, CollectorDebits.FileName), ["reference,date,collector,amount,status,remark", .. debits]);
}
