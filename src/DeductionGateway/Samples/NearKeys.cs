namespace DeductionGateway.Samples;

/// <summary>Keys as a typing hand spoils them: neighbours swapped, a character wrong, lost, or leading zeros lost.</summary>
internal static class NearKeys
{
    public static string? Spoil(string key, SeededRandom random, IReadOnlyList<SamplePerson> persons, string kind)
    {
        for (var attempt = 0; attempt < 30; attempt++)
        {
            var spoilt = Once(key, random);
            if (spoilt == key || spoilt.Length == 0) continue;
            var isNearOther = persons.Any(other => other.Key(kind) != key && MayBeNear(other.Key(kind), spoilt));
            if (!isNearOther) return spoilt;
        }
        return null;
    }

    /// <summary>A key that is nobody's and near to nobody's.</summary>
    public static string Far(SamplePeople people, int digits, IReadOnlyList<SamplePerson> persons, string kind)
    {
        while (true)
        {
            var key = kind == "national_id" ? people.FreshNationalId() : people.FreshKey(digits);
            if (!persons.Any(other => MayBeNear(other.Key(kind), key))) return key;
        }
    }

    private static string Once(string key, SeededRandom random)
    {
        var letters = key.ToCharArray();
        var at = random.Below(letters.Length - 1);
        switch (random.Below(4))
        {
            case 0:
                (letters[at], letters[at + 1]) = (letters[at + 1], letters[at]);
                return new string(letters);
            case 1:
                letters[at] = (char)('0' + (letters[at] - '0' + 1 + random.Below(9)) % 10);
                return new string(letters);
            case 2:
                return key.Remove(at, 1);
            default:
                return key[0] == '0' ? key.TrimStart('0') : key.Remove(at, 1);
        }
    }

    /// <summary>Wider than the rule of CONTRACT §3: whoever is not even this is certainly not near.</summary>
    private static bool MayBeNear(string one, string other)
    {
        if (Math.Abs(one.Length - other.Length) > 1) return one.TrimStart('0') == other.TrimStart('0');
        if (one.Length == other.Length)
        {
            var wrong = 0;
            for (var i = 0; i < one.Length && wrong <= 2; i++) if (one[i] != other[i]) wrong++;
            return wrong <= 2;
        }
        var (longer, shorter) = one.Length > other.Length ? (one, other) : (other, one);
        var front = 0;
        while (front < shorter.Length && longer[front] == shorter[front]) front++;
        var back = 0;
        while (back < shorter.Length && longer[^(back + 1)] == shorter[^(back + 1)]) back++;
        return front + back >= shorter.Length - 1;
    }
}
