using System.Net;
using System.Security.Cryptography.X509Certificates;
using DeductionGateway.Access;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Health = Grpc.Health.V1.Health;
using Reflection = Grpc.Reflection.V1.ServerReflection;
using ReflectionAlpha = Grpc.Reflection.V1Alpha.ServerReflection;
using ServiceDescriptor = Google.Protobuf.Reflection.ServiceDescriptor;

namespace DeductionGateway.Wire;

/// <summary>A port that cannot be listened on; the sentence says which and why (exit code 4).</summary>
internal sealed class PortTroubleException(string message, Exception inner) : Exception(message, inner);

/// <summary>What a server serves and where.</summary>
/// <param name="Http">REST; with a certificate gRPC as well.</param>
/// <param name="Grpc">gRPC without TLS, which needs a port of its own: HTTP/2 cannot be told from HTTP/1.1 there. Null with a certificate.</param>
/// <param name="SignIn">Lets people and systems in; null where no service asks who calls.</param>
/// <param name="IsReady">The database answers and has the schema of this program.</param>
/// <param name="Stopping">Ends streams that would go on for ever; the server is stopped after it.</param>
internal sealed record ServerOptions(
    IPEndPoint Http, IPEndPoint? Grpc, X509Certificate2? Certificate, IReadOnlyList<WireService> Services, SignIn? SignIn,
    Func<CancellationToken, Task<bool>> IsReady, TimeProvider Time, CancellationToken Stopping)
{
    /// <summary>What one caller may ask of it; null = the standard.</summary>
    public CallLimits? Limits { get; init; }

    /// <summary>What is answered beside the services: pages for people, and what banks call; null where there is nothing.</summary>
    public Action<IEndpointRouteBuilder>? Routes { get; init; }
}

/// <summary>The running server: gRPC and REST of all services, health, reflection, the OpenAPI document and its explorer.</summary>
internal sealed class GatewayServer : IAsyncDisposable
{
    /// <summary>Of a message that comes in over gRPC; a REST body has the same limit.</summary>
    private const int MessageLimitBytes = RestRequest.BodyLimitBytes;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly WebApplication _app;

    private GatewayServer(WebApplication app)
    {
        _app = app;
        var addresses = app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses;
        (HttpAddress, GrpcAddress) = (new Uri(addresses.First()), new Uri(addresses.Last()));
    }

    /// <summary>With the port it was given, where a free one was asked for.</summary>
    public Uri HttpAddress { get; }

    /// <summary>The same as <see cref="HttpAddress"/> with a certificate.</summary>
    public Uri GrpcAddress { get; }

    /// <summary>For what runs beside the calls: its lines go where the server's go.</summary>
    public ILoggerFactory Logs => _app.Services.GetRequiredService<ILoggerFactory>();

    /// <summary>What is to be said beside answers: warnings, one a line, beside what the command prints.</summary>
    public static void Log(ILoggingBuilder logging)
    {
        logging.SetMinimumLevel(LogLevel.Warning).AddSimpleConsole(static console => console.SingleLine = true);
        // That a server cannot start is one sentence of the command; the host would log it before, with the stack.
        logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        logging.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(static console => console.LogToStandardErrorThreshold = LogLevel.Trace);
    }

    /// <exception cref="PortTroubleException">A port is in use or may not be listened on.</exception>
    public static async Task<GatewayServer> Start(ServerOptions options)
    {
        var services = WithOwn(options);
        var rights = new CallRights(services.Where(static one => one.IsOfACooperative).Select(static one => one.Descriptor));
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        Log(builder.Logging);
        builder.Services.Configure<HostOptions>(static host => host.ShutdownTimeout = Patience);
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => Listen(kestrel, options));
        builder.Services.AddSingleton<IHostLifetime, LifeOfTheCommand>();
        builder.Services.AddRoutingCore();
        Telemetry.Add(builder);
        builder.Services.AddSingleton(_ => options.Limits ?? new CallLimits());
        builder.Services.AddSingleton(provider => new CallGate(options.SignIn, rights, provider.GetRequiredService<CallLimits>(), options.Time, provider.GetRequiredService<ILogger<CallGate>>(), options.Stopping));
        builder.Services.AddGrpc(static grpc =>
        {
            grpc.MaxReceiveMessageSize = MessageLimitBytes;
            grpc.CompressionProviders.Clear();
            grpc.CompressionProviders.Add(new WholeGzip());
            grpc.ResponseCompressionAlgorithm = "gzip";
            grpc.Interceptors.Add<CallGate>();
        });
        foreach (var service in services) service.Register(builder.Services);
        var app = builder.Build();
        Compose(app, services, options);
        try
        {
            await app.StartAsync(options.Stopping);
            return new GatewayServer(app);
        }
        catch (Exception trouble) when (trouble is IOException or System.Net.Sockets.SocketException)
        {
            await app.DisposeAsync();
            throw new PortTroubleException($"The address cannot be listened on: {trouble.Message}", trouble);
        }
    }

    /// <summary>Takes no new call and gives those under way some seconds.</summary>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    /// <summary>Signals are the program's: the command ends the server, after the streams.</summary>
    private sealed class LifeOfTheCommand : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;
        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private static List<WireService> WithOwn(ServerOptions options)
    {
        var names = options.Services.Select(static service => service.Descriptor.FullName).ToHashSet(StringComparer.Ordinal);
        var health = new HealthService(names, options.IsReady, options.Time, options.Stopping);
        ServiceDescriptor[] all = [.. options.Services.Select(static service => service.Descriptor), Health.Descriptor, Reflection.Descriptor, ReflectionAlpha.Descriptor];
        var reflection = new ReflectionService(all);
        return
        [
            .. options.Services,
            WireService.Of<HealthService>(Health.Descriptor, health, Health.BindService, isOfACooperative: false),
            WireService.Of<ReflectionService>(Reflection.Descriptor, reflection, Reflection.BindService, isOfACooperative: false),
            WireService.Of<ReflectionAlphaService>(ReflectionAlpha.Descriptor, new ReflectionAlphaService(reflection), ReflectionAlpha.BindService, isOfACooperative: false),
        ];
    }

    private static void Listen(KestrelServerOptions kestrel, ServerOptions options)
    {
        Bounds.Set(kestrel);
        kestrel.Listen(options.Http, listen =>
        {
            listen.Protocols = options.Certificate is null ? HttpProtocols.Http1 : HttpProtocols.Http1AndHttp2;
            // Who wants a client's certificate asks for it, and compares it with the one that was agreed, whoever issued it: browsers are not asked.
            if (options.Certificate is not null) listen.UseHttps(options.Certificate, static https =>
            {
                https.ClientCertificateMode = ClientCertificateMode.DelayCertificate;
                https.AllowAnyClientCertificate();
            });
        });
        if (options.Grpc is not null) kestrel.Listen(options.Grpc, static listen => listen.Protocols = HttpProtocols.Http2);
    }

    private static void Compose(WebApplication app, IReadOnlyList<WireService> services, ServerOptions options)
    {
        var table = new RestTable(services.Select(static service => service.Descriptor));
        var calls = new CallTable(app.Services.GetRequiredService<CallGate>());
        foreach (var service in services) service.Bind(calls);
        var openApi = OpenApi.Document(table);
        var rest = new RestWire(table, calls, options.Time);
        app.Use(next => http => SecurityHeaders.Add(http, next));
        app.Use(next => http => rest.Handle(http, next));
        Telemetry.Map(app);
        app.UseRouting();
        app.UseSwaggerUI(static docs =>
        {
            docs.RoutePrefix = "docs";
            docs.DocumentTitle = "DeductionGateway";
            // The package's page has none, and a phone shows it as a desk's, too small to read.
            docs.HeadContent = """<meta name="viewport" content="width=device-width, initial-scale=1">""";
            docs.SwaggerEndpoint(OpenApi.Path, "v1");
        });
        app.MapGet("/health/live", static http => http.Response.WriteAsJsonAsync(new { status = "live" }));
        app.MapGet("/health/ready", async http =>
        {
            if (!options.Stopping.IsCancellationRequested && await options.IsReady(http.RequestAborted)) await http.Response.WriteAsJsonAsync(new { status = "ready" });
            else await Problem.Write(http, StatusCodes.Status503ServiceUnavailable, StatusCode.Unavailable, "The database does not answer, or its schema is not the one of this program.");
        });
        app.MapGet(OpenApi.Path, http =>
        {
            http.Response.ContentType = "application/json";
            return http.Response.Body.WriteAsync(openApi).AsTask();
        });
        if (options.SignIn is { } signIn)
        {
            new SignInRoutes(signIn).Map(app);
            new OwnSecretsRoutes(signIn).Map(app);
        }
        options.Routes?.Invoke(app);
        foreach (var service in services) service.Map(app);
        app.UseEndpoints(static _ => { });
    }
}
