using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Billing;
using DeductionGateway.Core.Intake;
using DeductionGateway.Core.Matching;
using DeductionGateway.Core.Settlement;

namespace DeductionGateway.Deductions;

/// <summary>What a line would be by what is known when it comes. Expected in whole rupiah: what is billed under its key; expected id: the first billing line of it.</summary>
internal readonly record struct Verdict(LineClass Class, IdentityFinding Identity, string Taxonomy, string ExpectedId, long Expected);

/// <summary>
/// Provisional classes of lines that come one by one: the key is looked up as the run does it, and amounts of one employee and code add up as they come. Proposals
/// for wrong keys, repeats that a later line explains and money are the run's: it sees all lines together.
/// </summary>
internal sealed class ReturnVerdicts
{
    private readonly BillingShelf _shelf;
    private readonly Identification _identification;
    private readonly Dictionary<(int Place, string Code), long> _sums = [];
    private readonly HashSet<(Utf8Text, Utf8Text, Utf8Text, string?, long)> _seen = [];

    /// <param name="facts">Members and billing of the employer; its return is the one to come.</param>
    public ReturnVerdicts(UnitFacts facts)
    {
        var roll = new EmployerRoll(facts.Members, facts.Return!.Profile.Key);
        _shelf = new BillingShelf(facts.Members, facts.Billing);
        _identification = new Identification(roll, facts);
    }

    public Verdict Of(in PayrollRow row)
    {
        var identity = _identification.Of(row);
        var isRepeat = !_seen.Add((row.Key, row.Name, row.NationalId, row.Code?.Code, row.Amount));
        if (identity.Place < 0) return new Verdict(isRepeat ? LineClass.Duplicate : LineClass.Unknown, identity.Finding, isRepeat ? "D03" : identity.Taxonomy, "", 0);
        var range = _shelf.Of(identity.Place, row.Code!.Code);
        var bills = _shelf.Lines(range);
        if (bills.IsEmpty) return new Verdict(LineClass.Unbilled, identity.Finding, "B05", "", 0);
        var billed = 0L;
        foreach (var bill in bills) billed += bill.Amount;
        var key = (identity.Place, row.Code.Code);
        var before = _sums.GetValueOrDefault(key);
        if (isRepeat && before + row.Amount > billed) return new Verdict(LineClass.Duplicate, identity.Finding, "D03", bills[0].ExpectedId.ToString(), billed);
        var sum = _sums[key] = before + row.Amount;
        var (kind, taxonomy) = sum == billed ? (LineClass.Matched, identity.Taxonomy) : sum < billed ? (LineClass.Short, row.Amount == 0 ? "B02" : "B01") : (LineClass.Over, "B04");
        return new Verdict(kind, identity.Finding, taxonomy, bills[0].ExpectedId.ToString(), billed);
    }
}
