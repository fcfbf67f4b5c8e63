using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using DeductionGateway.Answers.People;
using DeductionGateway.Core.Settlement;
using DeductionGateway.Tests.Proofs;

namespace DeductionGateway.Tests.People;

/// <summary>hasil.xlsx of a generated folder against the CSV and JSON files of the same run, read without any of the program's own code.</summary>
public sealed class ResultWorkbookTests(PeopleRun people) : IClassFixture<PeopleRun>
{
    private static readonly Dictionary<string, string> ClassNames = Enum.GetValues<LineClass>().ToDictionary(Answers.LineNames.Of, static kind => Wording.Classes[kind].Name);

    [Fact]
    public void It_has_a_summary_every_employer_the_queue_and_the_members()
    {
        var employers = CsvTable.Read(Path.Combine(people.Folder, "employers.csv")).Rows.Select(static row => row["employer"]);
        people.Result.Names.ShouldBe(["Ringkasan", .. employers, "Antrian", "Anggota"]);
    }

    [Fact]
    public void The_summary_counts_what_summary_json_counts()
    {
        using var json = JsonDocument.Parse(people.Run.Read("summary.json"));
        var counts = json.RootElement.GetProperty("counts");
        var totals = json.RootElement.GetProperty("totals");
        var table = people.Result.Table("Ringkasan", "Jenis");
        var sum = table.First(static row => row["Jenis"].Value == "Jumlah");
        foreach (var count in counts.EnumerateObject().Where(static count => count.Value.GetInt64() > 0))
        {
            table.First(row => row["Jenis"].Value == ClassNames[count.Name])["Baris"].Rupiah.ShouldBe(count.Value.GetInt64());
        }
        sum["Baris"].Rupiah.ShouldBe(people.Lines.Rows.Count);
        sum["Dipotong"].Rupiah.ShouldBe(totals.GetProperty("reported").GetInt64());
        sum["Diterima"].Rupiah.ShouldBe(totals.GetProperty("received").GetInt64());
        people.Result.Table("Ringkasan", "Tempat").First(static row => row["Tempat"].Value == "Jumlah")["Rupiah"].Rupiah.ShouldBe(totals.GetProperty("received").GetInt64());
        var employers = people.Result.Table("Ringkasan", "Kode").First(static row => row["Kode"].Value == "Jumlah");
        employers["Ditagih"].Rupiah.ShouldBe(totals.GetProperty("billed").GetInt64());
        employers["Dipotong"].Rupiah.ShouldBe(totals.GetProperty("reported").GetInt64());
        employers["Diterima"].Rupiah.ShouldBe(totals.GetProperty("received").GetInt64());
        employers["Belum disetor"].Rupiah.ShouldBe(CsvTable.Parse(people.Run.Read("employer_claims.csv")).Rows.Sum(static row => row.Rupiah("open")));
    }

    [Fact]
    public void Every_formula_stands_beside_the_sum_it_gives()
    {
        var formulas = 0;
        foreach (var sheet in people.Result.Names)
        {
            foreach (var cell in people.Result.Cells(sheet).Where(static cell => cell.Formula.Length > 0))
            {
                var range = Regex.Match(cell.Formula, @"^(?:SUM\(|SUBTOTAL\(9,)([A-Z]+)(\d+):\1(\d+)\)$");
                range.Success.ShouldBeTrue(cell.Formula);
                int from = int.Parse(range.Groups[2].Value, CultureInfo.InvariantCulture), to = int.Parse(range.Groups[3].Value, CultureInfo.InvariantCulture);
                cell.Rupiah.ShouldBe(people.Result.Cells(sheet).Where(other => other.Column == cell.Column && other.Row >= from && other.Row <= to && other.IsNumber).Sum(static other => other.Rupiah), $"{sheet} {cell.Formula}");
                formulas++;
            }
        }
        formulas.ShouldBeGreaterThan(100);
    }

    [Fact]
    public void An_employers_sheet_has_its_rows_of_lines_csv_in_their_order()
    {
        foreach (var employer in people.Lines.Rows.GroupBy(static row => row["employer"]))
        {
            var shown = people.Result.Table(employer.Key, "Baris").Select(row => string.Join(' ', Text(row, "No. tagihan"), Text(row, "No. anggota"), Text(row, "Kode"), Text(row, "Hasil"),
                row["Ditagih"].Rupiah, row["Dipotong"].Rupiah, row["Diterima"].Rupiah, row["Pokok"].Rupiah, row["Jasa"].Rupiah, row["Simpanan"].Rupiah, row["Toko"].Rupiah, row["Lainnya"].Rupiah, row["Ditahan"].Rupiah));
            var written = employer.Select(static row => string.Join(' ', row["expected_id"], row["member_no"], row["code"], ClassNames[row["class"]], row["expected_amount"], row["reported_amount"], row["received_amount"],
                row["a_principal"], row["a_interest"], row["a_savings"], row["a_shop"], row["a_other"], row["a_suspense"]));
            shown.ShouldBe(written, employer.Key);
        }
    }

    [Fact]
    public void Numbers_are_numbers_and_what_is_no_amount_is_text()
    {
        string[] texts = ["No. pegawai", "Nama", "Kode", "Hasil", "Keterangan", "Uangnya", "Sebab", "No. anggota", "No. tagihan"];
        foreach (var row in people.Lines.Rows.Select(static row => row["employer"]).Distinct().SelectMany(employer => people.Result.Table(employer, "Baris")))
        {
            foreach (var (head, cell) in row) cell.IsNumber.ShouldBe(!texts.Contains(head), $"{head}: {cell.Value}");
        }
        var zeros = people.Members.Rows.Where(static row => row["employee_no"].StartsWith('0')).Select(static row => row["employee_no"]).ToHashSet();
        zeros.ShouldNotBeEmpty("the folder has employee numbers with leading zeros");
        people.Result.Table("Anggota", "No. anggota").Count(row => row.TryGetValue("No. pegawai", out var cell) && zeros.Contains(cell.Value)).ShouldBe(people.Members.Rows.Count(row => zeros.Contains(row["employee_no"])));
        // 3 is the built-in #,##0; amounts stand right.
        var formats = Regex.Matches(people.Result.Parts["xl/styles.xml"].Split("<cellXfs")[1], "<xf numFmtId=\"(\\d+)\".*?<alignment( horizontal=\"(\\w+)\")?").ToList();
        foreach (var cell in people.Result.Names.SelectMany(people.Result.Cells).Where(static cell => cell.IsNumber))
        {
            formats[cell.Style].Groups[1].Value.ShouldBeOneOf("3", "164");
            formats[cell.Style].Groups[3].Value.ShouldBe("right");
        }
    }

    [Fact]
    public void The_queue_has_every_case_of_mismatches_csv_and_all_words_are_known()
    {
        var all = CsvTable.Parse(people.Run.Read("mismatches.csv")).Rows;
        // What no rupiah is in question of is no work.
        var cases = all.Where(static row => row["amount"] != "0").ToList();
        cases.Count.ShouldBeLessThan(all.Count);
        people.Result.Texts.ShouldContain(text => text.StartsWith($"{Wording.Number(cases.Count)} kasus", StringComparison.Ordinal) && text.EndsWith($" {all.Count - cases.Count} baris Rp0 tidak dimuat.", StringComparison.Ordinal));
        var shown = people.Result.Table("Antrian", "No.").Where(static row => row["No."].IsNumber).ToList();
        shown.Select(static row => $"{row["Rupiah"].Value} {Text(row, "No. tagihan")} {Text(row, "Ref. bank")}").ShouldBe(cases.Select(static row => $"{row["amount"]} {row["expected_id"]} {row["bank_ref"]}"));
        people.Result.Texts.ShouldNotContain(static text => text.Contains("mismatches.csv", StringComparison.Ordinal) || text.Contains('_') && text.StartsWith("gap", StringComparison.Ordinal), "a cause without words");
        people.Lines.Rows.SelectMany(static row => row["taxonomy"].Split('|', StringSplitOptions.RemoveEmptyEntries)).Distinct().Where(static code => !Wording.Taxonomy.ContainsKey(code)).ShouldBeEmpty();
    }

    [Fact]
    public void Members_add_up_to_their_rows()
    {
        var shown = people.Result.Table("Anggota", "No. anggota");
        shown.Count.ShouldBe(people.Members.Rows.Count);
        var rows = people.Lines.Rows.ToLookup(static row => row["member_no"]);
        var billed = people.Billing.Rows.ToLookup(static row => row["member_no"]);
        foreach (var member in shown)
        {
            var number = member["No. anggota"].Value;
            member["Ditagih"].Rupiah.ShouldBe(billed[number].Sum(static row => row.Rupiah("amount")), number);
            member["Diterima"].Rupiah.ShouldBe(rows[number].Sum(static row => row.Rupiah("received_amount")), number);
            member["Titipan"].Rupiah.ShouldBe(rows[number].Where(static row => row["held_in"] == "2-1030").Sum(static row => row.Rupiah("a_suspense")), number);
            member["Diterima"].Rupiah.ShouldBe(new[] { "Pokok", "Jasa", "Simpanan", "Toko", "Denda, lainnya", "Titipan" }.Sum(head => member[head].Rupiah), number);
        }
    }

    [Fact]
    public void Sheets_are_frozen_printed_on_A4_and_numbered()
    {
        foreach (var (name, xml) in people.Result.Parts.Where(static part => part.Key.StartsWith("xl/worksheets/", StringComparison.Ordinal)))
        {
            xml.ShouldContain("paperSize=\"9\"", customMessage: name);
            xml.ShouldContain("fitToWidth=\"1\" fitToHeight=\"0\"", customMessage: name);
            xml.ShouldContain("Halaman &amp;P dari &amp;N", customMessage: name);
        }
        people.Result.Parts.Count(static part => part.Value.Contains("state=\"frozen\"", StringComparison.Ordinal)).ShouldBe(people.Result.Names.Count - 1, "all but the summary");
        Regex.Count(people.Result.Parts["xl/workbook.xml"], "_xlnm.Print_Titles").ShouldBe(people.Result.Names.Count - 1);
    }

    [Fact]
    public void Our_own_reader_opens_it()
    {
        var faults = new Core.Intake.FaultList();
        using var records = Intake.XlsxRecords.Open("hasil.xlsx", File.ReadAllBytes(Path.Combine(people.Run.Out, "hasil.xlsx")), "Ringkasan", faults)!;
        records.Read().ShouldBeTrue();
        records.Fields[0].ToString().ShouldBe("Hasil pencocokan potongan gaji Februari 2026");
        while (records.Read()) { }
        faults.Any.ShouldBeFalse();
    }

    [Fact]
    public void A_second_run_gives_the_same_bytes()
    {
        var again = people.Again("again");
        foreach (var file in Directory.EnumerateFiles(people.Run.Out, "*", SearchOption.AllDirectories).Where(static file => Path.GetExtension(file) == ".xlsx" || Path.GetFileName(file) == "anggota.csv"))
        {
            var name = Path.GetRelativePath(people.Run.Out, file);
            File.ReadAllBytes(Path.Combine(again.Out, name)).AsSpan().SequenceEqual(File.ReadAllBytes(file)).ShouldBeTrue(name);
        }
        Directory.EnumerateFiles(Path.Combine(again.Out, "surat")).Count().ShouldBe(Directory.EnumerateFiles(Path.Combine(people.Run.Out, "surat")).Count());
    }

    [Fact]
    public void The_people_have_a_phase_of_their_own_beside_the_seconds()
    {
        using var json = JsonDocument.Parse(people.Run.Read("summary.json"));
        var phases = json.RootElement.GetProperty("phases").EnumerateArray().Select(static phase => (Name: phase.GetProperty("name").GetString(), Seconds: phase.GetProperty("seconds").GetDouble())).ToList();
        phases[^1].Name.ShouldBe("people's files");
        // What lies between the phases is rounding, and the moment between the last phase and the stop of the clock.
        (json.RootElement.GetProperty("seconds").GetDouble() - phases.SkipLast(1).Sum(static phase => phase.Seconds)).ShouldBeInRange(-0.01, 0.01 + phases[^1].Seconds / 2);
    }

    private static string Text(Dictionary<string, SheetCell> row, string head) => row.TryGetValue(head, out var cell) ? cell.Value : "";
}
