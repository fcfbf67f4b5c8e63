using DeductionGateway.Access;
using DeductionGateway.Data;
using Grpc.Core;

namespace DeductionGateway.Wire;

/// <summary>Who makes a call, and on whose behalf; the gate sets it before any service sees the call.</summary>
/// <param name="Cooperative">Code of the cooperative.</param>
/// <param name="Actor">Name of the user or id of the client, as it is written in the audit.</param>
/// <param name="Employer">Code of the employer for which the caller speaks; null where he speaks for the cooperative.</param>
internal sealed record Caller(long CooperativeId, string Cooperative, string Actor, Role Role, string? Employer) : ITenant
{
    private static readonly object Key = new();

    /// <exception cref="InvalidOperationException">The service is not marked as one of a cooperative.</exception>
    public static Caller Of(ServerCallContext context) =>
        context.UserState.TryGetValue(Key, out var caller) ? (Caller)caller : throw new InvalidOperationException($"{context.Method} is served without a caller.");

    public void Set(ServerCallContext context) => context.UserState[Key] = this;
}
