using DeductionGateway.Core.Basics;
using DeductionGateway.Schedule;

namespace DeductionGateway.Tests.Schedule;

/// <summary>On which days a job is due: in Jakarta, on banking days or on all, and how much is made up for after an absence.</summary>
public sealed class JobDaysTests
{
    private static readonly JobDays Nightly = new(new TimeOnly(1, 0), Every: null, OnBankingDays: false, CatchUpDays: 7);

    [Fact]
    public void It_is_due_from_its_time_of_day_in_Jakarta_on_and_not_before()
    {
        Nightly.Since(null, At("2026-03-02T17:59:59Z"), Any).ShouldBeEmpty();
        Nightly.Since(null, At("2026-03-02T18:00:00Z"), Any).ShouldBe([new DueDay(Day("2026-03-03"), 1, false)]);
        Nightly.Since(new DueDay(Day("2026-03-03"), 1, false), At("2026-03-03T16:59:59Z"), Any).ShouldBeEmpty();
    }

    [Fact]
    public void Days_without_a_gateway_are_made_up_for_and_older_ones_noted_as_missed()
    {
        var due = Nightly.Since(new DueDay(Day("2026-02-20"), 1, false), At("2026-03-03T05:00:00Z"), Any);
        due.Select(static one => one.Day).ShouldBe(Enumerable.Range(1, 11).Select(static days => Day("2026-02-20").AddDays(days)), "across the month's end, without a gap");
        due.Where(static one => one.IsMissed).Select(static one => one.Day).ShouldBe([Day("2026-02-21"), Day("2026-02-22"), Day("2026-02-23")]);
    }

    [Fact]
    public void A_clock_that_was_set_back_makes_nothing_due() => Nightly.Since(new DueDay(Day("2026-03-03"), 1, false), At("2026-02-01T05:00:00Z"), Any).ShouldBeEmpty();

    [Fact]
    public void Several_times_a_day_only_the_present_round_is_due_and_of_a_day_that_passed_one()
    {
        var halfHourly = new JobDays(new TimeOnly(6, 0), TimeSpan.FromMinutes(30), OnBankingDays: false, CatchUpDays: 3);
        halfHourly.Since(null, At("2026-03-02T23:00:00Z"), Any).ShouldBe([new DueDay(Day("2026-03-03"), 1, false)]);
        halfHourly.Since(new DueDay(Day("2026-03-03"), 1, false), At("2026-03-03T01:05:00Z"), Any).ShouldBe([new DueDay(Day("2026-03-03"), 5, false)]);
        halfHourly.Since(new DueDay(Day("2026-03-03"), 5, false), At("2026-03-03T01:29:00Z"), Any).ShouldBeEmpty();
        halfHourly.Since(new DueDay(Day("2026-03-01"), 7, false), At("2026-03-03T00:00:00Z"), Any).ShouldBe([new DueDay(Day("2026-03-02"), 36, false), new DueDay(Day("2026-03-03"), 3, false)]);
    }

    [Fact]
    public void Banks_rest_on_weekends_and_on_the_days_of_the_table()
    {
        HashSet<DateOnly> holidays = [Day("2026-03-19"), Day("2026-03-20")];
        var onBankingDays = Nightly with { OnBankingDays = true, CatchUpDays = 31 };
        onBankingDays.Since(new DueDay(Day("2026-03-18"), 1, false), At("2026-03-24T05:00:00Z"), day => BankingDays.Is(day, holidays)).Select(static one => one.Day)
            .ShouldBe([Day("2026-03-23"), Day("2026-03-24")], "19 and 20 March are holidays, 21 and 22 a weekend");
    }

    /// <summary>However its gateways come and go, every day from the first on is noted once, and none that is no banking day.</summary>
    [Fact]
    public void Whenever_it_is_looked_at_every_day_is_noted_once()
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        for (var round = 0; round < 300; round++)
        {
            var job = new JobDays(new TimeOnly(random.Next(24), random.Next(60)), random.Next(2) == 0 ? null : TimeSpan.FromMinutes(random.Next(10, 500)), random.Next(2) == 0, random.Next(10));
            var holidays = Enumerable.Range(0, 20).Select(_ => Day("2026-01-01").AddDays(random.Next(365))).ToHashSet();
            bool IsOpen(DateOnly day) => BankingDays.Is(day, holidays);
            var noted = new List<DueDay>();
            var now = At("2026-01-05T03:00:00Z");
            while (now < At("2026-07-01T00:00:00Z"))
            {
                foreach (var due in job.Since(noted.Count == 0 ? null : noted[^1], now, IsOpen))
                {
                    noted.Add(due);
                    due.IsMissed.ShouldBe(due.Day.AddDays(job.CatchUpDays) < JakartaTime.DayOf(now), $"seed {seed}");
                }
                now += TimeSpan.FromMinutes(random.Next(4) == 0 ? random.Next(20_000) : random.Next(300));
            }
            noted.Select(static one => (one.Day, one.Round)).ShouldBeUnique($"seed {seed}");
            noted.ShouldBe([.. noted.OrderBy(static one => one.Day).ThenBy(static one => one.Round)], $"seed {seed}");
            var days = noted.Select(static one => one.Day).Distinct().ToList();
            for (var day = days.FirstOrDefault(); day <= days.LastOrDefault() && days.Count > 0; day = day.AddDays(1)) days.Contains(day).ShouldBe(!job.OnBankingDays || IsOpen(day), $"seed {seed}, {day}");
        }
    }

    private static bool Any(DateOnly day) => true;

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
