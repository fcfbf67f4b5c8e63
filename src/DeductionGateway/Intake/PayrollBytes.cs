using System.Security.Cryptography;
using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Billing;
using DeductionGateway.Core.Intake;

namespace DeductionGateway.Intake;

/// <summary>Reads an employer's answer from bytes, whether they come from the folder or were kept with an earlier period.</summary>
internal static class PayrollBytes
{
    /// <param name="reading">Takes the rows; null = the answer has them.</param>
    public static PayrollReturn? Read(
        PayrollProfile profile, Employer employer, PayPeriod period, IReadOnlyList<DeductionCode> codes, string file, byte[] bytes, FaultList faults, PayrollReading? reading = null)
    {
        if (profile.LeftOut is { } left && !left.Sha256.Equals(Convert.ToHexStringLower(SHA256.HashData(bytes)), StringComparison.Ordinal))
        {
            faults.Add(file, 0, 0, "LEFT_OUT_OTHER", $"The profile leaves records out of a file with the SHA-256 {left.Sha256[..12]}…, and this is another file. Take left_out out of the profile of {profile.Employer}; where this file has unreadable lines too, ask for its release anew.");
            return null;
        }
        var opened = new List<XlsxRecords>();
        byte[]? utf8 = null;
        try
        {
            return PayrollFileReader.Read(profile, employer, period, codes, file, Open, faults, reading);
        }
        finally
        {
            foreach (var sheet in opened) sheet.Dispose();
        }

        RecordSource? Open(PayrollProfile table)
        {
            if (!table.IsXlsx)
            {
                utf8 ??= TextBytes.ToUtf8(file, bytes, table.Layout.Encoding, faults);
                return table.Layout.Fixed.Count > 0 ? new FixedRecords(file, utf8, table.Layout.Fixed, faults) : new CsvRecords(file, utf8, table.Delimiter, faults);
            }
            if (XlsxRecords.Open(file, bytes, table.Sheet, faults) is not { } sheet) return null;
            opened.Add(sheet);
            return sheet;
        }
    }
}
