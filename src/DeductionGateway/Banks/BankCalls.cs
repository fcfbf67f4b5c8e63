using DeductionGateway.Data;
using DeductionGateway.Sealing;
using Microsoft.Extensions.Logging;

namespace DeductionGateway.Banks;

/// <summary>All that goes out to banks, for as long as a gateway runs: pipelines, tokens, orders, statements.</summary>
internal sealed class BankCalls : IDisposable
{
    private readonly SnapClient _client;

    public BankCalls(Database database, MasterKey master, TimeProvider time, ILoggerFactory logs)
    {
        Master = master;
        Pipelines = new PartnerPipelines(time, logs.CreateLogger<PartnerPipelines>());
        _client = new SnapClient(Pipelines, time);
        Orders = new BankOrders(database, _client, time, logs.CreateLogger<BankOrders>());
        Statements = new StatementPull(database, _client, time, logs.CreateLogger<StatementPull>());
    }

    public MasterKey Master { get; }
    public PartnerPipelines Pipelines { get; }
    public BankOrders Orders { get; }
    public StatementPull Statements { get; }

    public void Dispose()
    {
        _client.Dispose();
        Pipelines.Dispose();
    }
}
