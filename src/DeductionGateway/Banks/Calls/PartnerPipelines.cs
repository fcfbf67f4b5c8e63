using System.Threading.RateLimiting;
using DeductionGateway.Banks.Register;
using DeductionGateway.Core.Snap;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.CircuitBreaker;
using Polly.Fallback;
using Polly.Retry;
using Polly.Timeout;

namespace DeductionGateway.Banks.Calls;

/// <summary>Whether a bank is called.</summary>
internal enum CallState
{
    /// <summary>As always.</summary>
    Closed,

    /// <summary>It did not answer; nothing is sent to it for a while.</summary>
    Open,

    /// <summary>One call tries whether it answers again.</summary>
    HalfOpen,
}

/// <summary>
/// Every pipeline that stands between us and the world: for each bank of each cooperative its own, so that one that answers nothing takes neither the places nor the
/// time of another. What cannot be helped is not thrown but answered (<see cref="BankAnswer"/>).
/// </summary>
internal sealed class PartnerPipelines(TimeProvider time, ILogger<PartnerPipelines> log) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(long Cooperative, string Partner), PartnerPipeline> _pipelines = [];
    private readonly List<PartnerPipeline> _replaced = [];

    public PartnerPipeline Of(Partner partner)
    {
        lock (_lock)
        {
            var key = (partner.CooperativeId, partner.Name);
            if (_pipelines.TryGetValue(key, out var known) && known.Rules == partner.Profile.Calls) return known;
            // Calls under way go on by the rules under which they began.
            if (known is not null) _replaced.Add(known);
            return _pipelines[key] = new PartnerPipeline(partner, time, log);
        }
    }

    /// <summary>How calls of a bank stand, and until when nothing is sent; a bank that was never called is called as always.</summary>
    public (CallState State, DateTimeOffset? ResumesAt) StateOf(long cooperative, string partner)
    {
        lock (_lock) return _pipelines.TryGetValue((cooperative, partner), out var known) ? known.State : (CallState.Closed, null);
    }

    public void Dispose()
    {
        foreach (var one in _pipelines.Values.Concat(_replaced)) one.Dispose();
    }
}

/// <summary>
/// The pipelines of one bank. Around a whole call, from the outside: what is answered when all fails, the time of all tries, tries after a failure, one after a token that
/// ran out. Around each try: its place, the breaker, the bank's rate, its time. A token is fetched between the two, by tries of its own: it must not wait for the place of
/// the call that waits for it.
/// </summary>
internal sealed partial class PartnerPipeline : IDisposable
{
    /// <summary>Two more tries: a reset or a restart is over by then, and what is not is the breaker's.</summary>
    private const int Retries = 2;

    /// <summary>Half of five calls at least: one slow statement stops nothing, five silent calls are no accident.</summary>
    private const double ShareOfFailures = 0.5;
    private const int LeastCalls = 5;

    /// <summary>Calls that wait for a place: as many again for each as a statement has windows in a year. More are told to come later.</summary>
    private const int WaitingForEachPlace = 12;

    /// <summary>So long that calls one after the other that are all waited for are seen together, and half a minute at least.</summary>
    private TimeSpan Sampling => TimeSpan.FromSeconds(Math.Max(30, 2 * LeastCalls * Rules.TimeoutSeconds));

    /// <summary>How long a silent bank is left alone: long enough for a balancer of its own to notice, short against the minutes between our rounds.</summary>
    private static readonly TimeSpan Break = TimeSpan.FromSeconds(30);

    /// <summary>Half a second, then one, spread by chance so that the callers of a bank that comes back do not come all at once.</summary>
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(500), LongestDelay = TimeSpan.FromSeconds(4);

    private static readonly ResiliencePropertyKey<SnapService> Service = new("service");

    private readonly long _cooperative;
    private readonly string _partner;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly ConcurrencyLimiter _places;
    private readonly TokenBucketRateLimiter _rate;
    private readonly CircuitBreakerStateProvider _breaker = new();
    private readonly ResiliencePipeline<BankAnswer> _whole;
    private readonly ResiliencePipeline<BankAnswer> _fetch;
    private readonly ResiliencePipeline<BankAnswer> _try;
    private readonly ResiliencePipeline<BankAnswer> _once;
    private long _resumesTicks;

    public PartnerPipeline(Partner partner, TimeProvider time, ILogger log)
    {
        (_cooperative, _partner, _time, _log, Rules) = (partner.CooperativeId, partner.Name, time, log, partner.Profile.Calls);
        _places = new ConcurrencyLimiter(new ConcurrencyLimiterOptions { PermitLimit = Rules.AtOnce, QueueLimit = Rules.AtOnce * WaitingForEachPlace });
        _rate = new TokenBucketRateLimiter(new TokenBucketRateLimiterOptions
        {
            // Who has a place waits for his turn here, so that no more can wait than there are places.
            TokenLimit = Rules.PerSecond, TokensPerPeriod = Rules.PerSecond, ReplenishmentPeriod = TimeSpan.FromSeconds(1), QueueLimit = Rules.AtOnce,
        });
        _try = Try();
        _fetch = Fetch();
        _whole = Whole();
        _once = Once();
    }

    /// <summary>By which it was made.</summary>
    public CallRules Rules { get; }

    public (CallState State, DateTimeOffset? ResumesAt) State => _breaker.CircuitState switch
    {
        CircuitState.Closed => (CallState.Closed, null),
        CircuitState.HalfOpen => (CallState.HalfOpen, null),
        _ => (CallState.Open, new DateTimeOffset(Interlocked.Read(ref _resumesTicks), TimeSpan.Zero)),
    };

    /// <summary>A call with all its tries; it throws only where <paramref name="stop"/> ends it.</summary>
    public Task<BankAnswer> Call(SnapService service, Func<CancellationToken, Task<BankAnswer>> call, CancellationToken stop) => Run(_whole, service, call, stop);

    /// <summary>A token within it, with tries of its own.</summary>
    public Task<BankAnswer> Token(Func<CancellationToken, Task<BankAnswer>> send, CancellationToken stop) => Run(_fetch, SnapService.Token, send, stop);

    /// <summary>One try within it.</summary>
    public Task<BankAnswer> Try(SnapService service, Func<CancellationToken, Task<BankAnswer>> send, CancellationToken stop) => Run(_try, service, send, stop);

    /// <summary>A request of a test, which wants to see how the bank answers it: at the bank's rate and within its time, neither tried again nor held back by the breaker.</summary>
    public Task<BankAnswer> Once(SnapService service, Func<CancellationToken, Task<BankAnswer>> send, CancellationToken stop) => Run(_once, service, send, stop);

    public void Dispose()
    {
        _places.Dispose();
        _rate.Dispose();
    }

    private static async Task<BankAnswer> Run(ResiliencePipeline<BankAnswer> pipeline, SnapService service, Func<CancellationToken, Task<BankAnswer>> work, CancellationToken stop)
    {
        var context = ResilienceContextPool.Shared.Get(stop);
        context.Properties.Set(Service, service);
        try
        {
            return await pipeline.ExecuteAsync(static async (context, work) => await work(context.CancellationToken), context, work);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private ResiliencePipeline<BankAnswer> Whole() => new ResiliencePipelineBuilder<BankAnswer> { TimeProvider = _time }
        .AddFallback(Answered())
        // Every try may take its time, and the waits between and before them once more.
        .AddTimeout(TimeSpan.FromSeconds(Rules.TimeoutSeconds * (Retries + 2)))
        .AddRetry(Again())
        .AddRetry(new RetryStrategyOptions<BankAnswer>
        {
            // Once, with the new token that the next try fetches; a money order is left to its own next try.
            MaxRetryAttempts = 1, Delay = TimeSpan.Zero,
            ShouldHandle = static args => new(!ServiceOf(args.Context).MovesMoney() && args.Outcome.Result is { Answer.Http: 401 }),
        })
        .Build();

    /// <summary>A token is tried again for whatever call it is: that call has not been sent.</summary>
    private ResiliencePipeline<BankAnswer> Fetch() => new ResiliencePipelineBuilder<BankAnswer> { TimeProvider = _time }.AddFallback(Answered()).AddRetry(Again()).AddPipeline(_try).Build();

    private ResiliencePipeline<BankAnswer> Once() => new ResiliencePipelineBuilder<BankAnswer> { TimeProvider = _time }
        .AddFallback(Answered()).AddStrategy(_ => new Lease(_rate)).AddTimeout(TimeSpan.FromSeconds(Rules.TimeoutSeconds)).Build();

    private static FallbackStrategyOptions<BankAnswer> Answered() => new()
    {
        ShouldHandle = static args => new(args.Outcome.Exception is HttpRequestException or TimeoutRejectedException or BrokenCircuitException or NoPlaceException),
        FallbackAction = static args => Outcome.FromResultAsValueTask(Failed(ServiceOf(args.Context), args.Outcome.Exception!)),
    };

    /// <summary>Only what asks is asked again. What makes or moves something goes back to its order, which knows whether it may be sent once more.</summary>
    private static RetryStrategyOptions<BankAnswer> Again() => new()
    {
        MaxRetryAttempts = Retries, Delay = FirstDelay, MaxDelay = LongestDelay, BackoffType = DelayBackoffType.Exponential, UseJitter = true,
        ShouldHandle = static args => new(ServiceOf(args.Context).OnlyAsks() && (args.Outcome.Exception is HttpRequestException or TimeoutRejectedException
            || args.Outcome.Result is { Outcome: SnapOutcome.Unknown } or { Answer.Http: 429, IsSent: true })),
    };

    private ResiliencePipeline<BankAnswer> Try() => new ResiliencePipelineBuilder<BankAnswer> { TimeProvider = _time }
        // Outside the breaker: who waited for a place asks it when his turn comes, and does not run into a silence that others met.
        .AddStrategy(_ => new Lease(_places))
        .AddCircuitBreaker(new CircuitBreakerStrategyOptions<BankAnswer>
        {
            FailureRatio = ShareOfFailures, MinimumThroughput = LeastCalls, SamplingDuration = Sampling, BreakDuration = Break, StateProvider = _breaker,
            // A refusal is an answer; only silence and the bank's own failures count.
            ShouldHandle = static args => new(args.Outcome.Exception is HttpRequestException or TimeoutRejectedException || args.Outcome.Result is { Answer.Http: >= 500 }),
            OnOpened = args =>
            {
                Interlocked.Exchange(ref _resumesTicks, (_time.GetUtcNow() + args.BreakDuration).UtcTicks);
                return Changed(CallState.Open);
            },
            OnHalfOpened = _ => Changed(CallState.HalfOpen),
            OnClosed = _ => Changed(CallState.Closed),
        })
        .AddStrategy(_ => new Lease(_rate))
        .AddTimeout(TimeSpan.FromSeconds(Rules.TimeoutSeconds))
        .Build();

    private ValueTask Changed(CallState state)
    {
        LogChange(_log, _cooperative, _partner, state);
        BankMeter.Changed(_cooperative, _partner, state);
        return default;
    }

    /// <summary>Where no connection came about, nothing was sent; after any other silence nobody knows.</summary>
    private static BankAnswer Failed(SnapService service, Exception trouble) => trouble switch
    {
        BrokenCircuitException or NoPlaceException => BankAnswer.NotSent(service),
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError } => BankAnswer.NotSent(service),
        _ => BankAnswer.Silence(service),
    };

    private static SnapService ServiceOf(ResilienceContext context) => context.Properties.GetValue(Service, default);

    [LoggerMessage(1, LogLevel.Warning, "Calls of cooperative {Cooperative} to bank {Bank} are {State} now")]
    private static partial void LogChange(ILogger log, long cooperative, string bank, CallState state);

    /// <summary>No place, and none to wait at.</summary>
    private sealed class NoPlaceException : Exception;

    /// <summary>Holds a place, or one of a second's calls, while it runs.</summary>
    private sealed class Lease(RateLimiter limiter) : ResilienceStrategy<BankAnswer>
    {
        protected override async ValueTask<Outcome<BankAnswer>> ExecuteCore<TState>(Func<ResilienceContext, TState, ValueTask<Outcome<BankAnswer>>> callback, ResilienceContext context, TState state)
        {
            using var lease = await limiter.AcquireAsync(1, context.CancellationToken);
            return lease.IsAcquired ? await callback(context, state) : Outcome.FromException<BankAnswer>(new NoPlaceException());
        }
    }
}
