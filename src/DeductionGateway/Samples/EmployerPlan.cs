namespace DeductionGateway.Samples;

/// <summary>How an employer's money arrives (CONTRACT §4).</summary>
internal enum MoneyCase { Exact, Fee, DuplicatesCut, Gap, Part, Dead, Excess, Both, ByName, ByNameTwo }

/// <summary>How one employer writes and pays: the profile, before it is written down.</summary>
internal sealed record EmployerPlan(int Index, string Code, string Name, string Shape, string Key, bool IsXlsx, bool IsMember, MoneyCase Money, DialectStyle Style, bool HasNik)
{
    public bool HasPeriod { get; init; } = true;
    public int SkipRows { get; init; }
    public bool HasEndRows { get; init; }
    public bool IsShuffledColumns { get; init; }
    public bool HasExtraColumn { get; init; }
    public List<long> Fees { get; init; } = [];
    public long GapLimit { get; init; }
    public int Lines { get; set; }
    public string? File => Shape == "none" ? null : $"payroll_{Code}.{(IsXlsx ? "xlsx" : "csv")}";
    public bool IsReported => Shape is "lines" or "columns" or "total";
}

/// <summary>Chooses the mixture of dialects and money cases from the seed. Every archetype occurs once before any occurs twice.</summary>
internal static class EmployerPlans
{
    // The share is in relation to the others: employers whose money does not come are small, so that most lines stay matched.
    private sealed record Archetype(string Shape, string Key, bool IsXlsx, bool IsMember, MoneyCase Money, bool? HasNik, int Share);

    private static readonly Archetype[] All =
    [
        new("lines", "employee_no", false, false, MoneyCase.Exact, true, 150),
        new("lines", "employee_no", false, false, MoneyCase.Fee, false, 150),
        new("columns", "employee_no", false, false, MoneyCase.Exact, true, 90),
        new("total", "employee_no", true, false, MoneyCase.Exact, false, 80),
        new("exceptions", "employee_no", false, false, MoneyCase.ByNameTwo, true, 40),
        new("none", "employee_no", false, false, MoneyCase.ByName, null, 40),
        new("lines", "employee_no", false, true, MoneyCase.Exact, true, 70),
        new("lines", "account_no", true, false, MoneyCase.Exact, false, 80),
        new("columns", "national_id", false, false, MoneyCase.DuplicatesCut, true, 60),
        new("columns", "employee_no", true, false, MoneyCase.Excess, true, 60),
        new("total", "account_no", false, false, MoneyCase.Gap, false, 60),
        new("lines", "national_id", false, false, MoneyCase.Dead, true, 12),
        new("total", "national_id", false, false, MoneyCase.Both, true, 12),
        new("exceptions", "national_id", false, false, MoneyCase.Part, true, 8),
    ];

    private static readonly Archetype[] Plain =
    [
        new("lines", "employee_no", false, false, MoneyCase.Exact, true, 300),
        new("lines", "employee_no", false, false, MoneyCase.Exact, false, 200),
        new("lines", "employee_no", false, false, MoneyCase.Exact, true, 200),
        new("lines", "employee_no", false, false, MoneyCase.Exact, false, 200),
        new("lines", "employee_no", false, false, MoneyCase.Dead, true, 10),
        new("lines", "employee_no", false, false, MoneyCase.Part, true, 10),
    ];

    /// <summary>How many employers a folder of that size has.</summary>
    public static int StandardCount(int lines, bool plain) => Math.Max(plain ? 6 : 14, lines / 4_000);

    public static List<EmployerPlan> Choose(SeededRandom random, int count, int lines, bool plain)
    {
        var archetypes = plain ? Plain : All;
        var plans = new List<EmployerPlan>(count);
        var shares = new List<long>(count);
        var round = new List<Archetype>();
        for (var i = 0; i < count; i++)
        {
            if (round.Count == 0)
            {
                round.AddRange(archetypes);
                random.Shuffle(round);
            }
            var archetype = round[^1];
            round.RemoveAt(round.Count - 1);
            plans.Add(Plan(random, i, archetype, plain));
            shares.Add(archetype.Share * random.Between(80, 120));
        }
        Spread(plans, shares, lines);
        return plans;
    }

    private static EmployerPlan Plan(SeededRandom random, int index, Archetype a, bool plain)
    {
        var style = plain ? DialectStyle.Plain : random.Pick(DialectStyle.All);
        var hasPeriod = plain || !random.Chance(250);
        return new EmployerPlan(index, "E" + (index + 1).ToString("D3"), SampleNames.Employer(index), a.Shape, a.Key, a.IsXlsx, a.IsMember, a.Money, style, a.HasNik ?? false)
        {
            HasPeriod = hasPeriod,
            SkipRows = plain ? 0 : (int)random.Between(0, 2),
            HasEndRows = !plain && random.Chance(500),
            IsShuffledColumns = !plain && random.Chance(400),
            HasExtraColumn = !plain && random.Chance(300),
            Fees = a.Money == MoneyCase.Fee ? [2_900, 6_500] : [],
            GapLimit = a.Money == MoneyCase.Gap ? 500 : 0,
        };
    }

    /// <summary>Billing lines per employer in proportion to the shares, at least one, exactly <paramref name="lines"/> together.</summary>
    private static void Spread(List<EmployerPlan> plans, List<long> shares, int lines)
    {
        var sum = shares.Sum();
        var left = lines;
        for (var i = 0; i < plans.Count; i++)
        {
            plans[i].Lines = (int)Math.Max(4, lines * shares[i] / sum);
            left -= plans[i].Lines;
        }
        var largest = plans.MaxBy(plan => plan.Lines)!;
        largest.Lines = Math.Max(1, largest.Lines + left);
    }
}
