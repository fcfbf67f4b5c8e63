using DeductionGateway.Commands;
using DeductionGateway.Tests.Golden;
using DeductionGateway.Tests.Harness;
using DeductionGateway.Tests.Proofs;

namespace DeductionGateway.Tests.Banks;

/// <summary>A payment that the bank told and its statement shows, through whole runs: booked once and for its member, in whatever order the two come.</summary>
public sealed class ToldAndShownTests : IDisposable
{
    private const string Account = "1370012345678";
    private const string Header = "bank_ref,booking_date,value_date,dc,amount,currency,account,counterparty,narrative";
    private const string Told = $"snap/bank-a/va/p1,2026-02-26,2026-02-26,C,75000.00,IDR,{Account},Siti Aminah,AUTODEBET M1 SW 202602 VA 88899100 REF R777";
    private const string Shown = $"B777,2026-02-27,2026-02-27,C,75000.00,IDR,{Account},SITI AMINAH,TRSF E-BANKING CR 88899100";

    private const string Row = $"snap/bank-a/row/T1,2026-02-27,2026-02-27,C,75000.00,IDR,{Account},,KR OTOMATIS 88899100 REF T1";

    private readonly TestDatabase _database;
    private readonly Scratch _scratch = new();
    private int _runs;

    public ToldAndShownTests(TestCluster cluster) => _database = new TestDatabase(cluster);

    public void Dispose()
    {
        _database.Dispose();
        _scratch.Dispose();
    }

    [Fact]
    public void Told_then_shown()
    {
        Run(Told);
        Entries().ShouldBe(["snap/bank-a/va/p1 M1"]);
        var before = Balance();
        Run(Told, Shown);
        Entries().ShouldBe(["snap/bank-a/va/p1 M1"]);
        Balance().ShouldBe(before);
    }

    [Fact]
    public void Shown_then_told()
    {
        Run(null, Shown);
        Entries().ShouldBe(["B777 "], "nobody knows whose it is");
        var before = Balance();
        Run(Told, Shown);
        Entries().ShouldBe(["B777 M1"], "the same entry, and now it is known whose");
        Balance().ShouldBe(before);
    }

    [Fact]
    public void Both_at_once_and_again()
    {
        Run(Told, Shown);
        Run(Told, Shown);
        Entries().ShouldBe(["snap/bank-a/va/p1 M1"]);
    }

    [Fact]
    public void Two_real_equal_ones_stay_two()
    {
        Run($"{Told}\n{Told.Replace("va/p1", "va/p2", StringComparison.Ordinal).Replace("R777", "R778", StringComparison.Ordinal)}", Shown);
        Entries().Count.ShouldBe(2);
        Run($"{Told}\n{Told.Replace("va/p1", "va/p2", StringComparison.Ordinal).Replace("R777", "R778", StringComparison.Ordinal)}", $"{Shown}\n{Shown.Replace("B777", "B778", StringComparison.Ordinal)}");
        Entries().ShouldBe(["snap/bank-a/va/p1 M1", "snap/bank-a/va/p2 M1"]);
    }

    /// <summary>Notice, row of the statement that was asked for, and its file: three forms of one credit, run by run in every order.</summary>
    [Theory]
    [InlineData("nrf")]
    [InlineData("nfr")]
    [InlineData("rnf")]
    [InlineData("rfn")]
    [InlineData("fnr")]
    [InlineData("frn")]
    public void Notice_row_and_file_are_one_entry(string order)
    {
        for (var seen = 1; seen <= order.Length; seen++)
        {
            var forms = order[..seen];
            string[] told = [.. new[] { forms.Contains('n', StringComparison.Ordinal) ? Told : "", forms.Contains('r', StringComparison.Ordinal) ? Row : "" }.Where(static one => one.Length > 0)];
            Run(told.Length > 0 ? string.Join('\n', told) : null, forms.Contains('f', StringComparison.Ordinal) ? Shown : null);
            Entries().Count.ShouldBe(1, forms);
        }
        Entries().Single().ShouldEndWith(" M1");
    }

    /// <summary>The row of a credit names one member and its file another: it is nobody's and on the work queue, in whatever order they come.</summary>
    [Theory]
    [InlineData("r", "rf")]
    [InlineData("f", "rf")]
    [InlineData("rf", "rf")]
    public void What_names_two_members_is_nobodys(params string[] runs)
    {
        foreach (var forms in runs)
        {
            Run(forms.Contains('r', StringComparison.Ordinal) ? Row.Replace("KR OTOMATIS", "AUTODEBET M1 SW 202602", StringComparison.Ordinal) : null, forms.Contains('f', StringComparison.Ordinal) ? Shown.Replace("TRSF E-BANKING CR", "AUTODEBET M2 SW 202602", StringComparison.Ordinal) : null);
        }
        Entries().ShouldHaveSingleItem().ShouldEndWith(" ", customMessage: "no member");
        CsvTable.Read(Path.Combine(_scratch.Path, $"run-{_runs}-out", "mismatches.csv")).Rows.Where(static row => row["amount"] == "75000").Select(static row => row["cause"]).ShouldBe(["unidentified_credit"]);
    }

    /// <summary>It stays nobody's where the next month's statement shows the file's form alone, whichever form it is known by.</summary>
    [Theory]
    [InlineData("f", "rf")]
    [InlineData("r", "rf")]
    [InlineData("rf")]
    public void What_names_two_members_is_nobodys_in_the_next_folder(params string[] runs)
    {
        What_names_two_members_is_nobodys(runs);
        var before = Entries();
        RunNext(Shown.Replace("TRSF E-BANKING CR", "AUTODEBET M2 SW 202602", StringComparison.Ordinal), "bank_more.csv");
        Entries().ShouldBe(before);
        _database.AsSuperuser<string>("select cause from bank_case_now where amount = 75000;").ShouldBe(["unidentified_credit"]);
    }

    /// <summary>A month's last file ran into the next month, and the next month's row or notice shows the same credit.</summary>
    [Theory]
    [InlineData("notice")]
    [InlineData("row")]
    public void What_an_earlier_folders_file_showed_is_not_booked_again(string form)
    {
        Run(null, Shown.Replace("2026-02-27", "2026-03-02", StringComparison.Ordinal));
        Entries().ShouldBe(["B777 "]);
        var told = (form == "row" ? Row : Told).Replace("2026-02-26", "2026-03-02", StringComparison.Ordinal).Replace("2026-02-27", "2026-03-02", StringComparison.Ordinal);
        RunNext(told);
        Entries().Count.ShouldBe(1);
        Entries().Single().ShouldStartWith("B777");
    }

    /// <summary>A payment was told on a month's last day, and only the next month's file shows it.</summary>
    [Fact]
    public void What_an_earlier_folder_was_told_is_not_booked_again()
    {
        Run(Told.Replace("2026-02-26", "2026-02-28", StringComparison.Ordinal));
        RunNext(Shown.Replace("2026-02-27", "2026-03-02", StringComparison.Ordinal), "bank_more.csv");
        Entries().ShouldBe(["snap/bank-a/va/p1 M1"]);
    }

    [Fact]
    public void An_entry_of_nothing_stops_no_month()
    {
        Run(null, Shown.Replace("75000.00", "0.00", StringComparison.Ordinal).Replace("B777", "B779", StringComparison.Ordinal));
        Entries().ShouldBeEmpty();
    }

    /// <summary>The base folder with what was told and what a further statement shows.</summary>
    private void Run(string? told, string? shown = null)
    {
        var folder = _scratch.Lay(GoldenFolder.PathOf(GoldenFolder.Base), $"run-{++_runs}");
        if (told is not null) File.WriteAllText(Path.Combine(folder, "bank_pushed.csv"), $"{Header}\n{told}\n");
        if (shown is not null) File.WriteAllText(Path.Combine(folder, "bank_more.csv"), $"{Header}\n{shown}\n");
        var run = Reconciling.Folder(folder, folder + "-out", _database, "--cooperative", "told");
        run.ExitCode.ShouldBe(ExitCode.Done, run.Error);
        _database.AsSuperuser<long>("select coalesce(sum(debit) - sum(credit), 0)::bigint from posting;").ShouldBe([0]);
    }

    /// <summary>The same people a month later, with nothing of the bank but this.</summary>
    private void RunNext(string entry, string name = "bank_pushed.csv")
    {
        var folder = _scratch.Lay(GoldenFolder.PathOf(GoldenFolder.Base), $"run-{++_runs}");
        foreach (var file in Directory.GetFiles(folder))
        {
            if (Path.GetFileName(file).StartsWith("bank", StringComparison.Ordinal)) File.Delete(file);
            else File.WriteAllText(file, File.ReadAllText(file).Replace("2026-02", "2026-03", StringComparison.Ordinal).Replace("202602", "202603", StringComparison.Ordinal));
        }
        File.WriteAllText(Path.Combine(folder, name), $"{Header}\n{entry}\n");
        var run = Reconciling.Folder(folder, folder + "-out", _database, "--cooperative", "told");
        run.ExitCode.ShouldBe(ExitCode.Done, run.Error);
    }

    private List<string> Entries() => _database.AsSuperuser<string>("select bank_ref || ' ' || coalesce(member_no, '') from bank_entry_now where amount = 75000 order by bank_ref;");

    /// <summary>What the bank account has by the books.</summary>
    private long Balance() => _database.AsSuperuser<long>("select (sum(debit) - sum(credit))::bigint from posting where account = 11020;").Single();
}
