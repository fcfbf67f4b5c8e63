using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using DeductionGateway.Core.Snap;
using DeductionGateway.Tests.Architecture;
using DeductionGateway.Tests.Banks;
using DeductionGateway.Tests.Harness;

namespace DeductionGateway.Tests.Docs;

/// <summary>The page for banks' integrators: its examples come out as it shows them, it names what is read and answered, and its client goes the way that it says.</summary>
public sealed partial class SnapPageTests(BankServer server) : IClassFixture<BankServer>
{
    private const string Page = "src/docs/SNAP.md", Client = "src/docs/clients/curl/snap-bank.sh";

    [Fact]
    public void Its_commands_print_what_stands_below_them()
    {
        using var scratch = new Scratch();
        var blocks = Document.Read(Page).Blocks();
        var tried = 0;
        for (var at = 0; at < blocks.Count; at++)
        {
            if (blocks[at].Language != "sh") continue;
            var (exit, output, error) = Programs.Run("bash", "-ec", $"cd {scratch.Path}\n{blocks[at].Text}");
            exit.ShouldBe(0, error);
            blocks[at + 1].ShouldBe(("text", output));
            tried++;
        }
        tried.ShouldBe(2);
    }

    /// <summary>By the function that looks at banks' calls, over both forms of the body.</summary>
    [Fact]
    public void The_gateway_takes_the_signature_of_the_example()
    {
        var blocks = Document.Read(Page).Blocks();
        var bodies = Body().Matches(blocks.First(static block => block.Language == "sh").Text).Select(static match => match.Groups[1].Value).ToList();
        var shown = blocks.First(static block => block.Language == "text").Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        bodies.Count.ShouldBe(2);
        foreach (var body in bodies)
        {
            var text = SnapSignature.OfCall("POST", "/snap/v1.0/transfer-va/payment", "test-access-token", Encoding.UTF8.GetBytes(body), "2026-02-27T08:00:00+07:00");
            text.ShouldBe(shown[0]);
            SnapSignature.IsRight("test-client-secret", text, shown[1]).ShouldBeTrue();
        }
    }

    [Fact]
    public void Every_field_that_is_read_or_answered_stands_in_it()
    {
        string[] rooms = ["VaInquiryHandler", "VaPaymentHandler", "VaNotifyHandler", "DebitNotifyHandler", "VaWords", "SnapServer"];
        var names = rooms.SelectMany(static room => FieldName().Matches(SourceTree.Files.Single(file => file.Name == room + ".cs").Text)).Select(static match => match.Groups[1].Value).Distinct().ToList();
        names.ShouldContain("paymentFlagStatus");
        var page = Document.Read(Page);
        names.Where(name => !page.Says($"`{name}`")).ShouldBeEmpty("fields that the page does not name");
    }

    [Fact]
    public void Its_client_goes_the_whole_way()
    {
        server.AddVa("130", "O", 500_000);
        server.Clock.Move(TimeProvider.System.GetUtcNow() - server.Clock.GetUtcNow());
        File.WriteAllText(server.Scratch["secret.txt"], server.Secret);
        var (exit, output, error) = Programs.Run(SourceTree.PathOf(Client), server.Http.ToString().TrimEnd('/'), "client-a", server.Scratch["secret.txt"], BankServer.PartnerId, server.Scratch["bank-private.pem"], "88899", "130", "150000");
        exit.ShouldBe(0, output + error);
        output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => line.Split(": ", 2)).Select(static parts => $"{parts[0]} {JsonDocument.Parse(parts[1]).RootElement.GetProperty("responseCode").GetString()}")
            .ShouldBe(["inquiry 2002400", "payment 2002500", "told again 2002500", "same external id 4092500", "another payment 4092500"]);
        server.Database.AsSuperuser<long>("select count(*) from va_payment where va_no = '88899130';").ShouldBe([1]);
    }

    [GeneratedRegex("^(?:body|minified)='(.*)'$", RegexOptions.Multiline)]
    private static partial Regex Body();

    /// <summary>Fields of the standard are named in humps.</summary>
    [GeneratedRegex("\"([a-z]+(?:[A-Z][a-z]*)+)\"")]
    private static partial Regex FieldName();
}
