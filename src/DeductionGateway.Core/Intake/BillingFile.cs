using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Billing;
using DeductionGateway.Core.Members;

namespace DeductionGateway.Core.Intake;

/// <summary>
/// Reads expected.csv, the billing, a large one in parts where the caller runs them. One object a line, its texts kept apart from the file:
/// a million lines fit in the memory of a small machine. Unique are expected_id and (period, employer, employee_no, code, obligation); where employee_no is empty, member_no stands for it.
/// </summary>
public static class BillingFile
{
    private static readonly string[] Required =
        ["expected_id", "period", "employer", "employee_no", "member_no", "name", "national_id", "code", "amount", "interest_due", "principal_due"];
    private static readonly string[] Optional = ["obligation", "due_date", "penalty_due"];

    public static IReadOnlyList<BillingLine> Read(
        string file, byte[] bytes, IReadOnlyList<Member> members, IReadOnlyList<DeductionCode> codes, FaultList faults,
        IReadOnlySet<string>? onlyEmployers, out PayPeriod period) =>
        Read(file, bytes, members, codes, faults, onlyEmployers, PartReading.InOneGo, out period);

    /// <param name="file">File name for faults.</param>
    /// <param name="bytes">The file.</param>
    /// <param name="members">The folder's members.</param>
    /// <param name="codes">The cooperative's codes.</param>
    /// <param name="faults">Every fault is added here.</param>
    /// <param name="onlyEmployers">Keep only the lines of these employers (an earlier period read again); null = all.</param>
    /// <param name="reading">How a large file is read in parts.</param>
    /// <param name="period">The one period billed; the default value where there is none.</param>
    public static IReadOnlyList<BillingLine> Read(
        string file, byte[] bytes, IReadOnlyList<Member> members, IReadOnlyList<DeductionCode> codes, FaultList faults,
        IReadOnlySet<string>? onlyEmployers, PartReading reading, out PayPeriod period)
    {
        var register = new BillingRegister(members, codes, onlyEmployers);
        var open = Opening(file);
        var parts = TableParts.Read(open, bytes, reading, (table, before, lines) => new BillingRows(table, register, before, lines, repeats: true));
        if (parts is not null && parts.Any(static part => part.Lines.Count > 0) && parts.All(part => part.Period == parts[0].Period) && !MayRepeat(parts, reading))
        {
            period = parts[0].Period;
            return Joined(parts);
        }
        var whole = open(bytes, faults);
        var rows = new BillingRows(whole, register, 0, bytes.AsSpan().Count((byte)'\n') + 1, repeats: true);
        if (MayRepeat([rows], PartReading.InOneGo)) ReportRepeats(file, bytes, faults);
        if (whole.HasHeader && whole.Records == 0) faults.Add(file, 0, 0, "FILE_EMPTY", "The billing has no line.");
        period = rows.Period;
        return rows.Lines;
    }

    /// <summary>Lines of an employer one by one, of a file without fault whose bytes come in pieces.</summary>
    /// <param name="file">File name.</param>
    /// <param name="members">The employer's.</param>
    /// <param name="codes">The cooperative's.</param>
    /// <param name="employer">Code of the employer.</param>
    /// <param name="each">Is given each line.</param>
    public static TablePieces InPieces(string file, IReadOnlyList<Member> members, IReadOnlyList<DeductionCode> codes, string employer, Action<BillingLine> each)
    {
        var (register, before) = (new BillingRegister(members, codes, new HashSet<string>(StringComparer.Ordinal) { employer }), 0);
        return new TablePieces(Opening(file), table =>
        {
            var rows = new BillingRows(table, register, before, 0, repeats: false);
            rows.Lines.ForEach(each);
            before += table.Records;
        });
    }

    private static Func<byte[], FaultList, TableReader> Opening(string file) => (bytes, faults) => new TableReader(file, bytes, faults, Required, Optional);

    private static bool MayRepeat(IReadOnlyList<BillingRows> parts, PartReading reading) =>
        RepeatFinder.MayRepeat([.. parts.Select(static part => part.Ids!)], reading) || RepeatFinder.MayRepeat([.. parts.Select(static part => part.Keys!)], reading);

    private static BillingLine[] Joined(IReadOnlyList<BillingRows> parts)
    {
        var lines = new BillingLine[parts.Sum(static part => part.Lines.Count)];
        var at = 0;
        foreach (var part in parts)
        {
            part.Lines.CopyTo(lines, at);
            at += part.Lines.Count;
        }
        return lines;
    }

    /// <summary>Read again, now with the texts themselves: which lines stand twice.</summary>
    private static void ReportRepeats(string file, byte[] bytes, FaultList faults)
    {
        var table = new TableReader(file, bytes, new FaultList(), Required, ["obligation"]);
        var ids = new HashSet<Utf8Text>();
        var keys = new HashSet<(Utf8Text Employer, Utf8Text EmployeeNo, Utf8Text MemberNo, Utf8Text Code, Utf8Text Obligation)>();
        while (table.Read())
        {
            var id = table.Text(0);
            if (!id.IsEmpty && !ids.Add(id)) Add(0, "DUPLICATE_EXPECTED_ID", $"The billing line '{id}' stands twice.");
            var hasNumber = !table.Text(3).IsEmpty;
            if (keys.Add((table.Text(2), table.Text(3), hasNumber ? default : table.Text(4), table.Text(7), table.Text(11)))) continue;
            if (!hasNumber) Add(4, "DUPLICATE_BILLING_KEY", $"Member '{table.Text(4)}', who has no employee_no, is billed twice under '{table.Text(7)}' for the same obligation '{table.Text(11)}'; give each its own obligation.");
            else
            {
                Add(3, "DUPLICATE_BILLING_KEY", $"Employee '{table.Text(3)}' is billed twice under '{table.Text(7)}' for the same obligation '{table.Text(11)}'; give each its own obligation.");
            }
        }
        void Add(int column, string code, string text)
        {
            var (line, place) = table.PlaceOf(column);
            faults.Add(file, line, place, code, text);
        }
    }
}
