using DeductionGateway.Core.Billing;
using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Intake;
using DeductionGateway.Intake;

namespace DeductionGateway.Inspection;

/// <summary>Reads one file with the readers that also load a period folder, and keeps what they understood.</summary>
internal static class FileInspector
{
    public static FileInspection Read(string path)
    {
        var file = Path.GetFileName(path);
        var bytes = File.ReadAllBytes(path);
        var faults = new FaultList();
        var format = FileNature.Of(bytes);
        var dialect = "delimiter ','";
        IReadOnlyList<InspectedStatement> statements = [];
        InspectedTable? table = null;
        switch (format)
        {
            case "mt940":
                dialect = bytes.AsSpan().IndexOf("{4:"u8) >= 0 ? "swift-envelope" : "swift-bare";
                statements = [.. Mt940Reader.Read(file, bytes, faults).Select(static one => new InspectedStatement(
                    one.Account, one.Currency, one.Number, (one.OpeningDate, one.Opening), (one.ClosingDate, one.Closing), one.Entries))];
                break;
            case "bank-csv":
                dialect = "delimiter ',', decimal point";
                statements = [.. BankCsvReader.Read(file, bytes, faults).GroupBy(static entry => (entry.Account, entry.Currency))
                    .Select(static group => new InspectedStatement(group.Key.Account, group.Key.Currency, "", null, null, [.. group]))];
                break;
            case "unknown":
                dialect = "";
                if (bytes.Length == 0) faults.Add(file, 0, 0, "EMPTY", "The file is empty.");
                else faults.Add(file, 0, 0, "FORMAT_UNKNOWN", "The file is neither text nor a workbook; is it the right one, or was it damaged on the way?");
                break;
            case "payroll-csv" or "payroll-xlsx":
                (dialect, table) = TableInspector.ReadPayroll(path, file, bytes, format == "payroll-xlsx", faults);
                break;
            default:
                ReadOwn(format, path, file, bytes, faults);
                table = TableInspector.Shape(new CsvRecords(file, bytes, ',', new FaultList()));
                break;
        }
        return new FileInspection(file, format, dialect, statements, table, [.. faults.Sorted().Where(fault => fault.File == file)]);
    }

    private static void ReadOwn(string format, string path, string file, byte[] bytes, FaultList faults)
    {
        var employers = Neighbours.Employers(path);
        switch (format)
        {
            case "employers-csv":
                FolderTables.ReadEmployers(file, bytes, faults);
                break;
            case "codes-csv":
                FolderTables.ReadCodes(file, bytes, faults);
                break;
            case "members-csv" when employers is not null:
                MembersFile.Read(file, bytes, employers, faults);
                break;
            case "expected-csv" when employers is not null && Neighbours.Bytes(path, "members.csv") is { } members:
                var register = MembersFile.Read("members.csv", members, employers, new FaultList());
                BillingFile.Read(file, bytes, register, Neighbours.Codes(path), faults, null, out _);
                break;
            default:
                // Without the tables it refers to, only its form as a table can be judged.
                var records = new CsvRecords(file, bytes, ',', faults);
                while (records.Read()) { }
                break;
        }
    }
}
