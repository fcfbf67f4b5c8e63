using DeductionGateway.Core.Intake;
using DeductionGateway.Core.Members;
using DeductionGateway.Core.Settlement;

namespace DeductionGateway.Core.Matching;

/// <summary>Whom a payroll row names: a member's place in the roll, or nobody and why. <paramref name="Suspects"/> are shown, never used.</summary>
public readonly record struct Identity(int Place, IdentityFinding Finding, string Taxonomy, IReadOnlyList<Member>? Suspects);

/// <summary>
/// The deterministic pass: the profile's key finds the member, and a national id or a name that is clearly somebody else's takes
/// the row out (CONTRACT §3 unknown, A04). Version 1.
/// </summary>
public sealed class Identification(EmployerRoll roll, UnitFacts facts)
{
    private readonly bool _hasNationalIds = facts.Return!.HasNationalIds;
    private readonly bool _keyIsNationalId = roll.Key == PayrollKey.NationalId;

    public Identity Of(in PayrollRow row)
    {
        var place = roll.Find(row.Key, out var sharers);
        if (sharers is not null) return new Identity(-1, IdentityFinding.Ambiguous, "A03", sharers);
        if (place < 0) return new Identity(-1, IdentityFinding.None, "A01", null);
        var member = roll.Members[place];
        if (row.Name == member.Name || row.Name.IsEmpty) return new Identity(place, IdentityFinding.Key, "", null);
        var sameName = NameLikeness.IsOneName(row.Name, member.Name);
        var conflict = _hasNationalIds ? NationalIdConflict(row, member, sameName) : NameConflict(row, member, sameName);
        if (conflict is not null) return new Identity(-1, IdentityFinding.Conflict, "A04", conflict);
        var spelling = sameName && NameLikeness.Distance(row.Name, member.Name) == 0;
        return new Identity(place, IdentityFinding.Key, spelling ? "" : "A07", null);
    }

    private IReadOnlyList<Member>? NationalIdConflict(in PayrollRow row, Member member, bool sameName)
    {
        if (_keyIsNationalId || sameName || row.NationalId.IsEmpty || row.NationalId == member.NationalId) return null;
        var owners = roll.ByNationalId(row.NationalId);
        foreach (var owner in owners)
        {
            if (NameLikeness.IsOneName(row.Name, owner.Name)) return [member, owner];
        }
        if (owners.Count > 0) return null;
        if (facts.IsMemberNationalId(row.NationalId)) return null;
        return roll.Namesakes(row.Name, member).Count == 0 ? [member] : null;
    }

    private List<Member>? NameConflict(in PayrollRow row, Member member, bool sameName)
    {
        if (sameName) return null;
        var namesakes = roll.Namesakes(row.Name, member);
        if (namesakes.Count == 0) return null;
        namesakes.Insert(0, member);
        return namesakes;
    }
}
