using DeductionGateway.Tests.Architecture;
using DeductionGateway.Tests.Harness;

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

    private string Address(bool tls) => tls ? $"localhost:{server.Tls.Port}" : $"127.0.0.1:{server.Grpc.Port}";

    private static string[] Lines(string output, string error) =>
        output.Length == 0 ? [error] : output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
