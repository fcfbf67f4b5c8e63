using System.Net;
using System.Text.Json;
using DeductionGateway.Access;
using DeductionGateway.Banks.Register;
using DeductionGateway.Composition;
using DeductionGateway.Hosting;
using DeductionGateway.Wire;

namespace DeductionGateway.Demo;

/// <summary>Who has to do with a month by the wire, each where he belongs: the gateway in this process, the bank in one of its own, the manager signed in, the employer with an account.</summary>
internal sealed class WireScene : IAsyncDisposable
{
    /// <summary>How codes of the demo's cooperatives of the wire begin; a number follows.</summary>
    public const string Cooperatives = "KOP-WIRE-";

    /// <summary>The cooperative's name for its bank.</summary>
    public const string Bank = "bank";

    private const string Account = "1370012345678", PartnerId = "82150823919040624621823174737537", VaPrefix = "88899";

    private readonly GatewayDatabase _gateway;
    private readonly CancellationTokenSource _ending;
    private readonly WholeGateway _whole;
    private readonly Partners _partners;
    private readonly WireKeys _keys;
    private readonly string _cooperative;
    private GatewayServer? _server;
    private SimulatorProcess? _bank;
    private BankCounter? _counter;
    private ManagersDesk? _desk;

    private WireScene(GatewayDatabase gateway, string cooperative, string keys, CancellationToken stop)
    {
        (_gateway, _cooperative, _keys) = (gateway, cooperative, new WireKeys(keys));
        _ending = CancellationTokenSource.CreateLinkedTokenSource(stop);
        _whole = new WholeGateway(gateway, SignIn.StandardIssuer, TimeProvider.System, _ending.Token);
        _partners = new Partners(gateway.Database, gateway.Master!, TimeProvider.System, $"command:{Environment.UserName}");
    }

    public GatewayServer Server => _server!;
    public BankCounter Counter => _counter!;
    public ManagersDesk Desk => _desk!;

    /// <summary>Process of the bank.</summary>
    public int BankProcessId => _bank!.Id;

    /// <param name="employer">Its code; its system gets an account.</param>
    /// <param name="keys">A folder that is not there yet, for keys and secrets.</param>
    public static async Task<WireScene> Set(GatewayDatabase gateway, Simulators simulators, string cooperative, string employer, string keys, CancellationToken stop)
    {
        var scene = new WireScene(gateway, cooperative, keys, stop);
        try
        {
            // Of a demo that was killed: its bank is gone.
            await scene.DisableBanks();
            var any = new IPEndPoint(IPAddress.Loopback, 0);
            scene._server = await scene._whole.Listen(any, any, certificate: null);
            await scene.OpenBank(simulators, stop);
            await scene.LetIn(employer, stop);
            return scene;
        }
        catch
        {
            await scene.DisposeAsync();
            throw;
        }
    }

    /// <summary>The employer's HR system does its month: fetches its list, withholds by a scenario, answers over gRPC, pays at the bank.</summary>
    public async Task LetEmployerAnswer(Simulators simulators, string scenario, string employer, string name, string period, CancellationToken stop)
    {
        await using var system = simulators.Employer(
            "--scenario", scenario, "--http", Text(Server.HttpAddress), "--grpc", Text(Server.GrpcAddress), "--client", SystemOf(employer), "--secret-file", _keys.PathOf("employer-secret"),
            "--period", period, "--employer", employer, "--name", name, "--bank", Text(Counter.Address));
        await system.End(stop);
    }

    /// <summary>The gateway asks its banks for their statements, as its schedule does every half hour.</summary>
    public Task AskForStatements(CancellationToken stop) => _whole.Calls.Pull(_cooperative, stop);

    public async ValueTask DisposeAsync()
    {
        _desk?.Dispose();
        _counter?.Dispose();
        if (_bank is not null) await _bank.DisposeAsync();
        await _ending.CancelAsync();
        if (_server is not null) await _server.DisposeAsync();
        await DisableBanks();
        _whole.Dispose();
        _ending.Dispose();
    }

    /// <summary>The bank has to know the secret before it starts, and the gateway where it answers: it is put twice.</summary>
    private async Task OpenBank(Simulators simulators, CancellationToken stop)
    {
        _keys.MakePair("bank");
        _keys.MakePair("gateway");
        _keys.MakeSecret("gateway-secret");
        _keys.Write("bank-secret", (await Put(Server.HttpAddress, stop))!);
        _bank = simulators.Bank(
            "--until", "input-ends", "--listen", "127.0.0.1:0", "--account", Account, "--partner-id", PartnerId, "--va-prefix", VaPrefix, "--gateway", Text(Server.HttpAddress),
            "--caller-id", GatewayId, "--caller-secret-file", _keys.PathOf("gateway-secret"), "--caller-key", _keys.PathOf("gateway-public.pem"),
            "--own-id", BankId, "--own-secret-file", _keys.PathOf("bank-secret"), "--own-key", _keys.PathOf("bank.pem"));
        var address = (await _bank.FirstLine(stop)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];
        _counter = new BankCounter(new Uri(address));
        await Put(_counter.Address, stop);
    }

    private Task<string?> Put(Uri bank, CancellationToken stop) => _partners.Put(_cooperative, Bank, PartnerFile.Read(JsonSerializer.SerializeToUtf8Bytes(new
    {
        profile = "generic-snap", base_url = Text(bank), account = Account, partner_id = PartnerId, va_prefix = VaPrefix,
        bank = new { client_id = BankId, public_key_file = "bank-public.pem" },
        own = new { client_id = GatewayId, secret_file = "gateway-secret", private_key_file = "gateway.pem" },
    })), _keys.Folder, newSecret: false, stop);

    /// <summary>Makes the accounts, and signs the manager in.</summary>
    private async Task LetIn(string employer, CancellationToken stop)
    {
        var accounts = new Accounts(_gateway.Database, _gateway.Master!, TimeProvider.System);
        _keys.Write("employer-secret", (await accounts.AddClient(SystemOf(employer), _cooperative, Role.EmployerSystem, employer, publicKey: null, stop))!);
        var manager = $"manager.{_cooperative}";
        var secrets = await accounts.AddUser(manager, _cooperative, Role.Manager, employer: null, stop);
        _desk = await ManagersDesk.SignIn(Server.HttpAddress, manager, secrets, TimeProvider.System, stop);
    }

    /// <summary>Nobody answers where the demo's banks were: nothing is to be sent there.</summary>
    private async Task DisableBanks()
    {
        foreach (var bank in await Partners.List(_gateway.Database, CancellationToken.None))
        {
            if (bank.Cooperative.StartsWith(Cooperatives, StringComparison.Ordinal) && !bank.IsDisabled) await _partners.SetDisabled(bank.Cooperative, bank.Name, isDisabled: true, CancellationToken.None);
        }
    }

    private string GatewayId => $"gateway-{_cooperative}";

    private string BankId => $"bank-{_cooperative}";

    private string SystemOf(string employer) => $"hr-{employer}.{_cooperative}";

    private static string Text(Uri address) => address.GetLeftPart(UriPartial.Authority);
}
