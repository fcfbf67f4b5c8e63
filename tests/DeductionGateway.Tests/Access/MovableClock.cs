namespace DeductionGateway.Tests.Access;

/// <summary>A clock that stands, from the moment it was made, and is set forward: nothing in a test depends on how busy the machine is.</summary>
internal sealed class MovableClock : TimeProvider
{
    private long _ticks = System.GetUtcNow().Ticks;

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref _ticks), TimeSpan.Zero);

    public void Move(TimeSpan forward) => Interlocked.Add(ref _ticks, forward.Ticks);
}
