using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using DeductionGateway.Access;
using DeductionGateway.Banks.Register;
using DeductionGateway.Commands;
using DeductionGateway.Contract.V1;
using DeductionGateway.Core.Basics;
using DeductionGateway.Demo;
using DeductionGateway.Mocks.Bank;
using DeductionGateway.Mocks.Faults;
using DeductionGateway.Periods;
using DeductionGateway.Sealing;
using DeductionGateway.Schedule;
using DeductionGateway.Tests.Golden;
using DeductionGateway.Tests.Harness;
using DeductionGateway.Tests.Proofs;
using DeductionGateway.Tests.Schedule;
using JobRunState = DeductionGateway.Schedule.JobRunState;
using Role = DeductionGateway.Access.Role;
using SeededRandom = DeductionGateway.Samples.SeededRandom;

namespace DeductionGateway.Tests.Banks;

/// <summary>
/// A bank with books of its own and a gateway go through day after day by one clock: members pay, the bank takes, employers remit, refunds are paid out. A tenth of all calls between
/// the two go wrong, and again and again the gateway is killed. In the end every movement of the bank's books stands in ours, once.
/// </summary>
public sealed class BankDaysTests(TestCluster cluster) : IAsyncLifetime
{
    private const string Cooperative = "KOP-DAYS", Account = "1370012345678", BudisAccount = "1370099999999", VaPrefix = "88899", PartnerId = "days";

    /// <summary>Each may sign in ten times in a real minute, in which many days pass: so many propose and decide in turn.</summary>
    private const int Pairs = 5;

    /// <summary>What the first month's file withheld of Budi beyond his bill, and the employer remitted: his refund, which is paid out part by part.</summary>
    private const long Owed = 90_000_000;

    private static readonly DateOnly FirstDay = new(2026, 3, 23);
    private static readonly int Days = ProofSize.Of(12, 1_000), Kills = ProofSize.Of(5, 100);

    /// <summary>In these the last orders end: a bank books on three days after the day.</summary>
    private const int MostDaysAfter = 12;

    private readonly Scratch _scratch = new();
    private readonly RSA _key = RSA.Create(2048);
    private readonly int _seed = Random.Shared.Next();
    private readonly List<Payout> _payouts = [];
    private readonly Dictionary<string, UserSecrets> _people = new(StringComparer.Ordinal);
    private TestDatabase _database = null!;
    private ClockFile _clock = null!;
    private RehearsalClock _time = null!;
    private SeededRandom _random = null!;
    private BankMock _bank = null!;
    private GatewayProcess? _gateway;
    private long _cooperative;
    private int _port;
    private int _amounts;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whatever_fails_and_dies_every_movement_of_the_bank_is_booked_once()
    {
        var deaths = Enumerable.Range(1, Days).OrderBy(_ => _random.Below(int.MaxValue)).Take(Kills).ToHashSet();
        for (var day = 1; day <= Days; day++)
        {
            await Begin();
            if (_random.Below(4) == 0) await PayOut();
            var death = deaths.Contains(day) ? Die() : Task.CompletedTask;
            await Act();
            await End();
            await death;
            if (day % 50 == 0) ProofSize.Say($"day {day} of {Days}: {Standing()}");
        }
        // What the bank did not answer on an evening it is asked for on the next; so is a payout of which nobody knows.
        for (var day = 0; Unended() > 0 || !await Holds(IsSettled); day++)
        {
            day.ShouldBeLessThan(MostDaysAfter, Standing());
            await Begin();
            await End();
        }
        _gateway!.Signal(GatewayProcess.Terminate);
        _gateway.End().ExitCode.ShouldBe(ExitCode.Done);
        Check($"seed {_seed}");
        ProofSize.Say($"{Days} bank days, {Kills} kills, seed {_seed}: {_bank.Ledger.Entries(Account).Count} movements and {_payouts.Count} payouts; calls and faults: {string.Join(", ", _bank.Faults.Counts.Select(static one => $"{one.Key} {one.Value}"))}");
    }

    public async ValueTask InitializeAsync()
    {
        (_database, _random) = (new TestDatabase(cluster), new SeededRandom((ulong)_seed));
        _clock = new ClockFile(_scratch["clock"]).Show(At(FirstDay, 8));
        _time = _clock.Open();
        _cooperative = _database.AsSuperuser<long>("insert into cooperative (code, name) values (@Cooperative, @Cooperative) returning cooperative_id;", new { Cooperative })[0];
        using (var any = new TcpListener(IPAddress.Loopback, 0))
        {
            any.Start();
            _port = ((IPEndPoint)any.LocalEndpoint).Port;
        }
        foreach (var (name, text) in (ReadOnlySpan<(string, string)>)[("key.pem", _key.ExportPkcs8PrivateKeyPem()), ("bank.pem", _key.ExportSubjectPublicKeyInfoPem()), ("secret", "own-secret-of-tests")]) File.WriteAllText(_scratch[name], text);
        var secret = await PutBank(new Uri("http://127.0.0.1:1"));
        _bank = await BankMock.Start(
            new BankOptions
            {
                Day = FirstDay, RunNo = 1, Account = Account, PartnerId = PartnerId, VaPrefix = VaPrefix, PageRows = 12, Gateway = new Uri($"http://127.0.0.1:{_port}"),
                OwnId = "bank-days", OwnSecret = secret!, OwnKey = _key, CallerId = "own-days", CallerSecret = "own-secret-of-tests", CallerKey = _key,
            },
            new FaultPlan(Scenario.Named("flaky"), _seed), new IPEndPoint(IPAddress.Loopback, 0), _time, CancellationToken.None);
        _bank.Ledger.Open(BudisAccount, "BUDI SANTOSO", 0);
        await PutBank(_bank.Address);
        AddVa("100", "M1", "SW");
        AddVa("200", "M4", "SS");
        AddVa("300", null, null);
        await SendFiles(FirstDay);
        Book(Owed + 870_000, $"POTONGAN KOPERASI {FirstDay:yyyyMM} E1", "DINAS PENDIDIKAN KOTA BANDUNG");
        var accounts = new Accounts(_database.Database, MasterKey.ReadOrMake(_database.MasterKeyFile), _time);
        for (var pair = 0; pair < Pairs; pair++)
        {
            _people[$"officer{pair}"] = await accounts.AddUser($"officer{pair}", Cooperative, Role.Officer, employer: null, Stop);
            _people[$"manager{pair}"] = await accounts.AddUser($"manager{pair}", Cooperative, Role.Manager, employer: null, Stop);
        }
        Start();
        await Refund();
    }

    public async ValueTask DisposeAsync()
    {
        _gateway?.Dispose();
        if (_bank is not null) await _bank.DisposeAsync();
        _database.Dispose();
        _key.Dispose();
        _scratch.Dispose();
    }

    /// <summary>Morning: the bank opens, and what it kept back of yesterday's notices it tells now.</summary>
    private async Task Begin()
    {
        _bank.Ledger.AdvanceDay();
        var day = _bank.Ledger.Day;
        _clock.Show(At(day, 8));
        if (day.Day == 1) await SendFiles(day);
        await _bank.Teller.SendLate(Stop);
    }

    /// <summary>What happens on a day, in an order of its own.</summary>
    private async Task Act()
    {
        var day = _bank.Ledger.Day;
        var month = $"{day:yyyyMM}";
        for (var payments = _random.Below(4); payments > 0; payments--) await _bank.Teller.Pay(new VaPayment(_random.Below(3) switch { 0 => "100", 1 => "200", _ => "300" }, NextAmount() * 100, "SITI AMINAH"), Stop);
        if (_random.Below(3) == 0) await _bank.Teller.Debit(NextAmount() * 100, $"AUTODEBET M5 PB {month}", "", isDone: _random.Below(10) > 0, Stop);
        if (_random.Below(4) == 0) Book(NextAmount(), "SETORAN TUNAI");
        if (_random.Below(10) == 0)
        {
            // Two real ones that say the same.
            var amount = NextAmount();
            Book(amount, "SETORAN KANTOR");
            Book(amount, "SETORAN KANTOR");
        }
        if (day.Day == 5) Book(-2_500, "BIAYA ADM");
        if (day.Day == 26)
        {
            if (month != $"{FirstDay:yyyyMM}") Book(870_000, $"POTONGAN KOPERASI {month} E1", "DINAS PENDIDIKAN KOTA BANDUNG");
            Book(560_000, $"POTONGAN KOPERASI {month} E2", "PT KARYA ABADI SEJAHTERA");
        }
    }

    /// <summary>Evening: the day is over when the gateway has asked for its statement, whatever the bank answered.</summary>
    private Task End()
    {
        var evening = At(_bank.Ledger.Day, 21);
        _clock.Show(evening);
        return Until(() => _database.AsSuperuser<long>("select count(*) from job_run_event where job = @Job and state >= 3 and at >= @evening;", new { Job = BankJobs.StatementPull, evening })[0] > 0, "the evening's statement was asked for");
    }

    /// <summary>At any moment of a day, from the first notice to the run that its statement leads to.</summary>
    private async Task Die()
    {
        await Task.Delay(_random.Below(1_500), Stop);
        _gateway!.Signal(GatewayProcess.Killed);
        _gateway.End();
        Start();
    }

    private void Start()
    {
        _gateway?.Dispose();
        _gateway = GatewayProcess.Start(
            "serve", "--http", $"127.0.0.1:{_port}", "--grpc", "127.0.0.1:0", "--master-key", _database.MasterKeyFile, "--database", $"{_database.ConnectionString};Maximum Pool Size=12", "--rehearse", _clock.Path);
        _gateway.RunUntil(() => _gateway.Output.Contains("Ctrl-C", StringComparison.Ordinal)).ShouldBeTrue(_gateway.Output);
    }

    private void Check(string what)
    {
        var bank = _bank.Ledger.Entries(Account);
        _database.AsSuperuser<(DateOnly Day, long Amount)>("select value_date, amount from bank_entry_now;").Select(static one => $"{one.Day:yyyy-MM-dd} {one.Amount}").Order(StringComparer.Ordinal)
            .ShouldBe(bank.Select(static one => $"{one.Day:yyyy-MM-dd} {one.SignedMinor / 100}").Order(StringComparer.Ordinal), what);
        // Whole rupiah from the opening on.
        var moved = (_bank.Ledger.BalanceBefore(Account, DateTimeOffset.MaxValue) - new BankOptions { Day = default, RunNo = 0 }.OpeningMinor) / 100;
        _database.AsSuperuser<long>("select (sum(debit) - sum(credit))::bigint from posting where account = 11020;").ShouldBe([moved], what);
        // What is said to be paid the bank paid, once; what is said to be refused it did not pay.
        _database.AsSuperuser<(string Reference, short State)>("select reference, state from payout_now;").ConvertAll(static one => $"{one.Reference} {(PayoutState)one.State}")
            .ShouldBe(_payouts.Select(payout => $"{payout.Reference} {bank.Count(entry => entry.SignedMinor == -payout.Amount.AmountMinor) switch { 0 => PayoutState.Refused, 1 => PayoutState.Booked, _ => PayoutState.Unspecified }}"), ignoreOrder: true, what);
        _database.AsSuperuser<long>("select coalesce(sum(credit) - sum(debit), 0)::bigint from posting where account = 21050;")
            .ShouldBe([Owed - _bank.Ledger.BalanceBefore(BudisAccount, DateTimeOffset.MaxValue) / 100], what);
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        Troubles.Answer(["verify-ledger", "--database", _database.ConnectionString], output, output, CancellationToken.None).ShouldBe(ExitCode.Done, output.ToString());
        // By chance a small one meets few of them.
        foreach (var fault in ProofSize.Of<string[]>([], ["14 Truncated", "17 ErrorAfter", "17 Reset", "25 AnswerLost", "25 Duplicate", "25 Reset", "34 notify Missing", "56 notify Late"])) _bank.Faults.Counts.GetValueOrDefault(fault).ShouldBePositive($"{what}: {fault}");
    }

    /// <summary>Each its own, so that what is booked twice cannot pass for another.</summary>
    private long NextAmount() => 10_000 + 37L * ++_amounts;

    private void Book(long amount, string remark, string counterparty = "") => _bank.Ledger.Post(Account, string.Create(CultureInfo.InvariantCulture, $"B{_bank.Ledger.Entries(Account).Count:0000000}{++_amounts:0000000}"), amount * 100, counterparty, remark);

    /// <summary>Two people decide that Budi gets back what was withheld beyond his bill.</summary>
    private async Task Refund()
    {
        string[] Over() => [.. _database.AsSuperuser<string>("select case_id from open_case_now where cause = 'over';")];
        await Until(() => Over().Length > 0, "the first month is settled");
        var decision = await As("officer0", desk => desk.Post<Decision>($"/v1/cases/{Over().Single()}:propose", new ProposeResolutionRequest { Kind = ResolutionKind.Refund, Reason = "withheld beyond his bill" }, Stop));
        await As("manager0", desk => desk.Post<Decision>($"/v1/decisions/{decision.DecisionNo}:decide", new DecideResolutionRequest { Approve = true }, Stop));
    }

    private async Task PayOut()
    {
        var pair = _payouts.Count % Pairs;
        var proposed = await As($"officer{pair}", desk => desk.Post<Payout>("/v1/payouts", new ProposePayoutRequest
        {
            MemberNo = "M2", Amount = new Money { AmountMinor = NextAmount() * 100, CurrencyCode = "IDR" }, Bank = "bank", BeneficiaryAccount = BudisAccount, BeneficiaryName = "Budi Santoso", Reason = "he asked for it",
        }, Stop));
        _payouts.Add(await As($"manager{pair}", desk => desk.Post<Payout>($"/v1/payouts/{proposed.PayoutNo}:decide", new DecidePayoutRequest { Approve = true }, Stop)));
    }

    private async Task<T> As<T>(string person, Func<ManagersDesk, Task<T>> act)
    {
        using var desk = await ManagersDesk.SignIn(new Uri($"http://127.0.0.1:{_port}"), person, _people[person], _time, Stop);
        return await act(desk);
    }

    private long Unended() => _database.AsSuperuser<long>("""
        select count(*) from bank_order o where not exists (select 1 from bank_order_step s where s.cooperative_id = o.cooperative_id and s.order_no = o.order_no and s.state >= 3);
        """)[0];

    /// <summary>All movements are among the entries, and no run is under way. One that failed is made up for by another date's, and stays as it was.</summary>
    private bool IsSettled()
    {
        var rows = ScheduledNode.RowsOf(_database, MatchAndSettleJob.Name, Cooperative);
        return rows.Count > 0 && rows.TrueForAll(static row => row.Is >= JobRunState.Done) && _database.AsSuperuser<long>("select count(*) from bank_entry;")[0] >= _bank.Ledger.Entries(Account).Count;
    }

    /// <summary>The employers' files of a month: the golden base, as of that month and with loans that last.</summary>
    private Task SendFiles(DateOnly day) => _database.Database.Write(_cooperative, async tx =>
    {
        foreach (var path in Directory.EnumerateFiles(GoldenFolder.PathOf(GoldenFolder.Base)))
        {
            var name = Path.GetFileName(path);
            if (FileNames.KindOf(name) is null or FileKind.Bank) continue;
            var text = File.ReadAllText(path).Replace("2026-02", $"{day:yyyy-MM}", StringComparison.Ordinal).Replace("202602", $"{day:yyyyMM}", StringComparison.Ordinal).Replace("02/2026", day.ToString("MM'/'yyyy", CultureInfo.InvariantCulture), StringComparison.Ordinal)
                .Replace(",5000000,", ",500000000,", StringComparison.Ordinal).Replace(",3000000,", ",300000000,", StringComparison.Ordinal);
            if (day == FirstDay) text = text.Replace("00102,BUDI SANTOSO,3273011203790002,SW,50000", $"00102,BUDI SANTOSO,3273011203790002,SW,{Owed + 50_000}", StringComparison.Ordinal);
            await Drafts.Replace(tx, _cooperative, new(day.Year, day.Month), name, Encoding.UTF8.GetBytes(text), "test", _time.GetUtcNow());
        }
        return true;
    }, Stop);

    private Task<string?> PutBank(Uri address) => new Partners(_database.Database, MasterKey.ReadOrMake(_database.MasterKeyFile), _time, "command:test").Put(Cooperative, "bank", PartnerFile.Read(Encoding.UTF8.GetBytes($$"""
        {
          "profile": "generic-snap", "base_url": "{{address.GetLeftPart(UriPartial.Authority)}}", "account": "{{Account}}", "partner_id": "{{PartnerId}}", "va_prefix": "{{VaPrefix}}",
          "bank": { "client_id": "bank-days", "public_key_file": "bank.pem" }, "own": { "client_id": "own-days", "secret_file": "secret", "private_key_file": "key.pem" }
        }
        """)), _scratch.Path, newSecret: false, CancellationToken.None);

    private void AddVa(string customer, string? member, string? code) => _database.AsSuperuser<long>("""
        insert into virtual_account (cooperative_id, partner, va_no, name, employer, member_no, code, period, kind, amount, expires, actor, at)
        values (@_cooperative, 'bank', @number, 'Siti Aminah', 'E1', @member, @code, 0, 'O', 0, '2040-01-01', 'test', '2026-01-01');
        """, new { _cooperative, number = VaPrefix + customer, member, code });

    /// <summary>What is told where a proof does not come to its end.</summary>
    private string Standing() => $"""
        seed {_seed}, {_bank.Ledger.Day:yyyy-MM-dd}, {_bank.Ledger.Entries(Account).Count} movements of the bank, {_database.AsSuperuser<long>("select count(*) from bank_entry;")[0]} entries, {_payouts.Count} payouts, {Unended()} of them under way, last runs: {string.Join("; ", _database.AsSuperuser<string>("select distinct state || ' ' || period || ' ' || reason from (select * from job_run_event where job = @Name and state > 2 order by at desc limit 6) e;", new { MatchAndSettleJob.Name }))}
        """;

    private async Task Until(Func<bool> holds, string what)
    {
        if (!await Holds(holds, seconds: 180)) throw new TimeoutException($"Not within three minutes: {what}. {Standing()}");
    }

    /// <summary>Waits for it; false where it does not come.</summary>
    private static async Task<bool> Holds(Func<bool> holds, int seconds = 20)
    {
        for (var watch = Stopwatch.StartNew(); !holds(); await Task.Delay(10, Stop))
        {
            if (watch.Elapsed > TimeSpan.FromSeconds(seconds)) return false;
        }
        return true;
    }

    private static DateTimeOffset At(DateOnly day, int hour) => new DateTimeOffset(day, new TimeOnly(hour, 0), JakartaTime.Offset).ToUniversalTime();
}
