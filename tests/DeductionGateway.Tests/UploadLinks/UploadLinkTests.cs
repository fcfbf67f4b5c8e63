using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using DeductionGateway.Contract.V1;
using DeductionGateway.Tests.Harness;
using DeductionGateway.Tests.Periods;
using Grpc.Core;
using Role = DeductionGateway.Access.Role;

namespace DeductionGateway.Tests.UploadLinks;

/// <summary>Links for employers without accounts, by the real page over HTTP: one file, once, for one employer and period.</summary>
public sealed class UploadLinkTests(PeriodsServer server) : IClassFixture<PeriodsServer>
{
    private Contract.V1.UploadLinks.UploadLinksClient Links => new(server.Channel);

    [Fact]
    public async Task A_file_is_looked_at_confirmed_and_stored_once()
    {
        var (link, who) = await NewLink("once");
        var file = Changed("00102,BUDI SANTOSO,3273011203790002,SW,50000", "00102,BUDI SANTOSO,3273011203790002,SW,75000,2026-02\n99999,ORANG <b>LAIN</b>,1111222233334444,SW,1000");
        var page = await Get(link.Path);
        page.Status.ShouldBe(HttpStatusCode.OK);
        page.Text.ShouldContain("Kirim hasil potongan gaji");
        (await Get(link.Path + "?lang=en")).Text.ShouldContain("Send the payroll deductions");
        var preview = await Preview(link.Path, file);
        preview.Status.ShouldBe(HttpStatusCode.OK, preview.Text);
        preview.Text.ShouldContain("Rp 896.000");
        preview.Text.ShouldContain("Rp 870.000");
        preview.Text.ShouldContain("Berbeda dengan tagihan: 2");
        preview.Text.ShouldMatch("""<td>00102</td><td>[^<]*</td><td>SW</td><td class="number">50.000</td><td class="number">75.000</td>""");
        preview.Text.ShouldContain("ORANG &lt;b&gt;LAIN&lt;/b&gt;");
        preview.Text.ShouldNotContain("<b>", Shouldly.Case.Insensitive);
        (await server.Names(who)).ShouldNotContain("payroll_E1.csv", "nothing is stored before it is confirmed");
        var done = await Confirm(link.Path, preview.Text);
        done.Status.ShouldBe(HttpStatusCode.OK, done.Text);
        done.Text.ShouldContain(PeriodsServer.Sha256(file));
        var stored = (await server.Periods.ListFilesAsync(new ListFilesRequest { Period = PeriodsServer.Period }, who)).Files.Single(static one => one.Name == "payroll_E1.csv");
        (stored.Sha256, stored.Actor).ShouldBe((PeriodsServer.Sha256(file), $"link:{link.LinkId}"));
        foreach (var again in new[] { await Get(link.Path), await Preview(link.Path, file), await Confirm(link.Path, preview.Text) })
        {
            again.Status.ShouldBe(HttpStatusCode.Gone);
            again.Text.ShouldContain("sudah terpakai");
        }
        (await Links.ListUploadLinksAsync(new ListUploadLinksRequest(), who)).Links.Single().State.ShouldBe(UploadLinkState.Used);
        server.Database.AsSuperuser<string>("select actor || ' ' || action from audit a join cooperative c using (cooperative_id) where c.code = 'once' and action like 'upload-link%' order by audit_no;")
            .ShouldBe(["once.Officer upload-link.create", $"link:{link.LinkId} upload-link.use"]);
    }

    [Fact]
    public async Task A_file_with_faults_shows_where_and_leaves_the_link()
    {
        var (link, who) = await NewLink("faulty");
        var wrong = await Preview(link.Path, Changed("550000", "3273014506800001x"));
        wrong.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        wrong.Text.ShouldContain("""<td class="number">3</td>""");
        wrong.Text.ShouldContain("327301******0001");
        wrong.Text.ShouldNotContain("3273014506800001");
        foreach (var (body, type) in ((byte[], string)[])[([], "multipart/form-data; boundary=x"), ("--x--"u8.ToArray(), "multipart/form-data; boundary=x"), ("a=b"u8.ToArray(), "application/x-www-form-urlencoded"), ("junk"u8.ToArray(), "multipart/form-data")])
        {
            using var content = new ByteArrayContent(body);
            content.Headers.TryAddWithoutValidation("Content-Type", type);
            (await Post(link.Path + "/preview", content)).Status.ShouldBe(HttpStatusCode.BadRequest, type);
        }
        (await Preview(link.Path, [])).Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await Preview(link.Path, new byte[17 << 20])).Status.ShouldBe(HttpStatusCode.BadRequest, "too large");
        (await server.Names(who)).ShouldNotContain("payroll_E1.csv");
        var right = await Preview(link.Path, PeriodsServer.Base("payroll_E1.csv"));
        right.Text.ShouldContain("Sama dengan tagihan");
        (await Confirm(link.Path, right.Text.Replace("name=\"sha256\" value=\"", "name=\"sha256\" value=\"0", StringComparison.Ordinal))).Status.ShouldBe(HttpStatusCode.BadRequest, "another file than was looked at");
        (await server.Names(who)).ShouldNotContain("payroll_E1.csv");
        (await Confirm(link.Path, right.Text)).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Withdrawn_expired_or_made_up_links_take_nothing()
    {
        var (link, who) = await NewLink("over");
        var preview = await Preview(link.Path, PeriodsServer.Base("payroll_E1.csv"));
        (await Links.RevokeUploadLinkAsync(new RevokeUploadLinkRequest { LinkId = link.LinkId }, who)).State.ShouldBe(UploadLinkState.Revoked);
        (await Get(link.Path)).Text.ShouldContain("ditarik oleh koperasi");
        (await Confirm(link.Path, preview.Text)).Status.ShouldBe(HttpStatusCode.Gone);
        (await Should.ThrowAsync<RpcException>(async () => await Links.RevokeUploadLinkAsync(new RevokeUploadLinkRequest { LinkId = link.LinkId }, who))).StatusCode.ShouldBe(StatusCode.FailedPrecondition);
        var late = await Links.CreateUploadLinkAsync(Wish(), who);
        preview = await Preview(late.Path, PeriodsServer.Base("payroll_E1.csv"));
        server.Database.AsSuperuser<int>("update upload_link set expires = now() - interval '1 second' where link_id = @LinkId;", new { late.LinkId });
        (await Get(late.Path)).Text.ShouldContain("sudah habis");
        (await Confirm(late.Path, preview.Text)).Status.ShouldBe(HttpStatusCode.Gone);
        (await Links.ListUploadLinksAsync(new ListUploadLinksRequest(), who)).Links.Select(static one => one.State).ShouldBe([UploadLinkState.Expired, UploadLinkState.Revoked]);
        (await server.Names(who)).ShouldNotContain("payroll_E1.csv");
        foreach (var path in (string[])["/u/1.x", "/u/x", "/u/999999.AAAA", $"/u/9{link.Path[3..]}", link.Path[..^1], "/u/" + new string('1', 500)]) (await Get(path)).Status.ShouldBe(HttpStatusCode.NotFound, path);
    }

    [Fact]
    public async Task Of_two_who_confirm_at_once_one_stores()
    {
        var (link, _) = await NewLink("racing");
        var preview = await Preview(link.Path, PeriodsServer.Base("payroll_E1.csv"));
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Confirm(link.Path, preview.Text)));
        answers.Select(static one => one.Status).Order().ShouldBe([HttpStatusCode.OK, .. Enumerable.Repeat(HttpStatusCode.Gone, 5)]);
    }

    [Fact]
    public async Task The_token_is_said_once_and_kept_nowhere()
    {
        var (_, who) = await NewLink("secret");
        var keyed = PeriodsServer.As(Role.Officer, cooperative: "secret", key: "the-same");
        var first = await Links.CreateUploadLinkAsync(Wish(), keyed);
        var again = await Links.CreateUploadLinkAsync(Wish(), keyed);
        (again.LinkId, again.Path).ShouldBe((first.LinkId, ""));
        (await Links.ListUploadLinksAsync(new ListUploadLinksRequest(), who)).Links.ShouldAllBe(static one => one.Path.Length == 0);
        var secret = first.Path.Split('.')[^1];
        secret.Length.ShouldBe(43);
        var like = new[] { $"%{secret}%", $"%{Convert.ToHexStringLower(Encoding.UTF8.GetBytes(secret))}%" };
        foreach (var table in server.Database.AsSuperuser<string>("select format('%I', relname) from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r';"))
        {
            server.Database.AsSuperuser<bool>($"select exists (select 1 from {table} t where t::text like any (@like));", new { like })[0].ShouldBeFalse(table);
        }
    }

    [Theory]
    [InlineData("2026-2", "E1", 0, StatusCode.InvalidArgument)]
    [InlineData("2026-02", "", 0, StatusCode.InvalidArgument)]
    [InlineData("2026-02", "E1", 337, StatusCode.InvalidArgument)]
    [InlineData("2026-02", "E1", -1, StatusCode.InvalidArgument)]
    [InlineData("2026-02", "E9", 0, StatusCode.FailedPrecondition)]
    [InlineData("2026-03", "E1", 0, StatusCode.FailedPrecondition)]
    public async Task A_link_is_for_an_employer_whose_file_is_known(string period, string employer, int hours, StatusCode code)
    {
        var (_, who) = await NewLink("wishes");
        (await Should.ThrowAsync<RpcException>(async () => await Links.CreateUploadLinkAsync(new CreateUploadLinkRequest { Period = period, Employer = employer, ValidHours = hours }, who))).StatusCode.ShouldBe(code);
    }

    [Fact]
    public async Task Who_tries_tokens_is_stopped()
    {
        var (link, _) = await NewLink("storm");
        HttpStatusCode last = default;
        for (var i = 0; i < 31; i++) last = (await Get(link.Path)).Status;
        last.ShouldBe(HttpStatusCode.TooManyRequests);
    }

    /// <summary>On a phone, in a real browser: nothing is cut off, and the policy of the page lets its own style in and nothing else.</summary>
    [Fact]
    public async Task The_page_is_read_on_a_phone()
    {
        var (link, _) = await NewLink("phone");
        using var response = await server.Client.GetAsync(new Uri(server.Http, link.Path));
        var policy = response.Headers.GetValues("Content-Security-Policy").Single();
        policy.ShouldNotContain("unsafe");
        policy.ShouldNotContain("script-src");
        await using var browser = await Chromium.Start();
        using var page = await browser.Open(390, 844, isPhone: true);
        await page.Go(new Uri(server.Http, link.Path));
        // Only with the style sheet, which the policy lets in.
        await page.Until("document.querySelector('button') && getComputedStyle(document.querySelector('button')).backgroundColor === 'rgb(11, 92, 138)'");
        await page.Choose("input[type=file]", PeriodsServer.PathOfBase("payroll_E1.csv"));
        await page.Click("button");
        await page.Until("document.querySelector('input[name=sha256]')");
        await page.Keep("link-preview");
        int.Parse(await page.Value("document.documentElement.scrollWidth"), System.Globalization.CultureInfo.InvariantCulture).ShouldBeLessThanOrEqualTo(390);
        await page.Click("button");
        await page.Until("document.body?.innerText.includes('sudah diterima')");
        await page.Keep("link-done");
        page.Complaints.ShouldBeEmpty();
    }

    private static CreateUploadLinkRequest Wish() => new() { Period = PeriodsServer.Period, Employer = "E1" };

    /// <summary>A cooperative of the test's own with everything but the employers' answers, and a link for E1.</summary>
    private async Task<(UploadLink Link, Metadata Officer)> NewLink(string cooperative)
    {
        server.NewCooperative(cooperative);
        var officer = PeriodsServer.As(Role.Officer, cooperative: cooperative);
        foreach (var name in (string[])["employers.csv", "members.csv", "expected.csv", "profiles.json"]) await server.Put(name, PeriodsServer.Base(name), officer);
        return (await Links.CreateUploadLinkAsync(Wish(), officer), officer);
    }

    private static byte[] Changed(string old, string now)
    {
        var text = Encoding.UTF8.GetString(PeriodsServer.Base("payroll_E1.csv"));
        text.ShouldContain(old);
        return Encoding.UTF8.GetBytes(text.Replace(old, now, StringComparison.Ordinal));
    }

    private Task<(HttpStatusCode Status, string Text)> Get(string path) => Answer(server.Client.GetAsync(new Uri(server.Http, path)));

    private Task<(HttpStatusCode Status, string Text)> Post(string path, HttpContent content) => Answer(server.Client.PostAsync(new Uri(server.Http, path), content));

    private async Task<(HttpStatusCode Status, string Text)> Preview(string path, byte[] file)
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent(file), "file", "hasil potongan.csv" } };
        return await Post(path + "/preview", form);
    }

    /// <summary>Sends the form that the preview shows.</summary>
    private async Task<(HttpStatusCode Status, string Text)> Confirm(string path, string preview)
    {
        string Hidden(string name) => Regex.Match(preview, $"name=\"{name}\" value=\"([^\"]*)\"").Groups[1].Value;
        using var form = new FormUrlEncodedContent([KeyValuePair.Create("upload_id", Hidden("upload_id")), KeyValuePair.Create("sha256", Hidden("sha256"))]);
        return await Post(path + "/confirm", form);
    }

    private static async Task<(HttpStatusCode Status, string Text)> Answer(Task<HttpResponseMessage> call)
    {
        using var response = await call;
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}
