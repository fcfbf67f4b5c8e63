using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using DeductionGateway.Access;
using DeductionGateway.Sealing;
using DeductionGateway.Tests.Architecture;
using DeductionGateway.Tests.Golden;
using DeductionGateway.Tests.Harness;
using DeductionGateway.Tests.Periods;
using DeductionGateway.Tests.Proofs;

namespace DeductionGateway.Tests.Docs;

/// <summary>The clients that people copy do what they say, by the official libraries, against a <c>serve</c> of its own process.</summary>
public sealed partial class ClientExampleTests(ClientExampleTests.Served served) : IClassFixture<ClientExampleTests.Served>
{
    private const string Folder = "src/docs/clients/";

    private static readonly string[][] Billed = [.. Csv("expected.csv").Where(static cells => cells[2] == "E1")];
    private static readonly string[][] Reported = [.. Csv("payroll_E1.csv")];
    private static readonly string[] WhatIsSaid =
    [
        $"list: {Billed.Length} lines, {Billed.Sum(static cells => long.Parse(cells[8], CultureInfo.InvariantCulture))} rupiah",
        $"file: {Reported.Length} rows, {Reported.Sum(static cells => long.Parse(cells[4], CultureInfo.InvariantCulture))} rupiah",
        $"stream: {Billed.Length} matched; stored {Billed.Length}",
    ];

    [Fact]
    public async Task CSharp()
    {
        await served.Draft();
        using var output = new StringWriter { NewLine = "\n" };
        await PayrollExample.PayrollClient.Run([.. served.Words], output);
        Lines(output.ToString()).ShouldBe(WhatIsSaid);
    }

    [Fact]
    public async Task Python()
    {
        await served.Draft();
        using var scratch = new Scratch();
        var protos = SourceTree.PathOf("protos");
        foreach (var folder in (string[])["deduction/v1", "google/api"])
        {
            string[] files = [.. Directory.EnumerateFiles(Path.Combine(protos, folder), "*.proto").Select(path => Path.GetRelativePath(protos, path))];
            var (exit, _, trouble) = Programs.Run("/usr/bin/protoc", [$"-I{protos}", $"--python_out={scratch.Path}", $"--grpc_python_out={scratch.Path}", "--plugin=protoc-gen-grpc_python=/usr/bin/grpc_python_plugin", .. files]);
            exit.ShouldBe(0, $"protoc and Debian's protobuf-compiler-grpc; tests/run installs them: {trouble}");
        }
        var (_, output, error) = Programs.Run("/usr/bin/env", [$"PYTHONPATH={scratch.Path}", "/usr/bin/python3", SourceTree.PathOf(Folder + "python/payroll_client.py"), .. served.Words]);
        Lines(output).ShouldBe(WhatIsSaid, error);
    }

    [Fact]
    public async Task Node()
    {
        await served.Draft();
        using var scratch = new Scratch();
        // Packages are looked for beside the program.
        File.Copy(SourceTree.PathOf(Folder + "node/payroll-client.mjs"), scratch["payroll-client.mjs"]);
        Directory.CreateSymbolicLink(scratch["node_modules"], SourceTree.PathOf("tests/DeductionGateway.Tests/Wire/clients/node_modules"));
        var (_, output, error) = Programs.Run("/usr/bin/env", [$"PROTOS={SourceTree.PathOf("protos")}", "node", scratch["payroll-client.mjs"], .. served.Words]);
        Lines(output).ShouldBe(WhatIsSaid, error);
    }

    [Fact]
    public async Task Curl()
    {
        await served.Draft();
        var (exit, output, error) = Programs.Run("/bin/sh", [SourceTree.PathOf(Folder + "curl/payroll-client.sh"), .. served.Words]);
        Lines(output).ShouldBe([WhatIsSaid[0], WhatIsSaid[1], $"pieces: {Reported.Length} rows"], error);
        exit.ShouldBe(0);
    }

    [Fact]
    public void Every_example_is_run() =>
        Directory.EnumerateDirectories(SourceTree.PathOf(Folder.TrimEnd('/'))).Select(static path => Path.GetFileName(path)).ShouldBe(["csharp", "curl", "node", "python"], ignoreOrder: true);

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static IEnumerable<string[]> Csv(string name) => Encoding.UTF8.GetString(PeriodsServer.Base(name)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(static line => Quoted().Replace(line, "").Split(','));

    [GeneratedRegex("\"[^\"]*\"")]
    private static partial Regex Quoted();

    /// <summary>A gateway with the golden month as a draft, and an account of employer E1.</summary>
    public sealed partial class Served(TestCluster cluster) : IAsyncLifetime
    {
        private readonly TestDatabase _database = new(cluster);
        private readonly Scratch _scratch = new();
        private readonly HttpClient _client = new();
        private GatewayProcess _process = null!;
        private string _secretOfCore = "";

        /// <summary>As each client takes them.</summary>
        public IReadOnlyList<string> Words { get; private set; } = [];

        public async ValueTask InitializeAsync()
        {
            _database.AsSuperuser<int>("insert into cooperative (code, name) values ('first', 'first'); insert into employer (cooperative_id, employer, name, bank_mode) select cooperative_id, 'E1', 'E1', 0 from cooperative;");
            var accounts = new Accounts(_database.Database, MasterKey.ReadOrMake(_scratch["master.key"]), TimeProvider.System);
            _secretOfCore = (await accounts.AddClient("core-1", "first", Role.CoreSystem, null, null, CancellationToken.None))!;
            var secret = await accounts.AddClient("payroll-e1", "first", Role.EmployerSystem, "E1", null, CancellationToken.None);
            _process = GatewayProcess.Start("serve", "--http", "127.0.0.1:0", "--grpc", "127.0.0.1:0", "--master-key", _scratch["master.key"], "--database", _database.ConnectionString);
            _process.RunUntil(() => _process.Output.Contains("Ctrl-C", StringComparison.Ordinal)).ShouldBeTrue(_process.Output);
            var ports = Port().Matches(_process.Output).Select(static match => match.Groups[1].Value).ToList();
            Words = [$"http://127.0.0.1:{ports[0]}", $"127.0.0.1:{ports[1]}", "payroll-e1", secret!, PeriodsServer.Period, "E1", Path.Combine(GoldenFolder.PathOf(GoldenFolder.Base), "payroll_E1.csv")];
        }

        /// <summary>What the cooperative sends before its employers do; a streamed answer of another test had changed the profiles.</summary>
        public async Task Draft()
        {
            using var form = new FormUrlEncodedContent([new("grant_type", "client_credentials"), new("client_id", "core-1"), new("client_secret", _secretOfCore)]);
            using var signedIn = await _client.PostAsync(new Uri($"{Words[0]}/oauth/token"), form);
            var token = JsonDocument.Parse(await signedIn.Content.ReadAsStringAsync()).RootElement.GetProperty("access_token").GetString();
            foreach (var name in (string[])["employers.csv", "members.csv", "expected.csv", "profiles.json"])
            {
                using var request = new HttpRequestMessage(HttpMethod.Put, new Uri($"{Words[0]}/v1/periods/{PeriodsServer.Period}/files/{name}")) { Content = new ByteArrayContent(PeriodsServer.Base(name)) };
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
                using var response = await _client.SendAsync(request);
                response.IsSuccessStatusCode.ShouldBeTrue(await response.Content.ReadAsStringAsync());
            }
        }

        public ValueTask DisposeAsync()
        {
            _process.Dispose();
            _client.Dispose();
            _database.Dispose();
            _scratch.Dispose();
            return ValueTask.CompletedTask;
        }

        [GeneratedRegex(@"127\.0\.0\.1:(\d+)/? ")]
        private static partial Regex Port();
    }
}
