using DeductionGateway.Access;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace DeductionGateway.Wire;

/// <summary>
/// A signed-in person changes his own secrets: <c>/auth/password</c>, and in two steps <c>/auth/totp</c> and <c>/auth/totp/confirm</c>. The access token says who he is;
/// password and code are asked for all the same, for a token may be another's by now.
/// </summary>
internal sealed class OwnSecretsRoutes(SignIn signIn)
{
    public const string PasswordPath = "/auth/password", CodePath = "/auth/totp", ConfirmPath = "/auth/totp/confirm";

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost(PasswordPath, http => SignInRoutes.Answered(http, ChangePassword));
        routes.MapPost(CodePath, http => SignInRoutes.Answered(http, BeginCode));
        routes.MapPost(ConfirmPath, http => SignInRoutes.Answered(http, ConfirmCode));
    }

    private async Task ChangePassword(HttpContext http)
    {
        if (await Person(http) is not { } who || await Form(http, "password", "totp", "new_password") is not { } form) return;
        var (present, wanted) = (form["password"]!, form["new_password"]!);
        if (OwnSecrets.Refusal(who.Name, present, wanted) is { } refusal)
        {
            await Problem.Write(http, StatusCodes.Status400BadRequest, StatusCode.InvalidArgument, refusal);
            return;
        }
        await Answer(http, await signIn.Own.ChangePassword(who, present, form["totp"]!, wanted, SignInRoutes.AddressOf(http), http.RequestAborted));
    }

    private async Task BeginCode(HttpContext http)
    {
        if (await Person(http) is not { } who || await Form(http, "password", "totp") is not { } form) return;
        var (code, wait) = await signIn.Own.BeginCode(who, form["password"]!, form["totp"]!, SignInRoutes.AddressOf(http), http.RequestAborted);
        if (code is null) await Answer(http, new SignInResult(null, wait));
        else await http.Response.WriteAsJsonAsync(new { otpauth_uri = code.OtpAuthUri, ticket = code.Ticket, expires_in = (int)(OwnSecrets.TicketLife.Ticks / TimeSpan.TicksPerSecond) });
    }

    private async Task ConfirmCode(HttpContext http)
    {
        if (await Person(http) is not { } who || await Form(http, "ticket", "totp") is not { } form) return;
        await Answer(http, await signIn.Own.ConfirmCode(who, form["ticket"]!, form["totp"]!, SignInRoutes.AddressOf(http), http.RequestAborted));
    }

    /// <summary>Who holds the token; null where it is answered already: nobody, or a system, which has no password.</summary>
    private async Task<Principal?> Person(HttpContext http)
    {
        var who = Bearer.TokenOf(http.Request.Headers.Authorization) is { } token ? await signIn.WhoHolds(token, http.RequestAborted) : null;
        if (who?.Role.IsOfPeople() == true) return who;
        if (who is null) await Problem.Write(http, StatusCodes.Status401Unauthorized, StatusCode.Unauthenticated, "Sign in, and send the access token in the header Authorization: Bearer.");
        else await Problem.Write(http, StatusCodes.Status403Forbidden, StatusCode.PermissionDenied, "Systems have no password; 'access renew' gives them a new secret.");
        return null;
    }

    /// <summary>The fields that are wanted; null where it is answered already.</summary>
    private static async Task<SignInForm?> Form(HttpContext http, params string[] wanted)
    {
        var (form, wrong) = await SignInForm.Read(http.Request);
        if (form is not null && Array.TrueForAll(wanted, name => form[name] is not null)) return form;
        await Problem.Write(http, StatusCodes.Status400BadRequest, StatusCode.InvalidArgument, wrong ?? $"{string.Join(", ", wanted)} are wanted, as a form or as JSON.");
        return null;
    }

    private static async Task Answer(HttpContext http, SignInResult result)
    {
        if (result.Wait is { } wait)
        {
            SignInRoutes.SayWhen(http, wait);
            await Problem.Write(http, StatusCodes.Status429TooManyRequests, StatusCode.ResourceExhausted, "Too many tries: wait, then try again.");
        }
        else if (result.Tokens is { } tokens) await SignInRoutes.Give(http, tokens);
        // Not 401: the token was good, and a client that renews it and tries again would only lock the account.
        else await Problem.Write(http, StatusCodes.Status403Forbidden, StatusCode.PermissionDenied, "These do not prove it is you; a code works once. After several failures an account waits for some minutes.");
    }
}
