namespace DeductionGateway.Samples;

/// <summary>Rows of shape total: one amount per employee, spread over the billing lines by the order of CONTRACT §3.</summary>
internal sealed class TotalScenarios(SampleReturn answer, SamplePeople people, SeededRandom random)
{
    private static readonly string[] AfterLoans = ["SW", "TK", "SS"];

    public void Lay(SamplePerson person, Scenario? scenario)
    {
        var billed = person.Bills.Sum(bill => bill.Amount);
        switch (scenario)
        {
            case Scenario.Missing or Scenario.MissingPaidByAutodebit:
                for (var i = 0; i < person.Bills.Count; i++) answer.Missing(person, person.Bills[i], "missing", i == 0 && scenario == Scenario.MissingPaidByAutodebit);
                return;
            case Scenario.NearKey or Scenario.NearKeyMisspelt or Scenario.NationalIdOnly or Scenario.IdentityConflict or Scenario.Ghost:
                LayOtherIdentity(person, billed, scenario.Value);
                return;
            case Scenario.WrongPeriod:
                var late = answer.Row(person, ("", billed)) with { IsOtherPeriod = true };
                answer.Add([late]);
                answer.Answers.Add(new SampleAnswer("wrong_period", "wrong_period", person, null, late, "", billed));
                return;
            case Scenario.Unknown:
                LayUnknown();
                break;
            case Scenario.Unbilled:
                LayUnbilled();
                break;
        }
        LayKeyed(person, billed, scenario);
    }

    private void LayKeyed(SamplePerson person, long billed, Scenario? scenario)
    {
        var reported = scenario switch
        {
            Scenario.Short => random.Between(1, billed / 1_000 - 1) * 1_000,
            Scenario.ShortToNothing => 0,
            Scenario.Over => billed + 1_000 * random.Between(1, 300),
            _ => billed,
        };
        var source = scenario == Scenario.Misspelt ? person with { Name = SampleNames.Misspelt(person.Name, random) } : person;
        var row = answer.Row(source, ("", reported));
        var injected = scenario switch
        {
            Scenario.Short => "short", Scenario.ShortToNothing => "short0", Scenario.Over => "over", Scenario.Misspelt => "typo_name", Scenario.Duplicate => "duplicate", _ => "",
        };
        var filled = Fill(person.Bills, Math.Min(reported, billed));
        var doubled = scenario == Scenario.DoubleDeducted && person.Bills.Count(bill => bill.Code == person.Bills[0].Code) == 1;
        for (var i = 0; i < person.Bills.Count; i++)
        {
            var bill = person.Bills[i];
            var kind = filled[i] < bill.Amount ? "short" : doubled && i == 0 ? "double_deducted" : "matched";
            var found = new SampleAnswer(kind, injected, person, bill, row, bill.Code, filled[i]) { Applied = filled[i], IsDerived = true };
            answer.Answers.Add(found);
            if (kind == "double_deducted") answer.Autodebit(person, bill, found);
        }
        if (reported > billed) answer.Answers.Add(new SampleAnswer("over", injected, person, null, row, "", reported - billed) { IsDerived = true });
        if (scenario != Scenario.Duplicate)
        {
            answer.Add([row]);
            return;
        }
        var repeat = row with { Cells = [.. row.Cells] };
        answer.Add([row, repeat]);
        answer.Answers.Add(new SampleAnswer("duplicate", injected, person, null, repeat, "", reported));
    }

    private void LayOtherIdentity(SamplePerson person, long billed, Scenario scenario)
    {
        var row = new OtherIdentity(answer, people, random).Row(person, scenario, out var isFuzzy, out var injected);
        if (row is null)
        {
            LayKeyed(person, billed, null);
            return;
        }
        row.Cells.Add(("", billed));
        answer.Add([row]);
        if (isFuzzy) answer.Answers.Add(new SampleAnswer("fuzzy", injected, person, null, row, "", billed) { Applied = billed, Whole = person.Bills, Held = "2-1040" });
        else
        {
            answer.Answers.Add(new SampleAnswer("unknown", injected, null, null, row, "", billed) { Held = "2-1040" });
            foreach (var bill in person.Bills) answer.Missing(person, bill, injected);
        }
    }

    private void LayUnknown()
    {
        var plan = answer.Plan;
        var key = NearKeys.Far(people, plan.Key == "account_no" ? 10 : 8, answer.Persons, plan.Key);
        var id = plan.Key == "national_id" ? key : plan.HasNik ? people.FreshNationalId() : "";
        var row = new SampleRow(key, SampleNames.Person(random), id, [("", 25_000 * random.Between(2, 40))]);
        answer.Add([row]);
        answer.Answers.Add(new SampleAnswer("unknown", "unknown", null, null, row, "", row.Sum()) { Held = "2-1040" });
    }

    /// <summary>A member who is billed nothing this period.</summary>
    private void LayUnbilled()
    {
        var person = people.Person();
        answer.Persons.Add(person);
        var row = answer.Row(person, ("", 25_000 * random.Between(1, 20)));
        answer.Add([row]);
        answer.Answers.Add(new SampleAnswer("unbilled", "unbilled", person, null, row, "", row.Sum()));
    }

    /// <summary>Penalty, interest, principal over all loans, then SW, shop, SS, others; within each the oldest first.</summary>
    private static long[] Fill(List<SampleBill> bills, long money)
    {
        var filled = new long[bills.Count];
        var order = Enumerable.Range(0, bills.Count).OrderBy(i => bills[i].DueDate, StringComparer.Ordinal).ThenBy(i => bills[i].Obligation, StringComparer.Ordinal).ThenBy(i => bills[i].Id).ToArray();
        foreach (var component in (ReadOnlySpan<Func<SampleBill, long>>)[bill => bill.Penalty, bill => bill.Interest, bill => bill.Principal]) money = FillOne(bills, order, filled, money, component);
        foreach (var code in AfterLoans) money = FillOne(bills, order, filled, money, bill => bill.Code == code ? bill.Amount : 0);
        FillOne(bills, order, filled, money, bill => bill.IsLoan || AfterLoans.Contains(bill.Code) ? 0 : bill.Amount);
        return filled;
    }

    private static long FillOne(List<SampleBill> bills, int[] order, long[] filled, long money, Func<SampleBill, long> due)
    {
        foreach (var i in order)
        {
            var take = Math.Min(money, due(bills[i]));
            filled[i] += take;
            money -= take;
        }
        return money;
    }
}
