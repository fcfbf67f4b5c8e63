using System.Net;
using DeductionGateway.Commands;
using DeductionGateway.Tests.Data;
using DeductionGateway.Tests.Harness;
using DeductionGateway.Wire;
using Grpc.Core;
using Grpc.Net.Client;

namespace DeductionGateway.Tests.Wire;

/// <summary>The services of the contract as <c>serve</c> runs them, on a database in which two cooperatives have run the base folder.</summary>
public sealed class BusinessServer : IAsyncLifetime
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly TwoCooperatives _cooperatives;
    private GatewayServer _server = null!;

    public BusinessServer(TestCluster cluster) => _cooperatives = new TwoCooperatives(cluster);

    internal TwoCooperatives Cooperatives => _cooperatives;
    internal Uri Http => _server.HttpAddress;
    internal GrpcChannel Channel { get; private set; } = null!;
    internal HttpClient Rest { get; } = new();

    /// <summary>Metadata of a call for the first cooperative.</summary>
    internal static Metadata First => new() { { ProvisionalCooperative.Header, "first" } };

    public async ValueTask InitializeAsync()
    {
        var database = _cooperatives.Database.Database;
        _server = await GatewayServer.Start(new ServerOptions(
            new IPEndPoint(IPAddress.Loopback, 0), new IPEndPoint(IPAddress.Loopback, 0), null, ServeCommand.Services(database, _stopping.Token),
            context => ProvisionalCooperative.Admit(database, context), token => DeductionGateway.Data.Migrator.IsCurrent(database, token), TimeProvider.System, _stopping.Token));
        Channel = GrpcChannel.ForAddress(_server.GrpcAddress);
    }

    /// <summary>A REST call for a cooperative, or for none.</summary>
    internal async Task<(HttpStatusCode Status, string Text)> Get(string path, string? cooperative = "first")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Http, path));
        if (cooperative is not null) request.Headers.Add(ProvisionalCooperative.Header, cooperative);
        using var response = await Rest.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    public async ValueTask DisposeAsync()
    {
        Channel.Dispose();
        Rest.Dispose();
        await _stopping.CancelAsync();
        await _server.DisposeAsync();
        _stopping.Dispose();
        _cooperatives.Dispose();
    }
}
