using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Billing;
using DeductionGateway.Core.Members;

namespace DeductionGateway.Core.Intake;

/// <summary>
/// Reads expected.csv, the billing. One object a line, its texts kept apart from the file: a million lines fit in the memory of a small machine.
/// Unique are expected_id and (period, employer, employee_no, code, obligation).
/// </summary>
public static class BillingFile
{
    private static readonly string[] Required =
        ["expected_id", "period", "employer", "employee_no", "member_no", "name", "national_id", "code", "amount", "interest_due", "principal_due"];

    /// <param name="file">File name for faults.</param>
    /// <param name="bytes">The file.</param>
    /// <param name="members">The folder's members.</param>
    /// <param name="codes">The cooperative's codes.</param>
    /// <param name="faults">Every fault is added here.</param>
    /// <param name="onlyEmployers">Keep only the lines of these employers (an earlier period read again); null = all.</param>
    /// <param name="period">The one period billed; the default value where there is none.</param>
    public static IReadOnlyList<BillingLine> Read(
        string file, byte[] bytes, IReadOnlyList<Member> members, IReadOnlyList<DeductionCode> codes, FaultList faults,
        IReadOnlySet<string>? onlyEmployers, out PayPeriod period)
    {
        period = default;
        var byNumber = new Dictionary<Utf8Text, Member>(members.Count);
        foreach (var member in members) byNumber.TryAdd(member.MemberNo, member);
        var byCode = new Dictionary<Utf8Text, DeductionCode>();
        foreach (var code in codes) byCode[Utf8Text.From(code.Code)] = code;
        var table = new TableReader(file, bytes, faults, Required, ["obligation", "due_date", "penalty_due"]);
        var count = bytes.AsSpan().Count((byte)'\n') + 1;
        var lines = new List<BillingLine>(count);
        var keys = new RepeatFinder(count);
        var texts = new TextStore();
        var ids = new RepeatFinder(count);
        Utf8Text lastPeriod = default;
        var ordinal = -1;
        var place = 0;
        // A billing mostly stands in the members' order: the last member or the next one is tried before the index is asked.
        Member? Find(Utf8Text number)
        {
            for (var near = place; near < Math.Min(place + 2, members.Count); near++)
            {
                if (members[near].MemberNo != number) continue;
                place = near;
                return members[near];
            }
            if (!byNumber.TryGetValue(number, out var member)) return null;
            place = member.Ordinal;
            return member;
        }
        while (table.Read())
        {
            ordinal++;
            if (table.Text(1) != lastPeriod || lastPeriod.IsEmpty) period = CheckPeriod(table, period, ref lastPeriod);
            var code = byCode.GetValueOrDefault(table.Text(7));
            if (code is null) table.Fault(7, "CODE_UNKNOWN", $"The code '{table.Text(7)}' is neither standard nor in codes.csv.");
            var member = Find(table.Text(4));
            if (member is null && onlyEmployers is not null) continue;
            if (member is null) table.Fault(4, "MEMBER_UNKNOWN", $"The member '{table.Text(4)}' is not in members.csv.");
            else if (!table.Text(2).Equals(member.Employer)) table.Fault(2, "EMPLOYER_OTHER", $"Billed at '{table.Text(2)}', but members.csv has '{member.MemberNo}' at '{member.Employer}'.");
            var id = table.Required(0);
            ids.Add(id, default, default, default);
            keys.Add(table.Text(2), table.Text(3), table.Text(7), table.Text(11));
            if (code is null || member is null) continue;
            if (onlyEmployers is null || onlyEmployers.Contains(member.Employer)) lines.Add(ReadLine(table, ordinal, texts.Keep(id), member, code, texts));
        }
        if (ids.MayRepeat() | keys.MayRepeat()) ReportRepeats(file, bytes, faults);
        if (table.HasHeader && ordinal < 0) faults.Add(file, 0, 0, "FILE_EMPTY", "The billing has no line.");
        return lines;
    }

    private static BillingLine ReadLine(TableReader table, int ordinal, Utf8Text id, Member member, DeductionCode code, TextStore texts)
    {
        var amount = table.Amount(8);
        long interest = table.AmountOrZero(9), principal = table.AmountOrZero(10), penalty = table.AmountOrZero(13);
        if (code.Kind == CodeKind.Loan ? penalty + interest + principal != amount : penalty + interest + principal != 0)
        {
            table.Fault(8, "COMPONENTS", code.Kind == CodeKind.Loan
                ? $"Amount {amount} is not penalty {penalty} + interest {interest} + principal {principal}."
                : $"Only loans have penalty, interest and principal; '{code.Code}' is none.");
        }
        return new BillingLine(ordinal, id, member, code, amount, penalty, interest, principal, texts.Keep(table.Text(11)), table.Date(12));
    }

    private static PayPeriod CheckPeriod(TableReader table, PayPeriod period, ref Utf8Text last)
    {
        var text = table.Text(1);
        if (PayPeriod.Parse(text.Span) is not { } read)
        {
            table.Fault(1, "PERIOD_STYLE", $"'{text}' is no period; it is written 2026-02.");
            return period;
        }
        if (period != default && read != period) table.Fault(1, "PERIODS_MIXED", $"The line is of {read}, the file of {period}; one folder is one period.");
        else last = text;
        return period == default ? read : period;
    }

    /// <summary>Read again, now with the texts themselves: which lines stand twice.</summary>
    private static void ReportRepeats(string file, byte[] bytes, FaultList faults)
    {
        var table = new TableReader(file, bytes, new FaultList(), Required, ["obligation"]);
        var ids = new HashSet<Utf8Text>();
        var keys = new HashSet<(Utf8Text, Utf8Text, Utf8Text, Utf8Text)>();
        while (table.Read())
        {
            var id = table.Text(0);
            if (!id.IsEmpty && !ids.Add(id)) Add(0, "DUPLICATE_EXPECTED_ID", $"The billing line '{id}' stands twice.");
            if (!keys.Add((table.Text(2), table.Text(3), table.Text(7), table.Text(11))))
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
