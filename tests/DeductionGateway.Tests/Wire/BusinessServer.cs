using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using DeductionGateway.Access;
using DeductionGateway.Banks.Calls;
using DeductionGateway.Composition;
using DeductionGateway.Runs;
using DeductionGateway.Sealing;
using DeductionGateway.Tests.Access;
using DeductionGateway.Tests.Data;
using DeductionGateway.Tests.Harness;
using DeductionGateway.Wire;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Extensions.Logging.Abstractions;

namespace DeductionGateway.Tests.Wire;

/// <summary>The services of the contract as <c>serve</c> runs them, on a database in which two cooperatives have run the base folder, with an account of each role.</summary>
public sealed class BusinessServer : IAsyncLifetime
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly Scratch _scratch = new();
    private readonly TwoCooperatives _cooperatives;
    private readonly SignInLimits _limits = new(perAddress: 10_000);
    private readonly ConcurrentDictionary<string, string> _tokens = new();
    private SignIn _signIn = null!;
    private GatewayServer _server = null!;

    public BusinessServer(TestCluster cluster) => _cooperatives = new TwoCooperatives(cluster);

    internal TwoCooperatives Cooperatives => _cooperatives;
    internal Uri Http => _server.HttpAddress;
    internal GrpcChannel Channel { get; private set; } = null!;
    internal HttpClient Rest { get; } = new();
    internal MovableClock Clock { get; } = new();
    internal MasterKey Master { get; private set; } = null!;
    internal Accounts Accounts { get; private set; } = null!;
    internal SigningKeys Keys { get; private set; } = null!;

    /// <summary>Of the calls that the gateway makes to banks.</summary>
    internal PartnerPipelines Pipelines { get; private set; } = null!;

    /// <summary>Metadata of a call by the first cooperative's manager, and by the second's.</summary>
    internal Metadata First => Bearing(_tokens["first"]);
    internal Metadata Second => Bearing(_tokens["second"]);

    public async ValueTask InitializeAsync()
    {
        var database = _cooperatives.Database.Database;
        Master = MasterKey.ReadOrMake(_scratch["master.key"]);
        Accounts = new Accounts(database, Master, Clock);
        Keys = new SigningKeys(database, Master, Clock);
        Pipelines = new PartnerPipelines(Clock, NullLogger<PartnerPipelines>.Instance);
        _signIn = SignIn.Open(database, Master, SignIn.StandardIssuer, _limits, Clock);
        _server = await GatewayServer.Start(new ServerOptions(
            new IPEndPoint(IPAddress.Loopback, 0), new IPEndPoint(IPAddress.Loopback, 0), null, WholeGateway.Services(database, new RunJobs(database, TimeProvider.System, _stopping.Token), TimeProvider.System, _stopping.Token, Pipelines),
            _signIn, token => DeductionGateway.Data.Migrator.IsCurrent(database, token), Clock, _stopping.Token));
        Channel = GrpcChannel.ForAddress(_server.GrpcAddress);
        _tokens["first"] = (await NewUser("manager.first", "first", Role.Manager)).Access;
        _tokens["second"] = (await NewUser("manager.second", "second", Role.Manager)).Access;
    }

    internal static Metadata Bearing(string token) => new() { { "authorization", $"Bearer {token}" } };

    /// <summary>A token of an account of the first cooperative with this role, got by signing in; employers' speak for E1.</summary>
    internal async Task<string> TokenOf(Role role)
    {
        if (_tokens.TryGetValue(role.Word(), out var known)) return known;
        var employer = role.IsOfAnEmployer() ? "E1" : null;
        var token = role.IsOfPeople() ? (await NewUser($"a.{role.Word()}", "first", role, employer)).Access : await ClientToken($"a.{role.Word()}", await NewClient($"a.{role.Word()}", role, employer));
        return _tokens[role.Word()] = token;
    }

    internal async Task<SignedIn> NewUser(string name, string cooperative, Role role, string? employer = null)
    {
        var secrets = await Accounts.AddUser(name, cooperative, role, employer, CancellationToken.None);
        var (status, answer) = await SignInAs(name, secrets);
        status.ShouldBe(HttpStatusCode.OK, answer.ToString());
        return new SignedIn(secrets, answer.GetProperty("access_token").GetString()!, answer.GetProperty("refresh_token").GetString()!);
    }

    internal async Task<string> NewClient(string name, Role role, string? employer = null) => (await Accounts.AddClient(name, "first", role, employer, null, CancellationToken.None))!;

    internal async Task<string> ClientToken(string name, string secret)
    {
        var (status, answer) = await Post("/oauth/token", ("grant_type", "client_credentials"), ("client_id", name), ("client_secret", secret));
        status.ShouldBe(HttpStatusCode.OK, answer.ToString());
        return answer.GetProperty("access_token").GetString()!;
    }

    internal Task<(HttpStatusCode Status, JsonElement Answer)> SignInAs(string name, UserSecrets secrets, string? password = null, string? code = null) =>
        Post("/auth/sign-in", ("user", name), ("password", password ?? secrets.Password), ("totp", code ?? CodeNow(secrets)));

    /// <summary>What an authenticator app shows.</summary>
    internal string CodeNow(UserSecrets secrets) => Totp.CodeOf(SecretOf(secrets), Totp.StepOf(Clock.GetUtcNow()), 6);

    internal async Task<(HttpStatusCode Status, JsonElement Answer)> Post(string path, params (string Name, string Value)[] form)
    {
        using var content = new FormUrlEncodedContent(form.Select(static field => KeyValuePair.Create(field.Name, field.Value)));
        using var response = await Rest.PostAsync(new Uri(Http, path), content);
        var text = await response.Content.ReadAsStringAsync();
        return (response.StatusCode, text.Length == 0 ? default : JsonDocument.Parse(text).RootElement);
    }

    /// <summary>A REST call as <c>first</c>, <c>second</c>, a role's word whose token was taken before, or nobody.</summary>
    internal Task<(HttpStatusCode Status, string Text)> Get(string path, string? who = "first") => GetBearing(path, who is null ? null : _tokens[who]);

    internal async Task<(HttpStatusCode Status, string Text)> GetBearing(string path, string? token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Http, path));
        if (token is not null) request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        using var response = await Rest.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    public async ValueTask DisposeAsync()
    {
        Channel.Dispose();
        Rest.Dispose();
        await _stopping.CancelAsync();
        await _server.DisposeAsync();
        _signIn.Dispose();
        Pipelines.Dispose();
        _limits.Dispose();
        _stopping.Dispose();
        _cooperatives.Dispose();
        _scratch.Dispose();
    }

    /// <summary>RFC 4648 backwards, as an app does.</summary>
    internal static byte[] SecretOf(UserSecrets secrets)
    {
        var text = System.Web.HttpUtility.ParseQueryString(new Uri(secrets.OtpAuthUri).Query)["secret"]!;
        var bytes = new List<byte>();
        int held = 0, bits = 0;
        foreach (var c in text)
        {
            held = ((held << 5) | "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(c, StringComparison.Ordinal)) & 0xFFFF;
            if ((bits += 5) >= 8) bytes.Add((byte)((held >> (bits -= 8)) & 0xFF));
        }
        return [.. bytes];
    }
}

/// <summary>Somebody with what he signs in with, and what he got.</summary>
internal sealed record SignedIn(UserSecrets Secrets, string Access, string Refresh);
