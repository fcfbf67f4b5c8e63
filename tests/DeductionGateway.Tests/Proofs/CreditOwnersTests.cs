using DeductionGateway.Tests.Harness;

namespace DeductionGateway.Tests.Proofs;

/// <summary>Whose a credit is: the file's that has not come yet, the member's own beside one for all, nobody's where two share a number.</summary>
public sealed class CreditOwnersTests(TestCluster cluster) : IDisposable
{
    private const string OfAgus = "B021,2026-02-27,C,250000,Agus,PG 202602 E2 7001";
    private readonly Scratch _scratch = new();

    /// <summary>January is open, February has no answer yet. The money for February waits for it, shown once or twice.</summary>
    [Fact]
    public void Money_for_a_file_that_has_not_come_closes_no_other()
    {
        using var database = new ProofDatabase(cluster);
        database.Run(SmallPeriod.Month(_scratch, "january", 1).Without("A001").Folder);
        var february = SmallPeriod.February(_scratch, "february");
        File.Delete(Path.Combine(february.Folder, "payroll_E1.csv"));
        database.Run(february.Folder).Table("bank_entries.csv", "bank_ref", "held", "held_in")[0].ShouldBe("B001 870000 2-1045");
        var march = database.Run(SmallPeriod.March(_scratch, "march").WithStatement("bank-again.csv", "B001,2026-02-27,C,870000,Dinas Pendidikan Kota Bandung,POTONGAN KOPERASI 202602 E1").Folder);
        march.Table("employer_claims.csv", "employer", "period").ShouldBe(["E1 2026-01"]);
        march.Table("bank_entries.csv", "bank_ref", "held", "held_in")[0].ShouldBe("B001 870000 2-1045");
        database.ShouldBeProved();
    }

    /// <summary>Agus is credited on his own (250,000 of 560,000); a credit without a member pays all others, and what it has beyond is held.</summary>
    [Theory]
    [InlineData(310_000, "B022 310000 0")]
    [InlineData(560_000, "B022 310000 250000 2-1045")]
    public void A_credit_for_all_beside_a_members_own(int amount, string stands)
    {
        using var database = new ProofDatabase(cluster);
        var period = ByMember("february").WithStatement("bank-own.csv", OfAgus, $"B022,2026-02-27,C,{amount},PT Karya,POTONGAN KOPERASI 202602 E2");
        var run = database.Run(period.Folder);
        run.Table("lines.csv", "class").Distinct().ShouldBe(["matched"]);
        run.Table("bank_entries.csv", "bank_ref", "applied", "held", "held_in").ShouldContain(stands);
        database.ShouldBeProved();
        var march = database.Run(SmallPeriod.March(_scratch, "march").Folder);
        march.Table("late.csv", "expected_id").ShouldBeEmpty();
        march.Table("employer_claims.csv", "employer").ShouldBeEmpty();
        database.ShouldBeProved();
    }

    [Fact]
    public void What_is_left_of_a_credit_whose_number_two_members_have_is_nobodys()
    {
        using var database = new ProofDatabase(cluster);
        var period = ByMember("february").With("members.csv", "E2,7001,", "E2,7001,0,0,0,0,0\nM9,Orang Lain,3273016212880099,E2,7001,").WithStatement("bank-own.csv", OfAgus.Replace("250000", "990000"));
        database.Run(period.Folder).Table("bank_entries.csv", "bank_ref", "applied", "held", "held_in").ShouldContain("B021 250000 740000 2-1040");
        database.ShouldBeProved();
    }

    public void Dispose() => _scratch.Dispose();

    private SmallPeriod ByMember(string name) => SmallPeriod.February(_scratch, name).With("employers.csv", "Sejahtera,lump", "Sejahtera,member").Without("B002");
}
