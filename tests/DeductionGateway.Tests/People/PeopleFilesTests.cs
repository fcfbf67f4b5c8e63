using DeductionGateway.Commands;
using DeductionGateway.Tests.Golden;
using DeductionGateway.Tests.Harness;
using DeductionGateway.Tests.Proofs;

namespace DeductionGateway.Tests.People;

/// <summary>The files for people of small folders: what is in them to the cell, and what becomes of them when something is in the way.</summary>
public sealed class PeopleFilesTests(TestDatabase database) : IClassFixture<TestDatabase>, IDisposable
{
    private static readonly string Expected = GoldenFolder.PathOf("people");
    private readonly Scratch _scratch = new();

    [Fact]
    public void The_base_folder_gives_the_workbook_and_sentences_written_down()
    {
        var run = Run(GoldenFolder.PathOf(GoldenFolder.Base), "out", "base");
        ShouldBe("base-hasil.txt", Workbook(run).Picture());
        ShouldBe("base-anggota.csv", run.Read("anggota.csv"));
        Directory.Exists(Path.Combine(run.Out, "surat")).ShouldBeFalse("nobody has a difference");
    }

    [Theory]
    [InlineData("key-conflict", "E1")]
    [InlineData("exceptions-underpaid", "E1")]
    [InlineData("total-short-and-over", "E1")]
    public void A_letter_says_what_is_written_down(string name, string employer)
    {
        var run = Run(GoldenFolder.PathOf(GoldenFolder.Accepted, name), "out", name);
        ShouldBe($"{name}-{employer}.txt", new SheetFile(Path.Combine(run.Out, "surat", employer + ".xlsx")).Picture());
    }

    [Fact]
    public void A_dry_run_writes_them_too()
    {
        var run = Run(GoldenFolder.PathOf(GoldenFolder.Base), "out", "dry", "--dry-run");
        run.Has("hasil.xlsx").ShouldBeTrue();
        run.Has("anggota.csv").ShouldBeTrue();
    }

    [Fact]
    public void A_text_that_looks_like_a_formula_is_none_in_the_files_for_people_and_untouched_in_the_others()
    {
        const string evil = "=HYPERLINK(1)";
        var period = SmallPeriod.February(_scratch, "evil").With("payroll_E1.csv", "00102,BUDI SANTOSO,3273011203790002,TK,120000", "@00999," + evil + ",,TK,120000");
        foreach (var file in (string[])["members.csv", "expected.csv"])
        {
            period.With(file, "Siti Aminah", evil).With(file, "M2", "+62").With(file, "00103", "-00103");
        }
        var run = Run(period.With("payroll_E1.csv", "00103", "-00103").Folder, "out", "evil");
        var letter = new SheetFile(Path.Combine(run.Out, "surat", "E1.xlsx"));
        foreach (var workbook in (SheetFile[])[Workbook(run), letter])
        {
            workbook.Texts.ShouldContain("'" + evil);
            workbook.Texts.ShouldNotContain(static text => text[0] == '=' || text[0] == '+' || text[0] == '-' && text.Length > 1 || text[0] == '@');
            workbook.Names.SelectMany(workbook.Cells).Where(static cell => cell.Formula.Length > 0).ShouldAllBe(static cell => cell.Formula.StartsWith("SU", StringComparison.Ordinal));
        }
        letter.Texts.ShouldContain("'@00999");
        run.Read("anggota.csv").ShouldContain($"M1,'{evil},E1,");
        run.Read("anggota.csv").ShouldContain("\n'+62,Budi Santoso,");
        run.Table("lines.csv", "member_no").ShouldContain("+62", "a program reads the member's number as it is");
    }

    [Fact]
    public void An_employer_code_that_is_no_file_name_and_no_sheet_name_harms_nothing()
    {
        string[] codes = ["../../E1", "A/B:[1]*?\\'", "CON", "E2 with a name that is far longer than any sheet may have"];
        for (var i = 0; i < codes.Length; i += 2)
        {
            var period = SmallPeriod.February(_scratch, $"codes{i}").Without("B001").Without("B002");
            foreach (var file in (string[])["employers.csv", "members.csv", "expected.csv"])
            {
                var path = Path.Combine(period.Folder, file);
                File.WriteAllText(path, string.Join('\n', File.ReadAllLines(path).Select(line => string.Join(',', line.Split(',').Select(field => field == "E1" ? codes[i] : field == "E2" ? codes[i + 1] : field)))) + "\n");
            }
            period.With("profiles.json", "\"E1\":", $"\"{codes[i]}\":").With("profiles.json", "\"E2\":", $"\"{codes[i + 1].Replace("\\", "\\\\", StringComparison.Ordinal)}\":");
            var run = Run(period.Folder, $"out{i}", $"codes{i}");
            Directory.EnumerateFiles(Path.Combine(run.Out, "surat")).Count().ShouldBe(2);
            Directory.EnumerateFiles(_scratch.Path, "*.xlsx", SearchOption.AllDirectories).ShouldAllBe(path => path.StartsWith(_scratch["out"], StringComparison.Ordinal));
            Workbook(run).Names.ShouldAllBe(static name => name.Length <= 31 && !name.Any(static letter => "[]:*?/\\".Contains(letter)));
        }
    }

    [Fact]
    public void Letters_of_an_earlier_run_are_gone_when_nothing_is_left_to_write()
    {
        var period = SmallPeriod.February(_scratch, "period").Without("B001");
        var first = Run(period.Folder, "out", "stale");
        File.Exists(Path.Combine(first.Out, "surat", "E1.xlsx")).ShouldBeTrue();
        period.WithStatement("bank-2.csv", "B001,2026-02-27,C,870000,Dinas Pendidikan Kota Bandung,POTONGAN KOPERASI 202602 E1");
        var second = Run(period.Folder, "out", "stale");
        Directory.Exists(Path.Combine(second.Out, "surat")).ShouldBeFalse();
        second.Read("anggota.csv").ShouldNotContain("belum disetor");
        Directory.EnumerateFileSystemEntries(second.Out, "*.part").ShouldBeEmpty();
    }

    [Fact]
    public void A_file_in_the_way_is_said_and_the_other_results_stand()
    {
        Directory.CreateDirectory(_scratch["out/hasil.xlsx/open"]);
        var run = Reconciling.Folder(GoldenFolder.PathOf(GoldenFolder.Base), _scratch["out"], database, "--cooperative", "locked");
        run.ExitCode.ShouldBe(ExitCode.DatabaseTrouble, run.Error);
        run.Error.ShouldContain("the files for people (hasil.xlsx, surat, anggota.csv) cannot be written");
        run.Read("lines.csv").ShouldContain("matched");
        run.Has("summary.json").ShouldBeTrue();
        database.AsSuperuser<long>("select count(*) from cooperative where code = 'locked';").ShouldBe([1L]);
    }

    [Fact]
    public void A_full_disk_leaves_the_other_results_and_no_older_workbook_beside_them()
    {
        using var disk = SmallDisk.Mount(_scratch["small"], "120k");
        var output = Path.Combine(disk.Path, "out");
        Directory.CreateDirectory(output);
        foreach (var old in (string[])["hasil.xlsx", "anggota.csv"]) File.WriteAllText(Path.Combine(output, old), "of an earlier run");
        // Room for the seven results and what they are made with, a page each, not for a workbook of four.
        var filler = disk.Fill(36 << 10);
        var run = Reconciling.Folder(GoldenFolder.PathOf(GoldenFolder.Base), output, database, "--cooperative", "small-disk");
        run.ExitCode.ShouldBe(ExitCode.DatabaseTrouble, run.Error);
        run.Error.ShouldContain("The period is stored and its other results are in");
        run.Has("hasil.xlsx").ShouldBeFalse("an older one would mislead");
        run.Has("anggota.csv").ShouldBeFalse();
        run.Read("lines.csv").ShouldContain("matched");
        Directory.EnumerateFileSystemEntries(output, "*.part").ShouldBeEmpty();
        File.Delete(filler);
        Run(GoldenFolder.PathOf(GoldenFolder.Base), output, "small-disk").Has("hasil.xlsx").ShouldBeTrue();
    }

    [Fact]
    public void Beyond_100000_rows_only_exceptions_are_shown_and_the_sheet_says_so()
    {
        Assert.SkipUnless(ProofSize.IsFull, "a folder of 101,000 lines; tests/soak runs it");
        var folder = DataFolder.Generate(_scratch["large"], 101_000, 3, "2026-02", "KOP-LARGE");
        var run = Run(folder, "out", "KOP-LARGE");
        var workbook = Workbook(run);
        workbook.Texts.ShouldContain(static text => text.Contains("hanya memuat yang tidak langsung cocok", StringComparison.Ordinal));
        var open = CsvTable.Parse(run.Read("lines.csv")).Rows.Where(static row => row["class"] != "matched").ToLookup(static row => row["employer"]);
        foreach (var employer in open) workbook.Table(employer.Key, "Baris").Count.ShouldBe(employer.Count(), employer.Key);
        CsvTable.Parse(run.Read("anggota.csv")).Rows.Count.ShouldBe(CsvTable.Read(Path.Combine(folder, "members.csv")).Rows.Count, "every member is told");
    }

    public void Dispose() => _scratch.Dispose();

    private Reconciling Run(string folder, string output, string cooperative, params string[] more)
    {
        var run = Reconciling.Folder(folder, Path.Combine(_scratch.Path, output), database, ["--cooperative", cooperative, .. more]);
        run.ExitCode.ShouldBe(ExitCode.Done, run.Error);
        return run;
    }

    private static SheetFile Workbook(Reconciling run) => new(Path.Combine(run.Out, "hasil.xlsx"));

    /// <summary>Against the page on disk; WRITE_GOLDEN=1 writes it, to be read before it is kept.</summary>
    private static void ShouldBe(string file, string picture)
    {
        var path = Path.Combine(Expected, file);
        if (Environment.GetEnvironmentVariable("WRITE_GOLDEN") == "1") File.WriteAllText(path, picture);
        picture.ShouldBe(File.ReadAllText(path));
    }
}
