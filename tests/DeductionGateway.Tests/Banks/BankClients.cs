using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using DeductionGateway.Banks;
using DeductionGateway.Banks.Calls;
using DeductionGateway.Banks.Orders;
using DeductionGateway.Banks.Register;
using DeductionGateway.Banks.Statements;
using DeductionGateway.Core.Snap;
using DeductionGateway.Schedule;
using DeductionGateway.Sealing;
using DeductionGateway.Tests.Access;
using DeductionGateway.Tests.Harness;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace DeductionGateway.Tests.Banks;

/// <summary>An order as its last step left it; its code is the bank's answer in that step.</summary>
internal sealed record OrderSeen(SnapService Service, string Reference, SnapOrderState State, string Code);

/// <summary>Our side of calls to banks, on a database of its own: cooperatives are made as tests need them, each with a bank.</summary>
public sealed class BankClients : IAsyncLifetime
{
    private const string Secret = "own-secret-of-tests";

    private readonly TestDatabase _database;
    private readonly Scratch _scratch = new();
    private readonly RSA _key = RSA.Create(2048);
    private readonly List<TestBank> _banks = [];
    private int _made;

    public BankClients(TestCluster cluster) => _database = new TestDatabase(cluster);

    internal TestDatabase Database => _database;
    internal MovableClock Clock { get; } = new();
    internal MasterKey Master { get; private set; } = null!;
    internal BankCalls Calls { get; private set; } = null!;
    internal PartnerPipelines Pipelines => Calls.Pipelines;
    internal SnapClient Client => Calls.Client;
    internal BankOrders Orders => Calls.Orders;
    internal StatementPull Statements => Calls.Statements;
    internal LogLines<PartnerPipelines> Log { get; } = new();

    /// <summary>Of the schedule.</summary>
    internal LogLines<JobRunner> Jobs { get; } = new();

    public async ValueTask InitializeAsync()
    {
        Master = MasterKey.ReadOrMake(_database.MasterKeyFile);
        await File.WriteAllTextAsync(_scratch["key.pem"], _key.ExportPkcs8PrivateKeyPem());
        await File.WriteAllTextAsync(_scratch["bank.pem"], _key.ExportSubjectPublicKeyInfoPem());
        await File.WriteAllTextAsync(_scratch["secret"], Secret);
        Calls = new BankCalls(_database.Database, Master, Clock, new OneLog(Log));
    }

    /// <summary>What the schedule does about banks at a tick, for every cooperative.</summary>
    internal async Task Round(CancellationToken stop)
    {
        var runner = Runner(Calls, Clock, stop);
        foreach (var job in runner.Jobs) await runner.Tick(job.Name);
    }

    /// <summary>The schedule's jobs about banks, which a test ticks.</summary>
    internal JobRunner Runner(BankCalls calls, TimeProvider clock, CancellationToken stop) =>
        new(_database.Database, [.. new BankJobs(calls).Jobs], new BankingDays(_database.Database, NullLogger.Instance), clock, Jobs, stop);

    /// <summary>Calls by another clock.</summary>
    internal BankCalls CallsBy(TimeProvider clock) => new(_database.Database, Master, clock, new OneLog(Log));

    /// <summary>Orders 10,000 rupiah to be moved; its reference.</summary>
    internal async Task<string> OrderTransfer(Partner partner, DateTimeOffset? at = null)
    {
        var now = at ?? Clock.GetUtcNow();
        var reference = SnapReference.New(now);
        ApprovePayout(partner, SnapService.TransferIntrabank, reference, 10_000);
        return await Order(partner, SnapService.TransferIntrabank, reference, SnapBodies.Transfer(partner.Account, reference, "5550001", 10_000, "SIMPANAN", now), 10_000, now);
    }

    internal async Task<string> Order(Partner partner, SnapService service, string reference, JsonObject body, long amount, DateTimeOffset at)
    {
        await _database.Database.Write(partner.CooperativeId, async tx =>
        {
            await BankOrders.Add(tx, partner.CooperativeId, partner.Name, service, reference, body, amount, "test", at);
            return true;
        }, CancellationToken.None);
        return reference;
    }

    /// <summary>A bank's orders, the oldest first.</summary>
    internal List<OrderSeen> OrdersOf(Partner partner) => _database.AsSuperuser<(short Service, string Reference, short State, string Code)>("""
        select o.service, o.reference, coalesce(s.state, 0::smallint), coalesce(s.code, '') from bank_order o
        left join lateral (select state, code from bank_order_step s where s.cooperative_id = o.cooperative_id and s.order_no = o.order_no order by step_no desc limit 1) s on true
        where o.cooperative_id = @CooperativeId and o.partner = @Name order by o.order_no;
        """, new { partner.CooperativeId, partner.Name }).ConvertAll(static row => new OrderSeen((SnapService)row.Service, row.Reference, (SnapOrderState)row.State, row.Code));

    internal async Task<TestBank> NewBank()
    {
        var bank = await new TestBank(_key, Secret).Start();
        _banks.Add(bank);
        return bank;
    }

    /// <summary>A cooperative's bank, opened.</summary>
    /// <param name="profile">What is otherwise than in the generic profile.</param>
    internal Task<Partner> NewPartner(TestBank bank, params (string Was, string Is)[] profile) => NewPartner(bank, "generic-snap", profile);

    /// <param name="builtIn">Name of the profile that it has but for what is otherwise.</param>
    internal async Task<Partner> NewPartner(TestBank bank, string builtIn, params (string Was, string Is)[] profile)
    {
        var code = $"c{Interlocked.Increment(ref _made)}";
        var id = _database.AsSuperuser<long>("insert into cooperative (code, name) values (@code, @code) returning cooperative_id;", new { code })[0];
        var rules = Encoding.UTF8.GetString(PartnerProfile.BytesOf(builtIn)!);
        foreach (var (was, its) in profile) rules = rules.Replace(was, its, StringComparison.Ordinal);
        var partners = new Partners(_database.Database, Master, Clock, "command:test");
        await partners.Put(code, "bank", PartnerFile.Read(Encoding.UTF8.GetBytes($$"""
            {
              "profile": {{rules}}, "base_url": "{{bank.Url.GetLeftPart(UriPartial.Authority)}}", "account": "1370012345678", "partner_id": "p", "va_prefix": "88899",
              "bank": { "client_id": "bank-{{code}}", "public_key_file": "bank.pem" }, "own": { "client_id": "own-{{code}}", "secret_file": "secret", "private_key_file": "key.pem" }
            }
            """)), _scratch.Path, newSecret: false, CancellationToken.None);
        return Partner.Open((await _database.Database.AsAccess(tx => new PartnerStore(tx).Find(id, "bank"), CancellationToken.None))!, Master);
    }

    /// <summary>A payout that two people approved, without members, people and their money: by it the database lets a transfer out.</summary>
    /// <param name="amount">Whole rupiah.</param>
    private void ApprovePayout(Partner partner, SnapService service, string reference, long amount) => _database.AsSuperuser<long>("""
        begin;
        set local session_replication_role = replica;
        with proposed as (
          insert into payout (cooperative_id, member_id, amount, partner, service, reference, beneficiary_bank, beneficiary_name, key_no, beneficiary_account, reason, proposer, at)
          values (@CooperativeId, 1, @amount, @Name, @service, @reference, case @service when 17 then '' else '014' end, 'SITI', 0, '', 'test', 'one', now())
          returning cooperative_id, payout_no)
        insert into payout_verdict select cooperative_id, payout_no, true, 'another', '', now() from proposed;
        commit;
        """, new { partner.CooperativeId, partner.Name, service = (short)service, reference, amount });

    public async ValueTask DisposeAsync()
    {
        foreach (var bank in _banks) await bank.DisposeAsync();
        Calls.Dispose();
        _key.Dispose();
        _database.Dispose();
        _scratch.Dispose();
    }
}

/// <summary>What was logged, line by line.</summary>
internal sealed class LogLines<T> : ILogger<T>
{
    private readonly System.Collections.Concurrent.ConcurrentQueue<string> _lines = new();

    public IReadOnlyList<string> Lines => [.. _lines];

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => _lines.Enqueue(formatter(state, exception));
}

/// <summary>Every line to one log, whoever says it.</summary>
internal sealed class OneLog(ILogger log) : ILoggerFactory
{
    public ILogger CreateLogger(string categoryName) => log;

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public void Dispose()
    {
    }
}
