using System.Data.Common;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using DeductionGateway.Access;
using DeductionGateway.Banks.Register;
using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Snap;
using DeductionGateway.Data;
using DeductionGateway.Sealing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DeductionGateway.Banks.Inbound;

/// <summary>
/// What banks call (DOMAIN §3): tokens, and what they tell of money. A request is looked at as the bytes that came: who signed them, whether they came before; only then
/// are they understood, and kept with their answer in one transaction, so that what was answered is not lost and what is asked again is answered alike.
/// </summary>
/// <param name="limits">Requests for tokens of one address, and of one client.</param>
internal sealed partial class SnapServer(Database database, MasterKey master, SignInLimits limits, TimeProvider time)
{
    public const string Prefix = "/snap/v1.0/";

    private const int BodyLimit = 64 << 10;
    private const int LongestId = 36;
    private const string Bearer = "Bearer ";

    private readonly SnapTokens _tokens = new(database, master, time);

    public static IReadOnlyList<ISnapHandler> Handlers { get; } = [new VaInquiryHandler(), new VaPaymentHandler(), new VaNotifyHandler(), new DebitNotifyHandler()];

    public void Map(IEndpointRouteBuilder routes)
    {
        Serve(SnapService.Token, Token);
        foreach (var handler in Handlers) Serve(handler.Service, (http, body) => Call(http, handler, body));

        void Serve(SnapService service, Func<HttpContext, byte[], Task<SnapReply>> answer) => routes.MapPost(Prefix + service.Path(), http => Answered(http, service, answer));
    }

    /// <summary>Whatever goes wrong is answered in the words of the standard.</summary>
    private async Task Answered(HttpContext http, SnapService service, Func<HttpContext, byte[], Task<SnapReply>> answer)
    {
        SnapReply reply;
        try
        {
            reply = await answer(http, await Body(http));
        }
        catch (SnapFault fault)
        {
            reply = new SnapReply(fault.Answer, fault.Detail, VaWords.FlagsOf(service));
        }
        catch (Exception gone) when (gone is OperationCanceledException or IOException && http.RequestAborted.IsCancellationRequested)
        {
            // Nobody is left to be answered; nothing of it is kept, or all of it, and the bank asks again.
            return;
        }
        catch (Exception trouble)
        {
            LogFailure(http.RequestServices.GetRequiredService<ILogger<SnapServer>>(), service, trouble);
            reply = new SnapReply(SnapAnswer.InternalError);
        }
        http.Response.StatusCode = reply.Answer.Http;
        http.Response.ContentType = "application/json";
        http.Response.Headers["X-TIMESTAMP"] = SnapTime.Format(time.GetUtcNow());
        await http.Response.WriteAsync(SnapJson.Text(reply.Whole(service)), http.RequestAborted);
    }

    /// <summary>Service 73.</summary>
    private async Task<SnapReply> Token(HttpContext http, byte[] body)
    {
        var (client, at, signature) = (Header(http, "X-CLIENT-KEY", 64), Header(http, "X-TIMESTAMP", 35), Header(http, "X-SIGNATURE", 2_048));
        using var fields = SnapFields.Of(body);
        if (fields.Needed(32, "grantType") != "client_credentials") throw SnapFault.Format("grantType");
        // By client and address together: whoever knows a client's id from elsewhere does not keep it out.
        var from = http.Connection.RemoteIpAddress ?? System.Net.IPAddress.None;
        if (limits.Wait(from, $"snap:{client}:{from}") is not null) throw new SnapFault(SnapAnswer.TooManyRequests, "");
        using var partner = await _tokens.OfClient(client, http.RequestAborted);
        // Who is nobody and who signed wrongly are told alike.
        if (partner is null || !partner.IsSignedByBank(SnapSignature.OfToken(client, at), signature)) throw SnapFault.Unauthorized("Signature");
        await CheckPlace(http, partner);
        CheckTime(partner, at);
        return new SnapReply(SnapAnswer.Successful, "", new JsonObject
        {
            ["accessToken"] = await _tokens.Give(partner, http.RequestAborted), ["tokenType"] = "Bearer", ["expiresIn"] = SnapTokens.LifeSeconds.ToString(System.Globalization.CultureInfo.InvariantCulture),
        });
    }

    private async Task<SnapReply> Call(HttpContext http, ISnapHandler handler, byte[] body)
    {
        var (at, signature, externalId, partnerId) = (Header(http, "X-TIMESTAMP", 35), Header(http, "X-SIGNATURE", 2_048), Header(http, "X-EXTERNAL-ID", LongestId), Header(http, "X-PARTNER-ID", LongestId));
        using var partner = await Caller(http, body, at, signature, partnerId);
        await CheckPlace(http, partner);
        CheckTime(partner, at);
        using var fields = SnapFields.Of(body);
        var subject = handler.Subject(fields);
        var now = time.GetUtcNow();
        var call = new SnapCall(partner, handler.Service, externalId, JakartaTime.DayOf(now), now, signature, at, body);
        return await database.Write(partner.CooperativeId, async tx =>
        {
            var store = new SnapStore(tx);
            await store.Lock(call);
            if (await store.Find(call) is { } first) return handler.Repeat(call, fields, first.Service == (short)handler.Service && first.Subject == subject, store.AnswerOf(first));
            var reply = await handler.Answer(tx, call, fields);
            await store.Add(call, subject, reply.Whole(handler.Service));
            return reply;
        }, http.RequestAborted);
    }

    /// <summary>Who signed these bytes: the holder of the token, or, where the bank signs by its key, whoever of this partner id did.</summary>
    private async Task<Partner> Caller(HttpContext http, byte[] body, string at, string signature, string partnerId)
    {
        var token = http.Request.Headers.Authorization.ToString();
        if (token.Length == 0)
        {
            var text = (Partner partner) => SnapSignature.OfCall(http.Request.Method, Endpoint(http, partner), body, at);
            return await _tokens.OfPartnerId(partnerId, partner => partner.Profile.Signature.Inbound == SignatureKind.Asymmetric && partner.IsSignedByBank(text(partner), signature), http.RequestAborted)
                ?? throw SnapFault.Unauthorized("Signature");
        }
        if (!token.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)) throw new SnapFault(SnapAnswer.InvalidToken, "");
        token = token[Bearer.Length..].Trim();
        var holder = await _tokens.OfToken(token, http.RequestAborted) ?? throw new SnapFault(SnapAnswer.InvalidToken, "");
        var isRight = holder.Profile.Signature.Inbound == SignatureKind.Symmetric && holder.PartnerId == partnerId && SnapSignature.IsRight(holder.BankSecret, SnapSignature.OfCall(http.Request.Method, Endpoint(http, holder), token, body, at), signature);
        if (isRight) return holder;
        holder.Dispose();
        throw SnapFault.Unauthorized("Signature");
    }

    /// <summary>As it was sent: what is signed is not what a router makes of it.</summary>
    private static string Endpoint(HttpContext http, Partner partner)
    {
        var target = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        return partner.Profile.Signature.WithQuery || target.IndexOf('?', StringComparison.Ordinal) is var query && query < 0 ? target : target[..query];
    }

    /// <summary>The body has been read: only then may a connection be asked for a certificate.</summary>
    private static async Task CheckPlace(HttpContext http, Partner partner)
    {
        if (!partner.MayComeFrom(http.Connection.RemoteIpAddress ?? System.Net.IPAddress.None)) throw SnapFault.Unauthorized("Address");
        if (!partner.WantsCertificate) return;
        if (!partner.MayShow(await Certificate(http) is { } shown ? SHA256.HashData(shown.RawData) : null)) throw SnapFault.Unauthorized("Certificate");
    }

    /// <summary>Null where the client shows none, or was not made to be asked for one: TLS then says so by an error of its library, of a type that is not public.</summary>
    private static async Task<X509Certificate2?> Certificate(HttpContext http)
    {
        try
        {
            return await http.Connection.GetClientCertificateAsync(http.RequestAborted);
        }
        catch (Exception) when (!http.RequestAborted.IsCancellationRequested)
        {
            return null;
        }
    }

    private void CheckTime(Partner partner, string at)
    {
        var said = SnapTime.Parse(at) ?? throw SnapFault.Format("X-TIMESTAMP");
        if ((said - time.GetUtcNow()).Duration() > TimeSpan.FromSeconds(partner.Profile.ClockSkewSeconds)) throw SnapFault.Unauthorized("X-TIMESTAMP");
    }

    private static string Header(HttpContext http, string name, int longest)
    {
        var values = http.Request.Headers[name];
        if (values.Count == 0 || values[0] is not { Length: > 0 } value) throw SnapFault.Missing(name);
        return values.Count == 1 && value.Length <= longest && value.All(static c => c is > ' ' and < '\u007F') ? value : throw SnapFault.Format(name);
    }

    private static async Task<byte[]> Body(HttpContext http)
    {
        var body = new byte[BodyLimit + 1];
        var length = await http.Request.Body.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, http.RequestAborted);
        return length <= BodyLimit ? body[..length] : throw new SnapFault(SnapAnswer.BadRequest, "");
    }

    [LoggerMessage(1, LogLevel.Error, "Service {Service} failed; the bank was told so and asks again")]
    private static partial void LogFailure(ILogger log, SnapService service, Exception trouble);
}
