using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using DeductionGateway.Access;
using DeductionGateway.Banks.Inbound;
using DeductionGateway.Banks.Register;
using DeductionGateway.Composition;
using DeductionGateway.Contract.V1;
using DeductionGateway.Runs;
using DeductionGateway.Sealing;
using DeductionGateway.Tests.Access;
using DeductionGateway.Tests.Banks;
using DeductionGateway.Tests.Golden;
using DeductionGateway.Tests.Harness;
using DeductionGateway.Tests.Wire;
using DeductionGateway.UploadLinks;
using DeductionGateway.Wire;
using Google.Api;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Role = DeductionGateway.Access.Role;

namespace DeductionGateway.Tests.Periods;

/// <summary>
/// The services as <c>serve</c> runs them, on a database that knows two cooperatives and nothing of them. Who calls the tests say by headers of their
/// own; <see cref="SigningIn"/> makes the account, signs in and sends its token instead.
/// </summary>
public sealed class PeriodsServer : IAsyncLifetime
{
    public const string Period = "2026-02";
    private const string RoleHeader = "test-role", EmployerHeader = "test-employer", CooperativeHeader = "test-cooperative";

    private readonly CancellationTokenSource _stopping = new();
    private readonly Scratch _scratch = new();
    private readonly ConcurrentDictionary<string, Lazy<Task<string>>> _tokens = new();
    private readonly SignInLimits _limits = new(perAddress: 10_000);
    private Accounts _accounts = null!;
    private DeductionGateway.Access.SignIn _signIn = null!;
    private readonly RSA _bankKey = RSA.Create(2048);
    private readonly SignInLimits _linkLimits = new(perAddress: 10_000, perAccount: LinkPages.TriesPerMinute);
    private GatewayServer _server = null!;
    private Partners _partners = null!;

    public PeriodsServer(TestCluster cluster) : this(new TestDatabase(cluster))
    {
    }

    internal PeriodsServer(TestDatabase database) => (Database, Client) = (database, new HttpClient(new SigningIn(this)));

    public TestDatabase Database { get; }
    internal MasterKey Master { get; private set; } = null!;
    internal Uri Http => _server.HttpAddress;
    internal HttpClient Client { get; }
    internal GrpcChannel Channel { get; private set; } = null!;
    internal Contract.V1.Periods.PeriodsClient Periods => new(Channel);
    internal Contract.V1.Runs.RunsClient Runs => new(Channel);
    internal Contract.V1.Deductions.DeductionsClient Deductions => new(Channel);
    internal Contract.V1.Bank.BankClient Bank => new(Channel);

    /// <summary>By which banks tell: it stands in the month of the golden base period.</summary>
    internal MovableClock BankClock { get; } = new();

    internal static Metadata Manager => As(Role.Manager);

    /// <summary>Metadata of a call by somebody; REST sends the same as headers.</summary>
    internal static Metadata As(Role role, string? employer = null, string cooperative = "first", string? key = null)
    {
        var headers = new Metadata { { RoleHeader, role.ToString() }, { CooperativeHeader, cooperative } };
        if (employer is not null) headers.Add(EmployerHeader, employer);
        if (key is not null) headers.Add(Writes.Header, key);
        return headers;
    }

    public async ValueTask InitializeAsync()
    {
        var database = Database.Database;
        Database.AsSuperuser<int>("insert into cooperative (code, name) values ('first', 'first'), ('second', 'second');");
        var master = Master = MasterKey.ReadOrMake(_scratch["master.key"]);
        _accounts = new Accounts(database, master, TimeProvider.System);
        _signIn = DeductionGateway.Access.SignIn.Open(database, master, DeductionGateway.Access.SignIn.StandardIssuer, _limits, TimeProvider.System);
        _server = await GatewayServer.Start(new ServerOptions(
            new IPEndPoint(IPAddress.Loopback, 0), new IPEndPoint(IPAddress.Loopback, 0), null, WholeGateway.Services(database, new RunJobs(database, TimeProvider.System, _stopping.Token), TimeProvider.System, _stopping.Token),
            _signIn, token => DeductionGateway.Data.Migrator.IsCurrent(database, token), TimeProvider.System, _stopping.Token) 
        {
            Routes = routes =>
            {
                new LinkPages(database, TimeProvider.System, _linkLimits).Map(routes);
                new SnapServer(database, master, _limits, BankClock).Map(routes);
            },
        });
        BankClock.Move(new DateTimeOffset(2026, 2, 26, 3, 0, 0, TimeSpan.Zero) - BankClock.GetUtcNow());
        _partners = new Partners(database, master, BankClock, "command:test");
        await File.WriteAllTextAsync(_scratch["bank.pem"], _bankKey.ExportSubjectPublicKeyInfoPem());
        Channel = GrpcChannel.ForAddress(_server.GrpcAddress, new GrpcChannelOptions { HttpHandler = new SigningIn(this), DisposeHttpClient = true });
    }

    /// <summary>A bank of a cooperative that tells by SNAP, with a collector of its own; it comes as one client after the other.</summary>
    internal async Task<SigningBank> BankOf(string cooperative, string collector)
    {
        var profile = System.Text.Encoding.UTF8.GetString(PartnerProfile.BytesOf("generic-snap")!).Replace("\"collectors\": []", $"\"collectors\": [\"{collector}\"]", StringComparison.Ordinal);
        var file = $$"""
            {
              "profile": {{profile}}, "base_url": "http://127.0.0.1:1", "account": "1370012345678", "partner_id": "{{cooperative}}", "va_prefix": "88899",
              "bank": { "client_id": "bank-of-{{cooperative}}", "public_key_file": "bank.pem" }
            }
            """;
        var secret = await _partners.Put(cooperative, "bank-a", PartnerFile.Read(System.Text.Encoding.UTF8.GetBytes(file)), _scratch.Path, newSecret: false, CancellationToken.None);
        return new SigningBank(Http, BankClock, _bankKey, $"bank-of-{cooperative}", secret!, cooperative);
    }

    /// <summary>Sends a file of the folder in one call over gRPC, in pieces.</summary>
    internal async Task<StoredFile> Put(string name, byte[] bytes, Metadata? who = null, string period = Period, int piece = 100_000)
    {
        using var call = Periods.PutFile(who ?? Manager);
        try
        {
            await call.RequestStream.WriteAsync(new PutFileRequest { Period = period, Name = name });
            for (var at = 0; at < bytes.Length; at += piece)
            {
                await call.RequestStream.WriteAsync(new PutFileRequest { Content = new HttpBody { Data = ByteString.CopyFrom(bytes, at, Math.Min(piece, bytes.Length - at)) } });
            }
            await call.RequestStream.CompleteAsync();
        }
        catch (RpcException)
        {
            // The call ended while it was written to: its status says why.
        }
        return await call.ResponseAsync;
    }

    /// <summary>Sends a folder file by file, what others refer to first.</summary>
    internal async Task PutFolder(string folder, Metadata? who = null, string period = Period)
    {
        foreach (var name in InOrder(folder)) await Put(name, await File.ReadAllBytesAsync(Path.Combine(folder, name)), who, period);
    }

    internal static IEnumerable<string> InOrder(string folder)
    {
        string[] first = ["cooperative.json", "employers.csv", "members.csv", "codes.csv", "expected.csv", "profiles.json", "bank_rules.json", "taken_elsewhere.csv"];
        var names = Directory.EnumerateFiles(folder).Select(static path => Path.GetFileName(path)).Order(StringComparer.Ordinal).ToList();
        return first.Where(names.Contains).Concat(names.Where(static name => name.StartsWith("payroll", StringComparison.Ordinal)))
            .Concat(names.Where(name => name.StartsWith("bank", StringComparison.Ordinal) && !first.Contains(name)));
    }

    internal static string PathOfBase(string name) => Path.Combine(GoldenFolder.PathOf(GoldenFolder.Base), name);

    internal static byte[] Base(string name) => File.ReadAllBytes(Path.Combine(GoldenFolder.PathOf(GoldenFolder.Base), name));

    internal static string Sha256(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    /// <summary>A REST call; the answer's bytes are its text.</summary>
    internal async Task<(HttpStatusCode Status, string Text)> Send(HttpMethod verb, string path, HttpContent? body = null, Metadata? who = null)
    {
        using var request = new HttpRequestMessage(verb, new Uri(Http, path)) { Content = body };
        foreach (var header in who ?? Manager) request.Headers.Add(header.Key, header.Value);
        using var response = await Client.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    /// <summary>Makes a cooperative of a test's own, and a manager of it.</summary>
    internal Metadata NewCooperative(string code)
    {
        Database.AsSuperuser<int>("insert into cooperative (code, name) values (@code, @code) on conflict do nothing;", new { code });
        return As(Role.Manager, cooperative: code);
    }

    /// <summary>Starts a run and watches it to its end; all that was said.</summary>
    internal async Task<List<RunProgress>> Run(string period, Metadata who)
    {
        var job = await Runs.StartRunAsync(new StartRunRequest { Period = period }, who);
        return await Watch(period, job.JobNo, who);
    }

    internal async Task<List<RunProgress>> Watch(string period, int job, Metadata who)
    {
        using var call = Runs.WatchRunProgress(new WatchRunProgressRequest { Period = period, JobNo = job }, who);
        var all = new List<RunProgress>();
        await foreach (var one in call.ResponseStream.ReadAllAsync()) all.Add(one);
        return all;
    }

    /// <summary>A file that the last run made.</summary>
    internal async Task<byte[]> Result(string period, string name, Metadata who)
    {
        using var call = Runs.GetRunResultFile(new GetRunResultFileRequest { Period = period, Name = name }, who);
        using var bytes = new MemoryStream();
        await foreach (var piece in call.ResponseStream.ReadAllAsync()) bytes.Write(piece.Data.Span);
        return bytes.ToArray();
    }

    /// <summary>Names of the draft as the caller sees it.</summary>
    internal async Task<List<string>> Names(Metadata? who = null, string period = Period) =>
        [.. (await Periods.ListFilesAsync(new ListFilesRequest { Period = period }, who ?? Manager)).Files.Select(static file => file.Name)];

    /// <summary>Every fault that travels with a refusal.</summary>
    internal static FileFaults FaultsOf(RpcException refusal) =>
        Google.Rpc.Status.Parser.ParseFrom(refusal.Trailers.GetValueBytes(Faults.DetailsTrailer)).Details.Single(static detail => detail.Is(FileFaults.Descriptor)).Unpack<FileFaults>();

    public async ValueTask DisposeAsync()
    {
        Channel.Dispose();
        Client.Dispose();
        await _stopping.CancelAsync();
        await _server.DisposeAsync();
        _signIn.Dispose();
        _limits.Dispose();
        _linkLimits.Dispose();
        _stopping.Dispose();
        _bankKey.Dispose();
        Database.Dispose();
        _scratch.Dispose();
    }

    /// <summary>Puts a token in the place of the tests' headers, for an account made when it is first asked for.</summary>
    private sealed class SigningIn(PeriodsServer server) : DelegatingHandler(new SocketsHttpHandler())
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (Taken(request, RoleHeader) is { } role)
            {
                var (employer, cooperative) = (Taken(request, EmployerHeader), Taken(request, CooperativeHeader)!);
                var name = string.Join('.', new[] { cooperative, role, employer }.OfType<string>());
                var token = await server._tokens.GetOrAdd(name, _ => new Lazy<Task<string>>(() => server.TokenOf(name, cooperative, Enum.Parse<Role>(role), employer))).Value;
                request.Headers.TryAddWithoutValidation("authorization", $"Bearer {token}");
            }
            return await base.SendAsync(request, cancellationToken);
        }

        private static string? Taken(HttpRequestMessage request, string header)
        {
            if (!request.Headers.TryGetValues(header, out var values)) return null;
            var value = values.Single();
            request.Headers.Remove(header);
            return value;
        }
    }

    private async Task<string> TokenOf(string name, string cooperative, Role role, string? employer)
    {
        if (employer is not null)
        {
            Database.AsSuperuser<int>("""
                insert into employer (cooperative_id, employer, name, bank_mode) select cooperative_id, @employer, @employer, 0 from cooperative where code = @cooperative on conflict do nothing;
                """, new { employer, cooperative });
        }
        (string Path, (string, string)[] Form) way;
        if (role.IsOfPeople())
        {
            var secrets = await _accounts.AddUser(name, cooperative, role, employer, CancellationToken.None);
            var code = Totp.CodeOf(BusinessServer.SecretOf(secrets), Totp.StepOf(TimeProvider.System.GetUtcNow()), 6);
            way = ("/auth/sign-in", [("user", name), ("password", secrets.Password), ("totp", code)]);
        }
        else
        {
            var secret = await _accounts.AddClient(name, cooperative, role, employer, null, CancellationToken.None);
            way = ("/oauth/token", [("grant_type", "client_credentials"), ("client_id", name), ("client_secret", secret!)]);
        }
        using var content = new FormUrlEncodedContent(way.Form.Select(static field => KeyValuePair.Create(field.Item1, field.Item2)));
        using var response = await Client.PostAsync(new Uri(Http, way.Path), content);
        var text = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(HttpStatusCode.OK, text);
        return JsonDocument.Parse(text).RootElement.GetProperty("access_token").GetString()!;
    }
}
