using DeductionGateway.Tests.Harness;

namespace DeductionGateway.Tests.Proofs;

/// <summary>
/// Rules are corrected and members entered after a first run: what a remark was read to say is another then, and the money moves with it.
/// The end is the ledger of a database that never read it otherwise.
/// </summary>
public sealed class ReadAnewTests(TestCluster cluster) : IDisposable
{
    private const string Remark = "SETORANE1P202602";
    private static readonly (string, string) E2 = ("lump", @"POTONGAN KOPERASI (?<period>\d{6}) (?<employer>\S+)");
    private static readonly (string, string) E1 = ("lump", @"SETORAN(?<employer>E1)P(?<period>\d{6})");
    private static readonly (string, string) Wrong = ("lump", @"SETORAN(?<employer>E)1P(?<period>\d{6})");
    private static readonly (string, string) Fee = ("fee", "BIAYA ADM");

    private readonly Scratch _scratch = new();

    public static TheoryData<(string, string)[], (string, string)[]> Corrections => new()
    {
        { [E2, Fee], [E2, E1, Fee] },
        { [E2, E1, Fee], [E2, Fee] },
        { [E2, E1], [E2, E1, Fee] },
        { [E2, Wrong, Fee], [E2, E1, Fee] },
    };

    [Theory]
    [MemberData(nameof(Corrections))]
    public void Corrected_rules_end_as_if_they_had_been_right_at_once((string, string)[] before, (string, string)[] corrected)
    {
        using var database = new ProofDatabase(cluster);
        database.Run(Odd("first").WithRules(before).Folder);
        var period = Odd("again").WithRules(corrected);
        var second = database.Run(period.Folder);
        database.ShouldBeProved();
        using var fresh = new ProofDatabase(cluster);
        var alone = fresh.Run(period.Folder);
        foreach (var file in (string[])["lines.csv", "bank_entries.csv", "employer_claims.csv"]) second.Read(file).ShouldBe(alone.Read(file), file);
        Balances.Of(second).ShouldBe(Balances.Of(alone));
        var third = database.Run(period.Folder);
        third.Output.ShouldContain("0 added, 0 reversed");
        third.Read("journal.csv").ShouldBe(second.Read("journal.csv"));
    }

    /// <summary>The credit and the entry that takes it back lie at the same account, before and after.</summary>
    [Fact]
    public void A_reversal_moves_with_the_entry_it_takes_back()
    {
        using var database = new ProofDatabase(cluster);
        SmallPeriod Taken(string name) => Odd(name).WithStatement("bank-back.csv", $"B001,2026-02-28,RC,870000,Bendahara,{Remark}");
        database.Run(Taken("first").WithRules(E2, Fee).Folder);
        var period = Taken("again").WithRules(E2, E1, Fee);
        var second = database.Run(period.Folder);
        database.ShouldBeProved();
        using var fresh = new ProofDatabase(cluster);
        Balances.Of(second).ShouldBe(Balances.Of(fresh.Run(period.Folder)));
    }

    [Fact]
    public void What_February_could_not_read_March_reads_where_it_is_shown_again()
    {
        using var database = new ProofDatabase(cluster);
        var february = database.Run(Odd("february").WithRules(E2, Fee).Folder);
        february.Table("employer_claims.csv", "employer", "period", "open").ShouldBe(["E1 2026-02 870000"]);
        var march = database.Run(SmallPeriod.March(_scratch, "march").WithRules(E2, E1, Fee).WithStatement("bank-again.csv", $"B001,2026-02-27,C,870000,Bendahara,{Remark}").Folder);
        march.Table("employer_claims.csv", "employer").ShouldBeEmpty();
        march.Table("late.csv", "expected_id", "class").ShouldBe([.. Enumerable.Range(1, 5).Select(static number => $"X{number} matched")]);
        database.ShouldBeProved();
    }

    [Fact]
    public void What_February_read_March_does_not_read_otherwise()
    {
        using var database = new ProofDatabase(cluster);
        database.Run(Odd("february").WithRules(E2, E1, Fee).Folder);
        var march = database.Run(SmallPeriod.March(_scratch, "march").WithRules(E2, Fee).WithStatement("bank-again.csv", $"B001,2026-02-27,C,870000,Bendahara,{Remark}").Folder);
        march.Table("employer_claims.csv", "employer").ShouldBeEmpty();
        march.Table("late.csv", "expected_id").ShouldBeEmpty();
        database.ShouldBeProved();
    }

    /// <summary>An autodebit of M9, who is entered only in March: in February the money was nobody's.</summary>
    [Fact]
    public void A_member_entered_later_gets_the_money_that_names_him()
    {
        using var database = new ProofDatabase(cluster);
        const string debit = "B011,2026-02-27,C,50000,Tono,AUTODEBET M9 SW 202602";
        var february = database.Run(SmallPeriod.February(_scratch, "february").WithStatement("bank-debit.csv", debit).Folder);
        february.Table("bank_entries.csv", "bank_ref", "kind", "held_in").ShouldContain("B011 unidentified 2-1040");
        var march = database.Run(SmallPeriod.March(_scratch, "march").WithStatement("bank-debit.csv", debit)
            .With("members.csv", "M5,Dewi", "M9,Tono Raharjo,3273011203790099,E2,7009,0,0,0,0,0\nM5,Dewi").Folder);
        march.Table("bank_entries.csv", "bank_ref", "kind", "member_no", "held_in")[0].ShouldBe("B011 autodebit M9 2-1030");
        database.ShouldBeProved();
        Balances.Of(february, march).ShouldContain("2-1030 M9: -50000");
    }

    public void Dispose() => _scratch.Dispose();

    /// <summary>E1's credit has a remark that only a rule can read, and names nobody.</summary>
    private SmallPeriod Odd(string name) => SmallPeriod.February(_scratch, name)
        .With("bank.csv", "Dinas Pendidikan Kota Bandung,POTONGAN KOPERASI 202602 E1", $"Bendahara,{Remark}");
}
