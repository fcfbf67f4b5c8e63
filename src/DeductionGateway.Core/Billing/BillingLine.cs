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
public sealed class BillingLine
{
    /// <summary>A folder holds a million lines in memory and few say any of this: those that do not pay eight bytes for it.</summary>
    private readonly SeldomGiven? _seldom;

    public BillingLine(
        int ordinal, Utf8Text expectedId, Member member, DeductionCode code, long amount,
        long penaltyDue, long interestDue, long principalDue, Utf8Text obligation, DateOnly? dueDate)
    {
        Ordinal = ordinal;
        ExpectedId = expectedId;
        Member = member;
        Code = code;
        Amount = amount;
        InterestDue = interestDue;
        PrincipalDue = principalDue;
        if (penaltyDue != 0 || !obligation.IsEmpty || dueDate is not null) _seldom = new SeldomGiven(penaltyDue, obligation, dueDate);
    }

    /// <summary>The place in the folder's billing.</summary>
    public int Ordinal { get; }

    public Utf8Text ExpectedId { get; }
    public Member Member { get; }
    public DeductionCode Code { get; }
    public long Amount { get; }
    public long InterestDue { get; }
    public long PrincipalDue { get; }
    public long PenaltyDue => _seldom?.PenaltyDue ?? 0;

    /// <summary>Which loan or account of that code; empty = the only one.</summary>
    public Utf8Text Obligation => _seldom is null ? default : _seldom.Obligation;

    public DateOnly? DueDate => _seldom?.DueDate;

    /// <summary>What "oldest first" means everywhere: due date (none first), obligation, expected id.</summary>
    public static int OldestFirst(BillingLine a, BillingLine b)
    {
        var order = Nullable.Compare(a.DueDate, b.DueDate);
        if (order == 0) order = a.Obligation.CompareTo(b.Obligation);
        return order != 0 ? order : a.ExpectedId.CompareTo(b.ExpectedId);
    }

    private sealed record SeldomGiven(long PenaltyDue, Utf8Text Obligation, DateOnly? DueDate);
}
