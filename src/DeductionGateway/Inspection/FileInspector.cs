using DeductionGateway.Core.BankFiles;
using DeductionGateway.Core.Billing;
using DeductionGateway.Core.Intake;
using DeductionGateway.Core.Learning;
using DeductionGateway.Intake;

namespace DeductionGateway.Inspection;

/// <summary>Reads one file with the readers that also load a period folder, and keeps what they understood.</summary>
internal static class FileInspector
{
    public static FileInspection Read(string path)
    {
        var file = Path.GetFileName(path);
        var faults = new FaultList();
        if (ReadBank(path, file, faults) is { } bank)
        {
            return new FileInspection(file, bank.Format, bank.Dialect, bank.Statements, null, [.. faults.Sorted()]) { Notes = [.. bank.Notes, .. Fractions(bank.Statements)] };
        }
        var bytes = File.ReadAllBytes(path);
        var format = FileNature.Of(bytes);
        var dialect = "delimiter ','";
        InspectedTable? table = null;
        var notes = new List<ReadNote>();
        switch (format)
        {
            case "unknown":
                dialect = "";
                if (bytes.Length == 0) faults.Add(file, 0, 0, "EMPTY", "The file is empty.");
                else faults.Add(file, 0, 0, "FORMAT_UNKNOWN", "The file is neither text nor a workbook; is it the right one, or was it damaged on the way?");
                break;
            case "xml" or "html":
                dialect = "";
                break;
            case "json":
                dialect = "";
                notes.Add(OfJson(file, bytes, faults));
                break;
            case "payroll-csv" or "payroll-xlsx":
                (dialect, table) = TableInspector.ReadPayroll(path, file, bytes, format == "payroll-xlsx", faults);
                if (Neighbours.Profile(path, file) is null && faults.CountOf(file) == 0) notes.Add(WithoutProfile(path, table));
                break;
            default:
                ReadOwn(format, path, file, bytes, faults);
                table = TableInspector.Shape(new CsvRecords(file, bytes, ',', new FaultList()));
                break;
        }
        return new FileInspection(file, format, dialect, [], table, [.. faults.Sorted().Where(fault => fault.File == file)]) { Notes = notes };
    }

    /// <summary>What the books make of fractions of a rupiah, as a folder will say it (decision 0013).</summary>
    private static IEnumerable<ReadNote> Fractions(IReadOnlyList<ReadStatement> statements)
    {
        var rupiah = statements.Where(static one => one.Currency == "IDR").ToList();
        foreach (var entry in rupiah.SelectMany(static one => one.Entries).Where(static entry => entry.Amount.Parts().Thousandths != 0).Take(1))
        {
            yield return new ReadNote(entry.Line, "ENTRY_FRACTION", $"{entry.Amount} has a fraction of a rupiah; only entries of whole rupiah are booked, so that a folder refuses this file.");
            yield break;
        }
        foreach (var one in rupiah.Where(static one => one is { Opening: not null, Closing: not null } && one.Opening.Amount.Parts().Thousandths != 0))
        {
            yield return new ReadNote(one.Line, "BALANCE_FRACTION", $"{StatementAmount.Text(one.Opening!.Amount.Parts().Thousandths)} of a rupiah stands in the opening and the closing balance alike and stays out of the books; every entry is whole and is booked.");
        }
    }

    /// <summary>What was not judged of a table that no profile names, and what it looks like.</summary>
    private static ReadNote WithoutProfile(string path, InspectedTable? table)
    {
        if (table is null) return new ReadNote(0, "NO_TABLE", $"No row of it names columns; it is neither a list nor a statement that is known. If it is an employer's list without a header: inspect --learn {(path.Contains(' ', StringComparison.Ordinal) ? $"'{path}'" : path)}");
        return BankLook.Of(table.Header)
            ? new ReadNote(0, "BANK_UNKNOWN", $"It looks like a bank statement, of a form that is not known: nothing of it was judged. {NearestLayout.Of(table.Header, table.HeaderLine)}Ask the bank for MT940 or camt.053, or write bank.csv.")
            : new ReadNote(0, "NO_PROFILE", $"No profile beside it names this file: it was judged as a table only, not as an employer's answer. If it is one: inspect --learn {(path.Contains(' ', StringComparison.Ordinal) ? $"'{path}'" : path)}");
    }

    private static ReadNote OfJson(string file, byte[] bytes, FaultList faults)
    {
        if (file != "profiles.json") return new ReadNote(0, "NOT_A_LIST", "This is JSON, neither a list nor a statement.");
        var employers = ProfilesJson.Read(bytes, file, faults).Keys.Order(StringComparer.Ordinal).ToList();
        return new ReadNote(0, "PROFILES", $"It says how {employers.Count} employer{(employers.Count == 1 ? " writes its answer" : "s write their answers")} ({string.Join(", ", employers)}). Only its form was judged; whether it fits, inspect of each answer says.");
    }

    /// <summary>The file as a bank's; null where it is none, or an employer's table that a profile names. XML is read as a stream, for it may be large.</summary>
    private static ReadBankFile? ReadBank(string path, string file, FaultList faults)
    {
        using var stream = File.OpenRead(path);
        var start = new byte[BankContents.Sample];
        var content = BankContents.Of(start.AsSpan(0, stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)));
        stream.Position = 0;
        if (content == BankContent.Xml) return BankFileBytes.ReadXml(file, stream, faults);
        if (content is BankContent.Unknown || Neighbours.Profile(path, file) is not null) return null;
        return BankFileBytes.ReadKnown(file, content, File.ReadAllBytes(path), faults);
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
