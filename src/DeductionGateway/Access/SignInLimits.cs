using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;

namespace DeductionGateway.Access;

/// <summary>How often somebody may try to sign in, in a minute: from one address, and for one account. An IPv6 address counts by its first 64 bits.</summary>
internal sealed class SignInLimits(int perAddress = 60, int perAccount = 10) : IDisposable
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly PartitionedRateLimiter<string> _addresses = Limiter(perAddress);
    private readonly PartitionedRateLimiter<string> _accounts = Limiter(perAccount);

    /// <summary>Null where the try may be made, else how long to wait.</summary>
    public TimeSpan? Wait(IPAddress address, string account)
    {
        using var first = _addresses.AttemptAcquire(Network(address));
        if (!first.IsAcquired) return Rest(first);
        using var second = _accounts.AttemptAcquire(account);
        return second.IsAcquired ? null : Rest(second);
    }

    public void Dispose()
    {
        _addresses.Dispose();
        _accounts.Dispose();
    }

    private static TimeSpan Rest(RateLimitLease lease) => lease.TryGetMetadata(MetadataName.RetryAfter, out var rest) ? rest : Window;

    private static string Network(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        return address.AddressFamily == AddressFamily.InterNetworkV6 ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8)) : address.ToString();
    }

    private static PartitionedRateLimiter<string> Limiter(int permits) => PartitionedRateLimiter.Create<string, string>(key =>
        RateLimitPartition.GetFixedWindowLimiter(key, _ => new FixedWindowRateLimiterOptions { PermitLimit = permits, Window = Window, QueueLimit = 0 }), StringComparer.Ordinal);
}
