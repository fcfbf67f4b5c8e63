using DeductionGateway.Core.Billing;
using DeductionGateway.Core.Ledger;
using DeductionGateway.Core.Settlement;

namespace DeductionGateway.Answers.People;

/// <summary>What a period says of one member, added up from the rows of lines.csv that are his or hers. Whole rupiah.</summary>
internal struct MemberFacts
{
    public long Billed { get; set; }

    /// <summary>Withheld from wages as the employer's file says.</summary>
    public long Withheld { get; private set; }
    public long Received { get; private set; }
    public long Principal { get; private set; }
    public long Interest { get; private set; }
    public long Penalty { get; private set; }
    public long Savings { get; private set; }
    public long Shop { get; private set; }
    public long Other { get; private set; }

    /// <summary>Waits in the member's deposit (2-1030).</summary>
    public long Deposit { get; private set; }

    /// <summary>Withheld, and not with the cooperative: the employer owes it.</summary>
    public long Unremitted { get; private set; }

    /// <summary>Billed, and taken by a bank for another collector: the cooperative claims it from the collector.</summary>
    public long TakenElsewhere { get; private set; }

    /// <summary>Billed, and neither withheld nor paid in another way; never negative.</summary>
    public readonly long Open => Math.Max(0, _open);

    /// <summary>Not all rows are matched.</summary>
    public bool HasMismatch { get; private set; }

    /// <summary>The employer's payment came and does not add up to its file.</summary>
    public bool IsPartRemitted { get; private set; }

    /// <summary>A proposal for this member waits for a person.</summary>
    public bool IsBeingChecked { get; private set; }

    /// <summary>Money was withheld under another period.</summary>
    public bool HasOtherPeriod { get; private set; }

    /// <summary>Some of the money did not come through the payroll.</summary>
    public bool IsPaidElsewhere { get; private set; }

    private long _open;

    /// <summary>A row that is this member's.</summary>
    /// <param name="row">The row.</param>
    /// <param name="kind">Of its code; null where the row has none.</param>
    /// <param name="isFirstOfBill">No other short row of the same billing line came before.</param>
    public void Add(AnswerRow row, CodeKind? kind, bool isFirstOfBill)
    {
        if (row.IsWithheld) Withheld += row.Reported;
        Received += row.Received;
        Principal += row.Principal;
        Interest += row.Interest;
        Savings += row.Savings;
        Shop += row.Shop;
        if (kind == CodeKind.Loan) Penalty += row.Other;
        else Other += row.Other;
        if (row.HeldIn.Length > 0 && row.HeldIn == DepositAccount) Deposit += row.Suspense;
        if (row.IsUnremitted) Unremitted += row.Reported;
        if (row.Class == LineClass.Missing) _open += row.Expected - row.Applied;
        else if (IsShortOfBill(row)) _open += (isFirstOfBill ? row.Expected : 0) - row.Reported - row.PaidElsewhere;
        HasMismatch |= row.Class != LineClass.Matched;
        IsPartRemitted |= row.IsUnremitted && (row.Class == LineClass.PartRemitted || row.Money == MoneyFinding.Part);
        HasOtherPeriod |= row.Class == LineClass.WrongPeriod;
        IsPaidElsewhere |= row.Money is MoneyFinding.OtherChannel or MoneyFinding.Double;
    }

    /// <summary>What a collector took of the member's open bills.</summary>
    public void AddTaken(long amount)
    {
        TakenElsewhere += amount;
        _open -= amount;
    }

    /// <summary>The same where money of the employer waits that fits no file yet: that nothing came would be untrue.</summary>
    public readonly MemberFacts WithMoneyWaiting() => this with { IsPartRemitted = IsPartRemitted || Unremitted > 0 };

    /// <summary>A row that may be this member's; what it says is not told before a person has confirmed it.</summary>
    public void AddProposal() => IsBeingChecked = HasMismatch = true;

    /// <summary>The row speaks for a billing line of the period and does not fill it.</summary>
    public static bool IsShortOfBill(AnswerRow row) =>
        row.Amount == AmountFinding.Short && row.Period == PeriodFinding.Same && row.Class is not (LineClass.WrongPeriod or LineClass.Duplicate or LineClass.Unknown)
        && (row.Class != LineClass.Fuzzy || row.IsConfirmed);

    private static readonly string DepositAccount = ChartOfAccounts.MemberDeposit.ToString();
}
