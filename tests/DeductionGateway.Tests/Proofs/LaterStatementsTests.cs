using DeductionGateway.Tests.Harness;

namespace DeductionGateway.Tests.Proofs;

/// <summary>A statement that comes after the first run settles what was open then, and the end is the same as if it had been there at once.</summary>
public sealed class LaterStatementsTests(TestCluster cluster) : IDisposable
{
    private const string Dinas = "Dinas Pendidikan Kota Bandung";
    private const string Lump = "POTONGAN KOPERASI 202602 E1";
    private readonly Scratch _scratch = new();

    /// <summary>What the first statement shows of E1 (870,000 deducted), what the later one adds, and the class of its five lines before and after.</summary>
    public static TheoryData<string, string, string, string> Cases => new()
    {
        { "", $"B011,2026-03-02,C,870000,{Dinas},{Lump}", "unremitted", "matched" },
        { $"B010,2026-02-27,C,500000,{Dinas},{Lump}", $"B011,2026-03-02,C,370000,{Dinas},{Lump}", "part_remitted", "matched" },
        { "", $"B011,2026-03-02,C,500000,{Dinas},{Lump}", "unremitted", "part_remitted" },
        { $"B010,2026-02-27,C,870000,{Dinas},{Lump}", $"B010,2026-03-02,RC,870000,{Dinas},{Lump}", "matched", "unremitted" },
        { $"B010,2026-02-27,C,870000,{Dinas},{Lump}", $"B011,2026-03-02,C,50000,{Dinas},{Lump}", "matched", "matched" },
        { "", $"B011,2026-03-02,C,870000,{Dinas},Titipan bulan ini", "unremitted", "matched" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void It_ends_as_if_all_statements_had_been_there(string early, string late, string before, string after)
    {
        using var database = new ProofDatabase(cluster);
        var first = database.Run(Period("first", early).Folder);
        ClassesOfE1(first).ShouldBe([before]);
        database.ShouldBeProved();
        var all = Period("all", early).WithStatement("bank-later.csv", late);
        var second = database.Run(all.Folder);
        ClassesOfE1(second).ShouldBe([after]);
        database.ShouldBeProved();
        ShouldBeAsAlone(second, all);
        var third = database.Run(all.Folder);
        foreach (var file in (string[])["lines.csv", "journal.csv"]) third.Read(file).ShouldBe(second.Read(file), file);
    }

    [Fact]
    public void An_autodebit_that_comes_later_is_the_second_money_of_a_settled_line()
    {
        using var database = new ProofDatabase(cluster);
        database.Run(SmallPeriod.February(_scratch, "first").Folder);
        var all = SmallPeriod.February(_scratch, "all").WithStatement("bank-later.csv", "B011,2026-03-02,C,50000,Siti Aminah,AUTODEBET M1 SW 202602");
        var second = database.Run(all.Folder);
        second.Table("lines.csv", "expected_id", "class", "received_amount", "a_savings", "a_suspense", "held_in")[0].ShouldBe("X1 double_deducted 100000 50000 50000 2-1030");
        database.ShouldBeProved();
        ShouldBeAsAlone(second, all);
    }

    public void Dispose() => _scratch.Dispose();

    private SmallPeriod Period(string name, string early)
    {
        var period = SmallPeriod.February(_scratch, name).Without("B001");
        return early.Length == 0 ? period : period.WithStatement("bank-early.csv", early);
    }

    private static List<string> ClassesOfE1(Reconciling run) =>
        [.. CsvTable.Parse(run.Read("lines.csv")).Rows.Where(static row => row["employer"] == "E1").Select(static row => row["class"]).Distinct()];

    private void ShouldBeAsAlone(Reconciling run, SmallPeriod period)
    {
        using var fresh = new ProofDatabase(cluster);
        var alone = fresh.Run(period.Folder);
        run.Read("lines.csv").ShouldBe(alone.Read("lines.csv"));
        run.Read("bank_entries.csv").ShouldBe(alone.Read("bank_entries.csv"));
        Balances.Of(run).ShouldBe(Balances.Of(alone));
    }
}
