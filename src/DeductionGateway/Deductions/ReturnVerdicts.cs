using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Billing;
using DeductionGateway.Core.Intake;
using DeductionGateway.Core.Matching;
using DeductionGateway.Core.Settlement;

namespace DeductionGateway.Deductions;

/// <summary>What a line would be by what is known when it comes. Expected in whole rupiah: what is billed under its key; expected id: the first billing line of it.</summary>
internal readonly record struct Verdict(LineClass Class, IdentityFinding Identity, string Taxonomy, string ExpectedId, long Expected);

/// <summary>
/// Provisional classes of lines that come one by one: the key is looked up as the run does it, and amounts of one employee and code add up as they come, whichever
/// obligation they name. Proposals for wrong keys, repeats that a later line explains and money are the run's: it sees all lines together.
/// </summary>
internal sealed class ReturnVerdicts
{
    private readonly BilledSums _billed;
    private readonly Identification _identification;

    /// <summary>Rows that are not the first of their member and code; those are kept with what is billed.</summary>
    private readonly TextSet _further = new();

    /// <param name="facts">Members of the employer, without its billing; its return is the one to come.</param>
    /// <param name="billed">What they are billed.</param>
    public ReturnVerdicts(UnitFacts facts, BilledSums billed)
    {
        _billed = billed;
        _identification = new Identification(new EmployerRoll(facts.Members, facts.Return!.Profile.Key), facts);
    }

    public Verdict Of(in PayrollRow row)
    {
        var identity = _identification.Of(row);
        if (identity.Place < 0)
        {
            return _further.Add(ContentOf(row)) ? new Verdict(LineClass.Unknown, identity.Finding, identity.Taxonomy, "", 0) : new Verdict(LineClass.Duplicate, identity.Finding, "D03", "", 0);
        }
        var entry = _billed.Find(identity.Place, row.Code?.Code ?? "");
        if (entry < 0) return new Verdict(LineClass.Unbilled, identity.Finding, "B05", "", 0);
        var (billed, expected) = (_billed.Billed(entry), _billed.ExpectedId(entry).ToString());
        ref var reported = ref _billed.Reported(entry);
        if (IsRepeat(entry, ContentOf(row)) && reported + row.Amount > billed) return new Verdict(LineClass.Duplicate, identity.Finding, "D03", expected, billed);
        reported += row.Amount;
        var (kind, taxonomy) = reported == billed ? (LineClass.Matched, identity.Taxonomy) : reported < billed ? (LineClass.Short, row.Amount == 0 ? "B02" : "B01") : (LineClass.Over, "B04");
        return new Verdict(kind, identity.Finding, taxonomy, expected, billed);
    }

    private bool IsRepeat(int entry, ulong content)
    {
        ref var first = ref _billed.FirstRow(entry);
        var own = Math.Max(unchecked((uint)content), 1);
        if (first != 0) return first == own || !_further.Add(content);
        first = own;
        return false;
    }

    /// <summary>All that two rows must have in common to be one row said twice.</summary>
    private static ulong ContentOf(in PayrollRow row) =>
        TextSet.HashOf(row.NationalId, TextSet.HashOf(row.Name, TextSet.HashOf(row.Key, TextSet.HashOf(row.Obligation, TextSet.HashOf(Utf8Text.From(row.Code?.Code), unchecked((ulong)row.Amount))))));
}
