namespace DeductionGateway.Tests.Golden;

/// <summary>What the billing says of a column beats what its header says; an amount that is not read is never passed over in silence.</summary>
public sealed class LearnedBillingTests : IDisposable
{
    private readonly LearnedMonth _month = new();

    [Theory]
    [InlineData("Sosial")]
    [InlineData("Iuran Sosial")]
    [InlineData("Arisan")]
    [InlineData("Infaq")]
    [InlineData("Zakat")]
    [InlineData("BPJS")]
    [InlineData("Pajak")]
    [InlineData("Gaji")]
    [InlineData("Pensiun")]
    public void A_column_that_equals_the_bill_is_read_whatever_its_header_says(string header)
    {
        var learned = _month.Learn(_month.Billed(header));
        learned.Faults.ShouldBeEmpty();
        learned.Open.ShouldBeEmpty();
        learned.Rows.Where(static row => row.Code!.Code == "DS").Sum(static row => row.Amount).ShouldBe(150_000);
        learned.Proposal.Evidence.ShouldContain($"'Jumlah' is the sum of Wajib + Pinjaman + {header}, no deduction of its own");
    }

    [Theory]
    [InlineData("Arisan")]
    [InlineData("BPJS")]
    [InlineData("Gaji Pokok")]
    public void A_column_of_amounts_that_is_not_read_is_named_with_its_sum(string header)
    {
        var learned = _month.Learn(LearnedMonth.List(header, static at => 1_000_000 + at * 50_000, hasTotal: false));
        learned.Open.ShouldBeEmpty();
        learned.Proposal.Unsure.ShouldContain(line => line.Contains($"'{header}'") && line.Contains("6.750.000"));
    }

    [Fact]
    public void What_the_row_total_counts_and_nobody_reads_is_said()
    {
        var learned = _month.Learn(LearnedMonth.List("Arisan", static at => 30_000 + at * 500));
        learned.Open.ShouldBeEmpty();
        learned.Proposal.Unsure.ShouldContain(static line => line.Contains("'Jumlah'") && line.Contains("'Arisan'") && line.Contains("not read"));
    }

    [Fact]
    public void A_column_that_bears_the_name_of_something_billed_is_asked()
    {
        var learned = _month.Learn(LearnedMonth.List("Iuran Sosial", static at => 20_000 + at * 500));
        learned.Open.ShouldHaveSingleItem().Id.ShouldBe("column:Iuran Sosial");
        _month.Learn(LearnedMonth.List("Iuran Sosial", static at => 20_000 + at * 500), ("column:Iuran Sosial", "DS")).Rows.Where(static row => row.Code!.Code == "DS").Sum(static row => row.Amount).ShouldBe(127_500);
        _month.Learn(LearnedMonth.List("Iuran Sosial", static at => 20_000 + at * 500), ("column:Iuran Sosial", "-")).Rows.ShouldAllBe(static row => row.Code!.Code != "DS");
    }

    [Fact]
    public void A_row_total_that_does_not_fit_is_a_question()
    {
        var text = "NPK;Nama;Wajib;Pinjaman;Dansos;Jumlah\n" + string.Concat(LearnedMonth.People.Select(static (one, at) => $"{one.No};{one.Name};100000;{one.Loan};25000;{125_000 + one.Loan + 7_000 + at * 1_000}\n"));
        _month.Learn(text).Open.ShouldHaveSingleItem().Id.ShouldBe("row_total");
        _month.Learn(text, ("row_total", "columns")).Profile!["shape"].ShouldBe("columns");
        var total = _month.Learn(text, ("row_total", "total"));
        total.Profile!["shape"].ShouldBe("total");
        total.Rows[0].Amount.ShouldBe(682_000);
    }

    [Fact]
    public void Two_columns_of_what_is_billed_once_are_not_both_read()
    {
        var learned = _month.Learn(LearnedMonth.List("Seragam", static _ => 100_000));
        learned.Open.ShouldHaveSingleItem().Id.ShouldBe("column:Seragam");
        learned.Rows.Where(static row => row.Code!.Code == "SW").Sum(static row => row.Amount).ShouldBe(600_000);
    }

    [Fact]
    public void A_total_below_the_rows_is_said_to_be_checked_for_what_is_read()
    {
        var text = LearnedMonth.List("Arisan", static at => 30_000 + at * 500);
        _month.Write("pot.csv", text + ";JUMLAH;600000;3045000;187500;3832500\n");
        _month.Inspect("pot.csv", "--learn").Output.ShouldContain("its own total is checked, for the columns that are read");
        _month.Write("pot.csv", _month.Billed("Dansos") + ";JUMLAH;600000;3045000;150000;3795000\n");
        _month.Inspect("pot.csv", "--learn").Output.ShouldContain("; its own total is checked\n");
    }

    public void Dispose() => _month.Dispose();
}
