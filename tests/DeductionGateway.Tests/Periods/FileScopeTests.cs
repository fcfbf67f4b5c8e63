using System.Net;
using System.Text;
using DeductionGateway.Access;
using DeductionGateway.Contract.V1;
using DeductionGateway.Tests.Golden;
using Grpc.Core;
using Role = DeductionGateway.Access.Role;

namespace DeductionGateway.Tests.Periods;

/// <summary>An employer sends and sees the one file that the profiles name for him; to him no other is there.</summary>
public sealed class FileScopeTests(PeriodsServer server) : IClassFixture<PeriodsServer>
{
    private static readonly Metadata Officer1 = PeriodsServer.As(Role.PayrollOfficer, "E1");
    private static readonly Metadata System2 = PeriodsServer.As(Role.EmployerSystem, "E2");

    [Fact]
    public async Task An_employer_sees_and_sends_his_own_file_only()
    {
        await server.PutFolder(GoldenFolder.PathOf(GoldenFolder.Base));
        (await server.Names(Officer1)).ShouldBe(["payroll_E1.csv"]);
        (await server.Names(System2)).ShouldBe(["payroll_E2.csv"]);
        (await server.Put("payroll_E1.csv", PeriodsServer.Base("payroll_E1.csv"), Officer1)).Actor.ShouldBe("first.PayrollOfficer.E1");
        foreach (var name in (string[])["payroll_E2.csv", "employers.csv", "profiles.json", "bank.csv", "payroll_E9.csv"])
        {
            (await Should.ThrowAsync<RpcException>(() => server.Put(name, Encoding.UTF8.GetBytes("x"), Officer1))).StatusCode.ShouldBe(StatusCode.PermissionDenied, name);
            (await Should.ThrowAsync<RpcException>(async () => await server.Periods.BeginUploadAsync(
                new BeginUploadRequest { Period = PeriodsServer.Period, Name = name, Length = 1, Sha256 = new string('0', 64) }, Officer1))).StatusCode.ShouldBe(StatusCode.PermissionDenied, name);
            (await Should.ThrowAsync<RpcException>(async () => await server.Periods.DeleteFileAsync(new DeleteFileRequest { Period = PeriodsServer.Period, Name = name }, Officer1))).StatusCode.ShouldBe(StatusCode.NotFound, name);
            var path = $"/v1/periods/{PeriodsServer.Period}/files/{name}";
            (await server.Send(HttpMethod.Get, path, who: Officer1)).Status.ShouldBe(HttpStatusCode.NotFound, name);
            (await server.Send(HttpMethod.Put, path, new ByteArrayContent([1]), Officer1)).Status.ShouldBe(HttpStatusCode.Forbidden, name);
        }
        (await server.Send(HttpMethod.Get, $"/v1/periods/{PeriodsServer.Period}/files/payroll_E1.csv", who: Officer1)).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Without_profiles_no_file_is_an_employers()
    {
        (await Should.ThrowAsync<RpcException>(() => server.Put("payroll_E1.csv", [1], Officer1, "2031-01"))).Status.Detail.ShouldContain("profiles.json");
        (await server.Names(Officer1, "2031-01")).ShouldBeEmpty();
    }

    /// <summary>An upload is its caller's: its id alone opens it to nobody.</summary>
    [Fact]
    public async Task Nobody_adds_to_or_completes_the_upload_of_another()
    {
        var bytes = PeriodsServer.Base("employers.csv");
        var upload = await server.Periods.BeginUploadAsync(new BeginUploadRequest { Period = "2031-02", Name = "employers.csv", Length = bytes.Length, Sha256 = PeriodsServer.Sha256(bytes) }, PeriodsServer.Manager);
        foreach (var who in (Metadata[])[Officer1, PeriodsServer.As(Role.Officer), PeriodsServer.As(Role.Manager, cooperative: "second")])
        {
            (await server.Send(HttpMethod.Put, $"/v1/uploads/{upload.UploadId}/0", new ByteArrayContent(bytes), who)).Status.ShouldBe(HttpStatusCode.NotFound);
            (await Should.ThrowAsync<RpcException>(async () => await server.Periods.CompleteUploadAsync(new CompleteUploadRequest { UploadId = upload.UploadId }, who))).StatusCode.ShouldBe(StatusCode.NotFound);
        }
    }

    [Theory]
    [InlineData(Role.Supervisor)]
    [InlineData(Role.Board)]
    [InlineData(Role.BankSystem)]
    public async Task Others_send_nothing(object role) =>
        (await Should.ThrowAsync<RpcException>(() => server.Put("employers.csv", PeriodsServer.Base("employers.csv"), PeriodsServer.As((Role)role)))).StatusCode.ShouldBe(StatusCode.PermissionDenied);
}
