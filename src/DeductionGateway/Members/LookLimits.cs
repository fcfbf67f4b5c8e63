using System.Threading.RateLimiting;
using DeductionGateway.Wire;

namespace DeductionGateway.Members;

/// <summary>How often one caller may look for a person's numbers, in a minute.</summary>
internal sealed class LookLimits(int perMinute) : IDisposable
{
    private readonly PartitionedRateLimiter<string> _looks = PartitionedRateLimiter.Create<string, string>(key =>
        RateLimitPartition.GetFixedWindowLimiter(key, _ => new FixedWindowRateLimiterOptions { PermitLimit = perMinute, Window = TimeSpan.FromMinutes(1), QueueLimit = 0 }), StringComparer.Ordinal);

    /// <exception cref="Grpc.Core.RpcException">RESOURCE_EXHAUSTED: too many in this minute.</exception>
    public void Enter(Caller caller)
    {
        using var look = _looks.AttemptAcquire($"{caller.CooperativeId}/{caller.Actor}");
        if (!look.IsAcquired) throw Faults.Exhausted("LOOKS_TOO_MANY", $"{caller.Actor} has looked for {perMinute} people's numbers in this minute: wait for the next.");
    }

    public void Dispose() => _looks.Dispose();
}
