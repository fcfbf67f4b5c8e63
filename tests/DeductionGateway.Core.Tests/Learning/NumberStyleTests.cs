using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Intake;
using DeductionGateway.Core.Learning;

namespace DeductionGateway.Core.Tests.Learning;

/// <summary>Thousands or decimals: what decides the style of a file's amounts, and what leaves the question open.</summary>
public sealed class NumberStyleTests
{
    private const string Header = "NIP;NAMA;POTONGAN\n";

    [Theory]
    [InlineData("125.000 125.000 0.000")]
    [InlineData("125.000 0.00 100.000")]
    [InlineData("125.000 0,00 100.000")]
    [InlineData("125.000 1.5 100.000")]
    [InlineData("125.000 1.50 100.000")]
    public void A_zero_decides_nothing_nor_do_decimals_of_the_same_mark(string amounts) => Learn(Header + Rows(amounts)).ShouldBe(("1.250.000,00", true));

    [Theory]
    [InlineData("125,000 0,000 100,000")]
    [InlineData("125,000 1,5 100,000")]
    public void Nor_where_the_mark_is_a_comma(string amounts) => Learn(Header + Rows(amounts)).ShouldBe(("1,250,000", true));

    [Theory]
    [InlineData("125.000 1.250.000 0.000", "1.250.000,00")]
    [InlineData("125.000 1,5 100.000", "1.250.000,00")]
    [InlineData("125,000 1.5 100,000", "1,250,000")]
    [InlineData("125.000 1250.000 0.000", "1250000.000")]
    [InlineData("125.000 0.500 100.000", "1250000.000")]
    [InlineData("125,000 1250,000 0,000", "1250000,000")]
    [InlineData("1250,000 2250,000 0,000", "1250000,000")]
    [InlineData("125000 0.00 100000", "1250000.00")]
    [InlineData("125000 0,00 100000", "1.250.000,00")]
    [InlineData("125000 0.000 100000", "1.250.000,00")]
    [InlineData("125000 0,000 100000", "1,250,000")]
    public void What_can_be_one_thing_only_decides(string amounts, string style) => Learn(Header + Rows(amounts)).ShouldBe((style, false));

    [Theory]
    [InlineData("1.5 2.5 1.5")]
    [InlineData("0.125 1250.000 0.250")]
    [InlineData("1.250.000 2.000.000 3.000.000")]
    public void Columns_that_are_no_amount_by_their_name_decide_nothing(string others)
    {
        var rows = Rows("125.000 125.000 100.000").Split('\n', StringSplitOptions.RemoveEmptyEntries).Zip(others.Split(' '), static (row, other) => row + ";" + other);
        Learn("NIP;NAMA;POTONGAN;RATA\n" + string.Join('\n', rows) + "\n").ShouldBe(("1.250.000,00", true));
    }

    /// <summary>Learning that has not ended by then weighs every column against all others in every row; it takes seconds.</summary>
    private static readonly TimeSpan Endless = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Two_hundred_columns_are_weighed_as_sums_of_each_other_and_it_ends()
    {
        var random = new Random(1);
        var text = new System.Text.StringBuilder("NIP;NAMA;").AppendJoin(';', Enumerable.Range(0, 190).Select(static at => $"X{at}")).Append('\n');
        for (var row = 0; row < 2_500; row++) text.Append(100_000 + row).Append(";Siti;").AppendJoin(';', Enumerable.Range(0, 190).Select(_ => random.Next(1_000, 9_999))).Append('\n');
        var work = Task.Run(() => Learn(text.ToString()), TestContext.Current.CancellationToken);
        (await Task.WhenAny(work, Task.Delay(Endless, TestContext.Current.CancellationToken))).ShouldBe(work, "no end");
    }

    [Fact]
    public void A_sum_that_is_wrong_in_a_tenth_of_the_rows_is_one_and_in_more_is_none()
    {
        string Text(int wrong) => "NIP;NAMA;SIMPANAN WAJIB;ANGSURAN;JUMLAH\n" + string.Concat(Enumerable.Range(0, 20).Select(row => $"{10_001 + row};Siti;50000;{100_000 + row};{150_000 + row + (row < wrong ? 1 : 0)}\n"));
        Propose(Text(2)).Evidence.ShouldContain(static line => line.Contains("is the sum of SIMPANAN WAJIB + ANGSURAN"));
        Propose(Text(3)).Evidence.ShouldNotContain(static line => line.Contains("is the sum of"));
    }

    private static string Rows(string amounts) => string.Concat(amounts.Split(' ').Select(static (amount, at) => $"{1001 + at};Orang {(char)('A' + at)};{amount}\n"));

    private static (string Style, bool IsAsked) Learn(string text)
    {
        var proposal = Propose(text);
        return ((string)proposal.Profile!["number"], proposal.Questions.Any(static question => question.Id == "number"));
    }

    private static ProfileProposal Propose(string text)
    {
        var faults = new FaultList();
        var grid = Grid.From(null, new CsvRecords("f", Bytes.Of(text), ';', faults));
        return ProfileLearning.Propose("f", [grid], new TextForm(TextEncoding.Utf8, ';', []), KnownBilling.Nothing, new Dictionary<string, string>());
    }
}
