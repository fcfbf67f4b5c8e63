namespace DeductionGateway.Core.Settlement;

/// <summary>
/// Assigns credits to open files where exactly one way exists (CONTRACT §4 g): each file takes a set of credits that adds up to
/// it exactly; every assignment that cannot be extended is counted; two of them, or more credits than can be tried, and none is taken.
/// </summary>
public static class UniqueAssignment
{
    /// <summary>2^18 sets are tried at most; an employer with more unread credits at once needs a person.</summary>
    public const int MaximumCredits = 18;

    /// <summary>For each credit the index of its file, or -1; null where the assignment is not unique or was not tried.</summary>
    public static int[]? Find(IReadOnlyList<long> credits, IReadOnlyList<long> files)
    {
        if (credits.Count > MaximumCredits) return null;
        var sets = new List<int>[files.Count];
        for (var file = 0; file < files.Count; file++) sets[file] = [];
        for (var set = 1; set < 1 << credits.Count; set++)
        {
            var sum = 0L;
            for (var i = 0; i < credits.Count; i++) sum += (set >> i & 1) * credits[i];
            for (var file = 0; file < files.Count; file++)
            {
                if (files[file] == sum) sets[file].Add(set);
            }
        }
        var search = new Search(sets);
        search.From(0, 0);
        if (search.Found != 1) return null;
        var assigned = new int[credits.Count];
        for (var i = 0; i < credits.Count; i++) assigned[i] = Array.FindIndex(search.Chosen, set => (set >> i & 1) == 1);
        return assigned;
    }

    private sealed class Search(List<int>[] sets)
    {
        private readonly int[] _current = new int[sets.Length];

        public int[] Chosen { get; private set; } = [];
        public int Found { get; private set; }

        public void From(int file, int used)
        {
            if (Found > 1) return;
            if (file == sets.Length)
            {
                if (CanBeExtended(used)) return;
                Found++;
                Chosen = [.. _current];
                return;
            }
            foreach (var set in sets[file])
            {
                if ((set & used) != 0) continue;
                _current[file] = set;
                From(file + 1, used | set);
                _current[file] = 0;
            }
            From(file + 1, used);
        }

        private bool CanBeExtended(int used)
        {
            for (var file = 0; file < sets.Length; file++)
            {
                if (_current[file] == 0 && sets[file].Exists(set => (set & used) == 0)) return true;
            }
            return false;
        }
    }
}
