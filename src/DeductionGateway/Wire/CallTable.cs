using Google.Protobuf;
using Grpc.Core;
using Grpc.Core.Interceptors;

namespace DeductionGateway.Wire;

/// <summary>The methods of all services as REST calls them: by full name, with messages of any type, through the same gate as gRPC.</summary>
internal sealed class CallTable(Interceptor gate) : ServiceBinderBase
{
    private readonly Dictionary<string, Func<IMessage, ServerCallContext, Task<IMessage>>> _unary = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Func<IMessage, Func<IMessage, Task>, ServerCallContext, Task>> _streaming = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Func<IAsyncEnumerator<IMessage>, ServerCallContext, Task<IMessage>>> _taking = new(StringComparer.Ordinal);

    public bool Has(string method) => _unary.ContainsKey(method) || _streaming.ContainsKey(method) || _taking.ContainsKey(method);

    /// <param name="method"><c>/package.Service/Method</c></param>
    public Task<IMessage> Ask(string method, IMessage request, ServerCallContext context) => _unary[method](request, context);

    /// <param name="send">Is given each answer; the next one follows when it is done.</param>
    public Task Stream(string method, IMessage request, Func<IMessage, Task> send, ServerCallContext context) => _streaming[method](request, send, context);

    /// <param name="requests">The caller's messages; read one after the other by the method.</param>
    public Task<IMessage> Take(string method, IAsyncEnumerator<IMessage> requests, ServerCallContext context) => _taking[method](requests, context);

    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, UnaryServerMethod<TRequest, TResponse>? handler) =>
        _unary.Add(method.FullName, async (request, context) => (IMessage)await gate.UnaryServerHandler((TRequest)request, context, handler!));

    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, ServerStreamingServerMethod<TRequest, TResponse>? handler) =>
        _streaming.Add(method.FullName, (request, send, context) => gate.ServerStreamingServerHandler((TRequest)request, new Sender<TResponse>(send), context, handler!));

    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, ClientStreamingServerMethod<TRequest, TResponse>? handler) =>
        _taking.Add(method.FullName, async (requests, context) => (IMessage)await gate.ClientStreamingServerHandler(new Receiver<TRequest>(requests), context, handler!));

    /// <summary>A conversation has no REST form.</summary>
    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, DuplexStreamingServerMethod<TRequest, TResponse>? handler)
    {
    }

    private sealed class Receiver<T>(IAsyncEnumerator<IMessage> requests) : IAsyncStreamReader<T>
    {
        public T Current => (T)requests.Current;
        public Task<bool> MoveNext(CancellationToken cancellationToken) => requests.MoveNextAsync().AsTask();
    }

    private sealed class Sender<T>(Func<IMessage, Task> send) : IServerStreamWriter<T>
    {
        public WriteOptions? WriteOptions { get; set; }
        public Task WriteAsync(T message) => send((IMessage)message!);
        public Task WriteAsync(T message, CancellationToken cancellationToken) => send((IMessage)message!).WaitAsync(cancellationToken);
    }
}
