using System.Net;
using System.Security.Cryptography;
using System.Text;
using DeductionGateway.Banks;
using DeductionGateway.Banks.Orders;
using DeductionGateway.Banks.Register;
using DeductionGateway.Contract.V1;
using DeductionGateway.Mocks.Bank;
using DeductionGateway.Mocks.Faults;
using DeductionGateway.Tests.Access;
using DeductionGateway.Tests.Cases;
using DeductionGateway.Tests.Harness;
using DeductionGateway.Tests.Mocks;
using DeductionGateway.Tests.Proofs;
using Grpc.Core;
using Microsoft.Extensions.Logging.Abstractions;

namespace DeductionGateway.Tests.Payouts;

/// <summary>
/// A cooperative that owes Budi (M2) 25,000, withheld beyond his bill and decided to be paid back; the simulated bank that it pays from, whose days are those of February 2026, and the
/// gateway's calls to it.
/// </summary>
internal sealed class PayoutBank : IAsyncDisposable
{
    public const string Name = "bank-a", BudisAccount = "5550001234";
    public const long Owed = 25_000;
    private const string Secret = "given-by-the-bank";

    private readonly CasesServer _server;
    private readonly Scratch _scratch = new();
    private readonly RSA _key = RSA.Create(2048);
    private readonly MovableClock _clock = new();
    private BankMock _bank = null!;
    private BankCalls _calls = null!;
    private Partner _partner = null!;

    private PayoutBank(CasesServer server, string cooperative) => (_server, Cooperative) = (server, cooperative);

    public string Cooperative { get; }
    public SmallPeriod Month { get; private set; } = null!;
    public BankLedger Ledger => _bank.Ledger;
    public FaultPlan Faults => _bank.Faults;
    public Contract.V1.Payouts.PayoutsClient Payouts => new(_server.Server.Channel);

    /// <param name="plan">Null: nothing goes wrong at the bank.</param>
    public static async Task<PayoutBank> Start(CasesServer server, string cooperative, FaultPlan? plan = null)
    {
        var made = new PayoutBank(server, cooperative);
        var options = new BankOptions { Day = new DateOnly(2026, 2, 27), RunNo = 1, Account = MockBank.Account, PartnerId = cooperative, CallerId = "kkmb", CallerSecret = Secret, CallerKey = made._key };
        made._bank = await BankMock.Start(options, plan ?? new FaultPlan(Scenario.Named("clean"), 1), new IPEndPoint(IPAddress.Loopback, 0), made._clock, CancellationToken.None);
        made.Ledger.Open(BudisAccount, "BUDI SANTOSO", 0);
        made.Month = server.Plain().With("payroll_E1.csv", "00102,BUDI SANTOSO,3273011203790002,SW,50000", "00102,BUDI SANTOSO,3273011203790002,SW,75000").With("bank.csv", "C,870000.00", "C,895000.00");
        server.Run(cooperative, made.Month.Folder);
        made.Refund = await server.Approve(cooperative, await server.Propose(cooperative, (await server.Case(cooperative, "over")).CaseId, ResolutionKind.Refund));
        await made.Join();
        return made;
    }

    /// <summary>By which it is owed.</summary>
    public Decision Refund { get; private set; } = null!;

    /// <summary>Proposed by the officer.</summary>
    public async Task<Payout> Propose(long amount = Owed, string account = BudisAccount, string name = "Budi Santoso", string member = "M2", string bank = Name, string otherBank = "", string? key = null) => await Payouts.ProposePayoutAsync(new ProposePayoutRequest
    {
        MemberNo = member, Amount = new Money { AmountMinor = amount * 100, CurrencyCode = "IDR" }, Bank = bank, BeneficiaryAccount = account, BeneficiaryBank = otherBank, BeneficiaryName = name, Reason = "he asked for it",
    }, CasesServer.Officer(Cooperative, key));

    /// <summary>Decided by the manager.</summary>
    public async Task<Payout> Decide(Payout payout, bool approve = true, string reason = "") =>
        await Payouts.DecidePayoutAsync(new DecidePayoutRequest { PayoutNo = payout.PayoutNo, Approve = approve, Reason = reason }, CasesServer.Manager(Cooperative));

    public async Task<Payout> End(Payout payout, Metadata who) => await Payouts.EndPayoutAsync(new EndPayoutRequest { PayoutNo = payout.PayoutNo, Reason = "the bank wrote so" }, who);

    public async Task<List<Payout>> List() => [.. (await Payouts.ListPayoutsAsync(new ListPayoutsRequest(), CasesServer.Manager(Cooperative))).Payouts];

    /// <summary>Takes orders further until none is due within an hour.</summary>
    public async Task Order()
    {
        for (var round = 0; round < 60; round++)
        {
            _clock.Move(TimeSpan.FromMinutes(1));
            while (await _calls.Orders.Step(_partner, TestContext.Current.CancellationToken) != OrderStep.NoneDue)
            {
            }
        }
    }

    /// <summary>The bank's file of February, laid into the month's draft with everything else, and a run by the wire.</summary>
    public async Task Run()
    {
        File.WriteAllText(Path.Combine(Month.Folder, "bank-mock.csv"), StatementFiles.Csv(Ledger, MockBank.Account, new DateOnly(2026, 2, 1), new DateOnly(2026, 2, 28)));
        var who = CasesServer.Manager(Cooperative);
        await _server.Server.PutFolder(Month.Folder, who);
        (await _server.Server.Run("2026-02", who))[^1].State.ShouldBe(RunState.Done);
    }

    public async ValueTask DisposeAsync()
    {
        _calls.Dispose();
        _partner.Dispose();
        await _bank.DisposeAsync();
        _key.Dispose();
        _scratch.Dispose();
    }

    private async Task Join()
    {
        var database = _server.Server.Database.Database;
        await File.WriteAllTextAsync(_scratch["key.pem"], _key.ExportPkcs8PrivateKeyPem());
        await File.WriteAllTextAsync(_scratch["bank.pem"], _key.ExportSubjectPublicKeyInfoPem());
        await File.WriteAllTextAsync(_scratch["secret"], Secret);
        await new Partners(database, _server.Server.Master, _clock, "command:test").Put(Cooperative, Name, PartnerFile.Read(Encoding.UTF8.GetBytes($$"""
            {
              "profile": "generic-snap", "base_url": "{{_bank.Address.GetLeftPart(UriPartial.Authority)}}", "account": "{{MockBank.Account}}", "partner_id": "{{Cooperative}}", "va_prefix": "88899",
              "bank": { "client_id": "bank-of-{{Cooperative}}", "public_key_file": "bank.pem" }, "own": { "client_id": "kkmb", "secret_file": "secret", "private_key_file": "key.pem" }
            }
            """)), _scratch.Path, newSecret: false, CancellationToken.None);
        _calls = new BankCalls(database, _server.Server.Master, _clock, NullLoggerFactory.Instance);
        _partner = Partner.Open((await database.AsAccess(tx => new PartnerStore(tx).Find(_server.Id(Cooperative), Name), CancellationToken.None))!, _server.Server.Master);
    }
}
