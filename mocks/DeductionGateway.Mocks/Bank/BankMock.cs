using System.Net;
using DeductionGateway.Mocks.Faults;

namespace DeductionGateway.Mocks.Bank;

/// <summary>A bank that runs: what it serves, what it tells the gateway, its books and its control.</summary>
internal sealed class BankMock : IAsyncDisposable
{
    private readonly GatewayLine _line;
    private readonly MockServer _server;

    private BankMock(MockServer server, BankLedger ledger, Teller teller, FaultPlan faults, GatewayLine line) => (_server, Ledger, Teller, Faults, _line) = (server, ledger, teller, faults, line);

    public Uri Address => _server.Address;
    public BankLedger Ledger { get; }
    public Teller Teller { get; }
    public FaultPlan Faults { get; }

    /// <param name="time">Of signatures and tokens; the ledger's days are its own.</param>
    /// <exception cref="IOException">The port is in use.</exception>
    public static async Task<BankMock> Start(BankOptions options, FaultPlan faults, IPEndPoint listen, TimeProvider time, CancellationToken stop)
    {
        var (ledger, ids) = (new BankLedger(options.Day), new BankIds(options.RunNo));
        ledger.Open(options.Account, options.AccountName, options.OpeningMinor);
        var transfers = new TransferDesk(options, ledger, ids);
        var accounts = new VirtualAccountDesk(options);
        var desk = new SnapDesk(options, faults, time);
        var line = new GatewayLine(options, faults, time);
        var teller = new Teller(options, ledger, transfers, ids, line, faults);
        var control = new BankControl(options, ledger, accounts, transfers, ids, teller, desk, faults);
        var server = await MockServer.Start(listen, routes =>
        {
            desk.Map(routes, [.. new StatementDesk(options, ledger, ids).Services, .. transfers.Services, .. accounts.Services]);
            control.Map(routes);
        }, stop);
        return new BankMock(server, ledger, teller, faults, line);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _line.Dispose();
    }
}
