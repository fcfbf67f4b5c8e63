using System.Numerics;

namespace DeductionGateway.Core.Settlement;

/// <summary>
/// Assigns credits to open files where exactly one way exists (CONTRACT §4 g): each file takes a set of credits that adds up to
/// it exactly; every assignment that cannot be extended is counted; two of them, or more than can be tried, and none is taken.
/// </summary>
public static class UniqueAssignment
{
    /// <summary>Steps taken to find the sets that add up to one file; an employer whose credits need more needs a person.</summary>
    public const int StepLimit = 1 << 20;

    /// <summary>A set of credits is a word of bits. Credits larger than every file are in no set and do not count.</summary>
    public const int MaximumCredits = 64;

    /// <summary>For each credit the index of its file, or -1; null where the assignment is not unique or was not tried.</summary>
    /// <param name="credits">Whole rupiah, each above 0.</param>
    /// <param name="files">What each open file reports, whole rupiah above 0.</param>
    public static int[]? Find(IReadOnlyList<long> credits, IReadOnlyList<long> files)
    {
        var assigned = new int[credits.Count];
        Array.Fill(assigned, -1);
        var largest = files.Count == 0 ? 0 : files.Max();
        var places = Enumerable.Range(0, credits.Count).Where(place => credits[place] <= largest).OrderByDescending(place => credits[place]).ToArray();
        if (places.Length > MaximumCredits) return null;
        var sums = new Sums([.. places.Select(place => credits[place])]);
        var sets = new List<ulong>[files.Count];
        for (var file = 0; file < files.Count; file++)
        {
            if (sums.SetsOf(files[file]) is not { } own) return null;
            sets[file] = own;
        }
        var search = new Search(sets);
        search.From(0, 0);
        if (search.Found != 1) return null;
        for (var file = 0; file < files.Count; file++)
        {
            for (var set = search.Chosen[file]; set != 0; set &= set - 1) assigned[places[BitOperations.TrailingZeroCount(set)]] = file;
        }
        return assigned;
    }

    /// <summary>Sets of amounts (largest first) that add up to a target: what is too large, or too little even with all that follow, is not tried.</summary>
    private sealed class Sums
    {
        private readonly long[] _amounts;
        private readonly long[] _following;
        private List<ulong> _sets = [];
        private int _steps;

        public Sums(long[] amounts)
        {
            _amounts = amounts;
            _following = new long[amounts.Length + 1];
            for (var place = amounts.Length - 1; place >= 0; place--) _following[place] = checked(_following[place + 1] + amounts[place]);
        }

        /// <summary>Null where finding them took too long.</summary>
        public List<ulong>? SetsOf(long target)
        {
            _sets = [];
            _steps = 0;
            Fill(0, target, 0);
            return _steps > StepLimit ? null : _sets;
        }

        private void Fill(int place, long missing, ulong set)
        {
            if (++_steps > StepLimit) return;
            if (missing == 0) _sets.Add(set);
            else if (_following[place] >= missing)
            {
                if (_amounts[place] <= missing) Fill(place + 1, missing - _amounts[place], set | 1UL << place);
                Fill(place + 1, missing, set);
            }
        }
    }

    private sealed class Search(List<ulong>[] sets)
    {
        private readonly ulong[] _current = new ulong[sets.Length];
        private int _steps;

        public ulong[] Chosen { get; private set; } = [];

        /// <summary>Assignments that cannot be extended; counting ends at two, or where it takes too long.</summary>
        public int Found { get; private set; }

        public void From(int file, ulong used)
        {
            if (Found > 1) return;
            if (++_steps > StepLimit)
            {
                Found = 2;
                return;
            }
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

        private bool CanBeExtended(ulong used)
        {
            for (var file = 0; file < sets.Length; file++)
            {
                if (_current[file] == 0 && sets[file].Exists(set => (set & used) == 0)) return true;
            }
            return false;
        }
    }
}
