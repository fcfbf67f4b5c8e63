using DeductionGateway.Core.Basics;
using DeductionGateway.Data;

namespace DeductionGateway.Tests.Architecture;

/// <summary>The built assemblies, read once for all tests.</summary>
internal static class House
{
    public const string CoreRoot = "DeductionGateway.Core";
    public const string ServiceRoot = "DeductionGateway";
    public const string PlantedRoot = "DeductionGateway.Tests.Architecture.Planted";

    private static readonly Lazy<CompiledCode> CoreCode = new(static () => CompiledCode.Read(typeof(PayPeriod).Assembly));
    private static readonly Lazy<CompiledCode> ServiceCode = new(static () => CompiledCode.Read(typeof(Tx).Assembly));
    private static readonly Lazy<CompiledCode> TestCode = new(static () => CompiledCode.Read(typeof(House).Assembly));

    public static CompiledCode Core => CoreCode.Value;
    public static CompiledCode Service => ServiceCode.Value;
    public static CompiledCode Tests => TestCode.Value;

    /// <summary>Mentions from the fixtures under <c>Planted/</c> that break the rules on purpose.</summary>
    public static IEnumerable<Mention> Planted(string room) =>
        Tests.Mentions.Where(mention => mention.FromNamespace == $"{PlantedRoot}.{room}" || mention.FromNamespace.StartsWith($"{PlantedRoot}.{room}.", StringComparison.Ordinal));
}
