using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Intake;
using DeductionGateway.Deductions;

namespace DeductionGateway.Tests.Periods;

/// <summary>What a file writes of its records is found again by range, wherever a page begins.</summary>
public sealed class WrittenRecordsTests
{
    [Fact]
    public void A_range_has_its_records_and_no_others()
    {
        // Every seventh record is left out, every third has a second row.
        int[] all = [.. Enumerable.Range(1, 2_000).Where(static record => record % 7 != 0)];
        using var records = new WrittenRecords();
        foreach (var record in all)
        {
            for (var row = 0; row <= (record % 3 == 0 ? 1 : 0); row++) records.Add(new PayrollRow(record, Utf8Text.From($"{record:00000}"), Utf8Text.From(row == 0 ? $"SITI, Ñ {record}" : "further"), default, null, 0, default));
        }
        foreach (var range in (RecordRange[])[new(1, 2_000), new(1, 1), new(7, 7), new(250, 260), new(256, 513), new(1_990, 2_500), new(2_001, 3_000)])
        {
            records.Find(range).ShouldBe(all.Where(record => record >= range.From && record <= range.To).Select(static record => KeyValuePair.Create(record, new WrittenRecord($"{record:00000}", $"SITI, Ñ {record}"))), range.ToString());
        }
    }

    [Fact]
    public void Of_a_file_without_records_there_is_nothing()
    {
        using var records = new WrittenRecords();
        records.Find(new RecordRange(1, 100)).ShouldBeEmpty();
    }
}
