using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using DeductionGateway.Contract.V1;
using DeductionGateway.Wire;
using Grpc.Core;
using OpenWorkWatch = DeductionGateway.Cases.OpenWorkWatch;

namespace DeductionGateway.Tests.Wire;

/// <summary><c>/metrics</c> as Prometheus reads it, after calls by both wires.</summary>
public sealed partial class MetricsTests(BusinessServer server) : IClassFixture<BusinessServer>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_line_is_of_the_text_format()
    {
        await server.Get("/v1/runs");
        var lines = (await Scrape()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Where(static line => !Line().IsMatch(line)).ShouldBeEmpty();
        lines.Length.ShouldBeGreaterThan(50);
    }

    [Fact]
    public async Task Calls_are_counted_by_method_and_status_whichever_wire_they_came_by()
    {
        var before = await Scrape();
        (await server.Get("/v1/runs")).Status.ShouldBe(HttpStatusCode.OK);
        await new Contract.V1.Runs.RunsClient(server.Channel).ListRunsAsync(new ListRunsRequest(), server.First, cancellationToken: Stop);
        (await server.Get("/v1/runs/2026-02/99")).Status.ShouldBe(HttpStatusCode.NotFound);
        var after = await Scrape();
        (Calls(after, "OK", "ListRuns") - Calls(before, "OK", "ListRuns")).ShouldBe(2);
        (Calls(after, "NotFound", "GetRun") - Calls(before, "NotFound", "GetRun")).ShouldBe(1);
    }

    [Fact]
    public async Task What_employers_owe_is_told_for_each_cooperative()
    {
        using var watch = new OpenWorkWatch(server.Cooperatives.Database.Database, TimeProvider.System);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var watching = watch.Watch(enough.Token);
        var runs = await new Contract.V1.Runs.RunsClient(server.Channel).ListRunsAsync(new ListRunsRequest(), server.First, cancellationToken: Stop);
        string text;
        do text = await Scrape();
        while (!watching.IsCompleted && Value(text, "gateway_files_open", "cooperative=\"second\"") is null);
        if (watching.IsCompleted) await watching;
        Value(text, "gateway_files_open", "cooperative=\"first\"").ShouldBe(runs.Runs[0].OpenUnitCount);
        await enough.CancelAsync();
        await watching;
    }

    [Fact]
    public void One_caller_has_his_rate_and_others_theirs()
    {
        using var limits = new CallLimits(perSecond: 1, atOnce: 100);
        Caller Of(string name) => new(1, "first", name, DeductionGateway.Access.Role.Manager, null);
        using var first = limits.Enter(Of("a"));
        using var second = limits.Enter(Of("a"));
        Should.Throw<RpcException>(() => limits.Enter(Of("a"))).StatusCode.ShouldBe(StatusCode.ResourceExhausted);
        using var other = limits.Enter(Of("b"));
    }

    [Fact]
    public void A_place_is_given_back_when_the_call_ends()
    {
        using var limits = new CallLimits(perSecond: 1_000, atOnce: 1);
        var caller = new Caller(1, "first", "a", DeductionGateway.Access.Role.Manager, null);
        var place = limits.Enter(caller);
        Should.Throw<RpcException>(() => limits.Enter(caller)).Status.Detail.ShouldContain("under way");
        place.Dispose();
        limits.Enter(caller).Dispose();
    }

    private async Task<string> Scrape() => await server.Rest.GetStringAsync(new Uri(server.Http, Telemetry.Path), Stop);

    private static double Calls(string text, string status, string method) =>
        Value(text, "gateway_call_duration_seconds_count", $"rpc_grpc_status=\"{status}\"", $"rpc_method=\"/deduction.v1.Runs/{method}\"") ?? 0;

    private static double? Value(string text, string name, params string[] labels) =>
        text.Split('\n').FirstOrDefault(line => line.StartsWith(name + "{", StringComparison.Ordinal) && labels.All(label => line.Contains(label, StringComparison.Ordinal))) is { } line
            ? double.Parse(line.Split("} ")[1].Split(' ')[0], CultureInfo.InvariantCulture) : null;

    /// <summary>A comment, or a name with labels, a value and perhaps a moment.</summary>
    [GeneratedRegex("""^(#.*|[a-zA-Z_:][a-zA-Z0-9_:]*(\{([a-zA-Z_][a-zA-Z0-9_]*="([^"\\]|\\.)*",?)*\})? (-?[0-9.eE+-]+|NaN|[+-]Inf)( [0-9]+)?)$""")]
    private static partial Regex Line();
}
