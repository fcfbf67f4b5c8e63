using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Intake;
using DeductionGateway.Core.Members;

namespace DeductionGateway.Core.Matching;

/// <summary>
/// The members of one employer, found by the key its file uses and by national id. A key that two members share finds nobody
/// by itself (A03); both are shown. Lists of members are by member number, whatever order the register came in.
/// </summary>
public sealed class EmployerRoll
{
    private readonly Dictionary<Utf8Text, int> _byKey;
    private readonly Dictionary<int, List<Member>> _sharedKeys = [];
    private Dictionary<Utf8Text, Member>? _byNationalId;
    private readonly Dictionary<Utf8Text, List<Member>> _sharedNationalIds = [];
    private string[]? _names;

    public EmployerRoll(IReadOnlyList<Member> members, PayrollKey key)
    {
        Members = members;
        Key = key;
        _byKey = new Dictionary<Utf8Text, int>(members.Count);
        for (var place = 0; place < members.Count; place++)
        {
            var text = KeyOf(members[place]);
            if (text.IsEmpty || _byKey.TryAdd(text, place)) continue;
            var first = _byKey[text];
            if (!_sharedKeys.TryGetValue(first, out var sharers)) _sharedKeys[first] = sharers = [members[first]];
            sharers.Add(members[place]);
        }
        foreach (var sharers in _sharedKeys.Values) sharers.Sort(ByMemberNo);
    }

    public IReadOnlyList<Member> Members { get; }
    public PayrollKey Key { get; }

    public Utf8Text KeyOf(Member member) => Key switch
    {
        PayrollKey.EmployeeNo => member.EmployeeNo,
        PayrollKey.NationalId => member.NationalId,
        _ => member.AccountNo,
    };

    /// <summary>The place of the one member with this key, or -1; <paramref name="sharers"/> where several have it.</summary>
    public int Find(Utf8Text key, out IReadOnlyList<Member>? sharers)
    {
        sharers = null;
        if (!_byKey.TryGetValue(key, out var place)) return -1;
        if (!_sharedKeys.TryGetValue(place, out var several)) return place;
        sharers = several;
        return -1;
    }

    /// <summary>The members with this national id: mostly one; more where the register is wrong, and then none of them is a guess.</summary>
    public IReadOnlyList<Member> ByNationalId(Utf8Text nationalId)
    {
        if (nationalId.IsEmpty) return [];
        if (_byNationalId is null)
        {
            _byNationalId = new Dictionary<Utf8Text, Member>(Members.Count);
            foreach (var member in Members)
            {
                if (member.NationalId.IsEmpty || _byNationalId.TryAdd(member.NationalId, member)) continue;
                if (!_sharedNationalIds.TryGetValue(member.NationalId, out var sharers)) _sharedNationalIds[member.NationalId] = sharers = [_byNationalId[member.NationalId]];
                sharers.Add(member);
            }
            foreach (var sharers in _sharedNationalIds.Values) sharers.Sort(ByMemberNo);
        }
        if (_sharedNationalIds.TryGetValue(nationalId, out var several)) return several;
        return _byNationalId.TryGetValue(nationalId, out var one) ? [one] : [];
    }

    /// <summary>Members whose name is this one, the keyed member left out. Only asked for rows whose name is not the keyed member's: few.</summary>
    public List<Member> Namesakes(Utf8Text name, Member? except)
    {
        _names ??= [.. Members.Select(static member => NameLikeness.Normalise(member.Name))];
        var reported = NameLikeness.Normalise(name);
        var found = new List<Member>();
        for (var place = 0; place < _names.Length; place++)
        {
            if (!ReferenceEquals(Members[place], except) && NameLikeness.Distance(reported, _names[place]) != NameLikeness.Strangers) found.Add(Members[place]);
        }
        found.Sort(ByMemberNo);
        return found;
    }

    private static int ByMemberNo(Member a, Member b) => a.MemberNo.CompareTo(b.MemberNo);
}
