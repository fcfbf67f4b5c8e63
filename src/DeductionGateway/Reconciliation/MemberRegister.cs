using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Members;

namespace DeductionGateway.Reconciliation;

/// <summary>
/// Members by number and by database id. Ids are dense within a cooperative; a member met first gets the next one. The folder's own
/// members are found by their place, others (of an earlier period, or quoted in a remark) by number.
/// </summary>
internal sealed class MemberRegister
{
    private readonly IReadOnlyList<Member> _members;
    private readonly long[] _idByPlace;
    private readonly List<Utf8Text> _numberById;
    private readonly Dictionary<Utf8Text, long> _knownIds;
    private Dictionary<Utf8Text, Member>? _byNumber;

    public MemberRegister(IReadOnlyList<Member> members, IReadOnlyList<(string MemberNo, long MemberId)> known)
    {
        _members = members;
        _idByPlace = new long[members.Count];
        _knownIds = new Dictionary<Utf8Text, long>(known.Count);
        _numberById = new List<Utf8Text>(members.Count + known.Count + 1) { default };
        foreach (var (number, id) in known.OrderBy(static one => one.MemberId))
        {
            Check.That(id == _numberById.Count, "member ids are dense");
            var text = Utf8Text.From(number);
            _knownIds[text] = id;
            _numberById.Add(text);
        }
        var fresh = new List<Member>();
        foreach (var member in members)
        {
            if (!_knownIds.TryGetValue(member.MemberNo, out var id))
            {
                id = _numberById.Count;
                _numberById.Add(member.MemberNo);
                if (known.Count > 0) fresh.Add(member);
            }
            _idByPlace[member.Ordinal] = id;
        }
        New = known.Count == 0 ? members : fresh;
    }

    /// <summary>Members that this folder shows for the first time.</summary>
    public IReadOnlyList<Member> New { get; }

    public long IdOf(Member member) =>
        member.Ordinal < _members.Count && ReferenceEquals(_members[member.Ordinal], member) ? _idByPlace[member.Ordinal] : _knownIds[member.MemberNo];

    public Utf8Text NumberOf(long id) => _numberById[(int)id];

    /// <summary>A member of the folder by his number as a remark quotes it, without case.</summary>
    public Member? ByNumber(string memberNo)
    {
        if (_byNumber is null)
        {
            _byNumber = new Dictionary<Utf8Text, Member>(_members.Count);
            foreach (var member in _members) _byNumber[UpperCase(member.MemberNo)] = member;
        }
        return _byNumber.GetValueOrDefault(Utf8Text.From(memberNo.ToUpperInvariant()));
    }

    /// <summary>Most numbers are upper case already: those cost no copy.</summary>
    private static Utf8Text UpperCase(Utf8Text number)
    {
        foreach (var one in number.Span)
        {
            if (one is >= (byte)'a' and <= (byte)'z' or >= 0x80) return Utf8Text.From(number.ToString().ToUpperInvariant());
        }
        return number;
    }
}
