using System.Text;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace DeductionGateway.Wire;

/// <summary>Answers HTTP requests whose path is of the table, through the same gate and by the same objects as gRPC. Others go on.</summary>
internal sealed class RestWire(RestTable table, CallTable calls, TimeProvider time)
{
    public async Task Handle(HttpContext http, RequestDelegate next)
    {
        var (path, query) = Target(http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget);
        var match = IsGrpc(http) ? default : table.Find(http.Request.Method, path);
        if (match.Route is { } route) await Answer(http, route, match, query);
        else if (match.Verbs is { Count: > 0 })
        {
            http.Response.Headers.Allow = string.Join(", ", match.Verbs);
            await Problem.Write(http, StatusCodes.Status405MethodNotAllowed, StatusCode.Unimplemented, $"{http.Request.Method} is not a way to {path}; {http.Response.Headers.Allow} is.");
        }
        else
        {
            await next(http);
            if (http.Response is { StatusCode: StatusCodes.Status404NotFound, HasStarted: false, ContentType: null }) await Problem.Write(http, StatusCodes.Status404NotFound, StatusCode.NotFound, $"There is nothing at {path}.");
        }
    }

    private async Task Answer(HttpContext http, RestRoute route, RestMatch match, string query)
    {
        try
        {
            using var call = new RestCall(http, route.FullName, time);
            try
            {
                var request = await RestRequest.Read(http.Request, match, query);
                if (RestBodies.IsRaw(route)) await Take(http, route, request, call);
                else if (RestBodies.GivesRaw(route)) await Give(http, route, request, call);
                else if (route.Method.IsServerStreaming) await Stream(http, route, request, call);
                else await AnswerOnce(http, route, request, call);
            }
            catch (RpcException failure)
            {
                await Fail(http, failure.Status, failure.Trailers);
            }
            catch (BadHttpRequestException wrong)
            {
                await Problem.Write(http, wrong.StatusCode, StatusCode.InvalidArgument, wrong.Message);
            }
            catch (Exception gone) when (gone is OperationCanceledException or IOException && http.RequestAborted.IsCancellationRequested)
            {
                // Nobody is left to be answered.
            }
        }
        catch (RpcException failure)
        {
            await Fail(http, failure.Status, failure.Trailers);
        }
    }

    private Task AnswerOnce(HttpContext http, RestRoute route, IMessage request, RestCall call) => AnswerWith(http, route, calls.Ask(route.FullName, request, call), call);

    /// <summary>A body of bytes goes to a method that takes a stream.</summary>
    private async Task Take(HttpContext http, RestRoute route, IMessage request, RestCall call)
    {
        await using var pieces = RestBodies.Pieces(http, route, request, call.CancellationToken).GetAsyncEnumerator(call.CancellationToken);
        // The pieces are read by the method: it has ended before they are let go, whoever lost patience.
        await AnswerWith(http, route, calls.Take(route.FullName, pieces, call), call, isWaitedFor: true);
    }

    /// <summary>Bytes as they come. A failure after the first ends the connection: the receiver sees that the body is not whole.</summary>
    private async Task Give(HttpContext http, RestRoute route, IMessage request, RestCall call)
    {
        try
        {
            await Within(calls.Stream(route.FullName, request, piece => RestBodies.Send(http, (Google.Api.HttpBody)piece, call.CancellationToken), call), call);
        }
        catch (RpcException) when (http.Response.HasStarted)
        {
            http.Abort();
        }
    }

    private static async Task AnswerWith(HttpContext http, RestRoute route, Task<IMessage> work, RestCall call, bool isWaitedFor = false)
    {
        // A service that forgets its deadline does not make its caller wait.
        var answer = isWaitedFor ? await work : await Within(work, call);
        if (call.Status.StatusCode != StatusCode.OK)
        {
            await Fail(http, call.Status, call.ResponseTrailers);
            return;
        }
        http.Response.ContentType = "application/json";
        await http.Response.WriteAsync(RestJson.Of(answer, route.ResponseBody), Encoding.UTF8, http.RequestAborted);
    }

    /// <summary>
    /// One line a message, <c>{"result":…}</c>; a failure after the first is the line <c>{"error":…}</c>, a failure before it an ordinary problem.
    /// Who accepts <c>text/event-stream</c> gets events instead, the failure as one of type <c>error</c>.
    /// </summary>
    private async Task Stream(HttpContext http, RestRoute route, IMessage request, RestCall call)
    {
        var isEvents = http.Request.Headers.Accept.Any(static accept => accept is not null && accept.Contains("text/event-stream", StringComparison.OrdinalIgnoreCase));
        var (open, close) = isEvents ? ("data: ", "\n\n") : ("{\"result\":", "}\n");
        async Task Send(IMessage message)
        {
            Begin(http, isEvents);
            await http.Response.WriteAsync(open + RestJson.Of(message, route.ResponseBody) + close, Encoding.UTF8, call.CancellationToken);
            await http.Response.Body.FlushAsync(call.CancellationToken);
        }
        try
        {
            await Within(calls.Stream(route.FullName, request, Send, call), call);
            if (call.Status.StatusCode != StatusCode.OK) throw new RpcException(call.Status, call.ResponseTrailers);
            Begin(http, isEvents);
        }
        catch (RpcException failure) when (http.Response.HasStarted)
        {
            var problem = Problem.Of(failure.Status, failure.Trailers).Json;
            await http.Response.WriteAsync(isEvents ? $"event: error\ndata: {problem}\n\n" : $"{{\"error\":{problem}}}\n", Encoding.UTF8, http.RequestAborted);
        }
    }

    private static void Begin(HttpContext http, bool isEvents)
    {
        if (http.Response.HasStarted) return;
        http.Response.ContentType = isEvents ? "text/event-stream" : "application/x-ndjson";
        http.Response.Headers.CacheControl = "no-store";
    }

    private static Task Fail(HttpContext http, Status status, Metadata trailers)
    {
        if (http.Response.HasStarted) return Task.CompletedTask;
        var (httpStatus, json) = Problem.Of(status, trailers);
        return Problem.Write(http, httpStatus, json);
    }

    private static async Task<T> Within<T>(Task<T> work, RestCall call)
    {
        await Within((Task)work, call);
        return await work;
    }

    private static async Task Within(Task work, RestCall call)
    {
        try
        {
            await work.WaitAsync(call.CancellationToken);
        }
        catch (OperationCanceledException) when (!work.IsCompleted || work.IsCanceled)
        {
            throw Faults.Of(call.Deadline == DateTime.MaxValue ? StatusCode.Cancelled : StatusCode.DeadlineExceeded, "The call was ended before it was answered.");
        }
    }

    private static bool IsGrpc(HttpContext http) => http.Request.ContentType?.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>Path and query as they came, not unescaped: an escaped slash is no slash. A proxy may send the whole address.</summary>
    private static (string Path, string Query) Target(string target)
    {
        var scheme = target.IndexOf("://", StringComparison.Ordinal);
        if (scheme > 0 && !target.StartsWith('/')) target = target.IndexOf('/', scheme + 3) is > 0 and var slash ? target[slash..] : "/";
        var question = target.IndexOf('?', StringComparison.Ordinal);
        return question < 0 ? (target, "") : (target[..question], target[(question + 1)..]);
    }
}
