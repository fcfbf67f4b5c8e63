using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using DeductionGateway.Banks.Uat;
using DeductionGateway.Commands;
using DeductionGateway.Tests.Data;
using DeductionGateway.Tests.Mocks;

namespace DeductionGateway.Tests.Banks;

/// <summary><c>snap-uat</c> at a simulated bank over the wire: what passes, what is found, what is written, and what is never sent.</summary>
public sealed class SnapUatTests(TwoCooperatives two) : IClassFixture<TwoCooperatives>
{
    private static readonly IReadOnlyList<UatCase> BuiltIn = UatForm.Read(UatForm.BuiltIn()).Cases;

    [Fact]
    public async Task All_cases_pass_at_a_right_bank_and_what_moves_money_is_not_run()
    {
        await using var bank = await UatBank.Start(two);
        var (exit, output, error) = bank.Test("--form", bank.Form(bank.Transfers(10_000)));
        exit.ShouldBe(ExitCode.Done, output + error);
        bank.Cases("not_run").ShouldBe([.. BuiltIn.Where(static one => one.Service is 17 or 18 || one.After.Length > 0 || one.Id == "55-01").Select(static one => one.Id)], ignoreOrder: true);
        bank.Cases("failed").ShouldBeEmpty();
        bank.Cases("passed").Count().ShouldBeGreaterThan(50);
        bank.Ledger.Entries(MockBank.Account).ShouldBeEmpty();
        bank.Counts.Keys.ShouldNotContain("17");
        output.ShouldContain($"{bank.Cases("passed").Count()} passed, 0 failed, {bank.Cases("not_run").Count()} not run");
        two.Database.AsSuperuser<string>("select outcome from audit where action = 'bank.test' order by audit_no desc limit 2;").ShouldBe([$"done: {bank.Cases("passed").Count()} passed, 0 failed, {bank.Cases("not_run").Count()} not run", "begun by form generic"]);
    }

    [Fact]
    public async Task Money_moves_when_it_is_said_so_and_each_transfer_once()
    {
        const int rupiah = 10_000, ofEach = 4;
        await using var bank = await UatBank.Start(two);
        var (exit, output, error) = bank.Test("--form", bank.Form(bank.Transfers(rupiah)), "--services", "17,18,36", "--move-money");
        exit.ShouldBe(ExitCode.Done, output + error);
        bank.Cases("not_run").ShouldBeEmpty();
        bank.Ledger.Entries(MockBank.Account).Select(static one => one.SignedMinor).ShouldBe(Enumerable.Repeat(-rupiah * 100L, 2 * ofEach), "the right one, and the first of each three that are repeated");
        two.Database.AsSuperuser<string>("select outcome from audit where action = 'bank.test' and outcome like 'begun%' order by audit_no desc limit 1;").ShouldBe(["begun by form generic, with transfers of 10000 each"]);
    }

    /// <summary>One thing is wrong at the bank, and the cases of that one thing name it.</summary>
    [Theory]
    [InlineData("careless", "A wrong signature")]
    [InlineData("forgetful", "The same X-EXTERNAL-ID twice")]
    public async Task What_is_wrong_at_a_bank_is_found_by_the_name_of_the_case(string scenario, string title)
    {
        await using var bank = await UatBank.Start(two, scenario);
        var (exit, output, _) = bank.Test("--services", "73,11,14,30,55");
        exit.ShouldBe(ExitCode.InvariantBroke, output);
        // Service 30 asks for a number that was not made: its right calls are refused.
        string[] ofNumbers = ["30-01", "30-05"];
        bank.Cases("failed").ShouldBe([.. BuiltIn.Where(one => one.Service is 73 or 11 or 14 or 30 or 55 && (one.Title.En == title || ofNumbers.Contains(one.Id))).Select(static one => one.Id)], ignoreOrder: true);
        output.Split('\n').ShouldContain(line => line.Contains("11-0", StringComparison.Ordinal) && line.Contains(title, StringComparison.Ordinal) && line.Contains("failed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Evidence_has_each_request_and_answer_and_no_secret_and_no_whole_number()
    {
        await using var bank = await UatBank.Start(two);
        bank.Test("--form", bank.Form(bank.Transfers(10_000)), "--move-money").Exit.ShouldBe(ExitCode.Done);
        var all = bank.AllText();
        foreach (var known in (string[])[UatBank.Secret, MockBank.Account, "7770001234", "5550009876", "SITI AMINAH", "KOPERASI CONTOH", "UJI COBA KOPERASI", "BUDI SANTOSO", .. bank.PrivateKey.Split('\n').Where(static line => line.Length > 40)]) all.ShouldNotContain(known);
        Regex.Matches(all, "[0-9a-f]{64}").ShouldBeEmpty("a token of this bank has 64 digits");
        Regex.Matches(all, "88899[0-9]{12}").ShouldBeEmpty("a virtual account");
        Regex.Matches(all, "[A-Za-z0-9+/]{86}==").ShouldBeEmpty("a signature under the secret");
        var balance = bank.Evidence()["cases"]!.AsArray().Single(static one => (string)one!["id"]! == "11-01")!;
        var exchange = balance["exchanges"]!.AsArray()[^1]!;
        var headers = exchange["request"]!["headers"]!.AsArray().ToDictionary(static one => (string)one!["name"]!, static one => (string)one!["value"]!);
        headers["Authorization"].ShouldMatch("^Bearer [0-9a-f]{4}…[0-9a-f]{4}$");
        headers["X-SIGNATURE"].ShouldMatch("^.{4}….{4}$");
        (headers["X-PARTNER-ID"], headers["X-EXTERNAL-ID"].Length).ShouldBe(("partner-1", 27), "by these a bank finds the call");
        ((string)exchange["url"]!, (string)exchange["method"]!, (int)exchange["response"]!["status"]!).ShouldBe(($"{bank.Address}/v1.0/balance-inquiry", "POST", 200));
        ((string)exchange["request"]!["body"]!["accountNo"]!, (string)exchange["response"]!["body"]!["name"]!).ShouldBe(("*********5678", "K******* C*****"));
        ((string)exchange["at"]!).ShouldEndWith("+07:00");
    }

    [Theory]
    [InlineData("id", "Ringkasan", "lulus", "Tanda tangan salah", "tidak dijalankan")]
    [InlineData("en", "Summary", "passed", "A wrong signature", "not run")]
    public async Task The_workbook_is_in_either_language(string language, params string[] words)
    {
        await using var bank = await UatBank.Start(two);
        bank.Test("--language", language, "--services", "11,17").Exit.ShouldBe(ExitCode.Done);
        File.Delete(Directory.GetFiles(bank["evidence"], "*.json").Single());
        foreach (var word in words) bank.AllText().ShouldContain(word);
    }

    /// <summary>A form is for one system; money moves at that one and at no other.</summary>
    [Fact]
    public async Task A_form_of_another_system_is_refused_and_nothing_is_sent()
    {
        await using var bank = await UatBank.Start(two);
        bank.Test("--form", bank.Form(new JsonObject { ["base_url"] = "https://sandbox.bank.example" })).ShouldBe((ExitCode.WrongUsage, "", $"The form is for https://sandbox.bank.example, and {UatBank.Name} is at {bank.Address}; nothing was sent. See --help.{Environment.NewLine}"));
        bank.Test("--move-money").Error.ShouldContain("--move-money wants a form that says by base_url");
        bank.Test("--move-money", "--form", bank.Form(new JsonObject { ["base_url"] = bank.Address })).Error.ShouldContain("--move-money wants a form that says by transfer");
        bank.Counts.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("\"service\": 11", "\"service\": 12", "cases[7] (11-01): service is one of 73, 11, 14")]
    [InlineData("\"2001100\"", "\"2001400\"", "cases[7] (11-01): '2001400' in expect is no response code of service 11")]
    [InlineData("\"id\": \"11-02\"", "\"id\": \"11-01\"", "cases[8] (11-01): an earlier case has this id")]
    [InlineData("\"signature\": \"wrong\"", "\"signature\": \"false\"", "$.cases[1].signature")]
    [InlineData("\"title\": {\"id\": \"Tanda tangan salah\"", "\"title\": {\"id\": \"\"", "cases[1] (73-02): title is wanted in both languages")]
    [InlineData("\"after\": \"17-01\"", "\"after\": \"17-99\"", "(36-01): after names an earlier case of service 17 or 18")]
    [InlineData("\"repeat\": \"external_id\"", "\"repeat\": \"reference\"", "(11-09): repeat is reference at services 17 and 18 only")]
    [InlineData("\"remove\"", "\"removed\"", "removed")]
    [InlineData("{", "[", "wrong at")]
    public async Task A_form_that_is_wrong_is_refused_with_its_place(string good, string bad, string words)
    {
        await using var bank = await UatBank.Start(two);
        var text = System.Text.Encoding.UTF8.GetString(UatForm.BuiltIn());
        var at = text.IndexOf(good, StringComparison.Ordinal);
        File.WriteAllText(bank["bad.json"], text[..at] + bad + text[(at + good.Length)..]);
        var (exit, _, error) = bank.Test("--form", bank["bad.json"]);
        (exit, error.Contains(words, StringComparison.Ordinal)).ShouldBe((ExitCode.FileRefused, true), error);
        bank.Run("snap-uat", "check", bank["bad.json"]).Error.ShouldBe(error);
        bank.Counts.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_bank_that_cannot_be_reached_is_one_sentence()
    {
        await using var bank = await UatBank.Start(two, address: "http://127.0.0.1:1");
        bank.Test().ShouldSatisfyAllConditions(
            static ended => ended.Exit.ShouldBe(ExitCode.DatabaseTrouble),
            static ended => ended.Error.ShouldBe("http://127.0.0.1:1 cannot be reached: no connection came about. Is the test system up, and does base_url name it?" + Environment.NewLine));
        Directory.Exists(bank["evidence"]).ShouldBeFalse();
        bank.Run("banks", "balance", "first", UatBank.Name).ShouldBe((ExitCode.DatabaseTrouble, "", $"{UatBank.Name} was not asked: http://127.0.0.1:1 cannot be reached, or gives no token.{Environment.NewLine}"));
    }

    /// <summary>A token that the bank did not give, and tokens where calls have none.</summary>
    [Fact]
    public async Task Calls_signed_by_the_key_alone_have_no_cases_of_tokens()
    {
        await using var bank = await UatBank.Start(two, profile: ("\"outbound\": \"symmetric\"", "\"outbound\": \"asymmetric\""));
        bank.Test("--services", "73,11");
        bank.Cases("not_run").ShouldBe([.. BuiltIn.Where(static one => one.Service == 73).Select(static one => one.Id), "11-05", "11-06"]);
        bank.Counts.Keys.ShouldNotContain("73");
    }

    [Fact]
    public async Task The_balance_is_asked_for_now()
    {
        await using var bank = await UatBank.Start(two);
        bank.Run("banks", "balance", "first", UatBank.Name).ShouldBe((ExitCode.Done, $"{UatBank.Name}  *********5678  IDR 10000000.00 available{Environment.NewLine}", ""));
        bank.Run("banks", "balance", "first", "nobody").ShouldBe((ExitCode.WrongUsage, "", $"first has no bank nobody. See --help.{Environment.NewLine}"));
    }
}
