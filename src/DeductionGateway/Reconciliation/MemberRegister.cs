using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Members;

namespace DeductionGateway.Reconciliation;

/// <summary>Members by number and by database id. Ids are dense within a cooperative; a member met first gets the next one.</summary>
internal sealed class MemberRegister
{
    private readonly Dictionary<Utf8Text, long> _ids;
    private readonly Dictionary<long, Utf8Text> _numbers;
    private Dictionary<Utf8Text, Member>? _folderMembers;
    private readonly IReadOnlyList<Member> _members;

    public MemberRegister(IReadOnlyList<Member> members, IReadOnlyList<(string MemberNo, long MemberId)> known)
    {
        _members = members;
        _ids = new Dictionary<Utf8Text, long>(members.Count + known.Count);
        _numbers = new Dictionary<long, Utf8Text>(members.Count + known.Count);
        foreach (var (number, id) in known) Add(Utf8Text.From(number), id);
        var next = known.Count == 0 ? 0 : known.Max(static one => one.MemberId);
        var fresh = new List<Member>();
        foreach (var member in members)
        {
            if (_ids.ContainsKey(member.MemberNo)) continue;
            Add(member.MemberNo, ++next);
            fresh.Add(member);
        }
        New = fresh;
    }

    /// <summary>Members that this folder shows for the first time.</summary>
    public IReadOnlyList<Member> New { get; }

    public long IdOf(Member member) => _ids[member.MemberNo];
    public Utf8Text NumberOf(long id) => _numbers[id];

    public Member? ByNumber(string memberNo)
    {
        if (_folderMembers is null)
        {
            _folderMembers = new Dictionary<Utf8Text, Member>(_members.Count);
            foreach (var member in _members) _folderMembers[Utf8Text.From(member.MemberNo.ToString().ToUpperInvariant())] = member;
        }
        return _folderMembers.GetValueOrDefault(Utf8Text.From(memberNo.ToUpperInvariant()));
    }

    private void Add(Utf8Text number, long id)
    {
        _ids[number] = id;
        _numbers[id] = number;
    }
}
