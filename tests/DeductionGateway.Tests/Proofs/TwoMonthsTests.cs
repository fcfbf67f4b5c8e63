using DeductionGateway.Tests.Harness;

namespace DeductionGateway.Tests.Proofs;

/// <summary>Two months in one database: what February left open, March closes, and what March takes back is open in February again.</summary>
public sealed class TwoMonthsTests(TestCluster cluster) : IDisposable
{
    private const string Dinas = "Dinas Pendidikan Kota Bandung";
    private const string LateCredit = $"C009,2026-03-02,C,870000,{Dinas},POTONGAN KOPERASI 202602 E1";
    private static readonly string[] LateColumns = ["period", "expected_id", "class", "member_no", "received_amount", "a_interest", "a_principal", "a_savings", "a_shop"];

    private static readonly string[] LateRows =
    [
        "2026-02 X1 matched M1 50000 0 0 50000 0",
        "2026-02 X2 matched M1 550000 50000 500000 0 0",
        "2026-02 X3 matched M2 50000 0 0 50000 0",
        "2026-02 X4 matched M2 120000 0 0 0 120000",
        "2026-02 X5 matched M3 100000 0 0 100000 0",
    ];

    private readonly Scratch _scratch = new();

    [Fact]
    public void A_credit_of_March_completes_the_file_of_February()
    {
        using var database = new ProofDatabase(cluster);
        var february = database.Run(Unremitted().Folder);
        february.Table("employer_claims.csv", "employer", "period", "open").ShouldBe(["E1 2026-02 870000"]);
        var march = database.Run(March().WithStatement("bank-late.csv", LateCredit).Folder);
        march.Table("late.csv", LateColumns).ShouldBe(LateRows);
        march.Table("employer_claims.csv", "employer", "period", "open").ShouldBeEmpty();
        database.ShouldBeProved();
        Balances.Of(february, march).ShouldBe(OnTime(March("march-on-time")));
    }

    [Theory]
    [InlineData("POTONGAN KOPERASI 202602 E1", "B001")]
    [InlineData("Titipan bulan ini", "B001")]
    [InlineData("POTONGAN KOPERASI 202602 E1", "C008")]
    [InlineData("Titipan bulan ini", "C008")]
    public void A_credit_of_February_cancelled_in_March_opens_its_file_again(string remark, string reference)
    {
        using var database = new ProofDatabase(cluster);
        var paid = SmallPeriod.February(_scratch, "february").With("bank.csv", "POTONGAN KOPERASI 202602 E1", remark);
        var february = database.Run(paid.Folder);
        february.Table("employer_claims.csv", "employer").ShouldBeEmpty();
        var taking = March().WithStatement("bank-cancelled.csv", $"{reference},2026-03-03,RC,870000,{Dinas},PEMBATALAN B001").Folder;
        var march = database.Run(taking);
        march.Table("employer_claims.csv", "employer", "period", "open").ShouldBe(["E1 2026-02 870000"]);
        march.Table("late.csv", "period", "expected_id", "class", "received_amount").ShouldBe([.. Enumerable.Range(1, 5).Select(static number => $"2026-02 X{number} unremitted 0")]);
        march.Output.ShouldNotContain("Completed by late money");
        database.ShouldBeProved();
        var balances = Balances.Of(february, march);
        balances.ShouldBe(Together(Unremitted("open"), March("march-open")));
        // Both folders again: March's own credit of the same amount is not taken back instead, and February's stays taken back.
        var again = database.Run(taking);
        foreach (var file in (string[])["lines.csv", "late.csv", "journal.csv", "bank_entries.csv"]) again.Read(file).ShouldBe(march.Read(file), file);
        Balances.Of(database.Run(paid.Folder), again).ShouldBe(balances);
        database.ShouldBeProved();
    }

    /// <summary>Siti takes another name, E1 pays per member from March on, E1 is renamed: February stays as it was billed.</summary>
    [Theory]
    [InlineData("members.csv", "M1,Siti Aminah,", "M1,Siti Aminah Putri,")]
    [InlineData("employers.csv", "E1,Dinas Pendidikan Kota Bandung,lump", "E1,Dinas Pendidikan Kota Bandung,member")]
    [InlineData("employers.csv", "E1,Dinas Pendidikan Kota Bandung,", "E1,Dinas Pendidikan Provinsi,")]
    public void A_register_changed_in_March_does_not_change_February(string file, string before, string now)
    {
        using var database = new ProofDatabase(cluster);
        var february = database.Run(Unremitted().Folder);
        var march = database.Run(March().With(file, before, now).WithStatement("bank-late.csv", LateCredit).Folder);
        march.Table("late.csv", LateColumns).ShouldBe(LateRows);
        database.ShouldBeProved();
        Balances.Of(february, march).ShouldBe(OnTime(March("march-on-time").With(file, before, now)));
    }

    [Fact]
    public void A_member_who_moved_in_March_keeps_what_February_owes()
    {
        using var database = new ProofDatabase(cluster);
        var february = database.Run(Unremitted().Folder);
        var march = database.Run(March().WithSitiAtE2().WithStatement("bank-late.csv", LateCredit).Folder);
        march.Table("late.csv", LateColumns).ShouldBe(LateRows);
        database.ShouldBeProved();
        Balances.Of(february, march).ShouldBe(OnTime(March("march-on-time").WithSitiAtE2()));
    }

    /// <summary>E1 pays for all in one credit: 50,000 in one member's name is a part of its file, held until the rest is there, and E1 still owes.</summary>
    [Fact]
    public void A_members_own_credit_at_an_employer_that_pays_for_all_waits_for_the_rest()
    {
        using var database = new ProofDatabase(cluster);
        var february = database.Run(Unremitted().Folder);
        var march = database.Run(March().WithStatement("bank-late.csv", "C009,2026-03-02,C,50000,Siti Aminah,PG 202602 E1 00101").Folder);
        march.Table("bank_entries.csv", "bank_ref", "kind", "amount", "applied", "held", "held_in")[0].ShouldBe("C009 member 50000 0 50000 2-1045");
        march.Table("employer_claims.csv", "employer", "period", "open").ShouldBe(["E1 2026-02 870000"]);
        march.Table("late.csv", LateColumns).ShouldBeEmpty();
        database.ShouldBeProved();
        var rest = database.Run(SmallPeriod.March(_scratch, "march").WithStatement("bank-late.csv",
            "C009,2026-03-02,C,50000,Siti Aminah,PG 202602 E1 00101", $"C010,2026-03-05,C,820000,{Dinas},POTONGAN KOPERASI 202602 E1").Folder);
        rest.Table("late.csv", LateColumns).ShouldBe(LateRows);
        rest.Table("employer_claims.csv", "employer").ShouldBeEmpty();
        database.ShouldBeProved();
        Balances.Of(february, rest).ShouldBe(OnTime(March("march-on-time")));
    }

    public void Dispose() => _scratch.Dispose();

    private SmallPeriod Unremitted(string name = "february") => SmallPeriod.February(_scratch, name).Without("B001");

    private SmallPeriod March(string name = "march") => SmallPeriod.March(_scratch, name);

    private string OnTime(SmallPeriod march) => Together(SmallPeriod.February(_scratch, Path.GetFileName(march.Folder) + "-february"), march);

    /// <summary>The balances of a database that saw these two months and nothing else.</summary>
    private string Together(SmallPeriod february, SmallPeriod march)
    {
        using var database = new ProofDatabase(cluster);
        var first = database.Run(february.Folder);
        return Balances.Of(first, database.Run(march.Folder));
    }
}
