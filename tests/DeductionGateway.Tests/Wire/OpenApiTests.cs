using System.Text.Json;
using DeductionGateway.Composition;
using DeductionGateway.Tests.Architecture;
using DeductionGateway.Tests.Harness;
using DeductionGateway.Wire;
using Google.Protobuf.Reflection;

namespace DeductionGateway.Tests.Wire;

/// <summary>The OpenAPI document is one in the eyes of others, and says what the protos say.</summary>
public sealed class OpenApiTests
{
    private const string Clients = "tests/DeductionGateway.Tests/Wire/clients/";

    public static TheoryData<string> Contracts => ["deduction", "shapes"];

    [Theory]
    [MemberData(nameof(Contracts))]
    public void An_independent_linter_finds_nothing(string contract)
    {
        using var scratch = new Scratch();
        File.WriteAllBytes(scratch["openapi.json"], Document(contract));
        var linter = SourceTree.PathOf(Clients + "node_modules/@redocly/cli/bin/cli.js");
        File.Exists(linter).ShouldBeTrue("the linter is missing; tests/run installs it");
        var (exit, output, error) = Programs.Run("env", "REDOCLY_TELEMETRY=off", "REDOCLY_SUPPRESS_UPDATE_NOTICE=true", "node", linter, "lint", scratch["openapi.json"], "--config", SourceTree.PathOf(Clients + "redocly.yaml"), "--max-problems", "50");
        exit.ShouldBe(0, output + error);
    }

    [Fact]
    public void It_says_what_the_protos_say()
    {
        using var document = JsonDocument.Parse(Document("deduction"));
        var root = document.RootElement;
        root.GetProperty("openapi").GetString().ShouldBe("3.1.0");
        var paths = root.GetProperty("paths").EnumerateObject().ToList();
        string[] known = ["/v1/accounts", "/v1/entries/{period}/{entry_id}", "/v1/periods/{period}/runs/{job_no}:progress", "/v1/uploads/{upload_id}/{offset}", "/v1/audit", "/auth/sign-in", "/oauth/token", "/auth/totp/confirm"];
        known.Except(paths.Select(static path => path.Name)).ShouldBeEmpty();
        var operations = paths.SelectMany(static path => path.Value.EnumerateObject()).Select(static verb => verb.Value.GetProperty("operationId").GetString()!).ToList();
        operations.ShouldBeUnique();
        All().SelectMany(static service => service.Methods).Where(static method => !(method.IsClientStreaming && method.IsServerStreaming)).Select(static method => $"{method.Service.Name}_{method.Name}").Except(operations).ShouldBeEmpty("every method but conversations");
        var list = root.GetProperty("paths").GetProperty("/v1/entries").GetProperty("get");
        list.GetProperty("operationId").GetString().ShouldBe("Ledger_ListEntries");
        list.GetProperty("summary").GetString().ShouldBe("Lists journal entries in the order in which they were posted.");
        list.GetProperty("parameters").EnumerateArray().Select(static one => one.GetProperty("name").GetString()).ShouldBe(["period", "account", "memberNo", "page.size", "page.token"]);
        var money = root.GetProperty("components").GetProperty("schemas").GetProperty("Money");
        money.GetProperty("description").GetString().ShouldBe("An amount of money, exact. Never a float.");
        var amount = money.GetProperty("properties").GetProperty("amountMinor");
        (amount.GetProperty("type").GetString(), amount.GetProperty("format").GetString()).ShouldBe(("string", "int64"));
        amount.GetProperty("description").GetString()!.ShouldContain("minor units");
    }

    private static ServiceDescriptor[] All() => [.. WholeGateway.Services(null!, null!, TimeProvider.System, CancellationToken.None).Select(static service => service.Descriptor)];

    private static byte[] Document(string contract) => OpenApi.Document(new RestTable(contract == "shapes" ? [Shapes.Shapes.Descriptor] : All()));
}
