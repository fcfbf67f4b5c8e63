using System.Collections;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using StatusCode = Grpc.Core.StatusCode;

namespace DeductionGateway.Wire;

/// <summary>
/// What is measured and told, by OpenTelemetry: metrics at <c>/metrics</c> in the text format of Prometheus, and metrics, traces and logs to a collector by OTLP where the
/// standard's variable <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> names one. Without it no trace is made.
/// </summary>
internal static class Telemetry
{
    public const string Path = "/metrics";

    private const string ServiceName = "deduction-gateway";
    private const string Collector = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>Our own meters: each capability that measures has one of this beginning.</summary>
    private const string OwnMeters = "DeductionGateway.*";

    public static void Add(WebApplicationBuilder builder)
    {
        // The SDK reads the standard's variables from the configuration, which has none: other variables are not to configure this server.
        builder.Configuration.AddInMemoryCollection(Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .Where(static one => ((string)one.Key).StartsWith("OTEL_", StringComparison.Ordinal)).Select(static one => KeyValuePair.Create((string)one.Key, (string?)one.Value)));
        var telemetry = builder.Services.AddOpenTelemetry().ConfigureResource(static resource => resource.AddService(ServiceName))
            .WithMetrics(static metrics => metrics
                .AddMeter(OwnMeters, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime", "Npgsql").AddPrometheusExporter(static scrape => scrape.ScrapeResponseCacheDurationMilliseconds = 0));
        if (string.IsNullOrEmpty(builder.Configuration[Collector])) return;
        // Otherwise spans of requests come without the attributes that say which request it was.
        AppContext.SetSwitch("Microsoft.AspNetCore.Hosting.SuppressActivityOpenTelemetryData", false);
        telemetry.WithTracing(static traces => traces.AddSource("Microsoft.AspNetCore", "Npgsql")).WithLogging().UseOtlpExporter();
    }

    /// <summary>Metrics count the work of all cooperatives together, so they are for the machine's own operator and no caller of the wire.</summary>
    public static void Map(WebApplication app)
    {
        app.Use(static next => http => http.Request.Path == Path && !IsOfThisMachine(http)
            ? Problem.Write(http, StatusCodes.Status403Forbidden, StatusCode.PermissionDenied, "Metrics are given to this machine only: let a collector here fetch them, or name one by OTEL_EXPORTER_OTLP_ENDPOINT.")
            : next(http));
        app.MapPrometheusScrapingEndpoint(Path);
    }

    private static bool IsOfThisMachine(HttpContext http) => http.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address);
}
