using DeductionGateway.Contract.V1;
using DeductionGateway.Tests.Wire;
using Grpc.Core;
using Role = DeductionGateway.Access.Role;

namespace DeductionGateway.Tests.AuditTrail;

/// <summary>The audit over the wire: whole, newest first, of one cooperative, and of the days and people that were asked for.</summary>
public sealed class AuditTrailTests(BusinessServer server) : IClassFixture<BusinessServer>
{
    private Contract.V1.AuditTrail.AuditTrailClient Trail => new(server.Channel);

    [Fact]
    public async Task What_is_sent_and_taken_out_of_a_draft_stands_in_it()
    {
        var periods = new Contract.V1.Periods.PeriodsClient(server.Channel);
        using (var put = periods.PutFile(server.First))
        {
            await put.RequestStream.WriteAsync(new PutFileRequest { Period = "2026-05", Name = "employers.csv", Content = new Google.Api.HttpBody { Data = Google.Protobuf.ByteString.CopyFromUtf8("employer,name,bank_mode\nE1,Dinas,lump\n") } });
            await put.RequestStream.CompleteAsync();
            await put;
        }
        await periods.DeleteFileAsync(new DeleteFileRequest { Period = "2026-05", Name = "employers.csv" }, server.First);
        var lines = await Lines(new ListAuditLinesRequest { ActionPrefix = "file.", Object = "2026-05/employers.csv" });
        lines.Select(static line => $"{line.Action}: {line.Outcome}").ShouldBe(["file.delete: taken out", "file.put: 38 bytes, sha256 5652209723906d17b32a103236f3e7ef3a6199e1546aab1b3900f056b2df971b"]);
    }

    [Fact]
    public async Task Pages_are_all_lines_newest_first_and_of_this_cooperative()
    {
        server.Cooperatives.Database.AsSuperuser<long>("""
            insert into audit (cooperative_id, at, actor, action, object, outcome)
            select c.cooperative_id, timestamptz '2026-03-01 00:00+07' + n * interval '12 hours', c.code || '-clerk', 'test.line', n::text, 'done'
            from cooperative c, generate_series(0, 4) n
            where c.code in ('first', 'second')
            order by n;
            """);
        var request = new ListAuditLinesRequest { ActionPrefix = "test.", Page = new PageRequest { Size = 2 } };
        (await Lines(request)).Select(static line => $"{line.Actor} {line.Object} {line.At}").ShouldBe(
        [
            "first-clerk 4 2026-03-02T17:00:00.000Z", "first-clerk 3 2026-03-02T05:00:00.000Z", "first-clerk 2 2026-03-01T17:00:00.000Z", "first-clerk 1 2026-03-01T05:00:00.000Z",
            "first-clerk 0 2026-02-28T17:00:00.000Z",
        ]);
        (await Lines(new ListAuditLinesRequest { ActionPrefix = "test.", FromDate = "2026-03-02", ToDate = "2026-03-02" })).Select(static line => line.Object).ShouldBe(["3", "2"], "days are Jakarta's");
        (await Lines(new ListAuditLinesRequest { Actor = "second-clerk" })).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(nameof(Role.Officer))]
    [InlineData(nameof(Role.CoreSystem))]
    [InlineData(nameof(Role.BankSystem))]
    public async Task Who_neither_manages_nor_supervises_reads_nothing(string name)
    {
        var headers = BusinessServer.Bearing(await server.TokenOf(Enum.Parse<Role>(name)));
        (await Should.ThrowAsync<RpcException>(async () => await Trail.ListAuditLinesAsync(new ListAuditLinesRequest(), headers))).StatusCode.ShouldBe(StatusCode.PermissionDenied);
    }

    [Theory]
    [InlineData("2026-3-1", "", "is no day")]
    [InlineData("0001-01-01", "", "is no day")]
    [InlineData("", "9999-12-31", "is no day")]
    [InlineData("2026-03-02", "2026-03-01", "to_date lies before")]
    public async Task Days_that_are_none_are_refused(string from, string to, string words)
    {
        var failure = await Should.ThrowAsync<RpcException>(async () => await Trail.ListAuditLinesAsync(new ListAuditLinesRequest { FromDate = from, ToDate = to }, server.First));
        failure.StatusCode.ShouldBe(StatusCode.InvalidArgument);
        failure.Status.Detail.ShouldContain(words);
    }

    private async Task<List<AuditLine>> Lines(ListAuditLinesRequest request)
    {
        request.Page ??= new PageRequest();
        var all = new List<AuditLine>();
        do
        {
            var page = await Trail.ListAuditLinesAsync(request, server.First);
            all.AddRange(page.Lines);
            request.Page.Token = page.Page.NextToken;
        }
        while (request.Page.Token.Length > 0);
        return all;
    }
}
