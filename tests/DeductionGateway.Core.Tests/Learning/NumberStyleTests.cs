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
