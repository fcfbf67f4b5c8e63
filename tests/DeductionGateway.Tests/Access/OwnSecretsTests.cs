using System.Net;
using System.Text.Json;
using DeductionGateway.Access;
using DeductionGateway.Tests.Wire;
using Role = DeductionGateway.Access.Role;

namespace DeductionGateway.Tests.Access;

/// <summary>A signed-in person changes password and one-time secret by the real endpoints; whatever was open before ends.</summary>
public sealed class OwnSecretsTests(BusinessServer server) : IClassFixture<BusinessServer>
{
    private const string Wanted = "kereta api malam ke Garut";
    private static readonly TimeSpan NextStep = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_new_password_counts_at_once_and_every_older_session_and_token_ends()
    {
        var user = await server.NewUser("changing", "first", Role.Officer);
        server.Clock.Move(NextStep);
        var (_, other) = await server.SignInAs("changing", user.Secrets);
        server.Clock.Move(NextStep);
        var (status, answer) = await Post("/auth/password", user.Access, ("password", user.Secrets.Password), ("totp", server.CodeNow(user.Secrets)), ("new_password", Wanted));
        status.ShouldBe(HttpStatusCode.OK, answer.ToString());
        foreach (var token in new[] { user.Access, other.GetProperty("access_token").GetString()! }) (await server.GetBearing("/v1/runs", token)).Status.ShouldBe(HttpStatusCode.Unauthorized);
        foreach (var refresh in new[] { user.Refresh, other.GetProperty("refresh_token").GetString()! }) (await Refresh(refresh)).ShouldBe(HttpStatusCode.BadRequest);
        (await server.GetBearing("/v1/runs", answer.GetProperty("access_token").GetString())).Status.ShouldBe(HttpStatusCode.OK, "his own session goes on");
        (await Refresh(answer.GetProperty("refresh_token").GetString()!)).ShouldBe(HttpStatusCode.OK);
        server.Clock.Move(NextStep);
        (await server.SignInAs("changing", user.Secrets)).Status.ShouldBe(HttpStatusCode.Unauthorized, "the old password");
        server.Clock.Move(NextStep);
        (await server.SignInAs("changing", user.Secrets, password: Wanted)).Status.ShouldBe(HttpStatusCode.OK);
        Audited("changing", "change-password").ShouldBe(["done"]);
    }

    [Theory]
    [InlineData("too short", "12 to 256")]
    [InlineData("weak.password.of.mine", "user's name")]
    [InlineData("Deduction-2026!", "gateway's")]
    [InlineData("aaaaaaaaaaaaaaaa", "repetition")]
    [InlineData("abababababababab", "repetition")]
    [InlineData("1234567890123456", "neighbours")]
    [InlineData("abcdefghijklmnop", "neighbours")]
    [InlineData("same", "is the old one")]
    public async Task A_password_that_is_guessed_first_is_refused(string wanted, string why)
    {
        var user = await server.NewUser($"weak{Guid.NewGuid():N}", "first", Role.Officer);
        server.Clock.Move(NextStep);
        if (wanted == "same") wanted = user.Secrets.Password;
        if (why == "user's name") wanted = $"{NameIn(user)}-xyz";
        var (status, answer) = await Post("/auth/password", user.Access, ("password", user.Secrets.Password), ("totp", server.CodeNow(user.Secrets)), ("new_password", wanted));
        status.ShouldBe(HttpStatusCode.BadRequest);
        answer.GetProperty("detail").GetString()!.ShouldContain(why);
        (await server.SignInAs(NameIn(user), user.Secrets)).Status.ShouldBe(HttpStatusCode.OK, "nothing was changed, no code was used");
    }

    [Theory]
    [InlineData("eni", "penitip jeruk manis", true)]
    [InlineData("rina", "karinadari sumedang", false)]
    [InlineData("Rina", "karinadari sumedang", false)]
    public void A_name_of_three_letters_stands_in_words_by_chance(string user, string wanted, bool isTaken) => (OwnSecrets.Refusal(user, "before", wanted) is null).ShouldBe(isTaken);

    [Theory]
    [InlineData("/auth/password")]
    [InlineData("/auth/totp")]
    public async Task The_token_alone_changes_nothing(string path)
    {
        var name = $"token{Guid.NewGuid():N}";
        var user = await server.NewUser(name, "first", Role.Officer);
        server.Clock.Move(NextStep);
        foreach (var (password, code) in new[] { ("wrong", server.CodeNow(user.Secrets)), (user.Secrets.Password, "000000") })
        {
            (await Post(path, user.Access, ("password", password), ("totp", code), ("new_password", Wanted))).Status.ShouldBe(HttpStatusCode.Forbidden);
        }
        (await Post(path, null, ("password", user.Secrets.Password), ("totp", server.CodeNow(user.Secrets)), ("new_password", Wanted))).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await Post(path, user.Access, ("password", user.Secrets.Password))).Status.ShouldBe(HttpStatusCode.BadRequest);
        server.Cooperatives.Database.AsSuperuser<int>("select failed_tries from app_user where user_name = @name;", new { name }).ShouldBe([2], "as at sign-in, a failure counts");
        Audited(name, path == "/auth/password" ? "change-password" : "begin-code").ShouldBe(["refused: wrong password", "refused: wrong code"]);
        (await Post(path, user.Access, ("password", "wrong"), ("totp", "000000"), ("new_password", Wanted))).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await server.SignInAs(name, user.Secrets)).Status.ShouldBe(HttpStatusCode.Unauthorized, "locked for some seconds");
    }

    [Fact]
    public async Task Systems_have_no_password()
    {
        var token = await server.ClientToken("no-password", await server.NewClient("no-password", Role.CoreSystem));
        foreach (var path in (string[])["/auth/password", "/auth/totp", "/auth/totp/confirm"]) (await Post(path, token, ("password", "x"))).Status.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_new_one_time_secret_counts_when_a_code_of_it_was_shown()
    {
        var user = await server.NewUser("newphone", "first", Role.Officer);
        server.Clock.Move(NextStep);
        var (status, offer) = await Post("/auth/totp", user.Access, ("password", user.Secrets.Password), ("totp", server.CodeNow(user.Secrets)));
        status.ShouldBe(HttpStatusCode.OK, offer.ToString());
        var (ticket, fresh) = (offer.GetProperty("ticket").GetString()!, user.Secrets with { OtpAuthUri = offer.GetProperty("otpauth_uri").GetString()! });
        server.Clock.Move(NextStep);
        (await server.SignInAs("newphone", user.Secrets)).Status.ShouldBe(HttpStatusCode.OK, "until then the old one counts");
        (await Post("/auth/totp/confirm", user.Access, ("ticket", ticket), ("totp", "000000"))).Status.ShouldBe(HttpStatusCode.Forbidden);
        var thief = await server.NewUser("thief", "first", Role.Officer);
        (await Post("/auth/totp/confirm", thief.Access, ("ticket", ticket), ("totp", server.CodeNow(fresh)))).Status.ShouldBe(HttpStatusCode.Forbidden, "a ticket is of one person");
        (status, var answer) = await Post("/auth/totp/confirm", user.Access, ("ticket", ticket), ("totp", server.CodeNow(fresh)));
        status.ShouldBe(HttpStatusCode.OK, answer.ToString());
        (await server.GetBearing("/v1/runs", user.Access)).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await Refresh(user.Refresh)).ShouldBe(HttpStatusCode.BadRequest);
        var access = answer.GetProperty("access_token").GetString()!;
        (await server.GetBearing("/v1/runs", access)).Status.ShouldBe(HttpStatusCode.OK);
        (await server.SignInAs("newphone", fresh)).Status.ShouldBe(HttpStatusCode.Unauthorized, "the code that proved it is used");
        server.Clock.Move(NextStep);
        (await Post("/auth/totp/confirm", access, ("ticket", ticket), ("totp", server.CodeNow(fresh)))).Status.ShouldBe(HttpStatusCode.Forbidden, "a ticket works once");
        (await server.SignInAs("newphone", fresh)).Status.ShouldBe(HttpStatusCode.OK);
        (await server.SignInAs("newphone", user.Secrets)).Status.ShouldBe(HttpStatusCode.Unauthorized);
        Audited("newphone", "change-code")[^2..].ShouldBe(["done", "refused: no ticket of now"]);
    }

    [Fact]
    public async Task A_ticket_is_good_for_ten_minutes()
    {
        var user = await server.NewUser("slow", "first", Role.Officer);
        server.Clock.Move(NextStep);
        var (_, offer) = await Post("/auth/totp", user.Access, ("password", user.Secrets.Password), ("totp", server.CodeNow(user.Secrets)));
        server.Clock.Move(OwnSecrets.TicketLife);
        var (_, again) = await server.SignInAs("slow", user.Secrets);
        var fresh = user.Secrets with { OtpAuthUri = offer.GetProperty("otpauth_uri").GetString()! };
        (await Post("/auth/totp/confirm", again.GetProperty("access_token").GetString(), ("ticket", offer.GetProperty("ticket").GetString()!), ("totp", server.CodeNow(fresh)))).Status.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_ticket_that_is_none_or_was_changed_is_refused()
    {
        var user = await server.NewUser("tickets", "first", Role.Officer);
        server.Clock.Move(NextStep);
        var (_, offer) = await Post("/auth/totp", user.Access, ("password", user.Secrets.Password), ("totp", server.CodeNow(user.Secrets)));
        var (ticket, fresh) = (offer.GetProperty("ticket").GetString()!, user.Secrets with { OtpAuthUri = offer.GetProperty("otpauth_uri").GetString()! });
        (await Post("/auth/totp/confirm", user.Access, ("ticket", ""), ("totp", server.CodeNow(fresh)))).Status.ShouldBe(HttpStatusCode.BadRequest);
        foreach (var wrong in (string[])["x", "%%%", ticket[..^4], (ticket[0] == 'A' ? 'B' : 'A') + ticket[1..]]) (await Post("/auth/totp/confirm", user.Access, ("ticket", wrong), ("totp", server.CodeNow(fresh)))).Status.ShouldBe(HttpStatusCode.Forbidden, wrong);
    }

    [Fact]
    public async Task Too_many_tries_are_answered_429()
    {
        var user = await server.NewUser("storming", "first", Role.Officer);
        HttpStatusCode last = default;
        for (var i = 0; i < 12; i++) last = (await Post("/auth/totp/confirm", user.Access, ("ticket", "x"), ("totp", "000000"))).Status;
        last.ShouldBe(HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task The_operators_renewal_ends_access_tokens_too()
    {
        var user = await server.NewUser("renewed", "first", Role.Officer);
        await server.Accounts.Renew("renewed", null, CancellationToken.None);
        (await server.GetBearing("/v1/runs", user.Access)).Status.ShouldBe(HttpStatusCode.Unauthorized);
    }

    private async Task<(HttpStatusCode Status, JsonElement Answer)> Post(string path, string? token, params (string Name, string Value)[] form)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server.Http, path)) { Content = new FormUrlEncodedContent(form.Select(static field => KeyValuePair.Create(field.Name, field.Value))) };
        if (token is not null) request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        using var response = await server.Rest.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return (response.StatusCode, text.Length == 0 ? default : JsonDocument.Parse(text).RootElement);
    }

    private async Task<HttpStatusCode> Refresh(string token) => (await server.Post("/oauth/token", ("grant_type", "refresh_token"), ("refresh_token", token))).Status;

    private List<string> Audited(string actor, string action) => server.Cooperatives.Database.AsSuperuser<string>("select outcome from audit where actor = @actor and action = @action order by audit_no;", new { actor, action });

    private static string NameIn(SignedIn user) => new Uri(user.Secrets.OtpAuthUri).AbsolutePath.Split(':')[^1];
}
