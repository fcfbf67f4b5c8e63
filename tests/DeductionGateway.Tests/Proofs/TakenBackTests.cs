using DeductionGateway.Tests.Harness;

namespace DeductionGateway.Tests.Proofs;

/// <summary>The bank takes a credit back, and whichever folder shows it, whatever the credit had paid is open again.</summary>
public sealed class TakenBackTests(TestCluster cluster) : IDisposable
{
    private const string Dinas = "Dinas Pendidikan Kota Bandung";
    private readonly Scratch _scratch = new();

    /// <summary>March is paid by C001; a longer statement of February, run after March, shows that it was taken back.</summary>
    [Fact]
    public void A_longer_statement_of_an_earlier_month_opens_a_later_one()
    {
        using var database = new ProofDatabase(cluster);
        database.Run(SmallPeriod.February(_scratch, "february").Folder);
        var march = SmallPeriod.March(_scratch, "march");
        database.Run(march.Folder);
        var longer = SmallPeriod.February(_scratch, "longer").WithStatement("bank-later.csv", $"C001,2026-04-02,RC,870000,{Dinas},PEMBATALAN");
        var february = database.Run(longer.Folder);
        february.Table("employer_claims.csv", "employer", "period", "open").ShouldBe(["E1 2026-03 870000"]);
        february.Table("late.csv", "expected_id").ShouldBeEmpty();
        database.ShouldBeProved();
        database.Run(longer.Folder).Read("journal.csv").ShouldBe(february.Read("journal.csv"));
        database.Run(march.Folder).Table("lines.csv", "class", "received_amount")[0].ShouldBe("unremitted 0");
        database.ShouldBeProved();
    }

    /// <summary>B001 names E1 and closed its file of February; the statement of March shows it once more, and its reversal.</summary>
    [Fact]
    public void A_credit_tied_by_name_and_shown_again_with_its_reversal()
    {
        using var database = new ProofDatabase(cluster);
        database.Run(SmallPeriod.February(_scratch, "february").With("bank.csv", "POTONGAN KOPERASI 202602 E1", "Titipan bulan ini").Folder).Table("employer_claims.csv", "employer").ShouldBeEmpty();
        var march = SmallPeriod.March(_scratch, "march")
            .WithStatement("bank-again.csv", $"B001,2026-02-27,C,870000,{Dinas},Titipan bulan ini", $"B001,2026-03-02,RC,870000,{Dinas},PEMBATALAN");
        var run = database.Run(march.Folder);
        run.Table("employer_claims.csv", "employer", "period", "open").ShouldBe(["E1 2026-02 870000"]);
        database.ShouldBeProved();
        database.Run(march.Folder).Read("late.csv").ShouldBe(run.Read("late.csv"));
    }

    /// <summary>The rest of B001 had closed January; B001 and its reversal both stand in the statement of March.</summary>
    [Fact]
    public void A_rest_whose_credit_is_shown_again_with_its_reversal()
    {
        using var database = new ProofDatabase(cluster);
        const string both = $"B001,2026-02-27,C,1740000,{Dinas},POTONGAN KOPERASI 202602 E1";
        database.Run(SmallPeriod.Month(_scratch, "january", 1).Without("A001").Folder);
        database.Run(SmallPeriod.February(_scratch, "february").Without("B001").WithStatement("bank-both.csv", both).Folder).Table("employer_claims.csv", "employer").ShouldBeEmpty();
        var march = database.Run(SmallPeriod.March(_scratch, "march").WithStatement("bank-again.csv", both, $"B001,2026-03-02,RC,1740000,{Dinas},PEMBATALAN").Folder);
        march.Table("employer_claims.csv", "employer", "period", "open").ShouldBe(["E1 2026-01 870000", "E1 2026-02 870000"]);
        database.ShouldBeProved();
    }

    /// <summary>March comes first and knows only that B001 was taken back; its own credit of the same amount, later than that, is not meant.</summary>
    [Fact]
    public void A_reversal_that_came_before_its_credit()
    {
        using var database = new ProofDatabase(cluster);
        var march = SmallPeriod.March(_scratch, "march").WithStatement("bank-taken.csv", $"B001,2026-03-02,RC,870000,{Dinas},PEMBATALAN");
        database.Run(march.Folder).Table("employer_claims.csv", "employer").ShouldBeEmpty();
        var folder = SmallPeriod.February(_scratch, "february").Folder;
        var february = database.Run(folder);
        february.Table("employer_claims.csv", "employer", "period").ShouldBe(["E1 2026-02"]);
        database.ShouldBeProved();
        var again = database.Run(folder);
        foreach (var file in (string[])["lines.csv", "journal.csv", "bank_entries.csv"]) again.Read(file).ShouldBe(february.Read(file), file);
    }

    public void Dispose() => _scratch.Dispose();
}
