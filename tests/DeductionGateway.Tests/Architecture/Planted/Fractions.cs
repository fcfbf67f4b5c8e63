#pragma warning disable CA1822, CA1823, CS0169, CS0649, IDE0051, IDE0052, IDE0044, CA1805
namespace DeductionGateway.Tests.Architecture.Planted.Fractions;

/// <summary>Fractions where money would be: field, parameter, local, constant, conversion, call, type argument. Never run.</summary>
internal sealed class Broken
{
    private readonly decimal? _rate;

    public long Share(double part) => part > 0 && _rate is null ? 1 : 0;

    public long Half(long amount) => (long)(amount * 0.5);

    public long Third(long amount) => (long)(amount / 3f);

    public long Rounded(long amount) => (long)Math.Round(amount * 1m);

    public int InAList() => new List<decimal>().Count;
}
