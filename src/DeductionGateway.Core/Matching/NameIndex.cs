using System.Numerics;
using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Members;

namespace DeductionGateway.Core.Matching;

/// <summary>
/// Finds the members of an employer who have a name, spelt as <see cref="NameLikeness"/> allows. Each name's letters are kept as one number,
/// so that nearly all members are passed over at two bit counts each, whatever the order of their words; only the rest are compared.
/// </summary>
internal sealed class NameIndex
{
    /// <summary>No two spellings of one name differ in more letters.</summary>
    private const int MostLettersApart = 3;

    private readonly IReadOnlyList<Member> _members;
    private readonly ulong[] _letters;

    /// <summary>Normalised names of those that were compared once.</summary>
    private readonly string?[] _names;

    public NameIndex(IReadOnlyList<Member> members)
    {
        _members = members;
        _names = new string?[members.Count];
        _letters = new ulong[members.Count];
        for (var place = 0; place < _letters.Length; place++) _letters[place] = LettersOf(members[place].Name);
    }

    /// <summary>Members with this name, in the order of the list.</summary>
    public List<Member> Find(Utf8Text name)
    {
        var wanted = NameLikeness.Normalise(name);
        var letters = LettersOf(wanted);
        var found = new List<Member>();
        for (var place = 0; place < _letters.Length; place++)
        {
            if (AreApart(letters, _letters[place])) continue;
            var known = _names[place] ??= NameLikeness.Normalise(_members[place].Name);
            if (NameLikeness.Distance(wanted, known) != NameLikeness.Strangers) found.Add(_members[place]);
        }
        return found;
    }

    /// <summary>One has more letters that the other lacks than any spelling may differ in.</summary>
    private static bool AreApart(ulong a, ulong b) =>
        BitOperations.PopCount(a & ~b) > MostLettersApart || BitOperations.PopCount(b & ~a) > MostLettersApart;

    private static ulong LettersOf(Utf8Text name)
    {
        if (!System.Text.Ascii.IsValid(name.Span)) return LettersOf(NameLikeness.Normalise(name));
        var letters = 0ul;
        foreach (var one in name.Span)
        {
            if (one == (byte)',') break;
            if (one > (byte)' ') letters |= NextBit(letters, one >= (byte)'a' && one <= (byte)'z' ? one - 32 : one);
        }
        return letters;
    }

    private static ulong LettersOf(string normalised)
    {
        var letters = 0ul;
        foreach (var one in normalised)
        {
            if (one > ' ') letters |= NextBit(letters, one);
        }
        return letters;
    }

    /// <summary>Two bits a letter, of 32 kinds: that it occurs, and that it occurs again. Letters that share a kind only make two names look nearer.</summary>
    private static ulong NextBit(ulong letters, int letter)
    {
        var once = 1ul << (letter & 31);
        return (letters & once) == 0 ? once : once << 32;
    }
}
