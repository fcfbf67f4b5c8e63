using System.Reflection;

namespace DeductionGateway.Tests.Wire;

/// <summary>
/// The official gRPC packages are compiled against contract assemblies that this tree declares itself: every type, member and override they
/// need must be there, as must what generated code needs. An upgrade that needs more fails here and not in a customer's call.
/// </summary>
public sealed class ContractTypesTests
{
    private const string Api = "Grpc.Core.Api", Common = "Grpc.Net.Common";

    public static TheoryData<string> Users => [.. (string[])["Grpc.AspNetCore.Server", "Grpc.Net.Client", "DeductionGateway.Contract", "DeductionGateway.Tests"]];

    [Theory]
    [MemberData(nameof(Users))]
    public void Everything_needed_is_declared(string user)
    {
        using var surface = new GrpcSurface(Assembly.Load(user));
        var needs = surface.Needs(Api, Common);
        needs.Count.ShouldBeGreaterThan(10);
        needs.Except(Offered()).ShouldBeEmpty($"{user} needs what {Api} and {Common} do not declare");
    }

    /// <summary>The loader asks for more than names: a class that leaves an abstract member open, or an interface unanswered, cannot be loaded.</summary>
    [Theory]
    [MemberData(nameof(Users))]
    public void Every_type_can_be_loaded(string user) => Assembly.Load(user).GetTypes().ShouldNotBeEmpty();

    [Theory]
    [MemberData(nameof(Users))]
    public void The_assemblies_are_those_asked_for(string user)
    {
        using var surface = new GrpcSurface(Assembly.Load(user));
        foreach (var (name, version, token) in surface.References().Where(static reference => reference.Name is Api or Common))
        {
            var ours = Assembly.Load(name).GetName();
            (ours.Version, Convert.ToHexStringLower(ours.GetPublicKeyToken()!)).ShouldBe((version, token), name);
        }
    }

    [Theory]
    [InlineData("Grpc.AspNetCore.Server", "type Grpc.Core.ServerCallContext")]
    [InlineData("Grpc.AspNetCore.Server", "method Grpc.Core.ServerCallContext::instance get_Deadline() System.DateTime")]
    [InlineData("Grpc.AspNetCore.Server", "virtual Grpc.Core.ServerCallContext::instance get_DeadlineCore() System.DateTime")]
    [InlineData("Grpc.Net.Client", "field Grpc.Core.Status::DefaultSuccess Grpc.Core.Status")]
    [InlineData("Grpc.Net.Client", "method Grpc.Net.Compression.ICompressionProvider::instance get_EncodingName() String")]
    [InlineData("DeductionGateway.Contract", "method Grpc.Core.ClientBase`1::instance .ctor(Grpc.Core.CallInvoker) Void")]
    public void It_bites_on_what_is_not_declared(string user, string missing)
    {
        using var surface = new GrpcSurface(Assembly.Load(user));
        var offered = Offered();
        offered.Remove(missing).ShouldBeTrue();
        surface.Needs(Api, Common).Except(offered).ShouldBe([missing]);
    }

    private static HashSet<string> Offered()
    {
        using var api = new GrpcSurface(Assembly.Load(Api));
        using var common = new GrpcSurface(Assembly.Load(Common));
        return [.. api.Offers(), .. common.Offers()];
    }
}
