using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using DeductionGateway.Contract.V1;
using DeductionGateway.Tests.Harness;
using DeductionGateway.Wire;
using Google.Api;
using Google.Protobuf;
using Grpc.Core;

namespace DeductionGateway.Tests.Periods;

/// <summary>Files come in whole or not at all, by both wires, in one call or resumed; what is refused leaves nothing.</summary>
public sealed class UploadTests(PeriodsServer server) : IClassFixture<PeriodsServer>
{
    private const string Files = $"/v1/periods/{PeriodsServer.Period}/files";

    /// <summary>A billing that is large enough for several pieces: the base folder's with a long column that nobody reads.</summary>
    private static byte[] LargeMembers()
    {
        var text = new StringBuilder("member_no,name,national_id,employer,employee_no,loan_pu,loan_pb,saving_sw,saving_ss,shop_tk,remark\n");
        for (var i = 0; i < 3_000; i++) text.Append(System.Globalization.CultureInfo.InvariantCulture, $"L{i},Anggota {i},,E1,9{i:00000},0,0,0,0,0,{new string('x', 200)}\n");
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    [Fact]
    public async Task A_file_sent_over_gRPC_is_understood_and_comes_back_over_REST_as_it_was()
    {
        const string period = "2026-03";
        var bytes = PeriodsServer.Base("employers.csv");
        var stored = await server.Put("employers.csv", bytes, period: period, piece: 7);
        (stored.Name, stored.Length, stored.Sha256, stored.Actor).ShouldBe(("employers.csv", bytes.Length, PeriodsServer.Sha256(bytes), "first.Manager"));
        (stored.Reading.Kind, stored.Reading.RowCount).ShouldBe(("employers", 2));
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(server.Http, $"/v1/periods/{period}/files/employers.csv"));
        foreach (var header in PeriodsServer.Manager) request.Headers.Add(header.Key, header.Value);
        using var response = await server.Client.SendAsync(request);
        (await response.Content.ReadAsByteArrayAsync()).ShouldBe(bytes);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/octet-stream");
    }

    [Fact]
    public async Task A_file_sent_over_REST_comes_back_over_gRPC_by_PUT_and_by_form()
    {
        const string period = "2026-04";
        var bytes = PeriodsServer.Base("employers.csv");
        var (status, text) = await server.Send(HttpMethod.Put, $"/v1/periods/{period}/files/employers.csv", new ByteArrayContent(bytes));
        status.ShouldBe(HttpStatusCode.OK, text);
        JsonParser.Default.Parse<StoredFile>(text).Sha256.ShouldBe(PeriodsServer.Sha256(bytes));
        var members = PeriodsServer.Base("members.csv");
        using var form = new MultipartFormDataContent { { new ByteArrayContent(members), "file", "members.csv" } };
        (status, text) = await server.Send(HttpMethod.Post, $"/v1/periods/{period}/files", form);
        status.ShouldBe(HttpStatusCode.OK, text);
        JsonParser.Default.Parse<StoredFile>(text).Reading.RowCount.ShouldBe(5);
        using var call = server.Periods.GetFile(new GetFileRequest { Period = period, Name = "members.csv" }, PeriodsServer.Manager);
        using var got = new MemoryStream();
        await foreach (var piece in call.ResponseStream.ReadAllAsync()) got.Write(piece.Data.Span);
        got.ToArray().ShouldBe(members);
        (await server.Names(period: period)).ShouldBe(["employers.csv", "members.csv"]);
        var (_, list) = await server.Send(HttpMethod.Get, $"/v1/periods/{period}/files");
        JsonParser.Default.Parse<ListFilesResponse>(list).ShouldBe(await server.Periods.ListFilesAsync(new ListFilesRequest { Period = period }, PeriodsServer.Manager));
    }

    [Fact]
    public async Task A_form_that_is_none_is_refused()
    {
        const string files = "/v1/periods/2025-12/files";
        using var two = new MultipartFormDataContent { { new ByteArrayContent(PeriodsServer.Base("employers.csv")), "file", "employers.csv" }, { new StringContent("x"), "other" } };
        await Refused(await server.Send(HttpMethod.Post, files, two), HttpStatusCode.BadRequest, "more than one part");
        using var field = new MultipartFormDataContent { { new StringContent("x"), "file" } };
        await Refused(await server.Send(HttpMethod.Post, files, field), HttpStatusCode.BadRequest, "no file");
        await Refused(await server.Send(HttpMethod.Post, files, new ByteArrayContent([1])), HttpStatusCode.UnsupportedMediaType, "multipart/form-data");
        using var cut = new ByteArrayContent(Encoding.ASCII.GetBytes("--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"employers.csv\"\r\n\r\nemployer,name"));
        cut.Headers.ContentType = MediaTypeHeaderValue.Parse("multipart/form-data; boundary=b");
        await Refused(await server.Send(HttpMethod.Post, files, cut), HttpStatusCode.BadRequest, "before it was whole");
        (await server.Names(period: "2025-12")).ShouldBeEmpty();
    }

    /// <summary>Cut at places that the seed says, over either wire, and resumed each time by asking where to go on.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task An_upload_cut_off_and_resumed_is_the_same_file(int seed)
    {
        var (random, bytes, period) = (new Random(seed), LargeMembers(), $"2027-0{seed}");
        var begin = new BeginUploadRequest { Period = period, Name = "members.csv", Length = bytes.Length, Sha256 = PeriodsServer.Sha256(bytes) };
        var first = await server.Periods.BeginUploadAsync(begin, PeriodsServer.Manager);
        for (var upload = first; upload.Offset < bytes.Length;)
        {
            var length = (int)Math.Min(random.Next(1, 150_000), bytes.Length - upload.Offset);
            if (random.Next(2) == 0) await Cut(upload, bytes.AsMemory((int)upload.Offset, length));
            else await server.Send(HttpMethod.Put, $"/v1/uploads/{upload.UploadId}/{upload.Offset}", new ByteArrayContent(bytes, (int)upload.Offset, length));
            var (status, text) = await server.Send(HttpMethod.Post, $"/v1/periods/{period}/uploads", Json($$"""{"name":"members.csv","length":"{{bytes.Length}}","sha256":"{{begin.Sha256}}"}"""));
            status.ShouldBe(HttpStatusCode.OK, text);
            upload = JsonParser.Default.Parse<Upload>(text);
            upload.UploadId.ShouldBe(first.UploadId);
        }
        var stored = await server.Periods.CompleteUploadAsync(new CompleteUploadRequest { UploadId = first.UploadId }, PeriodsServer.Manager);
        stored.Sha256.ShouldBe(PeriodsServer.Sha256(bytes));
        var twice = await Should.ThrowAsync<RpcException>(async () => await server.Periods.CompleteUploadAsync(new CompleteUploadRequest { UploadId = first.UploadId }, PeriodsServer.Manager));
        (twice.StatusCode, twice.Status.Detail.Contains("It was completed", StringComparison.Ordinal)).ShouldBe((StatusCode.NotFound, true), "there is nothing left to complete, and it is said why");
        var (_, back) = await server.Send(HttpMethod.Get, $"/v1/periods/{period}/files/members.csv");
        back.ShouldBe(Encoding.UTF8.GetString(bytes));
        foreach (var table in (string[])["upload", "upload_chunk"]) server.Database.AsSuperuser<long>($"select count(*) from {table} where upload_id = @id;", new { id = Guid.Parse(first.UploadId) }).ShouldBe([0L], table);
    }

    [Fact]
    public async Task A_wrong_offset_is_told_the_right_one()
    {
        var upload = await server.Periods.BeginUploadAsync(new BeginUploadRequest { Period = "2026-05", Name = "codes.csv", Length = 10, Sha256 = new string('0', 64) }, PeriodsServer.Manager);
        (await Append(upload.UploadId, 0, 4)).Offset.ShouldBe(4);
        foreach (var at in (long[])[0, 3, 5, 10])
        {
            var refusal = await Should.ThrowAsync<RpcException>(() => Append(upload.UploadId, at, 2));
            refusal.StatusCode.ShouldBe(StatusCode.FailedPrecondition);
            Google.Rpc.Status.Parser.ParseFrom(refusal.Trailers.GetValueBytes(Faults.DetailsTrailer)).Details.Single(static detail => detail.Is(Upload.Descriptor)).Unpack<Upload>().Offset.ShouldBe(4);
        }
        (await Should.ThrowAsync<RpcException>(() => Append(upload.UploadId, 4, 7))).StatusCode.ShouldBe(StatusCode.ResourceExhausted);
        (await Should.ThrowAsync<RpcException>(() => Append(upload.UploadId, 4, (1 << 20) + 1))).StatusCode.ShouldBe(StatusCode.ResourceExhausted);
        (await Should.ThrowAsync<RpcException>(() => Append(Guid.NewGuid().ToString(), 0, 1))).StatusCode.ShouldBe(StatusCode.NotFound);
        var short1 = await Should.ThrowAsync<RpcException>(async () => await server.Periods.CompleteUploadAsync(new CompleteUploadRequest { UploadId = upload.UploadId }, PeriodsServer.Manager));
        short1.StatusCode.ShouldBe(StatusCode.FailedPrecondition);
        await Refused(await server.Send(HttpMethod.Put, $"/v1/uploads/{upload.UploadId}/9", new ByteArrayContent([1])), HttpStatusCode.BadRequest, "4 bytes have arrived");
    }

    [Fact]
    public async Task Another_sha256_than_was_said_stores_nothing()
    {
        var bytes = PeriodsServer.Base("employers.csv");
        var upload = await server.Periods.BeginUploadAsync(new BeginUploadRequest { Period = "2026-06", Name = "employers.csv", Length = bytes.Length, Sha256 = new string('a', 64) }, PeriodsServer.Manager);
        (await server.Send(HttpMethod.Put, $"/v1/uploads/{upload.UploadId}/0", new ByteArrayContent(bytes))).Status.ShouldBe(HttpStatusCode.OK);
        var refusal = await Should.ThrowAsync<RpcException>(async () => await server.Periods.CompleteUploadAsync(new CompleteUploadRequest { UploadId = upload.UploadId }, PeriodsServer.Manager));
        (refusal.StatusCode, refusal.Status.Detail.Contains(PeriodsServer.Sha256(bytes), StringComparison.Ordinal)).ShouldBe((StatusCode.InvalidArgument, true));
        (await server.Names(period: "2026-06")).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("../employers.csv")]
    [InlineData("payouts.csv")]
    [InlineData("..")]
    [InlineData("/etc/passwd")]
    [InlineData("surat/payroll_E1.csv")]
    [InlineData("payroll_..csv.csv/x")]
    [InlineData("payroll\u0000.csv")]
    [InlineData("payroll\n.csv")]
    [InlineData("payroll_E1.exe")]
    [InlineData("truth.csv")]
    [InlineData("Employers.csv")]
    [InlineData("")]
    public async Task A_name_that_is_none_of_a_folder_is_refused_by_both_wires(string name)
    {
        var refusal = await Should.ThrowAsync<RpcException>(() => server.Put(name, [1]));
        (refusal.StatusCode, refusal.Status.Detail.Contains("no name of a period's file", StringComparison.Ordinal)).ShouldBe((StatusCode.InvalidArgument, true), "whatever is in it");
        // An HTTP client takes a step back for what it is, however it is escaped.
        if (name is "" or "..") return;
        var (status, text) = await server.Send(HttpMethod.Put, $"{Files}/{Uri.EscapeDataString(name).Replace(".", "%2E", StringComparison.Ordinal)}", new ByteArrayContent([1]));
        status.ShouldBe(HttpStatusCode.BadRequest, text);
    }

    [Fact]
    public async Task A_profile_that_leads_out_of_the_folder_is_refused()
    {
        var profiles = Encoding.UTF8.GetBytes("""{"E1":{"file":"../../../etc/passwd","shape":"lines","header":["nip","nama","nik","kode","jumlah","periode"]}}""");
        var refusal = await Should.ThrowAsync<RpcException>(() => server.Put("profiles.json", profiles, period: "2026-07"));
        PeriodsServer.FaultsOf(refusal).Faults.ShouldContain(static fault => fault.Code == "PROFILE_FILE");
        (await server.Names(period: "2026-07")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_file_with_faults_is_refused_whole_with_all_of_them_and_the_one_before_stays()
    {
        const string period = "2026-02";
        await server.PutFolder(Golden.GoldenFolder.PathOf(Golden.GoldenFolder.Base));
        var counts = server.Database.RowCounts();
        var good = PeriodsServer.Base("payroll_E1.csv");
        var bad = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(good).Replace("50000,", "5x,", StringComparison.Ordinal).Replace(",SW,", ",QQ,", StringComparison.Ordinal));
        var refusal = await Should.ThrowAsync<RpcException>(() => server.Put("payroll_E1.csv", bad));
        refusal.StatusCode.ShouldBe(StatusCode.InvalidArgument);
        var faults = PeriodsServer.FaultsOf(refusal);
        faults.FaultCount.ShouldBe(faults.Faults.Count);
        faults.Faults.Count.ShouldBeGreaterThan(1);
        var (status, text) = await server.Send(HttpMethod.Put, $"{Files}/payroll_E1.csv", new ByteArrayContent(bad));
        status.ShouldBe(HttpStatusCode.BadRequest);
        var details = JsonDocument.Parse(text).RootElement.GetProperty("details").EnumerateArray().Single(static detail => detail.GetProperty("@type").GetString()!.EndsWith("FileFaults", StringComparison.Ordinal));
        details.GetProperty("faults").EnumerateArray().Select(static one => one.GetProperty("text").GetString()).ShouldBe(faults.Faults.Select(static one => one.Text));
        using var scratch = new Scratch();
        var folder = scratch.Lay(Golden.GoldenFolder.PathOf(Golden.GoldenFolder.Base), "folder");
        await File.WriteAllBytesAsync(Path.Combine(folder, "payroll_E1.csv"), bad);
        var command = Reconciling.Folder(folder, scratch["out"], server.Database, "--cooperative", "elsewhere");
        faults.Faults.Select(static one => $"{one.File}:{one.Line}:{one.Column} {one.Code} {one.Text}").ShouldBe(command.ErrorLines.Where(static line => line.StartsWith("payroll_E1.csv", StringComparison.Ordinal)), "the command says the same");
        server.Database.RowCounts().ShouldBe(counts);
        var (_, now) = await server.Send(HttpMethod.Get, $"/v1/periods/{period}/files/payroll_E1.csv");
        now.ShouldBe(Encoding.UTF8.GetString(good));
    }

    [Fact]
    public async Task A_corrected_payroll_file_says_row_by_row_what_is_otherwise()
    {
        await server.PutFolder(Golden.GoldenFolder.PathOf(Golden.GoldenFolder.Base), PeriodsServer.As(DeductionGateway.Access.Role.Manager, cooperative: "second"));
        var text = Encoding.UTF8.GetString(PeriodsServer.Base("payroll_E1.csv"));
        var stored = await server.Put("payroll_E1.csv", Encoding.UTF8.GetBytes(text.Replace(",PU,550000,", ",PU,500000,", StringComparison.Ordinal)), PeriodsServer.As(DeductionGateway.Access.Role.Manager, cooperative: "second"));
        stored.Reading.Employer.ShouldBe("E1");
        stored.Reading.Changes.Single().ShouldBe(new PayrollChange
        {
            Kind = "changed", Key = "00101", Code = "PU", RecordBefore = 2, RecordNow = 2, AmountBefore = WireMoney.Of(550_000), AmountNow = WireMoney.Of(500_000),
        });
    }

    [Fact]
    public async Task A_file_taken_out_is_gone_from_the_draft_by_both_wires()
    {
        const string period = "2026-08";
        await server.Put("employers.csv", PeriodsServer.Base("employers.csv"), period: period);
        await server.Periods.DeleteFileAsync(new DeleteFileRequest { Period = period, Name = "employers.csv" }, PeriodsServer.Manager);
        (await server.Names(period: period)).ShouldBeEmpty();
        await server.Put("employers.csv", PeriodsServer.Base("employers.csv"), period: period);
        (await server.Send(HttpMethod.Delete, $"/v1/periods/{period}/files/employers.csv")).Status.ShouldBe(HttpStatusCode.OK);
        (await server.Send(HttpMethod.Delete, $"/v1/periods/{period}/files/employers.csv")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await server.Names(period: period)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Another_cooperative_has_its_own_draft()
    {
        await server.Put("employers.csv", PeriodsServer.Base("employers.csv"), period: "2026-09");
        (await server.Names(PeriodsServer.As(DeductionGateway.Access.Role.Manager, cooperative: "second"), "2026-09")).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_lies_about_for_more_than_a_day_is_forgotten()
    {
        var old = await server.Periods.BeginUploadAsync(new BeginUploadRequest { Period = "2026-10", Name = "codes.csv", Length = 5, Sha256 = new string('0', 64) }, PeriodsServer.Manager);
        await Append(old.UploadId, 0, 5);
        server.Database.AsSuperuser<int>("update upload set begun = begun - interval '25 hours' where upload_id = @id;", new { id = Guid.Parse(old.UploadId) });
        await server.Periods.BeginUploadAsync(new BeginUploadRequest { Period = "2026-10", Name = "members.csv", Length = 5, Sha256 = new string('0', 64) }, PeriodsServer.Manager);
        (await Should.ThrowAsync<RpcException>(() => Append(old.UploadId, 0, 1))).StatusCode.ShouldBe(StatusCode.NotFound);
        server.Database.AsSuperuser<long>("select count(*) from upload_chunk where upload_id = @id;", new { id = Guid.Parse(old.UploadId) }).ShouldBe([0L]);
    }

    [Fact]
    public async Task No_more_than_so_many_bytes_lie_open()
    {
        var who = PeriodsServer.As(DeductionGateway.Access.Role.Manager, cooperative: "second");
        BeginUploadRequest Begin(int i) => new() { Period = "2026-11", Name = $"bank{i}.csv", Length = 256 << 20, Sha256 = new string('0', 64) };
        for (var i = 0; i < 4; i++) await server.Periods.BeginUploadAsync(Begin(i), who);
        (await Should.ThrowAsync<RpcException>(async () => await server.Periods.BeginUploadAsync(Begin(4), who))).StatusCode.ShouldBe(StatusCode.ResourceExhausted);
        var tooLarge = Begin(5);
        tooLarge.Length++;
        (await Should.ThrowAsync<RpcException>(async () => await server.Periods.BeginUploadAsync(tooLarge, who))).StatusCode.ShouldBe(StatusCode.InvalidArgument);
        server.Database.AsSuperuser<int>("delete from upload where period = 202611;");
    }

    private async Task<Upload> Append(string upload, long at, int length)
    {
        using var call = server.Periods.AppendUpload(PeriodsServer.Manager);
        await call.RequestStream.WriteAsync(new AppendUploadRequest { UploadId = upload, Offset = at, Content = new HttpBody { Data = ByteString.CopyFrom(new byte[length]) } });
        await call.RequestStream.CompleteAsync();
        return await call.ResponseAsync;
    }

    /// <summary>Two pieces, and then the caller is gone: what arrived is what arrived.</summary>
    private async Task Cut(Upload upload, ReadOnlyMemory<byte> bytes)
    {
        var half = bytes.Length / 2;
        using var call = server.Periods.AppendUpload(PeriodsServer.Manager);
        await call.RequestStream.WriteAsync(new AppendUploadRequest { UploadId = upload.UploadId, Offset = upload.Offset, Content = new HttpBody { Data = ByteString.CopyFrom(bytes.Span[..half]) } });
        await call.RequestStream.WriteAsync(new AppendUploadRequest { Content = new HttpBody { Data = ByteString.CopyFrom(bytes.Span[half..]) } });
        if (half % 2 == 1) return;
        await call.RequestStream.CompleteAsync();
        try
        {
            await call.ResponseAsync;
        }
        catch (RpcException refusal) when (refusal.StatusCode == StatusCode.FailedPrecondition)
        {
            // A piece of the call that was left before arrived after we had asked: nothing of this one is stored, and we ask again.
        }
    }

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    private static Task Refused((HttpStatusCode Status, string Text) answer, HttpStatusCode status, string words)
    {
        answer.Status.ShouldBe(status, answer.Text);
        answer.Text.ShouldContain(words);
        return Task.CompletedTask;
    }
}
