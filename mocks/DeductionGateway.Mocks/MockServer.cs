using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace DeductionGateway.Mocks;

/// <summary>A port on which routes are answered, until it is disposed.</summary>
internal sealed class MockServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly WebApplication _app;

    private MockServer(WebApplication app)
    {
        _app = app;
        Address = new Uri(app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single());
    }

    /// <summary>With the port that was found, where a free one was asked for.</summary>
    public Uri Address { get; }

    /// <exception cref="IOException">The port is in use.</exception>
    public static async Task<MockServer> Start(IPEndPoint listen, Action<IEndpointRouteBuilder> routes, CancellationToken stop)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(listen));
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<IHostLifetime, LifeOfTheCommand>();
        builder.Services.Configure<HostOptions>(static host => host.ShutdownTimeout = Patience);
        var app = builder.Build();
        app.UseRouting();
        routes(app);
        app.UseEndpoints(static _ => { });
        await app.StartAsync(stop);
        return new MockServer(app);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    /// <summary>Signals are the program's.</summary>
    private sealed class LifeOfTheCommand : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;
        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
