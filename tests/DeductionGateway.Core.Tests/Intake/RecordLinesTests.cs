using DeductionGateway.Core.Intake;

namespace DeductionGateway.Core.Tests.Intake;

/// <summary>Which line of its file a record stands on, through titles, blank lines and fields with line feeds.</summary>
public sealed class RecordLinesTests
{
    [Fact]
    public void Any_growing_lines_are_kept()
    {
        var random = new Random(5);
        for (var turn = 0; turn < 50; turn++)
        {
            var lines = new RecordLines();
            var wanted = new List<int>();
            for (var line = random.Next(1, 9); wanted.Count < 200; line += random.Next(4) == 0 ? random.Next(1, 5) : 1)
            {
                lines.Add(line);
                wanted.Add(line);
            }
            Enumerable.Range(1, wanted.Count).Select(record => lines[record]).ShouldBe(wanted);
            lines[0].ShouldBe(0);
            lines[wanted.Count + 1].ShouldBe(0);
        }
    }

    [Fact]
    public void A_payroll_file_says_where_its_records_stand()
    {
        const string text = "title\n\nemp,name,nik,code,amount,period\n7,\"SITI\nAMINAH\",31,WAJIB,1,2026-02\n\n8,BUDI,32,WAJIB,2,2026-02\n";
        var faults = new FaultList();
        var read = PayrollFileReader.Read(A.Profile(skipRows: 1), A.Employer(), A.February, A.Codes, "p.csv",
            new CsvRecords("p.csv", Bytes.Of(text), ',', faults), faults);
        faults.Any.ShouldBeFalse();
        read!.Lines!.Count.ShouldBe(2);
        read.Lines[1].ShouldBe(4);
        read.Lines[2].ShouldBe(7);
    }
}
