using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using DeductionGateway.Core.Snap;
using DeductionGateway.Tests.Architecture;
using DeductionGateway.Tests.Harness;

namespace DeductionGateway.Tests.Banks;

/// <summary>What banks call, by a client in another language with its own crypto, over the wire.</summary>
public sealed class SnapServerTests(BankServer server) : IClassFixture<BankServer>
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    /// <summary>Each step with the response code that the standard has for it.</summary>
    private static readonly (string Step, string Code)[] Way =
    [
        ("token", "2007300"), ("inquiry", "2002400"), ("payment", "2002500"), ("the same bytes again", "4092500"), ("retry", "2002500"), ("advice under the same id", "2002500"),
        ("another payment under the same id", "4092500"), ("the same payment, another amount", "4042518"), ("paid already", "4042514"), ("inquiry of a paid one", "4042414"),
        ("unknown", "4042512"), ("wrong amount", "4042513"), ("expired", "4042519"), ("open", "2002500"), ("open again", "2002500"), ("part", "2002500"), ("more than the rest", "4042513"),
        ("the rest", "2002500"), ("notify", "2003400"), ("debit", "2005600"), ("failed debit", "2005600"), ("field missing", "4002502"), ("field wrong", "4002501"), ("no json", "4002500"),
    ];

    [Fact]
    public void A_bank_goes_the_whole_way()
    {
        foreach (var customer in (string[])["100", "101"]) server.AddVa(customer);
        server.AddVa("102", expires: "now() - interval '1 minute'");
        server.AddVa("103", "O", 0);
        server.AddVa("104", "I");
        var lines = Play("way", "client-a", server.Secret, BankServer.PartnerId);
        lines.Select(static line => (line.Step, line.Code)).ShouldBe(Way);
        lines.ShouldAllBe(static line => line.Status.ToString(System.Globalization.CultureInfo.InvariantCulture) == line.Code.Substring(0, 3));
        var inquiry = lines[1].Answer.GetProperty("virtualAccountData");
        (inquiry.GetProperty("virtualAccountName").GetString(), inquiry.GetProperty("totalAmount").GetProperty("value").GetString(), inquiry.GetProperty("inquiryStatus").GetString()).ShouldBe(("Siti Aminah", "150000.00", "00"));
        lines.Where(static line => line.Code[3..5] == "25" && line.Status == 200).ShouldAllBe(static line => line.Answer.GetProperty("virtualAccountData").GetProperty("paymentFlagStatus").GetString() == "00");
        lines.Where(static line => line.Step is "paid already" or "unknown" or "wrong amount" or "expired").ShouldAllBe(static line => line.Answer.GetProperty("virtualAccountData").GetProperty("paymentFlagStatus").GetString() == "01");
        server.Database.AsSuperuser<string>("""
            select bank_ref || ' ' || amount || ' ' || narrative from pushed_posting p join cooperative c using (cooperative_id)
            where c.code = 'first' and actor = 'bank:bank-a' and narrative ~ '(8889910[0-4]|D[0-9]$)' order by length(bank_ref), bank_ref collate "C";
            """).ShouldBe(
        [
            "snap/bank-a/va/p1 150000 AUTODEBET M1 SW 202602 VA 88899100 REF Rp1", "snap/bank-a/va/p7 12345 AUTODEBET M1 SW 202602 VA 88899103 REF Rp7", "snap/bank-a/va/p8 12345 AUTODEBET M1 SW 202602 VA 88899103 REF Rp8",
            "snap/bank-a/va/p9 100000 AUTODEBET M1 SW 202602 VA 88899104 REF Rp9", "snap/bank-a/va/p11 50000 AUTODEBET M1 SW 202602 VA 88899104 REF Rp11", "snap/bank-a/debit/D1 50000 AUTODEBET M2 SW 202602 REF D1",
        ], "what was paid is a posting, once; what was refused is none");
        server.Database.AsSuperuser<long>("select count(*) from snap_request where external_id in ('1018', '1019', '1020');").ShouldBe([0], "what could not be read is not kept: corrected it may come under the same id");
        server.Database.AsSuperuser<bool>("select bool_and(position('Siti'::bytea in body) = 0 and key_no > 0) from snap_request;").ShouldBe([true], "bodies are sealed");
    }

    [Fact]
    public void Whatever_is_altered_is_refused()
    {
        server.AddVa("105");
        var lines = Play("alterations", "client-a", server.Secret, BankServer.PartnerId);
        lines[1].Code.ShouldBe($$"""{"4012500":{{lines[1].Status}}}""", "every byte of the body");
        lines.Skip(2).Select(static line => $"{line.Step}: {line.Code}").ShouldBe(
        [
            "X-TIMESTAMP altered: 4012500", "X-TIMESTAMP missing: 4002502", "X-SIGNATURE altered: 4012500", "X-SIGNATURE missing: 4002502", "X-PARTNER-ID altered: 4012500", "X-PARTNER-ID missing: 4002502",
            "Authorization altered: 4012501", "Authorization missing: 4012500", "X-EXTERNAL-ID missing: 4002502", "another path: 4012400", "a query besides: 4012500",
            "signed -330 s away: 4012500", "signed 330 s away: 4012500", "signed -86400 s away: 4012500", "another secret: 4012500",
            "token of nobody: 4017300", "token signed otherwise: 4017300", "token of the past: 4017300", "grant of another kind: 4007301", "as it was: 2002500", "X-EXTERNAL-ID altered: 2002500",
        ]);
        server.Database.AsSuperuser<long>("select count(*) from pushed_posting where bank_ref = 'snap/bank-a/va/p20';").ShouldBe([1]);
    }

    [Fact]
    public void A_bank_that_signs_by_its_key_needs_no_token()
    {
        server.AddVa("106", partner: "bank-key");
        Play("byKey", "", "", "by-key").Select(static line => $"{line.Step}: {line.Code}").ShouldBe(["altered: 4012500", "payment: 2002500"]);
    }

    [Fact]
    public async Task A_token_ends_with_its_time_and_with_its_bank()
    {
        server.AddVa("107", "O", 0, partner: "bank-bca");
        using var bank = server.Bank("client-bca", await NewSecret("bank-bca", "client-bca", "\"bca-like\"", "bca"), "bca");
        var token = await bank.Token();
        (await bank.Pay(token, "107", "q1", "1000.00", "4001")).ShouldBe("2002500");
        (await bank.Pay(token, "107", "q1", "1000.00", "4001")).ShouldBe("4042518", "this bank wants the first result's flags");
        (await bank.Pay(token, "107", "q2", "1000.00", "4001")).ShouldBe("4092500");
        server.Clock.Move(TimeSpan.FromSeconds(901));
        (await bank.Pay(token, "107", "q3", "1000.00", "4002")).ShouldBe("4012501");
        token = await bank.Token();
        (await bank.Pay(token, "107", "q3", "1000.00", "4002")).ShouldBe("2002500");
        await server.Partners.SetDisabled("first", "bank-bca", isDisabled: true, CancellationToken.None);
        (await bank.Pay(token, "107", "q4", "1000.00", "4003")).ShouldBe("4012501");
        (await bank.Token()).ShouldBe("4017300");
    }

    [Fact]
    public async Task A_bank_comes_from_where_it_was_agreed_and_with_its_certificate()
    {
        using var elsewhere = server.Bank("client-net", (await server.Put("first", "bank-net", "client-net", partnerId: "net", bank: ", \"networks\": [\"203.0.113.0/24\"]"))!, "net");
        (await elsewhere.Token()).ShouldBe("4017300");
        using var without = server.Bank("client-tls", (await server.Put("first", "bank-tls", "client-tls", partnerId: "tls", bank: $", \"certificate_sha256\": \"{new string('a', 64)}\""))!, "tls");
        (await without.Token()).ShouldBe("4017300");
        using var here = server.Bank("client-net", (await server.Put("first", "bank-net", "client-net", partnerId: "net", bank: ", \"networks\": [\"127.0.0.0/8\"]", newSecret: true))!, "net");
        (await here.Token()).Length.ShouldBeGreaterThan(20);
    }

    /// <summary>Over TLS, with certificates of one throw-away authority: the one that was agreed is let in, and none that is like it.</summary>
    [Fact]
    public async Task The_certificate_that_was_agreed_is_let_in_and_no_other_of_its_issuer()
    {
        server.AddVa("111", partner: "bank-mtls");
        using var authority = new ThrowAwayAuthority();
        using var agreed = authority.Issue("bank-mtls");
        using var another = authority.Issue("bank-mtls");
        var secret = (await server.Put("first", "bank-mtls", "client-mtls", partnerId: "mtls", bank: $", \"certificate_sha256\": \"{Convert.ToHexString(SHA256.HashData(agreed.RawData))}\""))!;
        using var own = authority.Issue("localhost");
        await using var tls = await server.Listen(own);
        using var bank = server.Bank("client-mtls", secret, "mtls", tls.HttpAddress, authority.Client(agreed));
        var token = await bank.Token();
        (await bank.Pay(token, "111", "mtls", "150000.00", "9101")).ShouldBe("2002500");
        foreach (var shown in (X509Certificate2?[])[null, another])
        {
            using var other = server.Bank("client-mtls", secret, "mtls", tls.HttpAddress, authority.Client(shown));
            (await other.Token()).ShouldBe("4017300");
            (await other.Pay(token, "111", "mtls-2", "150000.00", "9102")).ShouldBe("4012500", "a token of the right one is worth nothing without it");
        }
        server.Database.AsSuperuser<string>("select bank_ref from pushed_posting where bank_ref like 'snap/bank-mtls/%';").ShouldBe(["snap/bank-mtls/va/mtls"]);
    }

    [Fact]
    public async Task A_bank_of_another_cooperative_pays_nothing_here()
    {
        server.AddVa("108");
        using var bank = server.Bank("client-b", server.SecretOfSecond, BankServer.PartnerId);
        (await bank.Pay(await bank.Token(), "108", "other", "150000.00", "5001")).ShouldBe("4042512");
    }

    /// <summary>Many at once with one payment: one posting, and all are told it was done.</summary>
    [Fact]
    public async Task A_payment_told_many_times_at_once_is_one()
    {
        server.AddVa("109");
        using var bank = server.Bank("client-a", server.Secret, BankServer.PartnerId);
        var token = await bank.Token();
        var codes = await Task.WhenAll(Enumerable.Range(0, 32).Select(no => bank.Pay(token, "109", "many", "150000.00", $"{6000 + no}")));
        codes.ShouldAllBe(static code => code == "2002500");
        server.Database.AsSuperuser<long>("select count(*) from pushed_posting where bank_ref = 'snap/bank-a/va/many';").ShouldBe([1]);
        var others = await Task.WhenAll(Enumerable.Range(0, 16).Select(no => bank.Pay(token, "109", $"other-{no}", "150000.00", $"{6100 + no}")));
        others.ShouldAllBe(static code => code == "4042514", "the number was paid");
    }

    [Theory]
    [InlineData("[]", "4002500")]
    [InlineData("{\"partnerServiceId\":\"88899\",\"customerNo\":\"1\",\"virtualAccountNo\":\"888992\",\"paymentRequestId\":\"x\",\"paidAmount\":{\"value\":\"1.00\",\"currency\":\"IDR\"}}", "4002501")]
    [InlineData("{\"partnerServiceId\":\"88899\",\"customerNo\":\"1\",\"virtualAccountNo\":\"888991\",\"paymentRequestId\":\"x\",\"paidAmount\":{\"value\":\"1.00\",\"currency\":\"USD\"}}", "4002501")]
    [InlineData("{\"partnerServiceId\":\"88899\",\"customerNo\":\"1\",\"virtualAccountNo\":\"888991\",\"paymentRequestId\":\"x\\u0000\",\"paidAmount\":{\"value\":\"1.00\",\"currency\":\"IDR\"}}", "4002501")]
    [InlineData("{\"partnerServiceId\":\"88899\",\"customerNo\":\"1\",\"virtualAccountNo\":\"888991\",\"paymentRequestId\":[\"x\"],\"paidAmount\":{\"value\":\"1.00\",\"currency\":\"IDR\"}}", "4002501")]
    [InlineData("{\"partnerServiceId\":\"88899\",\"customerNo\":\"1\",\"virtualAccountNo\":\"888991\",\"paymentRequestId\":\"\\ud800\",\"paidAmount\":{\"value\":\"1.00\",\"currency\":\"IDR\"}}", "4002501")]
    [InlineData("{\"partnerServiceId\":\"88899\",\"customerNo\":\"1\",\"virtualAccountNo\":\"888991\",\"paymentRequestId\":\"x\",\"paidAmount\":\"1.00\"}", "4002501")]
    [InlineData("{\"\\ud800aaaaaaaa\":1}", "4002500")]
    [InlineData("{\"partnerServiceId\":\"88899\",\"customerNo\":\"1\",\"virtualAccountNo\":\"888991\",\"paymentRequestId\":\"x\",\"paidAmount\":{\"value\":\"1.00\",\"currency\":\"IDR\"},\"trxDateTime\":\"9999-12-31T23:59:59Z\"}", "4002501")]
    [InlineData("{\"partnerServiceId\":88899,\"customerNo\":1,\"virtualAccountNo\":\" 888991\",\"paymentRequestId\":\"x\",\"paidAmount\":{\"value\":1.00,\"currency\":\"IDR\",},}", "4042512")]
    public async Task What_is_wrong_in_a_body_is_named(string body, string code)
    {
        using var bank = server.Bank("client-a", server.Secret, BankServer.PartnerId);
        (await bank.Send(await bank.Token(), "transfer-va/payment", body, Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(body)))[..16])).ShouldBe(code);
    }

    [Fact]
    public async Task Bodies_have_a_bound_and_json_a_depth()
    {
        using var bank = server.Bank("client-a", server.Secret, BankServer.PartnerId);
        var token = await bank.Token();
        (await bank.Send(token, "transfer-va/payment", new string('[', 10_000), "8001")).ShouldBe("4002500");
        (await bank.Send(token, "transfer-va/payment", new string(' ', 100_000), "8002")).ShouldBe("4002500");
    }

    /// <summary>Nobody needs to be known for a token to be asked for: what is no JSON is answered all the same.</summary>
    [Fact]
    public async Task Whoever_asks_for_a_token_in_no_words_is_answered()
    {
        using var bank = server.Bank("nobody", "", "");
        (await bank.Ask("access-token/b2b", "{\"\\ud800aaaaaaaaaaaa\":1}")).ShouldBe("4007300");
        (await bank.Ask("access-token/b2b", "{}")).ShouldBe("4007302");
    }

    /// <summary>The day of a payment decides its month: a day that cannot be is taken as today.</summary>
    [Fact]
    public async Task A_payment_of_another_time_is_of_now()
    {
        server.AddVa("110", "O", 0, period: 0);
        using var bank = server.Bank("client-a", server.Secret, BankServer.PartnerId);
        var token = await bank.Token();
        (await bank.Pay(token, "110", "far", "1000.00", "9001", ",\"trxDateTime\":\"2099-01-01T00:00:00+07:00\"")).ShouldBe("2002500");
        (await bank.Pay(token, "110", new string('x', 128), "2000.00", "9002")).ShouldBe("2002500");
        var today = Core.Basics.JakartaTime.DayOf(server.Clock.GetUtcNow());
        server.Database.AsSuperuser<DateTime>("select value_date::timestamp from pushed_posting where bank_ref = 'snap/bank-a/va/far' or amount = 2000;").Select(DateOnly.FromDateTime).ShouldBe([today, today]);
        server.Database.AsSuperuser<string>("select payment_id from va_payment where va_no = '88899110' and bank_ref = '';").ShouldBeEmpty("both are postings");
    }

    /// <summary>Each payment up to the bound, as often as one likes; the bank reads it in the inquiry.</summary>
    [Theory]
    [InlineData("112", 500_000, "X", "500000.00", "4042513")]
    [InlineData("113", 0, "O", "0.00", "2002500")]
    public async Task An_open_number_takes_up_to_its_bound(string customer, long bound, string type, string wanted, string more)
    {
        server.AddVa(customer, "O", bound);
        using var bank = server.Bank("client-a", server.Secret, BankServer.PartnerId);
        var token = await bank.Token();
        var inquiry = await bank.Call(token, "transfer-va/inquiry", $$"""{"partnerServiceId":"88899","customerNo":"{{customer}}","virtualAccountNo":"88899{{customer}}","inquiryRequestId":"ask-{{customer}}"}""", $"97{customer}0");
        var data = inquiry.GetProperty("virtualAccountData");
        (data.GetProperty("virtualAccountTrxType").GetString(), data.GetProperty("totalAmount").GetProperty("value").GetString()).ShouldBe((type, wanted));
        (await bank.Pay(token, customer, $"first-{customer}", "500000.00", $"97{customer}1")).ShouldBe("2002500");
        (await bank.Pay(token, customer, $"more-{customer}", "500001.00", $"97{customer}2")).ShouldBe(more);
        (await bank.Pay(token, customer, $"again-{customer}", "500000.00", $"97{customer}3")).ShouldBe("2002500");
    }

    /// <summary>The month of a payment is the one in which it was paid, also where its notice lay at the bank; whoever keeps the books finds which notices were late, and which were not believed.</summary>
    [Theory]
    [InlineData("late", -10, -10, "told late: of ")]
    [InlineData("too-late", -40, null, "told too late: of ")]
    [InlineData("ahead", 3, 0, "not believed: said to be of ")]
    [InlineData("normal", -1, -1, null)]
    public async Task What_is_told_of_another_time_is_in_the_audit(string id, int days, int? takenAs, string? outcome)
    {
        server.AddVa($"120{id.Length}", "O", 0, period: 0);
        using var bank = server.Bank("client-a", server.Secret, BankServer.PartnerId);
        var (token, now) = (await bank.Token(), server.Clock.GetUtcNow());
        var said = SnapTime.Format(now.AddDays(days));
        (await bank.Pay(token, $"120{id.Length}", id, "1000.00", $"991{id.Length}", $",\"trxDateTime\":\"{said}\"")).ShouldBe("2002500");
        (await bank.Send(token, "debit/notify", $$$"""{"originalReferenceNo":"{{{id}}}","latestTransactionStatus":"00","finishedTime":"{{{said}}}","amount":{"value":"10000.00","currency":"IDR"},"additionalInfo":{"remark":"AUTODEBET M2 SW 202602"}}""", $"992{id.Length}")).ShouldBe("2005600");
        var taken = Core.Basics.JakartaTime.DayOf(now.AddDays(takenAs ?? 0));
        server.Database.AsSuperuser<DateTime>("select value_date::timestamp from pushed_posting where bank_ref in ('snap/bank-a/va/' || @id, 'snap/bank-a/debit/' || @id);", new { id }).Select(DateOnly.FromDateTime).ShouldBe(takenAs is null ? [] : [taken, taken]);
        if (takenAs is not null) server.Database.AsSuperuser<string>("select narrative from pushed_posting where bank_ref = 'snap/bank-a/va/' || @id;", new { id })[0].ShouldContain($" SW {taken:yyyyMM} ");
        server.Database.AsSuperuser<string>("select bank_ref from va_payment where payment_id = @id;", new { id }).ShouldBe([takenAs is null ? "" : $"snap/bank-a/va/{id}"], "the bank has the money");
        var noted = server.Database.AsSuperuser<string>("select object || ' ' || outcome from audit where action = 'bank.time' and object ~ (' ' || @id || '$') order by object;", new { id });
        if (outcome is null) noted.ShouldBeEmpty();
        else noted.ShouldBe([$"bank-a/88899120{id.Length} {id} {Text()}", $"bank-a/debit {id} {Text()}"]);

        string Text() => $"{outcome}{Core.Basics.JakartaTime.DayOf(now.AddDays(days)):yyyy-MM-dd}, and {(takenAs is null ? "left to the statement" : takenAs == days ? "taken as of that day" : $"taken as of {taken:yyyy-MM-dd}")}";
    }

    /// <summary>The member paid on the last day, and the bank told of it after it.</summary>
    [Theory]
    [InlineData("in-time", "130", -5, "2002500")]
    [InlineData("over", "131", -3, "4042519")]
    public async Task A_number_that_ran_out_since_was_paid_in_time(string id, string customer, int days, string code)
    {
        server.AddVa(customer, "O", 0, period: 0);
        server.Database.AsSuperuser<int>("update virtual_account set expires = @at where va_no = '88899' || @customer;", new { at = server.Clock.GetUtcNow().AddDays(-4), customer });
        using var bank = server.Bank("client-a", server.Secret, BankServer.PartnerId);
        (await bank.Pay(await bank.Token(), customer, id, "1000.00", $"99{customer}", $",\"trxDateTime\":\"{SnapTime.Format(server.Clock.GetUtcNow().AddDays(days))}\"")).ShouldBe(code);
    }

    /// <summary>Some banks say of what goes back the time of what was taken.</summary>
    [Fact]
    public async Task What_is_given_back_goes_back_when_it_is_told()
    {
        using var bank = server.Bank("client-a", server.Secret, BankServer.PartnerId);
        var (token, now) = (await bank.Token(), server.Clock.GetUtcNow());
        foreach (var (status, external) in (IEnumerable<(string, string)>)[("00", "9831"), ("04", "9832")])
        {
            (await bank.Send(token, "debit/notify", $$$"""{"originalReferenceNo":"BACK20","latestTransactionStatus":"{{{status}}}","finishedTime":"{{{SnapTime.Format(now.AddDays(-20))}}}","amount":{"value":"10000.00","currency":"IDR"},"additionalInfo":{"remark":"AUTODEBET M2 SW 202602"}}""", external)).ShouldBe("2005600");
        }
        server.Database.AsSuperuser<DateTime>("select value_date::timestamp from pushed_posting where bank_ref = 'snap/bank-a/debit/BACK20' order by is_reversal;").Select(DateOnly.FromDateTime)
            .ShouldBe([Core.Basics.JakartaTime.DayOf(now.AddDays(-20)), Core.Basics.JakartaTime.DayOf(now)]);
    }

    [Fact]
    public async Task Characters_of_an_answer_are_sent_as_themselves()
    {
        server.AddVa("114", "O", 0);
        using var bank = server.Bank("client-a", server.Secret, BankServer.PartnerId);
        var at = SnapTime.Format(server.Clock.GetUtcNow());
        var answer = await bank.Call(await bank.Token(), "transfer-va/payment", $$$"""{"partnerServiceId":"88899","customerNo":"114","virtualAccountNo":"88899114","paymentRequestId":"plain","paidAmount":{"value":"1000.00","currency":"IDR"},"trxDateTime":"{{{at}}}"}""", "9731");
        answer.GetRawText().ShouldContain($"\"trxDateTime\":\"{at}\"");
    }

    [Fact]
    public async Task A_debit_that_was_given_back_is_taken_back_once()
    {
        using var bank = server.Bank("client-a", server.Secret, BankServer.PartnerId);
        var token = await bank.Token();
        foreach (var (status, amount, external, code) in ((string, string, string, string)[])[("03", "1", "1", "2005600"), ("00", "1", "2", "2005600"), ("00", "1", "3", "2005600"), ("00", "2", "4", "4045618"), ("04", "1", "5", "2005600"), ("04", "1", "6", "2005600"), ("00", "1", "7", "4045618")])
        {
            (await bank.Send(token, "debit/notify", $$$"""{"originalReferenceNo":"BACK1","latestTransactionStatus":"{{{status}}}","amount":{"value":"{{{amount}}}0000.00","currency":"IDR"},"additionalInfo":{"remark":"AUTODEBET M2 SW 202602"}}""", "95" + external)).ShouldBe(code, $"{status} {amount}");
        }
        server.Database.AsSuperuser<string>("select amount || ' ' || is_reversal from pushed_posting where bank_ref = 'snap/bank-a/debit/BACK1' order by is_reversal;").ShouldBe(["10000 false", "-10000 true"]);
        // A bank's messages overtake each other: that it went back comes before that it was done.
        foreach (var (status, externalId) in (IEnumerable<(string, string)>)[("04", "9801"), ("00", "9802")])
        {
            (await bank.Send(token, "debit/notify", $$$"""{"originalReferenceNo":"EARLY1","latestTransactionStatus":"{{{status}}}","amount":{"value":"10000.00","currency":"IDR"},"additionalInfo":{"remark":"AUTODEBET M2 SW 202602"}}""", externalId)).ShouldBe("2005600");
        }
        server.Database.AsSuperuser<string>("select bank_ref from pushed_posting where bank_ref = 'snap/bank-a/debit/EARLY1';").ShouldBeEmpty();
    }

    private async Task<string> NewSecret(string name, string client, string profile, string partnerId) => (await server.Put("first", name, client, profile, partnerId, newSecret: true))!;

    private List<Line> Play(string what, string client, string secret, string partnerId)
    {
        var order = new { what, @base = server.Http.ToString(), client, secret, partnerId, privateKey = File.ReadAllText(server.Scratch["bank-private.pem"]), clockOffsetMs = (long)(server.Clock.GetUtcNow() - TimeProvider.System.GetUtcNow()).TotalMilliseconds };
        File.WriteAllText(server.Scratch[$"{what}.json"], JsonSerializer.Serialize(order));
        var (exit, output, error) = Programs.Run("node", SourceTree.PathOf("tests/DeductionGateway.Tests/Banks/clients/snap.mjs"), server.Scratch[$"{what}.json"]);
        exit.ShouldBe(0, output + error);
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => JsonSerializer.Deserialize<Line>(line, Web)!)];
    }

    private sealed record Line(string Step, int Status, string Code, JsonElement Answer);
}
