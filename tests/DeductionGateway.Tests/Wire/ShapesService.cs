using DeductionGateway.Tests.Wire.Shapes;
using DeductionGateway.Wire;
using Grpc.Core;

namespace DeductionGateway.Tests.Wire;

/// <summary>Gives back what it was given, by every shape of mapping.</summary>
internal sealed class ShapesService : Shapes.Shapes.ShapesBase
{
    public override Task<Seen> Get(Shape request, ServerCallContext context) => Saw(request, context);
    public override Task<Seen> Sub(Shape request, ServerCallContext context) => Saw(request, context);
    public override Task<Seen> Deep(Shape request, ServerCallContext context) => Saw(request, context);
    public override Task<Seen> List(Shape request, ServerCallContext context) => Saw(request, context);
    public override Task<Seen> Create(Shape request, ServerCallContext context) => Saw(request, context);
    public override Task<Seen> Put(Shape request, ServerCallContext context) => Saw(request, context);
    public override Task<Seen> Patch(Shape request, ServerCallContext context) => Saw(request, context);
    public override Task<Seen> Delete(Shape request, ServerCallContext context) => Saw(request, context);
    public override Task<Seen> Purge(Shape request, ServerCallContext context) => Saw(request, context);
    public override Task<Seen> Only(Shape request, ServerCallContext context) => Saw(request, context);

    public override async Task Count(Shape request, IServerStreamWriter<Seen> responseStream, ServerCallContext context)
    {
        for (var i = 0; i < request.Size; i++) await responseStream.WriteAsync(new Seen { Shape = new Shape { Size = i }, Method = context.Method });
    }

    public override async Task Fail(Shape request, IServerStreamWriter<Seen> responseStream, ServerCallContext context)
    {
        for (var i = 0; i < request.Big; i++) await responseStream.WriteAsync(new Seen { Method = context.Method });
        throw request.Name == "unforeseen" ? new InvalidOperationException("a secret of the inside") : Failure(request);
    }

    public override Task<Seen> Refuse(Shape request, ServerCallContext context) => throw Failure(request);

    public override async Task<Seen> Wait(Shape request, ServerCallContext context)
    {
        await Task.Delay(TimeSpan.FromMilliseconds((long)request.Size), context.CancellationToken);
        return await Saw(request, context);
    }

    private static RpcException Failure(Shape request) => Faults.Of(
        (StatusCode)request.Size, $"as asked: {request.Size}", new Google.Rpc.ErrorInfo { Reason = "ASKED", Domain = "shapes", Metadata = { ["name"] = request.Name } },
        new Google.Rpc.RetryInfo { RetryDelay = Google.Protobuf.WellKnownTypes.Duration.FromTimeSpan(TimeSpan.FromSeconds(2L)) });

    private static Task<Seen> Saw(Shape request, ServerCallContext context) => Task.FromResult(new Seen { Shape = request, Method = context.Method });
}
