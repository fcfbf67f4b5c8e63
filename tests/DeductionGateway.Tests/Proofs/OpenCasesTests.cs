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

    /// <summary>Siti's loan is 50,000 short in the payroll, and an autodebit brings them: there is nothing left to bill.</summary>
    [Fact]
    public void A_short_bill_that_another_channel_completed_is_no_case()
    {
        using var database = new ProofDatabase(cluster);
        var period = SmallPeriod.February(_scratch, "february").With("payroll_E1.csv", "PU,550000", "PU,500000").With("bank.csv", "C,870000.00", "C,820000.00")
            .WithStatement("bank-debit.csv", "B009,2026-02-28,C,50000,,AUTODEBET M1 PU 202602");
        var run = database.Run(period.Folder);
        run.Table("lines.csv", "expected_id", "class", "received_amount").ShouldContain("X2 short 550000");
        run.Table("mismatches.csv", "class").ShouldBeEmpty();
    }

    /// <summary>E1's file closed B001 by name and is not in the folder any more: the credit waits for it, and every answer says so.</summary>
    [Fact]
    public void A_file_taken_away_leaves_its_credit_held()
    {
        using var database = new ProofDatabase(cluster);
        var whole = SmallPeriod.February(_scratch, "whole").With("bank.csv", "POTONGAN KOPERASI 202602 E1", "Titipan bulan ini");
        var first = database.Run(whole.Folder);
        var without = SmallPeriod.February(_scratch, "without").With("bank.csv", "POTONGAN KOPERASI 202602 E1", "Titipan bulan ini");
        File.Delete(Path.Combine(without.Folder, "payroll_E1.csv"));
        var run = database.Run(without.Folder);
        run.Table("bank_entries.csv", "bank_ref", "applied", "held", "held_in")[0].ShouldBe("B001 0 870000 2-1045");
        run.Table("mismatches.csv", "cause", "bank_ref", "candidates").ShouldContain("held_for_employer B001 2026-02-27 Dinas Pendidikan Kota Bandung: Titipan bulan ini");
        database.ShouldBeProved();
        var again = database.Run(whole.Folder);
        again.Read("lines.csv").ShouldBe(first.Read("lines.csv"));
        again.Read("bank_entries.csv").ShouldBe(first.Read("bank_entries.csv"));
        database.ShouldBeProved();
    }

    /// <summary>A remark that names neither code nor name, of an employer who always writes it so.</summary>
    [Fact]
    public void A_rule_may_say_the_employer_itself()
    {
        using var database = new ProofDatabase(cluster);
        SmallPeriod Cut(string name) => SmallPeriod.February(_scratch, name).With("bank.csv", "Dinas Pendidikan Kota Bandung,POTONGAN KOPERASI 202602 E1", "DINAS PENDIDIKAN KOT,SETORAN 202602");
        database.Run(Cut("without").Folder).Table("lines.csv", "payroll_file", "class")[0].ShouldBe("payroll_E1.csv unremitted");
        var ruled = Cut("ruled");
        File.WriteAllText(Path.Combine(ruled.Folder, "bank_rules.json"), """
            [{"kind": "lump", "pattern": "POTONGAN KOPERASI (?<period>\\d{6}) (?<employer>\\S+)"}, {"kind": "lump", "pattern": "SETORAN", "employer": "E1"}, {"kind": "fee", "pattern": "BIAYA ADM"}]
            """);
        database.Run(ruled.Folder).Table("lines.csv", "payroll_file", "class")[0].ShouldBe("payroll_E1.csv matched");
        database.ShouldBeProved();
    }

    /// <summary>Half of February's remittance came in February. In March its file is one case, less what came.</summary>
    [Fact]
    public void A_file_of_an_earlier_month_is_owed_less_what_is_held_for_it()
    {
        using var database = new ProofDatabase(cluster);
        var february = database.Run(SmallPeriod.February(_scratch, "february").With("bank.csv", "C,870000.00", "C,500000.00").Folder);
        february.Table("mismatches.csv", "cause", "amount").ShouldContain("gap_unexplained 370000");
        var march = database.Run(SmallPeriod.March(_scratch, "march").Folder);
        march.Table("mismatches.csv", "case_id", "cause", "amount").ShouldBe(["2026-02/E1/unremitted_earlier unremitted_earlier 370000"]);
        march.Table("employer_claims.csv", "employer", "period", "open").ShouldBe(["E1 2026-02 870000"]);
    }

    /// <summary>An autodebit of more than the missing bill: nothing is missing, and the rest is held for the member until somebody asks him.</summary>
    [Fact]
    public void What_another_channel_brought_beyond_a_missing_bill_is_a_case()
    {
        using var database = new ProofDatabase(cluster);
        var period = SmallPeriod.February(_scratch, "february")
            .With("payroll_E1.csv", "00103,RINA WULANDARI,3273015808850003,SW,100000,2026-02\n", "").With("bank.csv", "C,870000.00", "C,770000.00")
            .WithStatement("bank-debit.csv", "B009,2026-02-28,C,110000,,AUTODEBET M3 SW 202602");
        var run = database.Run(period.Folder);
        run.Table("mismatches.csv", "cause", "class", "member_no", "code", "amount", "expected_id").ShouldBe(["paid_beyond  M3 SW 10000 X5"]);
        run.Table("lines.csv", "expected_id", "class", "a_suspense").ShouldContain("X5 missing 10000");
    }

    /// <summary>Wages bring too little and an autodebit too much, of one bill: 10,000 beyond it, held and in a case.</summary>
    [Fact]
    public void What_another_channel_brought_beyond_a_short_bill_is_a_case()
    {
        using var database = new ProofDatabase(cluster);
        var period = SmallPeriod.February(_scratch, "february").With("payroll_E1.csv", "PU,550000", "PU,500000").With("bank.csv", "C,870000.00", "C,820000.00")
            .WithStatement("bank-debit.csv", "B009,2026-02-28,C,60000,,AUTODEBET M1 PU 202602");
        var run = database.Run(period.Folder);
        var held = CsvTable.Parse(run.Read("lines.csv")).Rows.Sum(static row => long.Parse(row["a_suspense"]));
        held.ShouldBe(10_000);
        run.Table("mismatches.csv", "cause", "amount").ShouldBe(["paid_beyond 10000"]);
        database.ShouldBeProved();
    }

    public void Dispose() => _scratch.Dispose();

    private static SmallPeriod WithGapLimit(SmallPeriod period) => period.With("profiles.json", "\"file\": \"payroll_E1.csv\"", "\"gap_limit\": 500, \"file\": \"payroll_E1.csv\"");
}
