namespace DeductionGateway.Mocks.Faults;

/// <summary>
/// Decides what goes wrong: the n-th call of a service meets the same fault whenever seed and scenario are the same, whatever other services do and however long it takes.
/// </summary>
internal sealed class FaultPlan(Scenario scenario, long seed)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, long> _calls = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> _counts = new(StringComparer.Ordinal);

    public Scenario Scenario => scenario;

    /// <summary>How often each service was drawn for, and each fault of it: <c>25</c>, <c>25 Reset</c>.</summary>
    public IReadOnlyDictionary<string, long> Counts
    {
        get
        {
            lock (_gate) return new SortedDictionary<string, long>(_counts, StringComparer.Ordinal);
        }
    }

    /// <summary>The fault of a service's next call.</summary>
    /// <param name="service">Its name; calls are counted by it.</param>
    public FaultKind Next(FaultPlace place, string service)
    {
        lock (_gate)
        {
            var no = _calls[service] = _calls.GetValueOrDefault(service) + 1;
            var kind = Drawn(scenario.At(place), service, no);
            Count(service);
            if (kind != FaultKind.None) Count($"{service} {kind}");
            return kind;
        }
    }

    /// <summary>A number from 0 up to a bound, by the same rule; for choices that are no faults.</summary>
    public int Number(string what, long no, int bound) => (int)(Mixed(what, no) % (ulong)bound);

    /// <summary>What <see cref="FaultKind.Slow"/> costs.</summary>
    public Task Linger(CancellationToken stop) => Task.Delay(scenario.SlowMilliseconds, stop);

    private FaultKind Drawn(FaultRate[] rates, string service, long no)
    {
        const int thousand = 1_000;
        var left = Number(service, no, thousand);
        foreach (var rate in rates)
        {
            if (left < rate.PerThousand) return rate.Kind;
            left -= rate.PerThousand;
        }
        return FaultKind.None;
    }

    private void Count(string what) => _counts[what] = _counts.GetValueOrDefault(what) + 1;

    /// <summary>FNV-1a over the name, then the finaliser of SplitMix64: the same on every machine, unlike the hash of a string.</summary>
    private ulong Mixed(string what, long no)
    {
        unchecked
        {
            var mixed = 14695981039346656037UL ^ (ulong)seed;
            foreach (var letter in what) mixed = (mixed ^ letter) * 1099511628211UL;
            mixed += (ulong)no * 0x9E3779B97F4A7C15UL;
            mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9UL;
            mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBUL;
            return mixed ^ (mixed >> 31);
        }
    }
}
