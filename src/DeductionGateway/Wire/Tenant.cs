using Grpc.Core;

namespace DeductionGateway.Wire;

/// <summary>The cooperative that a call is answered for; the gate sets it before any service sees the call.</summary>
internal readonly record struct Tenant(long CooperativeId)
{
    private static readonly object Key = new();

    /// <exception cref="InvalidOperationException">The service is not marked as one of a cooperative.</exception>
    public static Tenant Of(ServerCallContext context) =>
        context.UserState.TryGetValue(Key, out var tenant) ? (Tenant)tenant : throw new InvalidOperationException($"{context.Method} is served without a cooperative.");

    public void Set(ServerCallContext context) => context.UserState[Key] = this;
}
