using System.Data.Common;
using DeductionGateway.Access;
using DeductionGateway.Core.Basics;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.Extensions.Logging;

namespace DeductionGateway.Wire;

/// <summary>
/// Stands around every call, whichever wire it came by: lets it in for a caller who may make it, and turns whatever goes wrong into a status. What must
/// hold for every call is put here and nowhere else.
/// </summary>
/// <param name="signIn">Knows who holds a token; null where no service asks.</param>
/// <param name="rights">Who may call what.</param>
internal sealed partial class CallGate(
    SignIn? signIn, CallRights rights, TimeProvider time, ILogger<CallGate> log, CancellationToken stopping) : Interceptor
{
    /// <summary>PostgreSQL's code for a text that holds a character it cannot keep, such as U+0000.</summary>
    private const string UntranslatableText = "22021";

    /// <summary>PostgreSQL's code for a statement that was ended, by its time limit or by us.</summary>
    private const string StatementEnded = "57014";

    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            await Admit(context);
            return await continuation(request, context);
        }
        catch (Exception trouble) when (trouble is not RpcException)
        {
            throw StatusOf(trouble, context);
        }
    }

    public override async Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, ServerCallContext context, ClientStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            await Admit(context);
            return await continuation(requestStream, context);
        }
        catch (Exception trouble) when (trouble is not RpcException)
        {
            throw StatusOf(trouble, context);
        }
    }

    public override async Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            await Admit(context);
            await continuation(request, responseStream, context);
        }
        catch (Exception trouble) when (trouble is not RpcException)
        {
            throw StatusOf(trouble, context);
        }
    }

    public override async Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, IServerStreamWriter<TResponse> responseStream, ServerCallContext context,
        DuplexStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            await Admit(context);
            await continuation(requestStream, responseStream, context);
        }
        catch (Exception trouble) when (trouble is not RpcException)
        {
            throw StatusOf(trouble, context);
        }
    }

    private async Task Admit(ServerCallContext context)
    {
        if (!rights.NeedsCaller(context.Method)) return;
        var caller = await Bearer.Caller(signIn, context);
        if (!rights.Allows(context.Method, caller.Role)) throw Faults.Denied($"A caller of the role {caller.Role} may not call {context.Method}.");
        caller.Set(context);
    }

    private RpcException StatusOf(Exception trouble, ServerCallContext context)
    {
        switch (trouble)
        {
            case OperationCanceledException or IOException or DbException { SqlState: StatementEnded } when stopping.IsCancellationRequested:
                return Faults.Unavailable("The gateway is stopping.");
            case OperationCanceledException or DbException { SqlState: StatementEnded }:
                return Faults.Of(
                    context.CancellationToken.IsCancellationRequested && context.Deadline > time.GetUtcNow().UtcDateTime ? StatusCode.Cancelled : StatusCode.DeadlineExceeded,
                    "The call was ended before it was answered.");
            case DbException { SqlState: UntranslatableText }:
                return Faults.Malformed("TEXT_INVALID", "A text holds a character that cannot be kept, such as U+0000.");
            case DbException:
                LogDatabase(log, context.Method, trouble);
                return Faults.Unavailable("The database does not answer.");
            case InvariantException:
                LogInvariant(log, context.Method, trouble);
                return Faults.Of(StatusCode.Internal, $"A promise of this program did not hold: {trouble.Message}");
            case IOException when context.CancellationToken.IsCancellationRequested:
                return Faults.Of(StatusCode.Cancelled, "The caller went away.");
            default:
                LogFailure(log, context.Method, trouble);
                return Faults.Of(StatusCode.Internal, "The call failed in the gateway; its log says why.");
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "{Method}: the database failed")]
    private static partial void LogDatabase(ILogger log, string method, Exception trouble);

    [LoggerMessage(2, LogLevel.Critical, "{Method}: a promise of the program did not hold")]
    private static partial void LogInvariant(ILogger log, string method, Exception trouble);

    [LoggerMessage(3, LogLevel.Error, "{Method} failed")]
    private static partial void LogFailure(ILogger log, string method, Exception trouble);
}
