using System.Globalization;
using System.Text.RegularExpressions;
using DeductionGateway.Tests.Proofs;

namespace DeductionGateway.Tests.People;

/// <summary>Letters of a generated folder: who gets one, that the lines named are the employer's own, and that nobody reads of others.</summary>
public sealed class LetterTests(PeopleRun people) : IClassFixture<PeopleRun>
{
    private static readonly string[] OfNoConcern = ["matched", "double_deducted", "unremitted", "part_remitted"];

    [Fact]
    public void Employers_with_differences_get_a_letter_and_no_others()
    {
        var claims = CsvTable.Parse(people.Run.Read("employer_claims.csv")).Rows.Select(static row => row["employer"]);
        var waiting = CsvTable.Parse(people.Run.Read("bank_entries.csv")).Rows.Where(static row => row["held_in"] == "2-1045").Select(static row => row["employer"]);
        var owed = CsvTable.Parse(people.Run.Read("mismatches.csv")).Rows.Where(static row => row["cause"] == "gap_owed").Select(static row => row["employer"]);
        var rows = people.Lines.Rows.Where(static row => !OfNoConcern.Contains(row["class"]) || row["f_amount"] is "short" or "over").Select(static row => row["employer"]);
        people.Letters().Keys.Order(StringComparer.Ordinal).ShouldBe(claims.Concat(waiting).Concat(owed).Concat(rows).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_line_named_is_the_line_of_the_employers_own_file()
    {
        var looked = 0;
        foreach (var (employer, letter) in people.Letters())
        {
            var file = people.Lines.Rows.Where(row => row["employer"] == employer).Select(static row => row["payroll_file"]).FirstOrDefault(static name => name.EndsWith(".csv", StringComparison.Ordinal));
            // Where people go by another number the file has no employee number to look for.
            if (file is null || !GoesByEmployeeNo(employer)) continue;
            var lines = File.ReadAllText(Path.Combine(people.Folder, file)).Split('\n');
            foreach (var row in Rows(letter).Where(static row => row.Line > 0))
            {
                lines[row.Line - 1].ShouldContain(row.EmployeeNo, Case.Sensitive, $"{file}:{row.Line}");
                looked++;
            }
        }
        looked.ShouldBeGreaterThan(20);
    }

    [Fact]
    public void A_letter_speaks_of_this_employers_people_only_and_of_no_national_id()
    {
        var ids = people.Members.Rows.Select(static row => row["national_id"]).Where(static id => id.Length > 0).ToHashSet();
        foreach (var (employer, letter) in people.Letters())
        {
            var strangers = people.Members.Rows.Where(row => row["employer"] != employer).SelectMany(static row => new[] { row["member_no"], row["employee_no"] }).Where(static number => number.Length > 0).ToHashSet();
            strangers.ExceptWith(people.Members.Rows.Where(row => row["employer"] == employer).SelectMany(static row => new[] { row["member_no"], row["employee_no"] }));
            var file = Path.Combine(people.Folder, people.Lines.Rows.Where(row => row["employer"] == employer).Select(static row => row["payroll_file"]).FirstOrDefault(static name => name.Length > 0) ?? "none");
            var words = letter.Texts.SelectMany(static text => Regex.Split(text, @"[^\w*]+")).ToHashSet();
            // A number that the employer itself wrote is its own to read, whoever else has it too.
            if (file.EndsWith(".csv", StringComparison.Ordinal)) strangers.ExceptWith(Regex.Split(File.ReadAllText(file), @"\W+"));
            words.Where(strangers.Contains).ShouldBeEmpty(employer);
            words.Where(ids.Contains).ShouldBeEmpty($"{employer}: a national id");
            letter.Texts.ShouldNotContain(static text => text.Contains("M00", StringComparison.Ordinal), $"{employer}: our member numbers");
        }
    }

    [Fact]
    public void A_short_bill_is_short_once_however_many_lines_pay_it()
    {
        var shown = 0;
        foreach (var (employer, letter) in people.Letters())
        {
            var bills = people.Lines.Rows.Where(row => row["employer"] == employer && row["f_amount"] == "short" && (row["class"] == "short" || (row["class"] is "unremitted" or "part_remitted" && !IsByMember(employer))))
                .GroupBy(static row => row["expected_id"]).ToList();
            if (bills.Count == 0) continue;
            var missing = bills.Sum(static bill => bill.First().Rupiah("expected_amount") - bill.Sum(static row => row.Rupiah("reported_amount")));
            SumBelow(letter, "Kurang potong").ShouldBe(missing, employer);
            shown++;
        }
        shown.ShouldBeGreaterThan(3);
    }

    [Fact]
    public void What_an_employer_owes_is_what_the_claims_say()
    {
        var letters = people.Letters();
        var claims = CsvTable.Parse(people.Run.Read("employer_claims.csv")).Rows.ToList();
        claims.ShouldNotBeEmpty();
        foreach (var claim in claims) SumBelow(letters[claim["employer"]], "Sudah dipotong, belum disetor").ShouldBe(claims.Where(other => other["employer"] == claim["employer"]).Sum(static other => other.Rupiah("open")));
    }

    [Fact]
    public void A_letter_is_printed_upright_with_page_numbers_and_its_head_on_every_page()
    {
        foreach (var (employer, letter) in people.Letters())
        {
            letter.Parts["xl/worksheets/sheet1.xml"].ShouldContain("orientation=\"portrait\"", customMessage: employer);
            letter.Parts["xl/workbook.xml"].ShouldContain("'Surat'!$1:$1");
            if (letter.Names.Contains("Lampiran")) letter.Parts["xl/workbook.xml"].ShouldContain("'Lampiran'!$4:$4");
            letter.Texts.ShouldContain(static text => text.StartsWith("Perihal : Selisih potongan gaji bulan Februari 2026", StringComparison.Ordinal));
            letter.Texts.ShouldContain(static text => text.StartsWith("Hormat kami,\nKoperasi", StringComparison.Ordinal));
        }
    }

    private bool GoesByEmployeeNo(string employer)
    {
        using var profiles = System.Text.Json.JsonDocument.Parse(File.ReadAllBytes(Path.Combine(people.Folder, "profiles.json")));
        return !profiles.RootElement.GetProperty(employer).TryGetProperty("key", out var key) || key.GetString() == "employee_no";
    }

    private bool IsByMember(string employer) => CsvTable.Read(Path.Combine(people.Folder, "employers.csv")).Rows.Any(row => row["employer"] == employer && row["bank_mode"] == "member");

    /// <summary>The last number of the "Jumlah" row below a heading.</summary>
    private static long SumBelow(SheetFile letter, string heading)
    {
        var rows = letter.Rows("Surat");
        var at = rows.FindIndex(row => row.TryGetValue(0, out var cell) && Regex.IsMatch(cell.Value, $@"^\d+\. {heading}\n"));
        at.ShouldBeGreaterThanOrEqualTo(0, heading);
        var sum = rows.FindIndex(at, static row => row.TryGetValue(0, out var cell) && cell.Value.StartsWith("Jumlah", StringComparison.Ordinal));
        return rows[sum][7].Rupiah;
    }

    /// <summary>Rows of a letter's tables of people, its annex included: the line named and the number beside it.</summary>
    private static IEnumerable<(int Line, string EmployeeNo)> Rows(SheetFile letter) =>
        from sheet in letter.Names from row in letter.Rows(sheet)
        where row.TryGetValue(0, out var first) && first.IsNumber && row.TryGetValue(1, out var line) && line.IsNumber && row.ContainsKey(2)
        select (int.Parse(row[1].Value, CultureInfo.InvariantCulture), row[2].Value);
}
