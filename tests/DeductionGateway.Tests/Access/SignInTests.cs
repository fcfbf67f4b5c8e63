using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using DeductionGateway.Access;
using DeductionGateway.Data;
using DeductionGateway.Tests.Wire;
using DeductionGateway.Wire;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace DeductionGateway.Tests.Access;

/// <summary>Sign-in of people and systems by the real endpoints. The clock of this server is set forward; tests are about their own accounts.</summary>
public sealed class SignInTests(BusinessServer server) : IClassFixture<BusinessServer>
{
    private static readonly TimeSpan NextStep = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Wrong_password_wrong_code_and_unknown_user_are_answered_alike()
    {
        var user = await server.NewUser("alike", "first", Role.Officer);
        server.Clock.Move(NextStep);
        var answers = new[]
        {
            await server.SignInAs("alike", user.Secrets, password: "wrong"),
            await server.SignInAs("alike", user.Secrets, code: "000000"),
            await server.SignInAs("nobody.here", user.Secrets),
            await server.SignInAs(new string('a', 5000), user.Secrets),
            await server.SignInAs("a\0b", user.Secrets),
        };
        answers.ShouldAllBe(static one => one.Status == HttpStatusCode.Unauthorized);
        answers.Select(static one => one.Answer.ToString()).Distinct().ShouldHaveSingleItem();
        Outcomes("alike").ShouldBe(["done", "refused: wrong password", "refused: wrong code"]);
        server.Cooperatives.Database.AsSuperuser<long>("select count(*) from audit where actor like '%nobody.here%' or object like '%nobody.here%';").ShouldBe([0], "what somebody typed may be a password");
    }

    [Fact]
    public async Task A_code_works_once()
    {
        var user = await server.NewUser("once", "first", Role.Officer);
        (await server.SignInAs("once", user.Secrets)).Status.ShouldBe(HttpStatusCode.Unauthorized);
        server.Clock.Move(NextStep);
        (await server.SignInAs("once", user.Secrets)).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task After_three_failures_an_account_waits_longer_each_time_and_then_lets_in()
    {
        var user = await server.NewUser("locked", "first", Role.Officer);
        server.Clock.Move(NextStep);
        for (var i = 0; i < 3; i++) (await server.SignInAs("locked", user.Secrets, password: "wrong")).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await server.SignInAs("locked", user.Secrets)).Status.ShouldBe(HttpStatusCode.Unauthorized, "all is right, and it is too soon");
        Locked("locked").ShouldBe((3, 5));
        server.Clock.Move(NextStep);
        (await server.SignInAs("locked", user.Secrets, password: "wrong")).Status.ShouldBe(HttpStatusCode.Unauthorized);
        Locked("locked").ShouldBe((4, 10));
        server.Clock.Move(NextStep);
        (await server.SignInAs("locked", user.Secrets)).Status.ShouldBe(HttpStatusCode.OK);
        Outcomes("locked").ShouldContain("refused: locked");
        server.Cooperatives.Database.AsSuperuser<int>("select failed_tries from app_user where user_name = 'locked';").ShouldBe([0]);
    }

    [Fact]
    public async Task Too_many_tries_of_one_account_are_not_even_looked_at()
    {
        (HttpStatusCode Status, JsonElement Answer) last = default;
        for (var i = 0; i < 11; i++) last = await server.Post("/oauth/token", ("grant_type", "client_credentials"), ("client_id", "stormed"), ("client_secret", "x"));
        last.Status.ShouldBe(HttpStatusCode.TooManyRequests);
        using var limits = new SignInLimits(perAddress: 2, perAccount: 10);
        var (here, there) = (IPAddress.Parse("2001:db8:1:1::1"), IPAddress.Parse("2001:db8:1:2::1"));
        limits.Wait(here, "a").ShouldBeNull();
        limits.Wait(IPAddress.Parse("2001:db8:1:1::2"), "b").ShouldBeNull();
        limits.Wait(here, "c").ShouldNotBeNull("the same network of 64 bits");
        limits.Wait(there, "c").ShouldBeNull();
    }

    [Fact]
    public async Task A_refresh_token_is_used_once_and_twice_ends_its_session()
    {
        var user = await server.NewUser("refreshing", "first", Role.Officer);
        var (status, second) = await Refresh(user.Refresh);
        status.ShouldBe(HttpStatusCode.OK);
        var next = second.GetProperty("refresh_token").GetString()!;
        (await server.GetBearing("/v1/runs", second.GetProperty("access_token").GetString())).Status.ShouldBe(HttpStatusCode.OK);
        var (again, answer) = await Refresh(user.Refresh);
        again.ShouldBe(HttpStatusCode.BadRequest);
        answer.GetProperty("error").GetString().ShouldBe("invalid_grant");
        (await Refresh(next)).Status.ShouldBe(HttpStatusCode.BadRequest, "the thief's or the owner's: nobody can tell, so both end");
        (await Refresh("made-up")).Status.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Of_many_who_show_the_same_refresh_token_at_once_one_at_most_goes_on()
    {
        var user = await server.NewUser("racing", "first", Role.Officer);
        var all = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Refresh(user.Refresh)));
        all.Count(static one => one.Status == HttpStatusCode.OK).ShouldBe(1);
    }

    [Fact]
    public async Task A_session_ends_by_signing_out_and_after_twelve_hours()
    {
        var user = await server.NewUser("leaving", "first", Role.Officer);
        (await server.Post("/oauth/revoke", ("token", user.Refresh))).Status.ShouldBe(HttpStatusCode.OK);
        (await Refresh(user.Refresh)).Status.ShouldBe(HttpStatusCode.BadRequest);
        server.Clock.Move(NextStep);
        var (_, answer) = await server.SignInAs("leaving", user.Secrets);
        server.Clock.Move(TimeSpan.FromHours(12));
        (await Refresh(answer.GetProperty("refresh_token").GetString()!)).Status.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_token_lives_ten_minutes_and_its_skew()
    {
        var token = await server.ClientToken("short-lived", await server.NewClient("short-lived", Role.CoreSystem));
        server.Clock.Move(TimeSpan.FromSeconds(615));
        (await server.GetBearing("/v1/runs", token)).Status.ShouldBe(HttpStatusCode.OK);
        server.Clock.Move(TimeSpan.FromSeconds(20));
        (await server.GetBearing("/v1/runs", token)).Status.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_client_proves_itself_by_basic_post_or_JSON_and_by_one_of_them()
    {
        var secret = await server.NewClient("three.ways", Role.CoreSystem);
        async Task<HttpStatusCode> Try(HttpContent content, string? basic = null)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server.Http, "/oauth/token")) { Content = content };
            if (basic is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(basic)));
            using var response = await server.Rest.SendAsync(request);
            return response.StatusCode;
        }
        StringContent Form(string text) => new(text, Encoding.UTF8, "application/x-www-form-urlencoded");
        (await Try(Form("grant_type=client_credentials"), $"three%2Eways:{secret}")).ShouldBe(HttpStatusCode.OK);
        (await Try(Form("grant_type=client_credentials"), "three.ways:wrong")).ShouldBe(HttpStatusCode.Unauthorized);
        (await Try(new StringContent($$"""{"grant_type":"client_credentials","client_id":"three.ways","client_secret":"{{secret}}"}""", Encoding.UTF8, "application/json"))).ShouldBe(HttpStatusCode.OK);
        (await Try(Form($"grant_type=client_credentials&client_id=three.ways&client_secret={secret}"), $"three.ways:{secret}")).ShouldBe(HttpStatusCode.BadRequest);
        (await Try(Form("grant_type=client_credentials"))).ShouldBe(HttpStatusCode.BadRequest);
        (await Try(Form("grant_type=client_credentials&grant_type=client_credentials"))).ShouldBe(HttpStatusCode.BadRequest);
        (await Try(Form("grant_type=password&username=a&password=b"))).ShouldBe(HttpStatusCode.BadRequest);
        (await Try(Form(new string('a', 20_000)))).ShouldBe(HttpStatusCode.BadRequest);
        (await Try(new StringContent("""{"grant_type":["client_credentials"]}""", Encoding.UTF8, "application/json"))).ShouldBe(HttpStatusCode.BadRequest);
        (await Try(new StringContent("grant_type=client_credentials", Encoding.UTF8, "text/plain"))).ShouldBe(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData(SecurityAlgorithms.RsaSha256)]
    [InlineData(SecurityAlgorithms.RsaSsaPssSha256)]
    [InlineData(SecurityAlgorithms.EcdsaSha256)]
    public async Task An_assertion_is_good_once(string algorithm)
    {
        var (name, key, _) = await KeyedClient(algorithm);
        var assertion = Assertion(name, key, algorithm);
        (await Assert(assertion)).Status.ShouldBe(HttpStatusCode.OK);
        var (status, answer) = await Assert(assertion);
        status.ShouldBe(HttpStatusCode.Unauthorized);
        answer.GetProperty("error").GetString().ShouldBe("invalid_client");
        (await Assert(Assertion(name, key, algorithm))).Status.ShouldBe(HttpStatusCode.OK, "another jti");
    }

    [Fact]
    public async Task An_assertion_that_is_wrong_in_anything_is_refused()
    {
        var (name, key, pem) = await KeyedClient(SecurityAlgorithms.EcdsaSha256);
        var now = server.Clock.GetUtcNow();
        string[] wrong =
        [
            Assertion(name, key, SecurityAlgorithms.EcdsaSha256, audience: "urn:somebody-else"),
            Assertion(name, key, SecurityAlgorithms.EcdsaSha256, expires: now.AddMinutes(6)),
            Assertion(name, key, SecurityAlgorithms.EcdsaSha256, expires: now.AddSeconds(-31)),
            Assertion(name, key, SecurityAlgorithms.EcdsaSha256, issuer: "manager.first"),
            Assertion(name, key, SecurityAlgorithms.EcdsaSha256, jti: ""),
            Assertion(name, key, SecurityAlgorithms.EcdsaSha256, jti: "a\0b"),
            Assertion(name, new ECDsaSecurityKey(ECDsa.Create(ECCurve.NamedCurves.nistP256)), SecurityAlgorithms.EcdsaSha256),
            Assertion(name, new SymmetricSecurityKey(Encoding.ASCII.GetBytes(pem)), SecurityAlgorithms.HmacSha256),
            $"{Base64UrlEncoder.Encode("""{"alg":"none"}""")}.{Assertion(name, key, SecurityAlgorithms.EcdsaSha256).Split('.')[1]}.",
        ];
        // Ten a minute for an account: what the limit refuses would prove nothing.
        foreach (var one in wrong) (await Assert(one)).Status.ShouldBe(HttpStatusCode.Unauthorized, one);
        (await Assert(Assertion(name, key, SecurityAlgorithms.EcdsaSha256))).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Keys_change_while_tokens_live_and_end_at_once_where_they_must()
    {
        var secret = await server.NewClient("rotating", Role.CoreSystem);
        var old = await server.ClientToken("rotating", secret);
        await server.Accounts.RotateKeys(endAtOnce: false, CancellationToken.None);
        server.Clock.Move(TimeSpan.FromSeconds(6));
        var fresh = await server.ClientToken("rotating", secret);
        new JsonWebToken(fresh).Kid.ShouldNotBe(new JsonWebToken(old).Kid);
        foreach (var token in (string[])[old, fresh]) (await server.GetBearing("/v1/runs", token)).Status.ShouldBe(HttpStatusCode.OK);
        (await KeyIds()).ShouldBe([new JsonWebToken(fresh).Kid, new JsonWebToken(old).Kid], ignoreOrder: true);
        await server.Accounts.RotateKeys(endAtOnce: true, CancellationToken.None);
        server.Clock.Move(TimeSpan.FromSeconds(6));
        foreach (var token in (string[])[old, fresh]) (await server.GetBearing("/v1/runs", token)).Status.ShouldBe(HttpStatusCode.Unauthorized);
        var last = await server.ClientToken("rotating", secret);
        (await server.GetBearing("/v1/runs", last)).Status.ShouldBe(HttpStatusCode.OK);
        (await KeyIds()).ShouldBe([new JsonWebToken(last).Kid]);
    }

    [Fact]
    public async Task Every_answer_says_what_it_is_not_to_be_taken_for()
    {
        foreach (var (path, csp) in ((string, string)[])[("/v1/runs", "default-src 'none'; frame"), ("/nowhere", "default-src 'none'; frame"), ("/health/live", "default-src 'none'; frame"), ("/docs/index.html", "script-src 'self'"), ("/.well-known/jwks.json", "default-src 'none'; frame")])
        {
            using var response = await server.Rest.GetAsync(new Uri(server.Http, path));
            response.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"], path);
            response.Headers.CacheControl!.NoStore.ShouldBeTrue(path);
            response.Headers.GetValues("Content-Security-Policy").Single().ShouldContain(csp, customMessage: path);
            response.Headers.Contains("Server").ShouldBeFalse(path);
            response.Headers.Contains("Strict-Transport-Security").ShouldBeFalse("without TLS it means nothing");
        }
    }

    [Fact]
    public async Task A_database_that_does_not_answer_is_said_without_what_is_inside()
    {
        using var stopping = new CancellationTokenSource();
        using var database = new Database("Host=127.0.0.1;Port=1;Username=nobody");
        using var limits = new SignInLimits();
        using var signIn = SignIn.Open(database, server.Master, SignIn.StandardIssuer, limits, server.Clock);
        var here = new IPEndPoint(IPAddress.Loopback, 0);
        await using var alone = await GatewayServer.Start(new ServerOptions(here, here, null, [], signIn, static _ => Task.FromResult(false), server.Clock, stopping.Token));
        foreach (var (path, body) in ((string, string)[])[("/oauth/token", "grant_type=refresh_token&refresh_token=a"), ("/oauth/token", "grant_type=client_credentials&client_id=a&client_secret=b"), ("/auth/sign-in", "user=a&password=b&totp=1"), ("/oauth/revoke", "token=a")])
        {
            using var response = await server.Rest.PostAsync(new Uri(alone.HttpAddress, path), new StringContent(body, Encoding.UTF8, "application/x-www-form-urlencoded"));
            response.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable, path);
            (await response.Content.ReadAsStringAsync()).ShouldNotContain("127.0.0.1");
        }
    }

    private async Task<(string Name, AsymmetricSecurityKey Key, string Pem)> KeyedClient(string algorithm)
    {
        var name = $"keyed-{Guid.NewGuid():N}";
        var (key, pem) = algorithm == SecurityAlgorithms.EcdsaSha256 && ECDsa.Create(ECCurve.NamedCurves.nistP256) is { } curve
            ? ((AsymmetricSecurityKey)new ECDsaSecurityKey(curve), curve.ExportSubjectPublicKeyInfoPem()) : RSA.Create(2048) is { } rsa ? (new RsaSecurityKey(rsa), rsa.ExportSubjectPublicKeyInfoPem()) : default;
        (await server.Accounts.AddClient(name, "first", Role.CoreSystem, null, ClientAssertions.KeyOfPem(pem), CancellationToken.None)).ShouldBeNull();
        return (name, key, pem);
    }

    private string Assertion(string name, SecurityKey key, string algorithm, string audience = SignIn.StandardIssuer, DateTimeOffset? expires = null, string? issuer = null, string? jti = null) =>
        new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = issuer ?? name, Audience = audience, Expires = (expires ?? server.Clock.GetUtcNow().AddMinutes(2)).UtcDateTime,
            Claims = new Dictionary<string, object> { ["sub"] = name, ["jti"] = jti ?? Guid.NewGuid().ToString() }, SigningCredentials = new SigningCredentials(key, algorithm),
        });

    private Task<(HttpStatusCode Status, JsonElement Answer)> Assert(string assertion) =>
        server.Post("/oauth/token", ("grant_type", "client_credentials"), ("client_assertion_type", ClientAssertions.Type), ("client_assertion", assertion));

    private Task<(HttpStatusCode Status, JsonElement Answer)> Refresh(string token) => server.Post("/oauth/token", ("grant_type", "refresh_token"), ("refresh_token", token));

    private async Task<List<string>> KeyIds()
    {
        using var document = JsonDocument.Parse(await server.Rest.GetStringAsync(new Uri(server.Http, "/.well-known/jwks.json")));
        return [.. document.RootElement.GetProperty("keys").EnumerateArray().Select(static key => key.GetProperty("kid").GetString()!)];
    }

    private List<string> Outcomes(string actor) => server.Cooperatives.Database.AsSuperuser<string>("select outcome from audit where actor = @actor order by audit_no;", new { actor });

    /// <summary>Failed tries, and for how many seconds the last of them locked.</summary>
    private (int Tries, long Seconds) Locked(string user)
    {
        var (tries, until) = server.Cooperatives.Database.AsSuperuser<(int, long)>("select failed_tries, locked_until from app_user where user_name = @user;", new { user })[0];
        return (tries, until - server.Clock.GetUtcNow().ToUnixTimeSeconds());
    }
}
