namespace DeductionGateway.Samples;

/// <summary>What the generator does to one person's row.</summary>
internal enum Scenario
{
    Short, ShortToNothing, Over, Missing, MissingPaidByAutodebit, Duplicate, Split, SplitEqual, SplitShort, Unbilled, Unknown, NearKey, NearKeyMisspelt, NationalIdOnly, Misspelt,
    WrongPeriod, DoubleDeducted, IdentityConflict, Ghost, TwoCandidates, TwoLoans, TwoLoansInOneLine,
}

/// <summary>Deals the scenarios in turn, so that even a small folder sees each kind; an employer whose file cannot show a kind passes it on.</summary>
internal sealed class ScenarioDeck(SeededRandom random, bool plain, int persons)
{
    private static readonly Scenario[] PlainKinds =
    [
        Scenario.Short, Scenario.ShortToNothing, Scenario.Over, Scenario.Missing, Scenario.Duplicate, Scenario.Unbilled, Scenario.Unknown, Scenario.NearKey, Scenario.NearKeyMisspelt,
        Scenario.Misspelt, Scenario.WrongPeriod, Scenario.DoubleDeducted,
    ];

    private readonly Scenario[] _kinds = plain ? PlainKinds : Enum.GetValues<Scenario>();
    private readonly List<Scenario> _pile = [];

    // One person in eight has one line of some 2.2 changed: about 6 % of the lines. Small folders have more, to see every kind.
    private readonly int _perMille = Math.Clamp(40_000 / Math.Max(1, persons), 130, 450);

    /// <summary>The next kind this plan can show, or null: nothing is done to this person.</summary>
    public Scenario? Deal(EmployerPlan plan)
    {
        if (!random.Chance(_perMille)) return null;
        if (_pile.Count < _kinds.Length)
        {
            var round = new List<Scenario>(_kinds);
            random.Shuffle(round);
            _pile.AddRange(round);
        }
        for (var i = 0; i < _pile.Count; i++)
        {
            if (!Fits(_pile[i], plan)) continue;
            var scenario = _pile[i];
            _pile.RemoveAt(i);
            return scenario;
        }
        return null;
    }

    private static bool Fits(Scenario scenario, EmployerPlan plan) => scenario switch
    {
        Scenario.TwoLoans or Scenario.DoubleDeducted => true,
        Scenario.Short or Scenario.Misspelt => plan.Shape != "none",
        Scenario.ShortToNothing => plan.Shape is "lines" or "total" or "exceptions",
        Scenario.Split or Scenario.SplitEqual or Scenario.SplitShort => plan.Shape is "lines" or "columns",
        Scenario.TwoLoansInOneLine => plan.Shape == "lines",
        Scenario.NationalIdOnly or Scenario.Ghost => plan.IsReported && plan.HasNik && plan.Key != "national_id",
        Scenario.IdentityConflict => plan.IsReported && plan.Key != "national_id",
        Scenario.TwoCandidates => plan.IsReported && !plan.HasNik && plan.Key != "national_id",
        Scenario.WrongPeriod => plan.IsReported && plan.HasPeriod,
        _ => plan.IsReported,
    };
}
