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
    private readonly TextIndex<Member> _byKey;
    private readonly Dictionary<int, List<Member>> _sharedKeys = [];
    private TextIndex<Member>? _byNationalId;
    private readonly Dictionary<int, List<Member>> _sharedNationalIds = [];
    private NameIndex? _names;

    public EmployerRoll(IReadOnlyList<Member> members, PayrollKey key)
    {
        Members = members;
        Key = key;
        _byKey = IndexBy(KeyOf, _sharedKeys);
    }

    public IReadOnlyList<Member> Members { get; }
    public PayrollKey Key { get; }

    public Utf8Text KeyOf(Member member) => KeyTexts.Of(member, Key);

    /// <summary>The place of the one member with this key, or -1; <paramref name="sharers"/> where several have it.</summary>
    public int Find(Utf8Text key, out IReadOnlyList<Member>? sharers)
    {
        sharers = null;
        var place = _byKey.Find(key);
        if (place < 0) return -1;
        if (!_sharedKeys.TryGetValue(place, out var several)) return place;
        sharers = several;
        return -1;
    }

    /// <summary>The members with this national id: mostly one; more where the register is wrong, and then none of them is a guess.</summary>
    public IReadOnlyList<Member> ByNationalId(Utf8Text nationalId)
    {
        if (nationalId.IsEmpty) return [];
        _byNationalId ??= IndexBy(static member => member.NationalId, _sharedNationalIds);
        var place = _byNationalId.Find(nationalId);
        if (place < 0) return [];
        return _sharedNationalIds.TryGetValue(place, out var several) ? several : [Members[place]];
    }

    /// <summary>Members whose name is this one, the keyed member left out. Only asked for rows whose name is not the keyed member's: few.</summary>
    public List<Member> Namesakes(Utf8Text name, Member? except)
    {
        var found = (_names ??= new NameIndex(Members)).Find(name);
        if (except is not null) found.RemoveAll(member => member.Ordinal == except.Ordinal);
        found.Sort(ByMemberNo);
        return found;
    }

    /// <summary>The members' places by a text of theirs; those that share one are gathered under the first one's place, by member number.</summary>
    private TextIndex<Member> IndexBy(Func<Member, Utf8Text> textOf, Dictionary<int, List<Member>> shared)
    {
        var index = new TextIndex<Member>(Members, textOf);
        for (var place = 0; place < Members.Count; place++)
        {
            if (textOf(Members[place]).IsEmpty || index.Add(place) is not (>= 0 and var first)) continue;
            if (!shared.TryGetValue(first, out var sharers)) shared[first] = sharers = [Members[first]];
            sharers.Add(Members[place]);
        }
        foreach (var sharers in shared.Values) sharers.Sort(ByMemberNo);
        return index;
    }

    private static int ByMemberNo(Member a, Member b) => a.MemberNo.CompareTo(b.MemberNo);
}
