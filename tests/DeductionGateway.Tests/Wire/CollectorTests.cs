using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using DeductionGateway.Access;
using DeductionGateway.Commands;
using DeductionGateway.Sealing;
using DeductionGateway.Tests.Harness;
using DeductionGateway.Tests.Proofs;

namespace DeductionGateway.Tests.Wire;

/// <summary>What <c>serve</c> tells a collector by OTLP over HTTP, where the standard's variables name one.</summary>
public sealed partial class CollectorTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task Spans_and_metrics_arrive_and_name_the_call()
    {
        using var scratch = new Scratch();
        MasterKey.ReadOrMake(scratch["master.key"]);
        using var collector = new Collector();
        var variables = new Dictionary<string, string> { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Address, ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf" };
        using var process = GatewayProcess.StartWith(variables, "serve", "--http", "127.0.0.1:0", "--grpc", "127.0.0.1:0", "--master-key", scratch["master.key"], "--database", database.ConnectionString);
        process.RunUntil(() => process.Output.Contains("Ctrl-C", StringComparison.Ordinal)).ShouldBeTrue(process.Output);
        using var http = new HttpClient();
        (await http.GetAsync(new Uri($"http://127.0.0.1:{Port().Match(process.Output).Groups[1].Value}/v1/runs"), TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        process.Signal(GatewayProcess.Terminate);
        process.End().ExitCode.ShouldBe(ExitCode.Done);
        collector.All("/v1/traces").ShouldContain("/deduction.v1.Runs/ListRuns");
        collector.All("/v1/metrics").ShouldContain("gateway.call.duration");
        collector.All("/v1/metrics").ShouldContain("deduction-gateway");
    }

    /// <summary>Takes whatever is posted to it, as a collector would.</summary>
    private sealed class Collector : IDisposable
    {
        private readonly HttpListener _listener = new();
        private readonly Dictionary<string, StringBuilder> _bodies = [];
        private readonly Task _taking;

        public Collector()
        {
            using (var free = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0))
            {
                free.Start();
                Address = $"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}/";
            }
            _listener.Prefixes.Add(Address);
            _listener.Start();
            _taking = Task.Run(Take);
        }

        public string Address { get; }

        /// <summary>All bodies of a path, as text with whatever else protobuf puts between.</summary>
        public string All(string path)
        {
            lock (_bodies) return _bodies.GetValueOrDefault(path)?.ToString() ?? "";
        }

        public void Dispose()
        {
            _listener.Stop();
            _taking.Wait(TimeSpan.FromSeconds(10));
            _listener.Close();
        }

        private async Task Take()
        {
            try
            {
                while (true)
                {
                    var call = await _listener.GetContextAsync();
                    using var body = new MemoryStream();
                    await call.Request.InputStream.CopyToAsync(body);
                    lock (_bodies)
                    {
                        if (!_bodies.TryGetValue(call.Request.Url!.AbsolutePath, out var all)) _bodies[call.Request.Url.AbsolutePath] = all = new StringBuilder();
                        all.Append(Encoding.Latin1.GetString(body.ToArray()));
                    }
                    call.Response.StatusCode = 200;
                    call.Response.Close();
                }
            }
            catch (HttpListenerException)
            {
            }
            catch (ObjectDisposedException)
            {
            }
        }
    }

    [GeneratedRegex(@"127\.0\.0\.1:(\d+)/? ")]
    private static partial Regex Port();
}
