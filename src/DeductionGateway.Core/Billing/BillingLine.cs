using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Members;

namespace DeductionGateway.Core.Billing;

/// <summary>What a deduction code stands for; decides where its money goes (CONTRACT §1, <c>codes.csv</c>).</summary>
public enum CodeKind { Loan, Savings, Shop, Passthrough }

/// <summary>A deduction code (kode potongan) of the cooperative.</summary>
public sealed record DeductionCode(string Code, string Name, CodeKind Kind)
{
    /// <summary>SW, SS, PU, PB, TK: known without a <c>codes.csv</c>.</summary>
    public static IReadOnlyList<DeductionCode> Standard { get; } =
    [
        new("SW", "Simpanan wajib", CodeKind.Savings),
        new("SS", "Simpanan sukarela", CodeKind.Savings),
        new("PU", "Pinjaman uang", CodeKind.Loan),
        new("PB", "Pinjaman barang", CodeKind.Loan),
        new("TK", "Toko", CodeKind.Shop),
    ];
}

/// <summary>
/// One line of the billing (daftar tagihan): one obligation of one member in one period. Whole rupiah.
/// For loans <c>Amount = PenaltyDue + InterestDue + PrincipalDue</c>; for the others the three are 0.
/// </summary>
public sealed record BillingLine(
    int Ordinal, Utf8Text ExpectedId, Member Member, DeductionCode Code, long Amount,
    long PenaltyDue, long InterestDue, long PrincipalDue, Utf8Text Obligation, DateOnly? DueDate)
{
    /// <summary>What "oldest first" means everywhere: due date (none first), obligation, expected id.</summary>
    public static int OldestFirst(BillingLine a, BillingLine b)
    {
        var order = Nullable.Compare(a.DueDate, b.DueDate);
        if (order == 0) order = a.Obligation.CompareTo(b.Obligation);
        return order != 0 ? order : a.ExpectedId.CompareTo(b.ExpectedId);
    }
}
