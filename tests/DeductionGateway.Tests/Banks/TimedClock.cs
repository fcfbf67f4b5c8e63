namespace DeductionGateway.Tests.Banks;

/// <summary>A clock that a test sets forward, and its timers with it: a timeout of minutes takes as long as the test says.</summary>
internal sealed class TimedClock : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<Alarm> _alarms = [];
    private DateTimeOffset _now = System.GetUtcNow();

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock) return _now;
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var alarm = new Alarm(this, () => callback(state));
        alarm.Change(dueTime, period);
        lock (_lock) _alarms.Add(alarm);
        return alarm;
    }

    /// <summary>What is due by then rings in its order.</summary>
    public void Move(TimeSpan forward)
    {
        var end = GetUtcNow() + forward;
        while (Next(end) is { } alarm) alarm.Ring();
        lock (_lock) _now = end;
    }

    /// <summary>To what rings next, where that is soon.</summary>
    public void MoveToNext(TimeSpan within)
    {
        TimeSpan? away;
        lock (_lock) away = _alarms.Min(static one => one.Due) - _now;
        if (away <= within) Move(away.Value);
    }

    private Alarm? Next(DateTimeOffset end)
    {
        lock (_lock)
        {
            if (_alarms.Where(one => one.Due <= end).MinBy(static one => one.Due) is not { } next) return null;
            if (next.Due > _now) _now = next.Due.Value;
            next.Due = null;
            return next;
        }
    }

    private sealed class Alarm(TimedClock clock, Action ring) : ITimer
    {
        public DateTimeOffset? Due { get; set; }

        public void Ring() => ring();

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            period.ShouldBe(Timeout.InfiniteTimeSpan, "what waits for a bank waits once");
            lock (clock._lock) Due = dueTime == Timeout.InfiniteTimeSpan ? null : clock._now + dueTime;
            return true;
        }

        public void Dispose()
        {
            lock (clock._lock) clock._alarms.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }
}
