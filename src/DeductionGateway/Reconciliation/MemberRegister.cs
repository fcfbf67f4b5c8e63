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
    private readonly int[] _idByPlace;
    private readonly List<Utf8Text> _knownNumbers = [];
    private readonly Dictionary<Utf8Text, int> _knownIds;
    private TextIndex<Member>? _byNumber;
    private TextIndex<Member>? _byNationalId;

    public MemberRegister(IReadOnlyList<Member> members, IReadOnlyList<(string MemberNo, long MemberId)> known)
    {
        _members = members;
        _idByPlace = new int[members.Count];
        _knownIds = new Dictionary<Utf8Text, int>(known.Count);
        foreach (var (number, id) in known.OrderBy(static one => one.MemberId))
        {
            var text = Utf8Text.From(number);
            _knownNumbers.Add(text);
            _knownIds[text] = _knownNumbers.Count;
            Check.That(id == _knownNumbers.Count, "member ids are dense");
        }
        var fresh = new List<Member>();
        for (var place = 0; place < members.Count; place++)
        {
            if (known.Count > 0 && _knownIds.TryGetValue(members[place].MemberNo, out var id)) _idByPlace[place] = id;
            else
            {
                fresh.Add(members[place]);
                _idByPlace[place] = known.Count + fresh.Count;
            }
        }
        New = fresh;
    }

    /// <summary>Members that this folder shows for the first time, in the order of their ids.</summary>
    public IReadOnlyList<Member> New { get; }

    public long IdOf(Member member) =>
        member.Ordinal < _members.Count && ReferenceEquals(_members[member.Ordinal], member) ? _idByPlace[member.Ordinal] : _knownIds[member.MemberNo];

    /// <summary>Of a member whom an earlier folder showed.</summary>
    public long IdOf(Utf8Text memberNo) => _knownIds[memberNo];

    public Utf8Text NumberOf(long id) => id <= _knownNumbers.Count ? _knownNumbers[(int)id - 1] : New[(int)id - 1 - _knownNumbers.Count].MemberNo;

    /// <summary>A member by his number as the register has it: the folder's, or by the number alone one whom an earlier folder showed; null where nobody has it.</summary>
    public Member? Known(string memberNo)
    {
        var number = Utf8Text.From(memberNo);
        return ByNumber(memberNo) is { } member && member.MemberNo == number ? member
            : _knownIds.ContainsKey(number) ? new Member(int.MaxValue, number, default, default, "", default, default, default) : null;
    }

    /// <summary>A member of the folder by his number as a remark quotes it, without case.</summary>
    public Member? ByNumber(string memberNo)
    {
        _byNumber ??= new TextIndex<Member>(_members, static member => UpperCase(member.MemberNo)).AddAll();
        return _byNumber.Find(Utf8Text.From(memberNo.ToUpperInvariant())) is >= 0 and var place ? _members[place] : null;
    }

    /// <summary>Whether it is a member of the cooperative who has this national id.</summary>
    public bool HasNationalId(Utf8Text nationalId)
    {
        _byNationalId ??= new TextIndex<Member>(_members, static member => member.NationalId).AddAll();
        return _byNationalId.Find(nationalId) >= 0;
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
