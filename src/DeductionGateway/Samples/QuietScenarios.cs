namespace DeductionGateway.Samples;

/// <summary>Shapes exceptions and none: who is not listed counts as billed.</summary>
internal sealed class QuietScenarios(SampleReturn answer, SeededRandom random)
{
    public void Lay(SamplePerson person, Scenario? scenario)
    {
        var target = person.Bills[scenario == Scenario.TwoLoans ? 0 : random.Below(person.Bills.Count)];
        foreach (var bill in person.Bills)
        {
            var isListed = bill == target && scenario is Scenario.Short or Scenario.ShortToNothing or Scenario.Misspelt && bill == target;
            if (!isListed)
            {
                var isDouble = bill == target && scenario == Scenario.DoubleDeducted;
                var found = new SampleAnswer(isDouble ? "double_deducted" : "matched", "as_billed", person, bill, null, bill.Code, bill.Amount) { Applied = bill.Amount, IsDerived = true };
                answer.Answers.Add(found);
                if (isDouble) answer.Autodebit(person, bill, found);
                continue;
            }
            var source = scenario == Scenario.Misspelt ? person with { Name = SampleNames.Misspelt(person.Name, random) } : person;
            var withheld = scenario == Scenario.ShortToNothing ? 0 : random.Between(1, bill.Amount / 1_000 - 1) * 1_000;
            var row = answer.Row(source, (bill.Code, withheld));
            answer.Add([row]);
            answer.Answers.Add(new SampleAnswer("short", "exception", person, bill, row, bill.Code, withheld) { Applied = withheld });
        }
    }
}
