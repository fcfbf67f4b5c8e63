namespace DeductionGateway.Samples;

/// <summary>One bank entry as invented; amount signed, whole rupiah.</summary>
internal sealed record SampleEntry(string Kind, string Employer, string MemberNo, long Amount, string Counterparty, string Remark)
{
    public string Reference { get; set; } = "";
    public int DayOffset { get; set; }
}

/// <summary>Decides how an employer's money comes and what that means for its rows (CONTRACT §4).</summary>
internal sealed class SampleMoney(SeededRandom random, string period, bool hasOwnRules, Dictionary<string, long> accounts)
{
    private readonly string _month = period.Remove(4, 1);

    public List<SampleEntry> Entries { get; } = [];

    public void Pay(SampleReturn answer)
    {
        foreach (var (person, code, amount) in answer.Autodebits)
        {
            var remark = hasOwnRules ? $"DEBET REK {person.MemberNo}-{code}-{_month}" : $"AUTODEBET {person.MemberNo} {code} {_month}";
            Entries.Add(new SampleEntry("autodebit", answer.Plan.Code, person.MemberNo, amount, person.Name, remark));
        }
        if (answer.Plan.IsMember) PayByMember(answer);
        else PayLump(answer);
    }

    private void PayByMember(SampleReturn answer)
    {
        var plan = answer.Plan;
        foreach (var group in answer.Answers.Where(one => one.Class != "missing").GroupBy(one => one.PaidBy))
        {
            var sum = group.Sum(one => one.Reported);
            var isPaid = sum == 0 || !random.Chance(15);
            foreach (var one in group) Settle(one, isPaid, "unremitted");
            if (!isPaid || sum == 0) continue;
            var name = group.First().Row!.Name;
            var remark = hasOwnRules ? $"GAJI/{plan.Code}/{group.Key}/{_month} {name}" : $"PG {_month} {plan.Code} {group.Key}";
            Entries.Add(new SampleEntry("member", plan.Code, "", sum, name, remark));
        }
    }

    private void PayLump(SampleReturn answer)
    {
        var plan = answer.Plan;
        var reported = answer.ReportedSum();
        var duplicates = answer.Answers.Where(one => one.Class == "duplicate").Sum(one => one.Reported);
        var money = Possible(plan, reported, duplicates);
        var credits = reported < 1_000_000 ? 1 : (int)random.Between(1, 3);
        var (received, lacking) = (true, "");
        var total = reported;
        switch (money)
        {
            case MoneyCase.Dead:
                (received, lacking, total) = (false, "unremitted", 0);
                break;
            case MoneyCase.Part:
                total = reported * random.Between(40, 70) / 100;
                (received, lacking) = (false, "part_remitted");
                Hold("2-1045", total);
                break;
            case MoneyCase.Both:
                plan.Fees.Add(duplicates);
                credits = 1;
                total = reported - duplicates;
                (received, lacking) = (false, "part_remitted");
                Hold("2-1045", total);
                break;
            case MoneyCase.DuplicatesCut:
                total = reported - duplicates;
                break;
            case MoneyCase.Fee:
                // One listed fee taken from each credit.
                total = reported - plan.Fees[0] * credits;
                accounts["5-1010"] += reported - total;
                break;
            case MoneyCase.Gap:
                total = reported - random.Between(1, plan.GapLimit);
                accounts["1-1030"] += reported - total;
                break;
            case MoneyCase.Excess:
                var excess = 1_000 * random.Between(20, 900);
                total = reported + excess;
                Hold("2-1045", excess);
                break;
            case MoneyCase.ByNameTwo:
                credits = 2;
                break;
            case MoneyCase.ByName:
                credits = 1;
                break;
        }
        foreach (var one in answer.Answers.Where(one => one.Class != "missing")) Settle(one, received && !(money == MoneyCase.DuplicatesCut && one.Class == "duplicate"), lacking);
        if (total > 0) Credits(plan, total, credits, money is MoneyCase.ByName or MoneyCase.ByNameTwo);
        foreach (var one in answer.Answers.Where(one => one.Class == "missing")) one.IsReceived = false;
    }

    /// <summary>The planned case, or the plain one where this file cannot show it without doubt.</summary>
    private static MoneyCase Possible(EmployerPlan plan, long reported, long duplicates)
    {
        var isPossible = plan.Money switch
        {
            MoneyCase.DuplicatesCut or MoneyCase.Both => duplicates > 0 && duplicates < reported,
            MoneyCase.Fee => reported > 1_000_000 && duplicates > 100_000 || duplicates == 0 && reported > 100_000,
            MoneyCase.Part => duplicates == 0 && reported > 100,
            _ => reported > 1_000,
        };
        return isPossible || plan.Money == MoneyCase.Dead ? plan.Money : MoneyCase.Exact;
    }

    private static void Settle(SampleAnswer one, bool received, string lacking)
    {
        one.IsReceived = received;
        one.MoneyClass = received ? "" : lacking;
    }

    private void Credits(EmployerPlan plan, long total, int credits, bool byName)
    {
        var left = total;
        for (var i = 0; i < credits; i++)
        {
            var amount = i == credits - 1 ? left : left * random.Between(25, 45) / 100;
            left -= amount;
            var remark = byName ? "SETORAN POTONGAN KARYAWAN"
                : hasOwnRules ? $"TRF POT GAJI {plan.Code} BLN {_month}" : $"POTONGAN KOPERASI {_month} {plan.Code} {plan.Name}";
            if (amount > 0) Entries.Add(new SampleEntry("lump", plan.Code, "", amount, plan.Name, remark));
        }
    }

    private void Hold(string account, long amount) => accounts[account] -= amount;
}
