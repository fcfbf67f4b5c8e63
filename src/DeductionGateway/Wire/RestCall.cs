using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace DeductionGateway.Wire;

/// <summary>
/// A REST call as services see it. Headers are its metadata; <c>Grpc-Timeout</c> (number and unit: H, M, S, m, u, n) is its deadline, as in gRPC.
/// Trailers have no place in HTTP/1.1: of them only the details of a failure are sent.
/// </summary>
internal sealed class RestCall : ServerCallContext, IDisposable
{
    private const string TimeoutHeader = "grpc-timeout";
    private readonly HttpContext _http;
    private readonly string _method;
    private readonly CancellationTokenSource _end;
    private readonly CancellationTokenSource? _deadline;

    /// <exception cref="RpcException">The deadline cannot be read.</exception>
    public RestCall(HttpContext http, string method, TimeProvider time)
    {
        (_http, _method) = (http, method);
        RequestHeadersCore = MetadataOf(http.Request.Headers);
        DeadlineCore = DateTime.MaxValue;
        if (RequestHeadersCore.GetValue(TimeoutHeader) is { } text)
        {
            var rest = Timeout(text);
            DeadlineCore = time.GetUtcNow().UtcDateTime + rest;
            _deadline = new CancellationTokenSource(rest, time);
        }
        _end = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, _deadline?.Token ?? default);
    }

    protected override string MethodCore => _method;
    protected override string HostCore => _http.Request.Host.Value ?? "";
    protected override string PeerCore => $"ip:{_http.Connection.RemoteIpAddress}:{_http.Connection.RemotePort}";
    protected override DateTime DeadlineCore { get; }
    protected override Metadata RequestHeadersCore { get; }
    protected override CancellationToken CancellationTokenCore => _end.Token;
    protected override Metadata ResponseTrailersCore { get; } = [];
    protected override Status StatusCore { get; set; } = Status.DefaultSuccess;
    protected override WriteOptions? WriteOptionsCore { get; set; }
    protected override AuthContext AuthContextCore { get; } = new(null, []);

    protected override ContextPropagationToken CreatePropagationTokenCore(ContextPropagationOptions? options) => throw new NotSupportedException("No call is made on behalf of a call.");

    protected override Task WriteResponseHeadersAsyncCore(Metadata responseHeaders)
    {
        foreach (var entry in responseHeaders) _http.Response.Headers.Append(entry.Key, entry.IsBinary ? Convert.ToBase64String(entry.ValueBytes) : entry.Value);
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        _end.Dispose();
        _deadline?.Dispose();
    }

    private static Metadata MetadataOf(IHeaderDictionary headers)
    {
        var metadata = new Metadata();
        foreach (var (name, values) in headers)
        {
            var key = name.ToLowerInvariant();
            if (!key.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_' or '.')) continue;
            foreach (var value in values.OfType<string>())
            {
                if (!key.EndsWith(Metadata.BinaryHeaderSuffix, StringComparison.Ordinal)) metadata.Add(key, value);
                else if (Bytes(value) is { } bytes) metadata.Add(key, bytes);
                else throw Faults.Malformed("HEADER_INVALID", $"The header {key} is not base64.");
            }
        }
        return metadata;
    }

    /// <summary>Base64, with or without its padding, as gRPC sends it.</summary>
    private static byte[]? Bytes(string value)
    {
        var bytes = new byte[value.Length];
        return Convert.TryFromBase64String(value.PadRight((value.Length + 3) / 4 * 4, '='), bytes, out var length) ? bytes[..length] : null;
    }

    private static TimeSpan Timeout(string text)
    {
        var isNumber = long.TryParse(text.AsSpan(0, text.Length - 1), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number) && text.Length <= 9;
        var ticks = text[^1] switch
        {
            'H' => TimeSpan.TicksPerHour,
            'M' => TimeSpan.TicksPerMinute,
            'S' => TimeSpan.TicksPerSecond,
            'm' => TimeSpan.TicksPerMillisecond,
            'u' => TimeSpan.TicksPerMicrosecond,
            'n' => 0,
            _ => -1,
        };
        if (!isNumber || ticks < 0) throw Faults.Malformed("TIMEOUT_INVALID", $"The header Grpc-Timeout is '{text}'; a number of at most 8 digits and a unit are wanted, such as 500m or 10S.");
        // No timer runs longer than 49 days, and no call does.
        return ticks == 0 ? TimeSpan.FromTicks(number / TimeSpan.NanosecondsPerTick) : TimeSpan.FromTicks(Math.Min(number, TimeSpan.TicksPerDay * 30 / ticks) * ticks);
    }
}
