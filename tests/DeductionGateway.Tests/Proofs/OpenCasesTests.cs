using DeductionGateway.Tests.Harness;

namespace DeductionGateway.Tests.Proofs;

/// <summary>What is left for people names each sum once, and for as long as it is open.</summary>
public sealed class OpenCasesTests(TestCluster cluster) : IDisposable
{
    private readonly Scratch _scratch = new();

    /// <summary>B001 is 400 rupiah short of E1's file, within the limit: received, and the employer owes them, in this month and in the next.</summary>
    [Fact]
    public void An_accepted_gap_is_claimed_until_it_is_paid()
    {
        using var database = new ProofDatabase(cluster);
        var february = database.Run(WithGapLimit(SmallPeriod.February(_scratch, "february")).With("bank.csv", "C,870000.00", "C,869600.00").Folder);
        february.Table("employer_claims.csv", "employer", "period", "received", "open").ShouldBe(["E1 2026-02 869600 400"]);
        var march = database.Run(WithGapLimit(SmallPeriod.March(_scratch, "march")).Folder);
        march.Table("employer_claims.csv", "employer", "period", "received", "open").ShouldBe(["E1 2026-02 869600 400"]);
        march.Table("mismatches.csv", "cause", "amount").ShouldContain("gap_owed 400");
    }

    /// <summary>Siti's loan of 550,000 is paid by two lines, 50,000 short; the lines stand apart in the file.</summary>
    [Fact]
    public void A_short_bill_that_several_lines_pay_is_one_case()
    {
        using var database = new ProofDatabase(cluster);
        const string siti = "00101,SITI AMINAH,3273014506800001";
        var period = SmallPeriod.February(_scratch, "february")
            .With("payroll_E1.csv", $"{siti},SW,50000,2026-02\n{siti},PU,550000,2026-02", $"{siti},PU,200000,2026-02\n{siti},SW,50000,2026-02\n{siti},PU,300000,2026-02")
            .With("bank.csv", "C,870000.00", "C,820000.00");
        database.Run(period.Folder).Table("mismatches.csv", "class", "member_no", "code", "amount").ShouldBe(["short M1 PU 50000"]);
    }

    public void Dispose() => _scratch.Dispose();

    private static SmallPeriod WithGapLimit(SmallPeriod period) => period.With("profiles.json", "\"file\": \"payroll_E1.csv\"", "\"gap_limit\": 500, \"file\": \"payroll_E1.csv\"");
}
