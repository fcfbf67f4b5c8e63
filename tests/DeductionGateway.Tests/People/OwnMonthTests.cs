using DeductionGateway.Commands;
using DeductionGateway.Intake;
using DeductionGateway.Tests.Harness;
using DeductionGateway.Tests.Proofs;

namespace DeductionGateway.Tests.People;

/// <summary>What a cooperative meets in its first own month: people without employee numbers, a month without a code, rows as a spreadsheet counts them.</summary>
public sealed class OwnMonthTests(TestDatabase database) : IClassFixture<TestDatabase>, IDisposable
{
    private readonly Scratch _scratch = new();

    [Fact]
    public void Where_the_employer_answers_by_national_id_no_employee_number_is_needed_and_no_letter_shows_a_whole_id()
    {
        var run = Run(WithoutNumbers("nik").With("profiles.json", "\"file\": \"payroll_E1.csv\",", "\"file\": \"payroll_E1.csv\", \"key\": \"national_id\",").With("payroll_E1.csv", "PU,550000", "PU,500000").With("bank.csv", "C,870000.00", "C,820000.00"), "nik");
        run.Table("lines.csv", "expected_id", "class").ShouldBe(["X1 matched", "X2 short", "X3 matched", "X4 matched", "X5 matched", "X6 matched", "X7 matched", "X8 matched"]);
        run.Error.ShouldNotContain("employee_no");
        var letter = new SheetFile(Path.Combine(run.Out, "surat", "E1.xlsx"));
        letter.Texts.ShouldContain("3273********0001");
        letter.Texts.ShouldNotContain(static text => text.Contains("3273014506800001", StringComparison.Ordinal));
    }

    [Fact]
    public void People_without_the_key_of_their_employers_file_are_named_with_what_to_write()
    {
        var run = Run(WithoutNumbers("no-key"), "no-key");
        run.Error.ShouldContain("members.csv: 3 billed members of E1 (first M1) without employee_no, by which its file names people: none of their rows can be found. Write there what stands in the file, or set \"key\" in the profile");
    }

    [Fact]
    public void Who_has_no_number_and_is_billed_twice_for_the_same_is_named_by_the_member_number()
    {
        var period = WithoutNumbers("twice").With("expected.csv", "X3,2026-02,E1,,M2,Budi Santoso,3273011203790002,SW", "X3,2026-02,E1,,M2,Budi Santoso,3273011203790002,TK");
        var run = Reconciling.Folder(period.Folder, _scratch["out-twice"], database, "--cooperative", "twice");
        run.ExitCode.ShouldBe(ExitCode.FileRefused);
        run.Error.ShouldContain("DUPLICATE_BILLING_KEY Member 'M2', who has no employee_no, is billed twice under 'TK'");
    }

    [Theory]
    [InlineData(2, "", "payroll_E1.csv, record 2 (row 3 of the file)", "2 was taken for the record. Row 2 of payroll_E1.csv, as hasil.xlsx and the letters count, is record 1: --explain payroll_E1.csv:1")]
    [InlineData(6, "", "payroll_E1.csv, record 5 (row 6 of the file)", "Row 6 of payroll_E1.csv is record 5.")]
    [InlineData(9, "record 5", "payroll_E1.csv has 5 records, in rows 2 to 6; row 9 is none of them.", "")]
    public void Explain_takes_the_record_and_else_the_row_that_people_see(int number, string never, string said, string note)
    {
        var run = Reconciling.Folder(SmallPeriod.February(_scratch, "explain").Folder, _scratch["out-explain"], database, "--cooperative", "explain", "--dry-run", "--explain", $"payroll_E1.csv:{number}");
        run.Output.ShouldContain(said);
        run.Output.ShouldContain(note);
        if (never.Length > 0) run.Output.ShouldNotContain(never);
        run.Output.ShouldNotContain("No row is");
    }

    [Fact]
    public void A_month_that_was_posted_without_a_code_is_warned_of_when_it_comes_with_one()
    {
        var period = SmallPeriod.February(_scratch, "twin");
        var first = Reconciling.Folder(period.Folder, _scratch["out-default"], database);
        first.ExitCode.ShouldBe(ExitCode.Done, first.Error);
        first.Error.ShouldContain("everything is posted for the cooperative DEFAULT");
        const string twin = "This very billing of 2026-02 and account 1370012345678 were posted in this database before, for the cooperative DEFAULT";
        first.Error.ShouldNotContain(twin);
        File.WriteAllText(Path.Combine(period.Folder, "cooperative.json"), """{"code":"KKA","name":"Koperasi Karyawan A"}""");
        Reconciling.Folder(period.Folder, _scratch["out-named"], database, "--dry-run").Error.ShouldContain(twin);
        File.AppendAllText(Path.Combine(period.Folder, "expected.csv"), "\n");
        Reconciling.Folder(period.Folder, _scratch["out-other"], database, "--dry-run").Error.ShouldNotContain(twin);
    }

    /// <summary>Said before anything is decided: a run that stops in the middle has said it.</summary>
    [Fact]
    public void What_the_folder_lacks_is_said_before_the_month_is_posted()
    {
        var period = SmallPeriod.February(_scratch, "early").With("payroll_E1.csv", "PU,550000", "PU,five");
        var run = Reconciling.Folder(period.Folder, _scratch["out-early"], database);
        run.ExitCode.ShouldBe(ExitCode.FileRefused);
        run.ErrorLines[0].ShouldStartWith("warning: No cooperative.json with a code and a name");
    }

    [Theory]
    [InlineData("Rekap Potongan Koperasi 04-2026.xlsx", "Rekap Potongan Koperasi *.xlsx")]
    [InlineData("Rekap 2026-04.xlsx", "Rekap *.xlsx")]
    [InlineData("Rekap 202604.xlsx", "Rekap *.xlsx")]
    [InlineData("Rekap_4_2026.csv", "Rekap_*.csv")]
    [InlineData("Rekap 04 2026 final.xlsx", "Rekap * final.xlsx")]
    [InlineData("Potongan Maret 2026.xlsx", "Potongan *.xlsx")]
    [InlineData("Potongan Golongan 3 2026.xlsx", "Potongan Golongan 3 *.xlsx")]
    [InlineData("Unit 12 Maret 2026.xlsx", "Unit 12 *.xlsx")]
    [InlineData("Potongan 13-2026.xlsx", "Potongan 13-*.xlsx")]
    [InlineData("Potongan.xlsx", null)]
    public void The_name_that_is_proposed_for_next_month_has_a_star_for_month_and_year(string name, string? pattern) => FilePattern.Suggested(name).ShouldBe(pattern);

    /// <summary>Headers below one heading: a letter shows what tells them apart, and what was withheld from nobody is said so.</summary>
    [Fact]
    public void A_letter_shows_what_tells_the_employers_columns_apart()
    {
        var period = SmallPeriod.February(_scratch, "columns").Without("B001");
        File.WriteAllText(Path.Combine(period.Folder, "payroll_E1.csv"), "nip,nama,POTONGAN KOPERASI IURAN,POTONGAN KOPERASI CICILAN,POTONGAN KOPERASI TOKO\n00101,SITI AMINAH,50000,0,\n00102,BUDI SANTSO,50000,,100000\n00109,TONO,25000,,\n");
        period.With("profiles.json", "\"file\": \"payroll_E1.csv\", \"shape\": \"lines\", \"number\": \"1250000\", \"period\": \"2026-02\",", "\"file\": \"payroll_E1.csv\", \"shape\": \"columns\", \"number\": \"1250000\", \"period\": \"folder\", \"amounts\": {\"POTONGAN KOPERASI IURAN\": \"SW\", \"POTONGAN KOPERASI CICILAN\": \"PU\", \"POTONGAN KOPERASI TOKO\": \"TK\"},")
            .With("profiles.json", "[\"nip\", \"nama\", \"nik\", \"kode\", \"jumlah\", \"periode\"],", "[\"nip\", \"nama\", \"\", \"\", \"\", \"\"]").With("profiles.json", "\n    \"codes\": {\"SW\": \"SW\", \"PU\": \"PU\", \"TK\": \"TK\"}", "");
        var run = Run(period, "columns");
        var letter = new SheetFile(Path.Combine(run.Out, "surat", "E1.xlsx"));
        letter.Texts.ShouldContain("TOKO");
        letter.Texts.ShouldNotContain(static text => text.StartsWith("POTONGAN KOPERASI", StringComparison.Ordinal));
        var workbook = new SheetFile(Path.Combine(run.Out, "hasil.xlsx"));
        workbook.Texts.ShouldContain(static text => text.Contains("Nama ditulis berbeda: 'BUDI SANTSO'", StringComparison.Ordinal));
        workbook.Texts.ShouldContain(static text => text.EndsWith("Rp25.000 belum diterima.", StringComparison.Ordinal));
        workbook.Texts.ShouldNotContain(static text => text.Contains("Rp0 ", StringComparison.Ordinal) && !text.Contains("baris Rp0", StringComparison.Ordinal));
        workbook.Texts.ShouldContain("Tidak ada di daftar kantor (B03)");
        var absent = workbook.Table("E1", "Baris").First(static row => row.TryGetValue("No. tagihan", out var bill) && bill.Value == "X5");
        absent.ContainsKey("Uangnya").ShouldBeFalse("of nothing nothing was received");
    }

    public void Dispose() => _scratch.Dispose();

    private SmallPeriod WithoutNumbers(string name)
    {
        var period = SmallPeriod.February(_scratch, name);
        foreach (var number in (string[])["00101", "00102", "00103"]) period.With("members.csv", $"E1,{number}", "E1,").With("expected.csv", $"E1,{number}", "E1,");
        return period;
    }

    private Reconciling Run(SmallPeriod period, string cooperative)
    {
        var run = Reconciling.Folder(period.Folder, _scratch["out-" + cooperative], database, "--cooperative", cooperative);
        run.ExitCode.ShouldBe(ExitCode.Done, run.Error);
        return run;
    }
}
