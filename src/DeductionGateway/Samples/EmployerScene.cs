namespace DeductionGateway.Samples;

/// <summary>Invents one employer: its members, what they are billed, and what it answers.</summary>
internal sealed class EmployerScene(EmployerPlan plan, SamplePeople people, ScenarioDeck deck, SeededRandom random, string period)
{
    public SampleReturn Invent()
    {
        var answer = new SampleReturn(plan);
        var todo = new List<(SamplePerson Person, Scenario? Scenario)>();
        people.BeginEmployer();
        while (answer.BilledLines < plan.Lines)
        {
            var left = plan.Lines - answer.BilledLines;
            var scenario = deck.Deal(plan);
            if (scenario == Scenario.TwoCandidates && left >= 2)
            {
                TwoCandidates(answer);
                continue;
            }
            var isTwoLoans = scenario is Scenario.TwoLoans or Scenario.TwoLoansInOneLine;
            if (scenario == Scenario.TwoCandidates || isTwoLoans && left < 3) scenario = null;
            var person = people.Person();
            if (scenario is Scenario.TwoLoans or Scenario.TwoLoansInOneLine) people.BillTwoLoans(person, period);
            else people.Bill(person, left);
            answer.Persons.Add(person);
            answer.BilledLines += person.Bills.Count;
            todo.Add((person, scenario));
        }
        var rows = new RowScenarios(answer, people, random);
        var totals = new TotalScenarios(answer, people, random);
        var quiet = new QuietScenarios(answer, random);
        foreach (var (person, scenario) in todo)
        {
            if (plan.Shape is "lines" or "columns") rows.Lay(person, scenario);
            else if (plan.Shape == "total") totals.Lay(person, scenario);
            else quiet.Lay(person, scenario);
        }
        return answer;
    }

    /// <summary>Two members of one name whose keys differ in the last digit, and a row with a third digit there: nobody may guess.</summary>
    private void TwoCandidates(SampleReturn answer)
    {
        var digits = plan.Key == "account_no" ? 10 : 8;
        string stem;
        do stem = people.FreshKey(digits - 1);
        while (Enumerable.Range(0, 3).Any(last => people.IsTaken(stem + last)));
        var name = SampleNames.Person(random);
        var isAccount = plan.Key == "account_no";
        foreach (var last in (ReadOnlySpan<string>)["1", "2"])
        {
            var person = isAccount ? people.Person(name, null, stem + last) : people.Person(name, stem + last);
            people.Savings(person, "SW", 100_000);
            answer.Persons.Add(person);
            answer.BilledLines++;
            answer.Missing(person, person.Bills[0], "two_candidates");
        }
        var code = plan.Shape == "total" ? "" : "SW";
        var row = new SampleRow(stem + "0", name, "", [(code, 100_000)]);
        answer.Add([row]);
        answer.Answers.Add(new SampleAnswer("unknown", "two_candidates", null, null, row, code, 100_000) { Held = "2-1040" });
    }
}
