using System.Collections.Concurrent;

namespace DeductionGateway.Cases;

/// <summary>
/// One at a time of each cooperative, in the order of coming: those who do wait for their cooperative's row anyway, which a run may hold for minutes, and here they wait without a connection of the
/// pool that all cooperatives share.
/// </summary>
internal sealed class Turns
{
    private readonly ConcurrentDictionary<long, SemaphoreSlim> _turns = new();

    public async Task<T> Take<T>(long cooperativeId, Func<Task<T>> work, CancellationToken stop)
    {
        var turn = _turns.GetOrAdd(cooperativeId, static _ => new SemaphoreSlim(1));
        await turn.WaitAsync(stop);
        try
        {
            return await work();
        }
        finally
        {
            turn.Release();
        }
    }
}
