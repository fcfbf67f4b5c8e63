using System.Globalization;
using System.Text;
using DeductionGateway.Banks;
using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Snap;
using DeductionGateway.Data;

namespace DeductionGateway.Tests.Banks;

/// <summary>A payment that the bank's call tells of and a row of its statement are one posting, whichever comes first; two of them stay two.</summary>
public sealed class OneFactTests(BankClients clients) : IClassFixture<BankClients>
{
    private const string Number = "88899100200";

    private DateOnly Today => JakartaTime.DayOf(clients.Clock.GetUtcNow());

    [Theory]
    [InlineData("TRF VA 88899100200 SITI")]
    [InlineData("PAYMENT-0001/BCA")]
    [InlineData("KR OTOMATIS REF.REFERENCE1.")]
    public async Task A_row_and_a_call_are_one_whichever_comes_first(string remark)
    {
        foreach (var isCallFirst in (bool[])[true, false])
        {
            var (bank, partner) = await New();
            if (isCallFirst) await Pay(partner, "payment-0001", 150_000, Today.AddDays(-2), "reference1");
            bank.Book(new BankRow(At(-1), 150_000, remark));
            await Pull(partner);
            if (!isCallFirst) await Pay(partner, "payment-0001", 150_000, Today.AddDays(-2), "reference1");
            await Pull(partner);
            Postings(partner).ShouldBe((1, 150_000), remark);
            Evidence(partner).ShouldBe((1, 1));
            clients.Database.AsSuperuser<long>("select count(*) from va_payment v join pushed_posting p using (cooperative_id, account, bank_ref) where cooperative_id = @CooperativeId;", new { partner.CooperativeId }).ShouldBe([1]);
        }
    }

    [Theory]
    [InlineData("TRF VA 88899100201 SITI", 150_000, -1)]
    [InlineData("TRF VA 188899100200 SITI", 150_000, -1)]
    [InlineData("TRF VA 88899100200 SITI", 150_001, -1)]
    [InlineData("TRF VA 88899100200 SITI", -150_000, -1)]
    [InlineData("TRF VA 88899100200 SITI", 150_000, -6)]
    [InlineData("TRF SITI AMINAH", 150_000, -1)]
    public async Task What_differs_is_another_fact(string remark, long amount, int day)
    {
        foreach (var isCallFirst in (bool[])[true, false])
        {
            var (bank, partner) = await New();
            if (isCallFirst) await Pay(partner, "payment-0001", 150_000, Today.AddDays(-2));
            bank.Book(new BankRow(At(day), amount, remark));
            await Pull(partner);
            if (!isCallFirst) await Pay(partner, "payment-0001", 150_000, Today.AddDays(-2));
            Postings(partner).Count.ShouldBe(2);
        }
    }

    /// <summary>Two payments of one amount to one number on one day: two, however many of them were told before their rows.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Two_equal_credits_stay_two(int toldBefore)
    {
        var (bank, partner) = await New();
        for (var no = 0; no < toldBefore; no++) await Pay(partner, $"payment-{no}", 150_000, Today.AddDays(-1));
        bank.Book(Enumerable.Repeat(new BankRow(At(-1), 150_000, $"TRF VA {Number}"), 2));
        await Pull(partner);
        for (var no = toldBefore; no < 2; no++) await Pay(partner, $"payment-{no}", 150_000, Today.AddDays(-1));
        Postings(partner).ShouldBe((2, 300_000));
        Evidence(partner).ShouldBe((2, 2));
    }

    /// <summary>The bank asks again: it is told what was done, and nothing is added.</summary>
    [Fact]
    public async Task A_payment_that_a_row_told_of_is_answered_again_as_before()
    {
        var (bank, partner) = await New();
        bank.Book(new BankRow(At(-1), 150_000, $"TRF VA {Number}"));
        await Pull(partner);
        for (var time = 0; time < 2; time++) await Pay(partner, "payment-0001", 150_000, Today.AddDays(-1));
        Postings(partner).ShouldBe((1, 150_000));
    }

    /// <summary>Payments of few amounts to few numbers, told before, after, between or never, while statements are pulled: postings are the bank's credits, to the rupiah.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Whatever_the_order_postings_are_the_banks_own_credits(int seed)
    {
        var chance = new Random(seed);
        var (bank, partner) = await New();
        var waiting = new List<(string Id, long Amount, DateOnly Day)>();
        for (var day = 0; day < 25; day++)
        {
            for (var no = chance.Next(4); no > 0; no--)
            {
                var (id, amount) = ($"payment{day + 100}-{no}", 50_000 * chance.Next(1, 3));
                bank.Book(new BankRow(At(0).AddMinutes(chance.Next(600)), amount, chance.Next(3) switch { 0 => $"TRF VA {Number}", 1 => $"KR {id} VA {Number}", _ => $"KR {id}" }));
                // Some are never told of: a call was lost for good.
                if (chance.Next(5) > 0) waiting.Add((id, amount, Today));
            }
            if (chance.Next(3) == 0) bank.Book(new BankRow(At(0), -chance.Next(1, 9) * 1_000, "BIAYA"));
            foreach (var one in waiting.ToList().Where(_ => chance.Next(3) == 0))
            {
                waiting.Remove(one);
                await Pay(partner, one.Id, one.Amount, one.Day);
            }
            if (chance.Next(3) == 0) await Pull(partner);
            clients.Clock.Move(TimeSpan.FromDays(1));
        }
        foreach (var one in waiting) await Pay(partner, one.Id, one.Amount, one.Day);
        await Pull(partner);
        await Pull(partner);
        Postings(partner).ShouldBe((bank.Rows.Count, bank.Rows.Sum(static row => row.Amount)), $"seed {seed}");
    }

    private async Task<(TestBank Bank, Partner Partner)> New()
    {
        var bank = await clients.NewBank();
        var partner = await clients.NewPartner(bank);
        clients.Database.AsSuperuser<long>("""
            insert into virtual_account (cooperative_id, partner, va_no, name, employer, period, kind, amount, expires, actor, at)
            values (@CooperativeId, 'bank', @Number, 'PT Satu', 'E1', 0, 'O', 0, now() + interval '1000 days', 'test', now());
            """, new { partner.CooperativeId, Number });
        return (bank, partner);
    }

    private async Task Pull(Partner partner) => (await clients.Statements.Pull(partner, TestContext.Current.CancellationToken)).ShouldBeTrue();

    /// <summary>As the bank's call tells it, behind what looks at signatures.</summary>
    private async Task Pay(Partner partner, string id, long amount, DateOnly day, string referenceNo = "")
    {
        var body = Encoding.UTF8.GetBytes($$$"""
            {"partnerServiceId":"   88899","customerNo":"{{{Number[5..]}}}","virtualAccountNo":"   {{{Number}}}","paymentRequestId":"{{{id}}}","referenceNo":"{{{referenceNo}}}",
             "paidAmount":{"value":"{{{amount.ToString(CultureInfo.InvariantCulture)}}}.00","currency":"IDR"},"trxDateTime":"{{{SnapTime.Format(new DateTimeOffset(day, new TimeOnly(8, 0), JakartaTime.Offset))}}}"}
            """);
        using var fields = SnapFields.Of(body);
        var call = new SnapCall(partner, SnapService.VaPayment, "1", Today, clients.Clock.GetUtcNow(), "", "", body);
        var reply = await clients.Database.Database.Write(partner.CooperativeId, tx => new VaPaymentHandler().Answer(tx, call, fields), CancellationToken.None);
        reply.Answer.ShouldBe(SnapAnswer.Successful);
    }

    private DateTimeOffset At(int days) => new(Today.AddDays(days), new TimeOnly(8, 0), JakartaTime.Offset);

    private (long Count, long Sum) Postings(Partner partner) =>
        clients.Database.AsSuperuser<(long, long)>("select count(*), coalesce(sum(amount), 0)::bigint from pushed_posting where cooperative_id = @CooperativeId;", new { partner.CooperativeId })[0];

    private (long Rows, long Calls) Evidence(Partner partner) =>
        clients.Database.AsSuperuser<(long, long)>("select count(*) filter (where source = 1), count(*) filter (where source = 2) from bank_evidence where cooperative_id = @CooperativeId;", new { partner.CooperativeId })[0];
}
