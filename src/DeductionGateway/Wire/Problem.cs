using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Google.Rpc;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace DeductionGateway.Wire;

/// <summary>A failure as <c>application/problem+json</c> (RFC 9457): HTTP's status, and with it the code, the sentence and the details that gRPC would give.</summary>
internal static partial class Problem
{
    public const string MediaType = "application/problem+json";

    /// <summary>Reasons for which HTTP has a status of its own.</summary>
    public const string TooLarge = "BODY_TOO_LARGE", ContentType = "CONTENT_TYPE";

    public static (int HttpStatus, string Json) Of(Grpc.Core.Status status, Metadata trailers)
    {
        var details = Faults.DetailsOf(status, trailers);
        var http = HttpStatus(status.StatusCode, details);
        return (http, Json(http, status.StatusCode, status.Detail, details.Details.Select(RestJson.OfDetail)));
    }

    /// <summary>A failure that no method saw.</summary>
    public static Task Write(HttpContext http, int httpStatus, StatusCode code, string sentence) => Write(http, httpStatus, Json(httpStatus, code, sentence, []));

    public static Task Write(HttpContext http, int httpStatus, string json)
    {
        http.Response.StatusCode = httpStatus;
        if (httpStatus == StatusCodes.Status401Unauthorized) http.Response.Headers.WWWAuthenticate = Bearer.Challenge;
        http.Response.ContentType = MediaType;
        return http.Response.WriteAsync(json, Encoding.UTF8);
    }

    /// <summary>As the code is written in protos and on the wire: <c>INVALID_ARGUMENT</c>.</summary>
    public static string NameOf(StatusCode code) => code == StatusCode.OK ? "OK" : Enum.IsDefined(code) ? WordStart().Replace(code.ToString(), "_$0").ToUpperInvariant() : "UNKNOWN";

    private static int HttpStatus(StatusCode code, Google.Rpc.Status details)
    {
        var reason = details.Details.FirstOrDefault(static detail => detail.Is(ErrorInfo.Descriptor))?.Unpack<ErrorInfo>().Reason;
        return (code, reason) switch
        {
            (_, TooLarge or "FILE_TOO_LARGE" or "PIECE_TOO_LARGE") => StatusCodes.Status413PayloadTooLarge,
            (_, ContentType) => StatusCodes.Status415UnsupportedMediaType,
            (StatusCode.Cancelled, _) => StatusCodes.Status499ClientClosedRequest,
            (StatusCode.InvalidArgument or StatusCode.FailedPrecondition or StatusCode.OutOfRange, _) => StatusCodes.Status400BadRequest,
            (StatusCode.DeadlineExceeded, _) => StatusCodes.Status504GatewayTimeout,
            (StatusCode.NotFound, _) => StatusCodes.Status404NotFound,
            (StatusCode.AlreadyExists or StatusCode.Aborted, _) => StatusCodes.Status409Conflict,
            (StatusCode.PermissionDenied, _) => StatusCodes.Status403Forbidden,
            (StatusCode.Unauthenticated, _) => StatusCodes.Status401Unauthorized,
            (StatusCode.ResourceExhausted, _) => StatusCodes.Status429TooManyRequests,
            (StatusCode.Unimplemented, _) => StatusCodes.Status501NotImplemented,
            (StatusCode.Unavailable, _) => StatusCodes.Status503ServiceUnavailable,
            _ => StatusCodes.Status500InternalServerError,
        };
    }

    private static string Json(int httpStatus, StatusCode code, string sentence, IEnumerable<string> details)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("type", "about:blank");
            json.WriteString("title", ReasonPhrases.GetReasonPhrase(httpStatus));
            json.WriteNumber("status", httpStatus);
            json.WriteString("detail", sentence);
            json.WriteString("code", NameOf(code));
            json.WriteStartArray("details");
            foreach (var detail in details) json.WriteRawValue(detail);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    [GeneratedRegex("(?<=[a-z])[A-Z]")]
    private static partial Regex WordStart();
}
