using System.Security.Cryptography;
using System.Text;
using DeductionGateway.Banks.Calls;
using DeductionGateway.Banks.Register;
using DeductionGateway.Contract.V1;
using DeductionGateway.Core.Snap;
using DeductionGateway.Tests.Harness;
using DeductionGateway.Tests.Wire;

namespace DeductionGateway.Tests.Banks;

/// <summary>How calls of a bank stand, over the wire.</summary>
public sealed class BankStateTests(BusinessServer server) : IClassFixture<BusinessServer>
{
    [Fact]
    public async Task ListBanks_says_that_a_bank_is_left_alone_and_until_when()
    {
        var stop = TestContext.Current.CancellationToken;
        using var partner = await Unreachable();
        using var client = new SnapClient(server.Pipelines, server.Clock);
        (await State()).ShouldBe((BankCallState.Closed, ""));
        for (var call = 0; call < 3; call++) await client.Call(partner, SnapService.BalanceInquiry, SnapBodies.Balance(partner, "1"), stop);
        var resumes = server.Clock.GetUtcNow().AddSeconds(30).UtcDateTime;
        (await State()).ShouldBe((BankCallState.Open, DeductionGateway.Wire.WireDay.Of(resumes)));

        async Task<(BankCallState, string)> State()
        {
            var answer = await new Contract.V1.Banks.BanksClient(server.Channel).ListBanksAsync(new ListBanksRequest(), server.First, cancellationToken: stop);
            return (answer.Banks.Single().CallState, answer.Banks.Single().CallsResumeAt);
        }
    }

    /// <summary>Nobody listens on port 1 of this machine.</summary>
    private async Task<Partner> Unreachable()
    {
        using var scratch = new Scratch();
        using var key = RSA.Create(2048);
        await File.WriteAllTextAsync(scratch["key.pem"], key.ExportPkcs8PrivateKeyPem());
        await File.WriteAllTextAsync(scratch["bank.pem"], key.ExportSubjectPublicKeyInfoPem());
        await File.WriteAllTextAsync(scratch["secret"], "secret");
        var database = server.Cooperatives.Database.Database;
        await new Partners(database, server.Master, server.Clock, "command:test").Put("first", "bank", PartnerFile.Read(Encoding.UTF8.GetBytes("""
            {
              "profile": "generic-snap", "base_url": "http://127.0.0.1:1", "account": "1370012345678", "partner_id": "p",
              "bank": { "client_id": "bank", "public_key_file": "bank.pem" }, "own": { "client_id": "own", "secret_file": "secret", "private_key_file": "key.pem" }
            }
            """)), scratch.Path, newSecret: false, CancellationToken.None);
        return Partner.Open((await database.AsAccess(tx => new PartnerStore(tx).Find(server.Cooperatives.First, "bank"), CancellationToken.None))!, server.Master);
    }
}
