using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using DeductionGateway.Mocks.Faults;
using DeductionGateway.Mocks.Snap;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace DeductionGateway.Mocks.Bank;

/// <summary>A service of SNAP as the bank has it.</summary>
/// <param name="Code">Two digits.</param>
/// <param name="Path">Behind the prefix.</param>
internal sealed record BankService(string Code, string Method, string Path, Func<SnapRequest, SnapReply> Answer);

/// <summary>What the gateway calls: checks who calls and whether the call came before, lets the service answer, and spoils the answer where the plan says so.</summary>
internal sealed class SnapDesk(BankOptions options, FaultPlan faults, TimeProvider time)
{
    public const string TokenCode = "73";
    private const int TokenSeconds = 900;
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<string, DateTimeOffset> _tokens = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(DateOnly Day, string Id), byte> _externalIds = new();

    /// <summary>While false every connection is cut.</summary>
    public bool IsAnswering { get; set; } = true;

    public void Map(IEndpointRouteBuilder routes, IEnumerable<BankService> services)
    {
        routes.MapPost($"{options.Prefix}/access-token/b2b", http => Serve(http, TokenCode, (body, fault) => Token(http, body, fault)));
        foreach (var service in services)
        {
            routes.MapMethods($"{options.Prefix}/{service.Path}", [service.Method], http => Serve(http, service.Code, (body, fault) =>
            {
                CheckCaller(http, body, fault);
                return service.Answer(SnapRequest.Of(body));
            }));
        }
    }

    private async Task Serve(HttpContext http, string service, Func<byte[], FaultKind, SnapReply> answer)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        var fault = faults.Next(FaultPlace.Answers, service);
        if (fault == FaultKind.Slow) await faults.Linger(http.RequestAborted);
        if (!IsAnswering)
        {
            http.Abort();
            return;
        }
        var reply = fault == FaultKind.ErrorBefore ? new SnapReply(500, "01", "Internal Server Error", []) : Answered(() => answer(body.ToArray(), fault));
        if (fault == FaultKind.ErrorAfter) reply = new SnapReply(504, "00", "Timeout", []);
        if (fault == FaultKind.Reset) http.Abort();
        else await Send(http, reply, Spoiled(reply.Whole(service), fault), isCut: fault == FaultKind.Truncated);
    }

    private async Task Send(HttpContext http, SnapReply reply, JsonObject whole, bool isCut)
    {
        var bytes = Encoding.UTF8.GetBytes(whole.ToJsonString());
        http.Response.StatusCode = reply.Http;
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = bytes.Length;
        http.Response.Headers["X-TIMESTAMP"] = SnapWords.Time(time.GetUtcNow());
        await http.Response.Body.WriteAsync(bytes.AsMemory(0, isCut ? bytes.Length / 2 : bytes.Length), http.RequestAborted);
        if (!isCut) return;
        await http.Response.Body.FlushAsync(http.RequestAborted);
        http.Abort();
    }

    private static SnapReply Answered(Func<SnapReply> answer)
    {
        try
        {
            return answer();
        }
        catch (SnapRefusal refusal)
        {
            return refusal.Reply;
        }
    }

    /// <summary>Rows of a statement twice, or in reverse.</summary>
    private static JsonObject Spoiled(JsonObject whole, FaultKind fault)
    {
        if (whole["detailData"] is not JsonArray { Count: > 0 } rows) return whole;
        if (fault == FaultKind.Duplicate) rows.Add(rows[^1]!.DeepClone());
        if (fault == FaultKind.Reordered) whole["detailData"] = new JsonArray([.. rows.Reverse().Select(static row => row!.DeepClone())]);
        return whole;
    }

    private SnapReply Token(HttpContext http, byte[] body, FaultKind fault)
    {
        var (client, at) = (Header(http, "X-CLIENT-KEY"), Header(http, "X-TIMESTAMP"));
        if (SnapRequest.Of(body).Needed("grantType") != "client_credentials") throw new SnapRefusal(400, "01", "Invalid Field Format grantType");
        CheckTime(at);
        var isSigned = fault == FaultKind.AnySignature || (options.CallerKey is { } key && SnapSigning.IsRsa(key, SnapSigning.OfToken(client, at), Header(http, "X-SIGNATURE")));
        if (client != options.CallerId || !isSigned) throw new SnapRefusal(401, "00", "Unauthorized. [Signature]");
        var token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        _tokens[token] = time.GetUtcNow().AddSeconds(TokenSeconds);
        return SnapReply.Done(new JsonObject { ["accessToken"] = token, ["tokenType"] = "Bearer", ["expiresIn"] = $"{TokenSeconds}" });
    }

    private void CheckCaller(HttpContext http, byte[] body, FaultKind fault)
    {
        const string bearer = "Bearer ";
        var (at, signature, externalId) = (Header(http, "X-TIMESTAMP"), Header(http, "X-SIGNATURE"), Header(http, "X-EXTERNAL-ID"));
        var token = http.Request.Headers.Authorization.ToString();
        token = token.StartsWith(bearer, StringComparison.Ordinal) ? token[bearer.Length..] : throw new SnapRefusal(401, "03", "Token Not Found (B2B)");
        if (!_tokens.TryGetValue(token, out var ends) || ends < time.GetUtcNow()) throw new SnapRefusal(401, "01", "Invalid Token (B2B)");
        CheckTime(at);
        var signed = SnapSigning.OfCall(http.Request.Method, http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget, token, body, at);
        if (Header(http, "X-PARTNER-ID") != options.PartnerId || (fault != FaultKind.AnySignature && !SnapSigning.IsHmac(options.CallerSecret, signed, signature))) throw new SnapRefusal(401, "00", "Unauthorized. [Signature]");
        if (externalId.Length > 36 || !externalId.All(char.IsAsciiDigit)) throw new SnapRefusal(400, "01", "Invalid Field Format X-EXTERNAL-ID");
        var today = DateOnly.FromDateTime(time.GetUtcNow().ToOffset(SnapWords.Zone).Date);
        if (!_externalIds.TryAdd((today, externalId), 0) && fault != FaultKind.AnyExternalId) throw new SnapRefusal(409, "00", "Conflict");
    }

    private void CheckTime(string at)
    {
        if (SnapWords.TimeOf(at) is not { } said) throw new SnapRefusal(400, "01", "Invalid Field Format X-TIMESTAMP");
        if ((said - time.GetUtcNow()).Duration() > Skew) throw new SnapRefusal(401, "00", "Unauthorized. [X-TIMESTAMP]");
    }

    private static string Header(HttpContext http, string name) => http.Request.Headers[name].ToString() is { Length: > 0 } value ? value : throw new SnapRefusal(400, "02", $"Invalid Mandatory Field {name}");
}
