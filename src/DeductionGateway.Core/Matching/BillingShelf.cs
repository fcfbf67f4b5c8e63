using DeductionGateway.Core.Billing;
using DeductionGateway.Core.Members;

namespace DeductionGateway.Core.Matching;

/// <summary>
/// An employer's billing lines, put in order by member, code and "oldest first", so that the lines of a member or of a key are a
/// range. Remembers which line has been spoken for.
/// </summary>
public sealed class BillingShelf
{
    private readonly BillingLine[] _lines;
    private readonly int[] _start;
    private readonly bool[] _spoken;

    public BillingShelf(IReadOnlyList<Member> members, IReadOnlyList<BillingLine> billing)
    {
        _lines = [.. billing];
        PutInOrder(_lines);
        _spoken = new bool[_lines.Length];
        _start = new int[members.Count + 1];
        var at = 0;
        for (var place = 0; place < members.Count; place++)
        {
            _start[place] = at;
            while (at < _lines.Length && _lines[at].Member.Ordinal == members[place].Ordinal) at++;
        }
        _start[members.Count] = at;
        Basics.Check.That(at == _lines.Length, "every billing line of a unit belongs to a member of its employer");
    }

    /// <summary>By member, code and age. A billing mostly stands in the members' order: then only each member's few lines are put in order.</summary>
    private static void PutInOrder(BillingLine[] lines)
    {
        for (var i = 1; i < lines.Length; i++)
        {
            if (lines[i].Member.Ordinal >= lines[i - 1].Member.Ordinal) continue;
            Array.Sort(lines, Order);
            return;
        }
        for (int from = 0, to; from < lines.Length; from = to)
        {
            for (to = from + 1; to < lines.Length && lines[to].Member.Ordinal == lines[from].Member.Ordinal;) to++;
            if (to - from > 1) lines.AsSpan(from, to - from).Sort(Order);
        }
    }

    private static int Order(BillingLine a, BillingLine b)
    {
        var order = a.Member.Ordinal.CompareTo(b.Member.Ordinal);
        if (order == 0 && !ReferenceEquals(a.Code, b.Code)) order = string.CompareOrdinal(a.Code.Code, b.Code.Code);
        return order != 0 ? order : BillingLine.OldestFirst(a, b);
    }

    public int Count => _lines.Length;
    public BillingLine this[int index] => _lines[index];

    /// <summary>All lines of the member at this place of the roll, by code.</summary>
    public Range Of(int place) => _start[place].._start[place + 1];

    /// <summary>The lines of one code of that member, oldest first.</summary>
    public Range Of(int place, string code)
    {
        int from = _start[place], end = _start[place + 1];
        while (from < end && _lines[from].Code.Code != code) from++;
        var to = from;
        while (to < end && _lines[to].Code.Code == code) to++;
        return from..to;
    }

    public ReadOnlySpan<BillingLine> Lines(Range range) => _lines.AsSpan(range);
    public bool IsSpoken(int index) => _spoken[index];
    public void Speak(int index) => _spoken[index] = true;

    public void Speak(Range range) => _spoken.AsSpan(range).Fill(true);

    /// <summary>No row with the right key, of either period, speaks for any line of the range, and there is one.</summary>
    public bool IsOpen(Range range)
    {
        var (offset, length) = range.GetOffsetAndLength(_lines.Length);
        return length > 0 && !_spoken.AsSpan(offset, length).Contains(true);
    }
}
