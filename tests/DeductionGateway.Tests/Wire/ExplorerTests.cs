using System.Text.Json;
using DeductionGateway.Access;
using DeductionGateway.Tests.Harness;
using DeductionGateway.Wire;

namespace DeductionGateway.Tests.Wire;

/// <summary>
/// The explorer at <c>/docs</c> in a real browser, under the policy that the server sends: it shows every operation, calls one with a token, asks no other host, and complains of
/// nothing. With <c>GATEWAY_TEST_PICTURES</c> set to a folder the tests leave there what they saw.
/// </summary>
public sealed class ExplorerTests(BusinessServer server) : IClassFixture<BusinessServer>
{
    [Theory]
    [InlineData("desk", 1280, 900, false)]
    [InlineData("phone", 390, 844, true)]
    public async Task Every_operation_is_shown_and_one_is_called(string name, int width, int height, bool isPhone)
    {
        await using var browser = await Chromium.Start();
        using var page = await browser.Open(width, height, isPhone);
        await page.Go(new Uri(server.Http, "/docs"));
        using var document = JsonDocument.Parse(await server.Rest.GetStringAsync(new Uri(server.Http, OpenApi.Path)));
        var operations = document.RootElement.GetProperty("paths").EnumerateObject().Sum(static path => path.Value.EnumerateObject().Count());
        operations.ShouldBeGreaterThan(30);
        await page.Until($"document.querySelectorAll('.opblock').length === {operations}");
        (await page.Value("document.body.innerText")).ShouldContain("National ids and account numbers are masked");
        await page.Keep(name);
        await page.Click(".auth-wrapper .authorize");
        await page.Type(".auth-container input", await server.TokenOf(Role.Officer));
        await page.Click(".auth-btn-wrapper .authorize");
        await page.Click(".auth-btn-wrapper .btn-done");
        await page.Click("#operations-Members-Members_ListMembers .opblock-summary-control");
        await page.Click("#operations-Members-Members_ListMembers .try-out__btn");
        await page.Click("#operations-Members-Members_ListMembers .execute");
        await page.Until("document.querySelector('#operations-Members-Members_ListMembers .live-responses-table tbody .response-col_status')?.innerText.startsWith('200')");
        (await page.Value("document.querySelector('#operations-Members-Members_ListMembers .live-responses-table').innerText")).ShouldContain("327301******0001");
        await page.Keep($"{name}-called");
        int.Parse(await page.Value("document.documentElement.scrollWidth"), System.Globalization.CultureInfo.InvariantCulture).ShouldBeLessThanOrEqualTo(width, "nothing is cut off at the side");
        page.Complaints.ShouldBeEmpty();
    }

    /// <summary>A page that breaks the policy is heard, or the silence above proves nothing.</summary>
    [Fact]
    public async Task What_breaks_the_policy_is_heard()
    {
        await using var browser = await Chromium.Start();
        using var page = await browser.Open(1280, 900, isPhone: false);
        await page.Go(new Uri(server.Http, "/docs"));
        await page.Until("document.querySelectorAll('.opblock').length > 0");
        page.Complaints.ShouldBeEmpty();
        foreach (var (breach, heard) in ((string, string)[])[
            ("document.head.append(Object.assign(document.createElement('script'), { text: 'window.broken = 1' }))", "script-src"),
            ("document.body.append(Object.assign(new Image(), { src: 'https://example.invalid/a.png' }))", "img-src"),
            ("fetch('https://example.invalid/').catch(() => 0)", "connect-src")])
        {
            await page.Value($"({breach}, 0)");
            for (var look = 0; look < 50 && !page.Complaints.Any(one => one.Contains(heard, StringComparison.Ordinal)); look++) await Task.Delay(100, TestContext.Current.CancellationToken);
            page.Complaints.ShouldContain(one => one.Contains(heard, StringComparison.Ordinal), heard);
        }
        (await page.Value("window.broken")).ShouldBe("undefined");
    }
}
