using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace DeductionGateway.Wire;

/// <summary>What a caller may ask of the server before any service sees him: sizes, counts and patience, all in one place.</summary>
internal static class Bounds
{
    public static void Set(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        var limits = kestrel.Limits;
        limits.MaxConcurrentConnections = 1000;
        limits.MaxRequestLineSize = 8 << 10;
        limits.MaxRequestHeadersTotalSize = 32 << 10;
        limits.MaxRequestHeaderCount = 100;
        // REST refuses a body above its own limit with a sentence; this one is for whatever reads no body. gRPC bounds each message instead.
        limits.MaxRequestBodySize = 2 * RestRequest.BodyLimitBytes;
        // Who sends his headers drop by drop holds a connection no longer than this; for bodies, both ways, Kestrel's own least rate holds: 240 bytes a second after 5 seconds.
        limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        limits.KeepAliveTimeout = TimeSpan.FromMinutes(2);
        limits.Http2.MaxStreamsPerConnection = 100;
        limits.Http2.MaxRequestHeaderFieldSize = 16 << 10;
        limits.Http2.KeepAlivePingDelay = TimeSpan.FromMinutes(1);
        limits.Http2.KeepAlivePingTimeout = TimeSpan.FromSeconds(20);
    }
}
