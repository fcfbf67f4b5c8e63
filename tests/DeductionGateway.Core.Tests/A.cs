using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Billing;
using DeductionGateway.Core.Intake;
using DeductionGateway.Core.Members;

namespace DeductionGateway.Core.Tests;

/// <summary>
/// Things of the field with sensible defaults: a test names only what it is about. Members 1 to 9 have keys and names that are like
/// nobody else's; amounts in whole rupiah; the period is 2026-02.
/// </summary>
internal static class A
{
    public static readonly PayPeriod February = new(2026, 2);
    public static readonly PayPeriod January = new(2026, 1);
    public static readonly PayPeriod December = new(2025, 12);

    private static readonly string[] Names =
    [
        "NOBODY", "SITI AMINAH", "BUDI SANTOSO", "DEWI LESTARI", "AGUS PRASETYO", "RINA WULANDARI", "JOKO WIDIANTO", "MAYA KUSUMA", "HENDRA GUNAWAN", "YULI IBRAHIM",
    ];

    /// <summary>The standard codes, a second loan code needs none of its own; "QB" is a pass-through, "SK" a further saving.</summary>
    public static IReadOnlyList<DeductionCode> Codes { get; } =
        [.. DeductionCode.Standard, new("QB", "Zakat", CodeKind.Passthrough), new("SK", "Simpanan khusus", CodeKind.Savings)];

    public static DeductionCode Code(string code) => Codes.Single(one => one.Code == code);

    public static Utf8Text Text(string text) => Utf8Text.From(text);

    public static Employer Employer(BankMode bankMode = BankMode.Lump, int? controlRows = null, long? controlTotal = null) =>
        new("E1", "PT MAJU JAYA", bankMode, controlRows, controlTotal);

    public static Member Member(
        int number = 1, string? name = null, string? key = null, string? nationalId = null, string account = "", OpeningBalances opening = default) => new(
        number, Text($"M{number}"), Text(name ?? Names[number]), Text(nationalId ?? $"31710{number}0000{number}0000{number}"), "E1",
        Text(key ?? $"0{number}{number}{number}{number}{number}"), Text(account), opening);

    /// <summary>For loans what is neither penalty nor interest is principal.</summary>
    public static BillingLine BillingLine(
        Member member, string code = "SW", long amount = 100_000, string obligation = "", DateOnly? due = null, long interest = 0, long penalty = 0, string? id = null) => new(
        0, Text(id ?? $"{member.MemberNo}-{code}{obligation}"), member, Code(code), amount, penalty, interest,
        Code(code).Kind == CodeKind.Loan ? amount - interest - penalty : 0, Text(obligation), due);

    /// <summary>A payroll line of that member; the record number is given by <see cref="Payroll"/>.</summary>
    public static PayrollRow Line(
        Member member, long amount = 100_000, string? code = "SW", string? key = null, string? name = null, string? nationalId = null, PayPeriod? period = null) => new(
        0, key is null ? member.EmployeeNo : Text(key), name is null ? member.Name : Text(name), nationalId is null ? member.NationalId : Text(nationalId),
        code is null ? null : Code(code), amount, period ?? February);

    public static PayrollProfile Profile(
        PayrollShape shape = PayrollShape.Lines, PayrollKey key = PayrollKey.EmployeeNo, NumberStyle number = NumberStyle.Plain, PeriodStyle period = PeriodStyle.Dashed,
        int skipRows = 0, char delimiter = ',', IReadOnlyDictionary<string, string>? amounts = null, long[]? fees = null, long gapLimit = 0,
        string nationalIdHeader = "nik", string periodHeader = "period") => new(
        "E1", "payroll.csv", false, null, shape, "emp", "name", nationalIdHeader, "code", "amount", periodHeader, "account", key, skipRows, number, period, delimiter,
        new Dictionary<string, string> { ["WAJIB"] = "SW", ["SUKA"] = "SS", ["PINJAM"] = "PU", ["BARANG"] = "PB", ["TOKO"] = "TK" },
        amounts ?? new Dictionary<string, string>(), fees ?? [], gapLimit, "{}");

    /// <summary>The accepted answer with these lines, numbered from 1 in this order.</summary>
    public static PayrollReturn Payroll(PayrollShape shape = PayrollShape.Lines, PayrollKey key = PayrollKey.EmployeeNo, bool? nationalIds = null, params PayrollRow[] lines) => new(
        "E1", February, shape == PayrollShape.None ? null : "payroll.csv", Profile(shape, key), nationalIds ?? lines.Any(static line => !line.NationalId.IsEmpty),
        [.. lines.Select(static (line, index) => line with { Record = index + 1 })]);

    public static BankEntry Credit(long amount = 100_000, string reference = "B1", int day = 25, string counterparty = "", string remark = "") =>
        new("111", reference, new DateOnly(2026, 2, day), new DateOnly(2026, 2, day), amount, "IDR", 1, false, counterparty, remark);
}
