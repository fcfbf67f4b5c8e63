using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using DeductionGateway.Access;
using DeductionGateway.Commands;
using DeductionGateway.Sealing;
using DeductionGateway.Tests.Harness;
using DeductionGateway.Tests.Proofs;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Net.Client;

namespace DeductionGateway.Tests.Wire;

/// <summary><c>serve</c> as an operator meets it: ports, signals, refusals.</summary>
public sealed partial class ServeTests : IClassFixture<TestDatabase>, IClassFixture<ServeTests.KeyFile>
{
    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(2L);
    private readonly TestDatabase _database;
    private readonly string _key;

    public ServeTests(TestDatabase database, KeyFile key) => (_database, _key) = (database, key.Path);

    /// <summary>The master key of the class's database.</summary>
    public sealed class KeyFile : IDisposable
    {
        private readonly Scratch _scratch = new();

        public KeyFile() => MasterKey.ReadOrMake(Path);

        public string Path => _scratch["master.key"];

        public void Dispose() => _scratch.Dispose();
    }

    [Theory]
    [InlineData(GatewayProcess.Terminate)]
    [InlineData(GatewayProcess.Interrupt)]
    public async Task It_serves_both_wires_until_it_is_asked_to_end(int signal)
    {
        using var process = GatewayProcess.Start("serve", "--http", "127.0.0.1:0", "--grpc", "127.0.0.1:0", "--master-key", _key, "--database", _database.ConnectionString);
        process.RunUntil(() => process.Output.Contains("Ctrl-C", StringComparison.Ordinal)).ShouldBeTrue(process.Output);
        var ports = Port().Matches(process.Output).Select(static match => match.Groups[1].Value).ToList();
        using var http = new HttpClient();
        (await http.GetStringAsync(new Uri($"http://127.0.0.1:{ports[0]}/health/ready"))).ShouldContain("ready");
        using var channel = GrpcChannel.ForAddress($"http://127.0.0.1:{ports[1]}");
        using var watch = new Health.HealthClient(channel).Watch(new HealthCheckRequest());
        (await watch.ResponseStream.MoveNext(CancellationToken.None)).ShouldBeTrue();
        process.Signal(signal);
        // Where the connection ends before the status is written, the client finds the stream reset.
        (await Should.ThrowAsync<RpcException>(async () => { while (await watch.ResponseStream.MoveNext(CancellationToken.None)) { } })).StatusCode.ShouldBeOneOf(StatusCode.Unavailable, StatusCode.Cancelled);
        process.HasEndedWithin(Soon).ShouldBeTrue();
        var end = process.End();
        end.ExitCode.ShouldBe(ExitCode.Done);
        end.Error.ShouldBeEmpty("the schedule ends in order as well");
    }

    /// <summary>On standard error stands one sentence and nothing else: no log, no stack.</summary>
    [Fact]
    public void A_port_in_use_is_said_with_exit_4()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var end = GatewayProcess.Run("", "serve", "--http", taken.LocalEndpoint.ToString()!, "--grpc", "127.0.0.1:0", "--master-key", _key, "--database", _database.ConnectionString);
        end.ExitCode.ShouldBe(ExitCode.DatabaseTrouble);
        var said = end.Error.Trim().Split('\n').ShouldHaveSingleItem();
        said.ShouldStartWith("The address cannot be listened on");
        said.ShouldContain(((IPEndPoint)taken.LocalEndpoint).Port.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("clear text", "--http", "0.0.0.0:5080")]
    [InlineData("clear text", "--grpc", "192.0.2.1:5081")]
    [InlineData("host", "--http", "gateway.example:5080", "--grpc", "127.0.0.1:0")]
    [InlineData("two ports", "--http", "127.0.0.1:5090", "--grpc", "127.0.0.1:5090")]
    [InlineData("belong together", "--certificate", "cert.pem")]
    [InlineData("cannot be used", "--certificate", "nowhere.pem", "--key", "nowhere.key")]
    [InlineData("one word too many", "now")]
    [InlineData("--rehearse must name a file", "--rehearse", "tomorrow")]
    public void What_cannot_be_is_said_with_exit_2(string words, params string[] options)
    {
        var (exit, error) = Run(["serve", .. options]);
        exit.ShouldBe(ExitCode.WrongUsage, error);
        error.ShouldContain(words.Replace("host", "IP address", StringComparison.Ordinal));
    }

    [Fact]
    public void A_given_database_without_a_master_key_is_said_with_exit_2()
    {
        var (exit, error) = Run("serve", "--database", _database.ConnectionString);
        exit.ShouldBe(ExitCode.WrongUsage);
        error.ShouldContain("GATEWAY_MASTER_KEY_FILE");
    }

    [Fact]
    public void Another_master_key_than_the_database_was_set_up_with_is_said_with_exit_2()
    {
        Run("access", "rotate-keys", "--master-key", _key, "--database", _database.ConnectionString).ShouldBe((ExitCode.Done, ""));
        using var scratch = new Scratch();
        MasterKey.ReadOrMake(scratch["other.key"]);
        var (exit, error) = Run("serve", "--http", "127.0.0.1:0", "--grpc", "127.0.0.1:0", "--master-key", scratch["other.key"], "--database", _database.ConnectionString);
        exit.ShouldBe(ExitCode.WrongUsage);
        error.ShouldContain("does not open what the database keeps");
    }

    [Fact]
    public void A_database_that_is_not_there_is_said_with_exit_4() => Run("serve", "--master-key", _key, "--database", "Host=127.0.0.1;Port=1;Username=nobody").Exit.ShouldBe(ExitCode.DatabaseTrouble);

    private static (int Exit, string Error) Run(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exit = Troubles.Answer(arguments, output, error, CancellationToken.None);
        return (exit, error.ToString());
    }

    [GeneratedRegex(@"127\.0\.0\.1:(\d+)/? ")]
    private static partial Regex Port();
}
