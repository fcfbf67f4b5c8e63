namespace DeductionGateway.Tests.Access;

/// <summary>A clock that stands and is set forward: nothing in a test depends on how busy the machine is.</summary>
/// <param name="start">What it shows first; null = the moment it is made.</param>
internal sealed class MovableClock(DateTimeOffset? start = null) : TimeProvider
{
    private long _ticks = (start ?? System.GetUtcNow()).UtcTicks;

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref _ticks), TimeSpan.Zero);

    public void Move(TimeSpan forward) => Interlocked.Add(ref _ticks, forward.Ticks);
}
