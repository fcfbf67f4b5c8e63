using DeductionGateway.Core.BankFiles;
using DeductionGateway.Core.Intake;

namespace DeductionGateway.Core.Tests.BankFiles;

/// <summary>What a folder makes of one bank file: its statements in whole rupiah, its entries as facts.</summary>
internal static class Border
{
    private static readonly Cooperative Ours = new("K", "Koperasi", ["111", "222", "1370012345678"]);

    public static BankFacts Mt940(string text, FaultList faults) => Facts(Mt940Reader.Read("bank.mt940", Bytes.Of(text), faults), faults);

    public static BankFacts Csv(string text, FaultList faults) => Facts(BankCsvReader.Read("bank.csv", Bytes.Of(text), faults), faults);

    public static BankFacts Facts(ReadBankFile read, FaultList faults) => BankStatements.Read([read], Ours, faults);
}
