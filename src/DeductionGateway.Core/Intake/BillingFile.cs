using System.Runtime.InteropServices;
using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Billing;
using DeductionGateway.Core.Members;

namespace DeductionGateway.Core.Intake;

/// <summary>
/// Reads expected.csv, the billing. One object a line beside the file's own bytes: a million lines fit in the memory of a small machine.
/// Unique are expected_id and (period, employer, employee_no, code, obligation); they are kept as 128-bit hashes.
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
        var lines = new List<BillingLine>(bytes.Length / 100 + 16);
        var keys = new HashSet<UInt128>(bytes.Length / 100 + 16);
        var ids = new HashSet<UInt128>(bytes.Length / 100 + 16);
        Utf8Text lastPeriod = default;
        var ordinal = -1;
        while (table.Read())
        {
            ordinal++;
            if (table.Text(1) != lastPeriod || lastPeriod.IsEmpty) period = CheckPeriod(table, period, ref lastPeriod);
            var code = byCode.GetValueOrDefault(table.Text(7));
            if (code is null) table.Fault(7, "CODE_UNKNOWN", $"The code '{table.Text(7)}' is neither standard nor in codes.csv.");
            var member = byNumber.GetValueOrDefault(table.Text(4));
            if (member is null && onlyEmployers is not null) continue;
            if (member is null) table.Fault(4, "MEMBER_UNKNOWN", $"The member '{table.Text(4)}' is not in members.csv.");
            else if (!table.Text(2).Equals(member.Employer)) table.Fault(2, "EMPLOYER_OTHER", $"Billed at '{table.Text(2)}', but members.csv has '{member.MemberNo}' at '{member.Employer}'.");
            var id = table.Required(0);
            if (!id.IsEmpty && !ids.Add(Hash(id, default, default, default))) table.Fault(0, "DUPLICATE_EXPECTED_ID", $"The billing line '{id}' stands twice.");
            if (!keys.Add(Hash(table.Text(2), table.Text(3), table.Text(7), table.Text(11))))
            {
                table.Fault(3, "DUPLICATE_BILLING_KEY", $"Employee '{table.Text(3)}' is billed twice under '{table.Text(7)}' for the same obligation '{table.Text(11)}'; give each its own obligation.");
            }
            if (code is null || member is null) continue;
            if (onlyEmployers is null || onlyEmployers.Contains(member.Employer)) lines.Add(ReadLine(table, ordinal, id, member, code));
        }
        if (table.HasHeader && ordinal < 0) faults.Add(file, 0, 0, "FILE_EMPTY", "The billing has no line.");
        return lines;
    }

    private static BillingLine ReadLine(TableReader table, int ordinal, Utf8Text id, Member member, DeductionCode code)
    {
        var amount = table.Amount(8);
        long interest = table.AmountOrZero(9), principal = table.AmountOrZero(10), penalty = table.AmountOrZero(13);
        if (code.Kind == CodeKind.Loan ? penalty + interest + principal != amount : penalty + interest + principal != 0)
        {
            table.Fault(8, "COMPONENTS", code.Kind == CodeKind.Loan
                ? $"Amount {amount} is not penalty {penalty} + interest {interest} + principal {principal}."
                : $"Only loans have penalty, interest and principal; '{code.Code}' is none.");
        }
        return new BillingLine(ordinal, id, member, code, amount, penalty, interest, principal, table.Text(11), table.Date(12));
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

    /// <summary>Two independent 64-bit FNV-style hashes with the lengths mixed in.</summary>
    private static UInt128 Hash(Utf8Text a, Utf8Text b, Utf8Text c, Utf8Text d)
    {
        unchecked
        {
            ulong first = 14695981039346656037, second = 0x9E3779B97F4A7C15;
            foreach (var text in (ReadOnlySpan<Utf8Text>)[a, b, c, d])
            {
                Mix(ref first, ref second, (ulong)text.Length);
                var span = text.Span;
                while (span.Length >= 8)
                {
                    Mix(ref first, ref second, MemoryMarshal.Read<ulong>(span));
                    span = span[8..];
                }
                var rest = 0ul;
                foreach (var one in span) rest = rest << 8 | one;
                Mix(ref first, ref second, rest);
            }
            return new UInt128(first, second);
        }
    }

    private static void Mix(ref ulong first, ref ulong second, ulong value)
    {
        unchecked
        {
            first = (first ^ value) * 0x9FB21C651E98DF25;
            first ^= first >> 32;
            second = (second + value) * 0xD6E8FEB86659FD93;
            second ^= second >> 29;
        }
    }
}
