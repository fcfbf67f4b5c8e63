#pragma warning disable CA1822, CA1849, xUnit1031
namespace DeductionGateway.Tests.Architecture.Planted.Waiting;

/// <summary>Every way to block a thread, and the one that does not. Never run.</summary>
internal sealed class Impatient
{
    public void Sleeps() => Thread.Sleep(1);
    public void Waits() => Task.Delay(1).Wait();
    public int Fetches() => Task.FromResult(1).Result;
    public int Gets() => Task.FromResult(1).GetAwaiter().GetResult();
    public async Task<int> Awaits() => await Task.FromResult(1);
}
