using DeductionGateway.Tests.Harness;

namespace DeductionGateway.Tests.Proofs;

/// <summary>
/// A later folder knows the bank entries of the earlier ones, and its statements may show them once more. Money that was laid somewhere
/// stays there: no month takes it a second time.
/// </summary>
public sealed class FactsShownAgainTests(TestCluster cluster) : IDisposable
{
    private const string Dinas = "Dinas Pendidikan Kota Bandung";
    private const string WithoutPeriod = "B011,2026-02-27,C,50000,Siti Aminah,AUTODEBET M1 SW";
    private const string OfMarch = "B011,2026-02-27,C,50000,Siti Aminah,AUTODEBET M1 SW 202603";
    private const string OfBoth = "C001,2026-03-27,C,1740000,Dinas Pendidikan Kota Bandung,POTONGAN KOPERASI 202603 E1";

    private static readonly (string, string)[] Rules =
    [
        ("lump", @"POTONGAN KOPERASI (?<period>\d{6}) (?<employer>\S+)"),
        ("autodebit", @"AUTODEBET (?<member_no>\S+) (?<code>\S+) (?<period>\d{6})"),
        ("autodebit", @"AUTODEBET (?<member_no>\S+) (?<code>\S+)"),
        ("fee", "BIAYA ADM"),
    ];

    private readonly Scratch _scratch = new();

    [Theory]
    [InlineData(WithoutPeriod, false, "X1 double_deducted 100000 50000")]
    [InlineData(WithoutPeriod, true, "X1 double_deducted 100000 50000")]
    [InlineData(OfMarch, false, "X1 matched 50000 0")]
    [InlineData(OfMarch, true, "X1 matched 50000 0")]
    public void An_autodebit_of_February_is_laid_in_February_only(string autodebit, bool isShownAgain, string row)
    {
        using var database = new ProofDatabase(cluster);
        var february = database.Run(SmallPeriod.February(_scratch, "february").WithRules(Rules).WithStatement("bank-debits.csv", autodebit).Folder);
        february.Table("lines.csv", "expected_id", "class", "received_amount", "a_suspense")[0].ShouldBe(row);
        // Another credit for February makes its unit be decided once more.
        var march = SmallPeriod.March(_scratch, "march").WithRules(Rules)
            .WithStatement("bank-debits.csv", [$"C009,2026-03-02,C,870000,{Dinas},POTONGAN KOPERASI 202602 E1", .. isShownAgain ? [autodebit] : Array.Empty<string>()]);
        var second = database.Run(march.Folder);
        second.Table("lines.csv", "expected_id", "class", "received_amount", "a_suspense")[0].ShouldBe("X1 matched 50000 0");
        second.Table("late.csv", "expected_id", "class").ShouldBeEmpty();
        DepositOf("M1", february, second).ShouldBe(50_000);
        if (isShownAgain) second.Table("bank_entries.csv", "bank_ref", "applied", "held")[0].ShouldBe(row.Contains("double") ? "B011 50000 0" : "B011 0 50000");
        database.ShouldBeProved();
        database.Run(march.Folder).Read("journal.csv").ShouldBe(second.Read("journal.csv"));
    }

    [Fact]
    public void An_autodebit_for_February_finds_the_employer_of_February()
    {
        using var database = new ProofDatabase(cluster);
        var february = database.Run(SmallPeriod.February(_scratch, "february").Without("B001").Folder);
        var march = SmallPeriod.March(_scratch, "march").WithSitiAtE2().WithStatement("bank-debits.csv", "C011,2026-03-05,C,50000,Siti Aminah,AUTODEBET M1 SW 202602");
        var second = database.Run(march.Folder);
        second.Table("late.csv", "period", "expected_id", "class", "received_amount", "a_savings").ShouldBe(["2026-02 X1 unremitted 50000 50000"]);
        database.ShouldBeProved();
        // E1 pays February in April: the autodebit has settled the saving, so the wage money for it is the member's deposit.
        var april = database.Run(SmallPeriod.Month(_scratch, "april", 4).WithStatement("bank-late.csv", $"D009,2026-04-02,C,870000,{Dinas},POTONGAN KOPERASI 202602 E1").Folder);
        april.Table("late.csv", "expected_id", "class", "received_amount", "a_suspense")[0].ShouldBe("X1 double_deducted 100000 50000");
        DepositOf("M1", february, second, april).ShouldBe(50_000);
        database.ShouldBeProved();
    }

    /// <summary>January and February are open; the rest of March's credit closes January. The statement of April shows that credit once more.</summary>
    [Fact]
    public void A_rest_that_closed_one_file_closes_no_other()
    {
        using var database = new ProofDatabase(cluster);
        database.Run(SmallPeriod.Month(_scratch, "january", 1).Without("A001").Folder);
        database.Run(SmallPeriod.February(_scratch, "february").Without("B001").Folder);
        var march = SmallPeriod.March(_scratch, "march").Without("C001").WithStatement("bank-lump.csv", OfBoth);
        database.Run(march.Folder).Table("employer_claims.csv", "employer", "period", "open").ShouldBe(["E1 2026-02 870000"]);
        var april = SmallPeriod.Month(_scratch, "april", 4).Without("D001").WithStatement("bank-again.csv", OfBoth);
        var shown = database.Run(april.Folder);
        shown.Table("employer_claims.csv", "employer", "period", "open").ShouldBe(["E1 2026-02 870000", "E1 2026-04 870000"], ignoreOrder: true);
        shown.Table("late.csv", "expected_id").ShouldBeEmpty();
        shown.Table("bank_entries.csv", "bank_ref", "applied", "held")[0].ShouldBe("C001 1740000 0");
        database.ShouldBeProved();
        database.Run(march.Folder).Table("employer_claims.csv", "employer", "period", "open").ShouldBe(["E1 2026-02 870000"]);
        database.ShouldBeProved();
    }

    /// <summary>The credit whose rest closed January is taken back: January and March are open again.</summary>
    [Fact]
    public void A_rest_goes_with_its_credit()
    {
        using var database = new ProofDatabase(cluster);
        database.Run(SmallPeriod.Month(_scratch, "january", 1).Without("A001").Folder);
        database.Run(SmallPeriod.March(_scratch, "march").Without("C001").WithStatement("bank-lump.csv", OfBoth).Folder).Table("employer_claims.csv", "employer").ShouldBeEmpty();
        var april = database.Run(SmallPeriod.Month(_scratch, "april", 4).WithStatement("bank-taken.csv", $"C001,2026-04-02,RC,1740000,{Dinas},PEMBATALAN").Folder);
        april.Table("employer_claims.csv", "employer", "period", "open").ShouldBe(["E1 2026-01 870000", "E1 2026-03 870000"], ignoreOrder: true);
        database.ShouldBeProved();
    }

    /// <summary>
    /// B001 names E1 and equals its file of February; the file is corrected, so B001 is free and pays March. February, paid by rule later and
    /// closed, does not take it away from March.
    /// </summary>
    [Fact]
    public void A_tie_by_name_that_a_correction_made_void_stays_void()
    {
        using var database = new ProofDatabase(cluster);
        SmallPeriod Named(string name) => SmallPeriod.February(_scratch, name).With("bank.csv", "POTONGAN KOPERASI 202602 E1", "Titipan bulan ini");
        database.Run(Named("february").Folder).Table("employer_claims.csv", "employer").ShouldBeEmpty();
        var corrected = Named("corrected").With("payroll_E1.csv", "WULANDARI,3273015808850003,SW,100000", "WULANDARI,3273015808850003,SW,90000");
        database.Run(corrected.Folder).Table("employer_claims.csv", "employer", "period", "open").ShouldBe(["E1 2026-02 860000"]);
        database.ShouldBeProved();
        var march = SmallPeriod.March(_scratch, "march").Without("C001").WithStatement("bank-late.csv", $"C009,2026-03-02,C,860000,{Dinas},POTONGAN KOPERASI 202602 E1");
        database.Run(march.Folder).Table("employer_claims.csv", "employer").ShouldBeEmpty();
        database.ShouldBeProved();
        var april = SmallPeriod.Month(_scratch, "april", 4).WithStatement("bank-debit.csv", "D011,2026-04-05,C,50000,Siti Aminah,AUTODEBET M1 SW 202603");
        var last = database.Run(april.Folder);
        last.Table("employer_claims.csv", "employer").ShouldBeEmpty();
        last.Table("late.csv", "period", "expected_id", "class").ShouldBe(["2026-03 X1 double_deducted"]);
        database.ShouldBeProved();
    }

    public void Dispose() => _scratch.Dispose();

    private static long DepositOf(string member, params Reconciling[] runs) => runs.SelectMany(static run => CsvTable.Parse(run.Read("journal.csv")).Rows)
        .Where(posting => posting["account"] == "2-1030" && posting["member_no"] == member).Sum(static posting => posting.Rupiah("credit") - posting.Rupiah("debit"));
}
