using System.Data.Common;
using System.Diagnostics;
using DeductionGateway.Access;
using DeductionGateway.Core.Basics;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.Extensions.Logging;

namespace DeductionGateway.Wire;

/// <summary>
/// Stands around every call, whichever wire it came by: lets it in for a caller who may make it, measures it, and turns whatever goes wrong into a status. What must
/// hold for every call is put here and nowhere else.
/// </summary>
/// <param name="signIn">Knows who holds a token; null where no service asks.</param>
/// <param name="rights">Who may call what.</param>
/// <param name="limits">How many calls one caller may make.</param>
internal sealed partial class CallGate(
    SignIn? signIn, CallRights rights, CallLimits limits, TimeProvider time, ILogger<CallGate> log, CancellationToken stopping) : Interceptor
{
    /// <summary>PostgreSQL's code for a text that holds a character it cannot keep, such as U+0000.</summary>
    private const string UntranslatableText = "22021";

    /// <summary>PostgreSQL's code for a statement that was ended, by its time limit or by us.</summary>
    private const string StatementEnded = "57014";

    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation) =>
        Through(context, () => continuation(request, context));

    public override Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, ServerCallContext context, ClientStreamingServerMethod<TRequest, TResponse> continuation) =>
        Through(context, () => continuation(requestStream, context));

    public override Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation) =>
        Through(context, () => Nothing(continuation(request, responseStream, context)));

    public override Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, IServerStreamWriter<TResponse> responseStream, ServerCallContext context,
        DuplexStreamingServerMethod<TRequest, TResponse> continuation) =>
        Through(context, () => Nothing(continuation(requestStream, responseStream, context)));

    private static async Task<bool> Nothing(Task call)
    {
        await call;
        return true;
    }

    private async Task<T> Through<T>(ServerCallContext context, Func<Task<T>> call)
    {
        using var measure = CallMeter.Begin(context.Method, time);
        // The span of the request; REST has no route that would name the method.
        Activity.Current?.SetTag("rpc.method", context.Method);
        try
        {
            using var place = await Admit(context);
            var answer = await call();
            measure.Code = context.Status.StatusCode;
            return answer;
        }
        catch (RpcException known)
        {
            measure.Code = known.StatusCode;
            throw;
        }
        catch (Exception trouble)
        {
            var status = StatusOf(trouble, context);
            measure.Code = status.StatusCode;
            throw status;
        }
    }

    /// <summary>The caller's place among his own calls, which ends with this one; null where nobody in particular calls.</summary>
    private async Task<IDisposable?> Admit(ServerCallContext context)
    {
        if (!rights.NeedsCaller(context.Method)) return null;
        var caller = await Bearer.Caller(signIn, context);
        if (!rights.Allows(context.Method, caller.Role)) throw Faults.Denied($"A caller of the role {caller.Role} may not call {context.Method}.");
        caller.Set(context);
        return limits.Enter(caller);
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
