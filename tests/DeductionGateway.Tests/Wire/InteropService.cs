using DeductionGateway.Tests.Wire.Interop;
using DeductionGateway.Wire;
using Google.Protobuf;
using Grpc.Core;

namespace DeductionGateway.Tests.Wire;

/// <summary>The server's side of gRPC's interoperability tests, after the published description of the cases.</summary>
internal sealed class InteropService : TestService.TestServiceBase
{
    private const string EchoInitial = "x-grpc-test-echo-initial", EchoTrailing = "x-grpc-test-echo-trailing-bin";

    public override async Task<Empty> EmptyCall(Empty request, ServerCallContext context)
    {
        await Echo(context);
        return new Empty();
    }

    public override async Task<SimpleResponse> UnaryCall(SimpleRequest request, ServerCallContext context)
    {
        await Echo(context);
        Expect(request.ExpectCompressed, context);
        Compress(request.ResponseCompressed, context);
        Fail(request.ResponseStatus);
        return new SimpleResponse { Payload = Zeros(request.ResponseSize) };
    }

    public override async Task StreamingOutputCall(StreamingOutputCallRequest request, IServerStreamWriter<StreamingOutputCallResponse> responseStream, ServerCallContext context)
    {
        await Echo(context);
        await Send(request, responseStream, context);
        Fail(request.ResponseStatus);
    }

    public override async Task<StreamingInputCallResponse> StreamingInputCall(IAsyncStreamReader<StreamingInputCallRequest> requestStream, ServerCallContext context)
    {
        await Echo(context);
        var answer = new StreamingInputCallResponse();
        await foreach (var request in requestStream.ReadAllAsync(context.CancellationToken)) answer.AggregatedPayloadSize += request.Payload.Body.Length;
        return answer;
    }

    public override async Task FullDuplexCall(
        IAsyncStreamReader<StreamingOutputCallRequest> requestStream, IServerStreamWriter<StreamingOutputCallResponse> responseStream, ServerCallContext context)
    {
        await Echo(context);
        await foreach (var request in requestStream.ReadAllAsync(context.CancellationToken))
        {
            Fail(request.ResponseStatus);
            await Send(request, responseStream, context);
        }
    }

    private static async Task Send(StreamingOutputCallRequest request, IServerStreamWriter<StreamingOutputCallResponse> responseStream, ServerCallContext context)
    {
        foreach (var wanted in request.ResponseParameters)
        {
            if (wanted.IntervalUs > 0) await Task.Delay(TimeSpan.FromMicroseconds(wanted.IntervalUs), context.CancellationToken);
            if (wanted.Compressed is { Value: false }) responseStream.WriteOptions = new WriteOptions(WriteFlags.NoCompress);
            else responseStream.WriteOptions = null;
            await responseStream.WriteAsync(new StreamingOutputCallResponse { Payload = Zeros(wanted.Size) });
        }
    }

    private static async Task Echo(ServerCallContext context)
    {
        if (context.RequestHeaders.GetValueBytes(EchoTrailing) is { } trailing) context.ResponseTrailers.Add(EchoTrailing, trailing);
        if (context.RequestHeaders.GetValue(EchoInitial) is { } initial) await context.WriteResponseHeadersAsync(new Metadata { { EchoInitial, initial } });
    }

    private static void Expect(Interop.BoolValue? compressed, ServerCallContext context)
    {
        var isCompressed = context.GetHttpContext().Request.Headers["grpc-encoding"] is not ([] or ["identity"]);
        if (compressed is { } wanted && wanted.Value != isCompressed) throw Faults.Invalid("expect_compressed", $"The request was {(isCompressed ? "" : "not ")}compressed.");
    }

    private static void Compress(Interop.BoolValue? compressed, ServerCallContext context)
    {
        if (compressed is { Value: false }) context.WriteOptions = new WriteOptions(WriteFlags.NoCompress);
    }

    private static void Fail(EchoStatus? status)
    {
        if (status is { Code: not 0 }) throw new RpcException(new Status((StatusCode)status.Code, status.Message));
    }

    private static Payload Zeros(int size) => new() { Body = ByteString.CopyFrom(new byte[size]) };
}
