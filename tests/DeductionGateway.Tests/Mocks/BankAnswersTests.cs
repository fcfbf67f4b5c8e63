using System.Text;
using System.Text.Json.Nodes;
using DeductionGateway.Core.BankFiles;
using DeductionGateway.Core.Intake;
using DeductionGateway.Core.Snap;
using DeductionGateway.Mocks.Bank;
using DeductionGateway.Mocks.Snap;

namespace DeductionGateway.Tests.Mocks;

/// <summary>What the simulated bank answers a gateway: who may ask, statements that add up, money that moves once.</summary>
public sealed class BankAnswersTests
{
    private const string Statement = "bank-statement";

    /// <summary>DOMAIN §3.2.</summary>
    [Fact]
    public void Its_signature_is_the_one_of_the_known_vector()
    {
        var body = """{ "partnerReferenceNo":"2020102900000000000001",  "accountNo":"1234567890","fromDateTime":"2026-01-25T00:00:00+07:00","toDateTime":"2026-01-25T23:59:59+07:00"}"""u8;
        var text = SnapSigning.OfCall("POST", "/openapi/v1.0/bank-statement", "test-access-token", body, "2026-01-26T08:00:00+07:00");
        SnapSigning.Hmac("test-client-secret", text).ShouldBe("Sa0Qk/ZlVoDr683Vj1C2axlBL+TpuNRArn2dCVtGxCeAtDPI9R6vGcwXcgV6uJj7xVmTBdxWSR8Vg0QwUf7Iqw==");
    }

    [Fact]
    public async Task Only_a_caller_with_token_and_signature_is_answered_and_an_id_stands_once_a_day()
    {
        await using var bank = await MockBank.Start();
        var body = $$"""{"accountNo":"{{MockBank.Account}}"}""";
        (await bank.Code("balance-inquiry", body, externalId: "1")).ShouldBe("2001100");
        (await bank.Code("balance-inquiry", body, externalId: "1")).ShouldBe("4091100");
        (await bank.Code("balance-inquiry", body, externalId: "no-digits")).ShouldBe("4001101");
        (await bank.Code("balance-inquiry", body, signedBody: body + "x")).ShouldBe("4011100");
        (await bank.Code("balance-inquiry", body, token: "made-up")).ShouldBe("4011101");
        (await bank.Code("balance-inquiry", """{"accountNo":"999"}""")).ShouldBe("4041111");
        (await bank.Code("balance-inquiry", "{}")).ShouldBe("4001102");
        (await bank.Code("balance-inquiry", "notjson")).ShouldBe("4001100");
    }

    /// <summary>Pages overlap by a second; without what stands twice they are the ledger.</summary>
    [Fact]
    public async Task A_statement_in_pages_is_the_ledger_and_its_balances_chain()
    {
        await using var bank = await MockBank.Start(pageRows: 5);
        for (var day = 0; day < 3; day++)
        {
            for (var no = 1; no <= 9; no++) await bank.Control("credit", $$"""{"amount":{{no * 1_000}},"counterparty":"PT A","remark":"R{{no}}"}""");
            await bank.Control("advance-day");
        }
        var rows = new Dictionary<string, JsonObject>();
        var (to, first, pages) = ("2026-02-28T23:59:59+07:00", (JsonObject?)null, 0);
        while (true)
        {
            var page = await bank.Call(Statement, $$"""{"accountNo":"{{MockBank.Account}}","fromDateTime":"2026-02-26T00:00:00+07:00","toDateTime":"{{to}}"}""");
            page["responseCode"]!.ToString().ShouldBe("2001400");
            first ??= page;
            pages++;
            foreach (var row in page["detailData"]!.AsArray()) rows[row!["transactionId"]!.ToString()] = row.AsObject();
            if (page["hasMore"]!.ToString() == "N") break;
            to = page["lastRecordDateTime"]!.ToString();
        }
        pages.ShouldBeGreaterThan(6);
        var booked = bank.Ledger.Entries(MockBank.Account);
        rows.Values.Reverse().Select(static row => (row["transactionId"]!.ToString(), Minor(row["amount"]))).ShouldBe(booked.Select(static one => (one.Id, one.AmountMinor)));
        var (balance, total) = (first!["balance"]![0]!, first["totalCreditEntries"]!);
        (Minor(balance["endingBalance"]) - Minor(balance["startingBalance"]), total["numberOfEntries"]!.ToString(), Minor(total["amount"])).ShouldBe((13_500_000, "27", 13_500_000));
        var chain = Minor(balance["startingBalance"]);
        foreach (var row in rows.Values.Reverse())
        {
            Minor(row["detailBalance"]!["startAmount"]![0]!["amount"]).ShouldBe(chain);
            chain += Minor(row["amount"]);
            Minor(row["detailBalance"]!["endAmount"]![0]!["amount"]).ShouldBe(chain);
        }
    }

    [Fact]
    public async Task Its_files_are_read_as_its_ledger()
    {
        await using var bank = await MockBank.Start();
        await bank.Control("credit", """{"amount":870000,"counterparty":"Dinas Pendidikan, Kota \"B\"","remark":"POTONGAN KOPERASI 202602 E1"}""");
        await bank.Control("advance-day");
        await bank.Control("debit", """{"amount":50000,"remark":"AUTODEBET M1 SW 202602","is_done":false}""");
        await bank.Control("credit", $$"""{"amount":1,"remark":"{{new string('R', 150)}}"}""");
        (await bank.Code("transfer-interbank", Transfer("p1", "900.00"))).ShouldBe("2001800");
        var booked = bank.Ledger.Entries(MockBank.Account).Select(static one => (one.Id, one.Day, Thousandths: one.SignedMinor * 10)).ToList();
        booked.Count.ShouldBe(3);
        var swift = new FaultList();
        var mt940 = Mt940Reader.Read("bank.mt940", Encoding.UTF8.GetBytes(await bank.Shown("statement?format=mt940&from=2026-02-26&to=2026-02-27")), swift);
        swift.Any.ShouldBeFalse();
        mt940.Statements.Count.ShouldBe(2);
        mt940.Statements[1].Opening!.Amount.ShouldBe(mt940.Statements[0].Closing!.Amount);
        Read(mt940).ShouldBe(booked);
        var table = new FaultList();
        var csv = BankCsvReader.Read("bank.csv", Encoding.UTF8.GetBytes(await bank.Shown("statement?format=csv&from=2026-02-26&to=2026-02-27")), table);
        table.Any.ShouldBeFalse();
        Read(csv).ShouldBe(booked);
    }

    /// <summary>A transfer that is asked for again, changed or too large moves nothing; what became of it can be asked.</summary>
    [Fact]
    public async Task A_transfer_is_one_by_its_reference()
    {
        await using var bank = await MockBank.Start();
        await bank.Control("open-account", """{"account":"777","name":"Siti"}""");
        (await bank.Code("transfer/status", """{"originalPartnerReferenceNo":"p1","serviceCode":"17"}""")).ShouldBe("4043601");
        (await bank.Code("transfer-intrabank", Transfer("p1", "1500.00"))).ShouldBe("2001700");
        (await bank.Code("transfer-intrabank", Transfer("p1", "1500.00"))).ShouldBe("4091701");
        (await bank.Code("transfer-intrabank", Transfer("p1", "1600.00"))).ShouldBe("4041718");
        (await bank.Code("transfer-intrabank", Transfer("p2", "99999999999.00"))).ShouldBe("4031714");
        (await bank.Code("transfer-intrabank", Transfer("p3", "1.00", "778"))).ShouldBe("4041711");
        (await bank.Code("transfer-interbank", Transfer("p4", "25.50"))).ShouldBe("2001800");
        var status = await bank.Call("transfer/status", """{"originalPartnerReferenceNo":"p1","serviceCode":"17"}""");
        (status["latestTransactionStatus"]!.ToString(), Minor(status["amount"])).ShouldBe(("00", 150_000));
        bank.Ledger.Entries(MockBank.Account).Select(static one => one.SignedMinor).ShouldBe([-150_000, -2_550]);
        bank.Ledger.Entries("777").Select(static one => one.SignedMinor).ShouldBe([150_000]);
    }

    [Fact]
    public async Task A_transfer_in_progress_is_done_or_fails_when_the_day_advances()
    {
        await using var bank = await MockBank.Start();
        await bank.Control("hold-transfers");
        (await bank.Code("transfer-interbank", Transfer("p1", "1500.00"))).ShouldBe("2021800");
        (await bank.Code("transfer-interbank", Transfer("p1", "1500.00"))).ShouldBe("4091801");
        (await bank.Code("transfer-interbank", Transfer("p2", "99999999999.00"))).ShouldBe("2021800");
        (await Statuses()).ShouldBe(["03", "03"]);
        bank.Ledger.Entries(MockBank.Account).ShouldBeEmpty();
        await bank.Control("advance-day");
        (await Statuses()).ShouldBe(["00", "06"]);
        bank.Ledger.Entries(MockBank.Account).Select(static one => one.SignedMinor).ShouldBe([-150_000]);

        async Task<string[]> Statuses() => [await Status("p1"), await Status("p2")];

        async Task<string> Status(string reference) => (await bank.Call("transfer/status", $$"""{"originalPartnerReferenceNo":"{{reference}}","serviceCode":"18"}"""))["latestTransactionStatus"]!.ToString();
    }

    [Fact]
    public async Task A_direct_debit_is_booked_when_it_was_done_and_its_status_can_be_asked()
    {
        await using var bank = await MockBank.Start();
        var done = JsonNode.Parse(await bank.Control("debit", """{"amount":50000,"remark":"AUTODEBET M1 SW 202602","partner_reference":"d1"}"""))!;
        await bank.Control("debit", """{"amount":60000,"remark":"AUTODEBET M2 SW 202602","partner_reference":"d2","is_done":false}""");
        bank.Ledger.Entries(MockBank.Account).Select(static one => (one.Id, one.SignedMinor)).ShouldBe([(done["reference_no"]!.ToString(), 5_000_000)]);
        foreach (var (reference, status) in ((string, string)[])[("d1", "00"), ("d2", "06")])
        {
            (await bank.Call("debit/status", $$"""{"originalPartnerReferenceNo":"{{reference}}","serviceCode":"55"}"""))["latestTransactionStatus"]!.ToString().ShouldBe(status);
        }
        (await bank.Code("debit/status", """{"originalPartnerReferenceNo":"d3","serviceCode":"55"}""")).ShouldBe("4045501");
    }

    [Fact]
    public async Task A_virtual_account_lives_from_its_making_to_its_end()
    {
        await using var bank = await MockBank.Start();
        string Number(string more) => $$"""{"partnerServiceId":"   88899","customerNo":"100","virtualAccountNo":"   88899100"{{more}}}""";
        var made = Number(""","virtualAccountName":"Siti Aminah","trxId":"t1","totalAmount":{"value":"150000.00","currency":"IDR"},"virtualAccountTrxType":"C","expiredDate":"2026-03-31T23:59:59+07:00" """);
        (await bank.Code("transfer-va/inquiry-va", Number(""","trxId":"t1" """))).ShouldBe("4043012");
        (await bank.Code("transfer-va/create-va", made)).ShouldBe("2002700");
        (await bank.Code("transfer-va/create-va", made)).ShouldBe("4092700");
        (await bank.Code("transfer-va/update-va", made.Replace("150000", "160000", StringComparison.Ordinal), "PUT")).ShouldBe("2002800");
        (await bank.Code("transfer-va/update-status", Number(""","trxId":"t1","paidStatus":"Y" """), "PUT")).ShouldBe("2002900");
        var data = (await bank.Call("transfer-va/inquiry-va", Number(""","trxId":"t1" """)))["virtualAccountData"]!;
        (Minor(data["totalAmount"]), data["paidStatus"]!.ToString(), data["virtualAccountNo"]!.ToString()).ShouldBe((16_000_000, "Y", "   88899100"));
        (await bank.Code("transfer-va/delete-va", Number(""","trxId":"t1" """), "DELETE")).ShouldBe("2003100");
        (await bank.Code("transfer-va/delete-va", Number(""","trxId":"t1" """), "DELETE")).ShouldBe("4043112");
    }

    [Fact]
    public async Task Stopped_it_answers_nobody_and_resumed_it_does()
    {
        await using var bank = await MockBank.Start();
        var token = await bank.Token();
        await bank.Control("stop");
        await Should.ThrowAsync<HttpRequestException>(() => bank.Token());
        await bank.Control("resume");
        (await bank.Code("balance-inquiry", $$"""{"accountNo":"{{MockBank.Account}}"}""", token: token)).ShouldBe("2001100");
    }

    /// <summary>Whatever happens to its answers, a transfer that is asked for until it is known was done once.</summary>
    [Fact]
    public async Task Money_moves_once_though_answers_fail()
    {
        await using var bank = await MockBank.Start("hostile", seed: 5);
        for (var no = 1; no <= 40; no++)
        {
            string? code = null;
            while (code is not ("2001800" or "4091801")) code = await CodeOrNull(() => bank.Code("transfer-interbank", Transfer($"p{no}", $"{no}.00")));
        }
        bank.Ledger.Entries(MockBank.Account).Select(static one => one.AmountMinor).ShouldBe(Enumerable.Range(1, 40).Select(static no => no * 100L));
        foreach (var fault in (string[])["ErrorBefore", "ErrorAfter", "Reset", "Truncated"]) bank.Counts.GetValueOrDefault($"18 {fault}").ShouldBeGreaterThan(0, fault);
    }

    private static async Task<string?> CodeOrNull(Func<Task<string>> call)
    {
        try
        {
            return await call();
        }
        catch (Exception cut) when (cut is HttpRequestException or IOException)
        {
            return null;
        }
    }

    private static string Transfer(string reference, string value, string to = "777") => new JsonObject
    {
        ["partnerReferenceNo"] = reference, ["sourceAccountNo"] = MockBank.Account, ["beneficiaryAccountNo"] = to, ["beneficiaryBankCode"] = "014", ["beneficiaryAccountName"] = "Siti",
        ["amount"] = new JsonObject { ["value"] = value, ["currency"] = "IDR" },
    }.ToJsonString();

    private static IEnumerable<(string Id, DateOnly Day, long Thousandths)> Read(ReadBankFile file) =>
        file.Statements.SelectMany(static one => one.Entries).Select(static one => (one.BankReference.ToString(), one.ValueDate, (long)one.Amount.Thousandths));

    private static long Minor(JsonNode? money) => SnapMoney.Parse(money!["value"]!.ToString())!.Value;
}
