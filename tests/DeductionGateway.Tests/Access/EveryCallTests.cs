using System.Net;
using DeductionGateway.Access;
using DeductionGateway.Composition;
using DeductionGateway.Tests.Wire;
using DeductionGateway.Wire;
using Google.Protobuf.Reflection;
using Grpc.Core;

namespace DeductionGateway.Tests.Access;

/// <summary>Every method of every service, read from the descriptors, by both wires, with every kind of token that is not good.</summary>
public sealed class EveryCallTests(BusinessServer server) : IClassFixture<BusinessServer>
{
    private static readonly Marshaller<byte[]> Bytes = new(static bytes => bytes, static bytes => bytes);

    private static readonly MethodDescriptor[] Methods = [.. WholeGateway.Services(null!, null!, TimeProvider.System, CancellationToken.None).SelectMany(static service => service.Descriptor.Methods)];
    private static readonly IReadOnlyList<RestRoute> Routes = new RestTable(WholeGateway.Services(null!, null!, TimeProvider.System, CancellationToken.None).Select(static service => service.Descriptor)).Routes;

    public static TheoryData<string> Bad => [.. Forger.Bad];

    [Fact]
    public void All_methods_and_paths_are_tried()
    {
        Methods.Length.ShouldBeGreaterThanOrEqualTo(8);
        Methods.Except(Routes.Select(static route => route.Method)).Select(static method => method.Name).ShouldBe(["SubmitReturn", "PostBankEntries"], ignoreOrder: true, "conversations have no path");
    }

    [Fact]
    public Task Nobody_calls_without_a_token() => NobodyCalls(null, StatusCode.Unauthenticated);

    [Theory]
    [MemberData(nameof(Bad))]
    public async Task Nobody_calls_with_a_token_that_is(string what) => await NobodyCalls((await ServersForger()).Make(what), StatusCode.Unauthenticated);

    /// <summary>The same forger's good token is let in: what refuses the others is what is wrong with them.</summary>
    [Fact]
    public async Task The_good_one_is_let_in() => await IsLetIn((await ServersForger()).Make("good"), Role.Manager);

    [Theory]
    [InlineData("Manager")]
    [InlineData("Officer")]
    [InlineData("Supervisor")]
    [InlineData("Board")]
    [InlineData("PayrollOfficer")]
    [InlineData("EmployerSystem")]
    [InlineData("BankSystem")]
    [InlineData("CoreSystem")]
    public async Task Each_role_may_call_what_its_methods_say_and_nothing_else(string name)
    {
        var role = Enum.Parse<Role>(name);
        var token = await server.TokenOf(role);
        foreach (var method in Methods)
        {
            var code = await ByGrpc(method, token);
            if (CallRights.RolesOf(method).Contains(role)) code.ShouldNotBeOneOf(StatusCode.PermissionDenied, StatusCode.Unauthenticated);
            else code.ShouldBe(StatusCode.PermissionDenied, method.FullName);
        }
        foreach (var route in Routes)
        {
            var status = await ByRest(route, token);
            if (CallRights.RolesOf(route.Method).Contains(role)) status.ShouldNotBeOneOf(HttpStatusCode.Forbidden, HttpStatusCode.Unauthorized);
            else status.ShouldBe(HttpStatusCode.Forbidden, route.Path.Text);
        }
    }

    [Fact]
    public async Task Who_was_disabled_is_out_at_once()
    {
        var user = await server.NewUser("leaver", "first", Role.Manager);
        var client = await server.ClientToken("old-system", await server.NewClient("old-system", Role.CoreSystem));
        await IsLetIn(user.Access, Role.Manager);
        await IsLetIn(client, Role.CoreSystem);
        await server.Accounts.Disable("leaver", CancellationToken.None);
        await server.Accounts.Disable("old-system", CancellationToken.None);
        await NobodyCalls(user.Access, StatusCode.Unauthenticated);
        await NobodyCalls(client, StatusCode.Unauthenticated);
        (await server.Post("/oauth/token", ("grant_type", "refresh_token"), ("refresh_token", user.Refresh))).Status.ShouldBe(HttpStatusCode.BadRequest);
    }

    /// <summary>The token says what the account said when it was made; where that was changed it is worth nothing.</summary>
    [Fact]
    public async Task A_token_of_an_account_that_is_another_now_is_not_good()
    {
        var forger = await ServersForger();
        await NobodyCalls((forger with { Role = Role.Board }).Make("good"), StatusCode.Unauthenticated);
        await NobodyCalls((forger with { Subject = "user:nobody" }).Make("good"), StatusCode.Unauthenticated);
        await NobodyCalls((forger with { Subject = "client:manager.first" }).Make("good"), StatusCode.Unauthenticated);
    }

    [Fact]
    public async Task REST_says_how_to_come_in()
    {
        using var response = await server.Rest.GetAsync(new Uri(server.Http, "/v1/runs"));
        response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        response.Headers.WwwAuthenticate.ToString().ShouldStartWith("Bearer");
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
    }

    [Fact]
    public async Task Two_authorization_headers_are_none()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(server.Http, "/v1/runs"));
        request.Headers.TryAddWithoutValidation("Authorization", ["Bearer a", $"Bearer {await server.TokenOf(Role.CoreSystem)}"]);
        using var response = await server.Rest.SendAsync(request);
        response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    private async Task<Forger> ServersForger() => new(await server.Keys.Signer(CancellationToken.None), "user:manager.first", Role.Manager, server.Clock.GetUtcNow());

    private async Task NobodyCalls(string? token, StatusCode code)
    {
        foreach (var method in Methods) (await ByGrpc(method, token)).ShouldBe(code, method.FullName);
        foreach (var route in Routes) ((int)await ByRest(route, token)).ShouldBe(code == StatusCode.Unauthenticated ? 401 : 403, route.Path.Text);
    }

    /// <summary>Whatever the role may call is answered.</summary>
    private async Task IsLetIn(string token, Role role)
    {
        var own = Methods.Where(method => CallRights.RolesOf(method).Contains(role)).ToList();
        own.Count.ShouldBeGreaterThan(5);
        foreach (var method in own) (await ByGrpc(method, token)).ShouldNotBeOneOf(StatusCode.PermissionDenied, StatusCode.Unauthenticated);
        foreach (var route in Routes.Where(route => own.Contains(route.Method))) ((int)await ByRest(route, token)).ShouldNotBeOneOf(401, 403);
    }

    /// <summary>An empty request; who is let in is told what is missing in it, or is answered.</summary>
    private async Task<StatusCode> ByGrpc(MethodDescriptor method, string? token)
    {
        var call = new Method<byte[], byte[]>(method.IsServerStreaming ? MethodType.ServerStreaming : MethodType.Unary, method.Service.FullName, method.Name, Bytes, Bytes);
        var options = new CallOptions(token is null ? [] : BusinessServer.Bearing(token));
        var invoker = server.Channel.CreateCallInvoker();
        try
        {
            if (method.IsServerStreaming)
            {
                using var stream = invoker.AsyncServerStreamingCall(call, null, options, []);
                await stream.ResponseStream.MoveNext(CancellationToken.None);
            }
            else
            {
                using var answer = invoker.AsyncUnaryCall(call, null, options, []);
                await answer.ResponseAsync;
            }
            return StatusCode.OK;
        }
        catch (RpcException failure)
        {
            return failure.StatusCode;
        }
    }

    private async Task<HttpStatusCode> ByRest(RestRoute route, string? token)
    {
        var path = System.Text.RegularExpressions.Regex.Replace(route.Path.Text, @"\{[^}]*\}", "1");
        using var request = new HttpRequestMessage(new HttpMethod(route.Verb), new Uri(server.Http, path));
        if (token is not null) request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        if (route.Body.Length > 0) request.Content = new StringContent("{}", System.Text.Encoding.UTF8, "application/json");
        using var response = await server.Rest.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return response.StatusCode;
    }
}
