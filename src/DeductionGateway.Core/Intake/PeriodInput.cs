using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Billing;
using DeductionGateway.Core.Members;

namespace DeductionGateway.Core.Intake;

/// <summary>The tenant. <paramref name="Accounts"/> empty = no list given, the first account seen is registered.</summary>
public sealed record Cooperative(string Code, string Name, IReadOnlyList<string> Accounts);

/// <summary>A file as it came in, known by its SHA-256. A large one lets its bytes go once it has been read, and is read again to be kept.</summary>
public sealed class SourceFile(string name, byte[] bytes, byte[] sha256)
{
    private byte[]? _bytes = bytes;

    public string Name { get; } = name;
    public byte[] Sha256 { get; } = sha256;
    public int Length { get; } = bytes.Length;
    public bool IsInMemory => _bytes is not null;

    /// <summary>The whole file; not to be asked for after <see cref="Drop"/>.</summary>
    public byte[] Bytes => _bytes ?? throw new InvariantException($"the bytes of {Name} were let go");

    public void Drop() => _bytes = null;
}

/// <summary>
/// A period folder, read and found in order (CONTRACT §1). Payroll files are read later, one employer at a time, so that memory
/// is bounded by the largest of them. <paramref name="BankEntries"/>: the entries of all statements, each fact once, by value date and identity.
/// Lists of members and billing lines are in file order; <c>Ordinal</c> is the index.
/// </summary>
public sealed record PeriodInput(
    Cooperative Cooperative, PayPeriod Period, IReadOnlyList<DeductionCode> Codes, IReadOnlyList<Employer> Employers,
    IReadOnlyList<Member> Members, IReadOnlyList<BillingLine> Billing, IReadOnlyDictionary<string, PayrollProfile> Profiles,
    BankRules Rules, IReadOnlyList<BankStatement> Statements, IReadOnlyList<BankEntry> BankEntries, IReadOnlyList<SourceFile> Files)
{
    /// <summary>What collectors took from members' accounts for themselves.</summary>
    public IReadOnlyList<CollectorDebit> Collected { get; init; } = [];

    /// <summary>What two people approved to be paid out to members.</summary>
    public IReadOnlyList<ApprovedPayout> Payouts { get; init; } = [];
}
