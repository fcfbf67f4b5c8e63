using DeductionGateway.Access;
using Grpc.Core;

namespace DeductionGateway.Wire;

/// <summary>Who makes a call, by the access token in its header (or metadata) <c>authorization</c> (RFC 6750, section 2.1).</summary>
internal static class Bearer
{
    /// <summary>What REST says besides 401.</summary>
    public const string Challenge = "Bearer realm=\"deduction-gateway\"";

    private const string Header = "authorization";
    private const string Scheme = "Bearer ";

    /// <exception cref="RpcException">UNAUTHENTICATED: no token, two, or one that is not good; which of its parts is wrong is not said.</exception>
    public static async Task<Caller> Caller(SignIn? signIn, ServerCallContext context)
    {
        var headers = context.RequestHeaders.Where(static entry => entry.Key == Header).Select(static entry => entry.Value).ToList();
        if (signIn is null || headers.Count == 0) throw Faults.Unauthenticated("Sign in, and send the access token in the header Authorization: Bearer.");
        if (TokenOf(headers) is not { } token) throw Faults.Unauthenticated("The header Authorization is not one Bearer token.");
        var holder = await signIn.WhoHolds(token, context.CancellationToken) ?? throw Faults.Unauthenticated("The access token is not good, or not any more: sign in again.");
        return new Caller(holder.CooperativeId, holder.Cooperative, holder.Name, holder.Role, holder.Employer);
    }

    /// <summary>The token in the values of the header; null where there is not exactly one.</summary>
    public static string? TokenOf(IReadOnlyList<string?> headers) => headers is [{ } only] && only.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? only[Scheme.Length..].Trim() : null;
}
