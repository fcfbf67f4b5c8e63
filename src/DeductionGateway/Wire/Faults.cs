using DeductionGateway.Contract.V1;
using DeductionGateway.Core.Basics;
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

    /// <summary>Of faults in a trailer: clients refuse headers of more than 8 KiB, and a third is lost to base64.</summary>
    private const int HeaderBytes = 4 << 10;

    /// <summary>Characters of a fault in the sentence.</summary>
    private const int LongestQuote = 300;

    /// <summary>A field of the request is wrong. <paramref name="field"/>: its path, names as in the .proto.</summary>
    public static RpcException Invalid(string field, string sentence) => Of(
        StatusCode.InvalidArgument, sentence, Info("FIELD_INVALID"), new BadRequest { FieldViolations = { new BadRequest.Types.FieldViolation { Field = field, Description = sentence } } });

    /// <summary>The request as a whole is wrong: what it is made of, not what it says.</summary>
    public static RpcException Malformed(string reason, string sentence, StatusCode code = StatusCode.InvalidArgument) => Of(code, sentence, Info(reason));

    /// <param name="why">A sentence on what may have become of it; empty where there is nothing to say.</param>
    public static RpcException NotFound(string type, string name, string why = "") => Of(
        StatusCode.NotFound, $"There is no {type} {name}.{(why.Length > 0 ? " " + why : "")}", Info("NOT_FOUND"), new ResourceInfo { ResourceType = type, ResourceName = name });

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

    /// <summary>Of a file or a folder that is refused: nothing of it was stored. REST says all faults; gRPC's details travel in a header, and only so many fit.</summary>
    public static RpcException Refused(string what, IReadOnlyCollection<Core.Intake.FileFault> faults, ServerCallContext? context)
    {
        var detail = new FileFaults { FaultCount = faults.Count };
        var room = context is RestCall ? int.MaxValue : HeaderBytes;
        foreach (var fault in faults)
        {
            var one = new FileFault { File = fault.File, Line = fault.Line, Column = fault.Column, Code = fault.Code, Text = Shown(fault.Text) };
            if ((room -= one.CalculateSize() + 3) < 0) break;
            detail.Faults.Add(one);
        }
        var first = Shown(faults.First().ToString());
        if (first.Length > LongestQuote) first = first[..LongestQuote] + "…";
        return Of(StatusCode.InvalidArgument, $"{what} is refused for {faults.Count} fault{(faults.Count == 1 ? "" : "s")}, nothing was stored: {first}", Info("FILE_REFUSED"), detail);
    }

    /// <summary>A fault's text without the national ids that it quotes: line and column say where they stand.</summary>
    public static string Shown(string text) => PersonalNumbers.MaskedIn(text, PersonalNumbers.NationalIdDigits);

    /// <summary>What is not so now may be so after another call.</summary>
    public static RpcException NotNow(string reason, string sentence, params IMessage[] details) => Of(StatusCode.FailedPrecondition, sentence, [Info(reason), .. details]);

    public static RpcException Exhausted(string reason, string sentence) => Of(StatusCode.ResourceExhausted, sentence, Info(reason));

    public static ErrorInfo Info(string reason) => new() { Reason = reason, Domain = Domain };
}
