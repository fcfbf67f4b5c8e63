using DeductionGateway.Core.Intake;

namespace DeductionGateway.Core.Learning;

/// <summary>Names of columns that only a bank's statement has together: a day, and a balance or money in beside money out; and nobody's number.</summary>
public static class BankLook
{
    private static readonly string[] Days = ["TANGGAL", "DATE"];
    private static readonly string[] Out = ["DEBET", "DEBIT", "DB", "KELUAR", "WITHDRAWAL"];
    private static readonly string[] In = ["KREDIT", "CREDIT", "CR", "MASUK", "DEPOSIT"];
    private static readonly string[] Balance = ["SALDO", "BALANCE"];

    public static bool Of(IEnumerable<string> names)
    {
        var all = names.Where(static name => name.Length > 0).ToList();
        var words = all.SelectMany(static name => Words.Of(name)).ToHashSet(StringComparer.Ordinal);
        var roles = all.Select(HeaderWords.Of).ToList();
        return words.Overlaps(Days) && (words.Overlaps(Balance) || (words.Overlaps(Out) && words.Overlaps(In))) && all.Count <= 12
            && !roles.Exists(static role => role is ColumnRole.EmployeeNo or ColumnRole.NationalId or ColumnRole.Name);
    }

    /// <summary>One of the first rows is such a header.</summary>
    public static bool Of(Grid grid) => grid.Rows.Take(40).Any(static row => row.Filled >= 3 && Of(row.Texts));
}
