namespace DeductionGateway.Samples;

/// <summary>A billing line as invented; amounts in whole rupiah.</summary>
internal sealed record SampleBill(int Id, string Code, long Amount, long Penalty, long Interest, long Principal, string Obligation, string DueDate)
{
    public bool IsLoan => Code is "PU" or "PB";
}

/// <summary>A member as invented.</summary>
internal sealed record SamplePerson(int Number, string Name, string NationalId, string EmployeeNo, string AccountNo)
{
    public List<SampleBill> Bills { get; } = [];
    public string MemberNo => "M" + Number.ToString("D7");
    public string Key(string kind) => kind switch { "national_id" => NationalId, "account_no" => AccountNo, _ => EmployeeNo };
}

/// <summary>Invents members and what they are billed, one employer at a time.</summary>
internal sealed class SamplePeople(SeededRandom random, bool plain)
{
    private static readonly string[] Areas = ["317101", "327304", "337202", "357803", "127105", "147106", "517107", "737108", "647209", "187110"];
    private readonly HashSet<string> _keys = new(StringComparer.Ordinal);
    private int _members;
    private int _bills;

    public int Members => _members;

    /// <summary>Employee and account numbers are unique within one employer only.</summary>
    public void BeginEmployer() => _keys.Clear();

    public SamplePerson Person(string? name = null, string? employeeNo = null, string? accountNo = null)
    {
        var number = ++_members;
        employeeNo ??= FreshKey(8);
        accountNo ??= FreshKey(10);
        _keys.Add(employeeNo);
        _keys.Add(accountNo);
        return new SamplePerson(number, name ?? SampleNames.Person(random), NationalId(number), employeeNo, accountNo);
    }

    /// <summary>A national id nobody has: a member number is used up for it.</summary>
    public string FreshNationalId() => NationalId(++_members);

    public bool IsTaken(string key) => _keys.Contains(key);

    /// <summary>Digits that are nobody's key at this employer.</summary>
    public string FreshKey(int digits)
    {
        var text = new char[digits];
        while (true)
        {
            for (var i = 0; i < digits; i++) text[i] = (char)('0' + random.Below(10));
            var key = new string(text);
            if (_keys.Add(key)) return key;
        }
    }

    /// <summary>One to five billing lines, simpanan wajib always; at most <paramref name="most"/>.</summary>
    public void Bill(SamplePerson person, int most)
    {
        Savings(person, "SW", 50_000 * random.Between(1, 3));
        if (person.Bills.Count < most && random.Chance(400)) Loan(person, "PU", "", "");
        if (person.Bills.Count < most && random.Chance(200)) Savings(person, "SS", 25_000 * random.Between(1, 20));
        if (person.Bills.Count < most && random.Chance(300)) Savings(person, "TK", 500 * random.Between(60, 2_500));
        if (person.Bills.Count < most && random.Chance(130)) Loan(person, "PB", "", "");
        if (plain) return;
        if (person.Bills.Count < most && random.Chance(60)) Savings(person, "AS", 7_500 * random.Between(1, 6));
        if (person.Bills.Count < most && random.Chance(60)) Savings(person, "QB", 25_000 * random.Between(1, 18));
    }

    /// <summary>Two cash loans of different amounts besides simpanan wajib.</summary>
    public void BillTwoLoans(SamplePerson person, string dueMonth)
    {
        Savings(person, "SW", 100_000);
        Loan(person, "PU", "L1", dueMonth + "-05");
        do
        {
            if (person.Bills.Count == 3)
            {
                person.Bills.RemoveAt(2);
                _bills--;
            }
            Loan(person, "PU", "L2", dueMonth + "-20");
        }
        while (person.Bills[1].Amount == person.Bills[2].Amount);
    }

    public void Savings(SamplePerson person, string code, long amount) => person.Bills.Add(new SampleBill(++_bills, code, amount, 0, 0, 0, "", ""));

    private void Loan(SamplePerson person, string code, string obligation, string due)
    {
        var interest = 100 * random.Between(50, 3_000);
        var principal = 100 * random.Between(500, 35_000);
        var penalty = !plain && random.Chance(80) ? 500 * random.Between(10, 60) : 0;
        person.Bills.Add(new SampleBill(++_bills, code, penalty + interest + principal, penalty, interest, principal, obligation, due));
    }

    /// <summary>Area, birth date, and a number that makes it unique: two members never share one (up to a hundred thousand per area).</summary>
    private string NationalId(int number)
    {
        var area = Areas[number / 10_000 % Areas.Length];
        var year = 60 + number / 100_000 % 40;
        return $"{area}{random.Between(1, 28):D2}{random.Between(1, 12):D2}{year:D2}{number % 10_000:D4}";
    }
}
