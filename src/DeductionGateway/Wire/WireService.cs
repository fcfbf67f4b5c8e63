using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using ServiceDescriptor = Google.Protobuf.Reflection.ServiceDescriptor;

namespace DeductionGateway.Wire;

/// <summary>
/// One service of the contract with the object that answers it: gRPC and REST call the same object. <paramref name="IsOfACooperative"/>:
/// its calls are answered for one cooperative and are let in by the gate.
/// </summary>
internal sealed record WireService(
    ServiceDescriptor Descriptor, bool IsOfACooperative, Action<ServiceBinderBase> Bind, Action<IServiceCollection> Register, Action<IEndpointRouteBuilder> Map)
{
    /// <param name="bind">The generated method <c>BindService</c>.</param>
    public static WireService Of<T>(ServiceDescriptor descriptor, T service, Action<ServiceBinderBase, T> bind, bool isOfACooperative) where T : class =>
        new(descriptor, isOfACooperative, binder => bind(binder, service), services => services.AddSingleton(service), static routes => routes.MapGrpcService<T>());

    public override string ToString() => Descriptor.FullName;
}
