using System.Text;
using DeductionGateway.Core.BankFiles;
using DeductionGateway.Core.Intake;

namespace DeductionGateway.Core.Tests.BankFiles;

/// <summary>MT940 files made long in one place: what is read of them grows with the file, not with its square. Measured by what is allocated, never by the clock.</summary>
public sealed class Mt940LongTests
{
    private const string Head = ":20:A\n:25:111\n:28C:1/1\n:60F:C260226IDR0,\n:61:2602270227C870000,00NTRFNONREF//B0001\n";
    private const string End = ":62F:C260227IDR870000,00\n-\n";

    /// <summary>3,000 further lines make 30,000 characters; joined one after the other they would be 90 MB.</summary>
    [Fact]
    public void A_remark_of_thousands_of_fields_is_joined_once()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var read = Read(Head + string.Concat(Enumerable.Repeat(":86:aaaaaaaaaa\n", 3_000)) + End, out var faults);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(20L << 20);
        faults.ShouldBeEmpty();
        read.Statements.Single().Entries.Single().Text.Length.ShouldBe(30_000);
    }

    [Theory]
    [InlineData(":86:aaaaaaaaaa\n")]
    [InlineData("aaaaaaaaaa\n")]
    public void A_remark_without_end_is_refused_once(string line)
    {
        Read(Head + ":86:a\n" + string.Concat(Enumerable.Repeat(line, 10_000)) + End, out var faults);
        faults.ShouldBe(["5 REMARK_TOO_LONG"]);
    }

    [Fact]
    public void Subfields_of_one_letter_each_are_joined_once()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var read = Read(Head + ":86:166" + string.Concat(Enumerable.Repeat("?20a", 8_000)) + "\n" + End, out var faults);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(20L << 20);
        faults.ShouldBeEmpty();
        read.Statements.Single().Entries.Single().Text.Length.ShouldBe(8_000);
    }

    /// <summary>3,000 messages of one number that differ in their first entry only: all pairs compared would be 4.5 million copies of entries, 2 GB.</summary>
    [Fact]
    public void Messages_are_not_compared_with_each_other_one_by_one()
    {
        var text = new StringBuilder();
        for (var i = 1; i <= 3_000; i++) text.Append($":20:A\n:25:111\n:28C:1\n:60F:C260226IDR0,\n:61:260226C{i},NTRFNONREF\n:61:260226D{i},NTRFNONREF\n:62F:C260226IDR0,\n-\n");
        var twice = text.ToString() + text;
        var before = GC.GetAllocatedBytesForCurrentThread();
        var read = Read(twice, out var faults);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(100L << 20);
        faults.ShouldBeEmpty();
        (read.Statements.Count, read.Notes.Count).ShouldBe((3_000, 3_000));
    }

    private static ReadBankFile Read(string text, out string[] faults)
    {
        var list = new FaultList();
        var read = Mt940Reader.Read("bank.sta", Bytes.Of(text), list);
        faults = list.Brief();
        return read;
    }
}
