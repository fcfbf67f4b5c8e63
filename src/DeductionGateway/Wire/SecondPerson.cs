using Grpc.Core;

namespace DeductionGateway.Wire;

/// <summary>What every verdict of a second person has in common, whatever it is about. Who may give one, the database itself holds (<see cref="DatabaseRules"/>).</summary>
internal static class SecondPerson
{
    /// <summary>Whether the caller approves. Silence is no rejection: that would be the last word.</summary>
    /// <exception cref="RpcException">INVALID_ARGUMENT where neither was said.</exception>
    public static bool Said(bool hasApprove, bool approve) => hasApprove ? approve : throw Faults.Invalid("approve", "approve is missing: true approves, false rejects.");

    /// <summary>There is one verdict, and it is the last word.</summary>
    /// <param name="what">Such as <c>Decision 5</c>.</param>
    public static RpcException Decided(string what, bool isApproved, string? checker) => Faults.NotNow("DECIDED", $"{what} was {(isApproved ? "approved" : "rejected")} already, by {checker}.");

    /// <summary>Who proposed it took it back.</summary>
    /// <param name="what">Such as <c>Decision 5</c>.</param>
    public static RpcException Withdrawn(string what, string? proposer) => Faults.NotNow("WITHDRAWN", $"{what} was withdrawn by {proposer}.");
}
