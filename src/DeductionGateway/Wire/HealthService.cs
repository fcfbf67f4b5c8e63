using Grpc.Core;
using Grpc.Health.V1;
using Serving = Grpc.Health.V1.HealthCheckResponse.Types.ServingStatus;

namespace DeductionGateway.Wire;

/// <summary>gRPC's health checking: the server and each of its services serve while <paramref name="isReady"/> says so.</summary>
internal sealed class HealthService(IReadOnlySet<string> services, Func<CancellationToken, Task<bool>> isReady, TimeProvider time, CancellationToken stopping) : Health.HealthBase
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    public override async Task<HealthCheckResponse> Check(HealthCheckRequest request, ServerCallContext context)
    {
        if (!Knows(request.Service)) throw Faults.NotFound("service", request.Service);
        return new HealthCheckResponse { Status = await Now(context.CancellationToken) };
    }

    /// <summary>A service that is not known may become so, says the protocol: the stream stays open.</summary>
    public override async Task Watch(HealthCheckRequest request, IServerStreamWriter<HealthCheckResponse> responseStream, ServerCallContext context)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, stopping);
        var last = Serving.Unknown;
        while (true)
        {
            var now = Knows(request.Service) ? await Now(end.Token) : Serving.ServiceUnknown;
            if (now != last) await responseStream.WriteAsync(new HealthCheckResponse { Status = last = now }, end.Token);
            await Task.Delay(Interval, time, end.Token);
        }
    }

    private bool Knows(string service) => service.Length == 0 || services.Contains(service);

    private async Task<Serving> Now(CancellationToken stop) => !stopping.IsCancellationRequested && await isReady(stop) ? Serving.Serving : Serving.NotServing;
}
