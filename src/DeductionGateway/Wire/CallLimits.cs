using System.Threading.RateLimiting;

namespace DeductionGateway.Wire;

/// <summary>
/// How many calls one caller may make: so many a second, with some in reserve for a burst, and so many at once. Others do not notice a caller who goes
/// round in circles; what an honest core system needs is far below.
/// </summary>
internal sealed class CallLimits(int perSecond = 1_000, int atOnce = 200) : IDisposable
{
    private const int PeriodsOfSecond = 10;

    private readonly PartitionedRateLimiter<string> _rates = PartitionedRateLimiter.Create<string, string>(key => RateLimitPartition.GetTokenBucketLimiter(key, _ => new TokenBucketRateLimiterOptions
    {
        TokenLimit = 2 * perSecond, TokensPerPeriod = Math.Max(1, perSecond / PeriodsOfSecond), ReplenishmentPeriod = TimeSpan.FromSeconds(1) / PeriodsOfSecond, QueueLimit = 0,
    }), StringComparer.Ordinal);

    private readonly PartitionedRateLimiter<string> _places = PartitionedRateLimiter.Create<string, string>(key => RateLimitPartition.GetConcurrencyLimiter(key, _ => new ConcurrencyLimiterOptions
    {
        PermitLimit = atOnce, QueueLimit = 0,
    }), StringComparer.Ordinal);

    /// <summary>A place for a call, given back when it is disposed of.</summary>
    /// <exception cref="Grpc.Core.RpcException">RESOURCE_EXHAUSTED: too many calls, of a second or at once.</exception>
    public IDisposable Enter(Caller caller)
    {
        var name = $"{caller.CooperativeId}/{caller.Actor}";
        using var rate = _rates.AttemptAcquire(name);
        if (!rate.IsAcquired) throw Faults.Exhausted("CALLS_TOO_MANY", $"{caller.Actor} makes more than {perSecond} calls a second: wait a second, then go on more slowly.");
        var place = _places.AttemptAcquire(name);
        if (place.IsAcquired) return place;
        place.Dispose();
        throw Faults.Exhausted("CALLS_AT_ONCE", $"{caller.Actor} has {atOnce} calls under way: wait for one to end.");
    }

    public void Dispose()
    {
        _rates.Dispose();
        _places.Dispose();
    }
}
