namespace DeductionGateway.Core.Matching;

/// <summary>
/// When a reported number is nearly a member's (CONTRACT §3): two neighbours swapped, one character wrong or lost, or leading zeros
/// lost. An added character is not near: a longer number is another number.
/// </summary>
public static class KeyLikeness
{
    public static bool IsNear(ReadOnlySpan<byte> reported, ReadOnlySpan<byte> key)
    {
        if (reported.IsEmpty || reported.SequenceEqual(key)) return false;
        if (reported.Length == key.Length) return OneWrongOrSwapped(reported, key);
        if (reported.Length > key.Length) return false;
        return LeadingZerosLost(reported, key) || (reported.Length + 1 == key.Length && OneLost(reported, key));
    }

    private static bool OneWrongOrSwapped(ReadOnlySpan<byte> reported, ReadOnlySpan<byte> key)
    {
        var first = reported.CommonPrefixLength(key);
        if (reported[(first + 1)..].SequenceEqual(key[(first + 1)..])) return true;
        return first + 1 < key.Length && reported[first] == key[first + 1] && reported[first + 1] == key[first]
            && reported[(first + 2)..].SequenceEqual(key[(first + 2)..]);
    }

    private static bool OneLost(ReadOnlySpan<byte> reported, ReadOnlySpan<byte> key)
    {
        var first = reported.CommonPrefixLength(key);
        return reported[first..].SequenceEqual(key[(first + 1)..]);
    }

    private static bool LeadingZerosLost(ReadOnlySpan<byte> reported, ReadOnlySpan<byte> key)
    {
        var zeros = key.Length - reported.Length;
        return key[..zeros].IndexOfAnyExcept((byte)'0') < 0 && key[zeros..].SequenceEqual(reported);
    }
}
