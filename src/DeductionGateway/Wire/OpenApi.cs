using System.Text.Json;
using System.Text.Json.Nodes;
using Google.Protobuf.Reflection;

namespace DeductionGateway.Wire;

/// <summary>The OpenAPI 3.1 document of the REST routes, made from the descriptors of the protos and their comments when the server starts.</summary>
internal sealed class OpenApi
{
    /// <summary>The name of the security scheme.</summary>
    private const string Token = "accessToken";

    public const string Path = "/openapi/v1.json";

    /// <summary>People read it too; it is served as application/json and stands in no page.</summary>
    private static readonly JsonSerializerOptions ForReaders = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping, WriteIndented = true };

    private static readonly string[] HasBody = ["POST", "PUT", "PATCH"];
    private readonly ProtoComments _comments = ProtoComments.Read();
    private readonly SchemaBook _schemas;
    private readonly JsonObject _paths = [];

    private OpenApi() => _schemas = new SchemaBook(_comments);

    public static byte[] Document(RestTable table)
    {
        var api = new OpenApi();
        foreach (var route in table.Routes) api.Add(route);
        SignInPaths.AddTo(api._paths);
        var services = table.Routes.Select(static route => route.Method.Service).DistinctBy(static service => service.FullName).OrderBy(static service => service.Name, StringComparer.Ordinal);
        return JsonSerializer.SerializeToUtf8Bytes(new JsonObject
        {
            ["openapi"] = "3.1.0",
            ["info"] = new JsonObject
            {
                ["title"] = "DeductionGateway",
                ["version"] = "v1",
                ["description"] = "Payroll deductions of cooperatives: billed, withheld and received. Made from the protos that gRPC uses; amounts are minor units as text.",
                ["license"] = new JsonObject { ["name"] = "Apache-2.0", ["identifier"] = "Apache-2.0" },
            },
            ["servers"] = new JsonArray(new JsonObject { ["url"] = "/", ["description"] = "This gateway" }),
            ["security"] = new JsonArray(new JsonObject { [Token] = new JsonArray() }),
            ["tags"] = new JsonArray([.. services.Select(service => new JsonObject { ["name"] = service.Name, ["description"] = api.Said(service) }), SignInPaths.TagObject()]),
            ["paths"] = api._paths,
            ["components"] = new JsonObject
            {
                ["securitySchemes"] = new JsonObject
                {
                    [Token] = new JsonObject
                    {
                        ["type"] = "http", ["scheme"] = "bearer", ["bearerFormat"] = "JWT",
                        ["description"] = $"An access token. People get one, for ten minutes, with a refresh token from POST {SignInRoutes.SignInPath} (user, password, totp), and the next ones from POST {SignInRoutes.TokenPath} (grant_type=refresh_token); they change their own secrets by POST {OwnSecretsRoutes.PasswordPath} and {OwnSecretsRoutes.CodePath}. "
                            + $"Systems get one from POST {SignInRoutes.TokenPath} (grant_type=client_credentials) by client_secret_basic, client_secret_post or private_key_jwt.",
                    },
                },
                ["responses"] = new JsonObject { ["Problem"] = Content("What went wrong.", Problem.MediaType, SchemaBook.Reference("Problem")) },
                ["schemas"] = api._schemas.WithProblem(),
            },
        }, ForReaders);
    }

    private void Add(RestRoute route)
    {
        var path = TextOf(route.Path);
        if (_paths[path] is not JsonObject item) _paths[path] = item = [];
        var comment = Said(route.Method);
        var isFirst = !_paths.Any(other => other.Value is JsonObject one && one.Any(operation => (string?)operation.Value!["operationId"] == IdOf(route.Method)));
        var operation = new JsonObject
        {
            ["operationId"] = isFirst ? IdOf(route.Method) : $"{IdOf(route.Method)}_{route.Verb}_{_paths.Count}",
            ["tags"] = new JsonArray(route.Method.Service.Name),
            ["summary"] = comment.Split('\n')[0],
            ["description"] = comment,
        };
        if (Parameters(route) is { Count: > 0 } parameters) operation["parameters"] = parameters;
        if (route.Body.Length > 0 && HasBody.Contains(route.Verb)) operation["requestBody"] = new JsonObject { ["required"] = true, ["content"] = BodyOf(route) };
        operation["responses"] = new JsonObject { ["200"] = Answer(route), ["4XX"] = ToProblem(), ["5XX"] = ToProblem() };
        item[route.Verb.ToLowerInvariant()] = operation;
    }

    private JsonObject BodyOf(RestRoute route)
    {
        if (!RestBodies.IsRaw(route)) return MediaOf("application/json", BodySchema(route));
        if (route.Verb != "POST") return MediaOf("application/octet-stream", []);
        return MediaOf("multipart/form-data", new JsonObject { ["type"] = "object", ["properties"] = new JsonObject { ["file"] = new JsonObject { ["type"] = "string", ["contentMediaType"] = "application/octet-stream" } } });
    }

    private JsonObject BodySchema(RestRoute route) => route.Body == "*" ? _schemas.Of(route.Method.InputType) : _schemas.Of(route.Method.InputType.FindFieldByName(route.Body));

    private JsonObject Answer(RestRoute route)
    {
        if (RestBodies.GivesRaw(route)) return Content("The bytes as they are.", "application/octet-stream", []);
        var schema = route.ResponseBody.Length == 0 ? _schemas.Of(route.Method.OutputType) : _schemas.Of(route.Method.OutputType.FindFieldByName(route.ResponseBody));
        if (!route.Method.IsServerStreaming) return Content("The answer.", "application/json", schema);
        var line = new JsonObject
        {
            ["type"] = "object",
            ["description"] = "One line of the stream: a result, or the failure that ended it.",
            ["properties"] = new JsonObject { ["result"] = schema, ["error"] = SchemaBook.Reference("Problem") },
        };
        return Content("A stream: one line for each message. With Accept: text/event-stream the same as events.", "application/x-ndjson", line);
    }

    private JsonArray Parameters(RestRoute route)
    {
        var parameters = new JsonArray();
        var inPath = route.Path.Variables.Select(static variable => variable.Field).ToHashSet(StringComparer.Ordinal);
        foreach (var variable in route.Path.Variables)
        {
            var field = FieldPath.Find(route.Method.InputType, variable.Field)![^1];
            parameters.Add(Parameter(variable.Field, "path", field));
        }
        if (CallRights.IsWrite(route.Method)) parameters.Add(KeyOfWrite());
        if (route.Body != "*") AddQuery(parameters, route.Method.InputType, "", "", [.. inPath, route.Body], 0);
        return parameters;
    }

    private static JsonObject KeyOfWrite() => new()
    {
        ["name"] = Writes.Header, ["in"] = "header", ["schema"] = new JsonObject { ["type"] = "string", ["maxLength"] = Writes.LongestKey },
        ["description"] = "The same key with the same content gives the first answer again, with other content 409; kept for 7 days.",
    };

    private void AddQuery(JsonArray parameters, MessageDescriptor message, string path, string json, HashSet<string> taken, int depth)
    {
        const int deepest = 3;
        foreach (var field in message.Fields.InDeclarationOrder().Where(field => !taken.Contains(path + field.Name)))
        {
            if (FieldPath.IsValue(field)) parameters.Add(Parameter(json + field.JsonName, "query", field));
            else if (!field.IsMap && !field.IsRepeated && depth < deepest) AddQuery(parameters, field.MessageType, $"{path}{field.Name}.", $"{json}{field.JsonName}.", taken, depth + 1);
        }
    }

    private JsonObject Parameter(string name, string place, FieldDescriptor field)
    {
        var parameter = new JsonObject { ["name"] = name, ["in"] = place, ["schema"] = _schemas.Of(field, withComment: false) };
        if (place == "path") parameter["required"] = true;
        if (_comments.Of(field.FullName) is { Length: > 0 } comment) parameter["description"] = comment;
        return parameter;
    }

    /// <summary>The comment, or at least the name.</summary>
    private string Said(IDescriptor descriptor) => _comments.Of(descriptor.FullName) is { Length: > 0 } comment ? comment : descriptor.Name;

    private static JsonObject ToProblem() => new() { ["$ref"] = "#/components/responses/Problem" };

    private static JsonObject Content(string description, string mediaType, JsonObject schema) => new() { ["description"] = description, ["content"] = MediaOf(mediaType, schema) };

    private static JsonObject MediaOf(string mediaType, JsonObject schema) => new() { [mediaType] = new JsonObject { ["schema"] = schema } };

    private static string IdOf(MethodDescriptor method) => $"{method.Service.Name}_{method.Name}";

    /// <summary>OpenAPI knows variables of one name each and nothing of what they match.</summary>
    private static string TextOf(PathTemplate path) => System.Text.RegularExpressions.Regex.Replace(path.Text, "=[^}]*}", "}");
}
