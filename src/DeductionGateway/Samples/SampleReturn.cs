namespace DeductionGateway.Samples;

/// <summary>One employer's answer as it is being invented: people, rows in file order, and what must be answered for them.</summary>
internal sealed class SampleReturn(EmployerPlan plan)
{
    public EmployerPlan Plan => plan;
    public List<SamplePerson> Persons { get; } = [];

    /// <summary>Blocks of rows that stay together; the file's order of blocks is drawn afterwards.</summary>
    public List<List<SampleRow>> Blocks { get; } = [];
    public List<SampleAnswer> Answers { get; } = [];

    /// <summary>Autodebits: who, which code, how much.</summary>
    public List<(SamplePerson Person, string Code, long Amount)> Autodebits { get; } = [];
    public int BilledLines { get; set; }

    public SampleRow Row(SamplePerson person, params ReadOnlySpan<(string Code, long Amount)> cells) =>
        new(person.Key(plan.Key), person.Name, plan.HasNik ? person.NationalId : "", [.. cells]);

    public void Add(List<SampleRow> rows)
    {
        if (rows.Count > 0) Blocks.Add(rows);
    }

    public void Missing(SamplePerson person, SampleBill bill, string injected, bool isPaid = false)
    {
        var answer = new SampleAnswer("missing", injected, person, bill, null, bill.Code, 0);
        Answers.Add(answer);
        if (isPaid) Autodebit(person, bill, answer);
    }

    public void Autodebit(SamplePerson person, SampleBill bill, SampleAnswer answer)
    {
        answer.Autodebit = bill.Amount;
        Autodebits.Add((person, bill.Code, bill.Amount));
    }

    public long ReportedSum() => Answers.Where(answer => answer.Class != "missing").Sum(answer => answer.Reported);

    /// <summary>Numbers the rows in the file's order.</summary>
    public List<SampleRow> InOrder(SeededRandom random)
    {
        if (random.Chance(500)) random.Shuffle(Blocks);
        else Blocks.Sort((one, other) => string.CompareOrdinal(one[0].Key, other[0].Key) is var byKey and not 0 ? byKey : 0);
        var rows = new List<SampleRow>();
        foreach (var block in Blocks)
        {
            foreach (var row in block)
            {
                row.Line = rows.Count + 1;
                rows.Add(row);
            }
        }
        return rows;
    }
}
