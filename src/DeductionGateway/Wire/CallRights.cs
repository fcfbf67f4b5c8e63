using DeductionGateway.Access;
using DeductionGateway.Contract.V1;
using Google.Protobuf.Reflection;
using Role = DeductionGateway.Access.Role;

namespace DeductionGateway.Wire;

/// <summary>Who may call which method, read from the option <c>access</c> of each when the server starts. A method that does not say so stops the start.</summary>
internal sealed class CallRights
{
    private readonly Dictionary<string, HashSet<Role>> _roles = new(StringComparer.Ordinal);

    /// <param name="services">Those that are answered for a cooperative; others are open to everybody.</param>
    /// <exception cref="InvalidOperationException">A method says nothing, or names a role that is none.</exception>
    public CallRights(IEnumerable<ServiceDescriptor> services)
    {
        foreach (var method in services.SelectMany(static service => service.Methods))
        {
            var roles = RolesOf(method);
            if (roles.Count == 0) throw new InvalidOperationException($"{method.FullName} does not say who may call it.");
            if (roles.FirstOrDefault(static role => !Enum.IsDefined(role)) is not 0 and var unknown) throw new InvalidOperationException($"{method.FullName} may be called by role {unknown}, which is none.");
            _roles.Add($"/{method.Service.FullName}/{method.Name}", roles);
        }
    }

    /// <param name="method"><c>/package.Service/Method</c></param>
    public bool NeedsCaller(string method) => _roles.ContainsKey(method);

    public bool Allows(string method, Role role) => _roles[method].Contains(role);

    /// <summary>The method changes something, and takes an idempotency key.</summary>
    public static bool IsWrite(MethodDescriptor method) => method.GetOptions()?.GetExtension(AccessExtensions.Access)?.IsWrite == true;

    public static HashSet<Role> RolesOf(MethodDescriptor method) => [.. (method.GetOptions()?.GetExtension(AccessExtensions.Access)?.Roles ?? []).Select(static role => (Role)role)];
}
