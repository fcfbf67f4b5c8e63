using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using DeductionGateway.Access;
using DeductionGateway.Banks.Inbound;
using DeductionGateway.Commands;
using DeductionGateway.Core.Basics;
using DeductionGateway.Mocks.Bank;
using DeductionGateway.Mocks.Faults;
using DeductionGateway.Sealing;
using DeductionGateway.Tests.Data;
using DeductionGateway.Tests.Harness;
using DeductionGateway.Tests.Mocks;
using DeductionGateway.Wire;

namespace DeductionGateway.Tests.Banks;

/// <summary><c>snap-uat --inbound</c>: what a bank called over the wire, as evidence.</summary>
public sealed class SnapUatInboundTests(TwoCooperatives two) : IClassFixture<TwoCooperatives>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_the_bank_called_since_a_time_is_shown_masked()
    {
        using var scratch = new Scratch();
        using var key = RSA.Create(2048);
        await File.WriteAllTextAsync(scratch["bank.pem"], key.ExportSubjectPublicKeyInfoPem(), Stop);
        await File.WriteAllTextAsync(scratch["bank.json"], $$"""
            {
              "profile": "generic-snap", "base_url": "http://127.0.0.1:1", "account": "{{MockBank.Account}}", "partner_id": "partner-1", "va_prefix": "88899",
              "bank": { "client_id": "at-first", "public_key_file": "bank.pem" }
            }
            """, Stop);
        var secret = Done("banks", "put", "penelepon", "--cooperative", "first", "--file", scratch["bank.json"]).Split('\n').Single(static line => line.StartsWith("secret", StringComparison.Ordinal)).Split(' ')[^1].Trim();
        two.Database.AsSuperuser<long>("""
            insert into virtual_account (cooperative_id, partner, va_no, name, employer, member_no, code, period, kind, amount, expires, actor, at)
            select cooperative_id, 'penelepon', '88899123456', 'Siti Aminah', 'E1', 'M1', 'SW', 202602, 'C', 150000, now() + interval '1 day', 'test', now() from cooperative where code = 'first';
            """);
        using var limits = new SignInLimits(perAddress: 1_000, perAccount: 1_000);
        var master = MasterKey.Read(two.Database.MasterKeyFile);
        await using var server = await GatewayServer.Start(new ServerOptions(
            new IPEndPoint(IPAddress.Loopback, 0), new IPEndPoint(IPAddress.Loopback, 0), null, [], null, static _ => Task.FromResult(true), TimeProvider.System, Stop)
        {
            Routes = new SnapServer(two.Database.Database, master, limits, TimeProvider.System).Map,
        });
        var now = TimeProvider.System.GetUtcNow();
        var options = new BankOptions { Day = JakartaTime.DayOf(now), RunNo = 1, Account = MockBank.Account, PartnerId = "partner-1", Gateway = server.HttpAddress, OwnId = "at-first", OwnSecret = secret, OwnKey = key };
        await using (var bank = await BankMock.Start(options, new FaultPlan(Scenario.Named("clean"), 1), new IPEndPoint(IPAddress.Loopback, 0), TimeProvider.System, Stop))
        {
            (await bank.Teller.Pay(new VaPayment("123456", null, "BUDI SANTOSO"), Stop)).ShouldBe(PaymentEnd.Paid);
        }
        var since = now.ToOffset(JakartaTime.Offset).AddMinutes(-1).ToString("yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture);
        Done("snap-uat", "--cooperative", "first", "--partner", "penelepon", "--inbound", "--since", since, "--out", scratch["evidence"]).ShouldContain("3 calls of the bank");
        var text = await File.ReadAllTextAsync(Directory.GetFiles(scratch["evidence"], "*.json").Single(), Stop);
        var cases = JsonNode.Parse(text)!["cases"]!.AsArray();
        cases.Select(static one => $"{one!["service"]} {one["got"]} {one["verdict"]}").ShouldBe(["24 2002400 received", "25 2002500 received", "34 2003400 received"]);
        var payment = cases[1]!["exchanges"]![0]!;
        ((string)payment["url"]!, (int)payment["response"]!["status"]!, (string)payment["request"]!["body"]!["virtualAccountName"]!, (string)payment["response"]!["body"]!["virtualAccountData"]!["paymentFlagStatus"]!)
            .ShouldBe(("/snap/v1.0/transfer-va/payment", 200, "B*** S******", "00"));
        foreach (var known in (string[])[secret, "88899123456", "SANTOSO", "Aminah"]) text.ShouldNotContain(known);
        Done("snap-uat", "--cooperative", "first", "--partner", "penelepon", "--inbound", "--since", "2999-01-01", "--out", scratch["later"]).ShouldContain("0 calls of the bank");
        // Found out before anything is asked or sent.
        await File.WriteAllTextAsync(scratch["file"], "", Stop);
        using var error = new StringWriter();
        Troubles.Answer(["snap-uat", "--cooperative", "first", "--partner", "nobody", "--out", Path.Combine(scratch["file"], "in"), "--database", "Host=127.0.0.1;Port=1"], error, error, Stop).ShouldBe(ExitCode.DatabaseTrouble);
        error.ToString().ShouldContain("could not be read or written");
    }

    private string Done(params string[] words)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exit = Troubles.Answer([.. words, "--database", two.Database.ConnectionString, "--master-key", two.Database.MasterKeyFile], output, error, CancellationToken.None);
        exit.ShouldBe(ExitCode.Done, error.ToString());
        return output.ToString();
    }
}
