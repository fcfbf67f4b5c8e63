using DeductionGateway.Tests.Harness;

namespace DeductionGateway.Tests.Proofs;

/// <summary>
/// An employer sends its payroll file again, corrected: the earlier one is reversed, the new one posted, and the ledger is the one that a
/// database would have which never saw the earlier one.
/// </summary>
public sealed class CorrectedFileTests(TestCluster cluster) : IDisposable
{
    private readonly Scratch _scratch = new();

    [Fact]
    public void A_corrected_file_replaces_the_earlier_one_and_says_what_it_changed()
    {
        using var database = new ProofDatabase(cluster);
        database.Run(SmallPeriod.February(_scratch, "first").Folder);
        var second = database.Run(Corrected("corrected").Folder);
        second.Table("corrections.csv", "employer", "period", "change", "key", "code", "line_before", "line_now", "amount_before", "amount_now").ShouldBe(
        [
            "E1 2026-02 changed 00102 TK 4 4 120000 100000",
            "E1 2026-02 removed 00103 SW 5 0 100000 0",
            "E1 2026-02 added 00103 TK 0 5 0 30000",
        ]);
        second.Output.ShouldContain("payroll_E1.csv replaces an earlier file of E1/2026-02: 1 rows added, 1 changed, 1 removed (corrections.csv).");
        database.ShouldBeProved();
        ShouldBeAsAlone(second, Corrected("alone"));
    }

    [Fact]
    public void The_corrected_file_once_more_changes_nothing()
    {
        using var database = new ProofDatabase(cluster);
        database.Run(SmallPeriod.February(_scratch, "first").Folder);
        var corrected = Corrected("corrected");
        var second = database.Run(corrected.Folder);
        var third = database.Run(corrected.Folder);
        third.Has("corrections.csv").ShouldBeFalse();
        third.Output.ShouldContain("0 added, 0 reversed");
        foreach (var file in (string[])["lines.csv", "journal.csv", "bank_entries.csv", "mismatches.csv"]) third.Read(file).ShouldBe(second.Read(file), file);
        database.ShouldBeProved();
    }

    [Fact]
    public void The_first_content_may_come_back()
    {
        using var database = new ProofDatabase(cluster);
        var original = SmallPeriod.February(_scratch, "first");
        var first = database.Run(original.Folder);
        database.Run(Corrected("corrected").Folder);
        var back = database.Run(original.Folder);
        back.Table("corrections.csv", "change", "key", "code", "amount_before", "amount_now").ShouldBe(
        [
            "changed 00102 TK 100000 120000",
            "added 00103 SW 0 100000",
            "removed 00103 TK 30000 0",
        ]);
        back.Read("lines.csv").ShouldBe(first.Read("lines.csv"));
        Balances.Of(back).ShouldBe(Balances.Of(first));
        database.ShouldBeProved();
    }

    /// <summary>Dewi's number is 7002; her employer wrote 7020, which is a proposal until it is confirmed.</summary>
    [Fact]
    public void A_confirmation_outlives_a_correction_of_other_lines()
    {
        using var database = new ProofDatabase(cluster);
        database.Confirm(Misspelt("first").Folder);
        var second = database.Run(Misspelt("corrected").With("payroll_E2.csv", "S02;200.000,00", "S02;150.000,00").Folder);
        second.Table("corrections.csv", "change", "key", "code", "amount_before", "amount_now").ShouldBe(["changed 7001 SS 200000 150000"]);
        var dewi = CsvTable.Parse(second.Read("lines.csv")).Rows.Single(static row => row["class"] == "fuzzy");
        dewi["rule"].ShouldEndWith("+confirmed");
        (dewi["candidate_member_no"], dewi.Rupiah("a_interest"), dewi.Rupiah("a_principal")).ShouldBe(("M5", 10_000, 300_000));
        database.ShouldBeProved();
        using var fresh = new ProofDatabase(cluster);
        var alone = fresh.Confirm(Misspelt("alone").With("payroll_E2.csv", "S02;200.000,00", "S02;150.000,00").Folder);
        Balances.Of(second).ShouldBe(Balances.Of(alone));
    }

    /// <summary>A line of another amount is another line: what was confirmed for the earlier one does not speak for it.</summary>
    [Fact]
    public void A_confirmation_does_not_pass_on_to_a_changed_line()
    {
        using var database = new ProofDatabase(cluster);
        database.Confirm(Misspelt("first").Folder);
        var second = database.Run(Misspelt("corrected").With("payroll_E2.csv", "K02;310.000,00", "K02;300.000,00").Folder);
        var dewi = CsvTable.Parse(second.Read("lines.csv")).Rows.Single(static row => row["class"] == "fuzzy");
        dewi["rule"].ShouldNotContain("+confirmed");
        (dewi.Rupiah("a_principal"), dewi.Rupiah("a_suspense"), dewi["held_in"]).ShouldBe((0, 300_000, "2-1040"));
        database.ShouldBeProved();
    }

    public void Dispose() => _scratch.Dispose();

    /// <summary>One amount less, one line gone, one line more: 780,000 where 870,000 was.</summary>
    private SmallPeriod Corrected(string name) => SmallPeriod.February(_scratch, name)
        .With("payroll_E1.csv", "TK,120000", "TK,100000")
        .With("payroll_E1.csv", "3273015808850003,SW,100000", "3273015808850003,TK,30000");

    private SmallPeriod Misspelt(string name) => SmallPeriod.February(_scratch, name).With("payroll_E2.csv", "7002;DEWI", "7020;DEWI");

    private void ShouldBeAsAlone(Reconciling run, SmallPeriod period)
    {
        using var fresh = new ProofDatabase(cluster);
        var alone = fresh.Run(period.Folder);
        Balances.Of(run).ShouldBe(Balances.Of(alone));
        run.Read("lines.csv").ShouldBe(alone.Read("lines.csv"));
    }
}
