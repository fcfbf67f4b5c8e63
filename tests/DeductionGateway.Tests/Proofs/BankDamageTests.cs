using DeductionGateway.Core.BankFiles;
using DeductionGateway.Core.Intake;
using DeductionGateway.Intake;
using DeductionGateway.Tests.Golden;

namespace DeductionGateway.Tests.Proofs;

/// <summary>
/// Banks' files damaged at random end with statements or with faults, never with an exception, never without end, within memory; and no statement is
/// accepted whose balances do not hold.
/// </summary>
public sealed class BankDamageTests
{
    private static readonly string[] Beside = [".json", ".faults"];

    public static TheoryData<string> Files =>
        [.. new[] { "banks", "blind-bank", GoldenFolder.Base }.SelectMany(static room => Directory.EnumerateFiles(GoldenFolder.PathOf(room), "*", SearchOption.AllDirectories)
            .Where(path => !Beside.Contains(Path.GetExtension(path)) && Path.GetFileName(path) != "why.txt" && (room != GoldenFolder.Base || Path.GetFileName(path).StartsWith("bank", StringComparison.Ordinal))))
            .Select(static path => Path.GetRelativePath(GoldenFolder.Root, path)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task A_damaged_file_is_read_or_refused(string file) => await Damage.Run(file, static (name, bytes) =>
    {
        var faults = new FaultList();
        if (Read(name, bytes, faults) is not { } read || faults.Any) return null;
        var wrong = read.Statements.FirstOrDefault(static one => one is { Opening: not null, Closing: not null } && one.Opening.Amount.Thousandths + one.Sum() != one.Closing.Amount.Thousandths);
        return wrong is null ? null : $"accepted, and {wrong.Opening!.Amount} and its entries do not make {wrong.Closing!.Amount}";
    });

    private static ReadBankFile? Read(string name, byte[] bytes, FaultList faults)
    {
        var content = BankContents.Of(bytes.AsSpan(0, Math.Min(bytes.Length, BankContents.Sample)));
        if (content == BankContent.Xml) return BankFileBytes.ReadXml(name, new MemoryStream(bytes, writable: false), faults);
        return content == BankContent.Unknown ? null : BankFileBytes.ReadKnown(name, content, bytes, faults);
    }
}
