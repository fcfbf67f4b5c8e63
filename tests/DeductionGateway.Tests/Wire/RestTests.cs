using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using DeductionGateway.Tests.Wire.Shapes;
using Google.Protobuf;

namespace DeductionGateway.Tests.Wire;

/// <summary>REST by every shape of mapping: what arrives at the method is what was sent, and what cannot arrive is refused with a sentence.</summary>
public sealed class RestTests(TestServer server) : IClassFixture<TestServer>
{
    /// <summary>Verb, path, body, method reached, and the message that it was given.</summary>
    public static TheoryData<string, string, string?, string, string> Mappings => new()
    {
        { "GET", "/shapes/one", null, "Get", """{ "name": "one" }""" },
        { "GET", "/shapes/a%2Fb", null, "Get", """{ "name": "a/b" }""" },
        { "GET", "/shapes/100%25%20%E2%82%AC+", null, "Get", """{ "name": "100% €+" }""" },
        { "GET", "/shapes/one:two", null, "Get", """{ "name": "one:two" }""" },
        { "GET", "/also/deep/7?inner.count=12&inner.tags=x&inner.tags=y&inner.deeper.name=z", null, "Get", """{ "inner": { "name": "deep", "count": "12", "tags": ["x", "y"], "deeper": { "name": "z" } }, "size": 7 }""" },
        { "GET", "/also/x/0", null, "Get", """{ "inner": { "name": "x" } }""" },
        { "GET", "/shapes/groups/nine", null, "Sub", """{ "name": "groups/nine" }""" },
        { "GET", "/files/a/b%2Fc/d:show", null, "Deep", """{ "name": "a/b/c/d" }""" },
        { "GET", "/files/a:show", null, "Deep", """{ "name": "a" }""" },
        { "GET", "/shapes", null, "List", "{ }" },
        { "GET", "/shapes?name=a+b%2Bc&size=-3&big=9223372036854775807&huge=18446744073709551615&flag=true", null, "List", """{ "name": "a b+c", "size": -3, "big": "9223372036854775807", "huge": "18446744073709551615", "flag": true }""" },
        { "GET", "/shapes?numbers=1&numbers=2&colours=COLOUR_RED&colours=2&colour=1", null, "List", """{ "numbers": [1, 2], "colours": ["COLOUR_RED", "COLOUR_BLUE"], "colour": "COLOUR_RED" }""" },
        { "GET", "/shapes?colour=77", null, "List", """{ "colour": 77 }""" },
        { "GET", "/shapes?blob=AQID&at=2026-02-03T04:05:06Z&lasting=1.500s&maybe=0&mask=name,inner.count", null, "List", """{ "blob": "AQID", "at": "2026-02-03T04:05:06Z", "lasting": "1.500s", "maybe": "0", "mask": "name,inner.count" }""" },
        { "GET", "/shapes?perhaps=0&left=", null, "List", """{ "perhaps": 0, "left": "" }""" },
        { "POST", "/shapes", """{ "name": "made", "inner": { "count": 5 }, "labels": { "k": "v" }, "inners": [{ "name": "a" }, {}] }""", "Create", """{ "name": "made", "inner": { "count": "5" }, "labels": { "k": "v" }, "inners": [{ "name": "a" }, {}] }""" },
        { "POST", "/shapes", "", "Create", "{ }" },
        { "PUT", "/shapes/one?size=4", """{ "name": "within", "tags": ["t"] }""", "Put", """{ "name": "one", "size": 4, "inner": { "name": "within", "tags": ["t"] } }""" },
        { "PATCH", "/shapes/one", """[{ "name": "a" }, { "count": "3" }]""", "Patch", """{ "name": "one", "inners": [{ "name": "a" }, { "count": "3" }] }""" },
        { "DELETE", "/shapes/one?flag=false", null, "Delete", """{ "name": "one" }""" },
        { "POST", "/shapes/one:purge", null, "Purge", """{ "name": "one" }""" },
    };

    [Theory]
    [MemberData(nameof(Mappings))]
    public async Task What_is_sent_arrives(string verb, string path, string? body, string method, string shape)
    {
        using var response = await Send(verb, path, body);
        var text = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(HttpStatusCode.OK, text);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/json");
        var seen = JsonParser.Default.Parse<Seen>(text);
        seen.Method.ShouldBe($"/wire.testing.Shapes/{method}");
        seen.Shape.ShouldBe(JsonParser.Default.Parse<Shape>(shape));
    }

    /// <summary>Verb, path, content type, body in ISO 8859-1, status, code, and words of the sentence.</summary>
    public static TheoryData<string, string, string?, string?, int, string, string> Refusals => new()
    {
        { "GET", "/nothing/here", null, null, 404, "NOT_FOUND", "/nothing/here" },
        { "GET", "/shapes/", null, null, 404, "NOT_FOUND", "nothing at" },
        { "GET", "/shapes//x", null, null, 404, "NOT_FOUND", "nothing at" },
        { "PUT", "/shapes", null, null, 405, "UNIMPLEMENTED", "GET, POST" },
        { "HEAD", "/shapes", null, null, 405, "", "" },
        { "GET", "/shapes?colour=COLOUR_GREEN", null, null, 400, "INVALID_ARGUMENT", "COLOUR_RED, COLOUR_BLUE is wanted" },
        { "POST", "/shapes", "application/json", """{ "inners": [{}], "colours": ["COLOUR_RED", "GREEN"] }""", 400, "INVALID_ARGUMENT", "colours is 'GREEN': COLOUR_RED, COLOUR_BLUE is wanted" },
        { "GET", "/shapes?size=12x", null, null, 400, "INVALID_ARGUMENT", "size" },
        { "GET", "/shapes?size=2147483648", null, null, 400, "INVALID_ARGUMENT", "size" },
        { "GET", "/shapes?size=1.5", null, null, 400, "INVALID_ARGUMENT", "size" },
        { "GET", "/shapes?size=", null, null, 400, "INVALID_ARGUMENT", "size" },
        { "GET", "/shapes?size=1&size=2", null, null, 400, "INVALID_ARGUMENT", "2 times" },
        { "GET", "/shapes?flag=yes", null, null, 400, "INVALID_ARGUMENT", "true or false" },
        { "GET", "/shapes?blob=***", null, null, 400, "INVALID_ARGUMENT", "blob" },
        { "GET", "/shapes?at=yesterday", null, null, 400, "INVALID_ARGUMENT", "at" },
        { "GET", "/shapes?inner=x", null, null, 400, "INVALID_ARGUMENT", "inner is not known" },
        { "GET", "/shapes?inners.name=x", null, null, 400, "INVALID_ARGUMENT", "not known" },
        { "GET", "/shapes?labels.k=x", null, null, 400, "INVALID_ARGUMENT", "not known" },
        { "GET", "/shapes?sise=1", null, null, 400, "INVALID_ARGUMENT", "sise is not known" },
        { "GET", "/shapes/one?name=two", null, null, 400, "INVALID_ARGUMENT", "does not belong in the query" },
        { "PUT", "/shapes/one?inner.name=x", "application/json", "{}", 400, "INVALID_ARGUMENT", "does not belong in the query" },
        { "POST", "/shapes?size=1", "application/json", "{}", 400, "INVALID_ARGUMENT", "not known here" },
        { "GET", "/shapes?name=%FF", null, null, 400, "INVALID_ARGUMENT", "not UTF-8" },
        { "GET", "/shapes?name=%2", null, null, 400, "INVALID_ARGUMENT", "hexadecimal" },
        { "GET", "/shapes/%C3%28", null, null, 400, "INVALID_ARGUMENT", "not UTF-8" },
        { "GET", "/also/x/many", null, null, 400, "INVALID_ARGUMENT", "size in the path" },
        { "DELETE", "/shapes/one", "application/json", "{}", 400, "INVALID_ARGUMENT", "takes no body" },
        { "POST", "/shapes", "text/plain", "{}", 415, "INVALID_ARGUMENT", "application/json" },
        { "POST", "/shapes", "application/json; charset=utf-16", "{}", 415, "INVALID_ARGUMENT", "application/json" },
        { "POST", "/shapes", null, "{}", 415, "INVALID_ARGUMENT", "application/json" },
        { "POST", "/shapes", "application/json", "{", 400, "INVALID_ARGUMENT", "not JSON" },
        { "POST", "/shapes", "application/json", "{} {}", 400, "INVALID_ARGUMENT", "not JSON" },
        { "POST", "/shapes", "application/json", "[]", 400, "INVALID_ARGUMENT", "not a Shape" },
        { "POST", "/shapes", "application/json", "null", 400, "INVALID_ARGUMENT", "not a Shape" },
        { "POST", "/shapes", "application/json", """{"sise":1}""", 400, "INVALID_ARGUMENT", "sise" },
        { "POST", "/shapes", "application/json", """{"name":1}""", 400, "INVALID_ARGUMENT", "not a Shape" },
        { "POST", "/shapes", "application/json", """{"size":1e99}""", 400, "INVALID_ARGUMENT", "not a Shape" },
        { "POST", "/shapes", "application/json", """{"left":"a","right":1}""", 400, "INVALID_ARGUMENT", "not a Shape" },
        { "POST", "/shapes", "application/json", """{"name":"\ud83d"}""", 400, "INVALID_ARGUMENT", "not JSON" },
        { "POST", "/shapes", "application/json", "{\"name\":\"\xE9\"}", 400, "INVALID_ARGUMENT", "not UTF-8" },
        { "POST", "/shapes", "application/json", """{"at":"2026-13-01T00:00:00Z"}""", 400, "INVALID_ARGUMENT", "not a Shape" },
        { "PUT", "/shapes/one", "application/json", "1},\"size\":{\"x\":1", 400, "INVALID_ARGUMENT", "not JSON" },
        { "GET", "/wait/10000", "timeout", "50m", 504, "DEADLINE_EXCEEDED", "ended" },
        { "GET", "/shapes", "timeout", "soon", 400, "INVALID_ARGUMENT", "Grpc-Timeout" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task What_cannot_arrive_is_refused_with_a_sentence(string verb, string path, string? contentType, string? body, int status, string code, string words)
    {
        using var request = new HttpRequestMessage(new HttpMethod(verb), AsItStands(path));
        if (contentType == "timeout") request.Headers.Add("Grpc-Timeout", body);
        else if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.Latin1.GetBytes(body));
            request.Content.Headers.ContentType = contentType is null ? null : MediaTypeHeaderValue.Parse(contentType);
        }
        using var response = await server.Rest.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        ((int)response.StatusCode).ShouldBe(status, text);
        if (verb == "HEAD") return;
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        using var problem = JsonDocument.Parse(text);
        problem.RootElement.GetProperty("code").GetString().ShouldBe(code);
        problem.RootElement.GetProperty("status").GetInt32().ShouldBe(status);
        text.ShouldContain(words);
    }

    [Fact]
    public async Task A_body_too_deep_or_too_large_is_refused()
    {
        var deep = string.Concat(Enumerable.Repeat("""{"deeper":""", 40)) + "{}" + new string('}', 40);
        using var tooDeep = await Send("PUT", "/shapes/one", deep);
        tooDeep.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await tooDeep.Content.ReadAsStringAsync()).ShouldContain("32 levels");
        using var tooLarge = await Send("POST", "/shapes", $$"""{"name":"{{new string('a', 5 << 20)}}"}""");
        tooLarge.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        (await tooLarge.Content.ReadAsStringAsync()).ShouldContain("RESOURCE_EXHAUSTED");
    }

    /// <summary>HTTP's status for each code of gRPC, as google.rpc.Code maps them.</summary>
    [Theory]
    [InlineData(1, 499, "CANCELLED")]
    [InlineData(2, 500, "UNKNOWN")]
    [InlineData(3, 400, "INVALID_ARGUMENT")]
    [InlineData(4, 504, "DEADLINE_EXCEEDED")]
    [InlineData(5, 404, "NOT_FOUND")]
    [InlineData(6, 409, "ALREADY_EXISTS")]
    [InlineData(7, 403, "PERMISSION_DENIED")]
    [InlineData(8, 429, "RESOURCE_EXHAUSTED")]
    [InlineData(9, 400, "FAILED_PRECONDITION")]
    [InlineData(10, 409, "ABORTED")]
    [InlineData(11, 400, "OUT_OF_RANGE")]
    [InlineData(12, 501, "UNIMPLEMENTED")]
    [InlineData(13, 500, "INTERNAL")]
    [InlineData(14, 503, "UNAVAILABLE")]
    [InlineData(15, 500, "DATA_LOSS")]
    [InlineData(16, 401, "UNAUTHENTICATED")]
    public async Task A_failure_has_the_code_and_details_of_gRPC(int code, int status, string name)
    {
        using var response = await Send("POST", $"/refuse/{code}", """{ "name": "me" }""");
        var text = await response.Content.ReadAsStringAsync();
        ((int)response.StatusCode).ShouldBe(status, text);
        using var problem = JsonDocument.Parse(text);
        problem.RootElement.GetProperty("code").GetString().ShouldBe(name);
        problem.RootElement.GetProperty("detail").GetString().ShouldBe($"as asked: {code}");
        var details = problem.RootElement.GetProperty("details");
        details.GetArrayLength().ShouldBe(2);
        details[0].GetProperty("@type").GetString().ShouldBe("type.googleapis.com/google.rpc.ErrorInfo");
        details[0].GetProperty("metadata").GetProperty("name").GetString().ShouldBe("me");
        details[1].GetProperty("retryDelay").GetString().ShouldBe("2s");
    }

    [Fact]
    public async Task A_stream_is_a_line_for_each_message()
    {
        using var response = await Send("GET", "/shapes/x:count?size=3", null);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/x-ndjson");
        var lines = (await response.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Select(static line => Result(line).Shape.Size).ShouldBe([0, 1, 2]);
        using var empty = await Send("GET", "/shapes/x:count", null);
        (await empty.Content.ReadAsStringAsync()).ShouldBe("");
        empty.Content.Headers.ContentType!.MediaType.ShouldBe("application/x-ndjson");
    }

    [Fact]
    public async Task A_stream_is_events_for_who_accepts_them()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(server.Http, "/fail/9?big=1"));
        request.Headers.Accept.ParseAdd("text/event-stream");
        using var response = await server.Rest.SendAsync(request);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        var events = (await response.Content.ReadAsStringAsync()).Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        events.Length.ShouldBe(2);
        events[0].ShouldStartWith("data: {");
        events[1].ShouldStartWith("event: error\ndata: {");
    }

    [Fact]
    public async Task A_stream_that_fails_says_so_in_its_last_line_or_by_its_status()
    {
        using var late = await Send("GET", "/fail/9?big=2", null);
        late.StatusCode.ShouldBe(HttpStatusCode.OK);
        var lines = (await late.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Length.ShouldBe(3);
        JsonDocument.Parse(lines[2]).RootElement.GetProperty("error").GetProperty("code").GetString().ShouldBe("FAILED_PRECONDITION");
        using var atOnce = await Send("GET", "/fail/9", null);
        atOnce.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        atOnce.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        using var unforeseen = await Send("GET", "/fail/9?name=unforeseen", null);
        unforeseen.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        (await unforeseen.Content.ReadAsStringAsync()).ShouldNotContain("secret");
    }

    [Fact]
    public async Task One_field_is_the_answer_where_the_option_says_so()
    {
        using var response = await Send("GET", "/only/one", null);
        JsonParser.Default.Parse<Shape>(await response.Content.ReadAsStringAsync()).Name.ShouldBe("one");
    }

    [Fact]
    public async Task Zeros_and_empty_texts_are_written()
    {
        using var response = await Send("GET", "/shapes", null);
        (await response.Content.ReadAsStringAsync()).ShouldContain("\"big\": \"0\"");
    }

    [Fact]
    public async Task Liveness_and_readiness()
    {
        (await server.Rest.GetStringAsync(new Uri(server.Http, "/health/live"))).ShouldContain("live");
        (await server.Rest.GetStringAsync(new Uri(server.Http, "/health/ready"))).ShouldContain("ready");
        server.IsReady = false;
        try
        {
            using var response = await server.Rest.GetAsync(new Uri(server.Http, "/health/ready"));
            response.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
            var health = new Grpc.Health.V1.Health.HealthClient(server.Channel);
            (await health.CheckAsync(new Grpc.Health.V1.HealthCheckRequest())).Status.ShouldBe(Grpc.Health.V1.HealthCheckResponse.Types.ServingStatus.NotServing);
        }
        finally
        {
            server.IsReady = true;
        }
    }

    [Fact]
    public async Task With_TLS_browsers_are_told_to_keep_to_it()
    {
        using var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = HttpClientHandler.DangerousAcceptAnyServerCertificateValidator };
        using var client = new HttpClient(handler);
        using var response = await client.GetAsync(new Uri(server.Tls, "/health/live"));
        response.Headers.GetValues("Strict-Transport-Security").ShouldBe(["max-age=31536000"]);
    }

    [Fact]
    public async Task The_explorer_is_there()
    {
        (await server.Rest.GetStringAsync(new Uri(server.Http, "/docs/index.html"))).ShouldContain("swagger-ui");
    }

    /// <summary>Uri would mend what is wrong with the escapes.</summary>
    private Uri AsItStands(string path) => new(server.Http.GetLeftPart(UriPartial.Authority) + path, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });

    private static Seen Result(string line) => JsonParser.Default.Parse<Seen>(JsonDocument.Parse(line).RootElement.GetProperty("result").GetRawText());

    private async Task<HttpResponseMessage> Send(string verb, string path, string? body)
    {
        using var request = new HttpRequestMessage(new HttpMethod(verb), AsItStands(path));
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        return await server.Rest.SendAsync(request);
    }
}
