using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Billing;

namespace DeductionGateway.Core.Intake;

/// <summary>
/// One reported deduction: a row of the employer's file, or one filled cell of it (shape columns).
/// <paramref name="Record"/> counts the file's data records from 1 (CONTRACT §5 payroll_line: title, header and blank lines not
/// counted); several rows of one record share it. <paramref name="Code"/> is null in shape total. Amount in whole rupiah, ≥ 0.
/// </summary>
public readonly record struct PayrollRow(
    int Record, Utf8Text Key, Utf8Text Name, Utf8Text NationalId, DeductionCode? Code, long Amount, PayPeriod Period)
{
    /// <summary>Which loan or account of the code, as the billing calls it; empty where the file does not say.</summary>
    public Utf8Text Obligation { get; init; }
}

/// <summary>Records of a file, both included, counted from 1.</summary>
public readonly record struct RecordRange(int From, int To);

/// <summary>A table of an employer's file: the line (sheet row) of its header's last row, 0 where it has none, and its records.</summary>
public sealed record ReadTable(PayrollProfile Profile, int HeaderLine, RecordRange Records);

/// <summary>
/// An employer's accepted answer for one period (hasil potongan). <paramref name="File"/> is null where the employer sends none.
/// <paramref name="HasNationalIds"/> is false when the column is absent or empty in every row.
/// Rows are in file order; for shape columns in column order within a record.
/// </summary>
public sealed record PayrollReturn(
    string Employer, PayPeriod Period, string? File, PayrollProfile Profile, bool HasNationalIds, IReadOnlyList<PayrollRow> Rows)
{
    /// <summary>Where in the file each record stands: the employer knows its rows by this number. Null where there is no file.</summary>
    public RecordLines? Lines { get; init; }

    /// <summary>Records that were left out by the profile; they have a place in <see cref="Lines"/> and no row.</summary>
    public IReadOnlyList<int> LeftOut { get; init; } = [];

    /// <summary>The tables that were read, in the order of their records.</summary>
    public IReadOnlyList<ReadTable> Tables { get; init; } = [];

    /// <summary>Sentences on what was accepted and should be known; each begins with the file's name.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
