using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Billing;
using DeductionGateway.Core.Intake;

namespace DeductionGateway.Intake;

/// <summary>Reads an employer's answer from bytes, whether they come from the folder or were kept with an earlier period.</summary>
internal static class PayrollBytes
{
    public static PayrollReturn? Read(
        PayrollProfile profile, Employer employer, PayPeriod period, IReadOnlyList<DeductionCode> codes, string file, byte[] bytes, FaultList faults)
    {
        if (!profile.IsXlsx) return PayrollFileReader.Read(profile, employer, period, codes, file, new CsvRecords(file, bytes, profile.Delimiter, faults), faults);
        using var sheet = XlsxRecords.Open(file, bytes, profile.Sheet, faults);
        return sheet is null ? null : PayrollFileReader.Read(profile, employer, period, codes, file, sheet, faults);
    }
}
