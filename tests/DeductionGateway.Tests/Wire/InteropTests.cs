using DeductionGateway.Tests.Architecture;
using DeductionGateway.Tests.Harness;
using Google.Protobuf;

namespace DeductionGateway.Tests.Wire;

/// <summary>The wire is proven by clients that others wrote: gRPC's own for Node and for Python, without TLS and with.</summary>
public sealed class InteropTests(TestServer server) : IClassFixture<TestServer>
{
    private const string Folder = "tests/DeductionGateway.Tests/Wire/";

    /// <summary>Cases of the published description that have no meaning here: they try clouds' credentials, or the client's own choices.</summary>
    private static readonly string[] NodeCases =
    [
        "empty_unary", "large_unary", "client_streaming", "server_streaming", "ping_pong", "empty_stream", "custom_metadata", "status_code_and_message", "special_status_message",
        "unimplemented_method", "unimplemented_service", "cancel_after_begin", "cancel_after_first_response", "timeout_on_sleeping_server", "timeout_on_the_server",
        "client_compressed_unary", "server_compressed_unary", "server_compressed_streaming", "oversize", "rich_error_details", "unforeseen_failure_says_nothing_of_the_inside",
        "health", "reflection",
    ];

    private static readonly string[] PythonCases =
    [
        "empty_unary", "large_unary", "client_streaming", "server_streaming", "ping_pong", "empty_stream", "custom_metadata", "status_code_and_message", "special_status_message",
        "unimplemented_method", "unimplemented_service", "cancel_after_begin", "cancel_after_first_response", "timeout_on_sleeping_server", "client_compressed_unary",
        "server_compressed_unary", "oversize", "health_check",
    ];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_client_for_Node_finds_every_case_in_order(bool tls)
    {
        Directory.Exists(SourceTree.PathOf(Folder + "clients/node_modules")).ShouldBeTrue("the clients are missing; tests/run installs them");
        var (_, output, error) = Programs.Run(
            "node", SourceTree.PathOf(Folder + "clients/interop.mjs"), Address(tls), tls ? server.RootFile : "plain", SourceTree.PathOf(Folder + "protos"), SourceTree.PathOf("protos"));
        Lines(output, error).ShouldBe(NodeCases.Select(static name => $"ok {name}"), ignoreOrder: true);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_client_for_Python_finds_every_case_in_order(bool tls)
    {
        using var scratch = new Scratch();
        foreach (var (root, proto) in (ReadOnlySpan<(string, string)>)[(SourceTree.PathOf(Folder + "protos"), "grpc/testing/test.proto"), (SourceTree.PathOf("protos"), "grpc/health/v1/health.proto")])
        {
            var (exit, _, trouble) = Programs.Run("/usr/bin/protoc", $"-I{root}", $"--python_out={scratch.Path}", proto);
            exit.ShouldBe(0, $"protoc of Debian's protobuf-compiler; tests/run installs it: {trouble}");
        }
        var (_, output, error) = Programs.Run("/usr/bin/python3", SourceTree.PathOf(Folder + "clients/interop.py"), Address(tls), tls ? server.RootFile : "plain", scratch.Path);
        Lines(output, error).ShouldBe(PythonCases.Select(static name => $"ok {name}"), ignoreOrder: true);
    }

    /// <summary>Clients take the compression off before a test could see it: the flag of the message is looked at on the wire.</summary>
    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 0)]
    public async Task An_answer_is_compressed_when_it_is_asked_to_be(bool compressed, byte flag)
    {
        var message = new Interop.SimpleRequest { ResponseSize = 1000, ResponseCompressed = new Interop.BoolValue { Value = compressed } }.ToByteArray();
        using var http = new HttpClient { DefaultRequestVersion = new Version(2, 0), DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server.Grpc, "/grpc.testing.TestService/UnaryCall"));
        request.Version = new Version(2, 0);
        request.VersionPolicy = HttpVersionPolicy.RequestVersionExact;
        request.Headers.Add("grpc-accept-encoding", "gzip");
        request.Headers.Add("te", "trailers");
        request.Content = new ByteArrayContent([0, 0, 0, 0, (byte)message.Length, .. message]);
        request.Content.Headers.ContentType = new("application/grpc");
        using var response = await http.SendAsync(request);
        var body = await response.Content.ReadAsByteArrayAsync();
        response.TrailingHeaders.GetValues("grpc-status").ShouldBe(["0"]);
        body[0].ShouldBe(flag);
        (body.Length < 500).ShouldBe(compressed);
    }

    private string Address(bool tls) => tls ? $"localhost:{server.Tls.Port}" : $"127.0.0.1:{server.Grpc.Port}";

    private static string[] Lines(string output, string error) =>
        output.Length == 0 ? [error] : output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
