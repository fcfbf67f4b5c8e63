using DeductionGateway.Core.Intake;
using DeductionGateway.Intake;

namespace DeductionGateway.Tests.Workbooks;

/// <summary>What a workbook may not make us do: follow a DTD, swell, nest, or count without end. Each is refused with a fault and within 100 MB.</summary>
public sealed class XlsxBoundsTests
{
    private const string Start = "<worksheet><sheetData>";
    private const long MostBytes = 100L << 20;

    public static TheoryData<string, Func<byte[]>, string> Books => new()
    {
        { "a DTD", () => HostileBooks.Sheet("<!DOCTYPE a [<!ENTITY b \"c\">]><worksheet><sheetData>", "", 0), "XLSX_UNREADABLE" },
        { "more rows than are read", () => HostileBooks.Sheet(Start, "<row><c><v>1</v></c></row>", 510_000), "XLSX_ROWS" },
        { "a sheet that swells as no text does", () => HostileBooks.Sheet(Start, "<row><c><v>1</v></c></row>", 1_000_000), "XLSX_UNREADABLE" },
        { "as many empty rows", () => HostileBooks.Sheet(Start, "<row/>", 510_000), "XLSX_ROWS" },
        { "a row beyond the last", () => HostileBooks.Sheet(Start, "<row r=\"2000000\"><c><v>1</v></c></row>", 1), "XLSX_ROWS" },
        { "a part of 272 MB", () => HostileBooks.Sheet(Start, new string(' ', 256), 1_065_000), "XLSX_UNREADABLE" },
        { "a part of 272 MB that swells no more than a text", () => HostileBooks.Sheet(Start, $"<!--{Noise(40_000)}-->" + string.Concat(Enumerable.Repeat(new string(' ', 1_000_000) + "<a/>", 4)), 68), "XLSX_UNREADABLE" },
        { "a cell of 200,000 characters", () => HostileBooks.Sheet(Start + "<row><c t=\"inlineStr\"><is><t>", "aaaaaaaaaa", 20_000, "</t></is></c></row></sheetData></worksheet>"), "XLSX_UNREADABLE" },
        { "an attribute of 5 MB", () => HostileBooks.Sheet(Start + "<row spans=\"", "aaaaaaaaaa", 500_000, "\"></row></sheetData></worksheet>"), "XLSX_UNREADABLE" },
        { "a hundred thousand elements within each other", () => HostileBooks.Sheet(Start, "<a>", 100_000), "XLSX_UNREADABLE" },
        { "rows of 16,000 columns without end", () => HostileBooks.Sheet(Start, "<row><c r=\"XFC1\"><v>1</v></c></row>", 16_384), "XLSX_UNREADABLE" },
        { "a column beyond the last", () => HostileBooks.Sheet(Start, "<row><c r=\"ZZZ1\"><v>1</v></c></row>", 1), "XLSX_UNREADABLE" },
        { "a cell twice", () => HostileBooks.Sheet(Start, "<row><c r=\"A1\"><v>1</v></c><c r=\"A1\"><v>2</v></c></row>", 1), "XLSX_UNREADABLE" },
        { "more shared texts than anybody has", () => HostileBooks.Texts("<si/>", 1_550_000), "XLSX_UNREADABLE" },
        { "a shared text that is not there", () => HostileBooks.Texts("", 0), "XLSX_UNREADABLE" },
        { "a shared text of 100,000 characters", () => HostileBooks.Texts("<si><t>" + new string('a', 100_000) + "</t></si>", 1), "XLSX_UNREADABLE" },
    };

    /// <summary>Characters that no packing makes less of, the same each time.</summary>
    private static string Noise(int length) => Convert.ToHexString(Enumerable.Range(0, length / 64).SelectMany(static at => System.Security.Cryptography.SHA256.HashData(BitConverter.GetBytes(at))).ToArray());

    [Theory]
    [MemberData(nameof(Books))]
    public void A_hostile_workbook_is_refused_within_memory(string what, Func<byte[]> book, string code)
    {
        var bytes = book();
        var faults = new FaultList();
        var before = GC.GetAllocatedBytesForCurrentThread();
        using (var records = XlsxRecords.Open("payroll.xlsx", bytes, null, faults))
        {
            while (records?.Read() == true) { }
        }
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(MostBytes, what);
        faults.Kept.Select(static fault => fault.Code).ShouldBe([code], what);
    }

    [Fact]
    public void A_formula_without_a_value_shows_as_itself_and_a_number_as_it_is_written()
    {
        var bytes = HostileBooks.Sheet(Start, "<row r=\"3\" hidden=\"1\"><c r=\"B3\"><f>A1+1</f></c><c r=\"D3\"><f>1+1</f><v>2.50</v></c><c r=\"E3\" t=\"e\"><v>#N/A</v></c></row>", 1);
        var faults = new FaultList();
        using var records = XlsxRecords.Open("payroll.xlsx", bytes, null, faults)!;
        records.Read().ShouldBeTrue();
        records.Fields.ToArray().Select(static field => field.ToString()).ShouldBe(["", "=A1+1", "", "2.50", "#N/A"]);
        (records.IsNumber(1), records.IsNumber(3), records.IsNumber(4), records.IsHidden, records.Line).ShouldBe((false, true, false, true, 3));
        faults.Any.ShouldBeFalse();
    }
}
