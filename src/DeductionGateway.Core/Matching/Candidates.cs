using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Intake;
using DeductionGateway.Core.Members;

namespace DeductionGateway.Core.Matching;

/// <summary>How credible a candidate is, field by field. Better first: national id, then near key, then fewer wrong letters.</summary>
public readonly record struct Evidence(bool SameNationalId, bool NearKey, int LettersWrong) : IComparable<Evidence>
{
    public int CompareTo(Evidence other)
    {
        if (SameNationalId != other.SameNationalId) return SameNationalId ? -1 : 1;
        if (NearKey != other.NearKey) return NearKey ? -1 : 1;
        return LettersWrong.CompareTo(other.LettersWrong);
    }

    /// <summary>What a row and a member have in common.</summary>
    /// <param name="key">What identifies employees in the row's file.</param>
    public static Evidence Of(in PayrollRow row, Member member, PayrollKey key) => new(
        key != PayrollKey.NationalId && !row.NationalId.IsEmpty && row.NationalId == member.NationalId,
        KeyLikeness.IsNear(row.Key.Span, KeyTexts.Of(member, key).Span),
        NameLikeness.Distance(row.Name, member.Name));

    /// <summary>The same for people, such as <c>same national id, near number, same name</c>; never used to decide.</summary>
    public static string InWords(in PayrollRow row, Member member, PayrollKey key)
    {
        var evidence = Of(row, member, key);
        var number = row.Key == KeyTexts.Of(member, key) ? "same number" : evidence.NearKey ? "near number" : "another number";
        return $"{(evidence.SameNationalId ? "same national id, " : "")}{number}, {NameLikeness.InWords(evidence.LettersWrong)}";
    }

    /// <summary>For people: 100 = the same national id, a near key and the same name; never used to decide.</summary>
    public int Score => (SameNationalId ? 50 : 0) + (NearKey ? 30 : 0) + Math.Max(0, 20 - 5 * Math.Min(LettersWrong, 4));

    public static bool operator <(Evidence left, Evidence right) => left.CompareTo(right) < 0;
    public static bool operator >(Evidence left, Evidence right) => left.CompareTo(right) > 0;
    public static bool operator <=(Evidence left, Evidence right) => left.CompareTo(right) <= 0;
    public static bool operator >=(Evidence left, Evidence right) => left.CompareTo(right) >= 0;
}

/// <summary>
/// Finds who an unidentified row may mean, among the members that still have an open billing line (CONTRACT §3 fuzzy).
/// Near keys are found by what is left of a key when one character is taken out, so each row costs its own length, not the roll's.
/// </summary>
public sealed class Candidates
{
    private readonly EmployerRoll _roll;
    private readonly Dictionary<Utf8Text, List<Member>> _byRemainder = [];

    /// <param name="roll">The employer's members.</param>
    /// <param name="open">Members with any open billing line.</param>
    public Candidates(EmployerRoll roll, IEnumerable<Member> open)
    {
        _roll = roll;
        foreach (var member in open) Index(member);
    }

    /// <summary>
    /// The most credible members for which <paramref name="isOpen"/> holds: none, one, or several that are equally credible.
    /// </summary>
    public IReadOnlyList<(Member Member, Evidence Evidence)> MostCredible(in PayrollRow row, Func<Member, bool> isOpen)
    {
        var found = new List<(Member Member, Evidence Evidence)>();
        if (_roll.Key != PayrollKey.NationalId)
        {
            foreach (var owner in _roll.ByNationalId(row.NationalId))
            {
                if (isOpen(owner)) found.Add((owner, Evidence.Of(row, owner, _roll.Key)));
            }
        }
        foreach (var member in NearKeys(row.Key))
        {
            if (found.Exists(pair => ReferenceEquals(pair.Member, member)) || !isOpen(member)) continue;
            var evidence = Evidence.Of(row, member, _roll.Key);
            if (evidence.NearKey && evidence.LettersWrong < NameLikeness.Strangers) found.Add((member, evidence));
        }
        if (found.Count < 2) return found;
        found.Sort(static (a, b) =>
        {
            var order = a.Evidence.CompareTo(b.Evidence);
            return order != 0 ? order : a.Member.MemberNo.CompareTo(b.Member.MemberNo);
        });
        return found.FindAll(pair => pair.Evidence == found[0].Evidence);
    }

    private HashSet<Member> NearKeys(Utf8Text reported)
    {
        var near = new HashSet<Member>(ReferenceEqualityComparer.Instance);
        foreach (var remainder in Remainders(reported))
        {
            if (_byRemainder.TryGetValue(remainder, out var members)) near.UnionWith(members);
        }
        return near;
    }

    private void Index(Member member)
    {
        var key = _roll.KeyOf(member);
        if (key.IsEmpty) return;
        foreach (var remainder in Remainders(key)) Remember(remainder, member);
        var zeros = key.Span.IndexOfAnyExcept((byte)'0');
        for (var lost = 2; lost <= zeros; lost++) Remember(Utf8Text.From(key.ToString()[lost..]), member);
    }

    private void Remember(Utf8Text remainder, Member member)
    {
        if (!_byRemainder.TryGetValue(remainder, out var members)) _byRemainder[remainder] = members = [];
        members.Add(member);
    }

    /// <summary>The text itself and the text with each one of its characters taken out.</summary>
    private static IEnumerable<Utf8Text> Remainders(Utf8Text text)
    {
        yield return text;
        for (var i = 0; i < text.Length; i++)
        {
            if (i > 0 && text.Span[i] == text.Span[i - 1]) continue;
            var bytes = new byte[text.Length - 1];
            text.Span[..i].CopyTo(bytes);
            text.Span[(i + 1)..].CopyTo(bytes.AsSpan(i));
            yield return new Utf8Text(bytes, 0, bytes.Length);
        }
    }
}
