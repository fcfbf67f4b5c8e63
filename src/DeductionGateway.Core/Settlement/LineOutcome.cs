using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Billing;
using DeductionGateway.Core.Ledger;
using DeductionGateway.Core.Members;

namespace DeductionGateway.Core.Settlement;

/// <summary>What a row is in the end; the order is CONTRACT §3's table, precedence is <see cref="Precedence"/>.</summary>
public enum LineClass : byte
{
    Matched, Short, Over, Missing, Unbilled, Unknown, Fuzzy, Duplicate, DoubleDeducted, Unremitted, PartRemitted, WrongPeriod,
}

public enum IdentityFinding : byte { Key, Fuzzy, Ambiguous, Conflict, None }
public enum AmountFinding : byte { Equal, Short, Over, Unbilled, None }
public enum MoneyFinding : byte { Received, Fee, Cut, Gap, Part, None, Double, OtherChannel }
public enum PeriodFinding : byte { Same, Other }

/// <summary>Money laid on the components of one billing line, whole rupiah.</summary>
public readonly record struct Applied(
    BillingLine? Billing, long Penalty, long Interest, long Principal, long Savings, long Shop, long Passthrough)
{
    public long Total => Penalty + Interest + Principal + Savings + Shop + Passthrough;
}

/// <summary>
/// One row of the answer (CONTRACT §3, lines.csv): a payroll line and the billing line it speaks for, or either alone.
/// Amounts in whole rupiah. <c>Received = Applied + Suspense</c> always.
/// </summary>
public sealed class LineOutcome
{
    /// <summary>What only few rows say; a million others do not pay for it.</summary>
    private Rare? _rare;

    /// <summary>The employer's file; null for rows without a payroll line (missing, as billed).</summary>
    public string? PayrollFile { get; init; }

    /// <summary>Record number in the file from 1; 0 without a payroll line.</summary>
    public int Record { get; init; }

    public required string Employer { get; init; }

    /// <summary>The key as the employer reported it; for rows without a payroll line the member's own. Money per member is tied by it.</summary>
    public Utf8Text ReportedKey { get; init; }

    /// <summary>The name as reported; empty without a payroll line.</summary>
    public Utf8Text ReportedName { get; init; }

    public LineClass Class { get; set; }

    /// <summary>The billing line spoken for; null where none is, and for fuzzy rows (those have <see cref="CandidateBilling"/>).</summary>
    public BillingLine? Billing { get; set; }

    public BillingLine? CandidateBilling
    {
        get => _rare?.Billing;
        set => (_rare ??= new Rare()).Billing = value;
    }

    /// <summary>The row speaks for all billing lines of the member (shape total: another period, a proposal).</summary>
    public bool SpeaksForAll { get; set; }

    public IReadOnlyList<Member> Candidates
    {
        get => _rare?.Candidates ?? [];
        set => (_rare ??= new Rare()).Candidates = value;
    }

    public Member? Member { get; set; }
    public DeductionCode? Code { get; set; }

    public long Expected { get; set; }
    public long Reported { get; set; }

    /// <summary>Payroll money and other channels' money together.</summary>
    public long Received { get; set; }

    /// <summary>What was laid on billing lines: one element, or several where one row settles several lines (shape total, proposals).</summary>
    public IReadOnlyList<Applied> Applied { get; set; } = [];

    /// <summary>Received and not applied, and the account that holds it (null where it is 0).</summary>
    public long Suspense { get; set; }
    public Account? HeldIn { get; set; }

    /// <summary>The split is ours, not the employer's.</summary>
    public bool Derived { get; set; }

    public IdentityFinding Identity { get; set; }
    public AmountFinding Amount { get; set; }
    public MoneyFinding Money { get; set; }
    public PeriodFinding Period { get; set; }

    /// <summary>Taxonomy codes of DOMAIN §6.2, joined by <c>|</c>: the class's, and warnings such as A07.</summary>
    public string Taxonomy { get; set; } = "";

    /// <summary>A person confirmed this proposal: it is applied like a matched, short or over line and keeps its class.</summary>
    public bool Confirmed { get; set; }

    /// <summary>What a confirmation of this proposal is remembered by; empty on rows that propose nothing.</summary>
    public string Proposal
    {
        get => _rare?.Proposal ?? "";
        set => (_rare ??= new Rare()).Proposal = value;
    }

    /// <summary>What a person's word whom this row means is remembered by; empty on rows that name a member.</summary>
    public string Content
    {
        get => _rare?.Content ?? "";
        set => (_rare ??= new Rare()).Content = value;
    }

    /// <summary>Bank references of what other channels brought for this row, in the order in which it was laid.</summary>
    public IReadOnlyList<string> OtherEntries
    {
        get => _rare?.OtherEntries ?? [];
        set => (_rare ??= new Rare()).OtherEntries = value;
    }

    /// <summary>Where another channel brought more than was open: by which, D04 an autodebit and D05 the member's own payment, joined by <c>|</c>; else empty.</summary>
    public string Beyond
    {
        get => _rare?.Beyond ?? "";
        set => (_rare ??= new Rare()).Beyond = value;
    }

    /// <summary>What a collector took of the billing line's open amount for itself, whole rupiah: no money of the cooperative, and none that the member is in arrears with.</summary>
    public long TakenElsewhere
    {
        get => _rare?.TakenElsewhere ?? 0;
        set => (_rare ??= new Rare()).TakenElsewhere = value;
    }

    /// <summary>Where a collector took of it: what is open of the billing line besides, whole rupiah; the member is in arrears with that.</summary>
    public long LeftOpen
    {
        get => _rare?.LeftOpen ?? 0;
        set => (_rare ??= new Rare()).LeftOpen = value;
    }

    /// <summary>The rule that decided, with its version: <c>key@1</c>, <c>split_lines@1</c>, … + <c>+confirmed</c>.</summary>
    public string Rule { get; set; } = "";

    private sealed class Rare
    {
        public BillingLine? Billing { get; set; }
        public IReadOnlyList<Member> Candidates { get; set; } = [];
        public string Proposal { get; set; } = "";
        public string Content { get; set; } = "";
        public IReadOnlyList<string> OtherEntries { get; set; } = [];
        public string Beyond { get; set; } = "";
        public long TakenElsewhere { get; set; }
        public long LeftOpen { get; set; }
    }
}
