using System.Text.Json.Nodes;

namespace DeductionGateway.Wire;

/// <summary>The routes of sign-in in the OpenAPI document: no proto describes them, they are of OAuth 2 or of a form.</summary>
internal static class SignInPaths
{
    public const string Tag = "SignIn";
    private const string Form = "application/x-www-form-urlencoded", Json = "application/json";

    public static JsonObject TagObject() => new() { ["name"] = Tag, ["description"] = "How people and systems get access tokens, and how people change their own secrets. Bodies are forms or JSON objects of texts." };

    public static void AddTo(JsonObject paths)
    {
        var tokens = ObjectOf(("access_token", "An access token, a JWT signed with ES256."), ("token_type", "Bearer."), ("expires_in", "Seconds."), ("refresh_token", "Gets the next tokens once; people only."));
        var oauthError = ObjectOf(("error", "By RFC 6749, section 5.2."), ("error_description", "One sentence."));
        paths[SignInRoutes.SignInPath] = Post("signIn", "A person signs in with password and one-time code.", isOpen: true, tokens, ProblemAnswer(), ["user", "password", "totp"]);
        paths[SignInRoutes.TokenPath] = Post("token", "A system gets an access token, or a person the next tokens for a refresh token (RFC 6749). A system proves itself by HTTP Basic, by client_id and client_secret, or by client_assertion (RFC 7523).", isOpen: true, tokens,
            Answer("Refused, by RFC 6749.", Json, oauthError), ["grant_type"], ["refresh_token", "client_id", "client_secret", "client_assertion", "client_assertion_type"]);
        paths[SignInRoutes.RevokePath] = Post("revoke", "Signs out: the refresh token is worth nothing any more (RFC 7009). What is no token is answered alike.", isOpen: true, null, Answer("Refused, by RFC 6749.", Json, oauthError), ["token"]);
        paths[SignInRoutes.KeysPath] = new JsonObject
        {
            ["get"] = Operation("keys", "The public keys of access tokens, a JWK set (RFC 7517).", isOpen: true, new JsonObject { ["type"] = "object", ["properties"] = new JsonObject { ["keys"] = new JsonObject { ["type"] = "array", ["items"] = new JsonObject { ["type"] = "object" } } } }, ProblemAnswer()),
        };
        paths[OwnSecretsRoutes.PasswordPath] = Post("changePassword", "Changes the caller's password; all other sign-ins of his end.", isOpen: false, tokens, ProblemAnswer(), ["password", "totp", "new_password"]);
        paths[OwnSecretsRoutes.CodePath] = Post("beginCode", "Begins to change the caller's authenticator: gives a new secret, which holds once a code of it was confirmed.", isOpen: false,
            ObjectOf(("otpauth_uri", "For the authenticator, to be shown as a QR code."), ("ticket", "For the confirmation."), ("expires_in", "Seconds.")), ProblemAnswer(), ["password", "totp"]);
        paths[OwnSecretsRoutes.ConfirmPath] = Post("confirmCode", "Confirms the new authenticator by a code of it; all other sign-ins of the caller end.", isOpen: false, tokens, ProblemAnswer(), ["ticket", "totp"]);
    }

    private static JsonObject Post(string id, string summary, bool isOpen, JsonObject? answer, JsonObject refused, string[] wanted, string[]? also = null)
    {
        var operation = Operation(id, summary, isOpen, answer, refused);
        operation["requestBody"] = new JsonObject { ["required"] = true, ["content"] = new JsonObject { [Form] = BodyOf(wanted, also), [Json] = BodyOf(wanted, also) } };
        return new JsonObject { ["post"] = operation };
    }

    private static JsonObject Operation(string id, string summary, bool isOpen, JsonObject? answer, JsonObject refused)
    {
        var operation = new JsonObject
        {
            ["operationId"] = $"{Tag}_{id}", ["tags"] = new JsonArray(Tag), ["summary"] = summary,
            ["responses"] = new JsonObject { ["200"] = answer is null ? new JsonObject { ["description"] = "Done." } : Answer("The answer.", Json, answer), ["4XX"] = refused, ["5XX"] = ProblemAnswer() },
        };
        if (isOpen) operation["security"] = new JsonArray();
        return operation;
    }

    private static JsonObject BodyOf(string[] wanted, string[]? also)
    {
        var properties = new JsonObject();
        foreach (var name in wanted.Concat(also ?? [])) properties[name] = Text();
        return new JsonObject { ["schema"] = new JsonObject { ["type"] = "object", ["required"] = new JsonArray([.. wanted.Select(static name => JsonValue.Create(name))]), ["properties"] = properties } };
    }

    private static JsonObject ObjectOf(params (string Name, string Says)[] fields)
    {
        var properties = new JsonObject();
        foreach (var (name, says) in fields) properties[name] = new JsonObject { ["type"] = name == "expires_in" ? "integer" : "string", ["description"] = says };
        return new JsonObject { ["type"] = "object", ["properties"] = properties };
    }

    private static JsonObject Text() => new() { ["type"] = "string" };

    private static JsonObject Answer(string description, string mediaType, JsonObject schema) => new() { ["description"] = description, ["content"] = new JsonObject { [mediaType] = new JsonObject { ["schema"] = schema.DeepClone() } } };

    private static JsonObject ProblemAnswer() => new() { ["$ref"] = "#/components/responses/Problem" };
}
