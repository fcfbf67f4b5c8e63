using DeductionGateway.Schedule;
using DeductionGateway.Tests.Harness;

namespace DeductionGateway.Tests.Schedule;

public sealed class RehearsalClockTests : IDisposable
{
    private static readonly DateTimeOffset March = new(2026, 3, 1, 0, 0, 0, TimeSpan.FromHours(7));
    private readonly Scratch _scratch = new();

    [Fact]
    public void Clocks_of_one_file_agree_and_move_together()
    {
        var file = new ClockFile(_scratch["clock"]).Show(March);
        var (one, other) = (file.Open(), file.Open());
        var before = one.GetUtcNow();
        before.ShouldBeInRange(March, March.AddHours(1));
        before.Offset.ShouldBe(TimeSpan.Zero);
        other.GetUtcNow().ShouldBeInRange(before, March.AddHours(1));
        file.Show(March.AddDays(400));
        foreach (var clock in (RehearsalClock[])[one, other]) clock.GetUtcNow().ShouldBeInRange(March.AddDays(400), March.AddDays(400).AddHours(1));
    }

    [Fact]
    public void It_goes_as_fast_as_its_file_says_since_that_was_written()
    {
        var clock = new ClockFile(_scratch["clock"]).Show(March, 100_000).Open();
        File.SetLastWriteTimeUtc(_scratch["clock"], DateTime.UtcNow.AddSeconds(-10));
        clock.GetUtcNow().ShouldBeInRange(March.AddSeconds(1_000_000), March.AddSeconds(20_000_000));
    }

    [Fact]
    public void Without_a_file_that_means_something_it_goes_on()
    {
        var clock = new ClockFile(_scratch["clock"]).Show(March).Open();
        File.WriteAllText(_scratch["clock"], "soon");
        clock.GetUtcNow().ShouldBeInRange(March, March.AddHours(1));
        File.Delete(_scratch["clock"]);
        clock.GetUtcNow().ShouldBeInRange(March, March.AddHours(1));
    }

    [Theory]
    [InlineData("")]
    [InlineData("2026-03-01,10")]
    [InlineData("2026-03-01T00:00:00Z,0")]
    [InlineData("2026-03-01T00:00:00Z,-1")]
    [InlineData("2026-03-01T00:00:00Z,100001")]
    [InlineData("2026-03-01T00:00:00Z,10,2026-03-01T00:00:00Z")]
    public void Nonsense_is_no_clock(string text)
    {
        File.WriteAllText(_scratch["clock"], text);
        RehearsalClock.Open(_scratch["clock"]).ShouldBeNull();
    }

    public void Dispose() => _scratch.Dispose();
}
