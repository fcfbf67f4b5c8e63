using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Intake;
using DeductionGateway.Deductions;

namespace DeductionGateway.Tests.Periods;

/// <summary>What a file writes of its records is found again by their numbers, wherever they stand.</summary>
public sealed class WrittenRecordsTests
{
    private const int Last = 20_000;

    /// <summary>Every seventh is left out.</summary>
    private static readonly int[] All = [.. Enumerable.Range(1, Last).Where(static record => record % 7 != 0)];

    [Fact]
    public void The_records_asked_for_are_found_and_no_others()
    {
        using var records = Written();
        foreach (var asked in (int[][])[[1], [7], [1, Last - 1], [1, Last], [250, 256, 257, 259], [.. Enumerable.Range(200, 400)], [.. Enumerable.Range(0, 20).Select(static at => at * 999 + 1)], [Last + 1], All])
        {
            Found(records, asked).ShouldBe(asked.Intersect(All).Select(Expected), string.Join(' ', asked.Take(5)));
        }
    }

    /// <summary>A page of a filtered list may have its rows at both ends of a file of a million lines: what lies between is no part of it.</summary>
    [Fact]
    public void What_lies_between_is_not_kept()
    {
        using var records = Written();
        records.Find([1, Last - 1]);
        var before = GC.GetAllocatedBytesForCurrentThread();
        records.Find([1, Last - 1]);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(Last);
    }

    [Fact]
    public void Many_may_look_at_once()
    {
        using var records = Written();
        Parallel.For(0, 200, at =>
        {
            int[] asked = [at * 60 + 1, at * 60 + 2, Last - at];
            Found(records, asked).ShouldBe(asked.Intersect(All).Select(Expected));
        });
    }

    [Fact]
    public void Of_a_file_without_records_there_is_nothing()
    {
        using var records = new WrittenRecords();
        records.Find([1, 100]).ShouldBeEmpty();
    }

    /// <summary>Every third has a second row.</summary>
    private static WrittenRecords Written()
    {
        var records = new WrittenRecords();
        foreach (var record in All)
        {
            for (var row = 0; row <= (record % 3 == 0 ? 1 : 0); row++)
            {
                records.Add(new PayrollRow(record, Utf8Text.From($"{record:00000}"), Utf8Text.From(row == 0 ? $"SITI, Ñ {record}" : "further"), Utf8Text.From(record % 2 == 0 ? $"{record:0000000000000000}" : ""), null, 0, default));
            }
        }
        return records;
    }

    private static IEnumerable<KeyValuePair<int, WrittenRecord>> Found(WrittenRecords records, int[] asked) => records.Find(asked).OrderBy(static one => one.Key);

    private static KeyValuePair<int, WrittenRecord> Expected(int record) =>
        KeyValuePair.Create(record, new WrittenRecord($"{record:00000}", $"SITI, Ñ {record}", record % 2 == 0 ? $"{record:0000000000000000}" : ""));
}
