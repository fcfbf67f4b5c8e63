#pragma warning disable CA1822, CA5392, CA5394, CA1806, CA1852, CA2201, IDE0051, IDE0052, IDE0044, CA1823, SYSLIB1054, CA1801, CS0169, CA1805, CS0649, CS0414, CA1303
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace DeductionGateway.Tests.Architecture.Planted.Effects;

/// <summary>Breaks the wall in every way, so that the rule is seen to bite. Never run.</summary>
internal sealed class Impure
{
    private Task? _later;

    public bool Reads() => File.Exists("a") && _later is null;
    public long Looks() => DateTime.Now.Ticks + DateTimeOffset.UtcNow.Ticks;
    public int Rolls() => new Random().Next() + Guid.NewGuid().GetHashCode();
    public void Speaks() => Console.Out.Write(Environment.MachineName);
    public long Measures() => Stopwatch.GetTimestamp();
    public int Calls() => getpid();
    public void Begins() => _later = null;

    [DllImport("libc")]
    private static extern int getpid();
}

internal sealed class Hidden
{
    public Func<string, string> InAClosure() => static name => File.ReadAllText(name);
    public async Task InAnAsyncMethod() => await Task.Yield();
}
