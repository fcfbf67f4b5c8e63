namespace DeductionGateway.Samples;

/// <summary>Lays one person's rows for the shapes lines and columns, and says what must be answered.</summary>
internal sealed class RowScenarios(SampleReturn answer, SamplePeople people, SeededRandom random)
{
    private readonly bool _isColumns = answer.Plan.Shape == "columns";

    public void Lay(SamplePerson person, Scenario? scenario)
    {
        var rows = new List<SampleRow>();
        var target = person.Bills[random.Below(person.Bills.Count)];
        if (scenario == Scenario.NearKey && _isColumns || scenario is Scenario.IdentityConflict or Scenario.Ghost or Scenario.NationalIdOnly or Scenario.NearKeyMisspelt && _isColumns)
        {
            LayOtherIdentity(person, person.Bills, scenario.Value, rows);
        }
        else if (scenario is Scenario.NearKey or Scenario.NearKeyMisspelt or Scenario.NationalIdOnly or Scenario.IdentityConflict or Scenario.Ghost)
        {
            LayPlainly(person, target, rows);
            LayOtherIdentity(person, [target], scenario.Value, rows);
        }
        else if (scenario is Scenario.TwoLoansInOneLine) LayTwoLoansInOne(person, rows);
        else if (scenario is Scenario.TwoLoans) LayTwoLoans(person, rows);
        else LayCells(person, target, scenario, rows);
        answer.Add(rows);
    }

    /// <summary>The other lines as billed.</summary>
    private void LayPlainly(SamplePerson person, SampleBill target, List<SampleRow> rows)
    {
        foreach (var bill in person.Bills)
        {
            if (bill != target) LayLine(rows, answer.Row(person, (bill.Code, bill.Amount)), person, bill);
        }
    }

    private void LayLine(List<SampleRow> rows, SampleRow row, SamplePerson person, SampleBill bill, string injected = "")
    {
        rows.Add(row);
        answer.Answers.Add(new SampleAnswer("matched", injected, person, bill, row, bill.Code, bill.Amount) { Applied = bill.Amount });
    }

    private void LayCells(SamplePerson person, SampleBill target, Scenario? scenario, List<SampleRow> rows)
    {
        var source = scenario == Scenario.Misspelt ? person with { Name = SampleNames.Misspelt(person.Name, random) } : person;
        var injected = scenario == Scenario.Misspelt ? "typo_name" : "";
        var isOther = scenario == Scenario.WrongPeriod;
        var shared = _isColumns ? answer.Row(source) with { IsOtherPeriod = isOther } : null;
        if (shared is not null) rows.Add(shared);
        foreach (var bill in person.Bills)
        {
            if (bill == target || isOther && _isColumns) LayTarget(source, person, bill, scenario, shared, rows);
            else
            {
                Put(source, bill.Code, bill.Amount, shared, rows, out var row);
                answer.Answers.Add(new SampleAnswer("matched", injected, person, bill, row, bill.Code, bill.Amount) { Applied = bill.Amount });
            }
        }
        if (scenario == Scenario.Unbilled) LayUnbilled(person, shared, rows);
        if (scenario == Scenario.Unknown) LayUnknown(rows);
        if (scenario == Scenario.Duplicate && shared is not null) RepeatRow(person, shared, rows);
        if (shared is { Cells.Count: 0 }) rows.Remove(shared);
    }

    private void Put(SamplePerson source, string code, long amount, SampleRow? shared, List<SampleRow> rows, out SampleRow row, bool isOther = false)
    {
        row = shared ?? answer.Row(source) with { IsOtherPeriod = isOther };
        row.Cells.Add((code, amount));
        if (shared is null) rows.Add(row);
    }

    private void LayTarget(SamplePerson source, SamplePerson person, SampleBill bill, Scenario? scenario, SampleRow? shared, List<SampleRow> rows)
    {
        switch (scenario)
        {
            case Scenario.Missing or Scenario.MissingPaidByAutodebit:
                answer.Missing(person, bill, "missing", scenario == Scenario.MissingPaidByAutodebit);
                return;
            case Scenario.Split or Scenario.SplitEqual or Scenario.SplitShort:
                LaySplit(person, bill, scenario.Value, shared, rows);
                return;
        }
        var reported = scenario switch
        {
            Scenario.Short => random.Between(1, bill.Amount / 1_000 - 1) * 1_000,
            Scenario.ShortToNothing => 0,
            Scenario.Over => bill.Amount + 1_000 * random.Between(1, 300),
            _ => bill.Amount,
        };
        Put(source, bill.Code, reported, shared, rows, out var row, scenario == Scenario.WrongPeriod);
        var (kind, injected) = scenario switch
        {
            Scenario.Short => ("short", "short"),
            Scenario.ShortToNothing => ("short", "short0"),
            Scenario.Over => ("over", "over"),
            Scenario.DoubleDeducted => ("double_deducted", "double_deducted"),
            Scenario.WrongPeriod => ("wrong_period", "wrong_period"),
            Scenario.Misspelt => ("matched", "typo_name"),
            _ => ("matched", ""),
        };
        var found = new SampleAnswer(kind, injected, person, bill, row, bill.Code, reported) { Applied = kind == "wrong_period" ? 0 : Math.Min(reported, bill.Amount) };
        answer.Answers.Add(found);
        if (kind == "double_deducted") answer.Autodebit(person, bill, found);
        if (scenario == Scenario.Duplicate && shared is null)
        {
            var repeat = row with { Cells = [.. row.Cells] };
            rows.Add(repeat);
            answer.Answers.Add(new SampleAnswer("duplicate", "duplicate", person, null, repeat, bill.Code, bill.Amount));
        }
    }

    private void RepeatRow(SamplePerson person, SampleRow shared, List<SampleRow> rows)
    {
        var repeat = shared with { Cells = [.. shared.Cells] };
        rows.Add(repeat);
        foreach (var (code, amount) in shared.Cells) answer.Answers.Add(new SampleAnswer("duplicate", "duplicate", person, null, repeat, code, amount));
    }

    /// <summary>Two rows for one billing line; the larger is laid on first, equal ones by line number (CONTRACT §3).</summary>
    private void LaySplit(SamplePerson person, SampleBill bill, Scenario scenario, SampleRow? shared, List<SampleRow> rows)
    {
        var sum = scenario == Scenario.SplitShort ? bill.Amount - 1_000 * random.Between(1, bill.Amount / 4_000) : bill.Amount;
        var first = scenario == Scenario.SplitEqual && sum % 2 == 0 ? sum / 2 : sum / 2 + random.Between(1, sum / 4);
        var (kind, injected) = scenario switch { Scenario.SplitShort => ("short", "split_short"), Scenario.SplitEqual => ("matched", "split_equal"), _ => ("matched", "split") };
        Put(person, bill.Code, first, shared, rows, out var larger);
        var smaller = answer.Row(person, (bill.Code, sum - first));
        rows.Add(smaller);
        answer.Answers.Add(new SampleAnswer(kind, injected, person, bill, larger, bill.Code, first) { Applied = first });
        answer.Answers.Add(new SampleAnswer(kind, injected, person, bill, smaller, bill.Code, sum - first) { Applied = sum - first, FilledBefore = first });
    }

    private void LayUnbilled(SamplePerson person, SampleRow? shared, List<SampleRow> rows)
    {
        var code = Array.Find(["SS", "TK", "PB", "PU"], free => person.Bills.TrueForAll(bill => bill.Code != free));
        if (code is null) return;
        var amount = 25_000 * random.Between(1, 20);
        Put(person, code, amount, shared, rows, out var row);
        answer.Answers.Add(new SampleAnswer("unbilled", "unbilled", person, null, row, code, amount));
    }

    private void LayUnknown(List<SampleRow> rows)
    {
        var plan = answer.Plan;
        var key = NearKeys.Far(people, plan.Key == "account_no" ? 10 : 8, answer.Persons, plan.Key);
        var id = plan.Key == "national_id" ? key : plan.HasNik ? people.FreshNationalId() : "";
        var row = new SampleRow(key, SampleNames.Person(random), id, [("SW", 25_000 * random.Between(2, 40))]);
        answer.Add([row]);
        answer.Answers.Add(new SampleAnswer("unknown", "unknown", null, null, row, "SW", row.Sum()) { Held = "2-1040" });
    }

    /// <summary>Rows under a spoilt key, another name or another national id (CONTRACT §3, unknown and fuzzy).</summary>
    private void LayOtherIdentity(SamplePerson person, IReadOnlyList<SampleBill> bills, Scenario scenario, List<SampleRow> rows)
    {
        var row = new OtherIdentity(answer, people, random).Row(person, scenario, out var isFuzzy, out var injected);
        if (row is null)
        {
            foreach (var bill in bills) LayLine(rows, answer.Row(person, (bill.Code, bill.Amount)), person, bill);
            return;
        }
        rows.Add(row);
        foreach (var bill in bills)
        {
            row.Cells.Add((bill.Code, bill.Amount));
            if (isFuzzy) answer.Answers.Add(new SampleAnswer("fuzzy", injected, person, bill, row, bill.Code, bill.Amount) { Applied = bill.Amount, Held = "2-1040" });
            else
            {
                answer.Answers.Add(new SampleAnswer("unknown", injected, null, null, row, bill.Code, bill.Amount) { Held = "2-1040" });
                answer.Missing(person, bill, injected);
            }
        }
    }

    private void LayTwoLoans(SamplePerson person, List<SampleRow> rows)
    {
        if (!_isColumns)
        {
            foreach (var bill in person.Bills) LayLine(rows, answer.Row(person, (bill.Code, bill.Amount)), person, bill, "split_obligations");
            return;
        }
        var row = answer.Row(person, (person.Bills[0].Code, person.Bills[0].Amount), ("PU", person.Bills[1].Amount + person.Bills[2].Amount));
        rows.Add(row);
        foreach (var bill in person.Bills) Found(person, bill, row);
    }

    private void LayTwoLoansInOne(SamplePerson person, List<SampleRow> rows)
    {
        LayLine(rows, answer.Row(person, (person.Bills[0].Code, person.Bills[0].Amount)), person, person.Bills[0]);
        var row = answer.Row(person, ("PU", person.Bills[1].Amount + person.Bills[2].Amount));
        rows.Add(row);
        Found(person, person.Bills[1], row);
        Found(person, person.Bills[2], row);
    }

    private void Found(SamplePerson person, SampleBill bill, SampleRow row) => answer.Answers.Add(
        new SampleAnswer("matched", "split_obligations", person, bill, row, bill.Code, bill.Amount) { Applied = bill.Amount, IsDerived = bill.Obligation.Length > 0 });
}
