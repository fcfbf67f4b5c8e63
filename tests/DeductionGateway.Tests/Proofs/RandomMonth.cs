using System.Globalization;
using System.Text;
using System.Text.Json;
using DeductionGateway.Samples;

namespace DeductionGateway.Tests.Proofs;

/// <summary>A member as one month's register has him.</summary>
internal sealed record RandomPerson(int Number, string Name, string Employer)
{
    public string MemberNo => $"M{Number}";
    public string NationalId => $"32730145068{Number:00000}";
    public string Key => $"0{Number}{Number * 37 % 97:00}1";
}

/// <summary>A billing line; loans carry a tenth of the amount as interest.</summary>
internal sealed record RandomBill(string Id, RandomPerson Person, string Code, long Amount, string Obligation)
{
    public bool IsLoan => Code is "PU" or "PB";
}

/// <summary>A row of a payroll file. Period as in the file.</summary>
internal sealed record RandomRow(string Key, string Name, string NationalId, string Code, long Amount, string Period);

/// <summary>A line of a bank CSV; <paramref name="Statement"/>: the month whose statement showed it first.</summary>
internal sealed record RandomEntry(string Reference, string Date, string Sign, long Amount, string Party, string Remark, int Statement)
{
    public string Line => $"{Reference},{Date},{Date},{Sign},{Amount}.00,IDR,1370012345678,{Party},{Remark}";
}

/// <summary>A debit that a collector took from a member, or gave back.</summary>
internal sealed record RandomTaken(string Reference, string Date, long Amount, bool IsReturned, string Remark)
{
    public string Line => $"{Reference},{Date},PENAGIH,{Amount},{(IsReturned ? "returned" : "taken")},{Remark}";
}

/// <summary>An employer as one month has him: how he pays and how he answers.</summary>
internal sealed record RandomEmployer(string Code, string Name, string BankMode, string Shape, long Fee, long GapLimit);

/// <summary>One month's folder as it stands now; its billing never changes, all the rest may.</summary>
internal sealed class RandomMonth(int number)
{
    public int Number { get; } = number;
    public string Text => $"2026-0{Number}";
    public string Compact => $"20260{Number}";
    public Dictionary<string, RandomEmployer> Employers { get; } = [];
    public List<RandomPerson> People { get; } = [];
    public List<RandomBill> Bills { get; } = [];

    /// <summary>By employer; who is not in it has not answered.</summary>
    public Dictionary<string, List<RandomRow>> Answers { get; } = [];
    public List<RandomEntry> Entries { get; } = [];
    public List<RandomTaken> Taken { get; } = [];
    public bool HasOtherRules { get; set; }

    /// <summary>What the employer's answer adds up to: R of the money rule.</summary>
    public long Reported(string employer)
    {
        var shape = Employers[employer].Shape;
        var billed = Bills.Where(bill => bill.Person.Employer == employer).ToList();
        if (shape == "none") return billed.Sum(static bill => bill.Amount);
        if (!Answers.TryGetValue(employer, out var rows)) return 0;
        var listed = rows.Where(row => row.Period == Text).Select(static row => (row.Key, row.Code)).ToHashSet();
        return rows.Sum(static row => row.Amount) + (shape == "exceptions" ? billed.Where(bill => !listed.Contains((bill.Person.Key, bill.Code))).Sum(static bill => bill.Amount) : 0);
    }

    public void Write(string folder)
    {
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        Directory.CreateDirectory(folder);
        void File(string name, IEnumerable<string> lines) => System.IO.File.WriteAllLines(Path.Combine(folder, name), lines);
        File("employers.csv", ["employer,name,bank_mode", .. Employers.Values.Select(static one => $"{one.Code},{one.Name},{one.BankMode}")]);
        File("codes.csv", ["code,name,kind", "ZK,Zakat,passthrough"]);
        File("members.csv", ["member_no,name,national_id,employer,employee_no,loan_pu", .. People.Select(static one => $"{one.MemberNo},{one.Name},{one.NationalId},{one.Employer},{one.Key},90000000")]);
        File("expected.csv", ["expected_id,period,employer,employee_no,member_no,name,national_id,code,amount,interest_due,principal_due,obligation", .. Bills.Select(Line)]);
        File("bank.csv", ["bank_ref,booking_date,value_date,dc,amount,currency,account,counterparty,narrative", .. Entries.Select(static entry => entry.Line)]);
        if (Taken.Count > 0) File("taken_elsewhere.csv", ["reference,date,collector,amount,status,remark", .. Taken.Select(static taken => taken.Line)]);
        foreach (var (employer, rows) in Answers) File($"payroll_{employer}.csv", PayrollLines(Employers[employer].Shape, rows));
        File("profiles.json", [JsonSerializer.Serialize(Employers.Values.Where(one => one.Shape == "none" || Answers.ContainsKey(one.Code)).ToDictionary(static one => one.Code, Profile))]);
        if (HasOtherRules) File("bank_rules.json", [OtherRules]);
    }

    private const string OtherRules = """
        [{"kind":"lump","pattern":"POTONGAN KOPERASI (?<period>\\d{6}) (?<employer>\\S+)"},
         {"kind":"lump","pattern":"Titipan (?<period>\\d{6}) (?<employer>\\S+)"},
         {"kind":"member","pattern":"PG (?<period>\\d{6}) (?<employer>\\S+) (?<employee_no>\\S+)"},
         {"kind":"autodebit","pattern":"AUTODEBET (?<member_no>\\S+) (?<code>\\S+)( (?<period>\\d{6}))?"},
         {"kind":"fee","pattern":"BIAYA ADM"}]
        """;

    private string Line(RandomBill bill)
    {
        var interest = bill.IsLoan ? bill.Amount / 10 : 0;
        var parts = bill.IsLoan ? $"{interest},{bill.Amount - interest}" : ",";
        return $"{bill.Id},{Text},{bill.Person.Employer},{bill.Person.Key},{bill.Person.MemberNo},{bill.Person.Name},{bill.Person.NationalId},{bill.Code},{bill.Amount},{parts},{bill.Obligation}";
    }

    private static IEnumerable<string> PayrollLines(string shape, List<RandomRow> rows) => shape == "total"
        ? ["nip,nama,nik,jumlah,periode", .. rows.Select(static row => $"{row.Key},{row.Name},{row.NationalId},{row.Amount},{row.Period}")]
        : ["nip,nama,nik,kode,jumlah,periode", .. rows.Select(static row => $"{row.Key},{row.Name},{row.NationalId},{row.Code},{row.Amount},{row.Period}")];

    private static object Profile(RandomEmployer one)
    {
        string[] header = one.Shape == "total" ? ["nip", "nama", "nik", "", "jumlah", "periode"] : ["nip", "nama", "nik", "kode", "jumlah", "periode"];
        var codes = new Dictionary<string, string> { ["SW"] = "SW", ["SS"] = "SS", ["PU"] = "PU", ["PB"] = "PB", ["TK"] = "TK", ["ZK"] = "ZK" };
        long[] fees = one.Fee > 0 ? [one.Fee] : [];
        return one.Shape == "none"
            ? new { shape = "none", number = "1250000", period = "2026-02", header, codes, fees, gap_limit = one.GapLimit }
            : new { file = $"payroll_{one.Code}.csv", shape = one.Shape, number = "1250000", period = "2026-02", header, codes, fees, gap_limit = one.GapLimit };
    }
}

/// <summary>
/// A cooperative of a dozen members whose months are drawn from a seed, and what happens to them: answers late and corrected, credits whole,
/// in part, too much, taken back, statements that overlap, registers that change. <paramref name="isOrderless"/>: only what must end the same
/// in whatever order it came; else also ties by name and rules that change, where what was decided first counts.
/// </summary>
internal sealed class RandomCooperative(ulong seed, bool isOrderless)
{
    private static readonly string[] Names =
    [
        "Siti Aminah", "Budi Santoso", "Rina Wulandari", "Agus Setiawan", "Dewi Lestari", "Joko Susilo", "Maya Kusuma", "Hendra Gunawan", "Lina Marlina", "Tono Wijaya", "Yuni Astuti", "Bayu Pratama",
    ];

    private readonly SeededRandom _random = new(seed);
    private int _references;
    private int _bills;

    public List<RandomMonth> Months { get; } = [];

    /// <summary>The next month, with its billing and what is there of answers and credits at first.</summary>
    public RandomMonth AddMonth()
    {
        var month = new RandomMonth(Months.Count + 1);
        var last = Months.LastOrDefault();
        foreach (var employer in last?.Employers.Values.ToList() ?? [new("E1", "Dinas Pendidikan", "lump", "lines", 0, 0), new("E2", "PT Karya Abadi", "member", "lines", 0, 0), new("E3", "Rumah Sakit Harapan", "lump", "total", 0, 0)])
        {
            if (last is not null && Months.Count > 1 && month.Employers.Count > 1 && _random.Chance(150)) continue;
            month.Employers[employer.Code] = Drawn(employer);
        }
        var people = last?.People.ToList() ?? [.. Enumerable.Range(1, Names.Length).Select(number => new RandomPerson(number, Names[number - 1], $"E{number % 3 + 1}"))];
        foreach (var person in people)
        {
            var moved = person with { Employer = _random.Chance(80) ? _random.Pick(month.Employers.Keys.ToList()) : person.Employer };
            if (month.Employers.ContainsKey(moved.Employer) && !_random.Chance(50)) month.People.Add(moved);
        }
        foreach (var person in month.People) Bill(month, person);
        if (month.Bills.Count == 0) month.Bills.Add(new RandomBill($"X{++_bills}", month.People[0], "SW", 50_000, ""));
        Months.Add(month);
        foreach (var employer in month.Employers.Keys)
        {
            if (_random.Chance(850)) Answer(month, employer);
            if (_random.Chance(600)) Pay(month, month, employer);
        }
        return month;
    }

    /// <summary>Something happens to a month that was run before; what, as a word.</summary>
    public string Happen(RandomMonth month)
    {
        var employer = _random.Pick(month.Employers.Keys.ToList());
        switch (_random.Below(isOrderless ? 12 : 14))
        {
            case 0 or 1: Answer(month, employer); return $"answer {employer}";
            case 2 or 3:
                var other = _random.Pick(Months.Where(one => one.Employers.ContainsKey(employer)).ToList());
                Pay(month, other, employer);
                return $"pay {employer} for {other.Text}";
            case 4: return Autodebit(month);
            case 5: return TakeBack(month);
            case 6: return Overlap(month);
            case 7: month.Employers[employer] = Drawn(month.Employers[employer]) with { Shape = month.Employers[employer].Shape }; return $"terms of {employer}";
            case 8:
                var place = _random.Below(month.People.Count);
                month.People[place] = month.People[place] with { Name = month.People[place].Name + " H" };
                return $"name of {month.People[place].MemberNo}";
            case 9: return Take(month);
            case 10: return GiveBack(month);
            case 11: return Recourse(month);
            case 12: Name(month, employer); return $"named credit {employer}";
            default: month.HasOtherRules = !month.HasOtherRules; return "rules";
        }
    }

    private RandomEmployer Drawn(RandomEmployer one) => one with
    {
        BankMode = _random.Chance(150) ? _random.Pick(["lump", "member"]) : one.BankMode,
        Shape = _random.Chance(300) ? _random.Pick(["lines", "total", "exceptions", "none"]) : one.Shape,
        Fee = _random.Pick([0L, 0, 2_500]),
        GapLimit = _random.Pick([0L, 0, 1_000]),
    };

    private void Bill(RandomMonth month, RandomPerson person)
    {
        void Add(string code, long amount, string obligation = "") => month.Bills.Add(new RandomBill($"X{++_bills}", person, code, amount, obligation));
        if (_random.Chance(900)) Add("SW", 50_000);
        if (_random.Chance(400)) Add("PU", _random.Between(10, 60) * 10_000);
        if (_random.Chance(150)) Add("PB", 200_000, "L1");
        if (_random.Chance(150)) Add("PB", 300_000, "L2");
        if (_random.Chance(200)) Add("TK", _random.Between(1, 20) * 7_000);
        if (_random.Chance(100)) Add("ZK", 25_000);
    }

    /// <summary>The employer's file, or another one in place of it.</summary>
    private void Answer(RandomMonth month, string employer)
    {
        var shape = month.Employers[employer].Shape;
        if (shape == "none") return;
        var rows = new List<RandomRow>();
        var billed = month.Bills.Where(bill => bill.Person.Employer == employer);
        var said = shape == "total"
            ? billed.GroupBy(static bill => bill.Person).Select(static own => (own.Key, "", own.Sum(static bill => bill.Amount)))
            : billed.Select(static bill => (bill.Person, bill.Code, bill.Amount));
        foreach (var (person, code, amount) in said) rows.AddRange(Say(month, person, code, amount, shape == "exceptions"));
        if (shape != "exceptions" && _random.Chance(200)) rows.Add(new RandomRow("99991", "Orang Asing", "1111111111111111", shape == "total" ? "" : "SW", 40_000, month.Text));
        if (rows.Count == 0) rows.Add(new RandomRow("99992", "Orang Lain", "1111111111111112", shape == "total" ? "" : "SW", 0, month.Text));
        month.Answers[employer] = rows;
    }

    private IEnumerable<RandomRow> Say(RandomMonth month, RandomPerson person, string code, long amount, bool isException)
    {
        var row = new RandomRow(person.Key, person.Name.ToUpperInvariant(), person.NationalId, code, amount, month.Text);
        var what = _random.Below(100);
        if (isException) return what < 80 ? [] : [row with { Amount = what < 90 ? 0 : amount / 2 }];
        return what switch
        {
            < 70 => [row],
            < 77 => [row with { Amount = amount / 3 }],
            < 82 => [row with { Amount = amount + 11_000 }],
            < 86 => [],
            < 89 => [row, row],
            < 91 => [row with { Amount = amount - 1_000 }, row with { Amount = 1_000 }],
            < 95 => [row with { Key = person.Key[1..] }],
            < 98 => [row with { Period = month.Number == 1 ? "2026-05" : "2026-01" }],
            _ => [row with { Code = code.Length == 0 ? "" : "SS" }],
        };
    }

    /// <summary>Money for a file, in a month's statement: all of it, all but a fee, a part, too much; or a member's own.</summary>
    private void Pay(RandomMonth statement, RandomMonth file, string employer)
    {
        var reported = file.Reported(employer);
        if (file.Employers[employer].BankMode == "member" && _random.Chance(850))
        {
            var rows = file.Answers.GetValueOrDefault(employer) ?? [];
            foreach (var own in rows.GroupBy(static row => row.Key).Where(_ => _random.Chance(700)))
            {
                Add(statement, "C", own.Sum(static row => row.Amount) + _random.Pick([0L, 0, 0, 0, -2_500, 5_000, -700]), "Anggota", $"PG {file.Compact} {employer} {own.Key}");
            }
            return;
        }
        var amount = _random.Below(6) switch { 0 => reported / 2, 1 => reported - 2_500, 2 => reported + 13_700, 3 => reported - 700, _ => reported };
        Add(statement, "C", amount, file.Employers[employer].Name, $"POTONGAN KOPERASI {file.Compact} {employer}");
    }

    private void Name(RandomMonth statement, string employer)
    {
        var file = _random.Pick(Months.Where(month => month.Employers.ContainsKey(employer)).ToList());
        Add(statement, "C", file.Reported(employer) + _random.Pick([0L, 0, 0, 1]), file.Employers[employer].Name, $"Titipan {file.Compact} {_random.Pick(["E1", "E2", "E3"])}");
    }

    private string Autodebit(RandomMonth statement)
    {
        var month = _random.Pick(Months.Where(one => !isOrderless || one.Number <= statement.Number).ToList());
        var bill = _random.Pick(month.Bills);
        if (!statement.People.Exists(person => person.MemberNo == bill.Person.MemberNo)) return "nothing";
        Add(statement, "C", bill.Amount + _random.Pick([0L, 0, 5_000, -3_000]), "Bank", $"AUTODEBET {bill.Person.MemberNo} {bill.Code} {month.Compact}{(_random.Chance(400) ? $" VA 88899{bill.Person.Number}" : "")}");
        return $"autodebit {bill.Person.MemberNo} {bill.Code} {month.Text}";
    }

    /// <summary>A bank takes a bill, or a part of it, or more, for a collector; or something that no rule reads.</summary>
    private string Take(RandomMonth folder)
    {
        var month = _random.Pick(Months.Where(one => !isOrderless || one.Number <= folder.Number).ToList());
        var bill = _random.Pick(month.Bills);
        if (!folder.People.Exists(person => person.MemberNo == bill.Person.MemberNo)) return "nothing";
        var remark = _random.Chance(150) ? "ANGSURAN LAIN" : $"AUTODEBET {bill.Person.MemberNo} {bill.Code} {month.Compact}";
        folder.Taken.Add(new RandomTaken($"T{++_references:000}", $"2026-0{folder.Number}-20", bill.Amount + _random.Pick([0L, 0, 5_000, -3_000]), IsReturned: false, remark));
        return $"taken {remark}";
    }

    private string GiveBack(RandomMonth folder)
    {
        var all = Months.SelectMany(static month => month.Taken).ToList();
        var open = all.Where(taken => !taken.IsReturned && !all.Exists(other => other.IsReturned && other.Reference == taken.Reference)).ToList();
        if (open.Count == 0) return "nothing";
        var one = _random.Pick(open);
        folder.Taken.Add(one with { IsReturned = true, Date = $"2026-0{folder.Number}-28" });
        return $"given back {one.Reference}";
    }

    /// <summary>A debit on the cooperative's own account, of as much as a bill or two.</summary>
    private string Recourse(RandomMonth statement)
    {
        var month = _random.Pick(Months);
        Add(statement, "D", _random.Pick(month.Bills).Amount + (_random.Chance(300) ? _random.Pick(month.Bills).Amount : 0), "Bank", $"PENDEBETAN {_random.Pick(["", "E1", "E2"])}".Trim());
        return "debit";
    }

    private string TakeBack(RandomMonth statement)
    {
        var shown = Months.SelectMany(static month => month.Entries).ToList();
        var open = shown.Where(entry => entry.Sign == "C" && !shown.Exists(other => other.Sign == "RC" && other.Reference == entry.Reference)).ToList();
        if (open.Count == 0) return "nothing";
        var one = _random.Pick(open);
        statement.Entries.Add(one with { Sign = "RC", Date = $"2026-0{Math.Max(statement.Number, one.Statement)}-28", Statement = statement.Number });
        return $"taken back {one.Reference}";
    }

    /// <summary>The statement begins earlier: it shows some of what an earlier one showed.</summary>
    private string Overlap(RandomMonth statement)
    {
        var earlier = Months.Where(month => month.Number < statement.Number).SelectMany(static month => month.Entries).Distinct().Where(entry => !statement.Entries.Contains(entry)).ToList();
        for (var times = Math.Min(3, earlier.Count); times > 0; times--)
        {
            var one = _random.Pick(earlier);
            if (!statement.Entries.Contains(one)) statement.Entries.Add(one);
        }
        return "overlap";
    }

    private void Add(RandomMonth statement, string sign, long amount, string party, string remark)
    {
        if (amount <= 0) return;
        statement.Entries.Add(new RandomEntry($"R{++_references:000}", $"2026-0{statement.Number}-{_random.Between(10, 27).ToString(CultureInfo.InvariantCulture)}", sign, amount, party, remark, statement.Number));
    }
}
