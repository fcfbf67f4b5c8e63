using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using DeductionGateway.Access;
using DeductionGateway.Banks.Inbound;
using DeductionGateway.Banks.Register;
using DeductionGateway.Sealing;
using DeductionGateway.Tests.Access;
using DeductionGateway.Tests.Data;
using DeductionGateway.Tests.Harness;
using DeductionGateway.Wire;

namespace DeductionGateway.Tests.Banks;

/// <summary>What banks call, as <c>serve</c> has it, on a database in which two cooperatives have run the base folder; each has a bank, and the first another that signs by its key.</summary>
public sealed class BankServer : IAsyncLifetime
{
    public const string PartnerId = "82150823919040624621823174737537";

    private readonly CancellationTokenSource _stopping = new();
    private readonly TwoCooperatives _cooperatives;
    private readonly SignInLimits _limits = new(perAddress: 100_000, perAccount: 100_000);
    private GatewayServer _server = null!;

    public BankServer(TestCluster cluster) => _cooperatives = new TwoCooperatives(cluster);

    internal TestDatabase Database => _cooperatives.Database;
    internal long First => _cooperatives.First;
    internal Uri Http => _server.HttpAddress;
    internal Scratch Scratch { get; } = new();
    internal MasterKey Master { get; private set; } = null!;
    internal MovableClock Clock { get; } = new();
    internal Partners Partners { get; private set; } = null!;

    /// <summary>Keys that banks sign by: made here and worth nothing elsewhere.</summary>
    internal RSA BankKey { get; } = RSA.Create(2048);

    /// <summary>The secret of the first cooperative's <c>bank-a</c>.</summary>
    internal string Secret { get; private set; } = null!;
    internal string SecretOfSecond { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Master = MasterKey.ReadOrMake(Scratch["master.key"]);
        Partners = new Partners(Database.Database, Master, Clock, "command:test");
        await File.WriteAllTextAsync(Scratch["bank.pem"], BankKey.ExportSubjectPublicKeyInfoPem());
        await File.WriteAllTextAsync(Scratch["bank-private.pem"], BankKey.ExportPkcs8PrivateKeyPem());
        Secret = (await Put("first", "bank-a", "client-a"))!;
        SecretOfSecond = (await Put("second", "bank-a", "client-b"))!;
        await Put("first", "bank-key", "client-key", profile: Asymmetric(), partnerId: "by-key");
        await Put("first", "bank-bca", "client-bca", profile: "\"bca-like\"", partnerId: "bca");
        _server = await Listen(null);
    }

    /// <summary>What banks call on a port of its own, over TLS where there is a certificate.</summary>
    internal Task<GatewayServer> Listen(X509Certificate2? certificate) => GatewayServer.Start(new ServerOptions(
        new IPEndPoint(IPAddress.Loopback, 0), certificate is null ? new IPEndPoint(IPAddress.Loopback, 0) : null, certificate, [], null, static _ => Task.FromResult(true), Clock, _stopping.Token)
    {
        Routes = new SnapServer(Database.Database, Master, _limits, Clock).Map,
    });

    internal Task<string?> Put(string cooperative, string name, string client, string profile = "\"generic-snap\"", string partnerId = PartnerId, string bank = "", bool newSecret = false) =>
        Partners.Put(cooperative, name, PartnerFile.Read(System.Text.Encoding.UTF8.GetBytes($$"""
            {
              "profile": {{profile}}, "base_url": "http://127.0.0.1:1", "account": "{{(name == "bank-a" ? "1370012345678" : _cooperatives.AccountAt(name))}}", "partner_id": "{{partnerId}}", "va_prefix": "88899",
              "bank": { "client_id": "{{client}}", "public_key_file": "bank.pem"{{bank}} }
            }
            """)), Scratch.Path, newSecret, CancellationToken.None);

    internal static string Asymmetric() => System.Text.Encoding.UTF8.GetString(PartnerProfile.BytesOf("generic-snap")!).Replace("\"inbound\": \"symmetric\"", "\"inbound\": \"asymmetric\"", StringComparison.Ordinal);

    /// <param name="at">Null: the port without TLS.</param>
    internal SigningBank Bank(string client, string secret, string partnerId, Uri? at = null, HttpMessageHandler? tls = null) => new(at ?? Http, Clock, BankKey, client, secret, partnerId, tls);

    /// <summary>A number to pay to, as an officer makes one.</summary>
    /// <param name="customer">Its last part.</param>
    internal void AddVa(string customer, string kind = "C", long amount = 150_000, string partner = "bank-a", string? member = "M1", string code = "SW", int period = 202602, string expires = "now() + interval '30 days'") =>
        Database.AsSuperuser<long>($"""
            insert into virtual_account (cooperative_id, partner, va_no, name, employer, member_no, code, period, kind, amount, expires, actor, at)
            select cooperative_id, @partner, '88899' || @customer, 'Siti Aminah', 'E1', @member, case when @member is null then null else @code end, @period, @kind, @amount, {expires}, 'test', now()
            from cooperative where code = 'first';
            """, new { partner, customer, member, code, period, kind, amount });

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _server.DisposeAsync();
        _limits.Dispose();
        _stopping.Dispose();
        BankKey.Dispose();
        _cooperatives.Dispose();
        Scratch.Dispose();
    }
}
