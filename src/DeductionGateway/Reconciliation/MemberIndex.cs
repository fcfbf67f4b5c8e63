using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Members;

namespace DeductionGateway.Reconciliation;

/// <summary>
/// Finds members by a text of theirs: their places sorted by it, four bytes a member. Asked for a few hundred rows in a million, so a
/// dictionary of all would cost more than it saves.
/// </summary>
internal sealed class MemberIndex
{
    private readonly IReadOnlyList<Member> _members;
    private readonly Func<Member, Utf8Text> _text;
    private readonly int[] _places;

    public MemberIndex(IReadOnlyList<Member> members, Func<Member, Utf8Text> text)
    {
        _members = members;
        _text = text;
        _places = new int[members.Count];
        for (var place = 0; place < _places.Length; place++) _places[place] = place;
        Array.Sort(_places, (a, b) =>
        {
            var order = text(members[a]).CompareTo(text(members[b]));
            return order != 0 ? order : a.CompareTo(b);
        });
    }

    /// <summary>The first member of the list with this text.</summary>
    public Member? Find(Utf8Text wanted)
    {
        int from = 0, to = _places.Length;
        while (from < to)
        {
            var middle = (from + to) / 2;
            if (_text(_members[_places[middle]]) < wanted) from = middle + 1;
            else to = middle;
        }
        return from < _places.Length && _text(_members[_places[from]]) == wanted ? _members[_places[from]] : null;
    }
}
