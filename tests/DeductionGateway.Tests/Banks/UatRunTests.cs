using System.Text;
using DeductionGateway.Banks.Calls;
using DeductionGateway.Banks.Register;
using DeductionGateway.Banks.Uat;
using Microsoft.AspNetCore.Http;

namespace DeductionGateway.Tests.Banks;

/// <summary>How single cases of a bank's test end, over the wire.</summary>
public sealed class UatRunTests(BankClients clients) : IClassFixture<BankClients>
{
    private const string Balance = "balance-inquiry", Token = "access-token/b2b";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("""{"responseCode":"2001100"}""", 200, "2001100", UatWhy.Unreadable)]
    [InlineData("""{"responseCode":"4011100"}""", 200, "4011100", UatWhy.OtherStatus)]
    [InlineData("""{"responseCode":"4011100"}""", 401, "4011100", UatWhy.None)]
    [InlineData("""{"responseCode":"4041111","responseMessage":"Invalid Account 1370012345678"}""", 404, "2001100", UatWhy.OtherCode)]
    [InlineData("<html>Service unavailable</html>", 503, "2001100", UatWhy.NoCode)]
    [InlineData("silence", 0, "2001100", UatWhy.NoAnswer)]
    public async Task A_case_is_judged_by_code_status_and_content(string answer, int status, string expected, object why)
    {
        var bank = await clients.NewBank();
        bank.Trouble = async (path, _, http) =>
        {
            if (path == Token) return false;
            if (answer == "silence") return await bank.Silence(http);
            http.Response.StatusCode = status;
            await http.Response.WriteAsync(answer);
            return true;
        };
        var partner = await clients.NewPartner(bank, ("\"timeout_seconds\": 15", "\"timeout_seconds\": 1"));
        var (run, one) = (Run(partner, expected, out var wire), Case(expected));
        using (wire)
        {
            var result = await run.Run(one, movesMoney: false, Stop);
            (result.Reason.Why, result.Verdict).ShouldBe(((UatWhy)why, (UatWhy)why == UatWhy.None ? UatVerdict.Passed : UatVerdict.Failed));
            EvidenceCase.Of(result, run.Mask()).Reason.Detail.ShouldNotContain("1370012345678", customMessage: "a bank's message is masked too");
        }
    }

    /// <summary>What a second try, or a breaker, would hide is what the test is to show.</summary>
    [Fact]
    public async Task Each_case_is_sent_once_however_often_the_bank_fails()
    {
        const int cases = 12;
        var bank = await clients.NewBank();
        bank.Trouble = static (path, _, http) =>
        {
            if (path != Token) http.Response.StatusCode = 500;
            return Task.FromResult(path != Token);
        };
        var run = Run(await clients.NewPartner(bank), "2001100", out var wire);
        using (wire)
        {
            for (var number = 0; number < cases; number++) (await run.Run(Case("2001100"), movesMoney: false, Stop)).Verdict.ShouldBe(UatVerdict.Failed);
        }
        bank.Calls.Count(static call => call.Path == Balance).ShouldBe(cases);
        bank.Tokens.ShouldBe(1);
    }

    private UatRun Run(Partner partner, string expected, out SnapWire wire)
    {
        wire = new SnapWire();
        return new UatRun(partner, Form(expected), wire, clients.Pipelines.Of(partner), clients.Clock);
    }

    private static UatCase Case(string expected) => Form(expected).Cases[0];

    private static UatForm Form(string expected) => UatForm.Read(Encoding.UTF8.GetBytes($$"""{"name": "one", "cases": [{"id": "1", "service": 11, "title": {"id": "Saldo", "en": "Balance"}, "expect": ["{{expected}}"]}]}"""));
}
