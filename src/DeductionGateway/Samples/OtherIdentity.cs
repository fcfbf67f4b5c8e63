namespace DeductionGateway.Samples;

/// <summary>Rows whose key, name and national id do not belong together.</summary>
internal sealed class OtherIdentity(SampleReturn answer, SamplePeople people, SeededRandom random)
{
    /// <summary>An empty row of that identity, or null where the employer's people allow none that is beyond doubt.</summary>
    public SampleRow? Row(SamplePerson person, Scenario scenario, out bool isFuzzy, out string injected)
    {
        var plan = answer.Plan;
        var key = person.Key(plan.Key);
        isFuzzy = scenario is Scenario.NearKey or Scenario.NearKeyMisspelt or Scenario.NationalIdOnly;
        switch (scenario)
        {
            case Scenario.NationalIdOnly:
                injected = "nik_only";
                var far = NearKeys.Far(people, plan.Key == "account_no" ? 10 : 8, answer.Persons, plan.Key);
                return new SampleRow(far, person.Name, person.NationalId, []);
            case Scenario.IdentityConflict:
                injected = "identity_conflict";
                // A name four letters longer or shorter is never one name with the keyed member's.
                var other = answer.Persons.Find(one => one != person && one.Bills.Count > 0 && Math.Abs(Letters(one.Name) - Letters(person.Name)) > 4);
                return other is null ? null : new SampleRow(key, other.Name, plan.HasNik ? other.NationalId : "", []);
            case Scenario.Ghost:
                injected = "ghost";
                return new SampleRow(key, SampleNames.Stranger(random), people.FreshNationalId(), []);
            default:
                var isMisspelt = scenario == Scenario.NearKeyMisspelt;
                injected = isMisspelt ? "near_key_typo" : "near_key";
                var spoilt = NearKeys.Spoil(key, random, answer.Persons, plan.Key);
                if (spoilt is null || people.IsTaken(spoilt)) return null;
                var id = plan.Key == "national_id" ? spoilt : plan.HasNik ? person.NationalId : "";
                return new SampleRow(spoilt, isMisspelt ? SampleNames.Misspelt(person.Name, random) : person.Name, id, []);
        }
    }

    private static int Letters(string name) => name.Count(char.IsLetter);
}
