using DeductionGateway.Tests.Harness;

namespace DeductionGateway.Tests.Proofs;

/// <summary>Employers and members leave, names and terms are corrected: what was decided on other registers keeps its owner and its money.</summary>
public sealed class RegisterChangesTests(TestCluster cluster) : IDisposable
{
    private const string Dinas = "Dinas Pendidikan Kota Bandung";
    private const string OfRina = "B011,2026-02-27,C,100000,Rina,AUTODEBET M3 SW 202602";
    private const string LateCredit = $"C009,2026-03-02,C,870000,{Dinas},POTONGAN KOPERASI 202602 E1";
    private readonly Scratch _scratch = new();

    [Theory]
    [InlineData("B002,2026-02-27,C,560000,PT Karya Abadi Sejahtera,POTONGAN KOPERASI 202602 E2", "", "B002 560000 0")]
    [InlineData("B002,2026-03-02,RC,560000,PT Karya Abadi Sejahtera,PEMBATALAN", "E2 2026-02 560000", "B002 0 0")]
    public void An_employer_who_left_keeps_what_he_paid_and_owes(string entry, string claim, string stands)
    {
        using var database = new ProofDatabase(cluster);
        database.Run(SmallPeriod.February(_scratch, "february").Folder);
        var march = database.Run(WithoutE2(SmallPeriod.March(_scratch, "march")).WithStatement("bank-again.csv", entry).Folder);
        march.Table("employer_claims.csv", "employer", "period", "open").ShouldBe(claim.Length == 0 ? [] : [claim]);
        march.Table("bank_entries.csv", "bank_ref", "applied", "held")[0].ShouldBe(stands);
        database.ShouldBeProved();
    }

    [Fact]
    public void An_employer_who_left_pays_late()
    {
        using var database = new ProofDatabase(cluster);
        database.Run(SmallPeriod.February(_scratch, "february").Without("B002").Folder);
        var march = WithoutE2(SmallPeriod.March(_scratch, "march"));
        database.Run(march.Folder).Table("employer_claims.csv", "employer", "period", "open").ShouldBe(["E2 2026-02 560000"]);
        var paid = database.Run(march.WithStatement("bank-late.csv", "C009,2026-03-02,C,560000,PT Karya Abadi Sejahtera,POTONGAN KOPERASI 202602 E2").Folder);
        paid.Table("late.csv", "expected_id", "class").ShouldBe(["X6 matched", "X7 matched", "X8 matched"]);
        paid.Table("employer_claims.csv", "employer").ShouldBeEmpty();
        database.ShouldBeProved();
    }

    [Fact]
    public void An_autodebit_of_a_member_who_left_is_shown_again()
    {
        using var database = new ProofDatabase(cluster);
        database.Run(SmallPeriod.February(_scratch, "february").WithStatement("bank-debit.csv", OfRina).Folder);
        var march = database.Run(WithoutRina(SmallPeriod.March(_scratch, "march")).WithStatement("bank-debit.csv", OfRina).Folder);
        march.Table("bank_entries.csv", "bank_ref", "member_no", "applied", "held")[0].ShouldBe("B011 M3 100000 0");
        database.ShouldBeProved();
    }

    /// <summary>Rina's autodebit settled her saving; she has left when E1 pays February, and that is her second money.</summary>
    [Fact]
    public void An_autodebit_of_a_member_who_left_stays_where_it_was_laid()
    {
        using var database = new ProofDatabase(cluster);
        database.Run(SmallPeriod.February(_scratch, "february").Without("B001").WithStatement("bank-debit.csv", OfRina).Folder);
        var march = database.Run(WithoutRina(SmallPeriod.March(_scratch, "march")).WithStatement("bank-late.csv", LateCredit).Folder);
        march.Table("late.csv", "expected_id", "class", "received_amount", "a_suspense")[4].ShouldBe("X5 double_deducted 200000 100000");
        database.ShouldBeProved();
    }

    /// <summary>The names of two employers had been interchanged; the credit that names one of them fits the file of either.</summary>
    [Fact]
    public void A_credit_tied_by_a_name_that_is_another_employers()
    {
        using var database = new ProofDatabase(cluster);
        SmallPeriod Named(string name) => SmallPeriod.February(_scratch, name).With("bank.csv", "POTONGAN KOPERASI 202602 E1", "Titipan").Without("B002").With("payroll_E2.csv", "K02;310.000,00", "K02;620.000,00");
        SmallPeriod Interchanged(string name) => Named(name).With("employers.csv", $"E1,{Dinas}", "E1,Dinas Lain").With("employers.csv", "E2,PT Karya Abadi Sejahtera", $"E2,{Dinas}");
        database.Run(Named("first").Folder).Table("employer_claims.csv", "employer", "period").ShouldBe(["E2 2026-02"]);
        database.Run(Interchanged("second").Folder).Table("employer_claims.csv", "employer", "period").ShouldBe(["E1 2026-02"]);
        database.ShouldBeProved();
        database.Run(Named("third").Folder).Table("employer_claims.csv", "employer", "period").ShouldBe(["E2 2026-02"]);
        database.ShouldBeProved();
    }

    /// <summary>E2 paid member by member in February, one of two; from March on it pays in one credit.</summary>
    [Fact]
    public void An_employer_who_pays_otherwise_from_March_on()
    {
        using var database = new ProofDatabase(cluster);
        var february = SmallPeriod.February(_scratch, "february").With("employers.csv", "Sejahtera,lump", "Sejahtera,member").Without("B002").WithStatement("bank-own.csv", "B021,2026-02-27,C,250000,Agus,PG 202602 E2 7001");
        database.Run(february.Folder).Table("employer_claims.csv", "employer", "period", "open").ShouldBe(["E2 2026-02 310000"]);
        var march = database.Run(SmallPeriod.March(_scratch, "march").Folder);
        march.Table("late.csv", "expected_id").ShouldBeEmpty();
        march.Table("employer_claims.csv", "employer", "period", "open").ShouldBe(["E2 2026-02 310000"]);
        database.ShouldBeProved();
    }

    /// <summary>E9 stood in February's register by mistake; in March it is there again and pays for February.</summary>
    [Fact]
    public void An_employer_whom_a_corrected_register_took_out()
    {
        using var database = new ProofDatabase(cluster);
        SmallPeriod WithE9(SmallPeriod period) => period.With("employers.csv", "E2,PT Karya", "E9,Baru,lump\nE2,PT Karya");
        database.Run(WithE9(SmallPeriod.February(_scratch, "first")).Folder);
        database.Run(SmallPeriod.February(_scratch, "second").Folder);
        var march = database.Run(WithE9(SmallPeriod.March(_scratch, "march")).WithStatement("bank-late.csv", "C009,2026-03-02,C,867500,Baru,POTONGAN KOPERASI 202602 E9").Folder);
        march.Table("bank_entries.csv", "employer", "applied", "held", "held_in")[0].ShouldBe("E9 0 867500 2-1045");
        database.ShouldBeProved();
    }

    /// <summary>Nothing is paid yet when the bank's fee is entered into the profile: the later credit is decided by it.</summary>
    [Fact]
    public void Terms_corrected_before_any_money_came()
    {
        using var database = new ProofDatabase(cluster);
        database.Run(SmallPeriod.February(_scratch, "first").Without("B001").Folder);
        database.Run(SmallPeriod.February(_scratch, "second").Without("B001").With("profiles.json", "\"payroll_E1.csv\",", "\"payroll_E1.csv\", \"fees\": [2500],").Folder);
        var march = database.Run(SmallPeriod.March(_scratch, "march").WithStatement("bank-late.csv", LateCredit.Replace("870000", "867500")).Folder);
        march.Table("late.csv", "class", "f_money").Distinct().ShouldBe(["matched fee"]);
        database.ShouldBeProved();
    }

    /// <summary>A wrong number of Siti's is entered and taken back: February is decided by the register that came last.</summary>
    [Fact]
    public void A_register_that_came_back_counts()
    {
        using var database = new ProofDatabase(cluster);
        SmallPeriod Unpaid(string name) => SmallPeriod.February(_scratch, name).Without("B001");
        database.Run(Unpaid("first").Folder);
        database.Run(Unpaid("second").With("members.csv", "E1,00101", "E1,88888").Folder);
        database.Run(Unpaid("third").Folder);
        var march = database.Run(SmallPeriod.March(_scratch, "march").WithStatement("bank-late.csv", LateCredit).Folder);
        march.Table("late.csv", "class").Distinct().ShouldBe(["matched"]);
        database.ShouldBeProved();
    }

    public void Dispose() => _scratch.Dispose();

    private static SmallPeriod WithoutE2(SmallPeriod period)
    {
        foreach (var file in (string[])["employers.csv", "members.csv", "expected.csv", "bank.csv"]) Drop(period, file, "E2");
        File.Delete(Path.Combine(period.Folder, "payroll_E2.csv"));
        var profiles = Path.Combine(period.Folder, "profiles.json");
        var text = File.ReadAllText(profiles);
        File.WriteAllText(profiles, text[..text.IndexOf("},\n  \"E2\"", StringComparison.Ordinal)] + "}}");
        return period;
    }

    private static SmallPeriod WithoutRina(SmallPeriod period)
    {
        foreach (var file in (string[])["members.csv", "expected.csv", "payroll_E1.csv"]) Drop(period, file, "3273015808850003");
        return period.With("bank.csv", "C,870000.00", "C,770000.00");
    }

    private static void Drop(SmallPeriod period, string file, string text)
    {
        var path = Path.Combine(period.Folder, file);
        File.WriteAllLines(path, File.ReadAllLines(path).Where(line => !line.Contains(text, StringComparison.Ordinal)));
    }
}
