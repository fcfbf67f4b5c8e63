using System.IO.Compression;
using System.Text;
using DeductionGateway.Commands;
using DeductionGateway.Tests.Harness;

namespace DeductionGateway.Tests.Golden;

/// <summary>What no file on disk can show: wrong usage, missing rights, full disks, a workbook that swells when opened. One sentence each, no stack trace.</summary>
public sealed class TroubleTests(TestDatabase database) : IClassFixture<TestDatabase>, IDisposable
{
    private static readonly string Base = GoldenFolder.PathOf(GoldenFolder.Base);
    private readonly Scratch _scratch = new();

    [Fact]
    public void A_missing_folder_is_wrong_usage() => ShouldSay(Run(_scratch["nowhere"], _scratch["out"]), ExitCode.WrongUsage, "There is no folder");

    [Fact]
    public void A_file_is_no_folder() => ShouldSay(Run(Path.Combine(Base, "members.csv"), _scratch["out"]), ExitCode.WrongUsage, "There is no folder");

    [Theory]
    [InlineData("")]
    [InlineData("hasil")]
    [InlineData("a/../hasil/b")]
    public void Results_may_not_lie_inside_the_period_folder(string below)
    {
        var folder = _scratch.Lay(Base, "period");
        ShouldSay(Run(folder, Path.Combine(folder, below)), ExitCode.WrongUsage, "--out may not lie inside");
        Directory.EnumerateFileSystemEntries(folder).Count().ShouldBe(Directory.EnumerateFileSystemEntries(Base).Count());
    }

    [Fact]
    public void A_file_cannot_hold_results()
    {
        File.WriteAllText(_scratch["out"], "");
        ShouldSay(Run(Base, _scratch["out"]), ExitCode.WrongUsage, "cannot be made");
    }

    /// <summary>Small in the file and 258 MiB when opened, between the cells or in one of them; a part may have 256 MiB, and says itself that it has more.</summary>
    [Theory]
    [InlineData("<worksheet><sheetData>", ' ', "</sheetData></worksheet>")]
    [InlineData("<worksheet><sheetData><row r=\"1\"><c t=\"inlineStr\"><is><t>", 'a', "</t></is></c></row></sheetData></worksheet>")]
    public void A_workbook_that_swells_is_refused(string before, char filling, string after)
    {
        var folder = GoldenFolder.LayRefused(_scratch, "xlsx-sheet-missing");
        using (var archive = ZipFile.Open(Path.Combine(folder, "payroll_E1.xlsx"), ZipArchiveMode.Update))
        {
            archive.GetEntry("xl/worksheets/sheet1.xml")!.Delete();
            using var sheet = archive.CreateEntry("xl/worksheets/sheet1.xml", CompressionLevel.Fastest).Open();
            sheet.Write(Encoding.UTF8.GetBytes(before));
            var blanks = new byte[1 << 20];
            Array.Fill(blanks, (byte)filling);
            for (var mebibyte = 0; mebibyte < 258; mebibyte++) sheet.Write(blanks);
            sheet.Write(Encoding.UTF8.GetBytes(after));
        }
        File.WriteAllText(Path.Combine(folder, "profiles.json"), File.ReadAllText(Path.Combine(folder, "profiles.json")).Replace("\"sheet\": \"Februari\",", ""));
        ShouldSay(Run(folder, _scratch["out"]), ExitCode.FileRefused, "payroll_E1.xlsx:0:0 XLSX_UNREADABLE");
    }

    [Fact]
    public void A_full_disk_for_the_results_stores_nothing_and_the_next_run_works()
    {
        using (var disk = SmallDisk.Mount(_scratch["small"], "8k"))
        {
            ShouldSay(Run(Base, Path.Combine(disk.Path, "out"), "--cooperative", "full-disk"), ExitCode.DatabaseTrouble, "nothing was stored");
            Directory.EnumerateFileSystemEntries(Path.Combine(disk.Path, "out")).ShouldBeEmpty("no half a result");
        }
        database.AsSuperuser<long>("select count(*) from cooperative where code = 'full-disk';").ShouldBe([0L]);
        database.RowCounts().ShouldBeEmpty("no other test here stores anything");
        Run(Base, _scratch["out"], "--cooperative", "full-disk").ExitCode.ShouldBe(ExitCode.Done);
    }

    [Fact]
    public void A_refusal_is_said_even_where_no_room_is_for_errors_csv()
    {
        using var disk = SmallDisk.Mount(_scratch["small"], "8k");
        Directory.CreateDirectory(Path.Combine(disk.Path, "out"));
        disk.Fill(0);
        var folder = GoldenFolder.LayRefused(_scratch, "column-missing");
        ShouldSay(Run(folder, Path.Combine(disk.Path, "out")), ExitCode.FileRefused, "members.csv:1:0 COLUMN_MISSING", "errors.csv cannot be written");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(128 << 10)]
    public void A_full_disk_for_the_data_stores_nothing_and_the_same_run_works_with_room(long leaveBytes)
    {
        // As root the database's user must be able to pass through the folder above its own.
        Programs.Run("chmod", "755", _scratch.Path);
        using var disk = SmallDisk.Mount(_scratch["data"], "160m");
        Reconciling.WithData(Base, _scratch["first"], disk.Path, "--cooperative", "first").Error.ShouldBeEmpty();
        var filler = disk.Fill(leaveBytes);
        var full = Reconciling.WithData(Base, _scratch["second"], disk.Path, "--cooperative", "second");
        ShouldSay(full, ExitCode.DatabaseTrouble);
        (full.Error.Contains("No space left on device") || full.Error.Contains("make room")).ShouldBeTrue(full.Error);
        Directory.Exists(_scratch["second"]).ShouldBeTrue();
        Directory.EnumerateFileSystemEntries(_scratch["second"]).ShouldBeEmpty("no half a result");
        File.Delete(filler);
        var again = Reconciling.WithData(Base, _scratch["second"], disk.Path, "--cooperative", "second");
        again.ExitCode.ShouldBe(ExitCode.Done, again.Error);
        again.Read("journal.csv").ShouldBe(File.ReadAllText(Path.Combine(_scratch["first"], "journal.csv")));
    }

    [Fact]
    public void A_file_without_the_right_to_read_it_is_refused()
    {
        var folder = _scratch.Lay(Base, "period");
        Programs.Run("chmod", "000", Path.Combine(folder, "members.csv"));
        if (!Environment.IsPrivilegedProcess)
        {
            ShouldSay(Run(folder, _scratch["out"]), ExitCode.FileRefused, "members.csv:0:0 NO_PERMISSION");
            return;
        }
        Assert.SkipUnless(Programs.Run("setpriv", "--version").ExitCode == 0, "the tests run as root and setpriv is not installed: no way to be an ordinary user");
        Programs.Run("chmod", "777", _scratch.Path);
        var (exit, output, error) = Programs.GatewayAsNobody(_scratch, "reconcile", folder, "--out", _scratch["out"], "--data", _scratch["data"]);
        ShouldSay(new Reconciling(exit, output, error, _scratch["out"]), ExitCode.FileRefused, "members.csv:0:0 NO_PERMISSION", "give this user the right to read it");
        Directory.Exists(_scratch["data"]).ShouldBeFalse("refused before any database was made");
    }

    public void Dispose() => _scratch.Dispose();

    private Reconciling Run(string folder, string output, params string[] more) => Reconciling.Folder(folder, output, database, more);

    private static void ShouldSay(Reconciling run, int exitCode, params string[] sentences)
    {
        run.Error.ShouldNotContain("   at ", customMessage: "a stack trace");
        run.ExitCode.ShouldBe(exitCode, run.Error);
        foreach (var sentence in sentences) run.Error.ShouldContain(sentence);
    }
}
