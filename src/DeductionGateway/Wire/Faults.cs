using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Status = Grpc.Core.Status;

namespace DeductionGateway.Wire;

/// <summary>What a call is answered with when it cannot be answered: a code, a sentence, and details that programs can read.</summary>
internal static class Faults
{
    /// <summary>The trailer that carries <c>google.rpc.Status</c> with its details.</summary>
    public const string DetailsTrailer = "grpc-status-details-bin";

    private const string Domain = "deduction-gateway";

    /// <summary>A field of the request is wrong. <paramref name="field"/>: its path, names as in the .proto.</summary>
    public static RpcException Invalid(string field, string sentence) => Of(
        StatusCode.InvalidArgument, sentence, Info("FIELD_INVALID"), new BadRequest { FieldViolations = { new BadRequest.Types.FieldViolation { Field = field, Description = sentence } } });

    /// <summary>The request as a whole is wrong: what it is made of, not what it says.</summary>
    public static RpcException Malformed(string reason, string sentence, StatusCode code = StatusCode.InvalidArgument) => Of(code, sentence, Info(reason));

    public static RpcException NotFound(string type, string name) => Of(
        StatusCode.NotFound, $"There is no {type} {name}.", Info("NOT_FOUND"), new ResourceInfo { ResourceType = type, ResourceName = name });

    public static RpcException TooMuch(string sentence) => Of(StatusCode.OutOfRange, sentence, Info("TOO_MUCH"));

    /// <summary>Nobody known makes the call.</summary>
    public static RpcException Unauthenticated(string sentence) => Of(StatusCode.Unauthenticated, sentence, Info("UNAUTHENTICATED"));

    public static RpcException Denied(string sentence) => Of(StatusCode.PermissionDenied, sentence, Info("DENIED"));

    /// <summary>It may go better in a moment.</summary>
    public static RpcException Unavailable(string sentence) => Of(
        StatusCode.Unavailable, sentence, Info("UNAVAILABLE"), new RetryInfo { RetryDelay = Duration.FromTimeSpan(TimeSpan.FromSeconds(1)) });

    public static RpcException Of(StatusCode code, string sentence, params IMessage[] details)
    {
        var status = new Google.Rpc.Status { Code = (int)code, Message = sentence };
        foreach (var detail in details) status.Details.Add(Any.Pack(detail));
        return new RpcException(new Status(code, sentence), new Metadata { { DetailsTrailer, status.ToByteArray() } });
    }

    /// <summary>The details that travel with a failure; one without is given what its status says.</summary>
    public static Google.Rpc.Status DetailsOf(Status status, Metadata trailers)
    {
        if (trailers.GetValueBytes(DetailsTrailer) is { } bytes)
        {
            try
            {
                return Google.Rpc.Status.Parser.ParseFrom(bytes);
            }
            catch (InvalidProtocolBufferException)
            {
                // A service wrote something else there: its status still holds.
            }
        }
        return new Google.Rpc.Status { Code = (int)status.StatusCode, Message = status.Detail };
    }

    private static ErrorInfo Info(string reason) => new() { Reason = reason, Domain = Domain };
}
