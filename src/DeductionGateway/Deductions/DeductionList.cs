using System.Security.Cryptography;
using System.Text;
using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Billing;
using DeductionGateway.Core.Intake;
using DeductionGateway.Core.Members;

namespace DeductionGateway.Deductions;

/// <summary>What to deduct from one employee. Whole rupiah; code and obligation are empty where the employer deducts one amount for all.</summary>
/// <param name="Key">By which the employer's file names him.</param>
internal sealed record DeductionRow(string EmployeeNo, string Key, string Name, string Code, string Obligation, long Amount);

/// <summary>How an employer's list is made.</summary>
/// <param name="IsTotal">One amount for each employee: what it is made of is not the employer's business.</param>
/// <param name="Key">What his file names employees by.</param>
internal sealed record ListForm(bool IsTotal, PayrollKey Key);

/// <summary>A row that is otherwise than before; its amount or the one before is 0 where it was removed or added.</summary>
internal sealed record DeductionChange(DeductionRow Row, string Kind, long AmountBefore);

/// <summary>The files of a billing, as they were kept.</summary>
internal sealed record BillingFiles(byte[] Employers, byte[] Members, byte[] Billing, byte[]? Codes);

/// <summary>An employer's list of a period, made from the billing alone: the same billing gives the same list, whenever it is asked for.</summary>
internal sealed class DeductionList
{
    private const int HashDigits = 9;

    private DeductionList(List<DeductionRow> rows)
    {
        Rows = rows;
        Total = rows.Sum(static row => row.Amount);
        HashTotal = rows.Aggregate(Int128.Zero, static (sum, row) => sum + HashOf(row.EmployeeNo));
        Sha256 = HashOf(rows);
    }

    /// <summary>By employee number, code and obligation.</summary>
    public IReadOnlyList<DeductionRow> Rows { get; }

    public long Total { get; }
    public Int128 HashTotal { get; }
    public byte[] Sha256 { get; }

    /// <summary>Null where the billing has faults, or knows no such employer.</summary>
    /// <param name="files">The billing with what it refers to.</param>
    /// <param name="employer">Code of the employer.</param>
    /// <param name="form">How it is made.</param>
    /// <param name="faults">Every fault is added here.</param>
    public static DeductionList? Of(BillingFiles files, string employer, ListForm form, FaultList faults)
    {
        var employers = FolderTables.ReadEmployers("employers.csv", files.Employers, faults);
        if (!employers.Any(one => one.Code == employer)) return null;
        var members = MembersFile.Read("members.csv", files.Members, employers, faults);
        var lines = BillingFile.Read("expected.csv", files.Billing, members, FolderTables.ReadCodes("codes.csv", files.Codes, faults), faults, new HashSet<string>(StringComparer.Ordinal) { employer }, out _);
        if (faults.Any) return null;
        DeductionRow Row(Member member, string code, string obligation, long amount) => new(member.EmployeeNo.ToString(), KeyTexts.Of(member, form.Key).ToString(), member.Name.ToString(), code, obligation, amount);
        var rows = form.IsTotal ? lines.GroupBy(static line => line.Member).Select(own => Row(own.Key, "", "", own.Sum(static line => line.Amount)))
            : lines.Select(line => Row(line.Member, line.Code.Code, line.Obligation.ToString(), line.Amount));
        return new DeductionList([.. rows.OrderBy(static row => row.EmployeeNo, StringComparer.Ordinal).ThenBy(static row => row.Code, StringComparer.Ordinal)
            .ThenBy(static row => row.Obligation, StringComparer.Ordinal).ThenBy(static row => row.Name, StringComparer.Ordinal).ThenBy(static row => row.Key, StringComparer.Ordinal)]);
    }

    /// <summary>What of this list is otherwise than in another: by employee, code and obligation, in the order of the lists.</summary>
    public IReadOnlyList<DeductionChange> Since(DeductionList before)
    {
        var old = before.Rows.GroupBy(KeyOf).ToDictionary(static same => same.Key, static same => new Queue<DeductionRow>(same));
        var changes = new List<DeductionChange>();
        foreach (var row in Rows)
        {
            if (!old.TryGetValue(KeyOf(row), out var same) || same.Count == 0) changes.Add(new DeductionChange(row, "added", 0));
            else if (same.Dequeue() is var was && was.Amount != row.Amount) changes.Add(new DeductionChange(row, "changed", was.Amount));
        }
        changes.AddRange(old.Values.SelectMany(static rest => rest).Select(static gone => new DeductionChange(gone with { Amount = 0 }, "removed", gone.Amount)));
        return [.. changes.OrderBy(static one => one.Row.EmployeeNo, StringComparer.Ordinal).ThenBy(static one => one.Row.Code, StringComparer.Ordinal).ThenBy(static one => one.Row.Obligation, StringComparer.Ordinal)];
    }

    private static (string, string, string, string) KeyOf(DeductionRow row) => (row.EmployeeNo, row.Key, row.Code, row.Obligation);

    private static Int128 HashOf(string employeeNo)
    {
        var hash = 0L;
        foreach (var c in string.Concat(employeeNo.Where(char.IsAsciiDigit)).TakeLast(HashDigits)) hash = hash * 10 + (c - '0');
        return hash;
    }

    /// <summary>Without keys: who knows a short list but for the digits that are masked could try them all (decision 0028).</summary>
    private static byte[] HashOf(List<DeductionRow> rows)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var row in rows)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(FormattableString.Invariant($"{row.EmployeeNo}\u001F{row.Name}\u001F{row.Code}\u001F{row.Obligation}\u001F{row.Amount}\n")));
        }
        return hash.GetHashAndReset();
    }
}
