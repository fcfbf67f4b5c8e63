using System.Numerics;

namespace DeductionGateway.Core.Basics;

/// <summary>
/// Finds the place of a row in a list by a text of the row. Open addressing over places alone, four bytes a slot and two to four slots a row:
/// the texts stay where they are, and a million rows cost 8 MB where a dictionary costs 40. The first row of a text counts.
/// </summary>
public sealed class TextIndex<T>
{
    private const int None = -1;

    private readonly IReadOnlyList<T> _rows;
    private readonly Func<T, Utf8Text> _text;

    /// <summary>Place + 1; 0 is free.</summary>
    private readonly int[] _slots;

    /// <summary>An empty index over a list that does not change; <see cref="Add"/> and <see cref="AddAll"/> fill it.</summary>
    public TextIndex(IReadOnlyList<T> rows, Func<T, Utf8Text> text)
    {
        _rows = rows;
        _text = text;
        _slots = new int[BitOperations.RoundUpToPowerOf2((uint)Math.Max(rows.Count, 4) * 2)];
    }

    public TextIndex<T> AddAll()
    {
        for (var place = 0; place < _rows.Count; place++) Add(place);
        return this;
    }

    /// <summary>Adds the row at this place, unless an earlier one has its text: then that one's place is returned, else -1.</summary>
    public int Add(int place)
    {
        var text = _text(_rows[place]);
        var slot = SlotOf(text);
        if (_slots[slot] > 0) return _slots[slot] - 1;
        _slots[slot] = place + 1;
        return None;
    }

    /// <summary>The place of the first row with this text, or -1.</summary>
    public int Find(Utf8Text text) => _slots[SlotOf(text)] - 1;

    /// <summary>The slot that holds the text, or the free one where it would stand.</summary>
    private int SlotOf(Utf8Text text)
    {
        var mask = _slots.Length - 1;
        var slot = text.GetHashCode() & mask;
        while (_slots[slot] > 0 && _text(_rows[_slots[slot] - 1]) != text) slot = (slot + 1) & mask;
        return slot;
    }
}
