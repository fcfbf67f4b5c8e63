namespace DeductionGateway.Core.Basics;

/// <summary>
/// Which texts were met, by 64-bit hashes alone: sixteen bytes a text where a hash set of texts costs a hundred, and keeps their files. Of a million texts a
/// new one is taken for a known one once in ten million million times: for what is said beforehand and decided later.
/// </summary>
public sealed class TextSet
{
    /// <summary>Open addressing, at most half full; 0 is free, so a hash of 0 stands as 1.</summary>
    private ulong[] _slots = new ulong[16];
    private int _count;

    /// <summary>True where the text was not met before.</summary>
    public bool Add(Utf8Text text) => Add(HashOf(text));

    public bool Contains(Utf8Text text) => _slots[SlotOf(HashOf(text))] != 0;

    /// <summary>The hash of a text, or of one that follows others: <paramref name="before"/> is theirs. Never 0.</summary>
    public static ulong HashOf(Utf8Text text, ulong before = 0) => Math.Max(TextHash.Of(text.Span, before), 1);

    public bool Add(ulong hash)
    {
        var slot = SlotOf(hash);
        if (_slots[slot] != 0) return false;
        _slots[slot] = hash;
        if (++_count * 2 > _slots.Length) Grow();
        return true;
    }

    private void Grow()
    {
        var old = _slots;
        _slots = new ulong[old.Length * 2];
        foreach (var hash in old)
        {
            if (hash != 0) _slots[SlotOf(hash)] = hash;
        }
    }

    /// <summary>The slot that holds the hash, or the free one where it would stand.</summary>
    private int SlotOf(ulong hash)
    {
        var mask = _slots.Length - 1;
        var slot = unchecked((int)hash) & mask;
        while (_slots[slot] != 0 && _slots[slot] != hash) slot = (slot + 1) & mask;
        return slot;
    }
}
