using System.Runtime.CompilerServices;
using Google.Api;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace DeductionGateway.Wire;

/// <summary>
/// Bodies that are no JSON: where a field or an answer is a <c>google.api.HttpBody</c> its bytes are the body as they are, piece by piece, never held whole.
/// A form of multipart/form-data has one file; its name fills the field <c>name</c>.
/// </summary>
internal static class RestBodies
{
    /// <summary>A piece is sent on when so many bytes are there, or the body ends.</summary>
    private const int PieceBytes = 1 << 20;

    public static bool IsRaw(RestRoute route) => route.Body.Length > 0 && route.Body != "*" && IsBytes(route.Method.InputType.FindFieldByName(route.Body)?.MessageTypeOrNull());

    public static bool GivesRaw(RestRoute route) => route.Method.IsServerStreaming && IsBytes(route.Method.OutputType);

    /// <summary>The request's messages: the first has what path and query say, each has a piece of the body.</summary>
    /// <exception cref="RpcException">The body is cut off, encoded, or a form of another kind.</exception>
    public static async IAsyncEnumerable<IMessage> Pieces(HttpContext http, RestRoute route, IMessage first, [EnumeratorCancellation] CancellationToken stop = default)
    {
        // How large a body may be, the method says.
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = null;
        if (http.Request.Headers.ContentEncoding.Count > 0) throw Faults.Malformed("CONTENT_ENCODING", "The body must be sent as it is, without Content-Encoding.");
        var form = IsForm(http.Request.ContentType) ? new MultipartReader(Boundary(http.Request.ContentType!), http.Request.Body) { HeadersLengthLimit = 16 << 10 } : null;
        if (form is null && route.Verb == "POST") throw Faults.Malformed(Problem.ContentType, "POST takes multipart/form-data with one file; PUT takes the bytes as they are.");
        var body = form is null ? http.Request.Body : await FileOf(form, first, stop);
        var field = route.Method.InputType.FindFieldByName(route.Body);
        var buffer = new byte[PieceBytes];
        for (var message = first; ; message = (IMessage)route.Method.InputType.Parser.ParseFrom(ByteString.Empty))
        {
            var length = await Read(body, buffer, stop);
            if (length > 0 || ReferenceEquals(message, first))
            {
                field.Accessor.SetValue(message, new HttpBody { ContentType = http.Request.ContentType ?? "", Data = ByteString.CopyFrom(buffer, 0, length) });
                yield return message;
            }
            if (length == buffer.Length) continue;
            if (form is not null && await Next(form, stop) is not null) throw Faults.Malformed("FORM_INVALID", "The form has more than one part; send one file in each.");
            yield break;
        }
    }

    /// <summary>Writes pieces as they come; the first says what they are.</summary>
    public static async Task Send(HttpContext http, HttpBody piece, CancellationToken stop)
    {
        if (!http.Response.HasStarted)
        {
            http.Response.ContentType = piece.ContentType.Length > 0 ? piece.ContentType : "application/octet-stream";
            http.Response.Headers.CacheControl = "no-store";
            http.Response.Headers.XContentTypeOptions = "nosniff";
        }
        await http.Response.Body.WriteAsync(piece.Data.Memory, stop);
    }

    private static bool IsBytes(MessageDescriptor? message) => message?.FullName == HttpBody.Descriptor.FullName;

    private static MessageDescriptor? MessageTypeOrNull(this FieldDescriptor field) => field.FieldType == FieldType.Message ? field.MessageType : null;

    private static bool IsForm(string? contentType) => MediaTypeHeaderValue.TryParse(contentType, out var type) && type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase);

    private static string Boundary(string contentType)
    {
        var boundary = HeaderUtilities.RemoveQuotes(MediaTypeHeaderValue.Parse(contentType).Boundary).Value;
        return boundary is { Length: > 0 and <= 70 } ? boundary : throw Faults.Malformed("FORM_INVALID", "The content type says no boundary of the form, of at most 70 characters.");
    }

    private static async Task<Stream> FileOf(MultipartReader form, IMessage first, CancellationToken stop)
    {
        var part = await Next(form, stop) ?? throw Faults.Malformed("FORM_INVALID", "The form is empty; one file is wanted.");
        var isFile = ContentDispositionHeaderValue.TryParse(part.ContentDisposition, out var says) && (says.FileNameStar.HasValue || says.FileName.HasValue);
        if (!isFile) throw Faults.Malformed("FORM_INVALID", "The form's part is no file: it says no file name.");
        var name = HeaderUtilities.RemoveQuotes(says!.FileNameStar.HasValue ? says.FileNameStar : says.FileName).Value ?? "";
        if (first.Descriptor.FindFieldByName("name") is { FieldType: FieldType.String } field && field.Accessor.GetValue(first) is "") field.Accessor.SetValue(first, name);
        return part.Body;
    }

    private static async Task<MultipartSection?> Next(MultipartReader form, CancellationToken stop)
    {
        try
        {
            return await form.ReadNextSectionAsync(stop);
        }
        catch (Exception wrong) when (wrong is IOException or InvalidDataException && !stop.IsCancellationRequested)
        {
            throw Faults.Malformed("FORM_INVALID", $"The form is not well formed, or cut off: {wrong.Message}");
        }
    }

    private static async Task<int> Read(Stream body, byte[] buffer, CancellationToken stop)
    {
        try
        {
            return await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, stop);
        }
        catch (Exception wrong) when (wrong is IOException or InvalidDataException && !stop.IsCancellationRequested)
        {
            throw Faults.Malformed("BODY_CUT", $"The body ended before it was whole: {wrong.Message}");
        }
    }
}
