using DeductionGateway.Inspection;
using DeductionGateway.Tests.Harness;

namespace DeductionGateway.Tests.Workbooks;

/// <summary>What a workbook may not make learning do: open it anew for every sheet, look at sheets without end.</summary>
public sealed class LearnedBookTests : IDisposable
{
    private const string Row = "<row><c t=\"s\"><v>0</v></c><c><v>125000</v></c></row>";
    private const string Text = "<si><t>DAFTAR POTONGAN KOPERASI</t></si>";
    private readonly Scratch _scratch = new();

    [Fact]
    public void A_book_of_many_sheets_is_opened_once()
    {
        var book = HostileBooks.Names(200, Row, 1, Text, 20_000);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Learn(book).ShouldBe("NOT_LEARNED");
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(100L << 20, "its texts are read once, not for each sheet");
    }

    [Fact]
    public void More_sheets_than_anybody_looks_through_are_refused() => Learn(HostileBooks.Names(201, Row, 1, Text, 1)).ShouldBe("XLSX_SHEETS");

    [Fact]
    public void So_are_more_cells_than_one_list_has() =>
        Learn(HostileBooks.Names(30, "<row>" + string.Concat(Enumerable.Repeat("<c><v>1</v></c>", 150)) + "</row>", 1_000, Text, 1)).ShouldBe("XLSX_SHEETS");

    public void Dispose() => _scratch.Dispose();

    private string Learn(byte[] book)
    {
        File.WriteAllBytes(_scratch["payroll.xlsx"], book);
        return new FileLearner(_scratch["payroll.xlsx"], null, "E1").Learn(new Dictionary<string, string>()).Faults.ShouldHaveSingleItem().Code;
    }
}
