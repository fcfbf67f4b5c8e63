using System.Text;
using DeductionGateway.Tests.Workbooks;

namespace DeductionGateway.Tests.Golden;

/// <summary>Which numbers are months and which are money: 25000 is a day of 1968 to a spreadsheet, and what each member owes to the cooperative.</summary>
public sealed class LearnedPeriodTests : IDisposable
{
    private const string Title = "BULAN : OKTOBER 2026;;;;;\n";
    private readonly LearnedMonth _month = new();

    [Theory]
    [InlineData("Dansos")]
    [InlineData("Simp. Hari Raya")]
    [InlineData("Seragam")]
    [InlineData("HR")]
    [InlineData("Bulan")]
    public void An_amount_that_equals_the_bill_is_no_day_of_a_sheet(string header)
    {
        var learned = _month.Learn(_month.Billed(header, Title));
        learned.Faults.ShouldBeEmpty();
        learned.Open.ShouldBeEmpty();
        learned.Rows.Select(static row => row.Period.ToString()).Distinct().ShouldBe(["2026-10"]);
        learned.Rows.Where(static row => row.Code!.Code == "DS").Sum(static row => row.Amount).ShouldBe(150_000);
        learned.Proposal.Evidence.ShouldContain(static line => line.StartsWith("'Jumlah' is the sum of"));
    }

    [Theory]
    [InlineData("Simp. Hari Raya", 30_000)]
    [InlineData("Seragam", 45_000)]
    [InlineData("Tab. Lebaran", 50_000)]
    [InlineData("Lain-lain", 46_296)]
    [InlineData("Qurban", 45_000)]
    public void An_amount_that_nobody_is_billed_is_asked_and_no_day_either(string header, int amount)
    {
        var learned = _month.Learn(LearnedMonth.List(header, _ => amount, Title));
        learned.Rows.Select(static row => row.Period.ToString()).Distinct().ShouldBe(["2026-10"]);
        learned.Open.Select(static question => question.Id).ShouldContain($"column:{header}");
    }

    [Theory]
    [InlineData(17, "Okt", true)]
    [InlineData(0, "Okt", false)]
    [InlineData(17, "Bulan", true)]
    [InlineData(0, "Bulan", true)]
    public void A_number_is_a_day_where_the_cell_or_the_header_says_so(int format, string header, bool isPeriod)
    {
        File.WriteAllBytes(_month["pot.xlsx"], Book(header, 46_296, format));
        var learned = _month.LearnFile("pot.xlsx");
        learned.Rows.ShouldAllBe(static row => row.Period.ToString() == "2026-10");
        ((List<string>)learned.Profile!["header"])[5].ShouldBe(isPeriod ? header : "");
    }

    [Theory]
    [InlineData(17)]
    [InlineData(0)]
    public void A_day_far_from_the_bill_is_at_least_asked(int format)
    {
        File.WriteAllBytes(_month["pot.xlsx"], Book("Bulan", 26_000, format));
        var learned = _month.LearnFile("pot.xlsx");
        learned.Open.ShouldHaveSingleItem().Id.ShouldBe(format == 17 ? "period" : "column:Bulan");
        learned.Rows.ShouldAllBe(static row => row.Period.Year == 2026);
    }

    [Fact]
    public void Months_in_words_far_from_the_bill_are_asked()
    {
        var text = "NPK;Nama;Wajib;Pinjaman;Masa\n" + string.Concat(LearnedMonth.People.Select(static one => $"{one.No};{one.Name};100000;{one.Loan};Okt-21\n"));
        _month.Learn(text).Open.ShouldHaveSingleItem().Id.ShouldBe("period");
        _month.Learn(text, ("period", "column")).Rows.ShouldAllBe(static row => row.Period.Year == 2021);
        _month.Learn(text, ("period", "other")).Rows.ShouldAllBe(static row => row.Period.Year == 2026);
    }

    public void Dispose() => _month.Dispose();

    /// <summary>A list whose last column holds one number in all rows, in this format of the spreadsheet's own (17 = mmm-yy, 0 = general).</summary>
    private static byte[] Book(string header, int number, int format)
    {
        var sheet = new StringBuilder("<worksheet><sheetData>");
        sheet.Append($"<row r=\"1\">{Text("NPK")}{Text("Nama")}{Text("Wajib")}{Text("Pinjaman")}{Text(header)}</row>");
        foreach (var (one, at) in LearnedMonth.People.Select(static (one, at) => (one, at)))
        {
            sheet.Append($"<row r=\"{at + 2}\">{Text(one.No)}{Text(one.Name)}<c><v>100000</v></c><c><v>{one.Loan}</v></c><c s=\"1\"><v>{number}</v></c></row>");
        }
        return HostileBooks.Styled(sheet.Append("</sheetData></worksheet>").ToString(), $"<styleSheet><cellXfs count=\"2\"><xf numFmtId=\"0\"/><xf numFmtId=\"{format}\"/></cellXfs></styleSheet>");

        static string Text(string text) => $"<c t=\"inlineStr\"><is><t>{text}</t></is></c>";
    }
}
