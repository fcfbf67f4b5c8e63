using System.Net;
using DeductionGateway.Data;
using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace DeductionGateway.Wire;

/// <summary>
/// Until there is sign-in: who reaches the gateway is believed, and says by the header (or metadata) <c>cooperative</c> for which cooperative
/// he asks. Therefore only this machine may reach it. Sign-in replaces this file, and nothing else.
/// </summary>
internal static class ProvisionalCooperative
{
    public const string Header = "cooperative";

    /// <summary>Null where the address may be listened on, else why not.</summary>
    public static string? Refusal(IPAddress address) => IPAddress.IsLoopback(address) ? null
        : $"{address} can be reached from other machines, and there is no sign-in yet: only loopback addresses such as 127.0.0.1 may be listened on.";

    /// <exception cref="RpcException">UNAUTHENTICATED without the header, PERMISSION_DENIED for a cooperative that is not here.</exception>
    public static async Task<Caller> Admit(Database database, ServerCallContext context)
    {
        // A page in a browser can make its own name mean 127.0.0.1; it cannot make this header say so.
        if (!IsThisMachine(context.Host)) throw Faults.Denied($"The host {context.Host} is not this machine.");
        var code = context.RequestHeaders.GetValue(Header);
        if (string.IsNullOrEmpty(code)) throw Faults.Unauthenticated($"Say for which cooperative, by the header {Header} with its code.");
        var id = await database.AskOfNone(tx => tx.FindAsync<long?>("select cooperative_id from cooperative where code = @Code;", new { Code = code }), context.CancellationToken);
        return id is { } known ? new Caller(known, code, "provisional", Access.Role.Manager, null) : throw Faults.Denied($"There is no cooperative {code} here.");
    }

    private static bool IsThisMachine(string host)
    {
        var name = new HostString(host).Host.Trim('[', ']');
        return name == "localhost" || (IPAddress.TryParse(name, out var address) && IPAddress.IsLoopback(address));
    }
}
