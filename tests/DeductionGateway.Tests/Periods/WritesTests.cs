using System.Net;
using System.Text;
using DeductionGateway.Contract.V1;
using DeductionGateway.Wire;
using Google.Protobuf;
using Grpc.Core;
using Role = DeductionGateway.Access.Role;

namespace DeductionGateway.Tests.Periods;

/// <summary>A key means one call: its answer is given again, and another call is none of its.</summary>
public sealed class WritesTests(PeriodsServer server) : IClassFixture<PeriodsServer>
{
    private static readonly byte[] Employers = PeriodsServer.Base("employers.csv");

    [Fact]
    public async Task The_first_answer_comes_again_and_nothing_is_done_twice()
    {
        const string period = "2028-01";
        var who = PeriodsServer.As(Role.Manager, key: "one");
        await server.Put("employers.csv", Employers, period: period);
        var request = new DeleteFileRequest { Period = period, Name = "employers.csv" };
        await server.Periods.DeleteFileAsync(request, who);
        await server.Periods.DeleteFileAsync(request, who);
        (await server.Send(HttpMethod.Delete, $"/v1/periods/{period}/files/employers.csv", who: who)).Status.ShouldBe(HttpStatusCode.OK, "the same call by the other wire");
        (await Should.ThrowAsync<RpcException>(async () => await server.Periods.DeleteFileAsync(request, PeriodsServer.As(Role.Manager, key: "two")))).StatusCode.ShouldBe(StatusCode.NotFound, "with another key it is another call");
    }

    [Fact]
    public async Task The_answer_to_a_completed_upload_can_be_asked_for_again()
    {
        var who = PeriodsServer.As(Role.Manager, key: "complete");
        var upload = await server.Periods.BeginUploadAsync(new BeginUploadRequest { Period = "2028-02", Name = "employers.csv", Length = Employers.Length, Sha256 = PeriodsServer.Sha256(Employers) }, PeriodsServer.Manager);
        (await server.Send(HttpMethod.Put, $"/v1/uploads/{upload.UploadId}/0", new ByteArrayContent(Employers))).Status.ShouldBe(HttpStatusCode.OK);
        var first = await server.Periods.CompleteUploadAsync(new CompleteUploadRequest { UploadId = upload.UploadId }, who);
        (await server.Periods.CompleteUploadAsync(new CompleteUploadRequest { UploadId = upload.UploadId }, who)).ShouldBe(first);
        (await Should.ThrowAsync<RpcException>(async () => await server.Periods.CompleteUploadAsync(new CompleteUploadRequest { UploadId = upload.UploadId }, PeriodsServer.Manager))).StatusCode.ShouldBe(StatusCode.NotFound);
    }

    [Fact]
    public async Task Another_content_with_the_same_key_is_refused_by_both_wires()
    {
        const string period = "2028-03";
        var who = PeriodsServer.As(Role.Manager, key: "content");
        var first = await server.Put("employers.csv", Employers, who, period);
        (await server.Put("employers.csv", Employers, who, period)).ShouldBe(first);
        var other = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Employers) + "E3,Lain,lump\n");
        (await Should.ThrowAsync<RpcException>(() => server.Put("employers.csv", other, who, period))).StatusCode.ShouldBe(StatusCode.AlreadyExists);
        var (status, text) = await server.Send(HttpMethod.Put, $"/v1/periods/{period}/files/employers.csv", new ByteArrayContent(other), who);
        status.ShouldBe(HttpStatusCode.Conflict, text);
        text.ShouldContain("KEY_USED");
        (await server.Send(HttpMethod.Delete, $"/v1/periods/{period}/files/employers.csv", who: who)).Status.ShouldBe(HttpStatusCode.Conflict, "another method");
        (await server.Periods.ListFilesAsync(new ListFilesRequest { Period = period }, PeriodsServer.Manager)).Files.Single().Sha256.ShouldBe(PeriodsServer.Sha256(Employers));
    }

    [Fact]
    public async Task A_key_belongs_to_its_caller()
    {
        await server.Put("employers.csv", Employers, PeriodsServer.As(Role.Manager, key: "shared"), "2028-04");
        (await server.Put("employers.csv", Employers, PeriodsServer.As(Role.Officer, key: "shared"), "2028-05")).Actor.ShouldBe("first.Officer");
        (await server.Put("employers.csv", Employers, PeriodsServer.As(Role.Manager, cooperative: "second", key: "shared"), "2028-05")).Period.ShouldBe("2028-05");
    }

    [Fact]
    public async Task Calls_at_the_same_time_with_one_key_are_one()
    {
        var who = PeriodsServer.As(Role.Manager, key: "race");
        var uploads = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => server.Periods.BeginUploadAsync(
            new BeginUploadRequest { Period = "2028-06", Name = "codes.csv", Length = 5, Sha256 = new string('0', 64) }, who).ResponseAsync));
        uploads.Distinct().Count().ShouldBe(1);
        server.Database.AsSuperuser<long>("select count(*) from upload where period = 202806;").ShouldBe([1L]);
    }

    [Fact]
    public async Task A_key_means_nothing_after_seven_days()
    {
        var who = PeriodsServer.As(Role.Manager, key: "old");
        var request = new BeginUploadRequest { Period = "2028-07", Name = "codes.csv", Length = 5, Sha256 = new string('0', 64) };
        var first = await server.Periods.BeginUploadAsync(request, who);
        server.Database.AsSuperuser<int>("update write_key set at = at - interval '8 days' where key = 'old';");
        await server.Periods.BeginUploadAsync(request, PeriodsServer.As(Role.Manager, key: "young"));
        server.Database.AsSuperuser<long>("select count(*) from write_key where key = 'old';").ShouldBe([0L]);
        (await server.Periods.BeginUploadAsync(request, who)).UploadId.ShouldBe(first.UploadId, "the same content finds the same upload");
    }

    [Theory]
    [InlineData("two words")]
    [InlineData("")]
    [InlineData(129)]
    public async Task A_key_that_is_none_is_refused(object key)
    {
        var text = key is int length ? new string('k', length) : (string)key;
        var refusal = await Should.ThrowAsync<RpcException>(async () => await server.Periods.DeleteFileAsync(new DeleteFileRequest { Period = "2028-08", Name = "codes.csv" }, PeriodsServer.As(Role.Manager, key: text)));
        (refusal.StatusCode, refusal.Status.Detail.Contains("key", StringComparison.Ordinal)).ShouldBe((StatusCode.InvalidArgument, true));
    }
}
