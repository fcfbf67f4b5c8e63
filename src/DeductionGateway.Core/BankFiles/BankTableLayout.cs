namespace DeductionGateway.Core.BankFiles;

/// <summary>What a column of a bank's table holds.</summary>
public enum BankColumnRole
{
    /// <summary>Known and not needed.</summary>
    Other,
    BookingDate,
    ValueDate,
    Text,

    /// <summary>The bank's reference of the movement.</summary>
    BankReference,

    /// <summary>What the ordering party wrote.</summary>
    Reference,

    /// <summary>Without direction, or with a suffix DB or CR that is its direction.</summary>
    Amount,

    /// <summary>DB/CR, D/K, Debit/Kredit beside the amount.</summary>
    Mark,
    Debit,
    Credit,
    Balance,

    /// <summary>The balance before the row.</summary>
    BalanceBefore,
    Account,
    Currency,
    Counterparty,
}

/// <summary>One column by its header; an empty header is the unnamed column right of the one before it. Headers are compared without case and with single spaces.</summary>
public readonly record struct BankColumn(string Header, BankColumnRole Role, bool IsOptional = false);

/// <summary>How dates are written. Months may be numbers or names, English or Indonesian; a time after the date is passed over; years have two or four digits.</summary>
public enum BankDateStyle
{
    /// <summary>31/12/2026, 31-DES-26, 03 August 2026 11:27:10, and 2026-12-31, which cannot be taken for it.</summary>
    DayMonthYear,

    /// <summary>31/12: the year is that of the period above the table (New Year: the one that lies within it).</summary>
    DayMonth,
}

/// <summary>
/// One layout of a bank's export, as data: recognised by its header row, whatever the file is called, in CSV with any delimiter and in a sheet alike.
/// </summary>
/// <param name="Name">As <c>inspect</c> shows it.</param>
/// <param name="Dates">How dates are written.</param>
/// <param name="Columns">In the bank's order; those that are not optional must all be there.</param>
public sealed record BankTableLayout(string Name, BankDateStyle Dates, params IReadOnlyList<BankColumn> Columns)
{
    /// <summary>References are counted anew each day: the booking date is made part of them.</summary>
    public bool HasReferencePerDay { get; init; }

    /// <summary>The bank reference as it stands within the remark, group <c>reference</c>; null where no column's remark holds one.</summary>
    public System.Text.RegularExpressions.Regex? ReferenceInText { get; init; }
}
