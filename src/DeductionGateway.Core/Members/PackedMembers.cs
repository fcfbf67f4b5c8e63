using System.Collections;
using DeductionGateway.Core.Basics;

namespace DeductionGateway.Core.Members;

/// <summary>
/// Many members kept small: who they are without their balances, sixty bytes a member where an object costs three times as many. A member is made anew each
/// time he is asked for; <c>Ordinal</c>, his place in this list, says whether two are one.
/// </summary>
public sealed class PackedMembers : IReadOnlyList<Member>
{
    private const int Block = 1 << 12;

    private readonly PackedTexts _texts = new();
    private readonly List<Place[]> _blocks = [];

    public int Count { get; private set; }

    public Member this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count);
            ref var place = ref _blocks[index / Block][index % Block];
            var at = place.At;
            return new Member(index, Next(place.Bytes, ref at), Next(place.Bytes, ref at), Next(place.Bytes, ref at), place.Employer, Next(place.Bytes, ref at), Next(place.Bytes, ref at), default);
        }
    }

    /// <summary>Adds the member; his texts are copied.</summary>
    public void Add(Member member)
    {
        ReadOnlySpan<Utf8Text> texts = [member.MemberNo, member.Name, member.NationalId, member.EmployeeNo, member.AccountNo];
        var length = 0;
        foreach (var text in texts) length += 2 + text.Length;
        var (bytes, at) = _texts.Room(length);
        if (Count % Block == 0) _blocks.Add(new Place[Block]);
        _blocks[^1][Count++ % Block] = new Place(bytes, at, member.Employer);
        foreach (var text in texts)
        {
            // No text of a row is longer than the row.
            bytes[at++] = (byte)text.Length;
            bytes[at++] = (byte)(text.Length >> 8);
            text.Span.CopyTo(bytes.AsSpan(at));
            at += text.Length;
        }
    }

    public IEnumerator<Member> GetEnumerator()
    {
        for (var index = 0; index < Count; index++) yield return this[index];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static Utf8Text Next(byte[] bytes, ref int at)
    {
        var length = bytes[at] | bytes[at + 1] << 8;
        var text = new Utf8Text(bytes, at + 2, length);
        at += 2 + length;
        return text;
    }

    private readonly record struct Place(byte[] Bytes, int At, string Employer);
}
