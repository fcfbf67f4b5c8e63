using DeductionGateway.Banks.Calls;
using DeductionGateway.Banks.Orders;
using DeductionGateway.Banks.Register;
using DeductionGateway.Banks.Statements;
using DeductionGateway.Data;
using DeductionGateway.Sealing;
using Microsoft.Extensions.Logging;

namespace DeductionGateway.Banks;

/// <summary>All that goes out to banks, for as long as a gateway runs: pipelines, tokens, orders, statements.</summary>
internal sealed class BankCalls : IDisposable
{
    private readonly Database _database;
    private readonly SnapClient _client;

    public BankCalls(Database database, MasterKey master, TimeProvider time, ILoggerFactory logs)
    {
        (_database, Master) = (database, master);
        Pipelines = new PartnerPipelines(time, logs.CreateLogger<PartnerPipelines>());
        _client = new SnapClient(Pipelines, time);
        Orders = new BankOrders(database, _client, time, logs.CreateLogger<BankOrders>());
        Gaps = new StatementGaps(database, time, logs.CreateLogger<StatementGaps>());
        Statements = new StatementPull(database, _client, Gaps, time, logs.CreateLogger<StatementPull>());
    }

    public MasterKey Master { get; }

    /// <summary>Banks of a cooperative that may be called.</summary>
    public Task<List<PartnerRow>> Called(long cooperative, CancellationToken stop) => _database.AsAccess(tx => new PartnerStore(tx).Called(cooperative), stop);

    public PartnerPipelines Pipelines { get; }
    public SnapClient Client => _client;
    public BankOrders Orders { get; }
    public StatementGaps Gaps { get; }
    public StatementPull Statements { get; }

    /// <summary>Gets the statements of a cooperative's banks now, whatever the schedule has.</summary>
    public async Task Pull(string cooperative, CancellationToken stop)
    {
        var rows = await _database.AsAccess(async tx =>
        {
            var store = new PartnerStore(tx);
            return await store.CooperativeId(cooperative) is { } id ? await store.Called(id) : [];
        }, stop);
        foreach (var row in rows)
        {
            using var partner = Partner.Open(row, Master);
            await Statements.Pull(partner, stop);
        }
    }

    public void Dispose()
    {
        _client.Dispose();
        Pipelines.Dispose();
    }
}
