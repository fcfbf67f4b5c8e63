using DeductionGateway.Mocks.Faults;

namespace DeductionGateway.Tests.Mocks;

/// <summary>What goes wrong is decided by seed, scenario, service and the number of the call, and by nothing else.</summary>
public sealed class FaultPlanTests
{
    private const int Calls = 10_000;

    [Fact]
    public void The_same_seed_decides_alike_whatever_other_services_do()
    {
        var alone = Drawn(new FaultPlan(Scenario.Named("flaky"), 7), "25");
        var beside = new FaultPlan(Scenario.Named("flaky"), 7);
        List<FaultKind> drawn = [];
        for (var no = 0; no < Calls; no++)
        {
            beside.Next(FaultPlace.Answers, "14");
            drawn.Add(beside.Next(FaultPlace.Calls, "25"));
        }
        drawn.ShouldBe(alone);
        Drawn(new FaultPlan(Scenario.Named("flaky"), 8), "25").ShouldNotBe(alone);
        Drawn(new FaultPlan(Scenario.Named("flaky"), 7), "24").ShouldNotBe(alone);
    }

    [Fact]
    public void A_tenth_goes_wrong_in_flaky_and_every_kind_of_it_happens()
    {
        var drawn = Drawn(new FaultPlan(Scenario.Named("flaky"), 1), "25");
        drawn.Count(static one => one != FaultKind.None).ShouldBeInRange(900, 1_100);
        drawn.Distinct().Order().ShouldBe([FaultKind.None, FaultKind.Slow, FaultKind.Reset, FaultKind.Truncated, FaultKind.AnswerLost, FaultKind.WrongSignature, FaultKind.Duplicate, FaultKind.Reordered]);
    }

    [Fact]
    public void Nothing_goes_wrong_in_clean() => Drawn(new FaultPlan(Scenario.Named("clean"), 1), "25").ShouldAllBe(static one => one == FaultKind.None);

    [Fact]
    public void What_was_drawn_is_counted()
    {
        var plan = new FaultPlan(Scenario.Named("flaky"), 3);
        var resets = Drawn(plan, "25").Count(static one => one == FaultKind.Reset);
        (plan.Counts["25"], plan.Counts["25 Reset"]).ShouldBe((Calls, resets));
    }

    private static List<FaultKind> Drawn(FaultPlan plan, string service) => [.. Enumerable.Range(0, Calls).Select(_ => plan.Next(FaultPlace.Calls, service))];
}
