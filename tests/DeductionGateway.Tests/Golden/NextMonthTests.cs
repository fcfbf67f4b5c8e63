using DeductionGateway.Commands;
using DeductionGateway.Tests.Harness;

namespace DeductionGateway.Tests.Golden;

/// <summary>What a learned profile meets in the months after: another file name, a column more, a file that nobody reads, numbers that a spreadsheet spoilt.</summary>
public sealed class NextMonthTests(TestDatabase database) : IClassFixture<TestDatabase>, IDisposable
{
    private readonly LearnedMonth _month = new();
    private readonly Scratch _out = new();

    [Fact]
    public void A_column_of_amounts_that_the_profile_does_not_name_is_warned_of()
    {
        Learn("pot.csv", _month.Billed("Dansos"));
        Run("same").Error.ShouldNotContain("warning");
        _month.Write("pot.csv", "NPK;Nama;Wajib;Pinjaman;Dansos;Simp. Hari Raya;Jumlah\n" + string.Concat(LearnedMonth.People.Select(static one => $"{one.No};{one.Name};100000;{one.Loan};25000;50000;{175_000 + one.Loan}\n")));
        var run = Run("more");
        run.ExitCode.ShouldBe(ExitCode.Done, run.Error);
        run.ErrorLines.ShouldContain(static line => line.StartsWith("warning: pot.csv: the column 'Simp. Hari Raya' holds 300000 rupiah"));
        run.ErrorLines.Count(static line => line.Contains("the column")).ShouldBe(1, run.Error);
    }

    [Fact]
    public void Columns_that_were_there_when_it_was_learned_are_not_new()
    {
        Learn("pot.csv", LearnedMonth.List("Gaji Pokok", static at => 4_200_000 + at * 50_000, hasTotal: false));
        Run("same").Error.ShouldNotContain("warning");
    }

    [Fact]
    public void A_star_in_the_name_finds_next_months_file()
    {
        Learn("Potongan Okt 2026.csv", _month.Billed("Dansos"));
        _month.Rename("Potongan * 2026.csv");
        _month.Inspect("Potongan Okt 2026.csv").Output.ShouldContain("by profile E1");
        File.Move(_month["Potongan Okt 2026.csv"], _month["Potongan Nov 2026.csv"]);
        var run = Run("star");
        run.ExitCode.ShouldBe(ExitCode.Done, run.Error);
        run.Error.ShouldBeEmpty();
        run.Read("lines.csv").ShouldContain("Potongan Nov 2026.csv,");
    }

    [Fact]
    public void A_star_that_fits_several_files_is_refused_and_one_that_fits_none_is_warned_of()
    {
        Learn("Potongan Okt 2026.csv", _month.Billed("Dansos"));
        _month.Rename("Potongan*.csv");
        File.Copy(_month["Potongan Okt 2026.csv"], _month["Potongan Okt 2026 rev.csv"]);
        var several = Run("several");
        several.ExitCode.ShouldBe(ExitCode.FileRefused);
        several.Error.ShouldContain("FILE_SEVERAL");
        several.Error.ShouldContain("'Potongan Okt 2026 rev.csv'");
        several.Error.ShouldContain("'Potongan Okt 2026.csv'");
        File.Delete(_month["Potongan Okt 2026 rev.csv"]);
        File.Delete(_month["Potongan Okt 2026.csv"]);
        var none = Run("none");
        none.ExitCode.ShouldBe(ExitCode.Done, none.Error);
        none.Error.ShouldContain("E1: no file is called like Potongan*.csv");
    }

    [Fact]
    public void A_star_takes_no_table_of_the_cooperative_and_no_lock_file()
    {
        Learn("Potongan.csv", _month.Billed("Dansos"));
        _month.Rename("*.csv");
        _month.Write("~$Potongan.csv", "x");
        _month.Write("truth.csv", "x");
        var run = Run("all");
        run.ExitCode.ShouldBe(ExitCode.Done, run.Error);
        run.Read("lines.csv").ShouldContain("Potongan.csv,");
    }

    [Fact]
    public void Files_that_nothing_reads_are_named()
    {
        Learn("Potongan Okt 2026.csv", _month.Billed("Dansos"));
        foreach (var name in (string[])["Potongan PT Dua.xlsx", "lama.xls", "catatan.txt", "lain.csv", "foto.png", "why.txt", "README.txt", "~$lain.xlsx", "truth.csv", "manifest.json", "why.txt", "README.txt", "~$lain.xlsx"]) _month.Write(name, "x");
        var line = Run("stray").ErrorLines.ShouldHaveSingleItem();
        line.ShouldStartWith("warning: ");
        foreach (var name in (string[])["Potongan PT Dua.xlsx", "lama.xls", "catatan.txt", "lain.csv"]) line.ShouldContain(name);
        foreach (var name in (string[])["foto.png", "truth.csv", "manifest.json", "members.csv", "bank.csv", "Potongan Okt 2026.csv"]) line.ShouldNotContain(name);
    }

    [Fact]
    public void Saving_says_how_the_profile_holds_next_month()
    {
        _month.Write("Potongan Okt 2026.csv", _month.Billed("Dansos"));
        _month.Inspect("Potongan Okt 2026.csv", "--learn", "--save").Output.ShouldContain("\"file\": \"Potongan *.csv\"");
        File.ReadAllText(_month["profiles.json"]).ShouldContain("\"file\": \"Potongan Okt 2026.csv\"");
    }

    [Fact]
    public void A_total_that_was_changed_is_one_fault()
    {
        Learn("pot.csv", _month.Billed("Dansos") + ";JUMLAH;600000;3045000;150000;3795000\n");
        _month.Write("pot.csv", _month.Billed("Dansos") + ";JUMLAH;600000;3045001;150000;3795000\n");
        var run = Run("changed");
        run.ExitCode.ShouldBe(ExitCode.FileRefused);
        run.Error.ShouldContain("TOTAL_DISAGREES");
        run.Error.ShouldNotContain("TOTAL_MISSING");
        _month.Write("pot.csv", _month.Billed("Dansos"));
        Run("cut").Error.ShouldContain("TOTAL_MISSING");
    }

    [Fact]
    public void A_national_id_that_a_spreadsheet_spoilt_identifies_nobody()
    {
        // Two members bear what is left of two numbers; the file has a wrong employee number and the same remains.
        _month.Write("members.csv", File.ReadAllText(_month["members.csv"]).Replace("3204100101700000", "3.20410E+15").Replace("3204100101700003", "3.20411E+15"));
        const string Spoilt = "NPK;Nama;NIK;Wajib;Pinjaman;Dansos\n";
        Learn("pot.csv", Spoilt + string.Concat(LearnedMonth.People.Select(static (one, at) => $"{one.No};{one.Name};32041001017000{at:00};100000;{one.Loan};25000\n")));
        _month.Write("pot.csv", Spoilt + string.Concat(LearnedMonth.People.Select(static (one, at) => $"{(at == 3 ? "99999" : one.No)};{(at == 3 ? "Orang Lain" : one.Name)};{(at == 3 ? "3.20411E+15" : $"32041001017000{at:00}")};100000;{one.Loan};25000\n")));
        _month.LearnFile("pot.csv").Proposal.Unsure.ShouldContain("'NIK' was turned into numbers by the spreadsheet and has lost digits; it is not used.");
        var run = Run("spoilt");
        run.ExitCode.ShouldBe(ExitCode.Done, run.Error);
        run.ErrorLines.ShouldContain(static line => line.StartsWith("warning: members.csv: 2 national ids") && line.Contains("3.20410E+15"));
        run.ErrorLines.ShouldContain(static line => line.StartsWith("warning: pot.csv: 1 national id"));
        run.Read("lines.csv").Split('\n').Count(static line => line.Contains(",unknown,")).ShouldBe(2, "the stranger's two deductions, nobody's by a damaged number");
    }

    public void Dispose()
    {
        _month.Dispose();
        _out.Dispose();
    }

    private void Learn(string file, string text)
    {
        _month.Write(file, text);
        var (exit, output, error) = _month.Inspect(file, "--learn", "--save");
        exit.ShouldBe(ExitCode.Done, output + error);
        _month.Write("bank.csv", "bank_ref,booking_date,value_date,dc,amount,currency,account,counterparty,narrative\nB1,2026-10-28,2026-10-28,C,3795000.00,IDR,4371998876,PT SINAR JAYA,POTONGAN KOPERASI 202610 E1\n");
    }

    private Reconciling Run(string name) => Reconciling.Folder(_month.Folder, _out[name], database, "--cooperative", "KOP", "--dry-run");
}
