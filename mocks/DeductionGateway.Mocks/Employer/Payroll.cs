using DeductionGateway.Contract.V1;
using DeductionGateway.Mocks.Faults;

namespace DeductionGateway.Mocks.Employer;

/// <summary>What an employer withheld of one line of its list.</summary>
/// <param name="AmountMinor">Sen; 0 = nothing.</param>
/// <param name="Reason">Why it is not what was billed (DOMAIN §6.2); empty where it is.</param>
internal sealed record WithheldLine(string EmployeeNo, string Name, string Code, long AmountMinor, string Reason);

/// <summary>A payroll by name.</summary>
/// <param name="Says">For <c>--help</c>.</param>
/// <param name="IsRemitted">The employer pays what it withheld.</param>
internal sealed record Payroll(string Name, string Says, bool IsRemitted)
{
    private const string None = "";
    private const string Ceiling = "01", Floor = "02", UnpaidLeave = "11", Resigned = "20";
    private const int OneIn = 5;

    public static IReadOnlyList<Payroll> All { get; } =
    [
        new("all", "everything as it was billed", IsRemitted: true),
        new("short", "a fifth of the lines withheld in part or not at all, with reason codes", IsRemitted: true),
        new("resigned", "a fifth of the employees left: nothing withheld, reason 20", IsRemitted: true),
        new("retyped", "a fifth of the employee numbers retyped: zeros lost, or two digits changed places", IsRemitted: true),
        new("unremitted", "everything withheld and nothing paid", IsRemitted: false),
    ];

    /// <exception cref="UsageException">There is none of this name.</exception>
    public static Payroll Named(string name) => All.FirstOrDefault(one => one.Name == name) ?? throw new UsageException($"There is no payroll '{name}'; there are {string.Join(", ", All.Select(static one => one.Name))}.");

    /// <summary>Decides every line. Some are always hit where the scenario hits some.</summary>
    public List<WithheldLine> Withhold(IReadOnlyList<DeductionLine> billed, FaultPlan chance)
    {
        var employees = billed.Select(static line => line.EmployeeNo).Distinct().ToList();
        var hitEmployees = Hit(employees.Count, chance).Select(at => employees[at]).ToHashSet(StringComparer.Ordinal);
        var hitLines = Hit(billed.Count, chance);
        return [.. billed.Select((line, at) => Name switch
        {
            "short" when hitLines.Contains(at) => Short(line, chance.Number("short", at, 3)),
            "resigned" when hitEmployees.Contains(line.EmployeeNo) => Withheld(line, 0, Resigned),
            "retyped" when hitEmployees.Contains(line.EmployeeNo) => Withheld(line, line.Amount.AmountMinor, None) with { EmployeeNo = Retyped(line.EmployeeNo) },
            _ => Withheld(line, line.Amount.AmountMinor, None),
        })];
    }

    private static HashSet<int> Hit(int count, FaultPlan chance)
    {
        var hit = Enumerable.Range(0, count).Where(at => chance.Number("hit", at, OneIn) == 0).ToHashSet();
        if (hit.Count == 0 && count > 0) hit.Add(chance.Number("first", count, count));
        return hit;
    }

    private static WithheldLine Short(DeductionLine line, int way) => way switch
    {
        0 => Withheld(line, WholeRupiah(line.Amount.AmountMinor / 2), Ceiling),
        1 => Withheld(line, WholeRupiah(line.Amount.AmountMinor / 3), Floor),
        _ => Withheld(line, 0, UnpaidLeave),
    };

    private static WithheldLine Withheld(DeductionLine line, long minor, string reason) => new(line.EmployeeNo, line.Name, line.Code, minor, reason);

    private static long WholeRupiah(long minor) => minor / 100 * 100;

    /// <summary>As a spreadsheet or a hurried clerk changes a number.</summary>
    private static string Retyped(string number) =>
        number.StartsWith('0') && number.TrimStart('0').Length > 0 ? number.TrimStart('0') : number.Length < 2 || number[^1] == number[^2] ? number + "1" : $"{number[..^2]}{number[^1]}{number[^2]}";
}
