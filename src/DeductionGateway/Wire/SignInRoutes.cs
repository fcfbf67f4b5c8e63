using System.Data.Common;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using DeductionGateway.Access;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace DeductionGateway.Wire;

/// <summary>
/// Sign-in over HTTP: <c>/auth/sign-in</c> for people, <c>/oauth/token</c> for systems and for refreshing (RFC 6749), <c>/oauth/revoke</c> to sign out
/// (RFC 7009), and the public keys (RFC 7517). Bodies are forms or JSON. Who is refused is not told which part was wrong.
/// </summary>
internal sealed class SignInRoutes(SignIn signIn)
{
    public const string TokenPath = "/oauth/token", RevokePath = "/oauth/revoke", SignInPath = "/auth/sign-in", KeysPath = "/.well-known/jwks.json";

    private const string BasicScheme = "Basic ";

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost(SignInPath, http => Answered(http, SignInPerson));
        routes.MapPost(TokenPath, http => Answered(http, Token));
        routes.MapPost(RevokePath, http => Answered(http, Revoke));
        routes.MapGet(KeysPath, http => Answered(http, Keys));
    }

    /// <summary>The world's failures, which no gate stands around here.</summary>
    public static async Task Answered(HttpContext http, RequestDelegate answer)
    {
        try
        {
            await answer(http);
        }
        catch (DbException)
        {
            await Problem.Write(http, StatusCodes.Status503ServiceUnavailable, StatusCode.Unavailable, "The database does not answer.");
        }
        catch (BadHttpRequestException wrong)
        {
            await Problem.Write(http, wrong.StatusCode, StatusCode.InvalidArgument, wrong.Message);
        }
        catch (Exception gone) when (gone is OperationCanceledException or IOException && http.RequestAborted.IsCancellationRequested)
        {
            // Nobody is left to be answered.
        }
    }

    private async Task SignInPerson(HttpContext http)
    {
        var (form, wrong) = await SignInForm.Read(http.Request);
        if (form is null || form["user"] is not { } user || form["password"] is not { } password || form["totp"] is not { } code)
        {
            await Problem.Write(http, StatusCodes.Status400BadRequest, StatusCode.InvalidArgument, wrong ?? "user, password and totp are wanted, as a form or as JSON.");
            return;
        }
        var result = await signIn.WithPassword(user, password, code, AddressOf(http), http.RequestAborted);
        if (result.Wait is { } wait)
        {
            SayWhen(http, wait);
            await Problem.Write(http, StatusCodes.Status429TooManyRequests, StatusCode.ResourceExhausted, "Too many tries: wait, then try again.");
        }
        else if (result.Tokens is { } tokens) await Give(http, tokens);
        else await Problem.Write(http, StatusCodes.Status401Unauthorized, StatusCode.Unauthenticated, "These do not sign in. After several failures an account waits for some minutes.");
    }

    private async Task Token(HttpContext http)
    {
        var (form, wrong) = await SignInForm.Read(http.Request);
        if (form is null)
        {
            await Refuse(http, StatusCodes.Status400BadRequest, "invalid_request", wrong!);
            return;
        }
        switch (form["grant_type"])
        {
            case "client_credentials":
                await TokenOfClient(http, form);
                break;
            case "refresh_token" when form["refresh_token"] is { } refresh:
                await Answer(http, await signIn.WithRefresh(refresh, AddressOf(http), http.RequestAborted), StatusCodes.Status400BadRequest, "invalid_grant");
                break;
            case null or "refresh_token":
                await Refuse(http, StatusCodes.Status400BadRequest, "invalid_request", "grant_type is wanted, and for refresh_token the token.");
                break;
            default:
                await Refuse(http, StatusCodes.Status400BadRequest, "unsupported_grant_type", "grant_type is client_credentials or refresh_token.");
                break;
        }
    }

    /// <summary>Exactly one way to prove oneself (RFC 6749, section 2.3): basic, post, or an assertion.</summary>
    private async Task TokenOfClient(HttpContext http, SignInForm form)
    {
        var address = AddressOf(http);
        var basic = http.Request.Headers.Authorization.Count > 0;
        var (secret, assertion) = (form["client_secret"], form["client_assertion"]);
        if ((basic ? 1 : 0) + (secret is null ? 0 : 1) + (assertion is null ? 0 : 1) != 1)
        {
            await Refuse(http, StatusCodes.Status400BadRequest, "invalid_request", "A client proves itself in exactly one way: client_secret_basic, client_secret_post or private_key_jwt.");
            return;
        }
        SignInResult result = default;
        if (basic)
        {
            if (BasicOf(http.Request.Headers.Authorization.ToString()) is { } both) result = await signIn.WithSecret(both.Id, both.Secret, address, http.RequestAborted);
        }
        else if (secret is not null) result = await signIn.WithSecret(form["client_id"] ?? "", secret, address, http.RequestAborted);
        else if (form["client_assertion_type"] == ClientAssertions.Type) result = await signIn.WithAssertion(form["client_id"], assertion!, address, http.RequestAborted);
        await Answer(http, result, StatusCodes.Status401Unauthorized, "invalid_client");
    }

    private async Task Revoke(HttpContext http)
    {
        var (form, wrong) = await SignInForm.Read(http.Request);
        if (form?["token"] is not { } token)
        {
            await Refuse(http, StatusCodes.Status400BadRequest, "invalid_request", wrong ?? "token is wanted: the refresh token.");
            return;
        }
        await signIn.SignOut(token, http.RequestAborted);
    }

    private async Task Keys(HttpContext http)
    {
        var keys = await signIn.PublicKeys(http.RequestAborted);
        await http.Response.WriteAsJsonAsync(new { keys = keys.Select(static key => new { kty = "EC", crv = "P-256", use = "sig", alg = "ES256", kid = key.KeyId, x = key.X, y = key.Y }) });
    }

    private static async Task Answer(HttpContext http, SignInResult result, int refusedStatus, string refused)
    {
        if (result.Wait is { } wait)
        {
            SayWhen(http, wait);
            await Refuse(http, StatusCodes.Status429TooManyRequests, "temporarily_unavailable", "Too many tries: wait, then try again.");
        }
        else if (result.Tokens is { } tokens) await Give(http, tokens);
        else
        {
            if (refusedStatus == StatusCodes.Status401Unauthorized) http.Response.Headers.WWWAuthenticate = "Basic realm=\"deduction-gateway\"";
            await Refuse(http, refusedStatus, refused, "This proves nobody who may come in.");
        }
    }

    public static Task Give(HttpContext http, Tokens tokens)
    {
        var answer = new Dictionary<string, object> { ["access_token"] = tokens.Access, ["token_type"] = "Bearer", ["expires_in"] = AccessTokens.LifeSeconds };
        if (tokens.Refresh is not null) answer["refresh_token"] = tokens.Refresh;
        return http.Response.WriteAsJsonAsync(answer);
    }

    private static Task Refuse(HttpContext http, int status, string error, string sentence)
    {
        http.Response.StatusCode = status;
        return http.Response.WriteAsJsonAsync(new { error, error_description = sentence });
    }

    public static void SayWhen(HttpContext http, TimeSpan wait) => http.Response.Headers.RetryAfter = (wait.Ticks / TimeSpan.TicksPerSecond + 1).ToString(CultureInfo.InvariantCulture);

    public static IPAddress AddressOf(HttpContext http) => http.Connection.RemoteIpAddress ?? IPAddress.None;

    /// <summary>Id and secret, each form-encoded before they were joined (RFC 6749, section 2.3.1).</summary>
    private static (string Id, string Secret)? BasicOf(string header)
    {
        if (!header.StartsWith(BasicScheme, StringComparison.OrdinalIgnoreCase)) return null;
        var bytes = new byte[header.Length];
        if (!Convert.TryFromBase64String(header[BasicScheme.Length..].Trim(), bytes, out var length)) return null;
        var text = Encoding.UTF8.GetString(bytes, 0, length);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? null : (WebUtility.UrlDecode(text[..colon]), WebUtility.UrlDecode(text[(colon + 1)..]));
    }
}

/// <summary>The fields of a small body, form or JSON; each is a text and stands once.</summary>
internal sealed class SignInForm
{
    private const int LimitBytes = 16 << 10;
    private readonly Dictionary<string, string> _fields = new(StringComparer.Ordinal);

    /// <summary>Null where it is not there or empty (RFC 6749, section 3.2).</summary>
    public string? this[string name] => _fields.GetValueOrDefault(name) is { Length: > 0 } value ? value : null;

    /// <summary>The fields, or a sentence that says what is wrong with the body.</summary>
    public static async Task<(SignInForm? Form, string? Wrong)> Read(HttpRequest request)
    {
        if (request.ContentLength > LimitBytes) return (null, $"The body may have {LimitBytes} bytes.");
        var body = new byte[LimitBytes + 1];
        var length = await request.Body.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, request.HttpContext.RequestAborted);
        if (length > LimitBytes) return (null, $"The body may have {LimitBytes} bytes.");
        var form = new SignInForm();
        var isForm = request.ContentType?.Split(';')[0].Trim().ToLowerInvariant() switch { "application/x-www-form-urlencoded" => true, "application/json" => false, _ => (bool?)null };
        if (isForm is null) return (null, "The body is a form (application/x-www-form-urlencoded) or JSON (application/json).");
        return (isForm.Value ? form.Add(Encoding.UTF8.GetString(body, 0, length)) : form.Add(body.AsMemory(0, length))) ? (form, null) : (null, "The body is not well formed, or says a field twice.");
    }

    private bool Add(string text)
    {
        foreach (var pair in text.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (!_fields.TryAdd(WebUtility.UrlDecode(equals < 0 ? pair : pair[..equals]), equals < 0 ? "" : WebUtility.UrlDecode(pair[(equals + 1)..]))) return false;
        }
        return true;
    }

    private bool Add(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 2 });
            if (document.RootElement.ValueKind != JsonValueKind.Object) return false;
            return document.RootElement.EnumerateObject().All(field => field.Value.ValueKind == JsonValueKind.String && _fields.TryAdd(field.Name, field.Value.GetString()!));
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException)
        {
            return false;
        }
    }
}
