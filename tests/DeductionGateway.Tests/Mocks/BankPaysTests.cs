using System.Net;
using DeductionGateway.Mocks.Bank;
using DeductionGateway.Mocks.Faults;
using DeductionGateway.Tests.Banks;

namespace DeductionGateway.Tests.Mocks;

/// <summary>The simulated bank against the gateway as <c>serve</c> has it: however the wire fails, what the bank booked the gateway was told, once.</summary>
public sealed class BankPaysTests(BankServer server) : IClassFixture<BankServer>
{
    /// <summary>Of now: what is told of another time is not believed.</summary>
    private DateOnly Day => Core.Basics.JakartaTime.DayOf(server.Clock.GetUtcNow());

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Payments_over_a_wire_that_fails_are_booked_once_each(int seed)
    {
        var (open, closed) = ($"3{seed}00", $"3{seed}01");
        server.AddVa(open, "O", 0);
        server.AddVa(closed);
        await using var bank = await Start("flaky", seed);
        // Every tenth is paid to a number that wants another amount, and is refused.
        VaPayment[] payments = [.. Enumerable.Range(1, 300).Select(no => no % 10 == 0 ? new VaPayment(closed, 100, "BUDI") : new VaPayment(open, no * 1_000_00L, "SITI AMINAH"))];
        var ends = await bank.Teller.PayAll(payments, TestContext.Current.CancellationToken);
        ends.Select(static end => end).ShouldBe(payments.Select(payment => payment.CustomerNo == closed ? PaymentEnd.Refused : PaymentEnd.Paid));
        (await bank.Teller.Pay(new VaPayment(closed, null, "BUDI"), TestContext.Current.CancellationToken)).ShouldBe(PaymentEnd.Paid, "what is due is asked for");

        var booked = bank.Ledger.Entries(MockBank.Account);
        booked.Count.ShouldBe(271);
        Posted(seed).ShouldBe(booked.Select(static one => $"{one.Id} {one.AmountMinor / 100} {one.Day:yyyy-MM-dd}"), ignoreOrder: true);
        foreach (var fault in (string[])["Reset", "Truncated", "AnswerLost", "WrongSignature", "Duplicate"]) bank.Faults.Counts.GetValueOrDefault($"25 {fault}").ShouldBeGreaterThan(0, fault);
        bank.Faults.Counts.GetValueOrDefault("order Reordered").ShouldBeGreaterThan(0);
    }

    /// <summary>A notify that comes late is booked when it comes; what is never told the statement alone says.</summary>
    [Fact]
    public async Task Direct_debits_are_booked_as_they_are_told()
    {
        const int seed = 4, debits = 60;
        await using var bank = await Start("silent", seed);
        for (var no = 1; no <= debits; no++) await bank.Teller.Debit(no * 1_000_00L, $"AUTODEBET M1 SW 202602 {no}", "", isDone: no % 10 != 0, TestContext.Current.CancellationToken);
        var (late, missing) = (bank.Faults.Counts["56 notify Late"], bank.Faults.Counts["56 notify Missing"]);
        (late, missing).ShouldSatisfyAllConditions(() => late.ShouldBeGreaterThan(5), () => missing.ShouldBeGreaterThan(5));
        var booked = bank.Ledger.Entries(MockBank.Account).ToDictionary(static one => one.Id, static one => $"{one.Id} {one.AmountMinor / 100} {one.Day:yyyy-MM-dd}");
        booked.Count.ShouldBe(debits - debits / 10);
        var before = Posted(seed);
        before.ShouldBeSubsetOf(booked.Values);
        bank.Ledger.AdvanceDay();
        (await bank.Teller.SendLate(TestContext.Current.CancellationToken)).ShouldBe((int)late);
        var after = Posted(seed);
        after.ShouldBeSubsetOf(booked.Values);
        after.Count.ShouldBeGreaterThan(before.Count);
        after.Count.ShouldBeLessThan(booked.Count, "some were never told");
    }

    private Task<BankMock> Start(string scenario, int seed) => BankMock.Start(
        new BankOptions
        {
            Day = Day, RunNo = 100 + seed, Account = MockBank.Account, PartnerId = BankServer.PartnerId, Gateway = server.Http, OwnId = "client-a", OwnSecret = server.Secret, OwnKey = server.BankKey,
        },
        new FaultPlan(Scenario.Named(scenario), seed), new IPEndPoint(IPAddress.Loopback, 0), server.Clock, CancellationToken.None);

    /// <summary>What the gateway has of a run of the bank, by the bank's own ids; a posting that stood twice would show twice.</summary>
    private List<string> Posted(int seed) => server.Database.AsSuperuser<string>("""
        select id || ' ' || amount || ' ' || value_date from (select substring(bank_ref from '[^/]+$') as id, amount, value_date from pushed_posting where actor = 'bank:bank-a') told where substr(id, 2, 7) = @run;
        """, new { run = $"{100 + seed:0000000}" });
}
