using DeductionGateway.Commands;
using DeductionGateway.Inspection;

namespace DeductionGateway.Tests.Golden;

/// <summary>One bill is never read from two columns, rows or tables unasked: sums are no deductions, and what looks like the same deduction twice is a question.</summary>
public sealed class LearnedSameCodeTests : IDisposable
{
    private readonly LearnedMonth _month = new();

    private static string Rows(string header, Func<long, string> cells) =>
        $"NPK;Nama;{header}\n" + string.Concat(LearnedMonth.People.Select(one => $"{one.No};{one.Name};{cells(one.Loan)}\n"));

    [Theory]
    [InlineData("Wajib;Angsuran Pokok;Angsuran Jasa;Total Angsuran")]
    [InlineData("Wajib;Pinjaman Pokok;Pinjaman Jasa;Pinjaman")]
    public void The_sum_of_principal_and_interest_is_no_third_instalment(string header)
    {
        var learned = Unbilled(Rows(header, static loan => $"100000;{loan * 9 / 10};{loan / 10};{loan}"));
        learned.Open.ShouldBeEmpty();
        Sum(learned, "PU").ShouldBe(LearnedMonth.People.Sum(static one => one.Loan));
        Sum(learned, "SW").ShouldBe(600_000);
    }

    [Fact]
    public void A_sum_before_its_parts_is_one_too()
    {
        var learned = Unbilled(Rows("Wajib;Angsuran;Angsuran Pokok;Angsuran Jasa", static loan => $"100000;{loan};{loan * 9 / 10};{loan / 10}"));
        learned.Open.ShouldBeEmpty();
        Sum(learned, "PU").ShouldBe(LearnedMonth.People.Sum(static one => one.Loan));
    }

    [Fact]
    public void A_second_column_of_one_code_is_asked_where_the_billing_proves_the_first()
    {
        var text = Rows("Wajib;Total Wajib;Pinjaman;Dansos", static loan => $"100000;2400000;{loan};25000");
        var learned = _month.Learn(text);
        learned.Open.ShouldHaveSingleItem().Text.ShouldContain("SW is billed once, and 'Wajib' is it");
        learned.Open.Single().Proposed.ShouldBe("-");
        Sum(learned, "SW").ShouldBe(600_000);
        Sum(_month.Learn(text, ("column:Total Wajib", "-")), "SW").ShouldBe(600_000);
    }

    [Fact]
    public void Two_columns_of_one_code_are_asked_where_nothing_proves_either()
    {
        var text = Rows("Wajib;Total Wajib;Pinjaman", static loan => $"100000;2400000;{loan}");
        var question = Unbilled(text).Open.ShouldHaveSingleItem();
        (question.Id, question.Proposed).ShouldBe(("columns:SW", null));
        question.Choices.Select(static choice => choice.Value).ShouldBe(["Wajib", "Total Wajib", "all"]);
        Sum(Unbilled(text, ("columns:SW", "Wajib")), "SW").ShouldBe(600_000);
        Sum(Unbilled(text, ("columns:SW", "all")), "SW").ShouldBe(15_000_000);
    }

    [Fact]
    public void Columns_that_together_are_the_bill_are_its_parts()
    {
        var learned = _month.Learn(Rows("Wajib;Pinjaman 1;Pinjaman 2;Dansos", static loan => $"100000;{loan * 3 / 10};{loan - (loan * 3 / 10)};25000"));
        learned.Open.ShouldBeEmpty();
        Sum(learned, "PU").ShouldBe(LearnedMonth.People.Sum(static one => one.Loan));
    }

    /// <summary>Nothing but the row's own total says which columns were withheld.</summary>
    [Fact]
    public void The_total_of_the_row_tells_deductions_from_balances()
    {
        var learned = Unbilled(Rows("Wajib Awal;Wajib;Wajib Akhir;Pinjaman Pokok;Pinjaman Jasa;Pinjaman Akhir;Jumlah", static loan => $"1250000;100000;1350000;{loan * 9 / 10};{loan / 10};{7_000_000 - loan};{100_000 + loan}"));
        learned.Open.ShouldBeEmpty();
        (Sum(learned, "SW"), Sum(learned, "PU")).ShouldBe((600_000, LearnedMonth.People.Sum(static one => one.Loan)));
    }

    [Fact]
    public void A_total_that_leaves_out_a_column_is_a_question() =>
        Unbilled(Rows("Pinjaman;Wajib;Toko;Jumlah", static loan => $"{loan};100000;30000;130000")).Open.ShouldHaveSingleItem().Id.ShouldBe("row_total");

    [Fact]
    public void A_total_beside_one_column_must_be_it() =>
        Unbilled(Rows("Wajib;Jumlah", static loan => $"100000;{110_000 + loan}")).Open.ShouldHaveSingleItem().Id.ShouldBe("row_total");

    [Fact]
    public void A_saved_profile_does_not_read_two_months_as_one()
    {
        string Month(string name) => $"POTONGAN BULAN {name} 2026\n" + Rows("Wajib;Pinjaman", static loan => $"100000;{loan}") + ";JUMLAH;600000;3045000\n";
        _month.Write("pot.csv", Month("OKTOBER"));
        _month.Inspect("pot.csv", "--learn", "--employer", "E1", "--save").ExitCode.ShouldBe(ExitCode.Done);
        _month.Inspect("pot.csv").ExitCode.ShouldBe(ExitCode.Done);
        _month.Write("pot.csv", Month("OKTOBER") + Month("SEPTEMBER"));
        _month.Inspect("pot.csv").Output.ShouldContain("pot.csv:12:0 PERIOD_TITLE The rows from here stand under a title of 2026-09, those above under one of 2026-10");
        _month.Write("pot.csv", Month("OKTOBER") + Month("OKTOBER"));
        _month.Inspect("pot.csv").Output.ShouldNotContain("PERIOD_TITLE");
        _month.Write("pot.csv", Month("OKTOBER") + ";Bulan November 2026 menyusul;;\n");
        _month.Inspect("pot.csv").ExitCode.ShouldBe(ExitCode.Done);
    }

    [Theory]
    [InlineData("Gaji minus", true)]
    [InlineData("blm dipotong", true)]
    [InlineData("gaji tidak cukup", true)]
    [InlineData("pindah ke Dinas PU", false)]
    [InlineData("potongan terakhir", false)]
    public void A_remark_that_the_money_was_not_withheld_is_a_question(string remark, bool isAsked)
    {
        var text = "NPK;Nama;Wajib;Keterangan\n" + string.Concat(LearnedMonth.People.Select((one, at) => $"{one.No};{one.Name};100000;{(at == 2 ? remark : at == 4 ? "pensiun bulan depan" : "")}\n"));
        Unbilled(text).Open.Select(static question => question.Id).ShouldBe(isAsked ? ["remarks"] : []);
        if (isAsked) Sum(Unbilled(text, ("remarks", "failed")), "SW").ShouldBe(500_000);
        Sum(Unbilled(text, ("remarks", "withheld")), "SW").ShouldBe(600_000);
    }

    [Fact]
    public void A_list_of_names_says_what_is_missing() =>
        Unread("NO;NAMA;JUMLAH\n1;Sri Wahyuni;650000\n2;Joko Susilo;550000\n3;Dewi Anggraini;850000\n").ShouldContain("add a column with the NIP");

    [Fact]
    public void A_list_of_equal_amounts_has_no_units() =>
        Unbilled("NIP;NAMA;POTONGAN\n1;Sri Wahyuni;200000\n20;Joko Susilo;100000\n21;Dewi Anggraini;100000\n22;Nur Hidayati;200000\n23;Eko Prasetyo;100000\n24;Bambang Hermanto;100000\n").Rows.Count.ShouldBe(6);

    [Fact]
    public void A_file_without_delimiters_is_inspected_by_its_places()
    {
        _month.Write("pot.txt", "10203 SRI WAHYUNI      550000\n10220 BAMBANG HERMANTO 750000\n10237 DEWI ANGGRAINI   650000\n");
        _month.Inspect("pot.txt").Output.ShouldStartWith("pot.txt: payroll-csv (3 columns by place)");
        _month.Inspect("pot.txt", "--learn", "--employer", "E1", "--save").ExitCode.ShouldBe(ExitCode.Done);
        var output = _month.Inspect("pot.txt").Output;
        output.ShouldContain("(3 columns by place, by profile E1)");
        output.ShouldContain("without header  #1 | #2 | #3");
        output.ShouldNotContain("header in line");
    }

    public void Dispose() => _month.Dispose();

    private static long Sum(LearnedFile learned, string code) => learned.Rows.Where(row => row.Code?.Code == code).Sum(static row => row.Amount);

    /// <summary>As if nothing were billed: the file alone decides.</summary>
    private LearnedFile Unbilled(string text, params (string Id, string Choice)[] answers)
    {
        var learned = Alone(text, answers);
        learned.Faults.ShouldBeEmpty();
        return learned;
    }

    private string Unread(string text) => Alone(text).Faults.ShouldHaveSingleItem().Text;

    private LearnedFile Alone(string text, params (string Id, string Choice)[] answers)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_month.Folder, "alone")).FullName;
        File.WriteAllText(Path.Combine(folder, "pot.csv"), text);
        return new FileLearner(Path.Combine(folder, "pot.csv"), null, "E1").Learn(answers.ToDictionary(static one => one.Id, static one => one.Choice));
    }
}
