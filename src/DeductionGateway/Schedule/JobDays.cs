using DeductionGateway.Core.Basics;

namespace DeductionGateway.Schedule;

/// <summary>A business date that became due. Round: which time of the day, from 1. Missed: so long ago that it is noted and not made up for.</summary>
internal readonly record struct DueDay(DateOnly Day, int Round, bool IsMissed);

/// <summary>On which days a job is due, and when: in Jakarta, whatever the machine's own zone.</summary>
/// <param name="At">From this time of the business date on.</param>
/// <param name="Every">Again after so long on the same date; null = once.</param>
/// <param name="OnBankingDays">Not on days on which banks do not work.</param>
/// <param name="CatchUpDays">So many days back are made up for when no gateway ran.</param>
internal sealed record JobDays(TimeOnly At, TimeSpan? Every, bool OnBankingDays, int CatchUpDays)
{
    /// <summary>What lies further back than a year is not even noted.</summary>
    private const int MostDaysNoted = 366;

    /// <summary>What became due since, in order. A job that was never due begins with today; of a date that has passed one round is made up for, of today's the present one.</summary>
    /// <param name="last">The last that was noted; null where none was.</param>
    public List<DueDay> Since(DueDay? last, DateTimeOffset now, Func<DateOnly, bool> isBankingDay)
    {
        var due = new List<DueDay>();
        var today = JakartaTime.DayOf(now);
        var first = last?.Day ?? today;
        if (first < today.AddDays(-MostDaysNoted)) first = today.AddDays(-MostDaysNoted);
        for (var day = first; day <= today; day = day.AddDays(1))
        {
            if (OnBankingDays && !isBankingDay(day)) continue;
            var round = RoundAt(day, now);
            if (round == 0 || day == last?.Day && (round <= last.Value.Round || day < today)) continue;
            due.Add(new DueDay(day, round, day.AddDays(CatchUpDays) < today));
        }
        return due;
    }

    /// <summary>The round of the date that is due by now; 0 = it is not yet time.</summary>
    private int RoundAt(DateOnly day, DateTimeOffset now)
    {
        var waited = now - (JakartaTime.StartOf(day) + At.ToTimeSpan());
        if (waited < TimeSpan.Zero) return 0;
        // A date that has passed had all its rounds: the last of them speaks for it.
        var ofTheDay = TimeSpan.FromTicks(Math.Min(waited.Ticks, (TimeSpan.FromDays(1) - At.ToTimeSpan()).Ticks - 1));
        return Every is { } every ? checked((int)(ofTheDay.Ticks / every.Ticks)) + 1 : 1;
    }
}
