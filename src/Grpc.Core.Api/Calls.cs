using System.Runtime.CompilerServices;

namespace Grpc.Core;

/// <summary>What every call under way can be asked; the functions come from the client that made it, with its state.</summary>
public abstract class AsyncCall : IDisposable
{
    private readonly Func<object, Task<Metadata>> _headers;
    private readonly Func<object, Status> _status;
    private readonly Func<object, Metadata> _trailers;
    private readonly Action<object> _dispose;
    private readonly object _state;

    private protected AsyncCall(Func<object, Task<Metadata>> headers, Func<object, Status> status, Func<object, Metadata> trailers, Action<object> dispose, object state) =>
        (_headers, _status, _trailers, _dispose, _state) = (headers, status, trailers, dispose, state);

    public Task<Metadata> ResponseHeadersAsync => _headers(_state);

    /// <summary>Once the call has ended.</summary>
    public Status GetStatus() => _status(_state);

    /// <summary>Once the call has ended.</summary>
    public Metadata GetTrailers() => _trailers(_state);

    /// <summary>Ends the call where it still goes on.</summary>
    public void Dispose()
    {
        _dispose(_state);
        GC.SuppressFinalize(this);
    }
}

public sealed class AsyncUnaryCall<TResponse>(
    Task<TResponse> responseAsync, Func<object, Task<Metadata>> responseHeadersAsync, Func<object, Status> getStatusFunc, Func<object, Metadata> getTrailersFunc,
    Action<object> disposeAction, object state) : AsyncCall(responseHeadersAsync, getStatusFunc, getTrailersFunc, disposeAction, state)
{
    public Task<TResponse> ResponseAsync { get; } = responseAsync;
    public TaskAwaiter<TResponse> GetAwaiter() => ResponseAsync.GetAwaiter();
    public ConfiguredTaskAwaitable<TResponse> ConfigureAwait(bool continueOnCapturedContext) => ResponseAsync.ConfigureAwait(continueOnCapturedContext);
}

public sealed class AsyncServerStreamingCall<TResponse>(
    IAsyncStreamReader<TResponse> responseStream, Func<object, Task<Metadata>> responseHeadersAsync, Func<object, Status> getStatusFunc,
    Func<object, Metadata> getTrailersFunc, Action<object> disposeAction, object state)
    : AsyncCall(responseHeadersAsync, getStatusFunc, getTrailersFunc, disposeAction, state)
{
    public IAsyncStreamReader<TResponse> ResponseStream { get; } = responseStream;
}

public sealed class AsyncClientStreamingCall<TRequest, TResponse>(
    IClientStreamWriter<TRequest> requestStream, Task<TResponse> responseAsync, Func<object, Task<Metadata>> responseHeadersAsync, Func<object, Status> getStatusFunc,
    Func<object, Metadata> getTrailersFunc, Action<object> disposeAction, object state)
    : AsyncCall(responseHeadersAsync, getStatusFunc, getTrailersFunc, disposeAction, state)
{
    public IClientStreamWriter<TRequest> RequestStream { get; } = requestStream;
    public Task<TResponse> ResponseAsync { get; } = responseAsync;
    public TaskAwaiter<TResponse> GetAwaiter() => ResponseAsync.GetAwaiter();
    public ConfiguredTaskAwaitable<TResponse> ConfigureAwait(bool continueOnCapturedContext) => ResponseAsync.ConfigureAwait(continueOnCapturedContext);
}

public sealed class AsyncDuplexStreamingCall<TRequest, TResponse>(
    IClientStreamWriter<TRequest> requestStream, IAsyncStreamReader<TResponse> responseStream, Func<object, Task<Metadata>> responseHeadersAsync,
    Func<object, Status> getStatusFunc, Func<object, Metadata> getTrailersFunc, Action<object> disposeAction, object state)
    : AsyncCall(responseHeadersAsync, getStatusFunc, getTrailersFunc, disposeAction, state)
{
    public IClientStreamWriter<TRequest> RequestStream { get; } = requestStream;
    public IAsyncStreamReader<TResponse> ResponseStream { get; } = responseStream;
}
