using System.Diagnostics.CodeAnalysis;

namespace DeductionGateway.Core.Intake;

/// <summary>How an employer's answer is laid out (CONTRACT §1).</summary>
public enum PayrollShape { Lines, Columns, Total, Exceptions, None }

/// <summary>What identifies an employee in the answer.</summary>
public enum PayrollKey { EmployeeNo, NationalId, AccountNo }

/// <summary>
/// How amounts are written: <c>1250000</c>, <c>1250000.00</c>, <c>1,250,000</c>, <c>1.250.000,00</c>; and where three digits behind the only
/// mark are decimals, <c>1250000.000</c> and <c>1250000,000</c>.
/// </summary>
public enum NumberStyle { Plain, PlainDecimal, CommaGrouped, DotGroupedDecimal, PointThousandths, CommaThousandths }

/// <summary>
/// How the period is written: <c>2026-02</c>, <c>02/2026</c>, <c>202602</c>, <c>02-2026</c>, <c>2026/02</c>, in words (<c>Februari 2026</c>, <c>Feb-26</c>),
/// as a day of it (<c>2026-02-01</c>, <c>01/02/2026</c>, a sheet's <c>date</c> cell), or not at all (the folder's).
/// </summary>
public enum PeriodStyle { Dashed, MonthFirst, Compact, Folder, MonthDash, YearSlash, MonthName, IsoDate, DayFirst, SheetDate }

/// <summary>
/// Records of one file, known by its SHA-256, that two people decided to take it without: the rest is read as if they did not stand in it. Records from 1.
/// </summary>
public sealed record LeftOutRecords(string Sha256, IReadOnlySet<int> Records);

/// <summary>
/// How one employer writes its answer (<c>profiles.json</c>). Header names are "" where the employer has no such column.
/// <paramref name="Codes"/>: their code → ours. <paramref name="Amounts"/>: header → our code, for <see cref="PayrollShape.Columns"/>.
/// <paramref name="FeesRupiah"/>: what the bank may keep per credit. <paramref name="GapLimitRupiah"/>: largest unexplained gap accepted.
/// <paramref name="Json"/>: the profile's own text, kept with the unit so that it can be read again later.
/// </summary>
public sealed record PayrollProfile(
    string Employer, string? File, bool IsXlsx, string? Sheet, PayrollShape Shape,
    string EmployeeNoHeader, string NameHeader, string NationalIdHeader, string CodeHeader, string AmountHeader, string PeriodHeader,
    string AccountHeader, PayrollKey Key, int SkipRows, NumberStyle Number, PeriodStyle Period, char Delimiter,
    IReadOnlyDictionary<string, string> Codes, IReadOnlyDictionary<string, string> Amounts,
    IReadOnlyList<long> FeesRupiah, long GapLimitRupiah, string Json)
{
    /// <summary>Of the column that says which loan or account of the code a row is for; "" where the employer has none.</summary>
    public string ObligationHeader { get; init; } = "";

    /// <summary>What lies around and between the rows.</summary>
    public PayrollLayout Layout { get; init; } = PayrollLayout.Plain;

    /// <summary>Null = every record is read.</summary>
    public LeftOutRecords? LeftOut { get; init; }

    /// <summary>The tables of the file, each with a profile of its own; empty = the file is one table, this one.</summary>
    public IReadOnlyList<PayrollProfile> Tables { get; init; } = [];

    /// <summary>The profile with all its tables leaving out these records, or none.</summary>
    public PayrollProfile Leaving(LeftOutRecords? left) => this with { LeftOut = left, Tables = [.. Tables.Select(table => table with { LeftOut = left })] };

    /// <summary>The header of the column that holds the key.</summary>
    [SuppressMessage("Design", "CA1065", Justification = "closed enum")]
    public string KeyHeader => Key switch
    {
        PayrollKey.EmployeeNo => EmployeeNoHeader,
        PayrollKey.NationalId => NationalIdHeader,
        _ => AccountHeader,
    };
}
